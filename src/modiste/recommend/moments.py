"""Times of events in plain files: dates, datetimes, seconds since 1970, or an order."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from modiste.model.errors import InputError, Place

_FORMS = (
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
    "%Y/%m/%d",
    "%Y/%m/%d %H:%M:%S",
    "%Y%m%d",
    "%d.%m.%Y",
)
_FROM, _TO = 631_152_000, 4_102_444_800
"""Seconds since 1970 of the years 1990 and 2100: numbers between them are moments."""


def moments(values: pl.Series, path: Path, column: str) -> pl.Series:
    """Datetimes where values are dates or seconds or milliseconds since 1970, else numbers.

    Args:
        values: text, numbers, dates or datetimes.
        path: for messages.
        column: for messages.

    Raises:
        InputError: a value is missing or can be read neither as a moment nor as a number.
    """
    _refuse(values.is_null(), values, path, column, "a time is missing")
    if values.dtype.is_temporal():
        zone = getattr(values.dtype, "time_zone", None)
        plain = values.dt.convert_time_zone("UTC").dt.replace_time_zone(None) if zone else values
        return plain.cast(pl.Datetime("us"))
    if values.dtype == pl.String:
        text = values.str.strip_chars().str.replace(r"(Z|\+00:?00)$", "")
        found = _dates(text)
        if not found.null_count():
            return found
        numbers = text.cast(pl.Float64, strict=False)
        if found.null_count() < numbers.null_count():  # dates, but for some
            _refuse(found.is_null(), values, path, column, "a time cannot be read")
    else:
        numbers = values.cast(pl.Float64, strict=False)
    unread = ~numbers.is_finite().fill_null(value=False)
    _refuse(unread, values, path, column, "a time cannot be read")
    for unit in (1, 1_000):
        seconds = numbers / unit
        if bool(seconds.is_between(_FROM, _TO).all()):
            return (seconds * 1_000_000).round().cast(pl.Int64).cast(pl.Datetime("us"))
    return numbers


def _dates(text: pl.Series) -> pl.Series:
    """Datetimes in the one form that reads most of the values; null where it reads none."""
    best = pl.Series([None] * len(text), dtype=pl.Datetime("us"))
    for form in _FORMS:
        if form == "%Y%m%d" and not bool(text.str.contains(r"^(19|20)\d{6}$").all()):
            continue
        found = text.str.to_datetime(form, strict=False, time_unit="us")
        best = found if found.null_count() < best.null_count() else best
    return best


def _refuse(wrong: pl.Series, values: pl.Series, path: Path, column: str, what: str) -> None:
    rows = wrong.arg_true()
    if len(rows):
        row = int(rows[0])
        raise InputError(
            what,
            place=Place(path.name, row + 1, column, str(values[row])),
            remedy="Write all times in one form, such as 2026-09-07 or 2026-09-07 14:30:00.",
        )
