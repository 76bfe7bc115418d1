"""Ids of everything, and numpy columns turned into text columns without a Python loop."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.simulate.config import WorldConfig

I64 = NDArray[np.int64]


def numbered(prefix: str, count: int, width: int) -> pl.Series:
    """``prefix`` and a number from 1, zero-padded."""
    numbers = pl.Series(np.arange(1, count + 1))
    return prefix + numbers.cast(pl.String).str.zfill(width)


def text_of(prefix: str, numbers: I64, width: int) -> pl.Series:
    """``prefix`` and the given numbers, zero-padded."""
    return prefix + pl.Series(numbers).cast(pl.String).str.zfill(width)


def pick(names: pl.Series, index: I64) -> pl.Series:
    """``names[index]``, where -1 gives null."""
    where = pl.Series(np.where(index < 0, 0, index))
    taken = names.gather(where)
    if (index >= 0).all():
        return taken
    known = pl.Series(index >= 0)
    return pl.select(pl.when(known).then(taken).alias(names.name)).to_series()


def moment(config: WorldConfig, week: int | I64, second: I64) -> pl.Series:
    """UTC timestamps from weeks of the world and seconds within them."""
    start = config.week(0)
    zero = int(datetime(start.year, start.month, start.day, tzinfo=UTC).timestamp())
    seconds = zero + np.asarray(week, dtype=np.int64) * 604_800 + second
    micro = pl.Series(seconds * 1_000_000)
    return micro.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")


def days(ordinals: I64) -> pl.Series:
    """Dates from proleptic ordinals."""
    return pl.Series((ordinals - 719_163).astype(np.int32)).cast(pl.Date)
