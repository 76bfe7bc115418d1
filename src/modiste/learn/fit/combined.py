"""The combined size-fit model: boosted trees over out-of-fold rates and latent sizes."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, cast

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from modiste.learn.fit.features import FitFeatures, folds, out_of_fold
from modiste.learn.fit.latent import LatentSize, LatentSizeConfig
from modiste.learn.fit.records import FitRecords
from modiste.learn.fit.scores import log_loss

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

LEAST_BOOSTED = 2_000
"""Records from which on trees are tried; fewer are left to the latent-size model alone."""


class SizeFitConfig(BaseModel):
    """Settings of :class:`SizeFit`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    latent: LatentSizeConfig = Field(
        default_factory=LatentSizeConfig, description="The latent-size model."
    )
    folds: int = Field(5, ge=2, le=20, description="Folds of the out-of-fold features.")
    trees: int = Field(800, ge=10, description="Rounds of boosting, at the most.")
    learning_rate: float = Field(0.03, gt=0, le=1, description="Shrinkage of each round.")
    leaves: int = Field(31, ge=2, description="Leaves of a tree.")
    bags: int = Field(2, ge=1, le=20, description="Models of different seeds that are averaged.")
    seed: int = Field(0, ge=0, description="Seed of folds, bags and trees.")


class SizeFit:
    """Probabilities of small, fit and large for a person and a size of a style.

    A latent-size model (:class:`LatentSize`) is always fitted. Where there are records enough and
    LightGBM is installed, boosted trees are fitted to features that are learnt out of fold, and the
    two are pooled log-linearly with the weight that is best on rows that the trees did not see.

    Attributes:
        weight: share of the trees in the pool; 0 is the latent-size model alone.
        checked: log loss of ``latent``, ``trees`` and ``pool`` on the rows held back.
    """

    def __init__(self, config: SizeFitConfig | None = None) -> None:
        self.config = config or SizeFitConfig()
        self.weight = 0.0
        self.checked: dict[str, float] = {}
        self.boosters: list[Any] = []

    def fit(self, records: FitRecords) -> SizeFit:
        """Learn from records whose outcome is known.

        Raises:
            NotEnoughDataError: fewer than 20 records, or only one outcome among them.
        """
        config = self.config
        if not self.boosts(records):
            self.latent = LatentSize(config.latent).fit(records)
            return self
        described = out_of_fold(records, config.latent, count=config.folds, seed=config.seed)
        self.features = FitFeatures(records, config.latent)
        self.latent = self.features.latent
        self.fit_trees(described, records)
        return self

    @staticmethod
    def boosts(records: FitRecords) -> bool:
        """Whether there are records enough for trees, and LightGBM is installed."""
        return len(records) >= LEAST_BOOSTED and find_spec("lightgbm") is not None

    def fit_trees(self, described: pl.DataFrame, records: FitRecords) -> None:
        """Fit trees and the pool's weight on features that were learnt out of fold."""
        config, outcome = self.config, records.outcomes
        held = _held(records, config.seed)
        probe = _boost(described, outcome, config, config.seed, held)
        rounds = max(probe.best_iteration, 10)
        trees = _predict([probe], described.filter(held))
        latent = described.filter(held).select(LATENT).to_numpy()
        self.weight, losses = _best_weight(trees, latent, outcome[held])
        self.checked = losses
        whole = config.model_copy(update={"trees": round(rounds * len(outcome) / (~held).sum())})
        self.boosters = [
            _boost(described, outcome, whole, config.seed + bag, None) for bag in range(config.bags)
        ]

    def predict(self, records: FitRecords) -> F64:
        """``(records, 3)`` probabilities of small, fit and large."""
        if not self.boosters:
            return self.latent.predict(records)
        return self.predict_described(self.features.describe(records))

    def predict_described(self, described: pl.DataFrame) -> F64:
        """Probabilities of records whose features are there already."""
        latent = described.select(LATENT).to_numpy()
        return _pool(_predict(self.boosters, described), latent, self.weight)


LATENT = ["latent_small", "latent_fit", "latent_large"]
"""Columns of the latent-size model's probabilities among the features."""


def _held(records: FitRecords, seed: int) -> NDArray[np.bool_]:
    """Rows that trees are checked on: the latest sixth where days are known, else a random one."""
    days = records.days
    if np.isfinite(days).all():
        held = np.asarray(days >= np.quantile(days, 5 / 6))
        if 0 < held.sum() < len(held):
            return held
    return np.asarray(folds(records, 6, seed) == 0)


def _boost(
    described: pl.DataFrame,
    outcome: I64,
    config: SizeFitConfig,
    seed: int,
    held: NDArray[np.bool_] | None,
) -> Any:
    import lightgbm

    settings = {
        "objective": "multiclass",
        "num_class": 3,
        "learning_rate": config.learning_rate,
        "num_leaves": config.leaves,
        "min_data_in_leaf": max(20, min(200, len(outcome) // 200)),
        "feature_fraction": 0.4,
        "bagging_fraction": 0.8,
        "bagging_freq": 1,
        "lambda_l2": 10.0,
        "verbosity": -1,
        "seed": seed,
        "deterministic": True,
        "force_row_wise": True,
        "num_threads": 1,
    }
    values = described.to_numpy()
    if held is None:
        return lightgbm.train(settings, lightgbm.Dataset(values, outcome), config.trees)
    learnt = lightgbm.Dataset(values[~held], outcome[~held])
    check = lightgbm.Dataset(values[held], outcome[held], reference=learnt)
    stop = lightgbm.early_stopping(40, verbose=False)
    return lightgbm.train(settings, learnt, config.trees, valid_sets=[check], callbacks=[stop])


def _predict(boosters: list[Any], described: pl.DataFrame) -> F64:
    values = described.to_numpy()
    summed = sum(np.asarray(booster.predict(values, num_threads=1)) for booster in boosters)
    return cast("F64", summed / len(boosters))


def _pool(trees: F64, latent: F64, weight: float) -> F64:
    """Log-linear pool (Genest and Zidek 1986)."""
    logs = weight * np.log(np.maximum(trees, 1e-12))
    logs += (1 - weight) * np.log(np.maximum(latent, 1e-12))
    raised = np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _best_weight(trees: F64, latent: F64, outcome: I64) -> tuple[float, dict[str, float]]:
    grid = np.linspace(0, 1, 11)
    losses = [log_loss(_pool(trees, latent, float(w)), outcome) for w in grid]
    best = int(np.argmin(losses))
    return float(grid[best]), {"latent": losses[0], "trees": losses[-1], "pool": losses[best]}
