"""Read values of one type as another, where that loses nothing; what has no reading is null."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from modiste.model.schema import Type

WANTED = {
    Type.TEXT: "text",
    Type.INTEGER: "a whole number",
    Type.QUANTITY: "a whole number",
    Type.MONEY: "a whole number of minor units",
    Type.REAL: "a number",
    Type.BOOLEAN: "true or false",
    Type.DATE: "a day such as 2026-03-31",
    Type.TIMESTAMP: "a moment such as 2026-03-31T12:00:00Z",
    Type.TEXTS: "a list of texts",
    Type.VECTOR: "a list of numbers",
}
"""What a value of each type is, for messages."""

_DAY = r"^(\d{4}-\d{2}-\d{2})$"
_MOMENT = (
    r"^(?<day>\d{4}-\d{2}-\d{2})"
    r"(?:[T ](?<clock>\d{2}:\d{2})(?<seconds>:\d{2}(?:\.\d{1,9})?)?"
    r"(?:Z|(?<sign>[+-])(?<hours>[01]\d|2[0-3]):?(?<minutes>[0-5]\d))?)?$"
)
_EXACT = 2.0**53
"""Below this a float that is whole is exactly that whole number."""


def read_as(kind: Type, values: pl.Series) -> pl.Series:
    """The values in the stored form of a type; null where a value cannot be read so.

    Text of days and moments must be ISO 8601; a moment without an offset is UTC.
    """
    target = kind.polars()
    if values.dtype == target:
        return values
    if values.dtype == pl.Null:
        return values.cast(target)
    if values.dtype in (pl.Categorical, pl.Enum):
        values = values.cast(pl.String)
        if kind is Type.TEXT:
            return values
    read = _READERS[kind](values)
    return _nothing(values, kind) if read is None else read.cast(target).alias(values.name)


def _nothing(values: pl.Series, kind: Type) -> pl.Series:
    return pl.Series(values.name, [None] * len(values), dtype=kind.polars())


def _text(values: pl.Series) -> pl.Series | None:
    kind = values.dtype
    if kind.is_float():  # ids that a spreadsheet or pandas turned into 1234.0
        number = pl.col(values.name)
        whole = (number == number.round()) & (number.abs() < _EXACT)
        text = pl.when(whole).then(number.cast(pl.Int64, strict=False).cast(pl.String))
        return values.to_frame().select(text.otherwise(number.cast(pl.String))).to_series()
    plain = kind.is_integer() or kind.is_decimal() or kind in (pl.Boolean, pl.Date, pl.Datetime)
    return values.cast(pl.String) if plain else None


def _whole(values: pl.Series) -> pl.Series | None:
    kind = values.dtype
    if kind.is_float() or kind.is_decimal():
        number = pl.col(values.name)
        kept = pl.when(number == number.round()).then(number)
        return values.to_frame().select(kept.cast(pl.Int64, strict=False)).to_series()
    if kind.is_integer() or kind == pl.String:
        return values.cast(pl.Int64, strict=False)
    return None


def _real(values: pl.Series) -> pl.Series | None:
    if values.dtype.is_numeric() or values.dtype == pl.String:
        return values.cast(pl.Float64, strict=False)
    return None


def _boolean(values: pl.Series) -> pl.Series | None:
    if values.dtype.is_numeric():
        return _chosen(values, 1, 0)
    if values.dtype == pl.String:
        return _chosen(values.str.to_lowercase(), "true", "false")
    return None


def _chosen(values: pl.Series, true: int | str, false: int | str) -> pl.Series:
    value = pl.col(values.name)
    read = pl.when(value == true).then(True).when(value == false).then(False)
    return values.to_frame().select(read).to_series()


def _date(values: pl.Series) -> pl.Series | None:
    if values.dtype == pl.String:
        day = values.str.extract(_DAY)
        return day.str.to_date("%Y-%m-%d", strict=False)
    if values.dtype == pl.Datetime:
        local = values.dt.replace_time_zone(None)
        midnight = pl.col(values.name).dt.time() == pl.time(0)
        kept = pl.when(midnight).then(pl.col(values.name).dt.date())
        return local.to_frame().select(kept).to_series()
    return None


def _moment(values: pl.Series) -> pl.Series | None:
    if values.dtype == pl.String:
        return _moment_of_text(values)
    if values.dtype == pl.Date:
        return values.cast(pl.Datetime("us")).dt.replace_time_zone("UTC")
    if isinstance(values.dtype, pl.Datetime):
        zoned = values if values.dtype.time_zone else values.dt.replace_time_zone("UTC")
        return zoned.dt.convert_time_zone("UTC")
    return None


def _moment_of_text(values: pl.Series) -> pl.Series:
    part = pl.col(values.name).str.extract_groups(_MOMENT)
    field = part.struct.field
    clock = pl.concat_str(
        field("day"),
        pl.lit(" "),
        field("clock").fill_null("00:00"),
        field("seconds").fill_null(":00"),
    )
    moment = clock.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", strict=False)
    minutes = field("hours").cast(pl.Int64) * 60 + field("minutes").cast(pl.Int64)
    east = pl.when(field("sign") == "-").then(-minutes).otherwise(minutes).fill_null(0)
    utc = (moment - pl.duration(minutes=east)).dt.replace_time_zone("UTC")
    return values.to_frame().select(utc.alias(values.name)).to_series()


def _texts(values: pl.Series) -> pl.Series | None:
    inner = _inner(values)
    if inner is None or not (inner == pl.String or inner.is_integer() or inner == pl.Null):
        return None
    return values.cast(pl.List(pl.String))


def _vector(values: pl.Series) -> pl.Series | None:
    inner = _inner(values)
    if inner is None or not (inner.is_numeric() or inner == pl.Null):
        return None
    return values.cast(pl.List(pl.Float32))


def _inner(values: pl.Series) -> pl.DataType | None:
    kind = values.dtype
    return kind.inner if isinstance(kind, pl.List | pl.Array) else None  # type: ignore[return-value]


_READERS: dict[Type, Callable[[pl.Series], pl.Series | None]] = {
    Type.TEXT: _text,
    Type.INTEGER: _whole,
    Type.QUANTITY: _whole,
    Type.MONEY: _whole,
    Type.REAL: _real,
    Type.BOOLEAN: _boolean,
    Type.DATE: _date,
    Type.TIMESTAMP: _moment,
    Type.TEXTS: _texts,
    Type.VECTOR: _vector,
}
