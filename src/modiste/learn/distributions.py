"""Counts with a given mean and variance.

Negative binomial where the variance exceeds the mean, Poisson otherwise, only 0 for a mean of 0.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Floats = NDArray[np.float64]


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
    quantile = np.zeros(np.broadcast_shapes(np.shape(none), np.shape(level)))
    levels = np.broadcast_to(level, quantile.shape)
    over = wide & ~none & (np.asarray(mean) > 0)
    narrow = ~wide & ~none & (np.asarray(mean) > 0)
    quantile[over] = stats.nbinom.ppf(levels[over], size[over], chance[over])
    quantile[narrow] = stats.poisson.ppf(levels[narrow], safe[narrow])
    return quantile


def negative_binomial_loss(mean: Floats, variance: Floats, stock: Floats) -> Floats:
    """Expected units short: E[(D − stock)⁺] for a whole stock of at least 0.

    From k·P(D = k) = mean·P(D′ = k − 1) with D′ a negative binomial of size one greater (of the
    same size for Poisson); compare Snyder and Shen, Fundamentals of Supply Chain Theory, §C.3.
    """
    safe, size, wide = _shape(mean, variance)
    chance = size / (size + safe)
    over = safe * stats.nbinom.sf(stock - 1, size + 1, chance) - stock * stats.nbinom.sf(
        stock, size, chance
    )
    narrow = safe * stats.poisson.sf(stock - 1, safe) - stock * stats.poisson.sf(stock, safe)
    loss: Floats = np.where(mean > 0, np.where(wide, over, narrow), 0.0)
    return np.maximum(loss, 0.0)
