from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from tests.learn.fit.fitworld import world

from modiste.learn.fit.combined import SizeFit, SizeFitConfig, _best_weight, _pool
from modiste.learn.fit.judge import baselines, compare, groups_of, split_rows
from modiste.learn.fit.latent import LatentSizeConfig
from modiste.learn.fit.records import FitRecords
from modiste.learn.fit.scores import log_loss, mean_auc
from modiste.model.errors import NotEnoughDataError

QUICK = SizeFitConfig(
    latent=LatentSizeConfig(rounds=2, iterations=15), folds=3, trees=80, learning_rate=0.1, bags=1
)


def test_few_records_are_left_to_the_latent_sizes():
    records = FitRecords.of(world(100, 8, 600)[0])
    model = SizeFit(QUICK).fit(records)
    assert model.boosters == []
    assert np.array_equal(model.predict(records), model.latent.predict(records))


@pytest.mark.slow
def test_trees_are_weighed_against_latent_sizes_on_rows_held_back():
    pytest.importorskip("lightgbm")
    records = FitRecords.of(world(500, 20, 3_000)[0])
    test = split_rows(records, "random", seed=1)
    known, asked = records.rows(~test), records.rows(test)
    one, two = (SizeFit(QUICK).fit(known) for _ in range(2))
    p = one.predict(asked)
    assert np.array_equal(p, two.predict(asked))
    assert p.sum(axis=1) == pytest.approx(np.ones(len(p)))
    assert one.checked["pool"] <= min(one.checked["latent"], one.checked["trees"])
    rates = baselines(known, asked)
    assert mean_auc(p, asked.outcomes) > mean_auc(rates["per item"], asked.outcomes) + 0.03
    assert log_loss(p, asked.outcomes) < log_loss(rates["majority"], asked.outcomes)


@pytest.mark.slow
def test_every_model_is_compared_on_the_same_rows():
    pytest.importorskip("lightgbm")
    records = FitRecords.of(world(500, 20, 2_800)[0])
    test = split_rows(records, "random", seed=1)
    compared = compare(records, test, QUICK)
    names = [row.model for row in compared.rows]
    assert names == ["majority", "per size", "per item", "logistic", "latent size", "combined"]
    by_name = {row.model: row for row in compared.rows}
    assert by_name["majority"].auc == pytest.approx(0.5)
    assert by_name["combined"].auc > by_name["per size"].auc
    assert all(row.low <= row.auc <= row.high for row in compared.rows if row.model != "majority")
    groups = groups_of(records.rows(test), compared.best)
    assert {group["group"] for group in groups} >= {"height not known"}
    assert all(group["records"] >= 200 for group in groups)


def test_a_pool_of_all_weight_on_one_side_is_that_side():
    trees = np.array([[0.2, 0.5, 0.3]])
    latent = np.array([[0.6, 0.3, 0.1]])
    assert _pool(trees, latent, 1.0) == pytest.approx(trees)
    assert _pool(trees, latent, 0.0) == pytest.approx(latent)
    weight, losses = _best_weight(trees, latent, np.array([0]))
    assert weight == 0.0
    assert losses["pool"] == losses["latent"] == pytest.approx(-np.log(0.6))


def test_splits():
    frame = world(20, 3, 50)[0].with_columns(
        at=pl.date_range(dt.date(2024, 1, 1), dt.date(2024, 2, 19), eager=True)
    )
    records = FitRecords.of(frame)
    late = split_rows(records, "temporal", since=dt.date(2024, 2, 10))
    assert late.sum() == 10
    assert late[-10:].all()
    assert split_rows(records, "temporal").sum() == 10
    chance = split_rows(records, "random", seed=3)
    assert chance.sum() == 10
    assert np.array_equal(chance, split_rows(records, "random", seed=3))
    with pytest.raises(NotEnoughDataError):
        split_rows(records, "temporal", since=dt.date(2030, 1, 1))
    with pytest.raises(NotEnoughDataError):
        split_rows(FitRecords.of(frame.drop("at")), "temporal")
