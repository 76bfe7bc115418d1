"""Signals: what speaks for an item, each on a logarithmic scale, so that they add up.

Every signal gives one number an item for a query, in a few array operations. A blend is their
weighted sum, so each signal's share in a score can be told to people.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.journal import Journal
from modiste.recommend.query import Query

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

SMOOTHING = 10.0
"""Purchases at which an item's own lift weighs as much as its prior."""
LIFT_DAYS = 365.0
"""Half-life of the purchases that lifts are measured on."""
_PARENT_SMOOTHING = 30.0
_LEAST_SHARE = 1e-6


class Signal(Protocol):
    """One thing that speaks for items."""

    @property
    def name(self) -> str:
        """Its name, unique among the signals of a blend."""

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """What it says of items: ``(items,)`` for the codes given, all by default."""


def decay(ages: F64, half_life: float | None) -> F64:
    """2^(−age ÷ half-life); all 1 without a half-life."""
    return np.ones(len(ages)) if half_life is None else np.exp2(-ages / half_life)


@dataclass(frozen=True)
class Constant:
    """A signal that is the same for everyone: popularity, newness, quality."""

    name: str
    value: F32

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """The same for every query."""
        del query
        return self.value if items is None else self.value[items]


def popularity(
    journal: Journal, catalogue: Catalogue, now: float, half_life: float | None, parent: str = ""
) -> Constant:
    """ln(decayed purchases + prior): recency-weighted popularity.

    The prior of an item is a twentieth of the mean of the items that share its ``parent`` value, so
    that a new coat is expected to sell like coats. It never is nought.

    Args:
        journal: purchases before ``now``.
        catalogue: the items.
        now: the day, in days since 1970.
        half_life: days after which a purchase counts half; ``None`` counts all alike.
        parent: a trait that groups items.
    """
    bought = journal.purchases
    weight = decay(now - bought.day, half_life)
    count = np.bincount(bought.item, weight, minlength=len(catalogue)).astype(np.float64)
    prior = _prior(count, catalogue.traits.get(parent))
    return Constant(f"popularity {half_life or 'all'}", np.log(count + prior).astype(np.float32))


def _prior(count: F64, parent: Trait | None) -> F64:
    whole = max(float(count.mean()) if len(count) else 0.0, 1e-3)
    if parent is None:
        return np.full(len(count), 0.05 * whole)
    group, many = parent.main, np.bincount(parent.main, minlength=len(parent.values) + 1)
    total = np.bincount(group, count, minlength=len(many))
    mean = (total + 5 * whole) / (many + 5)
    return np.asarray(0.05 * mean[group], dtype=np.float64)


@dataclass(frozen=True)
class Lift:
    """ln of how much more often an item is taken in a circumstance than elsewhere.

    lift(item, segment) = P(segment | item) ÷ P(segment), where P(segment | item) is smoothed by
    ``SMOOTHING`` purchases of the item's parent, and the parent's by those of all.

    Attributes:
        name: of the signal.
        axis: which circumstance.
        table: ``(segments, items)``.
    """

    name: str
    axis: str
    table: F32

    @cached_property
    def ratios(self) -> F32:
        """The lifts themselves, ``(segments, items)``."""
        return np.exp(self.table)

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """The lift of the circumstance; of the person's habits where it is not known; else nought.

        Habits h give ln Σ h(segment)·lift(item, segment).
        """
        code = query.segments.get(self.axis, -1)
        habit = query.habits.get(self.axis)
        if code < 0 and habit is not None:
            ratios = self.ratios if items is None else self.ratios[:, items]
            return np.asarray(np.log(habit @ ratios), dtype=np.float32)
        if code < 0:
            size = self.table.shape[1] if items is None else len(items)
            return np.zeros(size, dtype=np.float32)
        row: F32 = self.table[code]
        return row if items is None else row[items]


def lift(
    journal: Journal,
    catalogue: Catalogue,
    axis: str,
    now: float,
    *,
    half_life: float | None = LIFT_DAYS,
    parent: str = "",
    smoothing: float = SMOOTHING,
) -> Lift:
    """Measure the lifts of an axis on the purchases before ``now``."""
    bought = journal.purchases
    known = bought.axes[axis].codes >= 0
    segment, item = bought.axes[axis].codes[known], bought.item[known]
    weight = decay(now - bought.day[known], half_life)
    shape = (len(bought.axes[axis].values), len(catalogue))
    count = np.bincount(segment * shape[1] + item, weight, minlength=shape[0] * shape[1])
    table = count.reshape(shape).astype(np.float64)
    total = table.sum()
    if total <= 0:
        return Lift(f"lift {axis}", axis, np.zeros(shape, dtype=np.float32))
    share = np.maximum(table.sum(axis=1) / total, _LEAST_SHARE)
    prior = _segment_prior(table, share, catalogue.traits.get(parent))
    likely = (table + smoothing * prior) / (table.sum(axis=0) + smoothing)
    return Lift(f"lift {axis}", axis, np.log(likely / share[:, None]).astype(np.float32))


def _segment_prior(count: F64, share: F64, parent: Trait | None) -> F64:
    """P(segment) of each item's parent, ``(segments, items)`` or ``(segments, 1)``."""
    if parent is None:
        return share[:, None]
    groups = len(parent.values) + 1
    by_group = np.stack([np.bincount(parent.main, row, minlength=groups) for row in count])
    smoothed = by_group + _PARENT_SMOOTHING * share[:, None]
    smoothed /= by_group.sum(axis=0) + _PARENT_SMOOTHING
    smoothed[:, -1] = share  # the group of items whose parent is not known says nothing
    return np.asarray(smoothed[:, parent.main], dtype=np.float64)
