from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.learn.fit.scores import (
    auc,
    calibration_error,
    interval,
    log_loss,
    mean_auc,
    reliability,
)


def test_auc_by_hand():
    score = np.array([0.1, 0.4, 0.35, 0.8])
    assert auc(score, np.array([False, False, True, True])) == 0.75
    assert auc(np.ones(4), np.array([True, False, True, False])) == 0.5
    assert np.isnan(auc(score, np.zeros(4, dtype=bool)))


@given(st.lists(st.tuples(st.integers(0, 5), st.booleans()), min_size=2, max_size=40))
def test_auc_is_the_share_of_pairs_in_order(rows):
    score = np.array([float(s) for s, _ in rows])
    positive = np.array([p for _, p in rows])
    if positive.all() or not positive.any():
        return
    pairs = [(a > b) + 0.5 * (a == b) for a in score[positive] for b in score[~positive]]
    assert auc(score, positive) == pytest.approx(np.mean(pairs))


def test_a_calibrated_forecast_has_no_error_and_a_bold_one_has():
    rng = np.random.default_rng(0)
    p = rng.dirichlet([2, 5, 2], 20_000)
    outcome = np.array([rng.choice(3, p=row) for row in p])
    assert calibration_error(p, outcome) < 0.012
    bold = p**3 / (p**3).sum(axis=1, keepdims=True)
    assert calibration_error(bold, outcome) > 0.05
    assert mean_auc(bold, outcome) == pytest.approx(mean_auc(p, outcome), abs=0.02)
    low, high = interval(p[:2000], outcome[:2000], draws=50)
    assert low < mean_auc(p[:2000], outcome[:2000]) < high


def test_bins_hold_everything_once():
    bars = reliability(np.linspace(0, 1, 100), np.arange(100) % 2 == 0, 7)
    assert sum(bar.count for bar in bars) == 100
    assert [bar.forecast for bar in bars] == sorted(bar.forecast for bar in bars)


def test_log_loss_by_hand():
    p = np.array([[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]])
    assert log_loss(p, np.array([0, 1])) == pytest.approx(-(np.log(0.5) + np.log(0.8)) / 2)
