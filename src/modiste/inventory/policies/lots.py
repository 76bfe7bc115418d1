"""The best (r, Q), exactly: Federgruen and Zheng for n series at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from modiste.inventory.policies.costs import Rates, base_stock_cost
from modiste.inventory.policies.grids import blocks, position_costs
from modiste.learn.distributions import Distribution, Floats


@dataclass(frozen=True)
class BestLots:
    """Whole reorder points and lots, and their cost a period; arrays of shape (n,)."""

    reorder_point: Floats
    lot: Floats
    cost: Floats


def best_lots(demand: Distribution, rate: ArrayLike, rates: Rates) -> BestLots:
    """The (r, Q) of least cost (K λ + Σ G(y)) ÷ Q over y = r + 1 … r + Q.

    G is convex, so the best Q positions are those of least cost, side by side; the mean falls until
    the next position costs more than it (Federgruen and Zheng, An efficient algorithm for computing
    an optimal (r, Q) policy, Operations Research 40, 1992; Snyder and Shen, §5.4).

    Args:
        demand: over the lead time, in whole units or taken at whole positions.
        rate: expected units a period, λ.
        rates: what stock costs.
    """
    count = len(demand.mean)
    setup = np.broadcast_to(np.asarray(rates.order * np.asarray(rate), dtype=float), (count,))
    every = rates.rows(slice(None), count)
    spread = np.sqrt(np.maximum(demand.variance, demand.mean))
    pull = 1 / np.asarray(every.holding) + 1 / np.asarray(every.shortage)
    eoq = np.sqrt(2 * setup * pull)
    low = np.floor(demand.mean - 4 * spread - eoq).astype(np.int64) - 1
    high = np.ceil(demand.mean + 7 * spread + eoq).astype(np.int64) + 3
    found = BestLots(np.zeros(count), np.ones(count), np.zeros(count))
    todo = np.arange(count)
    while len(todo):
        unsure = []
        for block in blocks(high[todo] - low[todo] + 1):
            rows = todo[block]
            ends = int(low[rows].min()), int(high[rows].max())
            sure = _search(demand.rows(rows), every.rows(rows, count), setup[rows], ends)
            point, lot, cost, inside = sure
            found.reorder_point[rows], found.lot[rows], found.cost[rows] = point, lot, cost
            unsure.append(rows[~inside])
        todo = np.concatenate(unsure)
        reach = high[todo] - low[todo]
        low[todo] -= reach
        high[todo] += reach
    return found


def _search(
    demand: Distribution, rates: Rates, setup: Floats, ends: tuple[int, int]
) -> tuple[Floats, Floats, Floats, np.ndarray[tuple[int, ...], np.dtype[np.bool_]]]:
    """Best point, lot and cost among some positions, and whether none outside could be better."""
    low, high = ends
    costs = position_costs(demand, rates, low, high)
    order = np.argsort(costs, axis=1, kind="stable")
    ranked = np.take_along_axis(costs, order, axis=1)
    mean = (setup[:, None] + np.cumsum(ranked, axis=1)) / np.arange(1, high - low + 2)
    best = np.argmin(mean, axis=1)
    rows = np.arange(len(costs))
    first = np.minimum.accumulate(order, axis=1)[rows, best]
    cost = mean[rows, best]
    inside = (cost <= costs[:, 0]) & (cost <= costs[:, -1])
    return first + low - 1.0, best + 1.0, cost, inside


def best_point(demand: Distribution, rates: Rates, lot: ArrayLike) -> Floats:
    """The whole reorder point of least cost for lots that are given, as by a pack.

    The window of Q positions slides up while the position it gains costs less than the one it
    leaves (Snyder and Shen, §5.4.2: G(r) = G(r + Q) where positions are continuous).

    Args:
        demand: over the lead time.
        rates: what stock costs.
        lot: Q, whole, shape (n,) or one for all.
    """
    count = len(demand.mean)
    every = rates.rows(slice(None), count)
    size = np.broadcast_to(np.asarray(lot, dtype=float), (count,))
    spread = np.sqrt(np.maximum(demand.variance, demand.mean))
    low = np.floor(demand.mean - size - 20 * spread) - 2
    high: Floats = np.ceil(demand.mean + 20 * spread) + 2
    while np.any(high - low > 1):
        middle: Floats = np.floor((low + high) / 2)
        gained = base_stock_cost(demand, every, middle + 1 + size)
        enough = gained >= base_stock_cost(demand, every, middle + 1)
        high = np.where(enough, middle, high)
        low = np.where(enough, low, middle)
    return high
