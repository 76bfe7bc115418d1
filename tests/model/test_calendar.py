"""The retail calendar, ISO and planning weeks, and local dates."""

# ruff: noqa: DTZ001 (hypothesis takes naive bounds for naive datetimes)

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.calendar import (
    NRF,
    SUNDAY,
    RetailCalendar,
    iso_week,
    iso_week_start,
    local_date_expr,
    week_start,
    week_start_expr,
)
from modiste.model.errors import InputError, UnknownNameError

DAYS = st.dates(dt.date(1900, 1, 1), dt.date(2200, 12, 31))
CALENDARS = st.builds(
    RetailCalendar,
    pattern=st.sampled_from([(4, 5, 4), (4, 4, 5), (5, 4, 4)]),
    first_weekday=st.integers(0, 6),
    end_month=st.integers(1, 12),
    end_rule=st.sampled_from(["nearest", "last"]),
    year_name=st.sampled_from(["start", "end"]),
)


@pytest.mark.parametrize(
    ("year", "start", "end", "weeks"),
    [
        (2011, "2011-01-30", "2012-01-28", 52),
        (2012, "2012-01-29", "2013-02-02", 53),
        (2013, "2013-02-03", "2014-02-01", 52),
        (2016, "2016-01-31", "2017-01-28", 52),
        (2017, "2017-01-29", "2018-02-03", 53),
        (2018, "2018-02-04", "2019-02-02", 52),
        (2019, "2019-02-03", "2020-02-01", 52),
        (2020, "2020-02-02", "2021-01-30", 52),
        (2022, "2022-01-30", "2023-01-28", 52),
        (2023, "2023-01-29", "2024-02-03", 53),
        (2024, "2024-02-04", "2025-02-01", 52),
        (2025, "2025-02-02", "2026-01-31", 52),
    ],
)
def test_nrf_years(year, start, end, weeks):
    assert NRF.year_start(year) == dt.date.fromisoformat(start)
    assert NRF.year_end(year) == dt.date.fromisoformat(end)
    assert NRF.weeks_in_year(year) == weeks


def test_nrf_53_week_years():
    assert [y for y in range(2006, 2041) if NRF.weeks_in_year(y) == 53] == [
        2006, 2012, 2017, 2023, 2028, 2034, 2040,
    ]  # fmt: skip


def test_week_fields():
    week = NRF.week_of(dt.date(2023, 11, 24))  # Black Friday 2023
    assert (week.year, week.week, week.month, week.week_of_month) == (2023, 43, 10, 4)
    assert (week.quarter, week.half, week.key) == (4, 2, "2023-W43")
    assert (week.start, week.end) == (dt.date(2023, 11, 19), dt.date(2023, 11, 25))
    extra = NRF.week_of(dt.datetime(2024, 2, 3, 12, tzinfo=dt.UTC))
    assert (extra.week, extra.month, extra.week_of_month, extra.quarter) == (53, 12, 5, 4)
    assert NRF.month_weeks(2023) == (4, 5, 4, 4, 5, 4, 4, 5, 4, 4, 5, 5)


def test_restated_year():
    # NRF: the restated 2023 begins on 5 February, beside fiscal 2024's 4 February.
    assert NRF.restated_start(2023) == dt.date(2023, 2, 5)
    assert NRF.restated_start(2024) == dt.date(2024, 2, 4)
    assert NRF.restated_week_of(dt.date(2023, 2, 1)) is None
    shifted = NRF.restated_week_of(dt.date(2023, 11, 24))
    assert shifted is not None
    assert (shifted.week, shifted.month, shifted.week_of_month) == (42, 10, 3)
    assert NRF.restated_week_of(dt.date(2024, 11, 29)) == NRF.week_of(dt.date(2024, 11, 29))


def test_same_week_last_year():
    black_friday = dt.date(2024, 11, 29)
    before = NRF.same_week_last_year(black_friday)
    assert before is not None
    assert (before.year, before.week, before.start) == (2023, 44, dt.date(2023, 11, 26))
    unshifted = NRF.same_week_last_year(black_friday, restated=False)
    assert unshifted is not None
    assert (unshifted.year, unshifted.week) == (2023, 43)
    assert NRF.same_week_last_year(dt.date(2024, 2, 1), restated=False) is None
    wraps = NRF.same_week_last_year(dt.date(2024, 2, 1))
    assert wraps == NRF.week(2023, 1)
    assert NRF.same_day_last_year(black_friday) == dt.date(2023, 12, 1)


def test_other_calendars():
    # Ends on the last Saturday of December, weeks from Sunday.
    last = RetailCalendar(pattern=(4, 4, 5), end_month=12, end_rule="last")
    assert last.year_end(2023) == dt.date(2023, 12, 30)
    assert last.year_start(2024) == dt.date(2023, 12, 31)
    # A British year to the Saturday nearest 31 March, called after the year in which it ends.
    british = RetailCalendar(end_month=3, year_name="end")
    assert british.year_end(2024) == dt.date(2024, 3, 30)
    # Monday weeks nearest 31 December are the ISO years.
    iso = RetailCalendar(pattern=(4, 4, 5), first_weekday=0, end_month=12)
    assert [iso.weeks_in_year(y) for y in (2015, 2020, 2021, 2026)] == [53, 53, 52, 53]


