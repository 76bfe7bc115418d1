"""The grid of a panel: how far its times lie apart, and its gaps."""

from __future__ import annotations

import calendar
import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from modiste.model.errors import InputError, Place

SERIES, TIME, VALUE = "series", "time", "value"

ESTIMATED = "estimated"
"""Optional boolean column: the value is an estimate, learnt from but never judged by."""

SIGNAL = "weak"
"""Columns of this name, or that begin with it and an underscore (``weak_influencers``), are weak
signals: numbers that move with time, known up to the last step and not beyond."""

_REGULAR = 8
"""Equal distances after which a series is taken to have a frequency of its own."""

_MOST = 20_000_000
"""Steps that a panel may have after its gaps are filled, where it was mostly gaps."""


@dataclass(frozen=True)
class Step:
    """Distance between two times: a number of days, months, month ends, or plain integers."""

    unit: str
    size: int

    def number(self, times: pl.Expr) -> pl.Expr:
        """Times as whole numbers that grow by ``size`` a step."""
        if self.unit.startswith("month"):
            return times.dt.year().cast(pl.Int64) * 12 + times.dt.month().cast(pl.Int64)
        return times.cast(pl.Int32).cast(pl.Int64) if self.unit == "days" else times.cast(pl.Int64)

    def following(self, last: Any, count: int) -> list[Any]:
        """The ``count`` times after ``last``."""
        if self.unit == "integers":
            return [last + self.size * k for k in range(1, count + 1)]
        if self.unit == "days":
            return [last + dt.timedelta(days=self.size * k) for k in range(1, count + 1)]
        months = [last.year * 12 + last.month - 1 + self.size * k for k in range(1, count + 1)]
        return [self._day(m // 12, m % 12 + 1, last.day) for m in months]

    def _day(self, year: int, month: int, day: int) -> dt.date:
        end = calendar.monthrange(year, month)[1]
        return dt.date(year, month, end if self.unit == "month ends" else min(day, end))


def is_signal(name: str) -> bool:
    """Whether a column is a weak signal rather than a static attribute."""
    return name == SIGNAL or name.startswith(f"{SIGNAL}_")


def typed(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with the types of a panel, sorted.

    Raises:
        InputError: a column is absent or of an unusable type, a name or a time is missing, a value
            is infinite, or there are no rows.
    """
    for name in (SERIES, TIME, VALUE):
        if name not in frame.columns:
            raise InputError(
                f"a panel needs the column {name!r}",
                place=Place(column=name),
                remedy=f"Rename or add it; the columns are {', '.join(frame.columns)}.",
            )
    if not frame.height:
        raise InputError("the panel has no rows", remedy="Check the filter that made it.")
    _refuse_types(frame)
    kind = frame[TIME].dtype
    time = pl.col(TIME).cast(pl.Date) if isinstance(kind, pl.Datetime) else pl.col(TIME)
    numbers = [name for name in frame.columns if name == VALUE or is_signal(name)]
    rows = frame.with_columns(time, pl.col(numbers).cast(pl.Float64).fill_nan(None))
    _refuse_holes(rows)
    infinite = rows.filter(pl.col(VALUE).is_infinite())
    if infinite.height:
        raise InputError(
            f"series {infinite[SERIES][0]!r} has an infinite value at {infinite[TIME][0]}",
            remedy="Leave a value empty where it is not known.",
        )
    return rows.sort(SERIES, TIME)


def _refuse_types(frame: pl.DataFrame) -> None:
    kind = frame[TIME].dtype
    if not (kind.is_integer() or isinstance(kind, pl.Date | pl.Datetime)):
        raise InputError(
            f"time is {kind}",
            place=Place(column=TIME),
            remedy="Give dates or whole numbers; text such as 2026-09-07 must be parsed first.",
        )
    value = frame[VALUE].dtype
    if not (value.is_numeric() or value in (pl.Boolean, pl.Null)):
        raise InputError(
            f"the values are {value}",
            place=Place(column=VALUE),
            remedy="Give numbers; leave a value empty where it is not known.",
        )


def _refuse_holes(rows: pl.DataFrame) -> None:
    for name in (SERIES, TIME):
        if rows[name].null_count():
            row = int(rows[name].is_null().arg_true()[0]) + 1
            raise InputError(
                f"{rows[name].null_count():,} rows have no {name}",
                place=Place(row=row, column=name),
                remedy="Fill it in or leave such rows out.",
            )


def refuse_duplicates(rows: pl.DataFrame) -> None:
    """Refuse two values of a series at one time; the rows are sorted."""
    again = (pl.col(SERIES) == pl.col(SERIES).shift()) & (pl.col(TIME) == pl.col(TIME).shift())
    twice = rows.filter(again)
    if twice.height:
        raise InputError(
            f"series {twice[SERIES][0]!r} has two values at {twice[TIME][0]}",
            remedy="Add them up or keep one; check whether two series share a name.",
        )


def step_of(rows: pl.DataFrame) -> Step:
    """The grid: the greatest step that every time of every series falls on.

    Raises:
        InputError: most times are a week or a month apart and some are not, or series of unlike
            frequencies are mixed.
    """
    step = _step(rows)
    _refuse_mixed(rows, step)
    return step


def _step(rows: pl.DataFrame) -> Step:
    if rows[TIME].dtype != pl.Date:
        return Step("integers", _common(rows, pl.col(TIME).cast(pl.Int64)) or 1)
    number = Step("days", 1).number(pl.col(TIME))
    days = _common(rows, number) or 7
    if days % 7 == 0:
        return Step("days", days)
    median = _gaps(rows, number).median()
    typical = float(median) if isinstance(median, int | float) else 0.0
    monthly = _monthly(rows) if typical > 27 else None
    if monthly:
        return Step(monthly, _common(rows, Step("months", 1).number(pl.col(TIME))) or 1)
    if typical >= 7 and days < 7:
        raise InputError(
            f"the times fit no weekly or monthly grid: most are {typical:g} days apart, some fewer",
            place=Place(column=TIME),
            remedy="Give one date a week (always the same weekday) or one a month.",
        )
    return Step("days", days)


def _monthly(rows: pl.DataFrame) -> str | None:
    """Unit of dates that are all the same day, or all the last day, of their months."""
    if rows[TIME].dt.day().n_unique() == 1:
        return "months"
    ends = rows.select((pl.col(TIME) == pl.col(TIME).dt.month_end()).all()).item()
    return "month ends" if ends else None


def _gaps(rows: pl.DataFrame, number: pl.Expr) -> pl.Series:
    gaps = rows.select(gap=number.diff().over(SERIES))["gap"].drop_nulls()
    return gaps.filter(gaps > 0)


def _common(rows: pl.DataFrame, number: pl.Expr) -> int | None:
    """Greatest common divisor of all distances, within and between series."""
    numbers = rows.select(number.alias("n"))["n"].unique().sort()
    gaps = numbers.diff().drop_nulls()
    return int(np.gcd.reduce(gaps.to_numpy())) if len(gaps) else None


def _refuse_mixed(rows: pl.DataFrame, step: Step) -> None:
    """Refuse a series that comes regularly, but more rarely than the grid."""
    gap = step.number(pl.col(TIME)).diff() // step.size
    own = rows.group_by(SERIES).agg(many=pl.len(), low=gap.min(), high=gap.max())
    rare = own.filter(
        (pl.col("many") > _REGULAR) & (pl.col("low") == pl.col("high")) & (pl.col("low") > 1)
    )
    if rare.height:
        first = rare.sort(SERIES).row(0, named=True)
        raise InputError(
            f"frequencies are mixed: series {first[SERIES]!r} has a value every {first['low']} "
            f"steps of {step.size} {step.unit}, others have more",
            place=Place(column=TIME),
            remedy="Forecast series of different frequencies apart, or add them up to one.",
        )


def on_grid(rows: pl.DataFrame, step: Step) -> pl.DataFrame:
    """One row a step between each series' first and last time; the new ones have no value.

    Raises:
        InputError: nearly all of the rows would be gaps.
    """
    number = step.number(pl.col(TIME))
    spans = rows.group_by(SERIES).agg(
        first=number.min(), steps=(number.max() - number.min()) // step.size + 1
    )
    steps = int(spans["steps"].sum())
    if steps == rows.height:
        return rows
    if steps > max(_MOST, 20 * rows.height):
        raise InputError(
            f"{rows.height:,} values are spread over {steps:,} steps of {step.size} {step.unit}",
            place=Place(column=TIME),
            remedy="Check the times: a single wrong one stretches the grid. Or add values up.",
        )
    full = (
        spans.select(
            SERIES,
            number=pl.int_ranges("first", pl.col("first") + pl.col("steps") * step.size, step.size),
        )
        .explode("number", empty_as_null=False)
        .join(_times(rows, step), on="number")
    )
    moving = [name for name in (SERIES, TIME, VALUE, ESTIMATED) if name in rows.columns]
    moving += [name for name in rows.columns if is_signal(name)]
    joined = full.join(rows.select(moving), on=[SERIES, TIME], how="left")
    statics = [name for name in rows.columns if name not in moving]
    if statics:
        known = rows.group_by(SERIES).agg(pl.col(statics).drop_nulls().first())
        joined = joined.join(known, on=SERIES)
    return joined.drop("number").select(rows.columns).sort(SERIES, TIME)


def _times(rows: pl.DataFrame, step: Step) -> pl.DataFrame:
    """Every time of the grid with its number."""
    times = rows.select(step.number(pl.col(TIME)).alias("number"), TIME).sort("number")
    low, high, first = int(times["number"][0]), int(times["number"][-1]), times[TIME][0]
    count = (high - low) // step.size
    return pl.DataFrame(
        {
            "number": pl.Series([low + k * step.size for k in range(count + 1)], dtype=pl.Int64),
            TIME: pl.Series([first, *step.following(first, count)], dtype=rows[TIME].dtype),
        }
    )


def refuse_empty(full: pl.DataFrame) -> None:
    """Refuse a series without any value."""
    known = full.group_by(SERIES).agg(known=pl.col(VALUE).count())
    empty = known.filter(pl.col("known") == 0)[SERIES]
    if len(empty):
        raise InputError(
            f"series {empty.sort()[0]!r} has no value at all ({len(empty)} such series)",
            remedy="Leave such series out.",
        )
