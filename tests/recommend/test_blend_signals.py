"""Signals against their formulas, worked by hand."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.journal import Journal
from modiste.recommend.preferences import preference
from modiste.recommend.query import Query
from modiste.recommend.repeats import OtherColour, Repeat
from modiste.recommend.signals import lift, popularity

ITEMS = pl.Series("item", ["a", "b", "c", "d"])


def journal(*rows: tuple[str, str, float], occasion: list[str | None] | None = None) -> Journal:
    frame = pl.DataFrame(rows, schema=["user", "item", "day"], orient="row")
    frame = frame.with_columns(occasion=pl.Series(occasion or [None] * len(rows), dtype=pl.String))
    return Journal.of(frame, items=ITEMS, axes=("occasion",))


def catalogue(**traits: list[list[str]]) -> Catalogue:
    return Catalogue.plain(ITEMS, {name: Trait.of(values) for name, values in traits.items()})


def test_popularity_halves_with_age_and_gives_new_items_their_groups_share():
    past = journal(("u", "a", 100.0), ("v", "a", 70.0), ("u", "b", 100.0))
    kinds = catalogue(kind=[["dress"], ["bag"], ["dress"], ["hat"]])
    signal = popularity(past, kinds, 100.0, 30.0, "kind")
    whole = 2.5 / 4
    dress, bag, hat = (1.5 + 5 * whole) / 7, (1 + 5 * whole) / 6, 5 * whole / 6
    expected = np.log([1.5 + 0.05 * dress, 1 + 0.05 * bag, 0.05 * dress, 0.05 * hat])
    assert signal.row(Query()) == pytest.approx(expected, abs=1e-5)
    assert signal.row(Query(), np.array([2, 0])) == pytest.approx(expected[[2, 0]], abs=1e-5)


def test_an_empty_past_is_alike_for_all():
    past = journal(("u", "a", 1.0), occasion=["work"]).before(0.0)
    for signal in (
        popularity(past, catalogue(), 5.0, 30.0),
        lift(past, catalogue(), "occasion", 5),
    ):
        assert len(set(signal.row(Query({"occasion": 0})).tolist())) == 1


def test_a_lift_is_the_smoothed_share_over_everybodys():
    past = journal(
        ("u", "a", 0.0), ("v", "a", 0.0), ("w", "b", 0.0), ("x", "b", 0.0),
        occasion=["work", "work", "party", "work"],
    )  # fmt: skip
    signal = lift(past, catalogue(), "occasion", 0.0, half_life=None, smoothing=10.0)
    party, work = 0, 1
    assert past.axes["occasion"].values == ("party", "work")
    likely = np.array([(2 + 10 * 0.75) / 12, (1 + 10 * 0.75) / 12, 0.75, 0.75])
    assert signal.row(Query({"occasion": work})) == pytest.approx(np.log(likely / 0.75), abs=1e-5)
    likely = np.array([10 * 0.25 / 12, (1 + 10 * 0.25) / 12, 0.25, 0.25])
    assert signal.row(Query({"occasion": party})) == pytest.approx(np.log(likely / 0.25), abs=1e-5)
    assert not signal.row(Query()).any()
    assert not signal.row(Query({"occasion": -1})).any()


def test_an_item_without_sales_takes_the_lift_of_its_group():
    rows = [("u", "a", 0.0)] * 30 + [("u", "b", 0.0)] * 30
    past = journal(*rows, occasion=["party"] * 30 + ["work"] * 30)
    kinds = catalogue(kind=[["gown"], ["suit"], ["gown"], []])
    row = lift(past, kinds, "occasion", 0.0, half_life=None, parent="kind").row(
        Query({"occasion": 0})
    )
    gown = (30 + 30 * 0.5) / 60
    assert row[2] == pytest.approx(np.log(gown / 0.5), abs=1e-5)
    assert row[3] == 0.0  # of an unknown group nothing is known
    assert row[0] > row[2] > 0 > row[1]


def test_a_preference_is_the_persons_share_over_everybodys():
    past = journal(("u", "a", 0.0), ("v", "b", 0.0))
    shades = catalogue(colour=[["navy"], ["red"], ["navy", "red"], []])
    signal = preference(past, shades, "colour", 0.0, smoothing=5.0)
    assert signal.share == pytest.approx([0.5, 0.5])
    asked = Query.of_items(np.array([0]))
    navy = np.log((1 + 2.5) / (6 * 0.5))
    red = np.log(2.5 / (6 * 0.5))
    assert signal.values(asked) == pytest.approx([navy, red], abs=1e-5)
    assert signal.row(asked) == pytest.approx([navy, red, (navy + red) / 2, 0], abs=1e-5)
    assert not signal.row(Query()).any()


def test_tastes_fade_and_stated_and_refused_values_count():
    past = journal(("u", "a", 0.0), ("v", "b", 0.0))
    shades = catalogue(colour=[["navy"], ["red"], ["navy"], ["red"]])
    signal = preference(past, shades, "colour", 0.0, half_life=180.0, smoothing=5.0)
    old = Query(
        {}, np.array([0]), np.array([180.0]), np.ones(1, np.float32), np.ones(1, dtype=bool)
    )
    assert signal.counts(old)[0] == pytest.approx([0.5, 0.0])
    said = Query(stated={"colour": {1: 2.0}})
    assert signal.values(said)[1] == pytest.approx(np.log((2 + 2.5) / (7 * 0.5)), abs=1e-5)
    refused = Query(stated={"colour": {0: -4.0}})
    assert signal.values(refused)[0] == pytest.approx(-4.0)
    ignored = Query.of_items(np.array([0]))
    ignored = Query(
        {}, ignored.items, ignored.ages, ignored.weights, ignored.bought,
        ignored=frozenset({("colour", -1)}),
    )  # fmt: skip
    assert not signal.values(ignored).any()


@given(st.lists(st.integers(0, 3), max_size=8), st.floats(0.5, 50))
def test_expected_preference_under_everybodys_shares_is_a_distribution(items, smoothing):
    past = journal(("u", "a", 0.0), ("v", "b", 0.0), ("w", "c", 0.0))
    shades = catalogue(colour=[["navy"], ["red"], ["green"], ["navy"]])
    signal = preference(past, shades, "colour", 0.0, smoothing=smoothing)
    liking = signal.values(Query.of_items(np.array(items, dtype=np.int64)))
    assert np.exp(liking) @ (signal.share / signal.share.sum()) == pytest.approx(1.0, abs=0.02)


def test_what_was_bought_looked_at_and_had_in_another_colour():
    asked = Query(
        {}, np.array([0, 2]), np.array([30.0, 0.0]), np.ones(2, np.float32),
        np.array([True, False]),
    )  # fmt: skip
    assert Repeat(4).row(asked) == pytest.approx([0.5, 0, 0, 0])
    assert Repeat(4, bought=False).row(asked) == pytest.approx([0, 0, 1, 0])
    other = OtherColour(np.array([7, 7, 8, 9]))
    assert other.row(asked) == pytest.approx([0, 0.5, 0, 0])
    assert other.row(asked, np.array([1, 0])) == pytest.approx([0.5, 0])
    assert not other.row(Query()).any()


def test_a_journal_is_sorted_and_knows_the_past_only():
    past = journal(("v", "a", 9.0), ("u", "b", 2.0), ("u", "c", 1.0))
    assert past.users.to_list() == ["u", "v"]
    assert past.item.tolist() == [2, 1, 0]
    assert past.start.tolist() == [0, 2, 3]
    assert past.before(2.0).item.tolist() == [2]
    assert past.between(2.0, 9.0).item.tolist() == [1]
