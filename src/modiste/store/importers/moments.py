"""Dates and times as files write them, in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import polars as pl

from modiste.model.errors import InputError, Place

ISO = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d %H:%M:%S%.f",
    "%Y-%m-%dT%H:%M:%S%.f",
    "%Y-%m-%d %H:%M",
)
ISO_ZONED = ("%Y-%m-%d %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%#z", "%Y-%m-%dT%H:%M:%S%.f%#z")
CHINESE = ("%Y年%m月%d日", "%Y/%m/%d", "%Y/%m/%d %H:%M", "%Y/%m/%d %H:%M:%S", "%Y.%m.%d", "%Y%m%d")
_DAY_FIRST = tuple(
    f"%d{s}%m{s}{y}{t}"
    for s in "/.-"
    for y in ("%Y", "%y")
    for t in ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p")
)
_MONTH_FIRST = tuple(
    form.replace("%d", "%_").replace("%m", "%d").replace("%_", "%m") for form in _DAY_FIRST
)
_NAMED = ("%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%d-%b-%Y", "%d-%b-%y")
_TYPE = pl.Datetime("us", "UTC")


def to_utc(cells: pl.Series, formats: Sequence[str], zone: str) -> pl.Series:
    """Read a column by the first format that fits each cell.

    Args:
        cells: text, dates or timestamps.
        formats: formats to try in turn; ISO when empty.
        zone: zone of times that name none. Of a local time that comes twice in autumn the first
            is meant; one that spring skips has no reading.
    """
    if cells.dtype == pl.Date:
        return _localised(cells.cast(pl.Datetime("us")), zone)
    if isinstance(cells.dtype, pl.Datetime):
        if cells.dtype.time_zone is None:
            return _localised(cells.cast(pl.Datetime("us")), zone)
        return cells.dt.convert_time_zone("UTC").cast(_TYPE)
    if cells.dtype != pl.String:
        cells = cells.cast(pl.String, strict=False)
    first, *others = formats or (*ISO, *ISO_ZONED)
    out = _read(cells, first, zone)
    for form in others:
        if out.null_count() == cells.null_count():
            break
        out = out.zip_with(out.is_not_null(), _read(cells, form, zone))
    return out


def check_zone(zone: str) -> None:
    """Refuse a zone that does not exist.

    Raises:
        InputError: there is none of that name.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise InputError(
            f"there is no time zone {zone!r}",
            place=Place(value=zone),
            remedy="Use a name such as Europe/London or Asia/Shanghai.",
        ) from None


def sniff_formats(cells: pl.Series, column: str, file: str) -> tuple[str, ...]:
    """The formats of a column of dates, found by trying, the most frequent first.

    Where day and month could be either, the reading that runs forward is taken.

    Raises:
        InputError: no format fits most of the cells, or two fit equally well.
    """
    values = cells.cast(pl.String).str.strip_chars().drop_nulls()
    values = values.filter(values != "").head(2000)
    for group in ((*ISO, *ISO_ZONED, *CHINESE, *_NAMED), (*_DAY_FIRST, *_MONTH_FIRST)):
        fits = {form: share for form in group if (share := _share(values, form)) > 0}
        best = max(fits.values(), default=0.0)
        if best > 0.5:
            first = _settled([f for f in fits if fits[f] == best], values, column, file)
            akin = [f for f in fits if (f in _DAY_FIRST) == (first in _DAY_FIRST)]
            return _needed([first, *sorted(akin, key=lambda form: -fits[form])], values)
    raise InputError(
        "the dates have no format that is known",
        place=Place(file, column=column, value=values[0] if len(values) else None),
        remedy='Give it in the mapping, as in format = "%d/%m/%Y %H:%M".',
    )


def _needed(forms: Sequence[str], values: pl.Series) -> tuple[str, ...]:
    """Those formats that read something which the ones before them do not."""
    kept = []
    for form in forms:
        unread = values.filter(~_sound(values, form))
        if len(unread) < len(values):
            kept.append(form)
            values = unread
    return tuple(kept)


def _settled(forms: list[str], values: pl.Series, column: str, file: str) -> str:
    if len(forms) == 1 or forms[0] not in (*_DAY_FIRST, *_MONTH_FIRST):
        return forms[0]
    day = next((f for f in forms if f in _DAY_FIRST), None)
    month = next((f for f in forms if f in _MONTH_FIRST), None)
    if day is None or month is None:
        return forms[0]
    back = {form: _steps_back(values, form) for form in (day, month)}
    low, high = sorted(back, key=lambda form: back[form])
    if back[low] * 4 <= back[high] and back[high] > 1:
        return low
    raise InputError(
        "day and month cannot be told apart in the dates",
        place=Place(file, column=column, value=values[0]),
        remedy=f'Give the format in the mapping: format = "{day}" or "{month}".',
    )


def _steps_back(values: pl.Series, form: str) -> int:
    read = values.str.to_datetime(form, strict=False, time_unit="us")
    return int((read.diff() < timedelta(0)).sum())


def _share(values: pl.Series, form: str) -> float:
    return float(_sound(values, form).sum()) / len(values) if len(values) else 0.0


def _sound(values: pl.Series, form: str) -> pl.Series:
    """Which values the format reads as a date of our times."""
    read = values.str.to_datetime(form, strict=False, time_unit="us")
    # A two-digit year also fits the first half of a four-digit one.
    return read.dt.year().is_between(1970, 2100).fill_null(False)


def _read(cells: pl.Series, form: str, zone: str) -> pl.Series:
    read = cells.str.strip_chars().str.to_datetime(form, strict=False, time_unit="us")
    if "z" in form:
        return read.dt.convert_time_zone("UTC").cast(_TYPE)
    return _localised(read, zone)


def _localised(naive: pl.Series, zone: str) -> pl.Series:
    if zone == "UTC":
        return naive.dt.replace_time_zone("UTC").cast(_TYPE)
    local = naive.dt.replace_time_zone(zone, ambiguous="earliest", non_existent="null")
    return local.dt.convert_time_zone("UTC").cast(_TYPE)
