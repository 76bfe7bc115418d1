"""A learned ranker over candidates: gradient-boosted trees (LightGBM).

Trained on held-out items: of each person whose next item is among the candidates, that candidate
against all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from modiste.learn.recommend.compiled import cores
from modiste.learn.recommend.histories import Codes, Floats, Mask
from modiste.learn.recommend.pool import Cube

Objective = Literal["binary", "lambdarank"]

Features = npt.NDArray[np.float32]
Targets = npt.NDArray[np.int8]


@dataclass(frozen=True)
class RankerSettings:
    """How trees are grown.

    Attributes:
        objective: ``binary`` (each candidate by itself) or ``lambdarank`` (orders of a person).
        trees: rounds of boosting.
        leaves: leaves of a tree.
        rate: share of each tree that is added.
        least: candidates in a leaf at the least.
        seed: of the draws of rows and features.
    """

    objective: Objective = "binary"
    trees: int = 150
    leaves: int = 15
    rate: float = 0.05
    least: int = 50
    seed: int = 0


def installed() -> bool:
    """Whether LightGBM is there."""
    return find_spec("lightgbm") is not None


@dataclass(frozen=True)
class Choices:
    """Held-out items among their candidates.

    Attributes:
        features: shape (rows, candidates, features).
        real: shape (rows, candidates).
        place: the chosen candidate of each row, -1 for none; rows without one teach nothing.
    """

    features: Cube
    real: Mask
    place: Codes

    def flat(self) -> tuple[Features, Targets, Codes]:
        """Candidates one below the other, whether each was chosen, and how many each row has."""
        rows = np.flatnonzero(self.place >= 0)
        mask = self.real[rows]
        target = np.zeros(mask.shape, np.int8)
        target[np.arange(len(rows)), self.place[rows]] = 1
        return self.features[rows][mask], target[mask], mask.sum(axis=1).astype(np.int32)


def train(rounds: Sequence[Choices], settings: RankerSettings) -> Any:
    """Train a booster.

    Args:
        rounds: what it learns from; all have the same features.
        settings: how.
    """
    import lightgbm

    flat = [each.flat() for each in rounds]
    features, target, counts = (np.concatenate(each) for each in zip(*flat, strict=True))
    group = counts if settings.objective == "lambdarank" else None
    data = lightgbm.Dataset(features, target, group=group, params={"verbose": -1})
    asked = {
        "objective": settings.objective,
        "num_leaves": settings.leaves,
        "learning_rate": settings.rate,
        "min_data_in_leaf": settings.least,
        "feature_fraction": 0.7,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 10.0,
        # A short truncation forgets all pairs further down (it halves the quality).
        "lambdarank_truncation_level": int(counts.max(initial=1)),
        "num_threads": _threads(len(target)),
        "seed": settings.seed,
        "deterministic": True,
        "force_row_wise": True,
        "verbose": -1,
    }
    return lightgbm.train(asked, data, settings.trees)


def predict(booster: Any, features: Cube, real: Mask) -> Floats:
    """Scores of candidates, shape (rows, candidates); -inf where there is none."""
    scores = np.full(real.shape, -np.inf, np.float32)
    if real.any():
        rows = features[real]
        scores[real] = booster.predict(rows, num_threads=_threads(len(rows)), raw_score=True)
    return scores


def _threads(rows: int) -> int:
    """Threads worth waking: each wants some ten thousand rows, or they only wait for each other."""
    return max(1, min(cores(), rows // 50_000))


def as_array(booster: Any) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """A booster's text as bytes."""
    return np.frombuffer(booster.model_to_string().encode(), np.uint8)


def of_array(array: Any) -> Any:
    """The booster of such bytes."""
    import lightgbm

    return lightgbm.Booster(model_str=array.tobytes().decode())
