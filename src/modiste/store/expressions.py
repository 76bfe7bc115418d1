"""The Ibis expressions: what is computed, whatever engine computes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import ibis
import polars as pl

if TYPE_CHECKING:
    import ibis.expr.types as ir

    from modiste.store.engine import Engine

SERIES = ("variant_id", "location_id")
"""What a demand series is counted by."""


def offsets(zone: str, first: dt.date, last: dt.date) -> list[tuple[dt.datetime, int]]:
    """Changes of a zone's distance from UTC between two days.

    Returns:
        Pairs of the UTC moment from which a distance holds (the first one long before ``first``)
        and the distance in seconds.
    """
    place = ZoneInfo(zone)

    def distance(moment: dt.datetime) -> int:
        found = moment.astimezone(place).utcoffset() or dt.timedelta()
        return int(found.total_seconds())

    start = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=2)
    end = dt.datetime.combine(last, dt.time(), dt.UTC) + dt.timedelta(days=2)
    found = [(dt.datetime(1, 1, 1, tzinfo=dt.UTC), distance(start))]
    day = start
    while day < end:
        following = day + dt.timedelta(days=1)
        if distance(following) != found[-1][1]:
            found.append((_change(day, following, distance), distance(following)))
        day = following
    return found


def _change(
    low: dt.datetime, high: dt.datetime, distance: Callable[[dt.datetime], int]
) -> dt.datetime:
    """The second at which a distance changes between two moments."""
    before = distance(low)
    while high - low > dt.timedelta(seconds=1):
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        low, high = (middle, high) if distance(middle) == before else (low, middle)
    return high


def day_number(
    moment: ir.TimestampValue, zone: str, first: dt.date, last: dt.date
) -> ir.IntegerValue:
    """Days since 1970-01-01 of a UTC moment in a zone, summer time included.

    It needs only what every engine has: seconds since 1970 and a case distinction.
    """
    changes = offsets(zone, first, last)
    seconds: ir.IntegerValue = ibis.literal(changes[0][1])
    if len(changes) > 1:
        cases = [(moment >= start, ibis.literal(shift)) for start, shift in reversed(changes[1:])]
        seconds = ibis.cases(*cases, else_=seconds)
    return ((moment.epoch_seconds() + seconds) / 86_400).floor().cast("int64")


@dataclass(frozen=True)
class Weeks:
    """Weeks of a zone: the first days of the first one and of the one after the last."""

    start: dt.date
    end: dt.date
    zone: str = "UTC"
    first_weekday: int = 0

    def __post_init__(self) -> None:
        if self.start.weekday() != self.first_weekday or self.end.weekday() != self.first_weekday:
            raise ValueError("start and end must be first days of weeks")

    @property
    def _shift(self) -> int:
        return (3 - self.first_weekday) % 7  # 1970-01-01 was a Thursday

    def number_of(self, moment: ir.TimestampValue) -> ir.IntegerValue:
        """Number of a moment's week, counted from the one that holds 1970-01-01."""
        # Earlier moments may be an hour off: they only tell that a series began before the start.
        day = day_number(moment, self.zone, self.start, self.end)
        return ((day + self._shift) / 7).floor().cast("int64")

    def number(self, first_day: dt.date) -> int:
        """Number of the week that begins on a day."""
        return ((first_day - dt.date(1970, 1, 1)).days + self._shift) // 7

    def first_day(self, number: pl.Expr) -> pl.Expr:
        """First day of a numbered week."""
        return (number * 7 - self._shift).cast(pl.Int32).cast(pl.Date)


def weekly_panel(engine: Engine, weeks: Weeks) -> ir.Table:
    """Units sold per variant, location and week, zero-filled from first availability.

    A series begins in the week of its first sale or of the first count that found stock, whichever
    is earlier, and not before the panel does.

    Returns:
        Ibis table ``variant_id, location_id, week_number, sold, returned, censored``: *sold* is
        gross of returns; *censored* marks weeks in which a count found the shelf empty, so that
        demand may have been higher than sales.
    """
    sale = engine.table("sale")
    sale = sale.select(*SERIES, "quantity", week_number=weeks.number_of(sale.sold_at))
    stock = engine.table("stock")
    second_before = stock.counted_at - ibis.interval(seconds=1)  # a count ends the week before it
    stock = stock.select(*SERIES, "on_hand", week_number=weeks.number_of(second_before))
    low, high = weeks.number(weeks.start), weeks.number(weeks.end)

    seen = ibis.union(
        sale.select(*SERIES, "week_number"),
        stock.filter(stock.on_hand > 0).select(*SERIES, "week_number"),
    )
    spans = seen.group_by(*SERIES).aggregate(first_week=seen.week_number.min())
    numbers = engine.memory(pl.DataFrame({"week_number": range(low, high)}))
    grid = spans.join(numbers, numbers.week_number >= spans.first_week).select(
        *SERIES, "week_number"
    )
    within = sale.filter(sale.week_number >= low, sale.week_number < high)
    quantity = within.quantity
    sold = within.group_by(*SERIES, "week_number").aggregate(
        sold=ibis.cases((quantity > 0, quantity), else_=0).sum(),
        returned=ibis.cases((quantity < 0, -quantity), else_=0).sum(),
    )
    empty = stock.filter(stock.on_hand <= 0).select(*SERIES, "week_number").distinct()
    empty = empty.mutate(censored=ibis.literal(True))
    joined = grid.left_join(sold, [*SERIES, "week_number"]).select(
        *SERIES, "week_number", sold=_or(ibis._.sold, 0), returned=_or(ibis._.returned, 0)
    )
    marked = joined.left_join(empty, [*SERIES, "week_number"])
    return marked.select(
        *SERIES,
        "week_number",
        sold=marked.sold.cast("int64"),
        returned=marked.returned.cast("int64"),
        censored=_or(marked.censored, value=False),
    )


def _or(column: ir.Column, value: int | bool) -> ir.Column:
    return ibis.coalesce(column, ibis.literal(value))


def read_panel(engine: Engine, weeks: Weeks) -> pl.DataFrame:
    """The weekly panel in memory, sorted, with ``week`` as the first day of the week.

    Returns:
        Frame ``variant_id, location_id, week, sold, returned, censored``.
    """
    frame = engine.run(weekly_panel(engine, weeks))
    return frame.select(
        *SERIES,
        weeks.first_day(pl.col("week_number")).alias("week"),
        "sold",
        "returned",
        "censored",
    ).sort(*SERIES, "week")
