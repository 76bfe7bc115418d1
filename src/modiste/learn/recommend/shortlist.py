"""The blend's best candidates, which a learned ranker puts in order.

The ranker sees some dozens instead of all: what the blend puts further down is hardly ever among
the first ten in the end, and trees are the dearest part of an answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Self

import numpy as np

from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.frames import NOTHING
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories
from modiste.learn.recommend.loglinear import blend
from modiste.learn.recommend.pool import Cube, Pool, features_of, standard
from modiste.learn.recommend.ranker import predict


@dataclass(frozen=True)
class Shortlist:
    """The best candidates of some histories.

    Attributes:
        blended: the blend's scores of all candidates, shape (rows, candidates).
        histories: rows.
        places: which candidates are on the list, shape (rows, listed), ascending.
        close: the pool of those alone.
    """

    blended: Floats
    histories: Histories
    places: Codes
    close: Pool

    @classmethod
    def of(cls, pool: Pool, blended: Floats, histories: Histories, count: int) -> Self:
        """The ``count`` best by the blend."""
        order = np.argsort(-blended, axis=1, kind="stable")[:, :count]
        places = np.sort(order, axis=1).astype(np.int32)
        items: Codes = np.take_along_axis(pool.items, places, axis=1)
        scores: Cube = np.take_along_axis(pool.scores, places[:, :, None], axis=1)
        return cls(blended, histories, places, Pool(items, scores))

    @cached_property
    def _standard(self) -> Cube:
        return standard(self.close)

    def features(self, weights: Doubles, members: Mapping[str, Recommender]) -> Cube:
        """What the ranker looks at, shape (rows, listed, features)."""
        return features_of(
            self.close, blend(self.close, self._standard, weights), self.histories, members
        )

    def predicted(
        self, booster: Any, weights: Doubles, members: Mapping[str, Recommender]
    ) -> Floats:
        """The ranker's scores, shape (rows, listed)."""
        return predict(booster, self.features(weights, members), self.close.real)

    def with_blend(self, trees: Floats, weights: Doubles) -> Floats:
        """Ranker and blend together, each in deviations from the row's mean."""
        blended = blend(self.close, self._standard, weights)
        each = standard(Pool(self.close.items, np.stack([trees, blended], axis=2)))
        return np.where(self.close.real, each.sum(axis=2), NOTHING)

    def whole(self, scores: Floats) -> Floats:
        """Scores of all candidates: the list's as given, the others below them by the blend.

        Args:
            scores: shape (rows, listed).

        Returns:
            Shape (rows, candidates).
        """
        listed = np.take_along_axis(self.blended, self.places, axis=1)
        least = _least(scores) - _least(listed)
        made: Floats = (self.blended + least).astype(np.float32)
        np.put_along_axis(made, self.places, scores.astype(np.float32), axis=1)
        return made


def _least(scores: Floats) -> Floats:
    """The least finite number of each row, shape (rows, 1); 0 where there is none."""
    known = np.isfinite(scores)
    least = np.where(known, scores, np.inf).min(axis=1, keepdims=True, initial=np.inf)
    return np.where(np.isfinite(least), least, 0.0).astype(np.float32)
