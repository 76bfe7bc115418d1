"""Ridge regression as the transparent baseline: every coefficient can be read and questioned.

A coming step over the series' recent level is a weighted sum of what the demand trees look at too
(``demand_features``): how the last steps compare with the level, last season, the group's season,
prices and events. Least squares with a small penalty (Hoerl and Kennard 1970), because those
numbers move together.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import ClassVar, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.forecast.demand_features import Dense, feature_names, rows_of
from modiste.learn.forecast.demand_rows import LEAST_ROWS, YOUNG, training
from modiste.learn.forecast.known import Known
from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.model.errors import MissingExtraError

_WILD = 1.0
"""Dispersion by which big sellers' ratios count as surer: weight m ÷ (1 + a m)."""

_MOST = 5.0
"""A forecast is at most this many times the recent level: a line knows no bounds."""


class LinearDemandConfig(PointConfig):
    """Settings of the regression."""

    group: str = Field("group", description="Static column whose totals show a shared season.")
    horizon: int = Field(13, ge=1, description="Steps that are learnt; later ones repeat the last.")
    penalty: float = Field(30.0, ge=0, description="L2 penalty of standardised coefficients.")
    rows: int = Field(40_000, ge=1_000, description="Training rows, drawn over origins and steps.")
    origins: int = Field(78, ge=1, description="Past origins that teach, newest first.")


@dataclass(frozen=True)
class _Line:
    """A fitted regression on standardised columns."""

    names: list[str]
    kept: np.ndarray
    centre: Floats
    scale: Floats
    weights: Floats
    constant: float

    def standard(self, rows: Floats) -> Floats:
        """Columns with mean 0 and deviation 1; unknown values stand at the mean."""
        found: Floats = (rows[:, self.kept].astype(np.float64) - self.centre) / self.scale
        return np.nan_to_num(np.clip(found, -4.0, 4.0))

    def ratio(self, rows: Floats) -> Floats:
        """Coming demand over the level."""
        said: Floats = self.constant + self.standard(rows) @ self.weights
        return np.clip(said, 0.0, _MOST)


class LinearDemand(PointForecaster):
    """Ridge regression of demand over level; after :meth:`fit`, :meth:`coefficients` tells why."""

    name: ClassVar[str] = "linear regression"
    config: LinearDemandConfig
    extra: ClassVar[str] = "boost"

    def __init__(
        self, config: LinearDemandConfig | None = None, known: Known | None = None
    ) -> None:
        """Make one; ``known`` are covariates of the future, which ``fit`` takes as a frame too."""
        super().__init__(config)
        self.known = known
        self._line: _Line | None = None

    @classmethod
    def default_config(cls) -> LinearDemandConfig:
        """A quarter of weeks ahead."""
        return LinearDemandConfig()

    @classmethod
    def installed(cls) -> bool:
        """Whether scikit-learn can be imported."""
        return find_spec("sklearn") is not None

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
                f"the forecaster {self.name!r} needs scikit-learn",
                remedy=f"Install it: pip install 'modiste[{self.extra}]'",
            )
        means = np.full((len(panel.lengths), horizon), np.nan)
        if not panel.positive:
            return means
        dense = self._dense(panel)
        learnt = min(horizon, self.config.horizon)
        line = self._fitted(dense, learnt, panel.statics)
        if line is None:
            return means
        old = np.flatnonzero(panel.lengths >= YOUNG)
        level = dense.level(old, dense.steps)
        for step in range(learnt):
            rows = rows_of(dense, old, dense.steps, np.array([step]))
            means[old, step] = line.ratio(rows) * level
        means[old, learnt:] = means[old, learnt - 1 : learnt]
        return means

    def coefficients(self, panel: pl.DataFrame | Panel | None = None) -> pl.DataFrame:
        """What moves the forecast.

        Args:
            panel: history to learn from; that of :meth:`fit` by default.

        Returns:
            ``feature, coefficient``: change of demand in shares of the recent level when the
            feature rises by one standard deviation, strongest first.
        """
        whole = self._panel if panel is None else Panel.of(panel)
        line = None
        if whole is not None and whole.positive:
            line = self._fitted(self._dense(whole), self.config.horizon, whole.statics)
        names = [line.names[k] for k in line.kept] if line else []
        values = line.weights.tolist() if line else []
        frame = pl.DataFrame(
            {"feature": names, "coefficient": values},
            schema={"feature": pl.String, "coefficient": pl.Float64},
        )
        return frame.sort(pl.col("coefficient").abs(), descending=True)

    def _dense(self, panel: Panel) -> Dense:
        config = self.config
        return Dense.of(panel, season=config.season, group=config.group, known=self.known)

    def _fitted(self, dense: Dense, horizon: int, statics: tuple[str, ...]) -> _Line | None:
        from sklearn.linear_model import Ridge

        config = self.config
        rows, target, level = training(
            dense, horizon, rows=config.rows, origins=config.origins, seed=config.seed
        )
        if len(target) < LEAST_ROWS or not target.any():
            return None
        names = feature_names(dense, statics)
        # Numbers of categories and of positions in the season have no order that a line could use.
        plain = [
            k
            for k, name in enumerate(names)
            if name != "season position" and not name.startswith("attribute ")
        ]
        used = rows[:, plain].astype(np.float64)
        known = ~np.isnan(used)
        many = np.maximum(known.sum(axis=0), 1)
        centre = np.where(known, used, 0.0).sum(axis=0) / many
        spread = np.sqrt((np.where(known, used - centre, 0.0) ** 2).sum(axis=0) / many)
        scale = np.where(spread > 1e-9, spread, 1.0)
        blank = _Line(names, np.array(plain), centre, scale, np.zeros(len(plain)), 0.0)
        weight = level / (1 + _WILD * level)
        model = Ridge(alpha=config.penalty * float(weight.mean()))
        model.fit(blank.standard(rows), target / level, sample_weight=weight)
        return _Line(names, blank.kept, centre, scale, model.coef_, float(model.intercept_))
