from __future__ import annotations

import datetime as dt
import math
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.demand.shop import rows

from modiste.inventory.replenish.calendars import (
    ALWAYS,
    Calendar,
    calendars,
    merged,
    with_calendars,
)
from modiste.inventory.replenish.holidays import (
    CHINESE_NEW_YEAR,
    NAMES,
    Closure,
    closures,
    holidays_of,
)
from modiste.inventory.state import supply
from modiste.model.errors import InputError
from modiste.store.lake import Lake
from modiste.store.settings import Planning

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 6, 1)
SHUT = Closure(dt.date(2026, 6, 15), dt.date(2026, 6, 24), "refit")  # ten days


def new_moon(k: int) -> float:
    """Julian day of the k-th new moon since January 2000 (Meeus, Astronomical Algorithms, 49)."""
    t = k / 1236.85
    days = 2451550.09766 + 29.530588861 * k + 0.00015437 * t**2
    e = 1 - 0.002516 * t
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2)
    latitude = math.radians(160.7108 + 390.67050284 * k - 0.0016118 * t**2)
    return days + (
        -0.40720 * math.sin(moon)
        + 0.17241 * e * math.sin(sun)
        + 0.01608 * math.sin(2 * moon)
        + 0.01039 * math.sin(2 * latitude)
        + 0.00739 * e * math.sin(moon - sun)
        - 0.00514 * e * math.sin(moon + sun)
        + 0.00208 * e**2 * math.sin(2 * sun)
    )


def new_moons_in_china(first: int, last: int) -> list[dt.date]:
    epoch = dt.datetime(2000, 1, 1, 12, tzinfo=dt.UTC)  # Julian day 2451545.0
    found = []
    for k in range(int((first - 2000) * 12.3), int((last - 1999) * 12.5)):
        moment = epoch + dt.timedelta(days=new_moon(k) - 2451545.0) - dt.timedelta(seconds=70)
        found.append((moment + dt.timedelta(hours=8)).date())
    return found


def test_the_lunar_new_year_is_a_new_moon() -> None:
    """Every day listed is a day of new moon in China, within the bounds of the calendar."""
    moons = new_moons_in_china(2015, 2035)
    assert list(CHINESE_NEW_YEAR) == list(range(2015, 2036))
    for year, (month, day) in CHINESE_NEW_YEAR.items():
        listed = dt.date(year, month, day)
        assert listed in moons, year
        assert dt.date(year, 1, 21) <= listed <= dt.date(year, 2, 20)


def test_years_of_the_moon_are_twelve_or_thirteen_months_long() -> None:
    days = [dt.date(year, *first) for year, first in CHINESE_NEW_YEAR.items()]
    lengths = {(later - first).days for first, later in pairwise(days)}
    assert lengths <= {353, 354, 355, 383, 384, 385}


@pytest.mark.parametrize(
    ("name", "year", "first", "last"),
    [
        ("chinese new year", 2026, dt.date(2026, 2, 10), dt.date(2026, 3, 3)),
        ("golden week", 2026, dt.date(2026, 10, 1), dt.date(2026, 10, 7)),
        ("august", 2026, dt.date(2026, 8, 3), dt.date(2026, 8, 23)),
        ("august", 2027, dt.date(2027, 8, 2), dt.date(2027, 8, 22)),
        ("christmas", 2026, dt.date(2026, 12, 24), dt.date(2027, 1, 1)),
    ],
)
def test_days_of_the_holidays(name, year, first, last) -> None:
    assert closures((name,), year, year) == [Closure(first, last, name)]


def test_the_lantern_festival_ends_the_new_year() -> None:
    (closed,) = closures(("chinese new year",), 2026, 2026)
    assert closed.last == dt.date(2026, 3, 3)  # the fifteenth day of the first month


def test_beyond_the_list_the_new_year_is_left_out() -> None:
    assert closures(("chinese new year",), 2036, 2040) == []


def test_holidays_by_country() -> None:
    assert holidays_of("cn") == ("chinese new year", "golden week")
    assert holidays_of("IT") == ("august", "christmas")
    assert holidays_of("BR") == holidays_of(None) == ()


def test_unknown_holidays_are_refused() -> None:
    with pytest.raises(InputError, match="no holiday 'easter'"):
        closures(("easter",), 2026, 2026)


def test_a_closure_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(InputError, match="ends before it begins"):
        Closure(MONDAY, MONDAY - DAY, "refit")


def test_closures_that_touch_become_one() -> None:
    one, two = Closure(MONDAY, MONDAY + DAY, "a"), Closure(MONDAY + 2 * DAY, MONDAY + 3 * DAY, "b")
    apart = Closure(MONDAY + 9 * DAY, MONDAY + 9 * DAY, "c")
    assert merged([apart, two, one]) == (Closure(one.first, two.last, "a + b"), apart)


