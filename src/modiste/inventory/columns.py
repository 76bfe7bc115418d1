"""Columns of plain files: read by name, checked value by value, wrong ones named by row."""

from __future__ import annotations

import datetime as dt
import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.store.plain import read_plain

ROW = "_row"
"""Number of a row in its file, from 1 below the header."""

Kind = Literal["text", "number", "whole", "day"]


@dataclass(frozen=True)
class Wanted:
    """A column that a file may hold.

    Attributes:
        name: as it is called afterwards.
        kind: what its values are.
        meaning: for people.
        aliases: other names it may have in the file.
        required: whether a file without it is refused, and a row without a value.
        default: what an empty cell means; none is unknown.
        least: the least value allowed.
        above: the value that all must exceed.
    """

    name: str
    kind: Kind
    meaning: str
    aliases: tuple[str, ...] = ()
    required: bool = False
    default: float | str | None = None
    least: float | None = None
    above: float | None = None


def read_columns(path: Path, wanted: Sequence[Wanted], *, ignored: str = "") -> pl.DataFrame:
    """The columns of a CSV, TSV or Parquet file.

    Args:
        path: the file.
        wanted: columns it may have.
        ignored: a pattern of column names that are passed over.

    Returns:
        One column each of ``wanted``, in their order, and :data:`ROW`.

    Raises:
        InputError: the file cannot be read, lacks a column or has a misspelt one, or a value is
            missing or is not what it should be; the row is named.
    """
    frame = read_plain(path, typed=False)
    chosen = _matched(frame.columns, wanted, path, ignored)
    if not frame.height:
        raise InputError("the file has no rows", place=Place(path.name), remedy="Check the export.")
    columns = [
        _column(frame[chosen[each.name]], each, path).alias(each.name)
        if each.name in chosen
        else pl.repeat(each.default, frame.height, dtype=_TYPES[each.kind], eager=True).alias(
            each.name
        )
        for each in wanted
    ]
    return pl.DataFrame([*columns, pl.int_range(1, frame.height + 1, eager=True).alias(ROW)])


_TYPES = {"text": pl.String(), "number": pl.Float64(), "whole": pl.Int64(), "day": pl.Date()}


def _matched(
    columns: Sequence[str], wanted: Sequence[Wanted], path: Path, ignored: str
) -> dict[str, str]:
    """Column of the file for each wanted one that it holds."""
    names = {alias: each.name for each in wanted for alias in (each.name, *each.aliases)}
    passed = pl.Series(columns, dtype=pl.String).str.contains(f"^(?:{ignored})$").to_list()
    found: dict[str, str] = {}
    others: list[str] = []
    for column, passing in zip(columns, passed, strict=True):
        key = column.strip().casefold().replace(" ", "_").lstrip("\ufeff")
        if key in names:
            if names[key] in found:
                raise InputError(
                    f"two columns mean {names[key]}: {found[names[key]]!r} and {column!r}",
                    place=Place(path.name, column=column),
                    remedy="Keep one of them.",
                )
            found[names[key]] = column
        elif not passing:
            others.append(column)
    _refuse_misspelt(others, names, found, path)
    missing = [each for each in wanted if each.required and each.name not in found]
    if missing:
        also = f" (or {', '.join(missing[0].aliases)})" if missing[0].aliases else ""
        raise InputError(
            f"the file has no column {missing[0].name}{also}: {missing[0].meaning}",
            place=Place(path.name),
            remedy=f"It has: {', '.join(columns)}.",
        )
    return found


def _refuse_misspelt(
    others: Sequence[str], names: dict[str, str], found: dict[str, str], path: Path
) -> None:
    """Refuse a column that looks like one which is wanted and absent; others are of no concern."""
    absent = [alias for alias, name in names.items() if name not in found]
    for column in others:
        near = difflib.get_close_matches(column.casefold(), absent, n=1, cutoff=0.8)
        if near:
            raise InputError(
                "the column is not known here",
                place=Place(path.name, column=column),
                remedy=f"Did you mean {near[0]}? Rename it, or leave it out.",
            )


