"""Off-policy estimates against what is known to be true."""

from __future__ import annotations

import numpy as np
import pytest

from modiste.learn.ranking.offpolicy import Log, evaluate
from modiste.model.errors import InputError, NotEnoughDataError

OLD = np.array([0.6, 0.3, 0.1])
NEW = np.array([0.1, 0.2, 0.7])
WORTH = np.array([0.1, 0.3, 0.5])
TRUTH = float(NEW @ WORTH)


def logged(n: int, seed: int, model: np.ndarray | None = None) -> Log:
    rng = np.random.default_rng(seed)
    action = rng.choice(3, n, p=OLD)
    reward = (rng.random(n) < WORTH[action]).astype(float)
    if model is None:
        return Log(reward, OLD[action], NEW[action])
    return Log(reward, OLD[action], NEW[action], model[action], np.full(n, NEW @ model))


def by_method(log: Log, **more: float) -> dict:
    return {each.method: each for each in evaluate(log, **more)}


def test_by_hand():
    log = Log(np.array([1.0, 0.0]), np.array([0.5, 0.25]), np.array([1.0, 0.5]))
    found = by_method(log)
    # Both weights are 2: IPS averages 2·1 and 2·0, SNIPS divides by their sum.
    assert found["ips"].value == pytest.approx(1.0)
    assert found["snips"].value == pytest.approx(0.5)
    assert found["ips"].effective == pytest.approx(2.0)
    assert found["ips"].weak


def test_the_same_policy_is_worth_what_it_earned():
    log = logged(500, 1)
    same = by_method(Log(log.reward, log.shown, log.shown))
    assert same["ips"].value == pytest.approx(log.reward.mean())
    assert same["snips"].value == pytest.approx(log.reward.mean())
    assert same["ips"].effective == pytest.approx(500)


@pytest.mark.parametrize("method", ["ips", "snips", "dr"])
def test_estimates_find_the_truth_and_their_intervals_hold_it(method):
    found = [by_method(logged(1_500, seed, WORTH), seed=seed)[method] for seed in range(25)]
    assert np.mean([each.value for each in found]) == pytest.approx(TRUTH, abs=0.015)
    held = np.mean([each.low <= TRUTH <= each.high for each in found])
    assert held >= 0.8


def test_dr_is_right_with_a_wrong_model_and_tighter_with_a_right_one():
    wrong = [by_method(logged(1_000, s, WORTH[::-1].copy()))["dr"].value for s in range(25)]
    assert np.mean(wrong) == pytest.approx(TRUTH, abs=0.02)
    right = [by_method(logged(800, s, WORTH))["dr"].value for s in range(25)]
    plain = [by_method(logged(800, s))["ips"].value for s in range(25)]
    assert np.std(right) < np.std(plain)


def test_clipping_bounds_weights():
    found = by_method(logged(2_000, 3), clip=1.0)
    assert found["ips"].value < TRUTH
    assert found["ips"].effective > by_method(logged(2_000, 3))["ips"].effective


def test_a_policy_that_the_log_never_shows_earns_nothing_and_is_weak():
    log = Log(np.ones(5), np.full(5, 0.5), np.zeros(5))
    (only,) = evaluate(log)
    assert (only.method, only.value, only.effective, only.weak) == ("ips", 0.0, 0.0, True)


@pytest.mark.parametrize("bad", [0.0, -0.1, 1.5, np.nan])
def test_impossible_propensities_are_refused_with_their_row(bad):
    with pytest.raises(InputError, match="row 2, column 'shown'"):
        evaluate(Log(np.ones(2), np.array([0.5, bad]), np.ones(2)))


def test_lengths_and_emptiness_are_told():
    with pytest.raises(InputError, match="1 values of shown for 2"):
        evaluate(Log(np.ones(2), np.ones(1), np.ones(2)))
    with pytest.raises(NotEnoughDataError):
        evaluate(Log(np.empty(0), np.empty(0), np.empty(0)))
