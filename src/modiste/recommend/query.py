"""What is asked: for whom, on what occasion, and what they did before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.learn.recommend.histories import Histories

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_NO_ITEMS: I64 = np.empty(0, dtype=np.int64)
_NO_DAYS: F64 = np.empty(0, dtype=np.float64)
_NO_WEIGHTS: F32 = np.empty(0, dtype=np.float32)


@dataclass(frozen=True)
class Query:
    """One question.

    Attributes:
        segments: value codes of the circumstances by axis; absent or −1 is not known.
        items: what the person took or looked at, oldest first.
        ages: days since then.
        weights: how much each counts as a sign of taste.
        bought: which of them were bought.
        stated: pseudo-purchases of attribute values that the person asked for, by trait and value
            code; below zero is the log-odds of what they do not want.
        habits: shares of the values of circumstances in what the person did before, by axis; they
            stand in where a circumstance is not known.
        ignored: traits and value codes of which nothing is learnt; −1 is all values.
    """

    segments: Mapping[str, int] = field(default_factory=dict)
    items: I64 = field(default_factory=lambda: _NO_ITEMS)
    ages: F64 = field(default_factory=lambda: _NO_DAYS)
    weights: F32 = field(default_factory=lambda: _NO_WEIGHTS)
    bought: NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))
    stated: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    habits: Mapping[str, F32] = field(default_factory=dict)
    ignored: frozenset[tuple[str, int]] = frozenset()
    _faded: dict[float, F64] = field(default_factory=dict, init=False, repr=False, compare=False)
    _kept: list[Histories] = field(default_factory=list, init=False, repr=False, compare=False)

    def faded(self, half_life: float) -> F64:
        """Weights of the items, halved every so many days."""
        if half_life not in self._faded:
            self._faded[half_life] = (self.weights * np.exp2(-self.ages / half_life)).astype(
                np.float64
            )
        return self._faded[half_life]

    @property
    def histories(self) -> Histories | None:
        """The items as models take them, once they were made."""
        return self._kept[0] if self._kept else None

    def remember(self, histories: Histories) -> None:
        """Keep the items as models take them; several models ask for them."""
        self._kept.append(histories)

    @classmethod
    def of_items(cls, items: I64, segments: Mapping[str, int] | None = None) -> Query:
        """A basket or a visit: what lies in it counts as bought just now."""
        n = len(items)
        return cls(
            dict(segments or {}),
            np.asarray(items, dtype=np.int64),
            np.zeros(n),
            np.ones(n, dtype=np.float32),
            np.ones(n, dtype=bool),
        )
