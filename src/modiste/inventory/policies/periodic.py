"""Periodic review: (R, S) orders up to S at every review, (R, s, S) only at or below s."""

from __future__ import annotations

from dataclasses import dataclass

from modiste.inventory.policies.base import LevelPolicy, Outlook, Points, Terms, levels


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
    """(R, S): at every review up to what covers lead time and review."""

    name: str = "R,S"

    def points(self, outlook: Outlook, terms: Terms) -> Points:
        """See :class:`LevelPolicy`."""
        level = levels(outlook, terms).reorder_point
        return Points(level - 1, level)
