"""Forecasters that give a point forecast and learn its spread from their own past errors."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Literal, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.forecast.base import Config, Forecaster, check_request, forecast_frame
from modiste.learn.forecast.errors import past_errors
from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.spread import CountSpread, KindSpread, RealSpread, spread_of
from modiste.model.errors import NotEnoughDataError
from modiste.model.findings import QUANTILES

RECENT = 8
"""Steps whose mean stands in for a model that has no forecast."""


class PointConfig(Config):
    """What every point forecaster can be told."""

    season: int = Field(52, ge=1, description="Steps in a season; 1 for none.")
    values: Literal["auto", "counts", "real"] = Field(
        "auto", description="counts are spread as counts; auto looks at the values."
    )
    spread_horizon: int = Field(13, ge=1, description="Steps for which errors are learnt.")
    spread_origins: int = Field(2, ge=1, description="Past origins at which errors are measured.")
    spread_series: int = Field(400, ge=10, description="Series on which they are measured.")
    seed: int = Field(0, ge=0, description="Seed of the draw of those series.")


class PointForecaster(Forecaster):
    """Base of the forecasters whose point forecast is a pure function of the panel."""

    config: PointConfig

    def __init__(self, config: PointConfig | None = None) -> None:
        self.config = config or self.default_config()
        self._panel: Panel | None = None
        self._spread: CountSpread | RealSpread | KindSpread | None = None

    @classmethod
    def default_config(cls) -> PointConfig:
        """The configuration used where none is given."""
        return PointConfig()

    @abstractmethod
    def point(self, panel: Panel, horizon: int) -> Floats:
        """Means of shape (series, horizon); looks at nothing but the panel."""

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Learn the spread; the point forecast itself is computed when asked for."""
        del covariates  # these models know no outside influence
        self._panel = Panel.of(panel)
        errors = past_errors(
            self._panel,
            self.means,
            horizon=self.config.spread_horizon,
            origins=self.config.spread_origins,
            series=self.config.spread_series,
            seed=self.config.seed,
        )
        self._spread = spread_of(self._panel, errors, counts=self.counted(self._panel))
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast the steps after each series' last one."""
        check_request(horizon, quantiles)
        if self._panel is None or self._spread is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        means = self.means(self._panel, horizon)
        bands = {level: self._spread.quantile(means, level) for level in quantiles}
        return forecast_frame(self._panel, means, bands, self._spread.cumulative_sd(means))

    def counted(self, panel: Panel) -> bool:
        """Whether the values are spread as counts."""
        return panel.counts if self.config.values == "auto" else self.config.values == "counts"

    def means(self, panel: Panel, horizon: int) -> Floats:
        """Point forecast without holes: where a model has none, the mean of the last steps.

        It is never below zero where no value of the panel is.
        """
        means = np.array(self.point(panel, horizon), dtype=np.float64)
        recent = recent_mean(panel, RECENT)
        means = np.where(np.isfinite(means), means, recent[:, None])
        return np.maximum(means, 0.0) if panel.positive or self.counted(panel) else means


def recent_mean(panel: Panel, window: int) -> Floats:
    """Mean of the last ``window`` steps of each series, of fewer where it is shorter."""
    return np.asarray(np.nanmean(panel.tails(window), axis=1), dtype=np.float64)
