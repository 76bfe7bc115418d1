"""A season learnt from a whole group, a level learnt from each series.

One garment in one size sells too little to show its season; its category shows it well. This is the
group seasonal index of retail practice (Withycombe 1989; Dekker, van Donselaar and Ouwehand 2004)
with simple smoothing of the deseasonalised sales.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.forecast.panel import SERIES, TIME, VALUE, Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.statistical import run_model


class PooledSeasonalConfig(PointConfig):
    """Settings of the pooled season."""

    group: str = Field("group", description="Static column that names a series' group.")
    smooth: int = Field(2, ge=0, description="Neighbouring steps on each side that are averaged.")
    prior: float = Field(
        50.0, ge=0, description="Units of sales a step at which a group's own season counts half."
    )
    intermittent: bool = Field(
        default=False, description="Smooth the level by TSB rather than by simple smoothing."
    )


class PooledSeasonal(PointForecaster):
    """Group season × series level."""

    name: ClassVar[str] = "pooled season"
    config: PooledSeasonalConfig

    @classmethod
    def default_config(cls) -> PooledSeasonalConfig:
        """Weekly data."""
        return PooledSeasonalConfig()

    def point(self, panel: Panel, horizon: int) -> Floats:
        """Smoothed level of ``value ÷ index`` times the index of each coming step."""
        from statsforecast.models import TSB, SimpleExponentialSmoothingOptimized

        index = self.indices(panel)
        position = _positions(panel, self.config.season)
        group = np.repeat(_groups(panel, self.config.group), panel.lengths)
        flat = panel.filled / index[group, position]
        adjusted = Panel(
            panel.frame.select(SERIES, TIME).with_columns(pl.Series(VALUE, flat)), panel.step
        )
        model = (
            TSB(alpha_d=0.1, alpha_p=0.1)
            if self.config.intermittent
            else SimpleExponentialSmoothingOptimized()
        )
        level = np.full(len(panel.lengths), np.nan)
        enough = panel.lengths >= 3
        if enough.any():
            level[enough] = run_model(model, adjusted.only(panel.names.filter(enough)), 1)[:, 0]
        short = ~np.isfinite(level)
        level[short] = np.nanmean(adjusted.tails(8), axis=1)[short]
        last = position[panel.starts[1:] - 1]
        ahead = (last[:, None] + 1 + np.arange(horizon)) % self.config.season
        means: Floats = level[:, None] * index[_groups(panel, self.config.group)[:, None], ahead]
        return means

    def indices(self, panel: Panel) -> Floats:
        """Seasonal index of each group and position, mean 1; shape (groups, season).

        Each series is first brought to a mean of 1 over whole seasons, so that a launch in autumn
        does not look like an autumn peak. Series shorter than a season say nothing.
        """
        season = self.config.season
        groups = _groups(panel, self.config.group)
        count = int(groups.max()) + 1
        whole = (panel.lengths // season) * season
        use = np.arange(len(panel.filled)) >= np.repeat(panel.starts[1:] - whole, panel.lengths)
        use &= np.repeat(whole > 0, panel.lengths)
        if not use.any() or season == 1:
            return np.ones((count, season))
        position = _positions(panel, season)
        group = np.repeat(groups, panel.lengths)
        total = _summed(group, position, np.where(use, panel.filled, 0.0), (count, season))
        steps = _summed(group, position, use.astype(np.float64), (count, season))
        everyone = total.sum(axis=0) / np.maximum(steps.sum(axis=0), 1)
        common = _normal(_smoothed(everyone[None, :], self.config.smooth))
        own = _normal(_smoothed(total / np.maximum(steps, 1), self.config.smooth))
        weight = total.sum(axis=1) / season
        share = (weight / (weight + self.config.prior))[:, None]
        index: Floats = np.maximum(share * own + (1 - share) * common, 0.05)
        return index


def _groups(panel: Panel, name: str) -> np.ndarray:
    """Number of each series' group; one group where the panel names none."""
    names = panel.static(name)
    if names is None:
        return np.zeros(len(panel.lengths), dtype=np.int64)
    return names.fill_null("").rank("dense").to_numpy().astype(np.int64) - 1


def _positions(panel: Panel, season: int) -> np.ndarray:
    """Place of every step within the season, counted on the common grid."""
    number = panel.frame.select(panel.step.number(pl.col(TIME))).to_series().to_numpy()
    return np.asarray((number // panel.step.size) % season, dtype=np.int64)


def _summed(
    group: np.ndarray, position: np.ndarray, values: Floats, shape: tuple[int, int]
) -> Floats:
    size = shape[0] * shape[1]
    flat = np.bincount(group * shape[1] + position, weights=values, minlength=size).astype(float)
    return flat.reshape(shape)


def _smoothed(index: Floats, reach: int) -> Floats:
    """Mean over neighbours; the season is a circle."""
    rolled = [np.roll(index, shift, axis=1) for shift in range(-reach, reach + 1)]
    return np.asarray(np.mean(rolled, axis=0))


def _normal(index: Floats) -> Floats:
    mean = index.mean(axis=1, keepdims=True)
    return np.where(mean > 0, index / np.where(mean > 0, mean, 1.0), 1.0)
