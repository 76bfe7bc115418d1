from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from modiste.learn.effects import Effects
from modiste.model.errors import NotEnoughDataError

CLASSES = ("work", "party", "rest")


def rows(count: int, seed: int = 0) -> tuple[dict[str, pl.Series], np.ndarray]:
    """Blazers are worn for work; sequins for parties; months say nothing."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(0, 3, count)
    odds = np.array([[0.7, 0.1, 0.2], [0.1, 0.7, 0.2], [0.2, 0.2, 0.6]])
    label = np.array([rng.choice(3, p=odds[k]) for k in kind])
    keys = {
        "category": pl.Series(np.array(["blazer", "gown", "tee"])[kind]),
        "traits": pl.Series([[f"t{k}", "common"] for k in kind]),
        "month": pl.Series([str(m) for m in rng.integers(1, 13, count)]),
    }
    return keys, label


def test_it_learns_the_odds_and_shrinks_what_says_nothing():
    keys, label = rows(4_000)
    model = Effects(CLASSES).fit(keys, label)
    asked = {"category": pl.Series(["blazer", "gown"]), "traits": pl.Series([["t0"], ["t1"]])}
    chance = model.predict(asked)
    assert chance[0] == pytest.approx([0.7, 0.1, 0.2], abs=0.05)
    assert chance[1] == pytest.approx([0.1, 0.7, 0.2], abs=0.05)
    assert model.variance["month"] < 0.1 * model.variance["category"]


def test_unknown_keys_have_the_base_rates():
    keys, label = rows(2_000)
    model = Effects(CLASSES).fit({"category": keys["category"]}, label)
    chance = model.predict({"category": pl.Series(["cape"])})
    assert chance[0] == pytest.approx(np.bincount(label) / len(label), abs=0.02)
    assert model.effect("category", "cape") is None
    assert model.effect("category", "blazer")[0] > 0  # type: ignore[index]


def test_without_keys_it_is_the_rates_of_all():
    label = np.array([0] * 60 + [1] * 40)
    model = Effects(("a", "b")).fit({"one": pl.Series(["x"] * 100)}, label)
    chance = model.predict({"one": pl.Series(["x"])})
    assert chance[0] == pytest.approx([0.6, 0.4], abs=0.02)


def test_nulls_and_empty_lists_say_nothing():
    keys, label = rows(500)
    model = Effects(CLASSES).fit(keys, label)
    nothing = {
        "category": pl.Series([None], dtype=pl.String),
        "traits": pl.Series([[]], dtype=pl.List(pl.String)),
    }
    assert model.predict(nothing).sum() == pytest.approx(1)


def test_it_is_repeatable_and_refuses_nothing_at_all():
    keys, label = rows(300)
    one, two = (Effects(CLASSES).fit(keys, label).predict(keys) for _ in range(2))
    assert np.array_equal(one, two)
    with pytest.raises(NotEnoughDataError):
        Effects(CLASSES).fit({"category": pl.Series([], dtype=pl.String)}, np.array([], dtype=int))