# --- lead times -------------------------------------------------------------------------------


def test_nothing_known_changes_nothing() -> None:
    assert ALWAYS.effective_lead_days(MONDAY, 10.5) == 10.5
    assert ALWAYS.arrival(MONDAY, 10.5) == MONDAY + 11 * DAY


@pytest.mark.parametrize(
    ("nominal", "effective"),
    [
        (0, 0),
        (13, 13),
        (14, 14),  # done as the closure begins
        (15, 25),  # one day is left, for after it
        (20, 30),
    ],
)
def test_a_closure_lengthens_what_is_not_done_before_it(nominal, effective) -> None:
    assert Calendar(closures=(SHUT,)).effective_lead_days(MONDAY, nominal) == effective


def test_an_order_during_a_closure_waits_for_its_end() -> None:
    calendar = Calendar(closures=(SHUT,))
    day = dt.date(2026, 6, 20)
    assert calendar.taken_up(day) == dt.date(2026, 6, 25)
    assert calendar.effective_lead_days(day, 10) == 15


def test_two_closures_are_counted_where_both_are_met() -> None:
    later = Closure(dt.date(2026, 7, 1), dt.date(2026, 7, 2), "fair")
    calendar = Calendar(closures=(SHUT, later))
    assert calendar.effective_lead_days(MONDAY, 20) == 30  # 14 before, 6 between
    assert calendar.effective_lead_days(MONDAY, 21) == 33


def test_travel_goes_on_while_the_supplier_is_closed() -> None:
    calendar = Calendar(closures=(SHUT,), transit_days=6)
    assert calendar.effective_lead_days(MONDAY, 20) == 20  # made in 14 days, then at sea
    assert calendar.effective_lead_days(MONDAY, 21) == 31
    assert calendar.effective_lead_days(MONDAY, 3) == 3


def test_a_missed_cut_off_waits_a_week() -> None:
    calendar = Calendar(cut_off=2, cut_off_time=dt.time(16))
    wednesday = dt.date(2026, 6, 3)
    assert calendar.taken_up(MONDAY) == wednesday
    assert calendar.taken_up(wednesday, dt.time(16)) == wednesday
    assert calendar.taken_up(wednesday, dt.time(16, 1)) == wednesday + 7 * DAY
    assert calendar.effective_lead_days(wednesday + DAY, 10) == 16


def test_a_cut_off_day_that_is_closed_is_skipped() -> None:
    calendar = Calendar(cut_off=2, closures=(SHUT,))
    assert calendar.taken_up(dt.date(2026, 6, 11)) == dt.date(2026, 7, 1)
    assert calendar.next_closure(MONDAY) == SHUT
    assert calendar.last_day_before(SHUT) == dt.date(2026, 6, 10)


def test_weekends_are_waited_for() -> None:
    calendar = Calendar(working=frozenset(range(5)))
    saturday = dt.date(2026, 6, 6)
    assert calendar.taken_up(saturday) == dt.date(2026, 6, 8)
    assert calendar.effective_lead_days(saturday, 7) == 9


def test_a_supplier_that_never_works_is_refused() -> None:
    calendar = Calendar(cut_off=6, working=frozenset(range(5)))
    with pytest.raises(InputError, match="no day after"):
        calendar.taken_up(MONDAY)


CLOSURES = st.lists(st.tuples(st.integers(0, 120), st.integers(0, 20)), max_size=5).map(
    lambda pairs: merged(Closure(MONDAY + a * DAY, MONDAY + (a + n) * DAY, "x") for a, n in pairs)
)


@given(
    CLOSURES,
    st.integers(0, 100),
    st.integers(0, 60),
    st.integers(0, 30),
    st.sets(st.integers(0, 6), min_size=1),
)
def test_lead_times_are_those_of_counting_day_by_day(shut, offset, nominal, transit, working):
    calendar = Calendar(frozenset(working), closures=shut, transit_days=transit)
    day = MONDAY + offset * DAY
    now = day
    while not calendar.takes(now):
        now += DAY
    left = max(nominal - transit, 0)
    while left:
        left -= not any(each.first <= now <= each.last for each in shut)
        now += DAY
    expected = (now - day).days + min(transit, nominal)
    assert calendar.effective_lead_days(day, nominal) == expected


