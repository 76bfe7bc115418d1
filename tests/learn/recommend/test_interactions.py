from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from modiste.learn.recommend.extend import extended
from modiste.learn.recommend.histories import Histories
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.recency import recent_popularity
from modiste.model.errors import InputError


def days(*values: str) -> pl.Series:
    return pl.Series(values).str.to_date()


def test_codes_follow_sorted_ids() -> None:
    frame = pl.DataFrame({"user": ["b", "a", "b"], "item": ["z", "y", "x"], "time": [1, 2, 3]})
    data = Interactions.of(frame)
    assert data.users.to_list() == ["a", "b"]
    assert data.items.to_list() == ["x", "y", "z"]
    assert data.events.row(1).tolist() == [2, 0]
    assert data.user_codes(["b", "nobody"]).tolist() == [1, -1]
    assert data.item_codes(["x", "nothing"]).tolist() == [0, -1]


def test_ids_may_be_numbers() -> None:
    data = Interactions.of(pl.DataFrame({"user": [10, 9], "item": [1, 1]}))
    assert data.users.to_list() == ["10", "9"]
    assert data.user_codes([9]).tolist() == [1]


def test_the_catalogue_brings_items_and_attributes() -> None:
    items = pl.DataFrame({"item": ["y", "new"], "colour": ["red", "blue"]})
    data = Interactions.of(pl.DataFrame({"user": ["a"], "item": ["x"]}), items)
    assert data.items.to_list() == ["new", "x", "y"]
    assert data.popularity.tolist() == [0, 1, 0]
    assert data.item_table is not None
    assert data.item_table["colour"].to_list() == ["blue", None, "red"]


def test_repeated_purchases_stay_events_and_become_one_pair() -> None:
    frame = pl.DataFrame(
        {
            "user": ["a"] * 4,
            "item": ["x", "y", "x", "z"],
            "time": days("2025-01-01", "2025-01-02", "2025-01-03", "2025-01-04"),
            "weight": [1.0, 1.0, 2.0, 1.0],
        }
    )
    data = Interactions.of(frame)
    assert data.timed
    assert data.events.items.tolist() == [0, 1, 0, 2]
    assert data.pairs.items.tolist() == [1, 0, 2]
    assert data.pairs.weights.tolist() == [1, 3, 1]
    assert np.diff(data.pairs.times).tolist() == [1, 1]


def test_exact_repeats_are_left_out_and_counted() -> None:
    frame = pl.DataFrame({"user": ["a", "a", "a"], "item": ["x"] * 3, "time": [1, 1, 2]})
    data = Interactions.of(frame)
    assert data.cleaning.duplicates == 1
    assert data.events.size == 2


def test_without_times_a_pair_counts_once_at_its_last_place() -> None:
    frame = pl.DataFrame({"user": ["a"] * 4, "item": ["x", "z", "x", "y"]})
    data = Interactions.of(frame)
    assert data.cleaning.duplicates == 1
    assert data.events.items.tolist() == [2, 0, 1]
    assert not data.timed
    assert data.ordered


def test_an_export_sorted_by_item_has_no_order() -> None:
    frame = pl.DataFrame(
        {"user": [u for u in "abc" for _ in range(10)], "item": [*range(10, 20)] * 3}
    )
    assert not Interactions.of(frame).ordered
    assert Interactions.of(frame.reverse()).ordered


def test_events_of_the_future_are_left_out_and_counted() -> None:
    frame = pl.DataFrame(
        {
            "user": ["a", "a", "b"],
            "item": ["x", "y", "x"],
            "time": pl.Series(
                ["2025-01-01 10:00", "2025-01-02 23:59", "2025-01-03 00:00"]
            ).str.to_datetime(),
        }
    )
    data = Interactions.of(frame, until=dt.date(2025, 1, 2))
    assert (data.cleaning.future, data.cleaning.users) == (1, 1)
    assert data.users.to_list() == ["a"]
    assert Interactions.of(frame, until=dt.datetime(2025, 1, 2, 12, tzinfo=None)).events.size == 1  # noqa: DTZ001
    with pytest.raises(InputError, match="all events are later than 2024-12-31"):
        Interactions.of(frame, until=dt.date(2024, 12, 31))


