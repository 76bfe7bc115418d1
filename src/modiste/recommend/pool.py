"""Finding candidates: exactly in a catalogue of usual size, from prepared lists in a huge one.

Up to :data:`EXACT` items every item is scored. Beyond, candidates are the union of the best items
in general, the best in each of the question's circumstances, those that show what the person
likes, and the neighbours of what they took; only those are scored, so that the time of an answer
hardly grows with the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.blend import Blend
from modiste.recommend.catalogue import Catalogue
from modiste.recommend.neighbours import ModelSignal
from modiste.recommend.preferences import Preference
from modiste.recommend.query import Query
from modiste.recommend.signals import Constant, Lift
from modiste.recommend.windows import Candidates, ranked

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
Mask = NDArray[np.bool_]
Allowed = Callable[[I64 | None], Mask]
"""Which of some items may be shown; of all of them for ``None``."""

EXACT = 50_000
"""Items up to which all are scored."""
GENERAL, SEGMENT, VALUE, NEAR = 4_000, 500, 300, 300
"""Lengths of the prepared lists."""
_LIKED = 0.3
"""Log-odds from which a preference for a value brings its items in."""


@dataclass(frozen=True)
class Pool:
    """Prepared lists of a blend.

    Attributes:
        blend: scores items.
        items: number of items.
        general: the best items for everyone.
        by_segment: the best items by axis and value code.
        by_value: the best items by trait and value code.
    """

    blend: Blend
    items: int
    general: I64 = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    by_segment: dict[tuple[str, int], I64] = field(default_factory=dict)
    by_value: dict[tuple[str, int], I64] = field(default_factory=dict)

    @classmethod
    def of(cls, blend: Blend, catalogue: Catalogue, *, exact: int = EXACT) -> Pool:
        """Prepare the lists, where the catalogue is large enough to need them."""
        if len(catalogue) <= exact:
            return cls(blend, len(catalogue))
        base = np.zeros(len(catalogue), dtype=np.float32)
        for signal, weight in zip(blend.signals, blend.weights, strict=True):
            if isinstance(signal, Constant):
                base += weight * signal.value
        segments, values = {}, {}
        for signal, weight in zip(blend.signals, blend.weights, strict=True):
            if isinstance(signal, Lift) and weight > 0:
                for code, row in enumerate(signal.table):
                    segments[signal.axis, code] = _top(base + weight * row, SEGMENT)
            if isinstance(signal, Preference):
                values.update(_by_value(signal, base))
        return cls(blend, len(catalogue), _top(base, GENERAL), segments, values)

    def best(self, query: Query, allowed: Allowed, k: int) -> Candidates:
        """The best allowed items.

        Args:
            query: the question.
            allowed: which items may be shown.
            k: how many, at the most.
        """
        if not len(self.general):
            return ranked(self.blend, query, allowed(None), k)
        items = self.candidates(query)
        return ranked(self.blend, query, allowed(items), k, items)

    def candidates(self, query: Query) -> I64:
        """Union of the lists that concern a question, sorted."""
        lists = [self.general]
        for axis, code in query.segments.items():
            lists.append(self.by_segment.get((axis, code), self.general[:0]))
        for signal in self.blend.signals:
            if isinstance(signal, Preference) and len(query.items):
                liked = np.flatnonzero(signal.values(query) > _LIKED)
                lists += [self.by_value[signal.trait, int(code)] for code in liked]
            if isinstance(signal, ModelSignal):
                lists.append(signal.near(query, NEAR)[0])
        return np.unique(np.concatenate(lists))


def _top(score: F32, k: int) -> I64:
    k = min(k, len(score))
    top = np.argpartition(-score, k - 1)[:k]
    return top[np.argsort(-score[top], kind="stable")].astype(np.int64)


def _by_value(signal: Preference, base: F32) -> dict[tuple[str, int], I64]:
    found = {}
    for code in range(len(signal.of.values)):
        mine = np.flatnonzero((signal.of.codes == code).any(axis=1))
        found[signal.trait, code] = mine[_top(base[mine], VALUE)] if len(mine) else mine
    return found
