"""What blends are made of: holding out, pools, the log-linear fit, the ranker, updates."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from scipy import optimize
from tests.learn.recommend.tastes import catalogue, events

from modiste.learn.recommend.automatic import Automatic, AutomaticConfig, _winner
from modiste.learn.recommend.frames import Top
from modiste.learn.recommend.histories import Histories
from modiste.learn.recommend.holdout import gains, hold_out
from modiste.learn.recommend.hybrid import Hybrid, HybridConfig, lesson_of
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.item_knn import ItemKNN, ItemKNNConfig
from modiste.learn.recommend.lineup import lineup, tune_decay
from modiste.learn.recommend.loglinear import blend, chosen_place, fit_weights
from modiste.learn.recommend.pool import Pool, pool_of, ranks, standard, union
from modiste.learn.recommend.popularity import Popularity
from modiste.learn.recommend.ranker import Choices, RankerSettings, train
from modiste.learn.recommend.shortlist import Shortlist
from modiste.learn.recommend.walk import RandomWalk, RandomWalkConfig


def test_the_newest_item_of_each_user_is_held_out() -> None:
    frame = pl.DataFrame({"user": list("aaab"), "item": list("xyxz"), "time": [1, 2, 3, 1]})
    held = hold_out(Interactions.of(frame), "last")
    assert held.users.tolist() == [0]  # b has one item only
    assert held.items.tolist() == [0]
    # x was taken twice: nothing of it may be known.
    assert held.known.events.row(0).tolist() == [1]
    assert held.known.events.row(1).tolist() == [2]
    assert held.known.n_items == 3


def test_time_is_cut_where_dates_are_known() -> None:
    start = dt.date(2025, 1, 1)
    rows = [
        ("a", "x", 0),
        ("b", "y", 10),
        ("a", "y", 20),
        ("b", "y", 95),
        ("b", "x", 99),
        ("c", "y", 100),
    ]
    frame = pl.DataFrame(rows, schema=["user", "item", "day"], orient="row").select(
        "user", "item", (pl.lit(start) + pl.duration(days="day")).alias("time")
    )
    data = Interactions.of(frame)
    held = hold_out(data, "auto", share=0.5)
    assert held.known.now == pytest.approx(data.events.times.min() + 95, abs=80)
    assert data.users.gather(held.users).to_list() == ["b", "c"]
    assert data.items.gather(held.items).to_list() == ["x", "y"]
    assert held.known.events.times.max() < 99 + data.events.times.min()


def test_an_unordered_user_gives_any_item() -> None:
    frame = pl.DataFrame(
        {"user": [u for u in "abcdef" for _ in range(10)], "item": [*range(10, 20)] * 6}
    )
    held = hold_out(Interactions.of(frame), seed=3)
    assert len(set(held.items.tolist())) > 1
    assert held.known.events.lengths.tolist() == [9] * 6


def test_gains() -> None:
    top = Top(np.array([[4, 2, 7], [1, 2, 3], [5, -1, -1]], np.int32), np.zeros((3, 3), np.float32))
    assert gains(top, np.array([4, 3, 9], np.int32), 3).tolist() == [1.0, 0.5, 0.0]
    assert gains(top, np.array([4, 3, 9], np.int32), 2).tolist() == [1.0, 0.0, 0.0]


def test_union_keeps_each_once() -> None:
    lists = np.array([[3, 1, 3, -1], [2, -1, -1, -1]], np.int32)
    assert union(lists).tolist() == [[1, 3], [2, -1]]


def test_standard_scores_and_ranks() -> None:
    inf = -np.inf
    scores = np.array([[[1.0, inf], [3.0, inf], [inf, inf], [9.0, 9.0]]], np.float32)
    pool = Pool(np.array([[4, 5, 6, -1]], np.int32), scores)
    found = standard(pool)[0]
    assert found[:3, 0].tolist() == [-1.0, 1.0, -1.0]
    assert found[:, 1].tolist() == [0.0] * 4
    assert ranks(pool)[0, :3, 0].tolist() == [2.0, 1.0, 3.0]


def _lesson() -> tuple[Pool, np.ndarray]:
    rng = np.random.default_rng(0)
    scores = rng.normal(size=(300, 8, 2)).astype(np.float32)
    items = np.tile(np.arange(8, dtype=np.int32), (300, 1))
    utility = scores @ np.array([1.5, 0.4]) + rng.gumbel(size=(300, 8))
    return Pool(items, scores), utility.argmax(axis=1).astype(np.int32)


def test_weights_maximise_the_likelihood() -> None:
    pool, place = _lesson()
    found = fit_weights(pool, pool.scores, place, penalty=0.5)

    def loss(weights: np.ndarray) -> float:
        utility = pool.scores @ weights
        chosen = utility[np.arange(300), place]
        return float(
            (np.log(np.exp(utility).sum(axis=1)) - chosen).sum() + 0.25 * weights @ weights
        )

    best = optimize.minimize(loss, np.zeros(2), method="Nelder-Mead", options={"xatol": 1e-6})
    assert np.allclose(found, best.x, atol=1e-3)
    assert np.allclose(found, [1.5, 0.4], atol=0.3)
    assert blend(pool, pool.scores, found).shape == (300, 8)


def test_a_member_that_misleads_weighs_nothing() -> None:
    pool, place = _lesson()
    wrong = Pool(pool.items, np.concatenate([pool.scores, -pool.scores[:, :, :1]], axis=2))
    found = fit_weights(wrong, wrong.scores, place)
    assert found[2] == pytest.approx(0.0, abs=1e-6)
    assert fit_weights(pool, pool.scores, np.full(300, -1, np.int32)).tolist() == [0.5, 0.5]


def test_a_pool_holds_what_each_member_lists_and_says() -> None:
    data = Interactions.of(events())
    members = {"popularity": Popularity().fit(data), "item-knn": ItemKNN().fit(data)}
    histories = data.pairs.take(np.array([0, 5]))
    pool = pool_of(members, histories, 4, exclude=histories)
    for number, member in enumerate(members.values()):
        listed = member.top_of(histories, 4, exclude=histories).items
        for row in range(2):
            assert set(listed[row]) <= set(pool.items[row])
            assert not set(histories.row(row)) & set(pool.items[row])
        whole = member.scores_of(histories)
        said = np.take_along_axis(whole, np.maximum(pool.items, 0), axis=1)
        assert np.allclose(pool.scores[:, :, number][pool.real], said[pool.real])
    assert chosen_place(pool, pool.items[:, 1]).tolist() == [1, 1]


def test_the_lineup_suits_the_data() -> None:
    plain = lineup(Interactions.of(events()))
    assert {"item-knn", "user-knn", "rp3beta", "ease", "sequence", "als"} <= set(plain)
    assert "content" not in plain
    assert {"content", "projected"} <= set(lineup(Interactions.of(events(), catalogue())))
    assert list(lineup(Interactions.of(events()), ("ease",))) == ["ease"]


def test_the_decay_is_chosen_on_held_out_items() -> None:
    # Items 0 to 39 each have a follower, 40 to 79. Some people show it; the others take four of
    # them and then the last one's follower.
    rng = np.random.default_rng(1)
    people = [[n % 40, n % 40 + 40, 80 + n] for n in range(200)]
    for _ in range(300):
        firsts = rng.choice(40, 4, replace=False).tolist()
        people.append([*firsts, firsts[-1] + 40])
    rows = [(n, item, place) for n, items in enumerate(people) for place, item in enumerate(items)]
    frame = pl.DataFrame(rows, schema=["user", "item", "time"], orient="row")
    held = hold_out(Interactions.of(frame))
    model = ItemKNN().fit(held.known)
    tune_decay(model, held)
    assert model.config.decay <= 0.65


def test_the_winner_of_the_contest_is_used() -> None:
    model = Automatic(AutomaticConfig(split="last", trees=20, ranked=10)).fit(
        events(count=900), catalogue()
    )
    assert set(model.scores["model"]) >= {"blend", "ranker", "item-knn", "content"}
    assert model.scores["ndcg"].is_sorted(descending=True)
    assert model.chosen in set(model.scores["model"])
    users = model.data.users
    model.chosen = "item-knn"
    want = model.members["item-knn"].recommend(users, 3)
    assert model.recommend(users, 3)["item"].to_list() == want["item"].to_list()


def test_what_combines_most_loses_only_clearly() -> None:
    rng = np.random.default_rng(0)
    joint, better = rng.random(400), rng.random(400) + 0.2
    near = joint + rng.normal(0, 1, 400)
    assert _winner({"a": better, "blend": joint, "ranker": joint - 0.1}) == "a"
    assert _winner({"a": near - near.mean() + joint.mean() + 0.01, "blend": joint}) == "blend"
    assert _winner({"a": joint, "blend": joint, "ranker": better}) == "ranker"
    table = {"a": joint, "blend": joint - 0.01, "ranker": joint - 0.02, "blend+ranker": joint}
    assert _winner(table) == "blend+ranker"
    assert _winner({**table, "blend": better}) == "blend"


def test_a_shortlist_comes_before_all_others() -> None:
    items = np.array([[3, 5, 7, 9], [2, 4, -1, -1], [-1, -1, -1, -1]], np.int32)
    inf = -np.inf
    blended = np.array([[1.0, 4.0, 2.0, 3.0], [1.0, 2.0, inf, inf], [inf] * 4], np.float32)
    found = Shortlist.of(Pool(items, blended[:, :, None]), blended, Histories.of([[], [], []]), 2)
    assert found.close.items.tolist() == [[5, 9], [2, 4], [-1, -1]]
    whole = found.whole(np.array([[0.5, 0.9], [0.3, 0.1], [inf, inf]], np.float32))
    # The others of the first row: 3 and 7, as far below the least (0.5) as the blend has it.
    assert np.allclose(whole[0], [0.5 - 2, 0.5, 0.5 - 1, 0.9])
    assert np.allclose(whole[1, :2], [0.3, 0.1])
    assert np.isneginf(whole[1, 2:]).all()
    assert np.isneginf(whole[2]).all()


def test_ranker_and_blend_together_are_the_sum_of_deviations() -> None:
    items = np.array([[3, 5, 7]], np.int32)
    blended = np.array([[1.0, 2.0, 3.0]], np.float32)
    found = Shortlist.of(Pool(items, blended[:, :, None]), blended, Histories.of([[]]), 3)
    trees = np.array([[30.0, 20.0, 10.0]], np.float32)
    assert np.allclose(found.with_blend(trees, np.ones(1)), 0.0, atol=1e-6)
    swapped = found.with_blend(np.array([[10.0, 20.0, 30.0]], np.float32), np.ones(1))
    assert np.allclose(swapped, np.array([[-1.0, 0.0, 1.0]]) * 2 * 1.5**0.5, atol=1e-5)


@pytest.mark.parametrize("chosen", ["ranker", "blend+ranker"])
def test_lists_longer_than_the_shortlist_are_full(chosen: str) -> None:
    config = AutomaticConfig(split="last", trees=10, ranked=10, shortlist=3)
    model = Automatic(config).fit(events(count=900), catalogue())
    if model._booster is None:
        held = hold_out(model.data, "last")
        lesson = lesson_of(model.members, held, 40)
        model._booster = model._trained([(lesson, model.members)], model.weights)
    model.chosen = chosen
    found = model.recommend(model.data.users[:5], 9)
    assert found.group_by("user").len()["len"].to_list() == [9] * 5
    ordered = found.sort("user", "rank").with_columns(pl.col("score").diff().over("user"))
    assert (ordered["score"].drop_nulls() <= 0).all()


def test_where_few_are_asked_the_ranker_learns_from_the_item_before_too() -> None:
    data = Interactions.of(events(count=900))
    held = hold_out(data, "last")
    members = {"item-knn": ItemKNN().fit(held.known), "popularity": Popularity().fit(held.known)}
    lesson = lesson_of(members, held, 40)
    few = Automatic(AutomaticConfig(split="last", ranked=10))
    ((before, younger),) = few._before(lesson, members)
    assert before.held.known.pairs.size == held.known.pairs.size - len(before.held.users)
    assert younger["item-knn"].data is before.held.known
    # What is asked a second time was known the first time, and is not known the second.
    assert not set(zip(before.held.users, before.held.items, strict=True)) & set(
        zip(held.users, held.items, strict=True)
    )
    enough = Automatic(AutomaticConfig(split="last", ranked=10, enough=len(held.users)))
    assert enough._before(lesson, members) == []


def test_rounds_of_different_width_are_trained_on_together() -> None:
    wide = Choices(np.ones((1, 3, 2), np.float32), np.array([[True, True, False]]), np.array([1]))
    none = Choices(np.ones((1, 1, 2), np.float32), np.array([[True]]), np.array([-1]))
    features, target, counts = wide.flat()
    assert features.shape == (2, 2)
    assert target.tolist() == [0, 1]
    assert counts.tolist() == [2]
    assert len(none.flat()[1]) == 0
    assert train([wide, none], RankerSettings(trees=1, least=1)).num_feature() == 2


def test_a_blend_beats_its_worst_member_and_says_why() -> None:
    model = Hybrid(HybridConfig(members=("popularity", "item-knn"), split="last")).fit(
        events(count=900)
    )
    assert model.weights[1] > model.weights[0]
    best = model.recommend(["u03"], 1)["item"][0]
    why = model.explain("u03", best)
    assert {"member", "item"} <= set(why["kind"])


def test_too_little_to_learn_from_gives_equal_weights() -> None:
    frame = pl.DataFrame({"user": ["a", "a", "b"], "item": ["x", "y", "x"], "time": [1, 2, 3]})
    model = Automatic().fit(frame)
    assert np.allclose(model.weights, 1 / len(model.weights))
    assert model.chosen == "blend"
    assert model.scores.height == 0


@pytest.mark.parametrize("cut", [60, 250, 460, 497])
@pytest.mark.parametrize(
    "make",
    [
        lambda: ItemKNN(ItemKNNConfig(neighbours=6)),
        lambda: ItemKNN(ItemKNNConfig(neighbours=6, shrink=2.0)),
        lambda: ItemKNN(ItemKNNConfig(neighbours=6, weighting="tf-idf")),
        lambda: ItemKNN(ItemKNNConfig(neighbours=6, weighting="bm25")),
        lambda: RandomWalk(RandomWalkConfig(neighbours=6)),
    ],
)
def test_links_renewed_equal_links_made_anew(make: object, cut: int) -> None:
    frame = events().sort("time")
    renewed = make().fit(frame[:cut]).partial_update(frame[cut:]).links
    anew = make().fit(frame).links
    assert np.array_equal(renewed.offsets, anew.offsets)
    assert np.allclose(renewed.values, anew.values, atol=1e-6)
