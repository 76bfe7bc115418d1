"""A learned ranker on top of the blend: gradient-boosted trees that correct its scores.

The trees start from the blend: their initial score is the log-probability that the blend gives a
candidate among the candidates of the same question, so without anything to learn they change
nothing. They are used only where they win the backtest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.blend import Blend
from modiste.recommend.query import Query
from modiste.recommend.trees import Trees
from modiste.recommend.windows import Candidates, Window, lacking, ranked

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

_PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 200,
    "feature_fraction": 0.6,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "verbose": -1,
    "num_threads": 1,
    "deterministic": True,
}
_ROUNDS = 100
_AXES = ("occasion", "size", "age")


@dataclass(frozen=True)
class Ranker:
    """Trees that order candidates.

    Attributes:
        text: the LightGBM model as text.
        trees: the same as arrays.
    """

    text: str
    trees: Trees

    @classmethod
    def of_text(cls, text: str) -> Ranker:
        """Load a saved one."""
        return cls(text, Trees.of_text(text))

    def scores(self, query: Query, found: Candidates) -> F32:
        """Corrected scores of candidates.

        Args:
            query: the question.
            found: its candidates.
        """
        raw = self.trees.values(features_of(query, found))
        return np.asarray(raw + log_share(found.scores), dtype=np.float32)


def features_of(query: Query, found: Candidates) -> F32:
    """Features of candidates: signals, the blend's gap to the best, circumstances, history."""
    rows, blended = len(found), found.scores
    own = [float(query.segments.get(axis, -1)) for axis in _AXES]
    asked = np.array([*own, float(len(query.items))], dtype=np.float32)
    gap = blended - blended.max(initial=np.float32(-np.inf))
    return np.hstack(
        [found.signals, gap[:, None], np.broadcast_to(asked, (rows, len(asked)))]
    ).astype(np.float32)


def log_share(scores: F32) -> F64:
    """Logarithm of the softmax of scores."""
    gap = scores.astype(np.float64) - float(scores.max(initial=np.float32(-np.inf)))
    return np.asarray(gap - np.log(np.exp(gap).sum()), dtype=np.float64)


def fit_ranker(
    windows: Sequence[Window],
    blends: Sequence[Blend],
    *,
    candidates: int,
    seed: int = 0,
    without: tuple[str, ...] = (),
) -> Ranker | None:
    """Learn from windows of the past.

    ``None`` where hardly any candidate was bought, or LightGBM is not installed: the blend does
    without.

    Args:
        windows: of the past.
        blends: the blend of each window, with the signals of that day.
        candidates: items of each question.
        seed: of the trees.
        without: circumstances that are kept from it.
    """
    if find_spec("lightgbm") is None:
        return None
    import lightgbm

    features, bought, start = [], [], []
    for found, blend in zip(windows, blends, strict=True):
        for question, taken in zip(found.queries, found.taken, strict=True):
            query = lacking(question, without)
            listed = ranked(blend, query, found.on_sale, candidates)
            hit = np.isin(listed.items, taken)
            if not hit.any():
                continue
            features.append(features_of(query, listed))
            bought.append(hit)
            start.append(log_share(listed.scores))
    if sum(int(hit.sum()) for hit in bought) < 100:
        return None
    data = lightgbm.Dataset(
        np.vstack(features), np.concatenate(bought), init_score=np.concatenate(start)
    )
    booster = lightgbm.train({**_PARAMETERS, "seed": seed}, data, _ROUNDS)
    return Ranker.of_text(booster.model_to_string())


def reranked(
    found: Window,
    blend: Blend,
    ranker: Ranker,
    k: int,
    candidates: int,
    *,
    without: tuple[str, ...] = (),
) -> I64:
    """Lists of everyone in a window, ordered by the ranker, ``(people, k)``."""
    lists = np.full((len(found.queries), k), -1, dtype=np.int64)
    for row, question in enumerate(found.queries):
        query = lacking(question, without)
        listed = ranked(blend, query, found.on_sale, candidates)
        if len(listed):
            order = np.argsort(-ranker.scores(query, listed), kind="stable")
            lists[row, : min(k, len(listed))] = listed.items[order[:k]]
    return lists
