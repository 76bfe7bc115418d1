"""Panels that the tests of forecasters share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import polars as pl

MONDAY = dt.date(2024, 1, 1)


def long(values: Sequence[float | None], name: str = "a", start: int = 0) -> pl.DataFrame:
    """One series on a weekly grid that begins some weeks after the first Monday of 2024."""
    times = [MONDAY + dt.timedelta(weeks=start + k) for k in range(len(values))]
    return pl.DataFrame(
        {"series": [name] * len(values), "time": times, "value": list(values)},
        schema={"series": pl.String, "time": pl.Date, "value": pl.Float64},
    )


def counts(series: int = 6, weeks: int = 40, *, mean: float = 4.0, seed: int = 1) -> pl.DataFrame:
    """Poisson counts."""
    drawn = np.random.default_rng(seed).poisson(mean, (series, weeks)).astype(float)
    return pl.concat([long(row.tolist(), f"s{k:02d}") for k, row in enumerate(drawn)])


def reals(series: int = 6, weeks: int = 40, *, seed: int = 1) -> pl.DataFrame:
    """Normal values around 0, so that about half of them are negative."""
    drawn = np.random.default_rng(seed).normal(0.0, 2.0, (series, weeks))
    return pl.concat([long(row.tolist(), f"s{k:02d}") for k, row in enumerate(drawn)])


def ragged() -> pl.DataFrame:
    """Series of different lengths and ends, one of a single step, one all zero, one constant."""
    rng = np.random.default_rng(3)
    return pl.concat(
        [
            long(rng.poisson(3.0, 40).astype(float).tolist(), "long"),
            long(rng.poisson(3.0, 12).astype(float).tolist(), "early", 2),
            long(rng.poisson(3.0, 5).astype(float).tolist(), "late", 35),
            long([2.0], "one", 39),
            long([0.0] * 30, "zero", 10),
            long([5.0] * 30, "constant", 10),
        ]
    )
