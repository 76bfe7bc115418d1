from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import check_grad
from tests.learn.fit.fitworld import world

from modiste.learn.fit.body import BodyScale
from modiste.learn.fit.latent import LatentSize, LatentSizeConfig, _Problem, probabilities
from modiste.learn.fit.records import FitRecords
from modiste.learn.fit.scores import log_loss, mean_auc
from modiste.model.errors import NotEnoughDataError


@given(st.floats(-30, 30), st.floats(0.05, 20))
def test_probabilities_sum_to_one_and_move_with_the_location(location, tolerance):
    z, h = np.array([location, location + 0.1]), np.array([tolerance, tolerance])
    p = probabilities(z, h)
    assert p.sum(axis=1) == pytest.approx([1, 1], abs=1e-9)
    assert (p >= 0).all()
    assert p[1, 0] <= p[0, 0]
    assert p[1, 2] >= p[0, 2]


def test_the_gradient_is_that_of_the_loss():
    records = FitRecords.of(world(30, 5, 120)[0])
    model = LatentSize(LatentSizeConfig(rounds=1, iterations=5)).fit(records)
    problem = _Problem(model, records, model.body.design(records), records.outcomes)
    rng = np.random.default_rng(0)
    point = rng.normal(0, 0.3, problem.cuts[-1] + 1)
    error = check_grad(lambda v: problem.loss(v)[0], lambda v: problem.loss(v)[1], point)
    assert error < 1e-3 * np.linalg.norm(problem.loss(point)[1])


def test_it_beats_the_rates_of_all_and_knows_styles_that_run_small():
    frame, _, offset = world()
    records = FitRecords.of(frame)
    test = np.arange(len(records)) % 4 == 0
    model = LatentSize().fit(records.rows(~test))
    asked = records.rows(test)
    p = model.predict(asked)
    rates = np.bincount(records.rows(~test).outcomes, minlength=3) / (~test).sum()
    assert mean_auc(p, asked.outcomes) > 0.75
    assert log_loss(p, asked.outcomes) < log_loss(np.tile(rates, (len(p), 1)), asked.outcomes)
    variant = pl.DataFrame({"item": asked.frame["item"], "v": model.parts(asked)["variant"]})
    mean = variant.group_by("item").mean()
    true = [offset[int(item[1:])] for item in mean["item"]]
    assert np.corrcoef(mean["v"], true)[0, 1] > 0.7


def test_the_unknown_fall_back_and_are_less_sure():
    records = FitRecords.of(world(100, 8, 800)[0])
    model = LatentSize().fit(records)
    known = records.rows(np.arange(1))
    new = FitRecords.of(
        pl.DataFrame({"person": ["nobody"], "item": ["new"], "size": ["M"], "category": ["tops"]})
    )
    sd_known, sd_new = (model.parts(rows)["location_sd"][0] for rows in (known, new))
    assert sd_new > sd_known
    assert model.predict(new).sum() == pytest.approx(1)
    effect, sd = model.person_size("nobody")
    assert effect == 0
    assert sd > model.person_size(records.frame["person"][0])[1]


def test_the_same_records_give_the_same_model():
    records = FitRecords.of(world(60, 5, 300)[0])
    one, two = (LatentSize().fit(records).predict(records) for _ in range(2))
    assert np.array_equal(one, two)


def test_too_little_is_said():
    frame = world(30, 5, 40)[0]
    with pytest.raises(NotEnoughDataError):
        LatentSize().fit(FitRecords.of(frame.head(19)))
    with pytest.raises(NotEnoughDataError):
        LatentSize().fit(FitRecords.of(frame.with_columns(fit=pl.lit("fit"))))


def test_bodies_without_numbers_and_sizes_of_one_label_work():
    frame = world(30, 4, 100)[0].select("person", "item", "fit", size=pl.lit("M"))
    records = FitRecords.of(frame)
    scale = BodyScale.of(records)
    assert np.isfinite(scale.design(records)).all()
    assert np.isfinite(LatentSize().fit(records).predict(records)).all()
