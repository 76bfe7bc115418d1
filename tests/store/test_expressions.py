"""The weekly panel against a reading by hand, on every engine."""

from __future__ import annotations

import datetime as dt
import random
from zoneinfo import ZoneInfo

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from modiste.model.tables import table
from modiste.store.engine import connect
from modiste.store.expressions import SERIES, Weeks, offsets, read_panel

UTC = dt.UTC
EPOCH = dt.date(1970, 1, 1)
ZONES = [
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "America/St_Johns",
    "Australia/Lord_Howe",  # half an hour of summer time
    "Asia/Kolkata",
    "Pacific/Apia",  # skipped the 30th of December 2011
]


def weeks_of(year: int, first_weekday: int, zone: str, count: int = 60) -> Weeks:
    first = dt.date(year, 1, 1)
    start = first - dt.timedelta(days=(first.weekday() - first_weekday) % 7)
    return Weeks(
        start=start,
        end=start + dt.timedelta(weeks=count),
        zone=zone,
        first_weekday=first_weekday,
    )


# --- the reading by hand ----------------------------------------------------------------------


def week_by_hand(moment: pl.Expr, weeks: Weeks) -> pl.Expr:
    day = moment.dt.convert_time_zone(weeks.zone).dt.date()
    into = (day.dt.weekday() - 1 - weeks.first_weekday) % 7  # polars counts from Monday as 1
    return day - pl.duration(days=into)


def panel_by_hand(sale: pl.DataFrame, stock: pl.DataFrame, weeks: Weeks) -> pl.DataFrame:
    sale = sale.with_columns(week=week_by_hand(pl.col("sold_at"), weeks))
    stock = stock.with_columns(
        week=week_by_hand(pl.col("counted_at") - pl.duration(seconds=1), weeks)
    )
    seen = pl.concat(
        [sale.select(*SERIES, "week"), stock.filter(pl.col("on_hand") > 0).select(*SERIES, "week")]
    )
    calendar = pl.DataFrame(
        {"week": pl.date_range(weeks.start, weeks.end, "7d", closed="left", eager=True)}
    )
    grid = (
        seen.group_by(SERIES)
        .agg(first=pl.col("week").min())
        .join(calendar, how="cross")
        .filter(pl.col("week") >= pl.col("first"))
        .drop("first")
    )
    units = pl.col("quantity")
    sold = sale.group_by(*SERIES, "week").agg(
        sold=units.filter(units > 0).sum(), returned=-units.filter(units < 0).sum()
    )
    empty = stock.filter(pl.col("on_hand") <= 0).select(*SERIES, "week").unique()
    return (
        grid.join(sold, on=[*SERIES, "week"], how="left")
        .join(empty.with_columns(censored=True), on=[*SERIES, "week"], how="left")
        .with_columns(pl.col("sold", "returned", "censored").fill_null(0))
        .with_columns(pl.col("censored").cast(pl.Boolean))
        .sort(*SERIES, "week")
        .select(*SERIES, "week", "sold", "returned", "censored")
    )


# --- random worlds ----------------------------------------------------------------------------


def moments(chance: random.Random, weeks: Weeks, count: int) -> list[dt.datetime]:
    """Moments in and around the panel, many of them close to midnight or to a change of clocks."""
    changes = [moment for moment, _ in offsets(weeks.zone, weeks.start, weeks.end)[1:]]
    found = []
    for _ in range(count):
        day = weeks.start + dt.timedelta(days=chance.randrange(-30, 7 * 60 + 30))
        local = dt.datetime.combine(day, dt.time(), ZoneInfo(weeks.zone)).astimezone(UTC)
        base = chance.choice([local, local, *changes])
        near = chance.choice([0, 1, -1, 0.7, -0.3, 1800, -1800, chance.uniform(0, 86_400)])
        found.append(base + dt.timedelta(seconds=near))
    return found


def world(seed: int, weeks: Weeks) -> tuple[pl.DataFrame, pl.DataFrame]:
    chance = random.Random(seed)  # noqa: S311

    def place() -> dict[str, str]:
        return {
            "variant_id": f"v{chance.randrange(4)}",
            "location_id": chance.choice(["web", "shop"]),
        }

    sale = [
        {
            **place(),
            "order_id": f"o{number}",
            "line_no": 1,
            "sold_at": moment,
            "quantity": chance.choice([1, 1, 2, 5, -1, -3, 0]),
        }
        for number, moment in enumerate(moments(chance, weeks, 150))
    ]
    stock = [
        {**place(), "counted_at": moment, "on_hand": chance.choice([None, -1, 0, 0, 3, 8])}
        for moment in moments(chance, weeks, 80)
    ]
    counts = pl.DataFrame(stock, schema_overrides=types("stock"))
    counts = counts.unique(table("stock").key, keep="first", maintain_order=True)
    return pl.DataFrame(sale, schema_overrides=types("sale")), counts


