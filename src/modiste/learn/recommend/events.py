"""Frames of events, read with care: what is missing, double or of the future."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import polars as pl

from modiste.model.errors import InputError, Place

USER = "user"
ITEM = "item"
TIME = "time"
WEIGHT = "weight"

DAY_US = 86_400_000_000
"""Microseconds of a day."""


@dataclass(frozen=True)
class Cleaning:
    """What was left out of the interactions, to be told to the user.

    Attributes:
        duplicates: events that repeat another in user, item, time and weight.
        future: events later than the day of the reading.
        users: people whose events were all left out.
    """

    duplicates: int = 0
    future: int = 0
    users: int = 0


@dataclass(frozen=True)
class SoundEvents:
    """Events with text ids and float times and weights, each once.

    Attributes:
        frame: columns ``user, item, time, weight``.
        timed: times are days since 1970.
        ordered: the order of a user's events means something.
        cleaning: what was left out.
    """

    frame: pl.DataFrame
    timed: bool
    ordered: bool
    cleaning: Cleaning


def sound_events(frame: pl.DataFrame, until: dt.datetime | dt.date | None) -> SoundEvents:
    """Check a frame of events and give its columns one type each.

    Raises:
        InputError: see :meth:`Interactions.of`.
    """
    for name in (USER, ITEM):
        _need(frame, name, "interactions")
    _refuse_gaps(frame, [name for name in (USER, ITEM, TIME, WEIGHT) if name in frame.columns])
    if not frame.height:
        raise InputError("there are no interactions", remedy="Give at least one event.")
    events = frame.select(
        pl.col(USER).cast(pl.String), pl.col(ITEM).cast(pl.String), _weights(frame)
    )
    if TIME not in frame.columns:
        once = events.filter(pl.struct(USER, ITEM).is_last_distinct())
        ordered = not _sorted_by_item(once)
        times = pl.int_range(pl.len()).cast(pl.Float64) if ordered else pl.lit(0.0)
        cleaning = Cleaning(duplicates=frame.height - once.height)
        return SoundEvents(once.with_columns(times.alias(TIME)), False, ordered, cleaning)
    timed = frame[TIME].dtype.is_temporal()
    events = events.with_columns(_times(frame[TIME]).alias(TIME))
    known = _until(events, until) if timed and until is not None else events
    once = known.unique(maintain_order=True)
    cleaning = Cleaning(
        duplicates=known.height - once.height,
        future=events.height - known.height,
        users=events[USER].n_unique() - once[USER].n_unique(),
    )
    return SoundEvents(once, timed, True, cleaning)


def _need(frame: pl.DataFrame, name: str, what: str) -> None:
    if name not in frame.columns:
        raise InputError(
            f"the {what} have no column {name!r}",
            place=Place(column=name),
            remedy=f"Name the column of ids {name!r}.",
        )


def _refuse_gaps(frame: pl.DataFrame, names: Iterable[str]) -> None:
    for name in names:
        empty = frame[name].is_null()
        if frame[name].dtype == pl.String:
            empty = empty | (frame[name].str.strip_chars() == "")
        rows = empty.fill_null(value=True).arg_true()
        if len(rows):
            raise InputError(
                f"a row has no {name}",
                place=Place(row=int(rows[0]) + 1, column=name),
                remedy="Fill it in, or leave the row out.",
            )


def _numbers(values: pl.Series, remedy: str) -> pl.Series:
    found = values.cast(pl.Float64, strict=False)
    wrong = (~found.is_finite().fill_null(value=False)).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            f"a {values.name} is not a number",
            place=Place(row=row + 1, column=values.name, value=str(values[row])),
            remedy=remedy,
        )
    return found


def _weights(frame: pl.DataFrame) -> pl.Series | pl.Expr:
    if WEIGHT not in frame.columns:
        return pl.lit(1.0).alias(WEIGHT)
    weights = _numbers(frame[WEIGHT], "Give numbers above 0.")
    wrong = (weights <= 0).arg_true()
    if len(wrong):
        row = int(wrong[0])
        raise InputError(
            "a weight is not above 0",
            place=Place(row=row + 1, column=WEIGHT, value=str(weights[row])),
            remedy="Leave out what does not count, such as returns.",
        )
    return weights


def _times(values: pl.Series) -> pl.Series:
    """Days since 1970, or the numbers as they are."""
    if values.dtype.is_temporal():
        zone = getattr(values.dtype, "time_zone", None)
        moments = values.dt.convert_time_zone("UTC") if zone else values
        return moments.cast(pl.Datetime("us")).cast(pl.Int64) / DAY_US
    return _numbers(values, "Give dates, datetimes, or numbers that grow with time.")


def _until(events: pl.DataFrame, until: dt.datetime | dt.date) -> pl.DataFrame:
    end = pl.Series([until]).cast(pl.Datetime("us")).cast(pl.Int64)[0] / DAY_US
    if not isinstance(until, dt.datetime):  # the whole day counts
        end = np.nextafter(end + 1, 0)
    known = events.filter(pl.col(TIME) <= end)
    if not known.height:
        raise InputError(
            f"all events are later than {until}",
            place=Place(column=TIME),
            remedy="Check the dates, or name the day up to which events count.",
        )
    return known


def _sorted_by_item(events: pl.DataFrame) -> bool:
    """Whether each user's items stand in the order of their ids, as in an export of a matrix."""
    before = pl.col(ITEM).shift(1).over(USER)
    steps = events.select((pl.col(ITEM) >= before).alias("up")).to_series().drop_nulls()
    return len(steps) >= 20 and bool(steps.all())


def texts(values: Iterable[object] | pl.Series) -> pl.Series:
    """Ids as text."""
    series = values if isinstance(values, pl.Series) else pl.Series(list(values), strict=False)
    return series.cast(pl.String)


def codes_of(values: pl.Series, ids: pl.Series) -> pl.Series:
    """Places of text values among ids; -1 where they are not there."""
    table = pl.DataFrame({"id": ids, "code": np.arange(len(ids), dtype=np.int32)})
    found = pl.DataFrame({"id": values}).join(table, on="id", how="left", maintain_order="left")
    return found["code"].fill_null(-1)


def ids_of(values: pl.Series, table: pl.DataFrame | None, name: str) -> pl.Series:
    """Sorted ids of the events and of a table that lists them.

    Raises:
        InputError: the table has no such column, an empty id, or one twice.
    """
    found = values
    if table is not None:
        _need(table, name, f"{name}s")
        _refuse_gaps(table, (name,))
        listed = table[name].cast(pl.String)
        twice = (~listed.is_first_distinct()).arg_true()
        if len(twice):
            row = int(twice[0])
            raise InputError(
                f"the {name} is listed twice",
                place=Place(row=row + 1, column=name, value=listed[row]),
                remedy="List each once.",
            )
        found = pl.concat([values, listed])
    return found.unique().sort().rename(name)


def aligned(table: pl.DataFrame | None, ids: pl.Series, name: str) -> pl.DataFrame | None:
    """Attributes in the order of codes; null where an id is not listed."""
    if table is None:
        return None
    return pl.DataFrame({name: ids}).join(
        table.with_columns(pl.col(name).cast(pl.String)),
        on=name,
        how="left",
        maintain_order="left",
    )
