from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from tests.learn.fit.fitworld import world

from modiste.learn.fit.encode import Rate, Rates
from modiste.learn.fit.features import folds, out_of_fold
from modiste.learn.fit.latent import LatentSizeConfig
from modiste.learn.fit.records import FitRecords
from modiste.learn.fit.scores import auc

FOUR = FitRecords.of(
    pl.DataFrame(
        {
            "person": list("abcd"),
            "item": ["x", "x", "x", "y"],
            "size": ["M"] * 4,
            "fit": ["small", "small", "fit", "large"],
            "category": ["tops"] * 4,
        }
    )
)


def test_rates_are_smoothed_towards_the_wider_key():
    wide = Rates(Rate(("category",), (), 4.0), FOUR, None)
    # (2 + 4 · 2/4) / (4 + 4) small, (1 + 4 · 1/4) / 8 large
    assert wide.encode(FOUR)[0].tolist() == pytest.approx([0.5, 0.25, 4])
    fine = Rates(Rate(("item",), ("category",), 2.0), FOUR, wide)
    found = fine.encode(FOUR)
    assert found[0].tolist() == pytest.approx([(2 + 2 * 0.5) / 5, (0 + 2 * 0.25) / 5, 3])
    assert found[3].tolist() == pytest.approx([(0 + 2 * 0.5) / 3, (1 + 2 * 0.25) / 3, 1])


def test_an_unknown_key_has_the_rates_of_the_wider_one():
    wide = Rates(Rate(("category",), (), 4.0), FOUR, None)
    fine = Rates(Rate(("item",), ("category",), 2.0), FOUR, wide)
    new = FitRecords.of(
        pl.DataFrame({"person": ["e"], "item": ["z"], "size": ["M"], "category": ["tops"]})
    )
    assert fine.encode(new)[0].tolist() == pytest.approx([0.5, 0.25, 0])


def test_folds_are_equal_and_repeatable():
    one, two = (folds(FOUR, 2, 3) for _ in range(2))
    assert np.array_equal(one, two)
    assert np.bincount(one).tolist() == [2, 2]


def test_out_of_fold_features_do_not_leak_the_outcome():
    """Where outcomes are pure chance, no feature may tell them; in-sample rates would."""
    frame, _, _ = world(150, 40, 600)
    shuffled = frame.with_columns(fit=pl.col("fit").shuffle(seed=1))
    records = FitRecords.of(shuffled)
    found = out_of_fold(records, LatentSizeConfig(rounds=1, iterations=8), count=5, seed=0)
    small = records.outcomes == 0
    for name in ("item_small", "item_size_small", "person_small", "latent_small", "near_small"):
        assert auc(found[name].to_numpy(), small) == pytest.approx(0.5, abs=0.09), name
    own = Rates(Rate(("item", "size"), (), 1.0), records, None).encode(records)[:, 0]
    assert auc(own, small) > 0.65


def test_features_come_back_in_the_order_of_the_records():
    records = FitRecords.of(world(60, 6, 200)[0])
    found = out_of_fold(records, LatentSizeConfig(rounds=1, iterations=5), count=4, seed=0)
    assert found.height == len(records)
    assert found["bust_cm"].fill_nan(-1).to_list() == pytest.approx(
        np.nan_to_num(records.real("bust_cm"), nan=-1).tolist()
    )