def types(name: str) -> dict[str, pl.DataType]:
    return dict(table(name).polars())


@pytest.mark.parametrize("first_weekday", [0, 6], ids=["monday", "sunday"])
@pytest.mark.parametrize("zone", ZONES)
def test_the_panel_equals_the_reading_by_hand(lake, engine_over, zone, first_weekday):
    weeks = weeks_of(2011 if zone == "Pacific/Apia" else 2025, first_weekday, zone)
    sale, stock = world(ZONES.index(zone) * 2 + first_weekday, weeks)
    with lake.stage("sale") as stage:  # several files
        stage.write(sale.head(60))
        stage.write(sale.tail(-60))
        stage.commit()
    lake.upsert("stock", stock)
    found = read_panel(engine_over(lake), weeks)
    expected = panel_by_hand(sale, stock, weeks)
    assert expected.height > 100
    assert expected["censored"].any()
    assert expected["returned"].sum() > 0
    assert_frame_equal(found, expected)


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), zone=st.sampled_from(ZONES), weekday=st.integers(0, 6))
def test_the_panel_of_any_world_equals_the_reading_by_hand(tmp_path_factory, seed, zone, weekday):
    from modiste.store.lake import Lake

    lake = Lake(tmp_path_factory.mktemp("lake"))
    weeks = weeks_of(2011 + seed % 20, weekday, zone)
    sale, stock = world(seed, weeks)
    lake.upsert("sale", sale)
    lake.upsert("stock", stock)
    with connect(lake.snapshot()) as engine:
        assert_frame_equal(read_panel(engine, weeks), panel_by_hand(sale, stock, weeks))


# --- by example -------------------------------------------------------------------------------

MONDAY = dt.date(2026, 1, 5)
FOUR = Weeks(start=MONDAY, end=MONDAY + dt.timedelta(weeks=4), zone="UTC")


def write(lake, *, sold: list[tuple[str, int]] = (), counted: list[tuple[str, int | None]] = ()):
    """Sales and counts of one variant: moments as text, with units."""
    series = {"variant_id": "v", "location_id": "web"}
    if sold:
        rows = [
            {**series, "order_id": str(n), "line_no": 1, "sold_at": at, "quantity": units}
            for n, (at, units) in enumerate(sold)
        ]
        lake.upsert("sale", pl.DataFrame(rows))
    if counted:
        rows = [{**series, "counted_at": at, "on_hand": units} for at, units in counted]
        lake.upsert("stock", pl.DataFrame(rows, schema_overrides={"on_hand": pl.Int64}))


def panel(lake, engine_over, weeks: Weeks = FOUR) -> list[tuple[str, int, int, bool]]:
    found = read_panel(engine_over(lake), weeks)
    return [(f"{week:%d}", *rest) for _, _, week, *rest in found.rows()]


def test_weeks_without_sales_are_zero_from_the_first_sale(lake, engine_over):
    write(lake, sold=[("2026-01-12T10:00Z", 2), ("2026-01-26T10:00Z", 1)])
    assert panel(lake, engine_over) == [
        ("12", 2, 0, False),
        ("19", 0, 0, False),
        ("26", 1, 0, False),
    ]


def test_a_series_begins_when_stock_is_first_found(lake, engine_over):
    write(
        lake,
        sold=[("2026-01-27T10:00Z", 1)],
        counted=[("2026-01-07T10:00Z", 0), ("2026-01-14T10:00Z", 5), ("2026-01-21T10:00Z", None)],
    )
    assert panel(lake, engine_over) == [
        ("12", 0, 0, False),
        ("19", 0, 0, False),
        ("26", 1, 0, False),
    ]


def test_a_series_that_began_before_the_panel_fills_it(lake, engine_over):
    write(lake, sold=[("2025-06-01T10:00Z", 4)])
    assert panel(lake, engine_over) == [(day, 0, 0, False) for day in ("05", "12", "19", "26")]


def test_what_comes_after_the_panel_is_not_in_it(lake, engine_over):
    write(lake, sold=[("2026-02-02T00:00:00Z", 4)])
    assert panel(lake, engine_over) == []


