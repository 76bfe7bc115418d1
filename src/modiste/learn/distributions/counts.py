"""Counts with a given mean and variance.

Negative binomial where the variance exceeds the mean, Poisson otherwise, only 0 for a mean of 0.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special, stats

from modiste.learn.distributions.base import Floats


def _shape(mean: Floats, variance: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Safe mean, size parameter, and whether the distribution is wider than Poisson."""
    mean = np.maximum(mean, 0.0)
    wide = variance > mean * (1 + 1e-9) + 1e-12
    safe = np.where(mean > 0, mean, 1.0)
    size = np.where(wide, safe**2 / np.where(wide, variance - mean, 1.0), 1.0)
    return safe, size, wide


def negative_binomial_quantile(mean: Floats, variance: Floats, level: float | Floats) -> Floats:
    """Least count whose cumulative probability reaches a level.

    Args:
        mean: expected count, at least 0.
        variance: its variance, same shape.
        level: probability in (0, 1).
    """
    safe, size, wide = _shape(mean, variance)
    chance = size / (size + safe)
    # Most slow sellers' quantiles are 0, which their chance of no sale tells without a search.
    none = np.where(wide, np.exp(size * np.log(chance)), np.exp(-safe)) >= level
    quantile = np.zeros(none.shape)
    every = np.broadcast_arrays(level, size, chance, safe, wide, ~none & (np.asarray(mean) > 0))
    levels, size, chance, safe, wide, some = every
    over, narrow = wide & some, ~wide & some
    quantile[over] = stats.nbinom.ppf(levels[over], size[over], chance[over])
    quantile[narrow] = stats.poisson.ppf(levels[narrow], safe[narrow])
    return quantile


@dataclass(frozen=True)
class Count:
    """Demand in whole units with a mean and a variance: negative binomial, or Poisson.

    From k P(D = k) = m P(D′ = k − 1), with D′ a negative binomial of size one greater (of the same
    size for Poisson), follow n(x) = m P(D′ ≥ x) − x P(D > x) and
    2 n₂(x) = m₂ P(D″ ≥ x − 1) − 2 x m P(D′ ≥ x) + x (x + 1) P(D > x), m₂ = E[D (D − 1)]
    (Zipkin, §C.2.3; Snyder and Shen, §C.3).
    """

    mean: Floats
    variance: Floats
    whole: bool = True

    def rows(self, index: NDArray[np.intp]) -> Count:
        """See :class:`Distribution`."""
        return Count(self.mean[index], self.variance[index])

    def _above(self, x: Floats, more: int = 0) -> Floats:
        """P(D > x) of the distribution of a size so much greater, for a whole x."""
        safe, size, wide = _shape(self.mean, self.variance)
        at = np.maximum(x, 0.0) + 1
        # The two tails as incomplete beta and gamma functions, three times as fast as scipy.stats.
        share = safe / (size + safe)
        narrow = special.gammainc(at, np.where(wide, 1.0, safe))
        tail = np.where(wide, special.betainc(at, size + more, share), narrow)
        return np.where(x < 0, 1.0, np.where(self.mean > 0, tail, 0.0))

    def cdf(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        value: Floats = 1.0 - self._above(np.floor(np.asarray(x, dtype=float)))
        return value

    def quantile(self, level: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        return negative_binomial_quantile(self.mean, self.variance, np.asarray(level, dtype=float))

    def loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`; between whole numbers the straight line, which it is."""
        return _between(self._loss, x)

    def second_loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`; x is whole."""
        at = np.asarray(x, dtype=float)
        _, size, wide = _shape(self.mean, self.variance)
        pairs = np.square(self.mean) * np.where(wide, (size + 1) / size, 1.0)
        twice = pairs * self._above(at - 2, 2) - 2 * at * self.mean * self._above(at - 1, 1)
        value: Floats = (twice + at * (at + 1) * self._above(at)) / 2
        return np.maximum(value, 0.0)

    def _loss(self, at: Floats) -> Floats:
        value: Floats = self.mean * self._above(at - 1, 1) - at * self._above(at)
        return np.maximum(value, 0.0)


def _between(function: Callable[[Floats], Floats], x: ArrayLike) -> Floats:
    """A function of whole numbers, with straight lines between them."""
    at = np.asarray(x, dtype=float)
    low = np.floor(at)
    part = at - low
    value = function(low)
    if np.any(part > 0):
        value = value + part * (function(low + 1) - value)
    return value


def negative_binomial_loss(mean: Floats, variance: Floats, stock: ArrayLike) -> Floats:
    """Expected units short of a stock: E[(D − stock)⁺]; see :class:`Count`."""
    return Count(np.asarray(mean), np.asarray(variance)).loss(stock)


def count_masses(mean: Floats, variance: Floats, top: int) -> Floats:
    """P(D = k) for k = 0 … top, shape (n, top + 1); what lies beyond the top is not shown.

    Ratios of neighbours, summed as logarithms, so that no mean is too great.
    """
    safe, size, wide = _shape(mean, variance)
    chance = size / (size + safe)
    none = np.where(wide, size * np.log(chance), -safe)
    k = np.arange(top)
    ratio = np.where(
        wide[:, None],
        (k + size[:, None]) * (1 - chance)[:, None],
        np.broadcast_to(safe[:, None], (len(safe), top)),
    )
    logs = np.zeros((len(safe), top + 1))
    np.cumsum(np.log(ratio / (k + 1)), axis=1, out=logs[:, 1:])
    masses: Floats = np.exp(logs + none[:, None])
    nothing = np.asarray(mean) <= 0
    masses[nothing] = 0.0
    masses[nothing, 0] = 1.0
    return masses
