"""How far reality strays from a point forecast, learnt from its own past errors.

Counts are spread by a negative binomial whose variance is ``m + a m²`` (mean ``m``, dispersion
``a``); other values by the pooled quantiles of past errors, scaled series by series. Both are
learnt for a single step ``k`` ahead and for the sum of the first ``k`` steps, because errors of
successive weeks move together and a sum strays further than independent weeks would.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy import stats

from modiste.learn.distributions import negative_binomial_quantile
from modiste.learn.forecast.panel import Floats, Panel

Point = Callable[[Panel, int], Floats]
"""A point forecaster: panel and horizon in, means of shape (series, horizon) out."""

_SMOOTH = 8
"""Steps averaged for the local level against which a series' own dispersion is measured."""

_PRIOR = 5.0
"""Weight of the pooled dispersion, in units of a typical series' own information."""


@dataclass(frozen=True)
class Errors:
    """Past forecasts and what came: arrays of shape (cases, horizon); NaN where unknown."""

    forecast: Floats
    actual: Floats
    scale: Floats

    @property
    def horizon(self) -> int:
        """Number of steps."""
        return int(self.forecast.shape[1])


def past_errors(
    panel: Panel, point: Point, *, horizon: int, origins: int, series: int, seed: int
) -> Errors:
    """Errors of a point forecaster on rolling origins at the end of a panel.

    Args:
        panel: the history.
        point: the forecaster.
        horizon: steps forecast at each origin; shortened where history is short.
        origins: origins, a horizon apart from each other.
        series: at most this many series are used, drawn at random.
        seed: of the draw.
    """
    longest = int(panel.lengths.max())
    horizon = max(1, min(horizon, longest // 3))
    origins = max(1, min(origins, (longest - 2) // horizon - 1)) if longest > 2 else 0
    names = panel.names.filter(panel.lengths >= min(longest, 2 * horizon + 1))
    if len(names) > series:
        chosen = np.random.default_rng(seed).choice(len(names), series, replace=False)
        names = names[np.sort(chosen)]
    sample = panel.only(names)
    found = [
        _at(sample, point, horizon, back)
        for back in range(horizon, (origins + 1) * horizon, horizon)
    ]
    found = [errors for errors in found if errors is not None]
    if not found:
        none = np.empty((0, horizon))
        return Errors(none, none, np.empty(0))
    return Errors(
        *(
            np.concatenate([getattr(e, part) for e in found])
            for part in ("forecast", "actual", "scale")
        )
    )


def _at(panel: Panel, point: Point, horizon: int, back: int) -> Errors | None:
    known = panel.until(back)
    if not known.frame.height:
        return None
    rest = panel.only(known.names).until(back - horizon)
    same = rest.lengths - known.lengths == horizon
    if not same.any():
        return None
    known = known.only(known.names.filter(same))
    rest = rest.only(known.names)
    index = rest.starts[1:, None] - horizon + np.arange(horizon)
    return Errors(point(known, horizon), rest.values[index], scales(known))


def scales(panel: Panel) -> Floats:
    """Mean absolute one-step change of each series: the yardstick of its errors."""
    change = np.abs(np.diff(panel.filled, prepend=panel.filled[:1]))
    change[panel.starts[:-1]] = 0.0
    total = np.add.reduceat(change, panel.starts[:-1])
    mean = total / np.maximum(panel.lengths - 1, 1)
    level = np.abs(np.add.reduceat(np.abs(panel.filled), panel.starts[:-1]) / panel.lengths)
    return np.maximum(np.where(mean > 0, mean, 0.05 * level), 1e-9)


class CountSpread:
    """Negative-binomial spread of counts."""

    def __init__(self, errors: Errors, panel: Panel) -> None:
        self.single = _dispersions(errors.forecast, errors.actual)
        self.cumulative = _dispersions(
            np.cumsum(errors.forecast, axis=1), np.cumsum(errors.actual, axis=1)
        )
        self.factor = _own_dispersion(panel)

    def quantile(self, means: Floats, level: float) -> Floats:
        """Quantiles of single steps; shape like ``means``."""
        return negative_binomial_quantile(means, self._variance(means, self.single), level)

    def cumulative_sd(self, means: Floats) -> Floats:
        """Deviation of the sum up to each step; shape like ``means``."""
        return np.sqrt(self._variance(np.cumsum(means, axis=1), self.cumulative))

    def _variance(self, means: Floats, curve: Floats) -> Floats:
        dispersion = _extended(curve, means.shape[1])[None, :] * self.factor[:, None]
        variance: Floats = means + dispersion * means**2
        return variance


class RealSpread:
    """Pooled scaled errors, for values that are not counts."""

    def __init__(self, errors: Errors, panel: Panel) -> None:
        self.scale = scales(panel)
        scaled = (errors.actual - errors.forecast) / np.maximum(errors.scale, 1e-12)[:, None]
        self.errors = [row[~np.isnan(row)] for row in scaled.T]
        sums = np.cumsum(scaled, axis=1)
        self.sums = np.array(
            [_root_mean_square(row[~np.isnan(row)], k) for k, row in enumerate(sums.T)]
        )

    def quantile(self, means: Floats, level: float) -> Floats:
        """Quantiles of single steps; shape like ``means``."""
        curve = np.array([_error_quantile(row, level, k) for k, row in enumerate(self.errors)])
        shift: Floats = self.scale[:, None] * _extended(curve, means.shape[1])[None, :]
        return means + shift

    def cumulative_sd(self, means: Floats) -> Floats:
        """Deviation of the sum up to each step; shape like ``means``."""
        curve = _extended(self.sums, means.shape[1])
        beyond = np.arange(means.shape[1]) - len(self.sums) + 1
        growth = np.where(beyond > 0, 1 + beyond / max(len(self.sums), 1), 1.0)
        deviation: Floats = self.scale[:, None] * (curve * growth)[None, :]
        return deviation


def _root_mean_square(errors: Floats, step: int) -> float:
    return float(np.sqrt(np.mean(errors**2))) if len(errors) else float(step + 1)


def _error_quantile(errors: Floats, level: float, step: int) -> float:
    if len(errors) < 10:  # too few to read a quantile off: a random walk's normal spread
        return float(stats.norm.ppf(level) * 1.25 * np.sqrt(step + 1))
    return float(np.quantile(errors, level))


def _dispersions(forecast: Floats, actual: Floats) -> Floats:
    """Pooled moment estimate of the dispersion at each step, smoothed over neighbours."""
    if not len(forecast):
        return np.full(forecast.shape[1], 0.5)
    known = ~np.isnan(actual)
    excess = np.where(known, (actual - forecast) ** 2 - forecast, 0.0).sum(axis=0)
    weight = np.where(known, forecast**2, 0.0).sum(axis=0)
    padded = np.pad(np.stack([excess, weight]), ((0, 0), (1, 1)), mode="edge")
    smooth = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    estimate: Floats = np.maximum(smooth[0], 0.0) / np.maximum(smooth[1], 1e-12)
    return np.clip(estimate, 0.0, 25.0)


def _own_dispersion(panel: Panel) -> Floats:
    """Each series' dispersion over the pooled one, shrunk towards 1 where it has said little."""
    level = _moving_mean(panel, _SMOOTH)
    known = ~np.isnan(level) & ~np.isnan(panel.values)
    # The level is itself a mean of counts: its own noise adds level ÷ window to the squared error.
    noise = level * (1 + 1 / _SMOOTH)
    excess = np.where(known, (panel.values - level) ** 2 - noise, 0.0)
    weight = np.where(known, level**2, 0.0)
    own_excess = np.add.reduceat(excess, panel.starts[:-1])
    own_weight = np.add.reduceat(weight, panel.starts[:-1])
    pooled = max(own_excess.sum(), 0.0) / max(own_weight.sum(), 1e-12)
    if pooled <= 0:
        return np.ones(len(panel.lengths))
    prior = _PRIOR * max(float(np.median(own_weight)), 1e-9)
    shrunk = (np.maximum(own_excess, 0.0) + prior * pooled) / (own_weight + prior)
    factor: Floats = np.clip(shrunk / pooled, 0.25, 4.0)
    return factor


def _moving_mean(panel: Panel, window: int) -> Floats:
    """Mean of the ``window`` steps before each one; NaN for a series' first ones."""
    total = np.concatenate([[0.0], np.cumsum(panel.filled)])
    place = np.arange(len(panel.filled))
    begun = place - np.repeat(panel.starts[:-1], panel.lengths) >= window
    mean = np.full(len(place), np.nan)
    at = place[begun]
    mean[at] = (total[at] - total[at - window]) / window
    level: Floats = np.maximum(mean, 0.0)
    return level


def _extended(curve: Floats, length: int) -> Floats:
    if len(curve) >= length:
        return curve[:length]
    return np.concatenate([curve, np.full(length - len(curve), curve[-1])])


def spread_of(panel: Panel, errors: Errors, *, counts: bool) -> CountSpread | RealSpread:
    """The spread that fits the values."""
    return CountSpread(errors, panel) if counts else RealSpread(errors, panel)
