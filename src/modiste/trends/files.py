"""Series from plain files: wide (a date, then one column a series) or long, CSV or Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.model.errors import InputError, Place
from modiste.store.plain import read_plain

_TIMES = ("time", "ds", "date", "week", "month", "day", "日期", "周")
_SERIES = ("series", "unique_id", "series_id", "trend_id", "id", "keyword", "term", "name")
_VALUES = ("value", "y", "share", "interest", "raw_signal", "count", "amount", "units")
_GRIDS = {3: "days", 21: "weeks", 60: "months", 200: "quarters"}
"""What a series goes by whose dates are at most so many days apart; by years beyond."""
_LEAST_DATES = 4
"""Dates from which the step of a series is known."""
_LARGEST = 1e100
"""Values beyond it overflow when they are squared."""
_FORMATS = (
    # form, what it looks like, and the day that is put behind it
    ("%Y-%m-%d", r"^\d{4}-\d{1,2}-\d{1,2}$", ""),
    ("%Y/%m/%d", r"^\d{4}/\d{1,2}/\d{1,2}$", ""),
    ("%Y%m%d", r"^[12]\d{7}$", ""),
    ("%Y-%m-%d %H:%M:%S", r"^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$", ""),
    ("%Y-%m-%dT%H:%M:%S", r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$", ""),
    ("%Y-%m-%d", r"^\d{4}-\d{1,2}$", "-01"),
    ("%Y%m%d", r"^[12]\d{3}(0[1-9]|1[0-2])$", "01"),
    ("%G-W%V-%u", r"^\d{4}-W\d{2}$", "-1"),
    ("%d.%m.%Y", r"^\d{1,2}\.\d{1,2}\.\d{4}$", ""),
)


@dataclass(frozen=True)
class Shape:
    """How a file was read, to be told to the user.

    Attributes:
        form: wide or long.
        series: number of series.
        rows: number of values, unknown ones too.
        columns: the columns that were read, of a long file.
    """

    form: str
    series: int
    rows: int
    columns: tuple[str, ...] = ()


def read_series(path: Path) -> tuple[pl.DataFrame, Shape]:
    """The series of a file as ``series, time, value``.

    A long file names its series in one or more text columns; a wide one has a column for each.
    Empty cells are unknown.

    Raises:
        InputError: the file has no column of dates or no numbers, or dates that differ in form.
    """
    frame = read_plain(path)
    if not frame.height:
        raise InputError("the file has no rows", place=Place(path.name), remedy="Check the export.")
    time = _time_column(frame, path)
    frame = frame.with_columns(_dates(frame[time], path).alias(time))
    others = [name for name in frame.columns if name != time]
    texts = [name for name in others if _is_text(frame[name])]
    named = _named(others, _VALUES) is not None and _named(others, _SERIES) is not None
    long = bool(texts) or named
    if not long:
        result = _wide(frame, time, others, path)
        return result, Shape("wide", result[SERIES].n_unique(), result.height)
    names, value = _columns(frame, time, texts, path)
    result = _long(frame, time, names, value, path)
    _refuse_mixed(result, path)
    shape = Shape("long", result[SERIES].n_unique(), result.height, (*names, time, value))
    return result, shape


def _named(columns: list[str], names: tuple[str, ...]) -> str | None:
    folded = {column.strip().casefold(): column for column in columns}
    return next((folded[name] for name in names if name in folded), None)


def _time_column(frame: pl.DataFrame, path: Path) -> str:
    """The column of dates: by type, else by name, else the first one."""
    typed = [name for name in frame.columns if frame[name].dtype.is_temporal()]
    if typed:
        return typed[0]
    return _named(frame.columns, _TIMES) or _first(frame, path)


def _first(frame: pl.DataFrame, path: Path) -> str:
    name = frame.columns[0]
    if frame[name].dtype == pl.String or frame[name].dtype.is_integer():
        return name
    raise InputError(
        "no column holds dates",
        place=Place(path.name, column=name),
        remedy="The first column must hold dates such as 2026-09-07, or be called date or week.",
    )


def _dates(values: pl.Series, path: Path) -> pl.Series:
    """Dates as dates, whole numbers as they are; the first value that is neither is named."""
    if values.dtype.is_temporal():
        found = values.cast(pl.Date)
        if found.null_count():
            raise InputError(
                "a date is missing",
                place=Place(path.name, int(found.is_null().arg_true()[0]) + 1, values.name),
                remedy="Give every row its date.",
            )
        return found
    text = values.cast(pl.String).str.strip_chars()
    best: pl.Series | None = None
    for form, look, day in _FORMATS:
        alike = pl.select(pl.when(text.str.contains(look)).then(text)).to_series()
        found = (alike + day).str.to_datetime(form, strict=False).cast(pl.Date)
        if found.null_count() == 0:
            return found
        best = found if best is None or found.null_count() < best.null_count() else best
    if values.dtype.is_integer() and not values.null_count():
        return values.cast(pl.Int64)
    unread = text if best is None or values.dtype.is_integer() else best
    row = int(unread.is_null().arg_true()[0])
    said = text[row]
    raise InputError(
        "a date cannot be read" if said else "a date is missing",
        place=Place(path.name, row + 1, values.name, said),
        remedy="Write all dates in one form, such as 2026-09-07.",
    )


def _is_text(values: pl.Series) -> bool:
    """Whether a column holds names: text of which less than half are numbers."""
    if values.dtype not in (pl.String, pl.Categorical):
        return False
    known = values.cast(pl.String).drop_nulls()
    return bool(len(known)) and known.cast(pl.Float64, strict=False).null_count() > len(known) / 2


def _refuse_text(values: pl.Series, path: Path) -> None:
    """Refuse a series with a value that is no finite number, and name it."""
    number = values.cast(pl.Float64, strict=False)
    unfit = number.is_infinite() | (number.abs() > _LARGEST)
    wrong = (unfit.fill_null(value=True) & values.is_not_null()).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            "a value is not a number, or too large to reckon with",
            place=Place(path.name, row + 1, values.name, str(values[row])),
            remedy="Leave unknown values empty, or give a long file: series, date, value.",
        )


def _wide(frame: pl.DataFrame, time: str, others: list[str], path: Path) -> pl.DataFrame:
    if not others:
        raise InputError(
            "the file holds dates only", place=Place(path.name, column=time), remedy="Add series."
        )
    for name in others:
        _refuse_text(frame[name], path)
    numbers = frame.select(time, pl.col(others).cast(pl.Float64, strict=False))
    return numbers.unpivot(index=time, variable_name=SERIES, value_name=VALUE).select(
        SERIES, pl.col(time).alias(TIME), VALUE
    )


def _columns(frame: pl.DataFrame, time: str, texts: list[str], path: Path) -> tuple[list[str], str]:
    """The columns of a long file that name the series, and the one that holds its numbers."""
    others = [name for name in frame.columns if name != time]
    series = _named(others, _SERIES)
    if series and frame[series].dtype.is_float():
        series = None
    names = [series] if series else [name for name in texts if frame[name].n_unique() > 1] or texts
    rest = [name for name in others if name not in names]
    numeric = [name for name in rest if frame[name].dtype.is_numeric()]
    value = _named(rest, _VALUES) or next(reversed(numeric), None)
    if value is None:
        raise InputError(
            "no column holds numbers",
            place=Place(path.name),
            remedy="A long file has a column of names, one of dates and one of numbers.",
        )
    if value in names or not names:
        raise InputError(
            "no column names the series",
            place=Place(path.name),
            remedy="Add a column called series.",
        )
    return names, value


def _long(frame: pl.DataFrame, time: str, names: list[str], value: str, path: Path) -> pl.DataFrame:
    _refuse_text(frame[value], path)
    unnamed = frame.select(pl.any_horizontal(pl.col(names).is_null())).to_series().arg_true()
    if len(unnamed):
        raise InputError(
            "a row does not say its series",
            place=Place(path.name, int(unnamed[0]) + 1, names[0]),
            remedy="Fill in the name of the series in every row.",
        )
    return frame.select(
        pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator="|").alias(
            SERIES
        ),
        pl.col(time).alias(TIME),
        pl.col(value).cast(pl.Float64).alias(VALUE),
    )


def _refuse_mixed(panel: pl.DataFrame, path: Path) -> None:
    """Refuse weekly beside monthly series: a step ahead would mean two things."""
    if not panel[TIME].dtype.is_temporal():
        return
    steps = (
        panel.sort(SERIES, TIME)
        .with_columns(step=pl.col(TIME).diff().dt.total_days().over(SERIES))
        .group_by(SERIES)
        .agg(pl.col("step").median(), weekly=(pl.col("step") % 7 == 0).all(), count=pl.len())
        .filter(pl.col("count") >= _LEAST_DATES)
        .with_columns(grid=_grid())
        .sort(SERIES)
    )
    counts = steps["grid"].value_counts().sort("count", "grid", descending=[True, False])
    if counts.height < 2:
        return
    most, other = counts["grid"][0], counts["grid"][1]
    odd = steps.filter(pl.col("grid") == other)[SERIES][0]
    raise InputError(
        f"series of different steps are mixed: {odd!r} goes by {other}, most go by {most}",
        place=Place(path.name, column=odd),
        remedy="Give a file for each step, or bring all series onto one.",
    )


def _grid() -> pl.Expr:
    """What a series goes by; what is known every fifth week is weekly, with gaps."""
    grid: pl.Expr = pl.lit("years")
    for most, name in reversed(_GRIDS.items()):
        grid = pl.when(pl.col("step") <= most).then(pl.lit(name)).otherwise(grid)
    return pl.when(pl.col("weekly")).then(pl.lit("weeks")).otherwise(grid)
