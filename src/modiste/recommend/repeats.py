"""Signals from what a person has already: bought again, in another colour, seen and not bought."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.query import Query
from modiste.recommend.signals import decay

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

REPEAT_DAYS = 30.0


@dataclass(frozen=True)
class Repeat:
    """How recently the person bought the item: the largest 2^(−age ÷ 30 days).

    Attributes:
        items: number of items.
        bought: whether purchases are meant, or else looks and likes.
    """

    items: int
    bought: bool = True

    @property
    def name(self) -> str:
        """Its name."""
        return "bought before" if self.bought else "looked at"

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """Nought for items that the person did not take."""
        row = np.zeros(self.items, dtype=np.float32)
        mine = query.bought == self.bought
        if mine.any():
            fresh = decay(query.ages[mine], REPEAT_DAYS).astype(np.float32)
            np.maximum.at(row, query.items[mine], fresh)
        return row if items is None else row[items]


@dataclass(frozen=True)
class OtherColour:
    """How recently the person bought the same style in another colour.

    Attributes:
        style: the style of each item.
    """

    style: I64

    @property
    def name(self) -> str:
        """Its name."""
        return "other colour"

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """Nought for styles that the person does not have, and for the very items they have."""
        style = self.style if items is None else self.style[items]
        row = np.zeros(len(style), dtype=np.float32)
        mine = query.items[query.bought]
        if len(mine):
            fresh = decay(query.ages[query.bought], REPEAT_DAYS)
            for own, age in {
                int(s): a for s, a in zip(self.style[mine], fresh, strict=True)
            }.items():
                row[style == own] = age
            if items is None:
                row[mine] = 0.0
            else:
                row[np.isin(items, mine)] = 0.0
        return row
