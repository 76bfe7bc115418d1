"""Demand over a span whose length is itself random: a mixture over the lengths."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from modiste.learn.distributions.base import Distribution, Floats
from modiste.model.errors import InputError


@dataclass(frozen=True)
class Mixture:
    """One of some distributions, by chance. Losses mix as probabilities do, so they stay exact.

    Attributes:
        weights: chance of each part, adding up to 1 for every series, shape (k,) or (k, n).
        parts: k distributions of the same n series.

    Raises:
        InputError: weights are not chances, or do not fit the parts.
    """

    weights: Floats
    parts: Sequence[Distribution]

    def __post_init__(self) -> None:
        total = np.sum(self.weights, axis=0)
        if len(self.weights) != len(self.parts) or np.any(self.weights < 0):
            raise InputError(
                "a mixture needs one weight of at least 0 for each of its parts",
                remedy="Give as many weights as distributions",
            )
        if not np.allclose(total, 1.0):
            raise InputError(
                "the weights of a mixture do not add up to 1",
                remedy="Divide the weights by their sum",
            )

    @property
    def whole(self) -> bool:
        """See :class:`Distribution`."""
        return all(part.whole for part in self.parts)

    @property
    def mean(self) -> Floats:
        """See :class:`Distribution`."""
        return self._mixed(lambda part: part.mean)

    @property
    def variance(self) -> Floats:
        """See :class:`Distribution`."""
        square = self._mixed(lambda part: part.variance + np.square(part.mean))
        value: Floats = square - np.square(self.mean)
        return value

    def rows(self, index: NDArray[np.intp]) -> Mixture:
        """See :class:`Distribution`."""
        weights = self.weights if self.weights.ndim == 1 else self.weights[:, index]
        return Mixture(weights, [part.rows(index) for part in self.parts])

    def cdf(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        return self._mixed(lambda part: part.cdf(x))

    def loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        return self._mixed(lambda part: part.loss(x))

    def second_loss(self, x: ArrayLike) -> Floats:
        """See :class:`Distribution`."""
        return self._mixed(lambda part: part.second_loss(x))

    def quantile(self, level: ArrayLike) -> Floats:
        """See :class:`Distribution`; found by halving between the parts' quantiles."""
        ends = np.stack(
            [np.broadcast_to(part.quantile(level), self.mean.shape) for part in self.parts]
        )
        low, high = ends.min(axis=0), ends.max(axis=0)
        if self.whole:
            low = low - 1
        wanted = np.asarray(level, dtype=float)
        width = 1.0 if self.whole else 1e-10 * (1 + np.abs(high))
        while np.any(high - low > width):
            middle: Floats = (low + high) / 2
            if self.whole:
                middle = np.floor(middle)
            wide = high - low > width
            reached = self.cdf(middle) >= wanted
            high = np.where(wide & reached, middle, high)
            low = np.where(wide & ~reached, middle, low)
        found: Floats = high
        return found

    def _mixed(self, of: Callable[[Distribution], Floats]) -> Floats:
        terms = (w * of(part) for w, part in zip(self.weights, self.parts, strict=True))
        value: Floats = np.sum(list(terms), axis=0)
        return value
