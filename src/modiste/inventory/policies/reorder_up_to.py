"""The best (s, S), exactly: Zheng and Federgruen for n series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from modiste.inventory.policies.costs import Rates
from modiste.inventory.policies.grids import blocks, position_costs
from modiste.learn.distributions import Count, Distribution, Floats, count_masses


@dataclass(frozen=True)
class BestPair:
    """Whole s (order at or below it) and S, and their cost a period; arrays of shape (n,)."""

    reorder_point: Floats
    order_up_to: Floats
    cost: Floats


def renewals(masses: Floats) -> Floats:
    """Expected visits m(j) to the position j below S between two orders, shape (n, J).

    m(0) = 1 ÷ (1 − p₀), m(j) = Σ p(l) m(j − l) ÷ (1 − p₀), l = 1 … j.

    Args:
        masses: P(D = j) of a period, shape (n, J), with P(D = 0) < 1.
    """
    visits = np.zeros_like(masses)
    some = 1.0 - masses[:, 0]
    visits[:, 0] = 1.0 / some
    for j in range(1, masses.shape[1]):
        before = visits[:, j - 1 :: -1] if j > 1 else visits[:, :1]
        visits[:, j] = np.einsum("ij,ij->i", masses[:, 1 : j + 1], before) / some
    return visits


def pair_cost(
    period: Count, protection: Distribution, rates: Rates, low: ArrayLike, high: ArrayLike
) -> Floats:
    """Cost a period of (s, S): (K + Σ m(j) G(S − j)) ÷ Σ m(j) over j = 0 … S − s − 1.

    Snyder and Shen, Fundamentals of Supply Chain Theory, §4.4.3.

    Args:
        period: demand of one period.
        protection: demand over lead time and one period, after which cost is counted.
        rates: what stock costs.
        low: whole s, shape (n,).
        high: whole S above s, shape (n,).
    """
    s, top = np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
    every = rates.rows(slice(None), len(s))
    costs = position_costs(protection, every, int(s.min()), int(top.max()))
    wide = int((top - s).max())
    visits = renewals(count_masses(period.mean, period.variance, wide - 1))
    j = np.arange(wide)
    counted = j < (top - s)[:, None]
    at = np.where(counted, top[:, None] - j - int(s.min()), 0)
    weights = np.where(counted, visits, 0.0)
    spent = np.sum(weights * np.take_along_axis(costs, at, axis=1), axis=1)
    cost: Floats = (np.asarray(every.order) + spent) / weights.sum(axis=1)
    return cost


def best_pairs(period: Count, protection: Distribution, rates: Rates) -> BestPair:
    """The (s, S) of least cost a period.

    S rises from the position of least cost until a position alone costs more than the best pair
    (Zheng and Federgruen, Finding optimal (s, S) policies is about as simple as evaluating a single
    policy, Operations Research 39, 1991); for each S running sums show every s. A series without
    demand orders nothing: s = −1, S = 0.

    Args:
        period: demand of one period.
        protection: demand over lead time and one period.
        rates: what stock costs.
    """
    count = len(period.mean)
    every = rates.rows(slice(None), count)
    spread = np.sqrt(np.maximum(protection.variance, protection.mean))
    pull = 1 / np.asarray(every.holding) + 1 / np.asarray(every.shortage)
    reach = np.sqrt(2 * np.asarray(every.order) * period.mean * pull) + 3 * spread
    width = np.ceil(reach + 2 * period.mean).astype(np.int64) + 4
    found = BestPair(np.full(count, -1.0), np.zeros(count), np.zeros(count))
    todo = np.flatnonzero(period.mean > 1e-9)
    while len(todo):
        unsure = []
        for block in blocks(width[todo]):
            rows = todo[block]
            of = period.rows(rows), protection.rows(rows), every.rows(rows, count)
            s, top, cost, inside = _search(*of, int(width[rows].max()))
            found.reorder_point[rows], found.order_up_to[rows], found.cost[rows] = s, top, cost
            unsure.append(rows[~inside])
        todo = np.concatenate(unsure)
        width[todo] *= 2
    return found


def _search(
    period: Count, protection: Distribution, rates: Rates, width: int
) -> tuple[Floats, Floats, Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Best pair with S − s of at most the width, and whether a wider one could not be better."""
    visits = renewals(count_masses(period.mean, period.variance, width - 1))
    total = np.cumsum(visits, axis=1)
    cheapest = protection.quantile(rates.critical_ratio).astype(np.int64)
    low = int(cheapest.min()) - width
    high = int(cheapest.max()) + width
    costs = position_costs(protection, rates, low, high)
    order = np.asarray(rates.order)
    best_s, best_top = cheapest - 1, cheapest.copy()
    best = np.full(len(cheapest), np.inf)
    inside = np.ones(len(cheapest), dtype=bool)
    active = np.arange(len(cheapest))
    step = 0
    while len(active) and step <= width:
        top = cheapest[active] + step
        at = (top - low)[:, None] - np.arange(width)
        along = np.take_along_axis(costs[active], at, axis=1)
        mean = (order[active, None] + np.cumsum(visits[active] * along, axis=1)) / total[active]
        lag = np.argmin(mean, axis=1)
        value = mean[np.arange(len(active)), lag]
        better = value < best[active]
        rows = active[better]
        best[rows], best_top[rows] = value[better], top[better]
        best_s[rows] = top[better] - lag[better] - 1
        inside[rows] = lag[better] < width - 1
        step += 1
        beyond = np.minimum(cheapest[active] + step, high) - low
        active = active[costs[active, beyond] <= best[active]]
    inside[active] = False
    return best_s.astype(float), best_top.astype(float), best, inside
