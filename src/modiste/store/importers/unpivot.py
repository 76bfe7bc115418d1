"""Wide sheets (a column a week or a day) become long ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Literal

import polars as pl

from modiste.model.errors import InputError, Place
from modiste.model.schema import ROW
from modiste.store.importers.cells import whole
from modiste.store.importers.mapping import Unpivot

_FORMATS = ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y%m%d")
_ENOUGH = 4
"""Columns that make a sheet wide."""
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T]00:00:00(?:\.0+)?)?")


def dates_of(spec: Unpivot, headers: Sequence[str], file: str) -> dict[str, date]:
    """The columns that are to become rows, with the date of each.

    Raises:
        InputError: no column is meant, or their dates cannot be told.
    """
    if spec.columns == "dates":
        chosen = [header for header in headers if _readings(header)]
    else:
        chosen = [header for header in headers if re.search(spec.columns, header)]
    if not chosen:
        raise InputError(
            "no column of the file is to be unpivoted",
            place=Place(file, column=spec.columns),
            remedy="Give a regular expression that its headers match, or 'dates'.",
        )
    if spec.start is not None:
        step = timedelta(days=spec.step_days)
        return {header: spec.start + i * step for i, header in enumerate(chosen)}
    return dict(zip(chosen, _forward([_readings(h) for h in chosen], chosen, file), strict=True))


def wide_columns(headers: Sequence[str], *, dates: bool = False) -> list[str]:
    """Columns that look like periods: dates, or one word with running numbers such as W0 … W51.

    Args:
        headers: all headers.
        dates: look for dates only.
    """
    dated = [header for header in headers if _readings(header)]
    if len(dated) >= _ENOUGH or dates:
        return dated if len(dated) >= _ENOUGH else []
    numbered: dict[str, list[str]] = {}
    for header in headers:
        if match := re.fullmatch(r"(\D*?)\s*\d{1,3}", header.strip()):
            numbered.setdefault(match[1].casefold(), []).append(header)
    longest = max(numbered.values(), key=len, default=[])
    return longest if len(longest) >= _ENOUGH else []


def unpivoted(
    frame: pl.DataFrame, spec: Unpivot, dates: dict[str, date], decimal: Literal[".", ","]
) -> pl.DataFrame:
    """One row a cell, in the order of the sheet; the row number is the sheet's."""
    wide = [header for header in dates if header in frame.columns]
    if spec.cumulative:
        frame = _differences(frame, wide, decimal)
    else:
        frame = frame.with_columns(pl.col(wide).cast(pl.String, strict=False))
    keep = [name for name in frame.columns if name not in dates]
    long = frame.unpivot(wide, index=keep, variable_name=spec.name, value_name=spec.value)
    cells = long.filter(pl.col(spec.value).is_not_null())
    if not spec.keep_zeros:
        zero = pl.col(spec.value).cast(pl.String).str.contains(r"^\s*0+(?:[.,]0*)?\s*$")
        cells = cells.filter(~zero)
    days = pl.Series([dates[h] for h in wide], dtype=pl.Date)
    dated = pl.col(spec.name).replace_strict(wide, days, return_dtype=pl.Date)
    return cells.with_columns(dated).sort(ROW, spec.name, maintain_order=True)


def _differences(
    frame: pl.DataFrame, wide: Sequence[str], decimal: Literal[".", ","]
) -> pl.DataFrame:
    """What each running total adds to the highest one before it.

    The first total is what was there when the sheet began, over an unknown time, so it makes no
    row. A total that falls gives a negative step, and what follows counts from the height again,
    so that a dip is not sold twice.
    """
    totals = [whole(frame[header], decimal) for header in wide]
    known = totals[0]
    steps = [pl.Series(wide[0], [None], dtype=pl.Int64).new_from_index(0, frame.height)]
    for header, total in zip(wide[1:], totals[1:], strict=True):
        steps.append((total - known).alias(header))
        higher = (total > known).fill_null(known.is_null())
        known = total.zip_with(higher, known)
    return frame.with_columns(steps)


def _readings(header: str) -> tuple[date, ...]:
    """All dates that a header may mean.

    A spreadsheet that took ``2/9/2013`` for a date has already swapped day and month or not;
    nothing in the cell tells, so both are possible.
    """
    text = header.strip()
    found: list[date] = []
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
        found += [d for d in (_date(year, month, day), _date(year, day, month)) if d]
    for form in _FORMATS:
        try:
            found.append(datetime.strptime(text, form).date())  # noqa: DTZ007 - a date has no zone
        except ValueError:
            continue
    return tuple(d for d in dict.fromkeys(found) if 1970 <= d.year <= 2100)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _forward(readings: list[tuple[date, ...]], headers: Sequence[str], file: str) -> list[date]:
    """The one date of each header, such that dates run forward in the most even steps.

    Raises:
        InputError: there is no such reading.
    """
    # Cheapest path: the cost of a step is its square, so even steps win over uneven ones.
    paths: dict[date, tuple[int, list[date]]] = {d: (0, [d]) for d in readings[0]}
    for header, options in zip(headers[1:], readings[1:], strict=True):
        longer = {}
        for option in options:
            behind = [
                (cost + (option - last).days ** 2, path)
                for last, (cost, path) in paths.items()
                if last < option
            ]
            if behind:
                cost, path = min(behind, key=lambda pair: pair[0])
                longer[option] = (cost, [*path, option])
        if not longer:
            raise InputError(
                "the dates in the headers do not run forward",
                place=Place(file, column=header),
                remedy="Give start and step_days in the mapping instead.",
            )
        paths = longer
    return min(paths.values(), key=lambda pair: pair[0])[1]
