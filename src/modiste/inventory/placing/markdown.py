"""Markdowns: when to cut a price, how deep, for stock that would be left over.

Two methods for the same question. :func:`plan_markdowns` weighs, for many lines at once, every
single cut (a week and a depth, decided today) by its exact expected value. :func:`price_path`
solves one line's whole path of ever deeper prices as a dynamic programme that watches sales week by
week (Bitran and Mondschein, Periodic pricing of seasonal products in retailing, Management Science
43, 1997). Demand answers to a price with constant elasticity: price × (1 − d) multiplies the
expected demand by (1 − d)^−e.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.policy import DAYS, Outlook
from modiste.learn.distributions import Count, Floats, count_masses
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Clearance:
    """n lines to be sold out of stock, arrays of shape (n,), money in each line's own units.

    Attributes:
        outlook: forecast at today's price.
        stock: units to be sold.
        price: today's price.
        salvage: money for a unit that is left at the end.
        elasticity: e, above 0: a cut of 1 % sells about e % more.
        weeks: weeks until the end.
        cuts: shares by which the price may be cut, rising in (0, 1).
        starts: weeks from now at which it may be cut; 0 is now.

    Raises:
        InputError: a number is out of these bounds or not known.
    """

    outlook: Outlook
    stock: Floats
    price: Floats
    salvage: Floats
    elasticity: Floats | float
    weeks: int
    cuts: tuple[float, ...] = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7)
    starts: tuple[int, ...] = (0, 2, 4, 8)

    def __post_init__(self) -> None:
        count = len(self.outlook.mean)
        if not len(self.stock) == len(self.price) == len(self.salvage) == count:
            raise InputError(
                "the arrays of a clearance differ in length",
                remedy="Give stock, price and salvage one number a line of the forecast",
            )
        good = (
            np.all(self.stock >= 0)
            and np.all(self.price > 0)
            and np.all((self.salvage >= 0) & (self.salvage < self.price))
            and np.all(np.asarray(self.elasticity) > 0)
        )
        if not good:
            raise InputError(
                "a clearance has stock below 0, a price of 0, a salvage out of [0, price), or an "
                "elasticity of 0 or less",
                remedy="Leave lines without stock or price out; give the elasticity above 0",
            )
        cuts = np.asarray(self.cuts)
        if len(cuts) == 0 or np.any(np.diff(cuts) <= 0) or cuts[0] <= 0 or cuts[-1] >= 1:
            raise InputError("cuts of prices must rise between 0 and 1", remedy="Such as 0.2, 0.4")
        if self.weeks < 1 or min(self.starts, default=-1) < 0:
            raise InputError("a clearance needs weeks to come", remedy="Give weeks of 1 or more")


@dataclass(frozen=True)
class Markdowns:
    """The best single cut of each line; arrays of shape (n,).

    Attributes:
        cut: share of the price, 0 where none gains anything.
        start: weeks from now at which it begins.
        value: money expected until the end, with salvage.
        held: the same at today's price.
        sold: units expected to sell until the end under the cut.
        held_sold: the same at today's price.
    """

    cut: Floats
    start: NDArray[np.int64]
    value: Floats
    held: Floats
    sold: Floats
    held_sold: Floats

    @property
    def gain(self) -> Floats:
        """Money that the cut is expected to bring over holding the price."""
        return self.value - self.held


def plan_markdowns(problem: Clearance) -> Markdowns:
    """The best week and depth of one cut of each line.

    Value of a cut to p₂ after some weeks, with D sold at the old price until then and T in all:
    p E[min(D, x)] + p₂ (E[(x − D)⁺] − E[(x − T)⁺]) + s E[(x − T)⁺], as for a season's buy.
    """
    stock, price = problem.stock, problem.price
    count = len(stock)
    whole_mean, whole_variance = _over(problem.outlook, problem.weeks, count)
    left = _left(Count(whole_mean, whole_variance), stock)
    held = price * (stock - left) + problem.salvage * left
    best = Markdowns(
        np.zeros(count), np.zeros(count, dtype=np.int64), held.copy(), held,
        stock - left, stock - left,
    )  # fmt: skip
    elasticity = np.asarray(problem.elasticity, dtype=float)
    for start in sorted(set(problem.starts)):
        if start >= problem.weeks:
            continue
        before, before_variance = _over(problem.outlook, start, count)
        rest = np.maximum(whole_mean - before, 0.0)
        rest_variance = np.maximum(whole_variance - before_variance, rest)
        until = _left(Count(before, before_variance), stock)
        for cut in problem.cuts:
            lift = (1 - cut) ** -elasticity
            # Of the variance the part of a Poisson grows with the lift, what is beyond it with
            # its square.
            wider = lift * rest + lift**2 * (rest_variance - rest)
            total = Count(before + lift * rest, before_variance + wider)
            end = _left(total, stock)
            value = (
                price * (stock - until) + price * (1 - cut) * (until - end) + problem.salvage * end
            )
            better = value > best.value * (1 + 1e-12)
            best.value[better], best.cut[better] = value[better], cut
            best.start[better], best.sold[better] = start, (stock - end)[better]
    return best


def _over(outlook: Outlook, weeks: int, count: int) -> tuple[Floats, Floats]:
    return outlook.over(np.full(count, weeks * DAYS))


def _left(demand: Count, stock: Floats) -> Floats:
    """E[(x − D)⁺]."""
    left: Floats = stock - demand.mean + demand.loss(stock)
    return np.maximum(left, 0.0)


@dataclass(frozen=True)
class PricePath:
    """What to charge, by week, units left and price so far.

    Attributes:
        choice: index of the best price, shape (weeks, prices, units + 1): for the units left and
            the price charged until now.
        value: money expected from a week on, shape (weeks + 1, prices, units + 1).
    """

    choice: NDArray[np.int64]
    value: Floats


def price_path(
    stock: int, prices: Floats, means: Floats, dispersion: float, salvage: float
) -> PricePath:
    """The best path of prices that never rise, watching what sells.

    V_t(x, k) = max over k′ ≥ k of E[p_k′ min(D, x) + V_{t+1}((x − D)⁺, k′)].

    Args:
        stock: units at the start.
        prices: falling, shape (prices,).
        means: expected demand of each week at each price, shape (weeks, prices).
        dispersion: variance over mean of a week's demand, 1 for Poisson.
        salvage: money for a unit left at the end.
    """
    if stock < 0 or np.any(np.diff(prices) >= 0) or means.shape[1:] != prices.shape:
        raise InputError(
            "a path of prices needs stock of at least 0, falling prices and a mean for each price",
            remedy="Give means the shape (weeks, prices)",
        )
    if dispersion < 1 or not np.all(means >= 0):
        raise InputError(
            "demand of a path of prices has a dispersion below 1 or a mean below 0",
            remedy="Give a dispersion of 1 for Poisson demand, more for wilder demand",
        )
    weeks, count = means.shape
    units = np.arange(stock + 1)
    value = np.empty((weeks + 1, count, stock + 1))
    choice = np.zeros((weeks, count, stock + 1), dtype=np.int64)
    value[weeks] = salvage * units
    for week in range(weeks - 1, -1, -1):
        masses = count_masses(means[week], dispersion * means[week], stock)
        earned = np.stack([_week(masses[k], prices[k], value[week + 1, k]) for k in range(count)])
        # From the deepest price up: the best of all prices not above today's.
        best = np.full(stock + 1, -np.inf)
        for k in range(count - 1, -1, -1):
            better = earned[k] >= best
            best = np.where(better, earned[k], best)
            deeper = choice[week, k + 1] if k + 1 < count else np.full(stock + 1, k)
            choice[week, k] = np.where(better, k, deeper)
            value[week, k] = best
    return PricePath(choice, value)


def _week(masses: Floats, price: float, later: Floats) -> Floats:
    """Money expected of a week and all later ones, for each number of units at its start."""
    size = len(later)
    lag = np.arange(size)[:, None] - np.arange(size)[None, :]  # units sold from x to y
    step = np.where(lag >= 0, masses[np.maximum(lag, 0)], 0.0)
    more = 1.0 - np.cumsum(masses)  # P(D > x)
    step[:, 0] += more
    sold = np.sum(step * np.maximum(lag, 0), axis=1)
    value: Floats = price * sold + step @ later
    return value
