"""Collaborative signals: what a fitted recommender says, on the scale of the other signals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.histories import Histories
from modiste.recommend.query import Query

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

SPARSE = 50_000
"""Items beyond which scores of some are not cut out of those of all."""
_NEAREST = 1_000
LAST = 50
"""Newest entries of a history that are asked for."""


@dataclass(frozen=True)
class ModelSignal:
    """ln(1 + score ÷ scale) of a recommender; nought where it knows nothing.

    Attributes:
        model: a fitted recommender over the same items.
        scale: a usual score; see :func:`usual_score`.
    """

    model: Recommender
    scale: float

    @property
    def name(self) -> str:
        """The model's name."""
        return self.model.name

    def row(self, query: Query, items: I64 | None = None) -> F32:
        """Nought for people without a history."""
        count = self.model.data.n_items
        if not len(query.items):
            return np.zeros(count if items is None else len(items), dtype=np.float32)
        if items is not None and count > SPARSE:
            score = self._of(query, items)
        else:
            score = self.model.scores_of(histories(query))[0]
            score = score if items is None else score[items]
        # A model without knowledge says −∞; what speaks against an item says as little.
        return np.log1p(np.maximum(score, 0.0) / np.float32(self.scale)).astype(np.float32)

    def near(self, query: Query, k: int) -> tuple[I64, F32]:
        """The ``k`` best items and their scores, best first."""
        if not len(query.items):
            return np.empty(0, dtype=np.int64), np.empty(0, dtype=np.float32)
        top = self.model._best_of(histories(query), k, None, None)  # noqa: SLF001
        known = top.items[0] >= 0
        return top.items[0][known].astype(np.int64), top.scores[0][known]

    def _of(self, query: Query, items: I64) -> F32:
        """Scores of some items of a huge catalogue, without an array of all of them."""
        near, near_scores = self.near(query, _NEAREST)
        score = np.zeros(len(items), dtype=np.float32)
        if len(near):
            order = np.argsort(near)
            place = np.minimum(np.searchsorted(near, items, sorter=order), len(near) - 1)
            hit = near[order][place] == items
            score[hit] = near_scores[order][place[hit]]
        return score

    def because(self, query: Query, items: I64) -> I64:
        """The item of the history that speaks most for each item; −1 where none does."""
        if not len(query.items):
            return np.full(len(items), -1, dtype=np.int64)
        found = self.model.because(histories(query), items[None, :].astype(np.int32))
        return np.asarray(found[0], dtype=np.int64)


def histories(query: Query) -> Histories:
    """The newest entries of a query's history, each item once, at its newest place."""
    if query.histories is not None:
        return query.histories
    items = query.items[-LAST:]
    rows = Histories(
        np.array([0, len(items)], dtype=np.int64),
        items.astype(np.int32),
        query.weights[-LAST:].astype(np.float32),
        -query.ages[-LAST:].astype(np.float64),
    )
    once = rows.unique()
    query.remember(once)
    return once


def usual_score(model: Recommender, *, people: int = 200, seed: int = 0) -> float:
    """Median of the tenth best score of some people: what a fair candidate gets."""
    rng = np.random.default_rng(seed)
    some = rng.permutation(model.data.n_users)[:people]
    if not len(some):
        return 1.0
    lists = model._best_of(model.histories(some), 10, None, None)  # noqa: SLF001
    last = np.where(np.isfinite(lists.scores), lists.scores, np.nan)
    known = last[~np.isnan(last) & (last > 0)]
    return float(np.median(known)) if len(known) else 1.0
