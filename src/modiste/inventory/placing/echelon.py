"""Base stocks in echelons: a chain of stages exactly, a warehouse with many stores very nearly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.learn.distributions import Count, Distribution, Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Chain:
    """Stages in series, the farthest from the customer first.

    Attributes:
        holding: echelon holding cost a unit and period of each stage (what it adds to holding).
        lead: demand over the lead time of each stage, each of one series.
        shortage: cost of a unit owed to a customer, a period.
        step: distance of the positions tried; 1 for whole units.

    Raises:
        InputError: costs are not above 0, or stages and lead times differ in number.
    """

    holding: tuple[float, ...]
    lead: tuple[Distribution, ...]
    shortage: float
    step: float = 1.0

    def __post_init__(self) -> None:
        costs = (*self.holding, self.shortage, self.step)
        if len(self.holding) != len(self.lead) or not self.holding:
            raise InputError(
                "a chain needs one holding cost and one lead time's demand a stage",
                remedy="Give both for each stage, the farthest from the customer first",
            )
        if not all(cost > 0 for cost in costs):
            raise InputError(
                "holding, shortage cost and step of a chain must be above 0",
                remedy="Give echelon holding costs: what each stage adds to the one before",
            )


@dataclass(frozen=True)
class ChainLevels:
    """Echelon base stocks of the stages, the farthest first, and the cost a period.

    A stage orders when its echelon position (its stock, all below it and on the way, less what
    customers are owed) is below its level.
    """

    levels: tuple[float, ...]
    cost: float

    @property
    def local(self) -> tuple[float, ...]:
        """Levels of each stage by itself: echelon level less that of the stage below it."""
        lowest = np.minimum.accumulate(self.levels)
        below = [*lowest[1:], 0.0]
        return tuple(float(own - next_) for own, next_ in zip(lowest, below, strict=True))


def solve_chain(problem: Chain) -> ChainLevels:
    """The best base stocks of a chain, exactly up to the step.

    From the customer up: C_j(y) = E[ĉ_j(y − D_j)], ĉ_j(x) = h_j x + C_{j−1}(min(x, S_{j−1})), with
    (p + Σh) x⁻ below the last stage (Clark and Scarf, Optimal policies for a multi-echelon
    inventory problem, 1960; Snyder and Shen, §6.2.2).
    """
    reach = (
        sum(float(d.mean[0] + 8 * np.sqrt(d.variance[0])) for d in problem.lead) + 10 * problem.step
    )
    count = int(np.ceil(reach / problem.step))
    grid = np.arange(-count, count + 1) * problem.step
    induced = (problem.shortage + sum(problem.holding)) * np.maximum(-grid, 0.0)
    levels: list[float] = []
    cost = 0.0
    for holding, demand in zip(reversed(problem.holding), reversed(problem.lead), strict=True):
        expected = _expected(holding * grid + induced, demand, problem.step)
        best = int(np.argmin(expected))
        levels.append(float(grid[best]))
        cost = float(expected[best])
        induced = np.where(np.arange(len(grid)) < best, expected, cost)
    return ChainLevels(tuple(reversed(levels)), cost)


def _expected(cost: Floats, demand: Distribution, step: float) -> Floats:
    """E[cost(y − D)] on the grid; to the left of it the cost goes on in a straight line."""
    top = int(np.ceil((demand.mean[0] + 9 * np.sqrt(demand.variance[0])) / step)) + 1
    places = np.arange(top + 1) * step
    edge = 0.0 if demand.whole else step / 2
    above = demand.cdf((places + edge)[:, None])[:, 0]
    masses = np.diff(above, prepend=0.0)
    masses[-1] += 1 - above[-1]
    slope = cost[1] - cost[0]
    padded = np.concatenate([cost[0] + slope * np.arange(-top, 0), cost])
    return np.convolve(padded, masses, mode="valid")


@dataclass(frozen=True)
class TwoEchelons:
    """A warehouse that serves m stores one unit at a time; arrays of shape (m,).

    Attributes:
        demand: mean and variance of each store's demand a period.
        variance: see above; Poisson where it equals the mean.
        transport: periods from the warehouse to each store.
        lead: periods from the supplier to the warehouse.
        holding: cost a unit and period at each store.
        shortage: cost of a unit short a period at each store.
        warehouse_holding: cost a unit and period in the warehouse.

    Raises:
        InputError: a number is out of bounds or not known, or the arrays differ in length.
    """

    demand: Floats
    variance: Floats
    transport: Floats
    lead: float
    holding: Floats
    shortage: Floats
    warehouse_holding: float

    def __post_init__(self) -> None:
        arrays = (self.demand, self.variance, self.transport, self.holding, self.shortage)
        if len({np.shape(a) for a in arrays}) != 1:
            raise InputError(
                "the arrays of stores differ in length",
                remedy="Give demand, variance, transport and costs one number a store",
            )
        good = (
            np.all(self.demand > 0)
            and np.all(self.variance > 0)
            and np.all(self.transport >= 0)
            and np.all(self.holding > 0)
            and np.all(self.shortage > 0)
            and self.lead >= 0
            and self.warehouse_holding > 0
        )
        if not good:
            raise InputError(
                "stores of two echelons need demand and costs above 0 and times of at least 0",
                remedy="Leave stores without demand out",
            )


@dataclass(frozen=True)
class EchelonLevels:
    """Base stocks of warehouse and stores and what they are expected to do.

    Attributes:
        warehouse: units.
        stores: units, shape (m,).
        cost: of holding and shortage a period.
        delay: periods that a store's order waits in the warehouse.
        in_stock: chance that a store has stock, shape (m,).
        warehouse_stock: expected units on hand in the warehouse.
        store_stock: expected units on hand in each store, shape (m,).
        curve: cost by warehouse base stock from 0, with the best stores for each.
    """

    warehouse: int
    stores: Floats
    cost: float
    delay: float
    in_stock: Floats
    warehouse_stock: float
    store_stock: Floats
    curve: Floats


def outstanding(problem: TwoEchelons, warehouse: Floats) -> Count:
    """Units that each store has on order, for some base stocks of the warehouse.

    What the warehouse owes is shared at random among the stores' orders; mean and variance are
    exact for Poisson demand, the shape is a negative binomial's (Graves, A multi-echelon inventory
    model for a repairable item with one-for-one replenishment, Management Science 31, 1985; with
    the mean alone it is Sherbrooke's METRIC).

    Args:
        problem: the stores.
        warehouse: whole base stocks, shape (k,).

    Returns:
        A distribution with arrays of shape (k, m).
    """
    pipeline = _pipeline(problem)
    owed = pipeline.loss(warehouse)
    owed_variance = np.maximum(2 * pipeline.second_loss(warehouse) + owed - owed**2, 0.0)
    share = problem.demand / problem.demand.sum()
    mean = problem.demand * problem.transport + share * owed[:, None]
    spread = share**2 * owed_variance[:, None] + share * (1 - share) * owed[:, None]
    return Count(mean, problem.variance * problem.transport + spread)


def solve_two_echelons(problem: TwoEchelons) -> EchelonLevels:
    """The best base stocks of warehouse and stores together.

    Every base stock of the warehouse up to what is practically never used up is tried; for each,
    every store takes its own best, the quantile shortage ÷ (shortage + holding) of its outstanding
    orders.
    """
    pipeline = _pipeline(problem)
    top = int(pipeline.quantile(0.9999)[0])
    tried = np.arange(top + 1, dtype=float)
    orders = outstanding(problem, tried)
    levels = orders.quantile(problem.shortage / (problem.shortage + problem.holding))
    short = orders.loss(levels)
    stock = levels - orders.mean + short
    owed = pipeline.loss(tried)
    central = tried - pipeline.mean + owed
    cost = problem.warehouse_holding * central + np.sum(
        problem.holding * stock + problem.shortage * short, axis=1
    )
    best = int(np.argmin(cost))
    total = float(problem.demand.sum())
    return EchelonLevels(
        best,
        levels[best],
        float(cost[best]),
        float(owed[best]) / total,
        orders.cdf(levels - 1)[best],
        float(central[best]),
        stock[best],
        cost,
    )


def _pipeline(problem: TwoEchelons) -> Count:
    """Demand of all stores over the warehouse's lead time."""
    mean = np.array([problem.demand.sum() * problem.lead])
    return Count(mean, np.array([problem.variance.sum() * problem.lead]))