def test_zones_become_utc() -> None:
    moment = (
        pl.Series(["2025-01-01 23:00"]).str.to_datetime().dt.replace_time_zone("America/New_York")
    )
    data = Interactions.of(pl.DataFrame({"user": ["a"], "item": ["x"], "time": moment}))
    assert data.frame()["time"][0] == dt.datetime(2025, 1, 2, 4)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("change", "what", "row"),
    [
        ({"user": ["a", None]}, "a row has no user", 2),
        ({"item": ["", "y"]}, "a row has no item", 1),
        ({"time": [1, None]}, "a row has no time", 2),
        ({"time": ["1", "soon"]}, "a time is not a number", 2),
        ({"weight": [1.0, 0.0]}, "a weight is not above 0", 2),
        ({"weight": [1.0, float("nan")]}, "a weight is not a number", 2),
    ],
)
def test_what_is_missing_or_wrong_is_named(change: dict[str, list], what: str, row: int) -> None:
    frame = pl.DataFrame({"user": ["a", "b"], "item": ["x", "y"]} | change)
    with pytest.raises(InputError, match=what) as refused:
        Interactions.of(frame)
    assert refused.value.place.row == row


def test_columns_and_listings_are_checked() -> None:
    frame = pl.DataFrame({"user": ["a"], "item": ["x"]})
    with pytest.raises(InputError, match="have no column 'item'"):
        Interactions.of(frame.drop("item"))
    with pytest.raises(InputError, match="items have no column 'item'"):
        Interactions.of(frame, pl.DataFrame({"sku": ["x"]}))
    with pytest.raises(InputError, match="the item is listed twice") as refused:
        Interactions.of(frame, pl.DataFrame({"item": ["x", "y", "x"]}))
    assert refused.value.place.row == 3


def test_histories_take_keep_and_number() -> None:
    rows = Histories.of([[3, 1], [], [2, 2, 0]])
    assert len(rows) == 3
    assert rows.ages.tolist() == [1, 0, 2, 1, 0]
    taken = rows.take(np.array([2, -1, 0]))
    assert [taken.row(n).tolist() for n in range(3)] == [[2, 2, 0], [], [3, 1]]
    assert rows.keep(rows.items != 2).lengths.tolist() == [2, 0, 1]
    assert rows.unique().row(2).tolist() == [2, 0]
    assert rows.unique().weights.tolist() == [1, 1, 2, 1]


def test_recent_popularity() -> None:
    frame = pl.DataFrame(
        {
            "user": ["a", "b", "c"],
            "item": ["x", "x", "y"],
            "time": days("2025-01-01", "2025-01-31", "2025-01-31"),
        }
    )
    found = recent_popularity(Interactions.of(frame), 30.0)
    assert found.tolist() == pytest.approx([1.5, 1.0])
    later = recent_popularity(Interactions.of(frame), 30.0, Interactions.of(frame).now + 30)
    assert later.tolist() == pytest.approx([0.75, 0.5])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from("abcd"), st.sampled_from("wxyz"), st.integers(0, 9)),
        min_size=2,
        max_size=30,
    ),
    st.data(),
)
def test_put_together_in_two_steps_is_the_same(rows: list, data: st.DataObject) -> None:
    frame = pl.DataFrame(
        sorted(rows, key=lambda row: row[2]), schema=["user", "item", "time"], orient="row"
    )
    cut = data.draw(st.integers(1, frame.height - 1))
    once = Interactions.of(frame)
    twice = extended(Interactions.of(frame[:cut]), frame[cut:]).data
    assert_frame_equal(once.frame(), twice.frame())
    assert np.array_equal(once.pairs.weights, twice.pairs.weights)


def test_new_events_must_have_times_of_the_same_kind() -> None:
    dated = pl.DataFrame({"user": ["a"], "item": ["x"], "time": days("2025-01-01")})
    numbered = pl.DataFrame({"user": ["a"], "item": ["y"], "time": [5]})
    with pytest.raises(InputError, match="times are of another kind"):
        extended(Interactions.of(dated), numbered)
    with pytest.raises(InputError, match="have no time"):
        extended(Interactions.of(dated), numbered.drop("time"))


def test_new_events_without_times_come_last() -> None:
    old = Interactions.of(pl.DataFrame({"user": ["a", "a"], "item": ["y", "x"]}))
    more = extended(old, pl.DataFrame({"user": ["a"], "item": ["w"]}))
    assert more.data.items.gather(more.data.events.row(0)).to_list() == ["y", "x", "w"]
    assert more.items.tolist() == [1, 2]
