"""Preferences: how much more a person takes of an attribute value than everybody does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.journal import Journal
from modiste.recommend.query import Query
from modiste.recommend.signals import decay

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

TASTE_DAYS = 180.0
"""Half-life of tastes."""
SMOOTHING = 5.0
"""Purchases at which a person's own share weighs as much as everybody's."""
_LEAST_SHARE = 1e-4


@dataclass(frozen=True)
class Preference:
    """ln of a person's share of an attribute value over everybody's.

    preference(value) = (n(value) + k·P(value)) ÷ ((n + k)·P(value)), with the person's purchases
    decayed by age and k = ``SMOOTHING``; an item's signal is the mean over its values.

    Attributes:
        trait: name of the attribute.
        of: which items show which values.
        share: P(value) in everybody's recent purchases.
        half_life: of tastes, in days.
        smoothing: k.
    """

    trait: str
    of: Trait
    share: F32
    half_life: float = TASTE_DAYS
    smoothing: float = SMOOTHING

    @property
    def name(self) -> str:
        """Its name."""
        return f"taste {self.trait}"

    def counts(self, query: Query) -> tuple[F64, float]:
        """Decayed purchases of each value, and of all."""
        count: F64 = np.zeros(len(self.share))
        total = 0.0
        if len(query.items):
            weight = query.faded(self.half_life)
            codes, size = self.of.codes[query.items], len(self.share)
            if codes.shape[1] == 1:
                every: F64 = np.bincount(codes[:, 0], weight, minlength=size + 1).astype(float)
                count, total = every[:size], float(every[:size].sum())
            else:
                shown = codes < size
                many = shown.sum(axis=1)
                each = np.broadcast_to((weight / np.maximum(many, 1))[:, None], codes.shape)
                count = np.bincount(codes[shown], each[shown], minlength=size).astype(float)
                total = float(weight[many > 0].sum())
        for value, amount in query.stated.get(self.trait, {}).items():
            count[value] += amount
            total += max(amount, 0.0)
        return np.maximum(count, 0.0), max(total, 0.0)

    def values(self, query: Query) -> F32:
        """Preference for each value, ``(values,)``; nought is as everybody."""
        count, total = self.counts(query)
        liking = np.log(
            (count + self.smoothing * self.share) / ((total + self.smoothing) * self.share)
        )
        # What a person refuses is refused, however often they bought it before.
        for value, amount in query.stated.get(self.trait, {}).items():
            if amount < 0:
                liking[value] = amount
        for trait, code in query.ignored:
            if trait == self.trait:
                liking[code if code >= 0 else slice(None)] = 0.0
        return np.asarray(liking, dtype=np.float32)

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """Nought for people of whom nothing is known."""
        if not len(query.items) and self.trait not in query.stated:
            size = len(self.of.codes) if items is None else len(items)
            return np.zeros(size, dtype=np.float32)
        return self.of.mean(self.values(query), items)


def preference(
    journal: Journal,
    catalogue: Catalogue,
    trait: str,
    now: float,
    *,
    half_life: float = TASTE_DAYS,
    smoothing: float = SMOOTHING,
) -> Preference:
    """Measure everybody's shares on the purchases before ``now``."""
    of, bought = catalogue.traits[trait], journal.purchases
    sold = np.bincount(bought.item, decay(now - bought.day, half_life), minlength=len(catalogue))
    shown = of.codes < len(of.values)
    each = np.broadcast_to((sold / np.maximum(shown.sum(axis=1), 1))[:, None], of.codes.shape)
    count = np.bincount(of.codes[shown], each[shown], minlength=len(of.values))
    share = np.maximum((count + 1.0) / (count.sum() + len(of.values)), _LEAST_SHARE)
    return Preference(trait, of, share.astype(np.float32), half_life, smoothing)
