"""One gradient-boosted model for all series and all coming steps (LightGBM).

A direct forecast: the step ahead is a feature, so nothing is fed back and errors do not pile up
(Ben Taieb and Hyndman 2014). The loss is the absolute error, weighted so that it is the MASE of the
training windows. Splits are drawn at random (extremely randomised trees, Geurts and others 2006):
on a hundred short series that generalises better than the best split does.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.forecast.features import rows_of
from modiste.learn.forecast.learnt import LearntConfig, LearntForecaster
from modiste.learn.forecast.panel import Floats
from modiste.learn.forecast.windows import Aligned, View


class BoostedConfig(LearntConfig):
    """Settings of the gradient-boosted model."""

    trees: int = Field(200, ge=1, description="Rounds of boosting.")
    rate: float = Field(0.05, gt=0, le=1, description="Share of each tree that is added.")
    leaves: int = Field(15, ge=2, description="Leaves of a tree.")
    least: int = Field(30, ge=1, description="Rows in a leaf at the least.")
    features: float = Field(0.3, gt=0, le=1, description="Share of the features a tree sees.")
    shrink: float = Field(20.0, ge=0, description="L2 penalty of the leaves.")
    rows: int = Field(
        80_000, ge=1_000, description="Training rows, drawn from all origins and steps."
    )
    rows_a_series: int = Field(0, ge=0, description="More rows for each series of the panel.")
    statics: bool = Field(
        default=False, description="Look at static attributes: worth it from many series on."
    )
    seeds: int = Field(1, ge=1, description="Models that are averaged.")


class Boosted(LearntForecaster):
    """LightGBM on lags, profiles, the calendar, weak signals and static attributes."""

    name: ClassVar[str] = "boosted trees"
    config: BoostedConfig
    extra: ClassVar[str] = "boost"
    modules: ClassVar[tuple[str, ...]] = ("lightgbm",)

    @classmethod
    def default_config(cls) -> BoostedConfig:
        """A hundred weekly series."""
        return BoostedConfig()

    def learn(self, aligned: Aligned, horizon: int) -> Floats:
        """Train on every past origin, also on those whose steps have only partly come."""
        rows, target, weight = self._training(aligned, horizon)
        means = np.full((len(aligned.lengths), horizon), np.nan)
        view = aligned.view()
        if len(target) < 2 * self.config.least:
            return means
        total = np.zeros((horizon, len(view.rows)))
        models = self._models(rows, target, weight, aligned)
        block = max(1, 400_000 // max(len(view.rows), 1))
        for low in range(0, horizon, block):
            steps = np.arange(low, min(low + block, horizon))
            seen = rows_of(view, steps, statics=self.config.statics).astype(np.float32)
            for model in models:
                said = model.predict(seen, num_threads=1)
                total[steps] += said.reshape(len(steps), -1) / len(models)
        means[view.rows] = view.restored(total.T)
        return means

    def _training(self, aligned: Aligned, horizon: int) -> tuple[Floats, Floats, Floats]:
        """Rows, deviations that came, and weights, drawn evenly over origins, steps and series."""
        rng = np.random.default_rng(self.config.seed)
        asked = self.config.rows + self.config.rows_a_series * len(aligned.lengths)
        series = int(aligned.ready.sum())
        origins = int(aligned.lengths.max()) - aligned.cycle
        stride = 3 if origins > 3 * horizon // 2 else 2 if origins > horizon // 2 else 1
        share = asked / max(1, series * horizon * (origins // stride))
        found = [
            self._sample(view, horizon, share, rng)
            for view in aligned.origins(stride)
            if len(view.rows)
        ]
        parts = zip(*found, strict=True)
        rows, target, weight = (np.concatenate(part) for part in parts)
        good = ~np.isnan(target) & (weight > 0)
        return rows[good], target[good], weight[good]

    def _sample(
        self, view: View, horizon: int, share: float, rng: np.random.Generator
    ) -> tuple[Floats, Floats, Floats]:
        """Some steps of one origin, of some series where there are very many."""
        came = min(horizon, view.whole.steps - view.end)
        many = max(1, min(came, round(share * horizon)))
        steps = rng.permutation(came)[:many]
        rows = rows_of(view, steps, statics=self.config.statics)
        target = view.targets(horizon)[:, steps].T.ravel()
        weight = np.tile(view.weight, many)
        if share * horizon < 0.75:
            kept = rng.random(len(target)) < share * horizon
            rows, target, weight = rows[kept], target[kept], weight[kept]
        return rows, target, weight

    def _models(self, rows: Floats, target: Floats, weight: Floats, aligned: Aligned) -> list[Any]:
        import lightgbm

        config = self.config
        statics = aligned.codes.shape[1] if config.statics else 0
        shared = {
            "max_bin": 63,
            "verbosity": -1,
            "num_threads": 1,
            "deterministic": True,
            "force_col_wise": True,
        }
        data = lightgbm.Dataset(
            rows.astype(np.float32),
            target,
            weight=weight,
            categorical_feature=list(range(rows.shape[1] - statics, rows.shape[1])),
            params=shared,
            free_raw_data=False,
        )
        settings = shared | {
            "objective": "regression_l1",
            "learning_rate": config.rate,
            "num_leaves": config.leaves,
            "min_data_in_leaf": config.least,
            "bagging_fraction": 0.7,
            "bagging_freq": 1,
            "feature_fraction": config.features,
            "lambda_l2": config.shrink,
            "extra_trees": True,
        }
        return [
            lightgbm.train(settings | {"seed": config.seed + each}, data, config.trees)
            for each in range(config.seeds)
        ]
