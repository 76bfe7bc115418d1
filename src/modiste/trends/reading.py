"""Reading a forecast: what stage an attribute is in, and how sure that is.

Definitions, in the order in which they are asked (``level``: mean of the last 8 known weeks; ``last
year``: mean of the last season; ``coming``: mean forecast of the next season; ``change`` = coming ÷
last year − 1 with its 80 % interval):

==========  =================================================================================
fad         the highest 8-week level of the last year is at least 2.5 × the mean before it, and
            the level has already lost half of the way back, and the change is below zero
emerging    the change is surely above zero, and the level of a year ago was below a third of
            today's
rising      the change is surely above zero
falling     the change is surely below zero
peak        the level is within 10 % of its highest ever and the series rose by 10 % last year
seasonal    the season explains more than 60 % of the variance around the trend
flat        none of these
==========  =================================================================================

An attribute also rises when its *momentum* says so before any yearly figure can: its last four
weeks against the half year before them, less what the same weeks did a year ago, at least 10 % up
and 3.5 standard errors of the counts away from nothing.

*Surely* means that the 80 % interval excludes zero and the change itself is at least 5 %.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from modiste.learn.distributions import Floats

_Z80 = 1.2816
RECENT = 8


class Stage(StrEnum):
    """Where an attribute stands."""

    EMERGING = "emerging"
    RISING = "rising"
    PEAK = "peak"
    FALLING = "falling"
    FAD = "fad"
    SEASONAL = "seasonal"
    FLAT = "flat"


@dataclass(frozen=True)
class ReadingConfig:
    """Borders of the stages."""

    season: int = 52
    least_change: float = 0.05
    fad_height: float = 2.5
    emerging_share: float = 1 / 3
    peak_reach: float = 0.9
    seasonal_strength: float = 0.6
    momentum: float = 0.1
    momentum_errors: float = 3.5


@dataclass(frozen=True)
class Momentum:
    """Growth of the last weeks over the half year before, and how many errors it is from none."""

    growth: float
    errors: float

    def surely_up(self, config: ReadingConfig) -> bool:
        """Whether it is more than the counts' noise and large enough to matter."""
        return self.growth >= config.momentum and self.errors >= config.momentum_errors


@dataclass(frozen=True)
class Reading:
    """What is said of one attribute; changes are relative to the last season."""

    stage: Stage
    level: float
    change: float
    change_low: float
    change_high: float
    peak_week: dt.date | None
    confidence: float
    season_strength: float


def read(
    values: Floats,
    mean: Floats,
    cumulative_sd: Floats,
    weeks_ahead: list[dt.date],
    config: ReadingConfig | None = None,
    *,
    moving: Momentum | None = None,
) -> Reading:
    """Stage and figures of one series.

    Args:
        values: history, NaN where no source reported; at least one value is known.
        mean: forecast of the coming steps.
        cumulative_sd: deviation of the forecast's running total.
        weeks_ahead: first days of the coming weeks.
        config: borders.
        moving: what the last weeks say by themselves.
    """
    config = config or ReadingConfig()
    season = min(config.season, len(mean))
    known = values[~np.isnan(values)]
    level = float(known[-RECENT:].mean())
    last_year = _mean(values[-config.season :], level)
    coming = float(mean[:season].mean())
    base = max(last_year, 1e-12)
    spread = _Z80 * float(cumulative_sd[season - 1]) / season
    change, low, high = (x / base - 1 for x in (coming, coming - spread, coming + spread))
    strength = season_strength(values, config.season)
    stage = _stage(values, level, change, low, high, strength, config)
    if (
        moving
        and stage not in {Stage.EMERGING, Stage.RISING, Stage.FAD}
        and moving.surely_up(config)
    ):
        stage = Stage.RISING
    return Reading(
        stage=stage,
        level=level,
        change=change,
        change_low=low,
        change_high=high,
        peak_week=_peak(level, mean, weeks_ahead),
        confidence=_confidence(change, spread / base),
        season_strength=strength,
    )


def _stage(
    values: Floats,
    level: float,
    change: float,
    low: float,
    high: float,
    strength: float,
    config: ReadingConfig,
) -> Stage:
    smooth = moving_mean(values, RECENT)
    if _is_fad(smooth, level, change, config):
        return Stage.FAD
    if low > 0 and change >= config.least_change:
        before = smooth[-config.season - 1] if len(smooth) > config.season else smooth[0]
        young = before < config.emerging_share * level
        return Stage.EMERGING if young else Stage.RISING
    if high < 0 and change <= -config.least_change:
        return Stage.FALLING
    top = float(np.nanmax(smooth))
    year_before = _mean(values[-2 * config.season : -config.season], level)
    grew = _mean(values[-config.season :], level) > 1.1 * year_before
    if grew and level >= config.peak_reach * top and strength < config.seasonal_strength:
        return Stage.PEAK
    return Stage.SEASONAL if strength > config.seasonal_strength else Stage.FLAT


