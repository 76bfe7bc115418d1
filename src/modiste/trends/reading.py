"""Reading a forecast: what stage an attribute is in, and how sure that is.

Definitions, in the order in which they are asked (``level``: mean of the last 8 known weeks; ``last
year``: mean of the same weeks a season ago; ``coming``: mean forecast; ``change`` = coming ÷ last
year − 1 with its 80 % interval, where a last year below a tenth of today's or of the coming share
counts as that tenth: what came out of nothing would have risen without bound):

==========  =================================================================================
fad         the highest 8-week level of the last year is at least 2.5 × the mean before it and
            1.5 × the highest before it, the level has already lost half of the way back, and the
            change is below zero
emerging    it rises, and the level of a year ago was below a third of today's
rising      the last weeks say so (:mod:`modiste.trends.rising`), or the change is surely above zero
falling     the last weeks say so, or the change is surely below zero
peak        the level is within 10 % of its highest ever and the series rose by 10 % and by two
            standard errors last year
seasonal    the season explains more than 60 % of the variance around the trend
flat        none of these
==========  =================================================================================

*Surely* means that the change is at least 10 % and 2.5 standard deviations of its forecast away
from zero (of a hundred attributes that stand still, less than two are called by chance), and, where
the weeks themselves were read, that these make a change within the last year more likely than none:
a forecaster that does not know the season must not make linen fall every March.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import polars as pl

from modiste.learn.distributions import Floats
from modiste.trends.rising import Rise

_NOTHING = 10.0
"""Last year's share is held to be at least today's, and the coming one, over this."""

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
    least_change: float = 0.1
    sure: float = 2.5
    fad_height: float = 2.5
    fad_excess: float = 1.5
    emerging_share: float = 1 / 3
    peak_reach: float = 0.9
    seasonal_strength: float = 0.6
    called: float = 0.5
    called_down: float = 0.7


@dataclass(frozen=True)
class Reading:
    """What is said of one attribute; changes are relative to the same weeks of last season."""

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
    rise: Rise | None = None,
) -> Reading:
    """Stage and figures of one series.

    Args:
        values: history, NaN where no source reported; at least one value is known.
        mean: forecast of the coming steps.
        cumulative_sd: deviation of the forecast's running total.
        weeks_ahead: first days of the coming weeks.
        config: borders.
        rise: what the last weeks say by themselves, where they were read.
    """
    config = config or ReadingConfig()
    season = min(config.season, len(mean))
    known = values[~np.isnan(values)]
    level = float(known[-RECENT:].mean())
    last_year = _mean(values[-config.season :], level)
    if season < config.season:
        # The same weeks of last year, or a season would pass for a change.
        start = len(values) - config.season
        last_year = _mean(values[max(start, 0) : max(start, 0) + season], last_year)
    coming = float(mean[:season].mean())
    base = max(last_year, max(level, coming) / _NOTHING)
    deviation = float(cumulative_sd[season - 1]) / season
    change, spread = (coming / base - 1, deviation / base) if base > 0 else (0.0, 0.0)
    moves = Moves(level, change, spread, rise)
    strength = season_strength(values, config.season)
    return Reading(
        stage=_stage(values, moves, strength, config),
        level=level,
        change=moves.change,
        change_low=max(moves.change - _Z80 * moves.deviation, -1.0),  # all is the most to lose
        change_high=moves.change + _Z80 * moves.deviation,
        peak_week=_peak(level, mean, weeks_ahead),
        confidence=_confidence(moves, config),
        season_strength=strength,
    )


@dataclass(frozen=True)
class Moves:
    """Where a series stands and goes.

    Attributes:
        level: mean of the last known weeks.
        change: expected change on last year.
        deviation: standard deviation of it.
        rise: what the last weeks say by themselves.
    """

    level: float
    change: float
    deviation: float
    rise: Rise | None

    def up(self, config: ReadingConfig) -> bool:
        """Whether it rises."""
        now = self.rise is not None and self.rise.probability >= config.called
        if now and self.rise is not None and self.rise.growth >= config.least_change:
            return True
        known = self.rise is None or self.rise.risen >= 0.5
        return known and self._surely(self.change, config) and not self._called_down(config)

    def down(self, config: ReadingConfig) -> bool:
        """Whether it falls."""
        known = self.rise is None or self.rise.fallen >= 0.5
        return self._called_down(config) or (known and self._surely(-self.change, config))

    def _called_down(self, config: ReadingConfig) -> bool:
        return self.rise is not None and self.rise.fall >= config.called_down

    def _surely(self, change: float, config: ReadingConfig) -> bool:
        return change >= config.least_change and change >= config.sure * self.deviation


def _stage(values: Floats, moves: Moves, strength: float, config: ReadingConfig) -> Stage:
    smooth = moving_mean(values, RECENT)
    level = moves.level
    if _is_fad(smooth, level, moves.change, config):
        return Stage.FAD
    if moves.up(config):
        before = smooth[-config.season - 1] if len(smooth) > config.season else smooth[0]
        return Stage.EMERGING if before < config.emerging_share * level else Stage.RISING
    if moves.down(config):
        return Stage.FALLING
    top = float(np.nanmax(smooth))
    year_before = _mean(values[-2 * config.season : -config.season], level)
    gained = _mean(values[-config.season :], level) - year_before
    grew = gained > 0.1 * year_before and gained > 2 * _error(values, config.season)
    if grew and level >= config.peak_reach * top and strength < config.seasonal_strength:
        return Stage.PEAK
    return Stage.SEASONAL if strength > config.seasonal_strength else Stage.FLAT


def _error(values: Floats, season: int) -> float:
    """Standard error of the difference of two years' means, from the noise week to week."""
    known = values[~np.isnan(values)]
    noise = float(np.diff(known).std() / np.sqrt(2)) if len(known) > 2 else 0.0
    return float(noise * np.sqrt(2 / season))


