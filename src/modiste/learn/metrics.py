"""How good a forecast was. Every metric ignores steps whose actual value is unknown.

Arrays have the shape (series, steps). Metrics of a panel weigh series as each docstring says.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from modiste.learn.forecast.panel import Floats


def wape(actual: Floats, forecast: Floats) -> float:
    """Weighted absolute percentage error: Σ|a − f| ÷ Σ|a|; big sellers weigh most."""
    known = ~np.isnan(actual)
    return _ratio(np.abs(actual - forecast)[known].sum(), np.abs(actual)[known].sum())


def bias(actual: Floats, forecast: Floats) -> float:
    """Σ(f − a) ÷ Σ|a|: above zero where forecasts are too high."""
    known = ~np.isnan(actual)
    return _ratio((forecast - actual)[known].sum(), np.abs(actual)[known].sum())


def mase(actual: Floats, forecast: Floats, scale: Floats) -> float:
    """Mean absolute scaled error, mean over series (Hyndman and Koehler 2006).

    Args:
        actual: what came.
        forecast: the point forecast.
        scale: each series' in-sample mean absolute error of the naive forecast, shape (series,).
    """
    return _mean_of_rows(np.abs(actual - forecast) / scale[:, None])


def rmsse(actual: Floats, forecast: Floats, scale: Floats) -> float:
    """Root mean squared scaled error, mean over series (Makridakis and others 2022, M5).

    Squares aim at the mean; absolute errors would reward forecasting zero for slow sellers.

    Args:
        actual: what came.
        forecast: the point forecast.
        scale: each series' in-sample root mean squared naive error, shape (series,).
    """
    squared = ((actual - forecast) / scale[:, None]) ** 2
    known = ~np.isnan(squared)
    used = known.any(axis=1)
    if not used.any():
        return float("nan")
    mean = np.where(known, squared, 0.0)[used].sum(axis=1) / known[used].sum(axis=1)
    return float(np.sqrt(mean).mean())


def pinball(actual: Floats, quantiles: Mapping[float, Floats], scale: Floats) -> float:
    """Scaled pinball loss, mean over quantiles, steps and series (Koenker and Bassett 1978).

    Args:
        actual: what came.
        quantiles: forecasts by level.
        scale: as for :func:`mase`.
    """
    losses = []
    for level, forecast in quantiles.items():
        error = (actual - forecast) / scale[:, None]
        losses.append(np.maximum(level * error, (level - 1) * error))
    return _mean_of_rows(np.mean(losses, axis=0))


def coverage(actual: Floats, low: Floats, high: Floats) -> float:
    """Share of known actual values inside the closed interval."""
    known = ~np.isnan(actual)
    inside = (actual >= low) & (actual <= high)
    return _ratio(float(inside[known].sum()), float(known.sum()))


def naive_scale(values: Floats, starts: np.ndarray, lag: int, *, squared: bool = False) -> Floats:
    """In-sample naive error of each series, never zero.

    Args:
        values: flat values of all series, NaN where unknown.
        starts: index of each series' first value, and the total at the end.
        lag: 1, or the season; series not longer than it use lag 1.
        squared: root mean square instead of mean absolute.

    Returns:
        Shape (series,). A series that never changes gets the mean of its size, or 1 if that is 0.
    """
    lengths = np.diff(starts)
    lags = np.repeat(np.where(lengths > lag, lag, 1), lengths)
    place = np.arange(len(values))
    begun = place - np.repeat(starts[:-1], lengths) >= lags
    change = np.full(len(values), np.nan)
    change[begun] = values[begun] - values[(place - lags)[begun]]
    error = _means(change**2 if squared else np.abs(change), starts)
    error = np.sqrt(error) if squared else error
    level = _means(np.abs(values), starts)
    return np.where(error > 0, error, np.where(level > 0, level, 1.0))


def _means(values: Floats, starts: np.ndarray) -> Floats:
    """Mean of the known values of each series; 0 where none is."""
    known = ~np.isnan(values)
    total = np.add.reduceat(np.where(known, values, 0.0), starts[:-1])
    many = np.add.reduceat(known.astype(np.float64), starts[:-1])
    return np.asarray(total / np.maximum(many, 1))


def _mean_of_rows(errors: Floats) -> float:
    known = ~np.isnan(errors)
    used = known.any(axis=1)
    if not used.any():
        return float("nan")
    return float((np.where(known, errors, 0.0)[used].sum(axis=1) / known[used].sum(axis=1)).mean())


def _ratio(numerator: float, denominator: float) -> float:
    return float(numerator / denominator) if denominator else float("nan")
