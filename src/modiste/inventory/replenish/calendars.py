"""When an order is taken up and when its goods arrive: working days, cut-offs, closures.

A stated lead time is in calendar days, so that weekends are in it already; closures are not. An
order that misses a cut-off waits for the next one, and what is being made stands still while the
supplier is closed::

    effective lead time = wait for the cut-off + lead time + days closed while goods are made

The last ``transit_days`` of the lead time are travel, which closures do not stop.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from modiste.inventory.replenish.holidays import Closure, closures, holidays_of
from modiste.model.errors import InputError, Place
from modiste.model.ordering import WEEKDAYS
from modiste.store.lake import Snapshot

ALL_DAYS = frozenset(range(7))
_ONE = dt.timedelta(days=1)
_YEARS_AHEAD = 3
_SEARCH_DAYS = 800  # longer than any closure of a supplier that still is one


@dataclass(frozen=True)
class Calendar:
    """When one supplier takes orders and works.

    Attributes:
        working: weekdays on which orders are taken, Monday 0.
        cut_off: the one weekday of order taking, if there is one.
        cut_off_time: time of day after which an order counts for the next day.
        closures: days closed, in order and apart from each other.
        transit_days: days at the end of a lead time that closures do not lengthen.
    """

    working: frozenset[int] = ALL_DAYS
    cut_off: int | None = None
    cut_off_time: dt.time | None = None
    closures: tuple[Closure, ...] = ()
    transit_days: float = 0.0

    def takes(self, day: dt.date) -> bool:
        """Whether an order can be taken up on a day."""
        if self.cut_off is not None and day.weekday() != self.cut_off:
            return False
        open_ = not any(each.first <= day <= each.last for each in self.closures)
        return open_ and day.weekday() in self.working

    def taken_up(self, day: dt.date, time: dt.time | None = None) -> dt.date:
        """The first day on or after one on which an order sent then is taken up.

        Args:
            day: day of sending.
            time: time of sending; before the cut-off where it is not known.

        Raises:
            InputError: there is no such day within two years.
        """
        if time is not None and self.cut_off_time is not None and time > self.cut_off_time:
            day += _ONE
        for ahead in range(_SEARCH_DAYS):
            if self.takes(day + ahead * _ONE):
                return day + ahead * _ONE
        raise InputError(
            f"no day after {day} is a day on which the supplier takes orders",
            place=Place(column="working_days"),
            remedy="Correct its rows in supplier_calendar and supplier_closure.",
        )

    def effective_lead_days(
        self, day: dt.date, nominal: float, time: dt.time | None = None
    ) -> float:
        """Days from sending to arrival.

        Args:
            day: day of sending.
            nominal: stated lead time, in calendar days without closures.
            time: time of sending.
        """
        start = self.taken_up(day, time)
        travel = min(self.transit_days, nominal)
        made = (start - day).days + self._making(start, nominal - travel)
        return made + travel

    def arrival(self, day: dt.date, nominal: float, time: dt.time | None = None) -> dt.date:
        """Day on which goods ordered on a day are expected."""
        return day + math.ceil(self.effective_lead_days(day, nominal, time)) * _ONE

    def next_closure(self, day: dt.date) -> Closure | None:
        """The first closure that begins after a day."""
        return next((each for each in self.closures if each.first > day), None)

    def last_day_before(self, closure: Closure) -> dt.date | None:
        """Last day before a closure on which an order is taken up; none within eight weeks."""
        days = (closure.first - ahead * _ONE for ahead in range(1, 57))
        return next((day for day in days if self.takes(day)), None)

    def _making(self, start: dt.date, days: float) -> float:
        """Calendar days that some open days take."""
        open_before, closed = 0.0, 0
        for each in self.closures:
            if each.last < start:
                continue
            open_before = (each.first - start).days - closed
            if days <= open_before:
                break
            closed += (each.last - each.first).days + 1
        return days + closed


ALWAYS = Calendar()
"""Of a supplier of which nothing is known."""


def calendars(snapshot: Snapshot, as_of: dt.date, *, by_country: bool) -> dict[str, Calendar]:
    """Calendar of every supplier of which something is known, for the years around a day.

    Args:
        snapshot: ``supplier``, ``supplier_calendar`` and ``supplier_closure`` are read.
        as_of: the day.
        by_country: keep the holidays of a supplier's country where its calendar names none.

    Raises:
        InputError: a calendar cannot be understood.
    """
    country = dict(snapshot.read("supplier").select("supplier_id", "country").iter_rows())
    stated = {row["supplier_id"]: row for row in snapshot.read("supplier_calendar").to_dicts()}
    own: dict[str, list[Closure]] = {}
    for row in snapshot.read("supplier_closure").iter_rows(named=True):
        closure = Closure(row["first_day"], row["last_day"], row["name"] or "closed")
        own.setdefault(row["supplier_id"], []).append(closure)
    years = as_of.year - 1, as_of.year + _YEARS_AHEAD
    return {
        name: _calendar(
            stated.get(name, {}),
            own.get(name, []),
            holidays_of(country.get(name)) if by_country else (),
            years,
        )
        for name in sorted({*country, *stated, *own})
    }


def _calendar(
    stated: Mapping[str, Any],
    own: list[Closure],
    of_country: tuple[str, ...],
    years: tuple[int, int],
) -> Calendar:
    named = stated.get("holidays")
    kept = of_country if named is None else _holidays(named)
    cut_off = stated.get("cut_off_day")
    return Calendar(
        working=_weekdays(stated.get("working_days")),
        cut_off=None if cut_off is None else WEEKDAYS.index(cut_off),
        cut_off_time=_time(stated.get("cut_off_time")),
        closures=merged([*own, *closures(kept, *years)]),
        transit_days=stated.get("transit_days") or 0.0,
    )


def merged(found: Iterable[Closure]) -> tuple[Closure, ...]:
    """Closures in order; those that touch become one."""
    out: list[Closure] = []
    for each in sorted(found):
        if out and each.first <= out[-1].last + _ONE:
            before = out.pop()
            names = dict.fromkeys([*before.name.split(" + "), each.name])
            last = max(before.last, each.last)
            out.append(Closure(before.first, last, " + ".join(names)))
        else:
            out.append(each)
    return tuple(out)


def with_calendars(
    supply: pl.DataFrame, known: Mapping[str, Calendar], as_of: dt.date, review_days: int
) -> pl.DataFrame:
    """Terms whose lead times are those that an order of today really has.

    Args:
        supply: ``supplier_id, lead_time_days`` and anything else.
        known: calendars by supplier.
        as_of: day of ordering.
        review_days: days until the next chance to order.

    Returns:
        The same rows in the same order. ``nominal_lead_time_days`` is the stated lead time;
        ``lead_time_days`` the effective one, of an order of today or of one at the next review,
        whichever is longer: an order of today must last until that one arrives.
    """
    later = as_of + review_days * _ONE
    pairs = supply.select("supplier_id", "lead_time_days").unique()
    rows = [
        (supplier, nominal, _longest(known.get(supplier, ALWAYS), nominal, (as_of, later)))
        for supplier, nominal in pairs.iter_rows()
    ]
    schema = {"supplier_id": pl.String, "lead_time_days": pl.Float64, "_effective": pl.Float64}
    return (
        supply.join(
            pl.DataFrame(rows, schema=schema, orient="row"),
            on=["supplier_id", "lead_time_days"],
            how="left",
            nulls_equal=True,
            maintain_order="left",
        )
        .rename({"lead_time_days": "nominal_lead_time_days"})
        .rename({"_effective": "lead_time_days"})
    )


def _longest(calendar: Calendar, nominal: float, days: Iterable[dt.date]) -> float:
    return max(calendar.effective_lead_days(day, nominal) for day in days)


def _holidays(text: str) -> tuple[str, ...]:
    names = [part.strip().casefold() for part in re.split(r"[,;]", text)]
    return tuple(name for name in names if name and name != "none")


def _weekdays(text: str | None) -> frozenset[int]:
    if text is None:
        return ALL_DAYS
    names = re.findall(r"[^\s,;]+", text.casefold())
    try:
        found = frozenset(WEEKDAYS.index(name[:3]) for name in names)
    except ValueError:
        found = frozenset()
    if not found:
        raise InputError(
            "the working days of a supplier cannot be read",
            place=Place(column="supplier_calendar.working_days", value=text),
            remedy="Write weekdays such as mon tue wed thu fri.",
        )
    return found


def _time(text: str | None) -> dt.time | None:
    if text is None:
        return None
    try:
        return dt.time.fromisoformat(text.strip())
    except ValueError:
        raise InputError(
            "the cut-off time of a supplier cannot be read",
            place=Place(column="supplier_calendar.cut_off_time", value=text),
            remedy="Write hours and minutes such as 16:00.",
        ) from None