def test_the_last_moment_of_a_week_is_in_it(lake, engine_over):
    write(lake, sold=[("2026-01-11T23:59:59.999999Z", 1), ("2026-01-12T00:00:00Z", 2)])
    assert panel(lake, engine_over)[:2] == [("05", 1, 0, False), ("12", 2, 0, False)]


def test_returns_are_counted_apart_from_sales(lake, engine_over):
    write(
        lake, sold=[("2026-01-26T10:00Z", 5), ("2026-01-27T10:00Z", -2), ("2026-01-28T10:00Z", 0)]
    )
    assert panel(lake, engine_over) == [("26", 5, 2, False)]


def test_an_empty_shelf_censors_the_week_that_it_ends(lake, engine_over):
    """A count at the first moment of a week tells of the week before."""
    write(
        lake,
        sold=[("2026-01-05T10:00Z", 1)],
        counted=[("2026-01-12T00:00:00Z", 0), ("2026-01-28T00:00:00Z", -1)],
    )
    marks = [censored for *_, censored in panel(lake, engine_over)]
    assert marks == [True, False, False, True]


def test_an_unknown_count_censors_nothing(lake, engine_over):
    write(lake, sold=[("2026-01-26T10:00Z", 1)], counted=[("2026-01-27T10:00Z", None)])
    assert panel(lake, engine_over) == [("26", 1, 0, False)]


def test_days_are_those_of_the_zone(lake, engine_over):
    """23:30 on Sunday in UTC is Monday in Paris, and Sunday in New York."""
    write(lake, sold=[("2026-01-25T23:30:00Z", 1)])
    weeks = {
        zone: Weeks(FOUR.start, FOUR.end, zone) for zone in ("Europe/Paris", "America/New_York")
    }
    found = {zone: panel(lake, engine_over, each)[0][0] for zone, each in weeks.items()}
    assert found == {"Europe/Paris": "26", "America/New_York": "19"}


def test_no_sales_and_no_stock_make_an_empty_panel(lake, engine_over):
    found = read_panel(engine_over(lake), FOUR)
    assert found.height == 0
    assert found.schema == {
        "variant_id": pl.String,
        "location_id": pl.String,
        "week": pl.Date,
        "sold": pl.Int64,
        "returned": pl.Int64,
        "censored": pl.Boolean,
    }


def test_a_panel_begins_and_ends_with_a_week():
    with pytest.raises(ValueError, match="first days of weeks"):
        Weeks(MONDAY, MONDAY + dt.timedelta(days=8), "UTC")
    with pytest.raises(ValueError, match="first days of weeks"):
        Weeks(MONDAY, MONDAY + dt.timedelta(weeks=1), "UTC", first_weekday=6)


# --- parts ------------------------------------------------------------------------------------


@given(day=st.dates(dt.date(1960, 1, 1), dt.date(2100, 1, 1)), weekday=st.integers(0, 6))
def test_week_numbers_and_first_days_are_inverse(day, weekday):
    first = day - dt.timedelta(days=(day.weekday() - weekday) % 7)
    weeks = Weeks(first, first + dt.timedelta(weeks=1), "UTC", weekday)
    number = weeks.number(first)
    assert weeks.number(first + dt.timedelta(days=6)) == number
    assert weeks.number(first + dt.timedelta(days=7)) == number + 1
    assert pl.select(weeks.first_day(pl.lit(number))).item() == first
    assert (first - EPOCH).days == number * 7 - (3 - weekday) % 7


@pytest.mark.parametrize("zone", ZONES)
@given(moment=st.datetimes(dt.datetime(2010, 1, 1), dt.datetime(2030, 1, 1)))  # noqa: DTZ001
def test_offsets_are_those_of_the_zone(zone, moment):
    at = moment.replace(tzinfo=UTC, microsecond=0)
    changes = offsets(zone, at.date(), at.date() + dt.timedelta(days=200))
    shift = [seconds for start, seconds in changes if start <= at][-1]
    assert at.astimezone(ZoneInfo(zone)).utcoffset() == dt.timedelta(seconds=shift)


def test_a_change_of_clocks_is_found_to_the_second():
    assert offsets("Europe/Paris", dt.date(2026, 3, 1), dt.date(2026, 11, 1))[1:] == [
        (dt.datetime(2026, 3, 29, 1, tzinfo=UTC), 7200),
        (dt.datetime(2026, 10, 25, 1, tzinfo=UTC), 3600),
    ]
