"""Series from plain files: wide (a date, then one column a series) or long, CSV or Parquet."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.model.errors import InputError, Place

_TIMES = ("time", "ds", "date", "week", "month", "day", "日期", "周")
_SERIES = ("series", "unique_id", "series_id", "trend_id", "id", "keyword", "term", "name")
_VALUES = ("value", "y", "share", "interest", "raw_signal", "count", "amount", "units")
_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y-%m-%d %H:%M:%S", "%Y-%m", "%d.%m.%Y")


@dataclass(frozen=True)
class Shape:
    """How a file was read, to be told to the user."""

    form: str
    series: int
    rows: int


def read_series(path: Path) -> tuple[pl.DataFrame, Shape]:
    """The series of a file as ``series, time, value``.

    A long file names its series in one or more text columns; a wide one has a column for each.
    Empty cells are unknown.

    Raises:
        InputError: the file has no column of dates or no numbers, or dates that differ in form.
    """
    frame = _opened(path)
    if not frame.height:
        raise InputError("the file has no rows", place=Place(path.name), remedy="Check the export.")
    time = _time_column(frame, path)
    frame = frame.with_columns(_dates(frame[time], path).alias(time))
    others = [name for name in frame.columns if name != time]
    texts = [name for name in others if _is_text(frame[name])]
    named = _named(others, _VALUES) is not None and _named(others, _SERIES) is not None
    long = bool(texts) or named
    result = _long(frame, time, texts, path) if long else _wide(frame, time, others, path)
    series = result[SERIES].n_unique()
    return result, Shape("long" if long else "wide", series, result.height)


def _opened(path: Path) -> pl.DataFrame:
    suffix = path.suffix.lower()
    try:
        if suffix in {".parquet", ".pq"}:
            return pl.read_parquet(path)
        separator = "\t" if suffix in {".tsv", ".tab"} else ","
        return pl.read_csv(
            path,
            separator=separator,
            infer_schema_length=10_000,
            null_values=["", "NA", "N/A", "NaN", "nan", "null"],
            encoding="utf8-lossy",
        )
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"the file cannot be read: {str(error).splitlines()[0]}",
            place=Place(path.name),
            remedy="Give a CSV, TSV or Parquet file with one header line.",
        ) from None


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
        return values.cast(pl.Date)
    text = values.cast(pl.String).str.strip_chars()
    for form in _FORMATS:
        full, pattern = (text + "-01", "%Y-%m-%d") if form == "%Y-%m" else (text, form)
        found = full.str.to_datetime(pattern, strict=False).cast(pl.Date)
        if found.null_count() == values.null_count() and found.null_count() < len(values):
            return found
    if values.dtype.is_integer():
        return values.cast(pl.Int64)
    best = text.str.to_datetime(_FORMATS[0], strict=False)
    row = int((best.is_null() & text.is_not_null()).arg_true()[0]) if best.null_count() else 0
    raise InputError(
        "a date cannot be read",
        place=Place(path.name, row + 1, values.name, text[row]),
        remedy="Write all dates in one form, such as 2026-09-07.",
    )


def _is_text(values: pl.Series) -> bool:
    """Whether a column holds names: text of which less than half are numbers."""
    if values.dtype not in (pl.String, pl.Categorical):
        return False
    known = values.cast(pl.String).drop_nulls()
    return bool(len(known)) and known.cast(pl.Float64, strict=False).null_count() > len(known) / 2


def _refuse_text(values: pl.Series, path: Path) -> None:
    """Refuse a series with a value that is no number, and name it."""
    wrong = (values.cast(pl.Float64, strict=False).is_null() & values.is_not_null()).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            "a value is not a number",
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


def _long(frame: pl.DataFrame, time: str, texts: list[str], path: Path) -> pl.DataFrame:
    numeric = [n for n in frame.columns if frame[n].dtype.is_numeric() and n != time]
    series = _named([name for name in frame.columns if name != time], _SERIES)
    value = _named([name for name in numeric if name != series], _VALUES)
    value = value or next((name for name in reversed(numeric) if name != series), None)
    if value is None:
        raise InputError(
            "no column holds numbers",
            place=Place(path.name),
            remedy="A long file has a column of names, one of dates and one of numbers.",
        )
    names = [series] if series else [name for name in texts if frame[name].n_unique() > 1] or texts
    if not names:
        raise InputError(
            "no column names the series",
            place=Place(path.name),
            remedy="Add a column called series.",
        )
    return frame.select(
        pl.concat_str([pl.col(name).cast(pl.String) for name in names], separator="|").alias(
            SERIES
        ),
        pl.col(time).alias(TIME),
        pl.col(value).cast(pl.Float64).alias(VALUE),
    )


def write_frame(frame: pl.DataFrame, path: Path) -> None:
    """Write a result as CSV or Parquet, by the file's ending.

    Raises:
        InputError: another ending.
    """
    suffix = path.suffix.lower()
    if suffix not in {".csv", ".parquet"}:
        raise InputError(
            f"a result cannot be written as {suffix or 'a file without an ending'}",
            place=Place(path.name),
            remedy="Name a file that ends in .csv or .parquet.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    if suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)
