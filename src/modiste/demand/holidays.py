"""Days on which shoppers behave otherwise: feasts, sale days, paydays, by country.

Dates follow rules where there are rules (Gregorian computus, nth weekday of a month, fixed days).
The lunar new year and the end of Ramadan are tables for 2010 to 2035; the latter are the days that
Saudi Arabia kept or is computed to keep, and may be a day off elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import polars as pl

THURSDAY, FRIDAY, SUNDAY = 3, 4, 6

# Month and day, as MMDD, from 2010 on.
_LUNAR_NEW_YEAR = (
    214, 203, 123, 210, 131, 219, 208, 128, 216, 205, 125, 212, 201, 122, 210, 129, 217, 206, 126,
    213, 203, 123, 211, 131, 219, 208,
)  # fmt: skip
_EID_AL_FITR = {
    2010: (910,), 2011: (830,), 2012: (819,), 2013: (808,), 2014: (728,), 2015: (717,),
    2016: (706,), 2017: (625,), 2018: (615,), 2019: (604,), 2020: (524,), 2021: (513,),
    2022: (502,), 2023: (421,), 2024: (410,), 2025: (330,), 2026: (320,), 2027: (309,),
    2028: (226,), 2029: (214,), 2030: (204,), 2031: (124,), 2032: (114,), 2033: (102, 1223),
    2034: (1212,), 2035: (1201,),
}  # fmt: skip

FIRST_YEAR, LAST_YEAR = 2010, 2035
"""Years that the tables of moving feasts cover; outside of them those feasts are left out."""

_CHINESE = frozenset({"CN", "HK", "MO", "TW", "SG", "MY"})
_THANKING = frozenset({"US"})
_MUSLIM = frozenset(
    {"AE", "BH", "EG", "ID", "IQ", "JO", "KW", "LB", "MA", "MY", "OM", "PK", "QA", "SA", "TN", "TR"}
)
_WESTERN = frozenset(
    {
        "AT", "AU", "BE", "BR", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "HK",
        "HU", "IE", "IT", "LU", "MX", "NL", "NO", "NZ", "PL", "PT", "RO", "SE", "SG", "SK", "US",
        "ZA",
    }
)  # fmt: skip


@dataclass(frozen=True)
class Event:
    """A feast or a sale day.

    Attributes:
        name: what it is called.
        first: first day on which it moves demand.
        last: last such day.
        day: the day itself.
    """

    name: str
    first: dt.date
    last: dt.date
    day: dt.date


def easter(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar (the computus of Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return dt.date(year, month, day + 1)


def nth_weekday(year: int, month: int, weekday: int, n: int) -> dt.date:
    """The nth weekday (0 is Monday) of a month, from 1; −1 is the last one."""
    if n > 0:
        first = dt.date(year, month, 1)
        return first + dt.timedelta(days=(weekday - first.weekday()) % 7 + 7 * (n - 1))
    following = dt.date(year + month // 12, month % 12 + 1, 1)
    back = (following.weekday() - weekday - 1) % 7 + 1
    return following - dt.timedelta(days=back + 7 * (-n - 1))


def thanksgiving(year: int) -> dt.date:
    """The fourth Thursday of November (United States)."""
    return nth_weekday(year, 11, THURSDAY, 4)


def lunar_new_year(year: int) -> dt.date | None:
    """First day of the Chinese year; ``None`` outside of 2010 to 2035."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    return _day(year, _LUNAR_NEW_YEAR[year - FIRST_YEAR])


def eid_al_fitr(year: int) -> tuple[dt.date, ...]:
    """First days of Shawwal in a year, two of them in 2033; none outside of 2010 to 2035."""
    return tuple(_day(year, each) for each in _EID_AL_FITR.get(year, ()))


