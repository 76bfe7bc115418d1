"""Demand in fractions of units: normal for big sellers, gamma where it must not fall below zero."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import special

from modiste.learn.distributions.base import Floats

_ROOT = np.sqrt(2 * np.pi)


@dataclass(frozen=True)
class Normal:
    """Normal demand; a variance of 0 is a certain demand.

    n(x) = σ (φ(z) − z Φ̄(z)), n₂(x) = σ²/2 ((z² + 1) Φ̄(z) − z φ(z)); Snyder and Shen, §C.3.1.
    """

    mean: Floats
    variance: Floats
    whole: bool = False

    def rows(self, index: NDArray[np.intp]) -> Normal:
        """See :class:`Distribution`."""
        return Normal(self.mean[index], self.variance[index])

    @property
    def _sd(self) -> Floats:
        deviation: Floats = np.sqrt(np.maximum(self.variance, 0.0))
        return deviation

    def _standard(self, x: ArrayLike) -> Floats:
        """The standardised x; a certain demand is a very narrow one."""
        narrow = 1e-12 * np.maximum(np.abs(self.mean), 1.0)
        z: Floats = (np.asarray(x, dtype=float) - self.mean) / np.maximum(self._sd, narrow)
        return z

    def cdf(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        value: Floats = special.ndtr(self._standard(x))
        return value

    def quantile(self, level: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        value: Floats = self.mean + special.ndtri(level) * self._sd
        return value

    def loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        z = self._standard(x)
        value: Floats = self._sd * (_density(z) - z * special.ndtr(-z))
        certain = np.maximum(self.mean - np.asarray(x), 0.0)
        return np.where(self.variance > 0, np.maximum(value, 0.0), certain)

    def second_loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        z = self._standard(x)
        value: Floats = self.variance / 2 * ((z**2 + 1) * special.ndtr(-z) - z * _density(z))
        certain = np.maximum(self.mean - np.asarray(x), 0.0) ** 2 / 2
        return np.where(self.variance > 0, np.maximum(value, 0.0), certain)


@dataclass(frozen=True)
class Gamma:
    """Gamma demand with shape mean² ÷ variance; a variance of 0 is a certain demand.

    From x f(x; a) = a θ f(x; a + 1): n(x) = aθ F̄(x; a + 1) − x F̄(x; a), and likewise once more for
    the second order (Snyder and Shen, §C.3; Burgin, The Gamma Distribution and Inventory Control).
    """

    mean: Floats
    variance: Floats
    whole: bool = False

    def rows(self, index: NDArray[np.intp]) -> Gamma:
        """See :class:`Distribution`."""
        return Gamma(self.mean[index], self.variance[index])

    @property
    def _certain(self) -> NDArray[np.bool_]:
        certain: NDArray[np.bool_] = self.variance <= 1e-10 * np.square(self.mean)
        return certain | (self.mean <= 0)

    def _shape(self) -> tuple[Floats, Floats]:
        """Shape and scale, 1 where demand is certain."""
        certain = self._certain
        mean = np.where(certain, 1.0, self.mean)
        variance = np.where(certain, 1.0, self.variance)
        return mean**2 / variance, variance / mean

    def cdf(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        at = np.asarray(x, dtype=float)
        shape, scale = self._shape()
        value: Floats = special.gammainc(shape, np.maximum(at, 0.0) / scale)
        return np.where(self._certain, (at >= self.mean).astype(float), value)

    def quantile(self, level: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        shape, scale = self._shape()
        value: Floats = special.gammaincinv(shape, level) * scale
        return np.where(self._certain, self.mean, value)

    def loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        at = np.asarray(x, dtype=float)
        shape, scale = self._shape()
        z = np.maximum(at, 0.0) / scale
        value: Floats = self.mean * special.gammaincc(shape + 1, z) - at * special.gammaincc(
            shape, z
        )
        certain = np.maximum(self.mean - at, 0.0)
        return np.where(self._certain, certain, np.maximum(value, 0.0))

    def second_loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        at = np.asarray(x, dtype=float)
        shape, scale = self._shape()
        z = np.maximum(at, 0.0) / scale
        square = self.mean * (self.mean + scale) * special.gammaincc(shape + 2, z)
        cross = 2 * at * self.mean * special.gammaincc(shape + 1, z)
        value: Floats = (square - cross + at**2 * special.gammaincc(shape, z)) / 2
        certain = np.maximum(self.mean - at, 0.0) ** 2 / 2
        return np.where(self._certain, certain, np.maximum(value, 0.0))


def _density(z: Floats) -> Floats:
    value: Floats = np.exp(-(z**2) / 2) / _ROOT
    return value
