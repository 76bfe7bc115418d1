"""Weeks: the retail year, ISO weeks, the planning week, and UTC times as local dates.

A retail year is 52 or 53 whole weeks, so that every period holds the same number of Saturdays and
a week can be laid beside the same week of another year. The default is the 4-5-4 calendar of the
National Retail Federation (NRF, United States): the year ends on the Saturday nearest 31 January
and a fifty-third week, when there is one, is added to the last month.

Weekdays are numbered as Python numbers them: Monday 0 … Sunday 6.
"""

from __future__ import annotations

import datetime as dt
import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from modiste.model.errors import InputError, Place, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

MONDAY: Final = 0
SUNDAY: Final = 6

EndRule = Literal["nearest", "last"]
YearName = Literal["start", "end"]

_WEEK_KEY = re.compile(r"(\d{4})-?W(\d{1,2})", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class RetailWeek:
    """One week of a retail year.

    Attributes:
        year: the retail year, for example 2023.
        week: 1 … 53 within the year.
        month: 1 … 12 within the year (in the NRF calendar 1 is February).
        week_of_month: 1 … 5; 6 only where the 53rd week follows a five-week month.
        quarter: 1 … 4.
        half: 1 (spring, in the NRF calendar) or 2 (autumn).
        start: the first day.
        end: the last day, six days later.
    """

    year: int
    week: int
    month: int
    week_of_month: int
    quarter: int
    half: int
    start: dt.date
    end: dt.date

    @property
    def key(self) -> str:
        """The week as text that sorts in order, for example ``2023-W05``."""
        return f"{self.year:04d}-W{self.week:02d}"


@dataclass(frozen=True)
class RetailCalendar:
    """A calendar of 52- and 53-week years.

    Attributes:
        pattern: weeks of the three months of every quarter: (4, 5, 4), (4, 4, 5) or (5, 4, 4).
        first_weekday: the weekday on which weeks begin, Monday 0 … Sunday 6.
        end_month: the month (1 … 12) whose last day anchors the end of the year.
        end_rule: ``nearest`` ends the year on the last weekday of a week that is nearest to the
            anchor, ``last`` on the last such weekday that is not after it.
        year_name: whether a year is called after the calendar year in which it starts (NRF) or
            ends; a year that ends in December is called after that December either way.

    Raises:
        InputError: an attribute is out of its range.

    Source: NRF, "4-5-4 Calendar" (nrf.com); for the two end rules, 26 CFR § 1.441-2.
    """

    pattern: tuple[int, int, int] = (4, 5, 4)
    first_weekday: int = SUNDAY
    end_month: int = 1
    end_rule: EndRule = "nearest"
    year_name: YearName = "start"

    def __post_init__(self) -> None:
        if sorted(self.pattern) != [4, 4, 5]:
            raise InputError(
                f"The pattern {self.pattern} is no 13-week quarter",
                remedy="Use (4, 5, 4), (4, 4, 5) or (5, 4, 4).",
            )
        _check_weekday(self.first_weekday)
        if not 1 <= self.end_month <= 12:
            raise InputError(f"There is no month {self.end_month}", remedy="Use 1 to 12.")
        if self.end_rule not in ("nearest", "last") or self.year_name not in ("start", "end"):
            raise InputError(
                f"Unknown end_rule {self.end_rule!r} or year_name {self.year_name!r}",
                remedy="end_rule is 'nearest' or 'last', year_name is 'start' or 'end'.",
            )

    def year_end(self, year: int) -> dt.date:
        """The last day of a retail year."""
        shift = 1 if self.year_name == "start" and self.end_month < 12 else 0
        civil = year + shift
        if not 2 <= civil <= 9997:
            raise InputError(f"The year {year} is out of range", remedy="Use years 2 to 9996.")
        anchor = dt.date(civil, self.end_month, monthrange(civil, self.end_month)[1])
        last_weekday = (self.first_weekday + 6) % 7
        back = (anchor.weekday() - last_weekday) % 7
        if self.end_rule == "nearest" and back > 3:
            back -= 7
        return anchor - dt.timedelta(days=back)

    def year_start(self, year: int) -> dt.date:
        """The first day of a retail year."""
        return self.year_end(year - 1) + dt.timedelta(days=1)

    def weeks_in_year(self, year: int) -> int:
        """52 or 53."""
        return ((self.year_end(year) - self.year_end(year - 1)).days) // 7

    def week_start(self, year: int, week: int) -> dt.date:
        """The first day of a week.

        Raises:
            InputError: the year has no such week.
        """
        weeks = self.weeks_in_year(year)
        if not 1 <= week <= weeks:
            raise InputError(
                f"Retail year {year} has {weeks} weeks, not a week {week}",
                remedy=f"Use a week from 1 to {weeks}.",
            )
        return self.year_start(year) + dt.timedelta(weeks=week - 1)

    def week(self, year: int, week: int) -> RetailWeek:
        """The numbered week of a year, with its month, quarter and days."""
        return self._named(year, week, self.week_start(year, week))

    def _named(self, year: int, week: int, start: dt.date) -> RetailWeek:
        month, week_of_month = _month_of(self.pattern, week)
        quarter = (month + 2) // 3
        end = start + dt.timedelta(days=6)
        return RetailWeek(year, week, month, week_of_month, quarter, (quarter + 1) // 2, start, end)

    def year_of(self, day: dt.date) -> int:
        """The retail year that holds a day."""
        day = _as_date(day)
        year = day.year
        while self.year_start(year) > day:
            year -= 1
        while self.year_end(year) < day:
            year += 1
        return year

    def week_of(self, day: dt.date) -> RetailWeek:
        """The retail week that holds a day."""
        day = _as_date(day)
        year = self.year_of(day)
        return self.week(year, (day - self.year_start(year)).days // 7 + 1)

    def weeks(self, first: dt.date, last: dt.date) -> Iterator[RetailWeek]:
        """Every week that touches the days from ``first`` to ``last``, in order."""
        week = self.week_of(first)
        while week.start <= last:
            yield week
            week = self.week_of(week.end + dt.timedelta(days=1))

    def month_weeks(self, year: int) -> tuple[int, ...]:
        """Weeks in each of the twelve months; the last has one more in a 53-week year."""
        weeks = list(self.pattern * 4)
        weeks[-1] += self.weeks_in_year(year) - 52
        return tuple(weeks)

    def restated_start(self, year: int) -> dt.date:
        """The first day of a year as it is restated for comparison with the next one.

        The NRF restates a 53-week year by leaving out its first week, so that its remaining 52
        weeks lie beside the same dates of the year that follows.
        """
        extra = self.weeks_in_year(year) - 52
        return self.year_start(year) + dt.timedelta(weeks=extra)

    def restated_week_of(self, day: dt.date) -> RetailWeek | None:
        """The week of a day in the restated year; None in the week that restating leaves out."""
        week = self.week_of(day)
        number = week.week - (self.weeks_in_year(week.year) - 52)
        if number < 1:
            return None
        return self._named(week.year, number, week.start)

    def same_week_last_year(self, day: dt.date, *, restated: bool = True) -> RetailWeek | None:
        """The week to compare a day's week with, a year before.

        Args:
            day: any day of the week in question.
            restated: as the NRF restates a 53-week year, which makes the answer the week that
                began 364 days earlier, always (for a 53rd week that is week 1 of the same year).
                False compares equal week numbers, as the books do; a 53rd week then has no
                counterpart unless the year before has one, and the answer is None.
        """
        week = self.week_of(day)
        if restated:
            return self.week_of(week.start - dt.timedelta(days=364))
        if week.week > self.weeks_in_year(week.year - 1):
            return None
        return self.week(week.year - 1, week.week)

    def same_day_last_year(self, day: dt.date) -> dt.date:
        """The comparable day a year before: the same weekday of the restated week."""
        return _as_date(day) - dt.timedelta(days=364)

    def frame(self, first: dt.date, last: dt.date) -> pl.DataFrame:
        """Every retail week that touches ``first`` … ``last``, one row a week, for joins.

        Columns: week_start, week_end (Date); year, week, month, week_of_month, quarter, half
        (Int32); key (String).
        """
        import polars as pl

        numbers = ("year", "week", "month", "week_of_month", "quarter", "half")
        schema: dict[str, type[pl.DataType]] = {"week_start": pl.Date, "week_end": pl.Date}
        schema |= dict.fromkeys(numbers, pl.Int32) | {"key": pl.String}
        rows = [
            (w.start, w.end, *(getattr(w, name) for name in numbers), w.key)
            for w in self.weeks(first, last)
        ]
        return pl.DataFrame(rows, schema=schema, orient="row")


@lru_cache(maxsize=64)
def _month_of(pattern: tuple[int, int, int], week: int) -> tuple[int, int]:
    """Month 1 … 12 and week within it; week 53 belongs to month 12."""
    left = week
    for month, length in enumerate(pattern * 4, start=1):
        if left <= length or month == 12:
            return month, left
        left -= length
    raise AssertionError(week)


def week_start(day: dt.date, first_weekday: int = MONDAY) -> dt.date:
    """The first day of the planning week that holds a day.

    Args:
        day: a date, or a datetime whose own date counts.
        first_weekday: Monday 0 … Sunday 6.
    """
    day = _as_date(day)
    return day - dt.timedelta(days=(day.weekday() - _check_weekday(first_weekday)) % 7)


def iso_week(day: dt.date) -> str:
    """The ISO 8601 week of a day, for example ``2024-W05``."""
    year, week, _ = _as_date(day).isocalendar()
    return f"{year:04d}-W{week:02d}"


def iso_week_start(key: str) -> dt.date:
    """The Monday of an ISO 8601 week such as ``2024-W05``.

    Raises:
        InputError: the text is no ISO week, or the year has no such week.
    """
    match = _WEEK_KEY.fullmatch(key.strip())
    try:
        if match:
            return dt.date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError:
        pass
    raise InputError(
        "This is no ISO week", remedy="Write it like 2024-W05.", place=Place(value=key)
    )


def week_start_expr(col: str | pl.Expr, first_weekday: int = MONDAY) -> pl.Expr:
    """The first day of the planning week, for a column of Date or of Datetime (its own date).

    A Datetime counts by the date it shows, in UTC for UTC times: pass it through
    `local_date_expr` first where the brand's days matter.

    Args:
        col: a column name or expression of type Date or Datetime.
        first_weekday: Monday 0 … Sunday 6.

    Returns:
        An expression of type Date; null stays null.
    """
    import polars as pl

    day = _expr(col).dt.date()
    # ISO weekdays are 1 … 7; adding 7 keeps the dividend positive whatever the first weekday is.
    back = (day.dt.weekday().cast(pl.Int32) + (6 - _check_weekday(first_weekday))) % 7
    return day - pl.duration(days=back)


def local_date_expr(col: str | pl.Expr, zone: str) -> pl.Expr:
    """The calendar date in a time zone of a column of UTC times, summer time included.

    Args:
        col: a column name or expression of type Datetime, either in UTC or without a zone (which
            counts as UTC, as everywhere in the store).
        zone: an IANA zone such as ``Europe/Paris`` or ``Asia/Shanghai``.

    Returns:
        An expression of type Date; null stays null.

    Raises:
        UnknownNameError: there is no such zone.
    """
    return _expr(col).dt.convert_time_zone(check_zone(zone)).dt.date()


def check_zone(zone: str) -> str:
    """The zone's name, if there is such a zone.

    Raises:
        UnknownNameError: there is no such zone.
    """
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise UnknownNameError(
            f"There is no time zone {zone!r}",
            remedy="Use an IANA name such as Europe/Paris, Asia/Shanghai or UTC.",
        ) from None
    return zone


def _expr(col: str | pl.Expr) -> pl.Expr:
    import polars as pl

    return pl.col(col) if isinstance(col, str) else col


def _as_date(day: dt.date) -> dt.date:
    return day.date() if isinstance(day, dt.datetime) else day


def _check_weekday(weekday: int) -> int:
    if not 0 <= weekday <= 6:
        raise InputError(
            f"There is no weekday {weekday}", remedy="Use 0 for Monday to 6 for Sunday."
        )
    return weekday


NRF: Final = RetailCalendar()


def first_day(days: pl.Series) -> dt.date:
    """Earliest of some days.

    Raises:
        InputError: there is none.
    """
    return _day(days.min(), days.name)


def last_day(days: pl.Series) -> dt.date:
    """Latest of some days.

    Raises:
        InputError: there is none.
    """
    return _day(days.max(), days.name)


def _day(found: object, column: str) -> dt.date:
    if not isinstance(found, dt.date):
        raise InputError(
            "there are no days", place=Place(column=column), remedy="Give at least one row."
        )
    return found
