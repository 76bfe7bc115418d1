"""A season learnt from a whole group, a level learnt from each series.

One garment in one size sells too little to show its season; its category shows it well. This is the
group seasonal index of retail practice (Withycombe 1989; Dekker, van Donselaar and Ouwehand 2004)
with simple smoothing of the deseasonalised sales. What of an index is noise is estimated from how
it jumps between neighbouring steps, and it is shrunk by that share (James and Stein 1961): a
group's own season towards everyone's, everyone's towards none.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.forecast.panel import Floats, Panel, Whole
from modiste.learn.forecast.point import RECENT, PointConfig, PointForecaster
from modiste.learn.forecast.statistical import run_model, sells


class PooledSeasonalConfig(PointConfig):
    """Settings of the pooled season."""

    group: str = Field("group", description="Static column that names a series' group.")
    smooth: int = Field(2, ge=0, description="Neighbouring steps on each side that are averaged.")
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
        index, groups = self.indices(panel), _groups(panel, self.config.group)
        position = panel.numbers % self.config.season
        adjusted = panel.filled / index[np.repeat(groups, panel.lengths), position]
        level = self._level(adjusted, panel)
        last = position[panel.starts[1:] - 1]
        ahead = (last[:, None] + 1 + np.arange(horizon)) % self.config.season
        means: Floats = level[:, None] * index[groups[:, None], ahead]
        return means

    def _level(self, adjusted: Floats, panel: Panel) -> Floats:
        """Level of each series; the mean of its last steps where it is too short to smooth."""
        from statsforecast.models import TSB, SimpleExponentialSmoothingOptimized

        model = (
            TSB(alpha_d=0.1, alpha_p=0.1)
            if self.config.intermittent
            else SimpleExponentialSmoothingOptimized()
        )
        level = np.full(len(panel.lengths), np.nan)
        enough = panel.lengths >= 3
        if self.config.intermittent:
            enough &= sells(adjusted, panel.starts)
        if enough.any():
            flat = adjusted[np.repeat(enough, panel.lengths)]
            level[enough] = run_model(model, flat, panel.lengths[enough], 1)[:, 0]
        for row in np.flatnonzero(~np.isfinite(level)):
            own = adjusted[panel.starts[row] : panel.starts[row + 1]]
            level[row] = own[-RECENT:].mean()
        return level

    def indices(self, panel: Panel) -> Floats:
        """Seasonal index of each group and position, mean 1; shape (groups, season).

        Each series counts over whole seasons only, so that a launch in autumn does not look like
        an autumn peak. Series shorter than a season say nothing.
        """
        season = self.config.season
        groups = _groups(panel, self.config.group)
        shape = (int(groups.max()) + 1, season)
        whole = (panel.lengths // season) * season
        use = np.arange(len(panel.filled)) >= np.repeat(panel.starts[1:] - whole, panel.lengths)
        use &= np.repeat(whole > 0, panel.lengths)
        if not use.any() or season == 1:
            return np.ones(shape)
        position = (panel.numbers % season)[use]
        group = np.repeat(groups, panel.lengths)[use]
        total = _summed(group, position, np.maximum(panel.filled, 0.0)[use], shape)
        common = self._shrunk(total.sum(axis=0, keepdims=True), np.ones((1, season)))
        index: Floats = np.maximum(self._shrunk(total, common), 0.05)
        return index

    def _shrunk(self, total: Floats, towards: Floats) -> Floats:
        """Smoothed indices, moved towards others by the share of noise in the difference."""
        raw, sold = _normal(total), total.sum(axis=1) > 0
        smooth = _smoothed(raw, self.config.smooth)
        window = min(2 * self.config.smooth + 1, raw.shape[1])
        difference = smooth - towards
        # Neighbours differ by noise alone, nearly: half their mean squared difference is its size.
        jumps = np.roll(raw, -1, axis=1) - raw
        noise = (jumps**2).mean(axis=1) / 2 / window
        found = (difference**2).mean(axis=1)
        signal = np.clip(1 - noise / np.maximum(found, 1e-12), 0.0, 1.0)
        signal = np.where(sold, signal, 0.0)
        return towards + signal[:, None] * difference


def _groups(panel: Panel, name: str) -> Whole:
    """Number of each series' group; one group where the panel names none."""
    names = panel.static(name)
    if names is None:
        return np.zeros(len(panel.lengths), dtype=np.int64)
    return names.cast(str).fill_null("").rank("dense").to_numpy().astype(np.int64) - 1


def _summed(group: Whole, position: Whole, values: Floats, shape: tuple[int, int]) -> Floats:
    size = shape[0] * shape[1]
    flat = np.bincount(group * shape[1] + position, weights=values, minlength=size).astype(float)
    return flat.reshape(shape)


def _smoothed(index: Floats, reach: int) -> Floats:
    """Mean over neighbours; the season is a circle."""
    reach = min(reach, (index.shape[1] - 1) // 2)
    rolled = [np.roll(index, shift, axis=1) for shift in range(-reach, reach + 1)]
    return np.asarray(np.mean(rolled, axis=0))


def _normal(index: Floats) -> Floats:
    """Rows scaled to a mean of 1; a row of zeros becomes ones."""
    mean = index.mean(axis=1, keepdims=True)
    return np.where(mean > 0, index / np.where(mean > 0, mean, 1.0), 1.0)