def _column(values: pl.Series, wanted: Wanted, path: Path) -> pl.Series:
    """One column, its values checked."""
    text = values.cast(pl.String, strict=False).str.strip_chars()
    empty = text.is_null() | text.str.to_lowercase().is_in(["", "na", "n/a", "nan", "null", "none"])
    if wanted.kind == "text":
        found = text
    elif wanted.kind == "day":
        found = _days(values, text, empty, wanted, path)
    else:
        found = _numbers(text, empty, wanted, path)
    if wanted.required and empty.any():
        raise _wrong(f"{wanted.name} is missing", empty, text, wanted, path)
    known = pl.select(pl.when(~empty).then(found)).to_series()
    return known if wanted.default is None else known.fill_null(wanted.default)


def _numbers(text: pl.Series, empty: pl.Series, wanted: Wanted, path: Path) -> pl.Series:
    number = text.cast(pl.Float64, strict=False)
    bad = ~empty & ~number.is_finite().fill_null(value=False)
    if bad.any():
        raise _wrong(f"{wanted.name} is not a number", bad, text, wanted, path)
    if wanted.kind == "whole":
        part = ~empty & (number != number.round()).fill_null(value=False)
        if part.any():
            raise _wrong(f"{wanted.name} is not a whole number", part, text, wanted, path)
        number = number.cast(pl.Int64, strict=False)
    for limit, low, said in (
        (wanted.least, number < (wanted.least or 0), "is below"),
        (wanted.above, number <= (wanted.above or 0), "is not above"),
    ):
        if limit is not None and (low & ~empty).any():
            raise _wrong(f"{wanted.name} {said} {limit:g}", low & ~empty, text, wanted, path)
    return number


def _days(
    values: pl.Series, text: pl.Series, empty: pl.Series, wanted: Wanted, path: Path
) -> pl.Series:
    if values.dtype.is_temporal():
        return values.cast(pl.Date)
    day = text.str.slice(0, 10).str.to_date("%Y-%m-%d", strict=False)
    if text.cast(pl.Int64, strict=False).is_null().sum() == empty.sum():
        # Weeks as plain numbers: counted from a Monday that no real forecast is about.
        number = text.cast(pl.Int32, strict=False)
        day = (number * 7).cast(pl.Date) + dt.timedelta(days=4)
    bad = ~empty & day.is_null()
    if bad.any():
        raise _wrong(f"{wanted.name} is not a date such as 2026-09-07", bad, text, wanted, path)
    return day


def _wrong(
    what: str, rows: pl.Series, text: pl.Series, wanted: Wanted, path: Path
) -> InputError:  # fmt: skip
    row = int(rows.arg_true()[0])
    more = int(rows.sum()) - 1
    return InputError(
        what,
        place=Place(path.name, row + 1, wanted.name, text[row]),
        remedy=f"It means: {wanted.meaning}" + (f" {more:,} more rows are alike." if more else ""),
    )


def refuse_duplicates(frame: pl.DataFrame, keys: Sequence[str], path: Path) -> None:
    """Refuse two rows of one key.

    Raises:
        InputError: there are some; the first two rows are named.
    """
    twice = frame.filter(pl.struct(keys).is_duplicated()).sort(ROW)
    if twice.height:
        first = twice.row(0, named=True)
        same = twice.filter(pl.all_horizontal(pl.col(k).eq_missing(first[k]) for k in keys))
        said = ", ".join(str(first[key]) for key in keys if first[key] is not None)
        raise InputError(
            f"{said} stands in rows {same[ROW][0]} and {same[ROW][1]}",
            place=Place(path.name, int(same[ROW][1]), keys[0]),
            remedy="Keep one row of each.",
        )
