"""A panel: many series on one regular time grid, as flat arrays."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.errors import InputError, Place

SERIES, TIME, VALUE = "series", "time", "value"

ESTIMATED = "estimated"
"""Optional boolean column: the value is an estimate, learnt from but never judged by."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Step:
    """Distance between two times: a number of days, of months, or of plain integers."""

    unit: str
    size: int

    def number(self, times: pl.Expr) -> pl.Expr:
        """Times as whole numbers that grow by ``size`` a step."""
        if self.unit == "months":
            return times.dt.year().cast(pl.Int64) * 12 + times.dt.month().cast(pl.Int64)
        return times.cast(pl.Int32).cast(pl.Int64) if self.unit == "days" else times.cast(pl.Int64)

    def following(self, last: Any, count: int) -> list[Any]:
        """The ``count`` times after ``last``."""
        if self.unit == "integers":
            return [last + self.size * k for k in range(1, count + 1)]
        if self.unit == "days":
            return [last + dt.timedelta(days=self.size * k) for k in range(1, count + 1)]
        months = [last.year * 12 + last.month - 1 + self.size * k for k in range(1, count + 1)]
        return [dt.date(m // 12, m % 12 + 1, last.day) for m in months]


@dataclass(frozen=True)
class Panel:
    """Series on one grid.

    Attributes:
        frame: ``series, time, value`` and static columns, sorted, one row a step of each series'
            own span; value is null where it is missing.
        step: the grid.
    """

    frame: pl.DataFrame
    step: Step

    @classmethod
    def of(cls, frame: pl.DataFrame) -> Panel:
        """Bring a long frame onto a grid.

        Args:
            frame: columns ``series``, ``time`` (date, datetime or integer) and ``value`` (number;
                null or NaN is missing), and ``estimated`` where some values are. Other columns are
                static attributes of the series.

        Raises:
            InputError: a column is absent, a time comes twice, the times fit no grid, a series has
                no value at all.
        """
        rows = _typed(frame)
        _refuse_duplicates(rows)
        step = _step(rows)
        full = _on_grid(rows, step)
        _refuse_empty(full)
        return cls(full, step)

    @cached_property
    def names(self) -> pl.Series:
        """Names of the series, in the order of every array below."""
        return self.frame.select(pl.col(SERIES).unique(maintain_order=True)).to_series()

    @cached_property
    def lengths(self) -> NDArray[np.int64]:
        """Number of steps of each series."""
        return (
            self.frame.group_by(SERIES, maintain_order=True)
            .len()["len"]
            .to_numpy()
            .astype(np.int64)
        )

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """Index of each series' first step in the flat arrays, and the total at the end."""
        return np.concatenate([[0], np.cumsum(self.lengths)])

    @cached_property
    def values(self) -> Floats:
        """Flat values; NaN where missing or estimated."""
        value = pl.col(VALUE)
        if ESTIMATED in self.frame.columns:
            value = pl.when(pl.col(ESTIMATED).fill_null(value=False)).then(None).otherwise(value)
        return self.frame.select(value).to_series().to_numpy().astype(np.float64)

    @cached_property
    def filled(self) -> Floats:
        """Flat values, estimates included, with gaps interpolated and ends carried outwards."""
        if not self.frame[VALUE].null_count():
            return self.frame[VALUE].to_numpy().astype(np.float64)
        value = pl.col(VALUE).interpolate().forward_fill().backward_fill().over(SERIES)
        return self.frame.select(value).to_series().to_numpy().astype(np.float64)

    @cached_property
    def counts(self) -> bool:
        """Whether every value is a whole number of at least zero."""
        known = self.values[~np.isnan(self.values)]
        return bool(len(known) and (known >= 0).all() and (known == np.round(known)).all())

    def static(self, name: str) -> pl.Series | None:
        """A static column, one value a series; ``None`` where the panel has no such column."""
        if name not in self.frame.columns:
            return None
        return self.frame.group_by(SERIES, maintain_order=True).agg(pl.col(name).first())[name]

    def tails(self, length: int) -> Floats:
        """The last values of each series: shape (series, length), NaN before a series begins."""
        tail = np.full((len(self.lengths), length), np.nan)
        for offset in range(1, length + 1):
            has = self.lengths >= offset
            tail[has, length - offset] = self.filled[self.starts[1:][has] - offset]
        return tail

    def future(self, horizon: int) -> pl.DataFrame:
        """The ``horizon`` times after each series' last one, as ``series, time``."""
        last = self.frame.group_by(SERIES, maintain_order=True).agg(pl.col(TIME).last())
        ends = last[TIME].unique().to_list()
        coming = pl.DataFrame(
            {"last": ends, TIME: [self.step.following(end, horizon) for end in ends]},
            schema={"last": last[TIME].dtype, TIME: pl.List(last[TIME].dtype)},
        )
        joined = last.rename({TIME: "last"}).join(
            coming, on="last", how="left", maintain_order="left"
        )
        return joined.explode(TIME).select(SERIES, TIME)

    def until(self, steps_back: int) -> Panel:
        """The panel without its last steps (of the whole grid); shorter series vanish."""
        number = self.step.number(pl.col(TIME))
        kept = self.frame.filter(number <= number.max() - steps_back * self.step.size)
        known = pl.col(VALUE).is_not_null().any().over(SERIES)
        return Panel(kept.filter(known), self.step)

    def only(self, names: pl.Series) -> Panel:
        """The named series."""
        return Panel(self.frame.filter(pl.col(SERIES).is_in(names.implode())), self.step)


def _typed(frame: pl.DataFrame) -> pl.DataFrame:
    for name in (SERIES, TIME, VALUE):
        if name not in frame.columns:
            raise InputError(
                f"a panel needs the column {name!r}",
                place=Place(column=name),
                remedy=f"Rename or add it; the columns are {', '.join(frame.columns)}.",
            )
    if not frame.height:
        raise InputError("the panel has no rows", remedy="Check the filter that made it.")
    kind = frame[TIME].dtype
    if not (kind.is_integer() or isinstance(kind, pl.Date | pl.Datetime)):
        raise InputError(
            f"time is {kind}",
            place=Place(column=TIME),
            remedy="Give dates or whole numbers; text such as 2026-09-07 must be parsed first.",
        )
    time = pl.col(TIME).cast(pl.Date) if isinstance(kind, pl.Datetime) else pl.col(TIME)
    value = pl.col(VALUE).cast(pl.Float64).fill_nan(None)
    rows = frame.with_columns(time, value).drop_nulls([SERIES, TIME])
    infinite = rows.filter(pl.col(VALUE).is_infinite())
    if infinite.height:
        raise InputError(
            f"series {infinite[SERIES][0]!r} has an infinite value at {infinite[TIME][0]}",
            remedy="Leave a value empty where it is not known.",
        )
    return rows.sort(SERIES, TIME)


def _refuse_duplicates(rows: pl.DataFrame) -> None:
    twice = rows.filter(pl.struct(SERIES, TIME).is_duplicated())
    if twice.height:
        raise InputError(
            f"series {twice[SERIES][0]!r} has two values at {twice[TIME][0]}",
            remedy="Add them up or keep one; check whether two series share a name.",
        )


def _step(rows: pl.DataFrame) -> Step:
    """The grid: the greatest step that every time of every series falls on."""
    dates = rows[TIME].dtype == pl.Date
    if not dates:
        return Step("integers", _common(rows, pl.col(TIME).cast(pl.Int64)))
    days = _common(rows, pl.col(TIME).cast(pl.Int32).cast(pl.Int64))
    if days % 7 == 0:
        return Step("days", days)
    one_day = rows[TIME].dt.day().n_unique() == 1
    months = Step("months", 1).number(pl.col(TIME))
    median = _gaps(rows, pl.col(TIME).cast(pl.Int32)).median()
    if one_day and isinstance(median, int | float) and median > 27:
        return Step("months", _common(rows, months))
    if isinstance(median, int | float) and median >= 7 and days < 7:
        raise InputError(
            f"the times fit no weekly or monthly grid: most are {median:g} days apart, some fewer",
            place=Place(column=TIME),
            remedy="Give one date a week (always the same weekday) or one a month.",
        )
    return Step("days", days)


def _gaps(rows: pl.DataFrame, number: pl.Expr) -> pl.Series:
    gaps = rows.select(gap=number.diff().over(SERIES))["gap"].drop_nulls()
    return gaps.filter(gaps > 0)


def _common(rows: pl.DataFrame, number: pl.Expr) -> int:
    """Greatest common divisor of all distances, within and between series."""
    numbers = rows.select(number.alias("n"))["n"].unique().sort()
    gaps = numbers.diff().drop_nulls()
    return int(np.gcd.reduce(gaps.to_numpy())) if len(gaps) else 7 if _dated(rows) else 1


def _dated(rows: pl.DataFrame) -> bool:
    return rows[TIME].dtype == pl.Date


def _on_grid(rows: pl.DataFrame, step: Step) -> pl.DataFrame:
    """One row a step between each series' first and last time."""
    number = step.number(pl.col(TIME))
    spans = rows.group_by(SERIES).agg(
        first=number.min(), steps=(number.max() - number.min()) // step.size + 1
    )
    if int(spans["steps"].sum()) == rows.height:
        return rows
    times = rows.select(number.alias("number"), TIME).unique("number")
    low, high = times["number"].min(), times["number"].max()
    assert isinstance(low, int)  # noqa: S101
    assert isinstance(high, int)  # noqa: S101
    first = times.sort("number")[TIME][0]
    count = (high - low) // step.size
    grid = pl.DataFrame(
        {
            "number": pl.Series([low + k * step.size for k in range(count + 1)], dtype=pl.Int64),
            TIME: pl.Series([first, *step.following(first, count)], dtype=rows[TIME].dtype),
        }
    )
    full = (
        spans.select(
            SERIES,
            number=pl.int_ranges("first", pl.col("first") + pl.col("steps") * step.size, step.size),
        )
        .explode("number")
        .join(grid, on="number")
    )
    moving = [name for name in (SERIES, TIME, VALUE, ESTIMATED) if name in rows.columns]
    joined = full.join(rows.select(moving), on=[SERIES, TIME], how="left")
    statics = [name for name in rows.columns if name not in moving]
    if statics:
        joined = joined.join(rows.group_by(SERIES).agg(pl.col(statics).first()), on=SERIES)
    return joined.drop("number").select(rows.columns).sort(SERIES, TIME)


def _refuse_empty(full: pl.DataFrame) -> None:
    known = full.group_by(SERIES).agg(known=pl.col(VALUE).count())
    empty = known.filter(pl.col("known") == 0)[SERIES]
    if len(empty):
        raise InputError(
            f"series {empty.sort()[0]!r} has no value at all ({len(empty)} such series)",
            remedy="Leave such series out.",
        )
