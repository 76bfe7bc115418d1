"""The two yardsticks: the same week of last season, and the mean of the last weeks."""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster, recent_mean


class SeasonalNaive(PointForecaster):
    """Every step repeats the step one season earlier.

    A series shorter than a season gets the mean of its last eight steps instead.
    """

    name: ClassVar[str] = "seasonal naive"

    def point(self, panel: Panel, horizon: int) -> Floats:
        """ŷ(t + k) = y(t + k − season), with k wrapped around the season."""
        season = self.config.season
        last = panel.tails(season)
        return last[:, np.arange(horizon) % season]


class MovingAverageConfig(PointConfig):
    """Settings of the moving average."""

    window: int = Field(8, ge=1, description="Steps that are averaged.")


class MovingAverage(PointForecaster):
    """Every step is the mean of the last ``window`` steps."""

    name: ClassVar[str] = "moving average"
    config: MovingAverageConfig

    @classmethod
    def default_config(cls) -> MovingAverageConfig:
        """Eight steps."""
        return MovingAverageConfig()

    def point(self, panel: Panel, horizon: int) -> Floats:
        """ŷ(t + k) = mean of the last ``window`` values."""
        return np.repeat(recent_mean(panel, self.config.window)[:, None], horizon, axis=1)
