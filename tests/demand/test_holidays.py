"""Dates of feasts and sale days, against published calendars."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.demand.holidays import (
    calendar_features,
    easter,
    eid_al_fitr,
    event_names,
    events,
    lunar_new_year,
    nth_weekday,
    payday,
    thanksgiving,
)

D = dt.date


@pytest.mark.parametrize(
    "day",
    [
        D(1961, 4, 2), D(2000, 4, 23), D(2008, 3, 23), D(2011, 4, 24), D(2016, 3, 27),
        D(2019, 4, 21), D(2024, 3, 31), D(2025, 4, 20), D(2026, 4, 5), D(2027, 3, 28),
        D(2038, 4, 25), D(2100, 3, 28),
    ],
)  # fmt: skip
def test_easter(day: dt.date) -> None:
    assert easter(day.year) == day


@given(st.integers(1900, 2200))
def test_easter_is_a_sunday_between_its_bounds(year: int) -> None:
    day = easter(year)
    assert day.weekday() == 6
    assert D(year, 3, 22) <= day <= D(year, 4, 25)


@pytest.mark.parametrize(
    "day", [D(2018, 11, 22), D(2019, 11, 28), D(2023, 11, 23), D(2024, 11, 28), D(2029, 11, 22)]
)
def test_thanksgiving(day: dt.date) -> None:
    assert thanksgiving(day.year) == day


@pytest.mark.parametrize(
    "day",
    [
        D(2010, 2, 14), D(2015, 2, 19), D(2020, 1, 25), D(2023, 1, 22), D(2024, 2, 10),
        D(2025, 1, 29), D(2026, 2, 17), D(2033, 1, 31), D(2035, 2, 8),
    ],
)  # fmt: skip
def test_lunar_new_year(day: dt.date) -> None:
    assert lunar_new_year(day.year) == day


def test_the_tables_end() -> None:
    assert lunar_new_year(2009) is None
    assert lunar_new_year(2036) is None
    assert eid_al_fitr(2036) == ()
    assert eid_al_fitr(2033) == (D(2033, 1, 2), D(2033, 12, 23))


@given(st.integers(2010, 2034))
def test_lunar_years_are_twelve_or_thirteen_moons_apart(year: int) -> None:
    this, following = lunar_new_year(year), lunar_new_year(year + 1)
    assert this is not None
    assert following is not None
    assert (following - this).days in {353, 354, 355, 383, 384, 385}


@given(st.integers(2010, 2034))
def test_eid_moves_back_by_ten_to_twelve_days(year: int) -> None:
    days = [*eid_al_fitr(year), *eid_al_fitr(year + 1)]
    for early, late in itertools.pairwise(days):
        assert (late - early).days in {353, 354, 355, 356}


def test_the_last_weekday_of_a_month() -> None:
    assert nth_weekday(2026, 5, 0, -1) == D(2026, 5, 25)
    assert nth_weekday(2026, 12, 3, -1) == D(2026, 12, 31)
    assert nth_weekday(2026, 5, 6, 2) == D(2026, 5, 10)


def names(country: str | None, first: dt.date, last: dt.date) -> set[str]:
    return {event.name for event in events(first, last, country)}


def test_countries_keep_their_own() -> None:
    autumn = (D(2026, 9, 28), D(2026, 11, 29))
    assert "golden week" in names("CN", *autumn)
    assert "golden week" not in names("FR", *autumn)
    assert "thanksgiving" in names("US", *autumn)
    assert "thanksgiving" not in names("GB", *autumn)
    assert "singles' day" in names("FR", *autumn)
    assert "lunar new year" in names("CN", D(2026, 2, 17), D(2026, 2, 17))
    assert "christmas" in names(None, D(2026, 12, 7), D(2026, 12, 13))
    assert "618" in names("cn", D(2026, 6, 18), D(2026, 6, 18))
    assert "eid" in names("AE", D(2026, 3, 15), D(2026, 3, 15))


def test_black_friday_is_the_day_after_thanksgiving() -> None:
    (found,) = [e for e in events(D(2026, 11, 1), D(2026, 11, 30)) if e.name == "black friday"]
    assert (found.first, found.last) == (D(2026, 11, 27), D(2026, 11, 30))


def test_features_are_shares_of_the_week() -> None:
    weeks = [D(2026, 11, 23), D(2026, 11, 30), D(2026, 12, 7)]
    frame = calendar_features(weeks, ["FR"])
    assert frame["black friday"].to_list() == pytest.approx([3 / 7, 1 / 7, 0.0])
    assert frame["christmas"].to_list() == pytest.approx([0.0, 6 / 7, 1.0])
    both = calendar_features(weeks, ["FR", "CN"])
    assert both["christmas"].to_list() == pytest.approx([0.0, 3 / 7, 0.5])


def test_no_weeks_no_features() -> None:
    assert calendar_features([]).height == 0


def test_paydays() -> None:
    assert payday(2026, 2) == D(2026, 2, 27)  # the 28th is a Saturday
    assert payday(2026, 5) == D(2026, 5, 29)  # the 31st is a Sunday
    assert payday(2026, 12) == D(2026, 12, 31)
    weeks = [D(2026, 5, 4) + dt.timedelta(weeks=k) for k in range(8)]
    assert calendar_features(weeks)["payday"].to_list() == [0, 0, 0, 1, 0, 0, 0, 0]


@given(st.dates(D(2012, 1, 1), D(2034, 1, 1)))
def test_every_month_has_one_payday_week(day: dt.date) -> None:
    monday = day - dt.timedelta(days=day.weekday())
    weeks = [monday + dt.timedelta(weeks=k) for k in range(52)]
    assert 11 <= calendar_features(weeks)["payday"].sum() <= 13


def test_events_in_words() -> None:
    assert event_names([D(2026, 11, 23), D(2026, 9, 7)], ["FR"]) == {
        D(2026, 11, 23): "black friday"
    }