def _day(year: int, number: int) -> dt.date:
    return dt.date(year, number // 100, number % 100)


def _span(name: str, day: dt.date, before: int, after: int) -> Event:
    return Event(name, day - dt.timedelta(days=before), day + dt.timedelta(days=after), day)


def _everywhere(year: int) -> list[Event]:
    """Days of online trade, wherever one is."""
    friday = thanksgiving(year) + dt.timedelta(days=1)
    return [
        Event("black friday", friday, friday + dt.timedelta(days=3), friday),
        _span("singles' day", dt.date(year, 11, 11), 1, 0),
        _span("valentine", dt.date(year, 2, 14), 6, 0),
    ]


def _western(year: int) -> list[Event]:
    christmas = dt.date(year, 12, 25)
    return [
        _span("christmas", christmas, 24, -1),
        Event("after christmas", dt.date(year, 12, 26), dt.date(year, 12, 31), christmas),
        _span("easter", easter(year), 7, 1),
        _span("mother's day", nth_weekday(year, 5, SUNDAY, 2), 6, 0),
    ]


def _thanking(year: int) -> list[Event]:
    return [_span("thanksgiving", thanksgiving(year), 3, 0)]


def _chinese(year: int) -> list[Event]:
    found = [
        _span("618", dt.date(year, 6, 18), 17, 2),
        Event("golden week", dt.date(year, 10, 1), dt.date(year, 10, 7), dt.date(year, 10, 1)),
        _span("labour week", dt.date(year, 5, 1), 0, 4),
        _span("double twelve", dt.date(year, 12, 12), 2, 0),
    ]
    new_year = lunar_new_year(year)
    if new_year is not None:
        found.append(_span("before lunar new year", new_year, 21, -1))
        found.append(_span("lunar new year", new_year, 0, 6))
    return found


def _muslim(year: int) -> list[Event]:
    return [_span("eid", day, 10, 2) for day in eid_al_fitr(year)]


_RULES: tuple[tuple[frozenset[str] | None, Callable[[int], list[Event]]], ...] = (
    (None, _everywhere),
    (_WESTERN, _western),
    (_THANKING, _thanking),
    (_CHINESE, _chinese),
    (_MUSLIM, _muslim),
)


def events(first: dt.date, last: dt.date, country: str | None = None) -> list[Event]:
    """Events that touch a span of days, in order of time.

    Args:
        first: first day.
        last: last day.
        country: ISO 3166 alpha-2 code; without one, the western feasts count.
    """
    code = country.upper() if country else None
    found: list[Event] = []
    for year in range(first.year - 1, last.year + 2):
        for countries, rule in _RULES:
            if countries is None or code in countries or (code is None and rule is _western):
                found += rule(year)
    touching = [each for each in found if each.last >= first and each.first <= last]
    return sorted(touching, key=lambda each: (each.first, each.name))


def payday(year: int, month: int) -> dt.date:
    """The last working day of a month, on which most salaries arrive."""
    day = dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)
    return day - dt.timedelta(days=max(0, day.weekday() - FRIDAY))


def _has_payday(week: dt.date) -> bool:
    """Whether money of the month's end is spent in a week: payday lies in its first six days."""
    days = [week + dt.timedelta(days=k) for k in (-1, 5)]
    return any(days[0] <= payday(day.year, day.month) <= days[1] for day in days)


def calendar_features(
    weeks: Iterable[dt.date], countries: Iterable[str | None] = (None,)
) -> pl.DataFrame:
    """What the calendar says of weeks, for a forecaster to learn from.

    Args:
        weeks: first days of weeks.
        countries: where the brand sells; days count in part where events differ.

    Returns:
        ``time``, ``payday`` (0 or 1) and a column for each kind of event: the share of the week's
        days that it covers, mean over the countries. Kinds that touch no week have no column.
    """
    days = sorted(set(weeks))
    if not days:
        return pl.DataFrame(schema={"time": pl.Date, "payday": pl.Float64})
    places = sorted(set(countries), key=str) or [None]
    shares: dict[str, list[float]] = {}
    for place in places:
        for event in events(days[0], days[-1] + dt.timedelta(days=6), place):
            column = shares.setdefault(event.name, [0.0] * len(days))
            for k, week in enumerate(days):
                column[k] += _overlap(event, week) / 7 / len(places)
    columns = {name: shares[name] for name in sorted(shares) if any(shares[name])}
    return pl.DataFrame({"time": days, "payday": [float(_has_payday(w)) for w in days], **columns})


def _overlap(event: Event, week: dt.date) -> int:
    low, high = max(event.first, week), min(event.last, week + dt.timedelta(days=6))
    return max(0, (high - low).days + 1)


def event_names(
    weeks: Iterable[dt.date], countries: Iterable[str | None] = (None,)
) -> dict[dt.date, str]:
    """The events of each week as words, for people; weeks without one are left out."""
    frame = calendar_features(weeks, countries)
    names = [name for name in frame.columns if name not in {"time", "payday"}]
    found = {}
    for row in frame.iter_rows(named=True):
        there = [name for name in names if row[name] > 0]
        if there:
            found[row["time"]] = ", ".join(there)
    return found
