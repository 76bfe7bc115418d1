"""Windows of the past know nothing later; a huge catalogue is searched through prepared lists."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from modiste.recommend.blend import Blend
from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.journal import Journal
from modiste.recommend.neighbours import ModelSignal
from modiste.recommend.pool import Pool
from modiste.recommend.query import Query
from modiste.recommend.recipe import Recipe, default_weights, signals_of
from modiste.recommend.training import train
from modiste.recommend.windows import (
    choices_of,
    lacking,
    lists_of,
    popular_lists,
    query_of,
    ranked,
    window,
)

ITEMS = 60


def shop(
    people: int, purchases: int, seed: int, *, taste: float = 0.9
) -> tuple[Journal, Catalogue]:
    """People who mostly keep to one of three colours; items are launched over time."""
    rng = np.random.default_rng(seed)
    colour = np.arange(ITEMS) % 3
    likes = rng.integers(0, 3, people)
    rows = []
    for person in range(people):
        for _ in range(purchases):
            own = rng.random() < taste
            choice = rng.choice(np.flatnonzero(colour == likes[person]) if own else ITEMS)
            rows.append((f"p{person:03d}", f"i{choice:02d}", float(rng.integers(0, 200)),
                         ["work", "party"][int(choice % 2)]))  # fmt: skip
    frame = pl.DataFrame(rows, schema=["user", "item", "day", "occasion"], orient="row")
    names = pl.Series("item", [f"i{n:02d}" for n in range(ITEMS)])
    traits = {
        "category": Trait.of([[f"kind {n % 5}"] for n in range(ITEMS)]),
        "colour": Trait.of([[f"colour {c}"] for c in colour]),
    }
    journal = Journal.of(frame, items=names, axes=("occasion",))
    return journal, Catalogue.plain(names, traits)


SMALL = Recipe(axes=("occasion",), window_days=28, windows=3, choices=300, active_days=None)


def test_what_comes_later_changes_nothing():
    journal, catalogue = shop(40, 12, 0)
    cut = window(journal, catalogue, 150.0, SMALL)
    short = window(journal.before(178.0), catalogue, 150.0, SMALL)
    for one, other in zip(cut.signals, short.signals, strict=True):
        for query in cut.queries[:5]:
            assert np.array_equal(one.row(query), other.row(query))
    assert [len(each) for each in cut.taken] == [len(each) for each in short.taken]
    for query, user in zip(cut.queries, cut.users, strict=True):
        assert (query.ages > 0).all()
        rows = (journal.user == user) & (journal.day < 150)
        assert sorted(query.items.tolist()) == sorted(journal.item[rows].tolist())


def test_a_window_takes_the_circumstances_of_the_first_purchase():
    journal, catalogue = shop(40, 12, 1)
    cut = window(journal, catalogue, 150.0, SMALL)
    inside = journal.between(150.0, 178.0)
    for query, user in zip(cut.queries, cut.users, strict=True):
        first = int(np.flatnonzero(inside.user == user)[0])
        assert query.segments["occasion"] == inside.axes["occasion"].codes[first]
    nameless = lacking(cut.queries[0], ("occasion",))
    assert "occasion" not in nameless.segments
    assert nameless.items is cut.queries[0].items
    # Their own habit stands in for the occasion.
    assert nameless.habits["occasion"].sum() == pytest.approx(1.0)
    signal = next(each for each in cut.signals if each.name == "lift occasion")
    assert signal.row(nameless).any()


def test_people_with_too_few_purchases_are_left_out_and_draws_repeat():
    journal, catalogue = shop(40, 12, 2)
    everyone = window(journal, catalogue, 150.0, SMALL)
    known = window(journal, catalogue, 150.0, SMALL, least_before=9)
    assert 0 < len(known.queries) < len(everyone.queries)
    assert all(len(query.items) >= 9 for query in known.queries)
    some = [window(journal, catalogue, 150.0, SMALL, most=7, seed=3).users for _ in range(2)]
    assert len(some[0]) == 7
    assert np.array_equal(*some)


def test_choices_put_what_was_chosen_first_and_only_what_was_on_sale():
    journal, catalogue = shop(40, 12, 3)
    cut = window(journal, catalogue, 150.0, SMALL)
    found = choices_of(cut, SMALL)
    assert found.signals.shape[1:] == (SMALL.alternatives + 1, len(cut.signals))
    query, taken = cut.queries[0], cut.taken[0]
    blend = Blend(cut.signals, default_weights(cut.signals))
    assert found.signals[0, 0] == pytest.approx(blend.matrix(query, taken[:1])[0])
    sold_out = replace(cut, on_sale=np.zeros(ITEMS, dtype=bool))
    assert choices_of(sold_out, SMALL).signals.shape[0] == 0


def test_lists_are_in_order_without_repeats_and_popular_ones_alike():
    journal, catalogue = shop(40, 12, 4)
    cut = window(journal, catalogue, 150.0, SMALL)
    blend = Blend(cut.signals, default_weights(cut.signals))
    lists = lists_of(cut, blend, 10)
    for row, query in zip(lists[:8], cut.queries[:8], strict=True):
        score = blend.score(query)
        assert (np.diff(score[row]) <= 0).all()
        assert len(set(row.tolist())) == 10
    same = popular_lists(cut, "popularity 30.0", 10)
    assert (same == same[0]).all()


def test_learning_finds_that_taste_decides():
    journal, catalogue = shop(150, 14, 5)
    found = train(journal, catalogue, 200.0, SMALL)
    weights = found.blend.named
    assert weights["taste colour"] > 0.5
    assert found.backtest is not None
    assert found.backtest.blend.low > found.backtest.popularity.high
    # Without the right to try one there is no ranker.
    assert train(journal, catalogue, 200.0, SMALL, ranker=False).ranker is None


def test_a_ranker_is_not_used_where_there_is_nothing_more_to_learn():
    journal, catalogue = shop(120, 10, 6, taste=0.0)
    found = train(journal, catalogue, 200.0, SMALL)
    assert found.ranker is None


def test_a_past_without_people_is_learnt_from_by_defaults():
    journal, catalogue = shop(10, 5, 7)
    nobody = replace(journal, users=journal.users.clear(), user=np.full(len(journal), -1))
    found = train(nobody, catalogue, 200.0, SMALL)
    assert found.choices == 0
    assert found.backtest is None
    assert found.blend.weights == pytest.approx(default_weights(found.blend.signals))


def test_prepared_lists_find_what_a_full_search_finds():
    journal, catalogue = shop(80, 12, 8)
    signals = signals_of(journal, catalogue, 200.0, replace(SMALL, models=SMALL.models[:1]))
    blend = Blend(signals, default_weights(signals))
    exact, prepared = Pool.of(blend, catalogue), Pool.of(blend, catalogue, exact=10)
    assert not len(exact.general)
    assert len(prepared.general)
    mask = np.arange(ITEMS) % 4 != 0

    def allowed(items):
        return mask if items is None else mask[items]

    for user in range(20):
        query = query_of(journal, user, 200.0, {"occasion": user % 2})
        one, other = exact.best(query, allowed, 8), prepared.best(query, allowed, 8)
        assert one.items.tolist() == other.items.tolist()
        assert one.scores == pytest.approx(other.scores, abs=1e-5)
        assert one.signals == pytest.approx(other.signals, abs=1e-5)
    assert prepared.candidates(Query()).tolist() == sorted(prepared.general.tolist())


def test_scores_of_some_items_of_a_huge_catalogue_are_those_of_all(monkeypatch):
    journal, catalogue = shop(80, 12, 9)
    signals = signals_of(journal, catalogue, 200.0, replace(SMALL, models=SMALL.models[:1]))
    signal = next(each for each in signals if isinstance(each, ModelSignal))
    query = query_of(journal, 3, 200.0, {})
    some = np.array([5, 50, 7])
    plain = signal.row(query, some)
    monkeypatch.setattr("modiste.recommend.neighbours.SPARSE", 10)
    assert signal.row(query, some) == pytest.approx(plain, abs=1e-6)
    items, scores = signal.near(query, 5)
    assert (np.diff(scores) <= 0).all()
    assert len(items) == 5
    assert not signal.row(Query(), some).any()


def test_ranked_candidates_carry_their_signals():
    journal, catalogue = shop(30, 8, 10)
    signals = signals_of(journal, catalogue, 200.0, SMALL)
    blend = Blend(signals, default_weights(signals))
    query = query_of(journal, 1, 200.0, {})
    found = ranked(blend, query, np.ones(ITEMS, dtype=bool), 5)
    assert found.signals @ blend.weights == pytest.approx(found.scores, abs=1e-4)
    assert found.signals == pytest.approx(blend.matrix(query, found.items))


def test_without_lightgbm_the_blend_does_alone(monkeypatch):
    journal, catalogue = shop(60, 10, 11)
    monkeypatch.setitem(sys.modules, "lightgbm", None)
    found = train(journal, catalogue, 200.0, SMALL)
    assert found.ranker is None
    assert found.backtest is not None
    assert found.backtest.gain is None