def _is_fad(smooth: Floats, level: float, change: float, config: ReadingConfig) -> bool:
    if change >= 0 or len(smooth) <= config.season:
        return False
    before = float(np.nanmean(smooth[: -config.season]))
    top = float(np.nanmax(smooth[-config.season :]))
    return top >= config.fad_height * max(before, 1e-12) and level <= (top + before) / 2


def momentum(
    values: Floats, errors: Floats, *, recent: int = 4, before: int = 22, season: int = 52
) -> Momentum:
    """Growth of the last weeks, less that of the same weeks a season ago where it is known.

    Args:
        values: history, NaN where no source reported.
        errors: standard error of each value.
        recent: weeks that are compared.
        before: weeks before them that they are compared with.
        season: weeks in a season.
    """
    now, variance = _growth(values, errors, recent, before)
    if len(values) >= season + recent + before:
        then, more = _growth(values[:-season], errors[:-season], recent, before)
        if np.isfinite(then):
            now, variance = now - then, variance + more
    if not np.isfinite(now):
        return Momentum(0.0, 0.0)
    return Momentum(float(np.expm1(now)), float(now / np.sqrt(max(variance, 1e-12))))


def _growth(values: Floats, errors: Floats, recent: int, before: int) -> tuple[float, float]:
    """Log ratio of two means and its variance (delta method); NaN where one is not known."""
    late, late_errors = values[-recent:], errors[-recent:]
    early, early_errors = values[-recent - before : -recent], errors[-recent - before : -recent]
    known, earlier = ~np.isnan(late), ~np.isnan(early)
    if not known.any() or earlier.sum() < before // 2:
        return float("nan"), float("nan")
    a, b = late[known].mean(), early[earlier].mean()
    if a <= 0 or b <= 0:
        return float("nan"), float("nan")
    first = (late_errors[known] ** 2).sum() / known.sum() ** 2 / a**2
    second = (early_errors[earlier] ** 2).sum() / earlier.sum() ** 2 / b**2
    return float(np.log(a / b)), float(first + second)


def moving_mean(values: Floats, window: int) -> Floats:
    """Mean of the last ``window`` known values at each step, of fewer at the beginning."""
    series = pl.Series(values).fill_nan(None)
    smooth = series.rolling_mean(window, min_samples=1).forward_fill().backward_fill()
    return smooth.to_numpy().astype(np.float64)


def season_strength(values: Floats, season: int) -> float:
    """Share of the variance around a moving yearly mean that the season explains, from 0 to 1.

    Hyndman and Athanasopoulos, Forecasting: Principles and Practice, §4.3; 0 for a series shorter
    than two seasons.
    """
    if len(values) < 2 * season:
        return 0.0
    trend = pl.Series(values).fill_nan(None).interpolate()
    trend = trend.rolling_mean(season, min_samples=season // 2, center=True)
    rest = values - trend.to_numpy().astype(np.float64)
    place = np.arange(len(values)) % season
    index = np.array([_mean(rest[place == k], 0.0) for k in range(season)])
    left = rest - index[place]
    whole = float(np.nanvar(rest))
    # With n years each index takes 1/n of the noise with it: give that back.
    years = len(values) / season
    noise = float(np.nanvar(left)) * years / max(years - 1, 1e-9)
    return max(0.0, 1.0 - noise / whole) if whole > 0 else 0.0


def _mean(values: Floats, otherwise: float) -> float:
    known = values[~np.isnan(values)]
    return float(known.mean()) if len(known) else otherwise


def _peak(level: float, mean: Floats, weeks: list[dt.date]) -> dt.date | None:
    """Week of the highest forecast, unless today is higher."""
    best = int(np.argmax(mean))
    return weeks[best] if mean[best] > level else None


def _confidence(change: float, spread: float) -> float:
    """Probability that the change has the sign that is forecast, under a normal error."""
    from scipy import stats

    if spread <= 0:
        return 1.0 if change else 0.5
    return float(stats.norm.cdf(abs(change) / (spread / _Z80)))


def lead_weeks(leader: Floats, follower: Floats, *, most: int = 26) -> tuple[int, float]:
    """Weeks by which one series runs ahead of another, by correlation of their 8-week changes.

    Args:
        leader: for instance the share among influencers.
        follower: the share in the mainstream, same weeks.
        most: greatest lead looked at.

    Returns:
        The lead with the highest correlation (0 to ``most``) and that correlation; (0, nan) where
        too little is known.
    """
    ahead, behind = _changes(leader), _changes(follower)
    best, lead = float("nan"), 0
    for shift in range(most + 1):
        a, b = ahead[: len(ahead) - shift], behind[shift:]
        known = ~np.isnan(a) & ~np.isnan(b)
        if known.sum() < 3 * RECENT or a[known].std() == 0 or b[known].std() == 0:
            continue
        found = float(np.corrcoef(a[known], b[known])[0, 1])
        if np.isnan(best) or found > best:
            best, lead = found, shift
    return lead, best


def _changes(values: Floats) -> Floats:
    smooth = pl.Series(values).fill_nan(None).rolling_mean(RECENT, min_samples=RECENT // 2)
    changes = smooth - smooth.shift(RECENT)
    return changes.to_numpy().astype(np.float64)
