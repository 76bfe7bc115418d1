"""On real and on realistic interactions, what must come out comes out."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from benchmarks.sequences import purchases, rentals, simulated
from tests.realdata import real

from modiste.learn.recommend.automatic import Automatic, AutomaticConfig
from modiste.learn.recommend.base import Recommender
from modiste.learn.recommend.ease import Ease
from modiste.learn.recommend.holdout import HeldOut, gains, hold_out
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.item_knn import ItemKNN, ItemKNNConfig
from modiste.learn.recommend.popularity import Popularity
from modiste.learn.recommend.sequence import Sequence
from modiste.learn.recommend.user_knn import UserKNN


def ndcg(model: Recommender, held: HeldOut) -> float:
    histories = held.histories
    return float(gains(model.top_of(histories, 10, exclude=histories), held.items).mean())


@pytest.mark.realdata
def test_garments_of_one_week() -> None:
    real("recommend/hm/transactions_week_2020-09-16_22.parquet")
    frame = purchases()
    assert frame is not None
    held = hold_out(Interactions.of(frame), "last")
    popular = ndcg(Popularity().fit(held.known), held)
    plain = ndcg(ItemKNN().fit(held.known), held)
    shrunk = ndcg(ItemKNN(ItemKNNConfig(shrink=10.0)).fit(held.known), held)
    assert popular < 0.02
    assert plain > 5 * popular
    assert shrunk > 1.15 * plain  # few witnesses count less
    assert ndcg(UserKNN().fit(held.known), held) > 5 * popular


@pytest.mark.realdata
@pytest.mark.slow
def test_rented_dresses() -> None:
    real("recommend/renttherunway.parquet")
    frame = rentals()
    assert frame is not None
    held = hold_out(Interactions.of(frame), "last")
    popular = ndcg(Popularity().fit(held.known), held)
    linear = ndcg(Ease().fit(held.known), held)
    assert linear > 1.2 * popular
    # Occasions change what is rented, so neighbours of single dresses say little.
    assert ndcg(ItemKNN().fit(held.known), held) < linear


@pytest.mark.slow
def test_the_automatic_choice_on_short_histories_over_many_items() -> None:
    held = hold_out(Interactions.of(simulated(3_000, 1_500, seed=2)), "last")
    plain = max(
        ndcg(ItemKNN(ItemKNNConfig(shrink=shrink)).fit(held.known), held) for shrink in (0.0, 20.0)
    )
    model = Automatic(AutomaticConfig(split="last", trees=60)).fit(held.known)
    assert ndcg(model, held) > 1.15 * plain
    best = max(ndcg(member, held) for member in model.members.values())
    assert ndcg(model, held) > 0.97 * best


def test_the_next_item_follows_the_last_one() -> None:
    rng = np.random.default_rng(0)
    chains = np.arange(200).reshape(40, 5)
    rows = [np.concatenate(chains[rng.choice(40, 2, replace=False)]) for _ in range(400)]
    frame = pl.DataFrame(
        {
            "user": np.repeat(np.arange(400), 10),
            "item": np.concatenate(rows),
            "time": np.tile(np.arange(10), 400),
        }
    )
    held = hold_out(Interactions.of(frame.filter(pl.col("time") < 9)), "last")
    assert ndcg(Sequence().fit(held.known), held) > 0.9
