"""Least reorder points that reach a service: cycle or fill."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from modiste.inventory.policies.costs import fill_rate
from modiste.learn.distributions import Distribution, Floats


def point_for_cycle(demand: Distribution, service: ArrayLike) -> Floats:
    """Least stock that is enough with a chance of at least the service.

    Args:
        demand: over the protection interval.
        service: chance aimed at, in (0, 1).
    """
    return demand.quantile(service)


def point_for_fill(
    lead: Distribution, protection: Distribution, lot: ArrayLike, service: ArrayLike
) -> Floats:
    """Least whole reorder point whose fill rate under (R, nQ) reaches the target.

    With lots much greater than the demand of a review it can lie far below the mean demand, even
    below zero: lots themselves serve most of the demand. It is cut at −1 (order when nothing is
    left); a series without demand gets −1.

    Args:
        lead: demand over the lead time.
        protection: demand over lead time and review.
        lot: Q, at least 1.
        service: share of demand to serve from stock, in (0, 1).
    """
    count = len(protection.mean)
    size = np.broadcast_to(np.maximum(np.asarray(lot, dtype=float), 1.0), (count,))
    target = np.broadcast_to(np.asarray(service, dtype=float), (count,))
    low = np.full(count, -2.0)  # never reaches the target, or is what we return + 1
    high: Floats = np.maximum(np.ceil(protection.mean + 2 * np.sqrt(protection.variance)), 0.0)
    todo = np.arange(count)
    while len(todo):  # double the upper ends until each reaches its target
        reached = _fill(lead, protection, high, size, todo) >= target[todo]
        low[todo[~reached]] = high[todo[~reached]]
        todo = todo[~reached]
        high[todo] = 2 * high[todo] + 1
    todo = np.flatnonzero(high - low > 1)
    while len(todo):
        middle: Floats = np.floor((low + high) / 2)
        reached = _fill(lead, protection, middle, size, todo) >= target[todo]
        high[todo[reached]] = middle[todo[reached]]
        low[todo[~reached]] = middle[todo[~reached]]
        todo = todo[high[todo] - low[todo] > 1]
    return high


def _fill(
    lead: Distribution,
    protection: Distribution,
    point: Floats,
    lot: Floats,
    rows: np.ndarray[tuple[int, ...], np.dtype[np.intp]],
) -> Floats:
    return fill_rate(lead.rows(rows), protection.rows(rows), point[rows], lot[rows])
