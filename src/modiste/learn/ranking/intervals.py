"""Intervals of means over people, by the bootstrap."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

F64 = NDArray[np.float64]

ROUNDS = 1_000
_BLOCK = 4_000_000


@dataclass(frozen=True)
class Interval:
    """A mean with its interval; all nan where nobody was judged."""

    mean: float
    low: float
    high: float
    people: int

    @property
    def half(self) -> float:
        """Half the width of the interval."""
        return (self.high - self.low) / 2


def bootstrap(values: F64, *, level: float = 0.95, seed: int = 0, rounds: int = ROUNDS) -> Interval:
    """Mean and percentile interval over people (Efron 1979); nan values are left out.

    Args:
        values: one a person.
        level: coverage aimed at.
        seed: of the resampling.
        rounds: number of resamples.
    """
    known = values[~np.isnan(values)]
    n = len(known)
    if n == 0:
        return Interval(float("nan"), float("nan"), float("nan"), 0)
    low, high = np.quantile(_means(known, rounds, seed), [(1 - level) / 2, (1 + level) / 2])
    return Interval(float(known.mean()), float(low), float(high), n)


def _means(known: F64, rounds: int, seed: int) -> F64:
    """Means of resamples; distinct values are drawn with their counts, which is as good."""
    value, many = np.unique(known, return_counts=True)
    rng, n = np.random.default_rng(seed), len(known)
    block = max(1, _BLOCK // len(value))
    parts = [
        rng.multinomial(n, many / n, size=min(block, rounds - start)) @ value / n
        for start in range(0, rounds, block)
    ]
    return np.concatenate(parts)


def difference(one: F64, other: F64, *, level: float = 0.95, seed: int = 0) -> Interval:
    """Interval of the mean difference of two models judged on the same people."""
    return bootstrap(one - other, level=level, seed=seed)


def by_slice(
    metrics: Mapping[str, F64], slices: Mapping[str, NDArray[np.bool_]], *, seed: int = 0
) -> pl.DataFrame:
    """Every metric with its interval for every slice of people.

    Args:
        metrics: values of each person by metric.
        slices: masks over people by name, such as all, warm and cold.
        seed: of the resampling.

    Returns:
        ``slice, people, metric, mean, low, high``; slices of nobody are left out.
    """
    rows = []
    for name, mask in slices.items():
        for metric, values in metrics.items():
            found = bootstrap(values[mask], seed=seed)
            if found.people:
                rows.append((name, found.people, metric, found.mean, found.low, found.high))
    columns = ["slice", "people", "metric", "mean", "low", "high"]
    types = [pl.String, pl.Int64, pl.String, pl.Float64, pl.Float64, pl.Float64]
    return pl.DataFrame(rows, schema=dict(zip(columns, types, strict=True)), orient="row")
