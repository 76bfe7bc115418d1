"""One gradient-boosted model of counts for all series and all coming steps (LightGBM).

A direct forecast: the step ahead is a feature, so nothing is fed back (Ben Taieb and Hyndman 2014).
The model learns by what factor a coming step differs from the series' recent level, under a Tweedie
deviance with logarithmic link and the level as offset; that is a global model in the sense of
Montero-Manso and Hyndman (2021) and the family of the M5 competition's winners (Makridakis and
others 2022). It aims at the mean; the spread is learnt from its errors on earlier origins.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.forecast.demand_features import Dense, feature_names, rows_of
from modiste.learn.forecast.demand_rows import LEAST_ROWS, YOUNG, training
from modiste.learn.forecast.known import Known
from modiste.learn.forecast.panel import Floats, Panel, Whole
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.model.errors import MissingExtraError

_BLOCK = 400_000
"""Rows forecast at once."""


class GlobalDemandConfig(PointConfig):
    """Settings of the demand trees."""

    group: str = Field("group", description="Static column whose totals show a shared season.")
    horizon: int = Field(13, ge=1, description="Steps that are learnt; later ones repeat the last.")
    trees: int = Field(200, ge=1, description="Rounds of boosting.")
    rate: float = Field(0.04, gt=0, le=1, description="Share of each tree that is added.")
    leaves: int = Field(15, ge=2, description="Leaves of a tree.")
    least: int = Field(60, ge=1, description="Rows in a leaf at the least.")
    features: float = Field(0.4, gt=0, le=1, description="Share of the features a tree sees.")
    shrink: float = Field(10.0, ge=0, description="L2 penalty of the leaves.")
    power: float = Field(
        1.1, ge=1, lt=2, description="Variance power of the Tweedie deviance; 1 is Poisson."
    )
    wild: float = Field(
        0.5, ge=0, description="Dispersion by which big sellers' rows weigh less: 1 ÷ (1 + a × m)."
    )
    rows: int = Field(60_000, ge=1_000, description="Training rows, drawn over origins and steps.")
    origins: int = Field(78, ge=1, description="Past origins that teach, newest first.")
    spread_origins: int = Field(1, ge=1, description="Past origins at which errors are measured.")


class GlobalDemand(PointForecaster):
    """LightGBM on lags, levels, the group's season, attributes and what is known of the future.

    Values below zero are not its trade: a panel that has some is forecast by recent means, as are
    series of less than four steps and panels with too little to learn from.
    """

    name: ClassVar[str] = "demand trees"
    config: GlobalDemandConfig
    extra: ClassVar[str] = "boost"

    def __init__(
        self, config: GlobalDemandConfig | None = None, known: Known | None = None
    ) -> None:
        """Make one.

        Args:
            config: settings.
            known: covariates known for the future; ``fit`` takes them as a frame too.
        """
        super().__init__(config)
        self.known = known

    @classmethod
    def default_config(cls) -> GlobalDemandConfig:
        """A quarter of weeks ahead."""
        return GlobalDemandConfig()

    @classmethod
    def installed(cls) -> bool:
        """Whether LightGBM can be imported."""
        return find_spec("lightgbm") is not None

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Learn the spread; ``covariates`` reach from the first step to the last one forecast."""
        whole = Panel.of(panel)
        if covariates is not None:
            self.known = Known.of(covariates, whole)
        return super().fit(whole)

    def point(self, panel: Panel, horizon: int) -> Floats:
        """Means of shape (series, horizon); NaN where there is too little to learn from."""
        if not self.installed():
            raise MissingExtraError(
                f"the forecaster {self.name!r} needs lightgbm",
                remedy=f"Install it: pip install 'modiste[{self.extra}]'",
            )
        means = np.full((len(panel.lengths), horizon), np.nan)
        if not panel.positive:
            return means
        dense = self.dense(panel)
        learnt = min(horizon, self.config.horizon)
        model = self.trained(dense, learnt, panel.statics)
        if model is None:
            return means
        old = np.flatnonzero(panel.lengths >= YOUNG)
        means[old, :learnt] = _said(model, dense, old, learnt)
        means[old, learnt:] = means[old, learnt - 1 : learnt]
        return means

    def dense(self, panel: Panel) -> Dense:
        """A panel in the form that features are made of."""
        return Dense.of(panel, season=self.config.season, group=self.config.group, known=self.known)

    def trained(self, dense: Dense, horizon: int, statics: tuple[str, ...]) -> Any:
        """The model; ``None`` where there is too little to learn from."""
        config = self.config
        rows, target, level = training(
            dense, horizon, rows=config.rows, origins=config.origins, seed=config.seed
        )
        if len(target) < LEAST_ROWS or not target.any():
            return None
        import lightgbm

        names = feature_names(dense, statics)
        shared = {
            "max_bin": 63,
            "verbosity": -1,
            "num_threads": 1,
            "deterministic": True,
            "force_col_wise": True,
        }
        data = lightgbm.Dataset(
            rows,
            target,
            weight=1 / (1 + config.wild * level),
            init_score=np.log(level),
            feature_name=[f"f{k}" for k in range(len(names))],
            categorical_feature=list(range(len(names) - len(statics), len(names))),
            params=shared,
        )
        settings = shared | {
            "objective": "poisson" if config.power == 1 else "tweedie",
            "learning_rate": config.rate,
            "num_leaves": config.leaves,
            "min_data_in_leaf": config.least,
            "bagging_fraction": 0.7,
            "bagging_freq": 1,
            "feature_fraction": config.features,
            "lambda_l2": config.shrink,
            "cat_smooth": 50.0,
            "seed": config.seed,
        }
        if config.power > 1:
            settings["tweedie_variance_power"] = config.power
        return lightgbm.train(settings, data, config.trees)


def _said(model: Any, dense: Dense, rows: Whole, horizon: int) -> Floats:
    """Forecast means of series from the panel's end, shape (rows, horizon)."""
    means = np.empty((len(rows), horizon))
    level = np.log(dense.level(rows, dense.steps))
    block = max(1, _BLOCK // max(len(rows), 1))
    for low in range(0, horizon, block):
        steps = np.arange(low, min(low + block, horizon))
        said = model.predict(
            rows_of(dense, rows, dense.steps, steps), num_threads=1, raw_score=True
        )
        means[:, steps] = np.exp(said.reshape(len(steps), -1).T + level[:, None])
    return means
