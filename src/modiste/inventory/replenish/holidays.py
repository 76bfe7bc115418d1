"""Holidays on which makers of garments close, as ranges of days.

The lunar new year follows the Chinese calendar and is listed; the others recur by date. The days
around it are those for which workshops close in practice, which is longer than the public holiday:
workers leave a week before New Year's Day and are back after the Lantern Festival.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from modiste.model.errors import InputError, Place

_ONE = dt.timedelta(days=1)

CHINESE_NEW_YEAR = {
    2015: (2, 19), 2016: (2, 8), 2017: (1, 28), 2018: (2, 16), 2019: (2, 5), 2020: (1, 25),
    2021: (2, 12), 2022: (2, 1), 2023: (1, 22), 2024: (2, 10), 2025: (1, 29), 2026: (2, 17),
    2027: (2, 6), 2028: (1, 26), 2029: (2, 13), 2030: (2, 3), 2031: (1, 23), 2032: (2, 11),
    2033: (1, 31), 2034: (2, 19), 2035: (2, 8),
}  # fmt: skip
"""Month and day of the first day of the Chinese year, in China."""

_BEFORE, _AFTER = 7, 15
"""Days closed before New Year's Day, and from it on."""

NAMES = ("chinese new year", "golden week", "august", "christmas")

OF_COUNTRY = {
    "CN": ("chinese new year", "golden week"),
    **dict.fromkeys(("HK", "MO", "MY", "SG", "TW", "VN"), ("chinese new year",)),
    **dict.fromkeys(("IT", "ES", "PT", "FR", "GR"), ("august", "christmas")),
    **dict.fromkeys(
        ("AT", "BE", "CH", "CZ", "DE", "DK", "FI", "GB", "IE", "NL", "NO", "PL", "RO", "SE", "US"),
        ("christmas",),
    ),
}
"""Holidays kept where a supplier's calendar names none, by ISO 3166 code."""


@dataclass(frozen=True, order=True)
class Closure:
    """Days closed, both ends included.

    Attributes:
        first: first day closed.
        last: last day closed.
        name: why.
    """

    first: dt.date
    last: dt.date
    name: str = ""

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise InputError(
                f"the closure {self.name or self.first} ends before it begins",
                place=Place(column="last_day", value=str(self.last)),
                remedy="Correct the days in the table supplier_closure.",
            )


def holidays_of(country: str | None) -> tuple[str, ...]:
    """Names of the holidays kept in a country; none where it is unknown."""
    return OF_COUNTRY.get((country or "").upper(), ())


def closures(names: tuple[str, ...], first_year: int, last_year: int) -> list[Closure]:
    """The days closed for some holidays, for those that begin in some years.

    Beyond 2035 the lunar new year is not known here and is left out.

    Raises:
        InputError: there is no such holiday.
    """
    found = []
    for name in names:
        if name not in NAMES:
            raise InputError(
                f"there is no holiday {name!r}",
                place=Place(column="holidays", value=name),
                remedy=f"The holidays are: {', '.join(NAMES)}; others go into supplier_closure.",
            )
        years = range(first_year, last_year + 1)
        found += [each for year in years for each in _in_year(name, year)]
    return sorted(found)


def _in_year(name: str, year: int) -> list[Closure]:
    if name == "chinese new year":
        if year not in CHINESE_NEW_YEAR:
            return []
        new_year = dt.date(year, *CHINESE_NEW_YEAR[year])
        return [Closure(new_year - _BEFORE * _ONE, new_year + (_AFTER - 1) * _ONE, name)]
    if name == "golden week":
        return [Closure(dt.date(year, 10, 1), dt.date(year, 10, 7), name)]
    if name == "august":
        # Ferragosto, 15 August, in the middle of three weeks from a Monday on.
        middle = dt.date(year, 8, 15)
        monday = middle - (middle.weekday() + 7) * _ONE
        return [Closure(monday, monday + 20 * _ONE, name)]
    return [Closure(dt.date(year, 12, 24), dt.date(year + 1, 1, 1), name)]
