"""Policies that weigh the cost of an order against that of stock: (R, Q) and (s, S).

Holding costs the holding rate; a shortage costs what makes the service aimed at the best one. Where
order cost, unit cost or holding rate of a series are not known, one order cycle of demand takes the
place of the best lot, and the service target that of the best reorder point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.policies.base import (
    LevelPolicy,
    Outlook,
    Points,
    Spans,
    Terms,
    levels,
    spans,
)
from modiste.inventory.policies.costs import Rates, implied_shortage
from modiste.inventory.policies.lots import best_lots, best_point
from modiste.inventory.policies.reorder_up_to import best_pairs
from modiste.inventory.policies.targets import point_for_cycle, point_for_fill
from modiste.learn.distributions import Floats


@dataclass(frozen=True)
class FixedLots(LevelPolicy):
    """(R, Q): at or below r, as many lots of Q as bring the position above it.

    Lots are rounded to packs and minimum; the reorder point is the best one for the rounded lot.
    """

    name: str = "R,Q"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        over = spans(outlook, terms)
        known, rates = _rates(terms, len(over.cycle))
        lot = np.maximum(np.floor(over.cycle + 0.5), 1.0)
        priced = over.protection.rows(known)
        lot[known] = best_lots(priced, over.review.mean[known], rates).lot
        pack = np.maximum(terms.pack, 1.0)
        lot = np.ceil(np.maximum(lot, terms.moq) / pack) * pack
        point = _target(over, lot, terms)
        point[known] = best_point(priced, rates, lot[known])
        return Points(point, point + lot, lot)


@dataclass(frozen=True)
class EconomicPairs(LevelPolicy):
    """(s, S) of least cost, with demand of each review alike."""

    name: str = "s,S"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        over = spans(outlook, terms)
        known, rates = _rates(terms, len(over.cycle))
        usual = levels(outlook, terms)
        point, top = usual.reorder_point.copy(), usual.order_up_to.copy()
        best = best_pairs(over.review.rows(known), over.protection.rows(known), rates)
        point[known], top[known] = best.reorder_point, best.order_up_to
        return Points(point, top)


def _target(over: Spans, lot: Floats, terms: Terms) -> Floats:
    if terms.service_kind == "fill":
        return point_for_fill(over.lead, over.protection, lot, terms.service)
    return point_for_cycle(over.protection, terms.service).copy()


def _rates(terms: Terms, count: int) -> tuple[NDArray[np.intp], Rates]:
    """Series whose costs are known, and what they cost a review."""
    review = max(terms.review_days, 1.0) / 365
    given = (terms.order_cost, terms.unit_cost, terms.holding_rate, terms.service)
    order, unit, rate, service = (
        np.broadcast_to(np.asarray(value, dtype=float), (count,)) for value in given
    )
    holding = unit * rate * review
    known = np.flatnonzero(np.isfinite(order) & np.isfinite(holding) & (order >= 0) & (holding > 0))
    shortage = implied_shortage(holding[known], service[known])
    return known, Rates(order[known], holding[known], shortage)