@given(CALENDARS, DAYS)
def test_every_day_has_one_week(calendar, day):
    week = calendar.week_of(day)
    assert week.start <= day <= week.end
    assert week.start.weekday() == calendar.first_weekday
    assert calendar.week(week.year, week.week) == week
    assert calendar.weeks_in_year(week.year) in (52, 53)
    assert sum(calendar.month_weeks(week.year)) == calendar.weeks_in_year(week.year)
    before = calendar.same_week_last_year(day)
    assert before is not None
    assert (week.start - before.start).days == 364
    following = calendar.week_of(week.end + dt.timedelta(days=1))
    assert following > week


@given(DAYS)
def test_iso_calendar_agrees(day):
    calendar = RetailCalendar(pattern=(4, 4, 5), first_weekday=0, end_month=12)
    assert calendar.week_of(day).key == iso_week(day)
    assert iso_week_start(iso_week(day)) == week_start(day)


@pytest.mark.parametrize("text", ["2024", "2024-W54", "2021-W53", "W05", ""])
def test_iso_week_start_refuses(text):
    with pytest.raises(InputError):
        iso_week_start(text)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pattern": (4, 4, 4)},
        {"first_weekday": 7},
        {"end_month": 0},
        {"end_rule": "first"},
        {"year_name": "middle"},
    ],
)
def test_calendar_refuses(wrong):
    with pytest.raises(InputError):
        RetailCalendar(**wrong)


def test_week_out_of_range():
    with pytest.raises(InputError, match="has 52 weeks"):
        NRF.week_start(2024, 53)
    assert NRF.week_start(2023, 53) == dt.date(2024, 1, 28)
    with pytest.raises(InputError, match="out of range"):
        NRF.year_end(0)


@given(st.lists(DAYS, min_size=1, max_size=20), st.integers(0, 6))
def test_week_start_expr_equals_scalar(days, first):
    frame = pl.DataFrame({"d": [*days, None]})
    got = frame.select(week_start_expr("d", first))["d"].to_list()
    assert got == [*(week_start(d, first) for d in days), None]


@given(
    st.lists(
        st.datetimes(dt.datetime(1900, 1, 1), dt.datetime(2200, 1, 1)), min_size=1, max_size=20
    ),
    st.integers(0, 6),
)
def test_week_start_expr_on_times(times, first):
    for dtype in (pl.Datetime("us"), pl.Datetime("us", "UTC"), pl.Datetime("ms")):
        frame = pl.DataFrame({"t": times}).with_columns(pl.col("t").cast(pl.Datetime("us")))
        if dtype.time_zone:
            frame = frame.with_columns(pl.col("t").dt.replace_time_zone("UTC"))
        got = frame.select(week_start_expr(pl.col("t").cast(dtype), first)).to_series()
        assert got.dtype == pl.Date
        assert got.to_list() == [week_start(t, first) for t in times]


def test_local_date_across_summer_time():
    times = [
        dt.datetime(2024, 3, 30, 22, 59, tzinfo=dt.UTC),  # 23:59 in Paris, winter
        dt.datetime(2024, 3, 30, 23, 0, tzinfo=dt.UTC),  # 00:00 in Paris, winter
        dt.datetime(2024, 3, 31, 22, 0, tzinfo=dt.UTC),  # 00:00 in Paris, summer
        dt.datetime(1969, 12, 31, 23, 30, tzinfo=dt.UTC),
        None,
    ]
    frame = pl.DataFrame({"t": times})
    got = frame.select(local_date_expr("t", "Europe/Paris"))["t"].to_list()
    assert got == [
        dt.date(2024, 3, 30), dt.date(2024, 3, 31), dt.date(2024, 4, 1), dt.date(1970, 1, 1), None,
    ]  # fmt: skip


@given(
    st.datetimes(dt.datetime(1950, 1, 1), dt.datetime(2037, 1, 1)),
    st.sampled_from(["America/New_York", "Asia/Shanghai", "Asia/Kathmandu", "UTC"]),
)
def test_local_date_expr_equals_zoneinfo(time, zone):
    frame = pl.DataFrame({"t": [time]})
    got = frame.select(local_date_expr("t", zone))["t"][0]
    assert got == time.replace(tzinfo=dt.UTC).astimezone(ZoneInfo(zone)).date()


@pytest.mark.parametrize("zone", ["Mars/Olympus", "", "../etc/passwd", "Europe/"])
def test_unknown_zone(zone):
    with pytest.raises(UnknownNameError, match="no time zone"):
        local_date_expr("t", zone)


def test_frame():
    frame = NRF.frame(dt.date(2024, 1, 30), dt.date(2024, 2, 5))
    assert frame["key"].to_list() == ["2023-W53", "2024-W01"]
    assert frame["week_start"].to_list() == [dt.date(2024, 1, 28), dt.date(2024, 2, 4)]
    assert frame.schema["half"] == pl.Int32
    assert frame["half"].to_list() == [2, 1]


def test_planning_week():
    assert week_start(dt.date(2024, 1, 7)) == dt.date(2024, 1, 1)
    assert week_start(dt.date(2024, 1, 7), SUNDAY) == dt.date(2024, 1, 7)
    with pytest.raises(InputError):
        week_start(dt.date(2024, 1, 7), 9)
