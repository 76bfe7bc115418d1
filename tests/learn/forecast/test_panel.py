from __future__ import annotations

import datetime as dt
from itertools import pairwise

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.learn.forecast.panels import MONDAY, counts, long, ragged

from modiste.learn.forecast.grid import Step
from modiste.learn.forecast.panel import Panel
from modiste.model.errors import InputError


def dated(days: list[dt.date], name: str = "a") -> pl.DataFrame:
    return pl.DataFrame({"series": [name] * len(days), "time": days, "value": [1.0] * len(days)})


# --- grids ------------------------------------------------------------------------------------


def test_gaps_are_filled_with_null_within_each_span() -> None:
    frame = pl.concat([long([1.0, 2.0, 3.0, 4.0]), long([5.0, 6.0, 7.0], "b", 2)])
    holes = frame.filter(~pl.col("value").is_in([2.0, 6.0])).with_columns(group=pl.lit("coat"))
    panel = Panel.of(holes)
    assert panel.step == Step("days", 7)
    assert panel.frame["value"].to_list() == [1.0, None, 3.0, 4.0, 5.0, None, 7.0]
    assert panel.frame["time"].to_list() == [
        MONDAY + dt.timedelta(weeks=k) for k in (0, 1, 2, 3, 2, 3, 4)
    ]
    assert panel.frame["group"].to_list() == ["coat"] * 7
    assert panel.lengths.tolist() == [4, 3]
    assert panel.starts.tolist() == [0, 4, 7]
    assert panel.filled.tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]


def test_days_stay_days() -> None:
    days = [MONDAY + dt.timedelta(days=k) for k in (0, 1, 2, 3, 6)]
    assert Panel.of(dated(days)).step == Step("days", 1)


def test_a_datetime_counts_by_its_day() -> None:
    moments = [dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC) + dt.timedelta(weeks=k) for k in range(3)]
    frame = pl.DataFrame({"series": ["a"] * 3, "time": moments, "value": [1, 2, 3]})
    panel = Panel.of(frame)
    assert panel.frame["time"].to_list() == [MONDAY + dt.timedelta(weeks=k) for k in range(3)]
    assert panel.frame["value"].dtype == pl.Float64


def test_months_with_a_gap() -> None:
    months = [dt.date(2024, 11, 15), dt.date(2024, 12, 15), dt.date(2025, 2, 15)]
    panel = Panel.of(dated(months))
    assert panel.step == Step("months", 1)
    assert panel.frame["time"].to_list()[2] == dt.date(2025, 1, 15)
    assert panel.future(2)["time"].to_list() == [dt.date(2025, 3, 15), dt.date(2025, 4, 15)]


def test_month_ends() -> None:
    ends = [dt.date(2023, 11, 30), dt.date(2023, 12, 31), dt.date(2024, 1, 31)]
    panel = Panel.of(dated(ends))
    assert panel.step == Step("month ends", 1)
    assert panel.future(3)["time"].to_list() == [
        dt.date(2024, 2, 29), dt.date(2024, 3, 31), dt.date(2024, 4, 30)
    ]  # fmt: skip


def test_quarters() -> None:
    panel = Panel.of(dated([dt.date(2024, m, 1) for m in (1, 4, 7, 10)]))
    assert panel.step == Step("months", 3)
    assert panel.future(1)["time"].to_list() == [dt.date(2025, 1, 1)]


def test_a_single_date_is_taken_for_a_week() -> None:
    panel = Panel.of(long([4.0]))
    assert panel.future(2)["time"].to_list() == [
        MONDAY + dt.timedelta(weeks=1), MONDAY + dt.timedelta(weeks=2)
    ]  # fmt: skip


@given(
    size=st.integers(1, 50),
    start=st.integers(-1000, 1000),
    steps=st.lists(st.integers(0, 60), min_size=2, max_size=30, unique=True),
)
def test_any_integer_grid_is_recovered(size: int, start: int, steps: list[int]) -> None:
    times = sorted(start + size * k for k in steps)
    frame = pl.DataFrame({"series": ["a"] * len(times), "time": times, "value": [1.0] * len(times)})
    step = int(np.gcd.reduce(np.diff(times)))
    if len(times) > 8 and len(set(np.diff(times))) == 1:
        assert step == np.diff(times)[0]
    panel = Panel.of(frame)
    assert panel.step == Step("integers", step)
    grid = panel.frame["time"].to_list()
    assert grid == list(range(times[0], times[-1] + 1, step))
    assert panel.frame.drop_nulls("value")["time"].to_list() == times


@given(st.data())
def test_weeks_are_kept_whatever_is_missing(data: st.DataObject) -> None:
    kept = data.draw(st.lists(st.integers(0, 80), min_size=3, max_size=40, unique=True))
    kept = sorted({*kept, 0, 1})
    frame = dated([MONDAY + dt.timedelta(weeks=k) for k in kept])
    panel = Panel.of(frame)
    assert panel.step == Step("days", 7)
    assert all(b - a == dt.timedelta(7) for a, b in pairwise(panel.frame["time"].to_list()))
    assert panel.frame["value"].count() == len(kept)
    assert_frame_equal(Panel.of(panel.frame).frame, panel.frame)


# --- refusals ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["series", "time", "value"])
def test_a_missing_column_is_named(name: str) -> None:
    with pytest.raises(InputError, match=f"needs the column '{name}'"):
        Panel.of(counts().drop(name))


def test_text_for_a_time_is_refused() -> None:
    with pytest.raises(InputError, match="time is String"):
        Panel.of(counts().with_columns(pl.col("time").cast(pl.String)))


