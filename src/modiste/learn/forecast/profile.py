"""A series' own yearly profile, learnt from several years, and a level drawn to the present.

A cheap forecaster that needs no training and is hard to beat on yearly rhythms; the learnt
forecasters start from it. The profile is a weighted mean of the last years' deviations from their
own mean, smoothed over neighbouring weeks: one year's noise is not mistaken for a season, as the
seasonal naive forecast does (averaging profiles: Winters 1960; smoothing them: Miller and Williams
2003).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.windows import Aligned, View


class ProfileConfig(PointConfig):
    """Settings of the seasonal profile."""

    pull: float = Field(
        0.4, ge=0, le=1, description="Share of the recent deviation from the profile that stays."
    )
    recent: int = Field(16, ge=1, description="Steps that show the recent deviation.")


class SeasonalProfile(PointForecaster):
    """Last year's level times the profile, drawn towards the level of the last weeks."""

    name: ClassVar[str] = "seasonal profile"
    config: ProfileConfig

    @classmethod
    def default_config(cls) -> ProfileConfig:
        """Weekly data."""
        return ProfileConfig()

    def point(self, panel: Panel, horizon: int) -> Floats:
        """As :func:`profile_forecast`; NaN for series shorter than a cycle."""
        aligned = Aligned.of(panel, self.config.season)
        return profile_forecast(aligned, horizon, self.config.pull, self.config.recent)


def profile_forecast(aligned: Aligned, horizon: int, pull: float = 0.4, recent: int = 16) -> Floats:
    """Profile forecast of every series with a whole cycle, NaN for others; (series, horizon)."""
    means = np.full((len(aligned.lengths), horizon), np.nan)
    if aligned.ready.any():
        view = aligned.view()
        coming = view.ahead(view.profile, horizon)
        means[view.rows] = view.restored(levelled(view, coming, pull, recent))
    return means


def levelled(view: View, coming: Floats, pull: float, recent: int) -> Floats:
    """Coming deviations, moved by a share of how far the recent steps lay from the profile.

    Values of at least 0 move in proportion, others by a difference.
    """
    recent = min(recent, view.whole.cycle)
    seen = view.years[0][:, -recent:].mean(axis=1)
    expected = view.profile[:, -recent:].mean(axis=1)
    ratio = np.clip((1 + seen) / np.maximum(1 + expected, 0.05), 1 / 3, 3.0)
    factor = (1 + pull * (ratio - 1))[:, None]
    shift = pull * (seen - expected)[:, None]
    whole = (view.level > 0) & (view.level > 0.999 * view.scale)
    moved: Floats = np.where(whole[:, None], (1 + coming) * factor - 1, coming + shift)
    return moved
