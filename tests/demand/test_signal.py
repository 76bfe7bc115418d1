from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.demand.signal import REACH, demand_panel, named, uncensored

MONDAY = dt.date(2026, 1, 5)


def weekly(
    sold: list[int], empty: list[int] | None = None, variant: str = "tee", location: str = "web"
) -> pl.DataFrame:
    """A weekly panel; ``empty`` names the weeks in which a count found nothing."""
    weeks = range(len(sold))
    return pl.DataFrame(
        {
            "variant_id": variant,
            "location_id": location,
            "week": [MONDAY + dt.timedelta(weeks=k) for k in weeks],
            "sold": sold,
            "censored": [k in (empty or []) for k in weeks],
        }
    )


def demand(sold: list[float], empty: list[int]) -> list[float]:
    frame = pl.DataFrame(
        {
            "series": 0,
            "time": range(len(sold)),
            "value": [float(s) for s in sold],
            "estimated": [k in empty for k in range(len(sold))],
        }
    )
    return uncensored(frame)["value"].to_list()


def test_an_empty_week_is_raised_to_the_weeks_around_it() -> None:
    assert demand([4, 6, 0, 5, 9], [2]) == [4.0, 6.0, 6.0, 5.0, 9.0]


def test_what_was_sold_is_never_lowered() -> None:
    assert demand([1, 1, 9, 1], [2]) == [1.0, 1.0, 9.0, 1.0]


def test_other_empty_weeks_say_nothing() -> None:
    assert demand([3, 0, 0, 5], [1, 2]) == [3.0, 4.0, 4.0, 5.0]


def test_weeks_far_from_any_full_shelf_stand_as_sold() -> None:
    empty = list(range(1, 1 + 2 * REACH))
    found = demand([4] + [0] * (2 * REACH) + [2], empty)
    assert found[REACH] == 4.0
    assert found[REACH + 1] == 2.0
    alone = demand([7, *[1] * (REACH + 2)], list(range(1, REACH + 3)))
    assert alone[REACH] == 7.0
    assert alone[REACH + 1 :] == [1.0, 1.0]


def test_a_shelf_that_was_always_empty() -> None:
    assert demand([0, 2, 0], [0, 1, 2]) == [0.0, 2.0, 0.0]


def test_series_do_not_speak_for_each_other() -> None:
    both = pl.concat([weekly([9] * 4, variant="a"), weekly([1, 0, 1], [1], variant="b")])
    panel, _ = demand_panel(both, pl.DataFrame({"variant_id": ["a"], "group": ["tee"]}))
    assert panel["value"].to_list() == [9.0] * 4 + [1.0] * 3


@given(
    sold=st.lists(st.integers(0, 50), min_size=1, max_size=40),
    data=st.data(),
)
def test_only_empty_weeks_change_and_only_upwards(sold: list[int], data: st.DataObject) -> None:
    empty = data.draw(st.sets(st.integers(0, len(sold) - 1)))
    found = demand([float(s) for s in sold], sorted(empty))
    full = [s for k, s in enumerate(sold) if k not in empty]
    for k, (was, now) in enumerate(zip(sold, found, strict=True)):
        assert now >= was
        assert k in empty or now == was
        assert now <= max([was, *full]) + 1e-9


def test_numbers_stand_for_variant_and_location() -> None:
    frames = [
        weekly([1, 2], variant=variant, location=location)
        for variant, location in (("b", "web"), ("a", "store"), ("a", "lager"))
    ]
    groups = pl.DataFrame({"variant_id": ["a", "b"], "group": ["coat", None]})
    panel, keys = demand_panel(pl.concat(frames), groups)
    assert keys.rows() == [(0, "a", "lager"), (1, "a", "store"), (2, "b", "web")]
    assert panel["series"].to_list() == [0, 0, 1, 1, 2, 2]
    assert panel["group"].to_list() == ["coat"] * 4 + [None, None]
    assert panel.columns == ["series", "time", "value", "estimated", "group"]
    back = named(
        pl.DataFrame(
            {"series": [2, 0], "mean": [1.5, 2.5]}, schema_overrides={"series": pl.UInt32}
        ),
        keys,
    )
    assert back.rows() == [("b", "web", 1.5), ("a", "lager", 2.5)]


def test_an_unknown_mark_counts_as_not_censored() -> None:
    frame = weekly([3, 0, 3]).with_columns(censored=pl.Series([False, None, False]))
    panel, _ = demand_panel(
        frame, pl.DataFrame(schema={"variant_id": pl.String, "group": pl.String})
    )
    assert panel["value"].to_list() == [3.0, 0.0, 3.0]
    assert panel["estimated"].to_list() == [False] * 3


@pytest.mark.parametrize("twice", [["coat", "coat"], ["coat", "hat"]])
def test_a_variant_named_twice_does_not_double_its_sales(twice: list[str]) -> None:
    groups = pl.DataFrame({"variant_id": ["tee", "tee"], "group": twice})
    panel, _ = demand_panel(weekly([1, 2, 3]), groups)
    assert panel["value"].to_list() == [1.0, 2.0, 3.0]