def test_text_for_a_value_is_refused() -> None:
    with pytest.raises(InputError, match="the values are String"):
        Panel.of(counts().with_columns(value=pl.lit("many")))


@pytest.mark.parametrize("name", ["series", "time"])
def test_a_row_without_name_or_time_is_refused(name: str) -> None:
    frame = counts().with_columns(pl.when(pl.int_range(pl.len()) != 4).then(pl.col(name)))
    with pytest.raises(InputError, match=f"1 rows have no {name}") as refused:
        Panel.of(frame)
    assert refused.value.place.row == 5


def test_infinity_is_refused_with_its_place() -> None:
    with pytest.raises(InputError, match="'a' has an infinite value at 2024-01-08"):
        Panel.of(long([1.0, float("inf"), 2.0]))


def test_two_values_at_one_time_are_refused() -> None:
    frame = pl.concat([long([1.0, 2.0]), long([3.0], start=1)])
    with pytest.raises(InputError, match="'a' has two values at 2024-01-08"):
        Panel.of(frame)


@pytest.mark.parametrize("nothing", [None, float("nan")])
def test_a_series_without_a_value_is_refused(nothing: float | None) -> None:
    frame = pl.concat([long([1.0, 2.0]), long([nothing, nothing], "b")])
    with pytest.raises(InputError, match=r"'b' has no value at all \(1 such series\)"):
        Panel.of(frame)


def test_weeks_on_two_weekdays_are_refused() -> None:
    days = [MONDAY + dt.timedelta(weeks=k, days=(k % 9 == 8)) for k in range(20)]
    with pytest.raises(InputError, match="fit no weekly or monthly grid: most are 7 days apart"):
        Panel.of(dated(days))


def test_mixed_frequencies_are_refused() -> None:
    daily = dated([MONDAY + dt.timedelta(days=k) for k in range(60)], "daily")
    weekly = dated([MONDAY + dt.timedelta(weeks=k) for k in range(9)], "weekly")
    with pytest.raises(InputError, match="'weekly' has a value every 7 steps of 1 days"):
        Panel.of(pl.concat([daily, weekly]))


def test_a_wrong_time_does_not_fill_the_memory() -> None:
    frame = pl.DataFrame({"series": ["a"] * 3, "time": [1, 2, 10**12], "value": [1.0, 2.0, 3.0]})
    with pytest.raises(InputError, match="3 values are spread over 1,000,000,000,000 steps"):
        Panel.of(frame)


# --- parts ------------------------------------------------------------------------------------


def test_until_cuts_at_one_date_and_shortened_at_each_end() -> None:
    panel = Panel.of(ragged())
    cut = panel.until(10)
    assert cut.frame["time"].max() == MONDAY + dt.timedelta(weeks=29)
    assert cut.names.to_list() == ["constant", "early", "long", "zero"]
    shorter = panel.shortened(10)
    assert dict(zip(shorter.names, shorter.lengths.tolist(), strict=True)) == {
        "constant": 20, "early": 2, "long": 30, "zero": 20,
    }  # fmt: skip


def test_cutting_leaves_no_series_without_a_value() -> None:
    panel = Panel.of(pl.concat([long([1.0] * 6), long([None, None, None, 4.0, 5.0, 6.0], "b")]))
    assert panel.until(3).names.to_list() == ["a"]
    assert panel.shortened(3).names.to_list() == ["a"]


def test_only_keeps_order_and_values() -> None:
    panel = Panel.of(ragged())
    part = panel.only(pl.Series(["zero", "early"]))
    assert part.names.to_list() == ["early", "zero"]
    assert_frame_equal(
        part.frame,
        ragged().filter(pl.col("series").is_in(["early", "zero"])).sort("series", "time"),
    )


@given(lengths=st.lists(st.integers(1, 12), min_size=1, max_size=6), tail=st.integers(1, 15))
def test_tails_are_the_last_values(lengths: list[int], tail: int) -> None:
    frame = pl.concat(
        [long([10.0 * n + k for k in range(length)], f"s{n}") for n, length in enumerate(lengths)]
    )
    tails = Panel.of(frame).tails(tail)
    for n, length in enumerate(lengths):
        own = [10.0 * n + k for k in range(length)][-tail:]
        expected = [float("nan")] * (tail - len(own)) + own
        np.testing.assert_array_equal(tails[n], expected)


def test_estimates_are_learnt_from_and_not_judged() -> None:
    frame = long([1.0, 2.0, 3.0]).with_columns(estimated=pl.Series([False, True, None]))
    panel = Panel.of(frame)
    assert panel.filled.tolist() == [1.0, 2.0, 3.0]
    np.testing.assert_array_equal(panel.values, [1.0, np.nan, 3.0])


def test_counts_are_whole_and_not_negative() -> None:
    assert Panel.of(long([0.0, 3.0, None])).counts
    assert not Panel.of(long([0.5, 3.0])).counts
    assert not Panel.of(long([-1.0, 3.0])).counts
    assert Panel.of(long([0.5, 3.0])).positive
    assert not Panel.of(long([-1.0, 3.0])).positive


def test_a_static_column_is_its_first_known_value() -> None:
    frame = pl.concat([long([1.0, 2.0]), long([3.0], "b")]).with_columns(
        group=pl.Series([None, "coat", "skirt"])
    )
    assert Panel.of(frame).static("group").to_list() == ["coat", "skirt"]
    assert Panel.of(frame).static("brand") is None


def test_a_panel_is_taken_as_it_is() -> None:
    panel = Panel.of(counts())
    assert Panel.of(panel) is panel
