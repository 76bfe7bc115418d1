"""How much wider than Poisson counts are: likelihoods of negative binomials.

The variance of a count with mean ``m`` is ``m + a m^b``. With b = 2 big sellers are as uncertain in
proportion as small ones, with b = 1 they are surer; data decides. Moments would let a few wild
weeks speak for everyone; likelihoods do not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from modiste.learn.forecast.panel import Floats, Panel

POWERS = (1.0, 1.5, 2.0)
_GRID = np.concatenate([[1e-4], np.geomspace(0.02, 40.0, 18)])
_FACTORS = np.geomspace(0.2, 5.0, 9)

_SPREAD = 0.5
"""Deviation of the logarithm of series' own dispersions over the pooled one, before data."""

_SMOOTH = 8
"""Steps averaged for the local level against which a series' own dispersion is measured."""

_LEAST = 0.02
"""Least mean that a likelihood is asked about: a sale where none was expected tells no width."""


@dataclass(frozen=True)
class Dispersion:
    """Variance of counts by steps ahead: ``m + a[k] m^b``."""

    a: Floats
    b: float

    def variance(self, means: Floats, factor: Floats) -> Floats:
        """Variance of counts.

        Args:
            means: shape (series, steps); steps beyond those learnt are as wide as the last one.
            factor: each series' own dispersion over the pooled one, shape (series,).
        """
        steps = np.minimum(np.arange(means.shape[1]), len(self.a) - 1)
        extra = factor[:, None] * self.a[steps][None, :]
        variance: Floats = means + extra * np.maximum(means, 0.0) ** self.b
        return variance


def log_likelihood(counts: Floats, means: Floats, extra: Floats) -> Floats:
    """Log likelihood of counts, less what depends on the counts alone.

    Args:
        counts: what came.
        means: expected counts, above 0.
        extra: variance less mean, above 0; all of shapes that go together.
    """
    size = means**2 / extra
    total = special.gammaln(counts + size) - special.gammaln(size)
    chance = size * np.log1p(means / size) + counts * np.log1p(size / means)
    likelihood: Floats = total - chance
    return likelihood


def fitted(forecast: Floats, actual: Floats) -> Dispersion:
    """The most likely dispersion at each step, smoothed over neighbours.

    Args:
        forecast: past means, shape (cases, steps).
        actual: what came; NaN is unknown.
    """
    steps = forecast.shape[1]
    known = ~np.isnan(actual)
    if not known.any():
        return Dispersion(np.full(steps, 0.5), 2.0)
    counts = np.where(known, np.maximum(np.round(actual), 0.0), 0.0)
    means = np.maximum(forecast, _LEAST)
    best: tuple[float, Dispersion] | None = None
    for b in POWERS:
        table = np.stack(
            [
                np.where(known, log_likelihood(counts, means, a * means**b), 0.0).sum(axis=0)
                for a in _GRID
            ]
        )
        padded = np.pad(table, ((0, 0), (1, 1)), mode="edge")
        smooth = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
        at = smooth.argmax(axis=0)
        reached = float(smooth[at, np.arange(steps)].sum())
        if best is None or reached > best[0]:
            best = (reached, Dispersion(_GRID[at], b))
    assert best is not None  # noqa: S101
    return best[1]


def own_factors(panel: Panel) -> Floats:
    """Each series' dispersion over the pooled one, shape (series,), 1 where it has said little.

    Measured against the mean of the eight steps before; the prior is log-normal around 1.
    """
    level = _moving_mean(panel, _SMOOTH)
    known = ~np.isnan(level) & ~np.isnan(panel.values)
    if not known.any():
        return np.ones(len(panel.lengths))
    counts, means = np.round(panel.values[known]), np.maximum(level[known], _LEAST)
    some = np.random.default_rng(0).permutation(len(counts))[:20_000]
    pooled = fitted(means[some, None], counts[some, None])
    extra = pooled.a[0] * means**pooled.b
    series = np.repeat(np.arange(len(panel.lengths)), panel.lengths)[known]
    scores = np.stack(
        [
            np.bincount(series, log_likelihood(counts, means, f * extra), len(panel.lengths))
            - 0.5 * (np.log(f) / _SPREAD) ** 2
            for f in _FACTORS
        ]
    )
    found: Floats = _FACTORS[scores.argmax(axis=0)]
    return found


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
