"""Periodic review: (R, S) orders up to S at every review, (R, s, S) only at or below s."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.inventory.policies.base import LevelPolicy, Outlook, Points, Terms, levels, spans
from modiste.inventory.policies.targets import point_for_cycle, point_for_fill
from modiste.learn.distributions import Floats


@dataclass(frozen=True)
class ReorderUpTo(LevelPolicy):
    """(R, s, S): s covers lead time and review, S one order cycle more; see ``policy.levels``."""

    name: str = "R,s,S"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        found = levels(outlook, terms)
        return Points(found.reorder_point, found.order_up_to)


@dataclass(frozen=True)
class OrderUpTo(LevelPolicy):
    """(R, S): at every review up to what reaches the service over lead time and review."""

    name: str = "R,S"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        over = spans(outlook, terms)
        if terms.service_kind == "fill":
            level = point_for_fill(over.lead, over.protection, 1.0, terms.service) + 1
        else:
            level = point_for_cycle(over.protection, terms.service)
        return Points(level - 1, level)


@dataclass(frozen=True)
class BaseStock(LevelPolicy):
    """Base stock: up to the level whose last unit earns as much as it costs.

    A unit short at the end of a review costs its margin, a unit left the holding of a review; the
    level is the newsvendor's, F⁻¹(margin ÷ (margin + holding)) of demand over lead time and review
    (Snyder and Shen, §4.3.2). Where cost, price or holding rate are not known, the service aimed at
    takes the place of that ratio.
    """

    name: str = "base stock"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        over = spans(outlook, terms)
        level = over.protection.quantile(self.ratio(terms, len(over.cycle)))
        return Points(level - 1, level)

    @staticmethod
    def ratio(terms: Terms, count: int) -> Floats:
        """Critical ratio of each of ``count`` series."""
        review = max(terms.review_days, 1.0) / 365
        holding = np.asarray(terms.unit_cost, dtype=float) * terms.holding_rate * review
        margin = np.asarray(terms.price, dtype=float) - terms.unit_cost
        known = np.isfinite(holding) & np.isfinite(margin) & (holding > 0) & (margin > 0)
        total = np.where(known, margin + holding, 1.0)
        ratio = np.where(known, margin / total, terms.service)
        # A ratio of 1 would ask for a stock without bound.
        return np.broadcast_to(np.clip(ratio, 1e-6, 1 - 1e-6), (count,))