def _is_fad(smooth: Floats, level: float, change: float, config: ReadingConfig) -> bool:
    if change >= 0 or len(smooth) <= config.season:
        return False
    before = float(np.nanmean(smooth[: -config.season]))
    top = float(np.nanmax(smooth[-config.season :]))
    if top < config.fad_excess * float(np.nanmax(smooth[: -config.season])):
        return False  # a season comes back every year
    return top >= config.fad_height * max(before, 1e-12) and level <= (top + before) / 2


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


def _confidence(moves: Moves, config: ReadingConfig) -> float:
    """Probability of the direction: that of a call, or that the change has its sign."""
    from scipy import stats

    if moves.rise is not None and moves.rise.fall >= config.called_down:
        return moves.rise.fall
    if moves.rise is not None and moves.rise.probability >= config.called:
        return moves.rise.probability
    if moves.deviation <= 0:
        return 1.0 if moves.change else 0.5
    return float(stats.norm.cdf(abs(moves.change) / moves.deviation))


def lead_weeks(leader: Floats, follower: Floats, *, most: int = 13) -> tuple[int, float]:
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
        if known.sum() < 3 * RECENT or _still(a[known], leader) or _still(b[known], follower):
            continue
        found = float(np.corrcoef(a[known], b[known])[0, 1])
        if np.isnan(best) or found > best:
            best, lead = found, shift
    return lead, best


def _still(changes: Floats, values: Floats) -> bool:
    """Whether changes are nothing but the rounding of sums."""
    return bool(changes.std() <= 1e-9 * np.nanmax(np.abs(values)))


def _changes(values: Floats) -> Floats:
    smooth = pl.Series(values).fill_nan(None).rolling_mean(RECENT, min_samples=RECENT // 2)
    changes = smooth - smooth.shift(RECENT)
    return changes.to_numpy().astype(np.float64)