@given(CLOSURES, st.integers(0, 100), st.floats(0, 90), st.floats(0, 90))
def test_later_orders_and_longer_lead_times_never_arrive_sooner(shut, offset, one, two):
    calendar = Calendar(closures=shut, working=frozenset(range(5)))
    day = MONDAY + offset * DAY
    low, high = sorted((one, two))
    assert calendar.effective_lead_days(day, low) <= calendar.effective_lead_days(day, high)
    later = calendar.effective_lead_days(day + DAY, low) + 1
    assert calendar.effective_lead_days(day, low) <= later + 1e-9


# --- tables -----------------------------------------------------------------------------------


def test_calendars_are_read_from_their_tables(lake: Lake) -> None:
    lake.upsert("supplier", rows("supplier", {"supplier_id": "mill", "country": "CN"}))
    lake.upsert("supplier", rows("supplier", {"supplier_id": "knit", "country": "CN"}))
    own = {"supplier_id": "knit", "working_days": "Mon, Tuesday;wed", "cut_off_day": "tue"}
    own |= {"cut_off_time": "16:30", "holidays": "Christmas", "transit_days": 21.0}
    lake.upsert("supplier_calendar", rows("supplier_calendar", own))
    shut = {"supplier_id": "knit", "first_day": SHUT.first, "last_day": SHUT.last, "name": "refit"}
    lake.upsert("supplier_closure", rows("supplier_closure", shut))
    found = calendars(lake.snapshot(), MONDAY, by_country=True)
    knit = found["knit"]
    assert (knit.working, knit.cut_off, knit.transit_days) == (frozenset({0, 1, 2}), 1, 21)
    assert knit.cut_off_time == dt.time(16, 30)
    assert SHUT in knit.closures
    assert {each.name for each in knit.closures} == {"refit", "christmas"}
    assert {each.name for each in found["mill"].closures} == {"chinese new year", "golden week"}
    assert calendars(lake.snapshot(), MONDAY, by_country=False)["mill"] == ALWAYS


@pytest.mark.parametrize(
    ("column", "text", "what"),
    [
        ("working_days", "someday", "working days"),
        ("working_days", " ", "working days"),
        ("cut_off_time", "four", "cut-off time"),
        ("holidays", "easter", "no holiday"),
    ],
)
def test_a_calendar_that_cannot_be_read_is_refused(lake: Lake, column, text, what) -> None:
    row = {"supplier_id": "knit", column: text}
    lake.upsert("supplier_calendar", rows("supplier_calendar", row))
    with pytest.raises(InputError, match=what):
        calendars(lake.snapshot(), MONDAY, by_country=True)


def test_no_holidays_may_be_stated(lake: Lake) -> None:
    lake.upsert("supplier", rows("supplier", {"supplier_id": "mill", "country": "CN"}))
    row = {"supplier_id": "mill", "holidays": "none"}
    lake.upsert("supplier_calendar", rows("supplier_calendar", row))
    assert calendars(lake.snapshot(), MONDAY, by_country=True) == {"mill": ALWAYS}


def test_terms_get_the_lead_times_of_the_calendar() -> None:
    terms = pl.DataFrame(
        {
            "supplier_id": ["mill", None, "mill"],
            "lead_time_days": [12.0, 12.0, 20.0],
            "moq": [1, 2, 3],
        }
    )
    found = with_calendars(terms, {"mill": Calendar(closures=(SHUT,))}, MONDAY, 7)
    assert found["moq"].to_list() == [1, 2, 3]
    assert found["nominal_lead_time_days"].to_list() == [12, 12, 20]
    # Of an order of today 12 days, of one next week 12 + 10: today's must last until that comes.
    assert found["lead_time_days"].to_list() == [22, 12, 30]


def test_a_closure_ahead_lengthens_the_lead_time_that_is_planned_with(lake: Lake) -> None:
    term = {"supplier_id": "mill", "variant_id": "tee", "lead_time_days": 20.0, "moq": 1}
    lake.upsert("supply_term", rows("supply_term", term))
    lake.upsert("supplier", rows("supplier", {"supplier_id": "mill", "country": "CN"}))
    lake.upsert("variant", rows("variant", {"variant_id": "tee", "product_id": "tee"}))
    day = dt.date(2026, 2, 2)  # eight days before the makers leave
    plain = supply(lake.snapshot(), Planning())
    ahead = supply(lake.snapshot(), Planning(), day)
    off = supply(lake.snapshot(), Planning(), day, by_country=False)
    assert plain["lead_time_days"].to_list() == off["lead_time_days"].to_list() == [20]
    assert ahead["lead_time_days"].to_list() == [20 + 22]
    assert ahead["nominal_lead_time_days"].to_list() == [20]


def test_every_holiday_can_be_kept() -> None:
    assert {each.name for each in closures(NAMES, 2026, 2026)} == set(NAMES)
