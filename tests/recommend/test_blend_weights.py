"""The multinomial logit finds the weights that made the choices."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.recommend.blend import Blend, Choices, fit_weights
from modiste.recommend.explain import LEAST, shares
from modiste.recommend.query import Query
from modiste.recommend.signals import Constant
from modiste.recommend.windows import best


def choices(truth: np.ndarray, n: int, seed: int) -> Choices:
    rng = np.random.default_rng(seed)
    signals = rng.normal(size=(n, 20, len(truth))).astype(np.float32)
    noise = rng.gumbel(size=(n, 20))
    chosen = (signals @ truth + noise).argmax(axis=1)
    rows = np.arange(n)
    signals[rows, 0], signals[rows, chosen] = (
        signals[rows, chosen].copy(), signals[rows, 0].copy(),
    )  # fmt: skip
    return Choices(signals, np.ones(n))


def test_the_true_weights_are_found():
    truth = np.array([1.0, -0.5, 0.0, 2.0], dtype=np.float32)
    found = fit_weights(choices(truth, 3_000, 0), np.zeros(4, np.float32), prior_sd=10.0)
    assert found == pytest.approx(truth, abs=0.08)


def test_without_choices_the_defaults_stay_and_with_few_they_pull():
    default = np.array([1.0, 0.5], dtype=np.float32)
    none = Choices(np.empty((0, 5, 2), np.float32), np.empty(0))
    assert fit_weights(none, default) is default
    few = choices(np.array([-3.0, 3.0]), 2, 1)
    near = fit_weights(few, default, prior_sd=0.05)
    assert near == pytest.approx(default, abs=0.05)


def test_the_gradient_is_that_of_the_likelihood():
    given_ = choices(np.array([0.7, -0.2]), 50, 2)
    found = fit_weights(given_, np.zeros(2, np.float32), prior_sd=100.0).astype(float)

    def loss(weights):
        score = given_.signals.astype(float) @ weights
        return -(score[:, 0] - np.log(np.exp(score).sum(axis=1))).sum()

    for step in np.eye(2) * 0.05:
        assert loss(found) < min(loss(found + step), loss(found - step))


def test_the_score_is_the_weighted_sum_and_shares_add_up_to_it():
    blend = Blend(
        (
            Constant("a", np.array([1, 2, 3], np.float32)),
            Constant("b", np.array([4, 0, 0], np.float32)),
        ),
        np.array([2.0, 0.5], np.float32),
    )  # fmt: skip
    assert blend.score(Query()) == pytest.approx([4, 4, 6])
    assert blend.score(Query(), np.array([2, 0])) == pytest.approx([6, 4])
    (told,) = shares(
        blend,
        blend.matrix(Query(), np.array([0])),
        blend.matrix(Query(), np.arange(3)).mean(axis=0),
    )
    assert sum(share.amount for share in told) == pytest.approx(4 - 14 / 3)
    assert [share.signal for share in told] == ["b", "a"]
    (worth,) = shares(blend, np.array([[1, 4.0]]), np.array([2, 4 / 3]), LEAST)
    assert [share.signal for share in worth] == ["b"]
    assert blend.named == {"a": 2.0, "b": 0.5}


def test_a_blend_without_signals_is_refused():
    with pytest.raises(ValueError, match="without signals"):
        Blend((), np.empty(0, np.float32)).score(Query())


@settings(max_examples=50)
@given(st.lists(st.floats(-5, 5, width=32), min_size=1, max_size=30), st.integers(1, 40), st.data())
def test_the_best_are_those_of_a_plain_sort(values, k, data):
    score = np.array(values, dtype=np.float32)
    allowed = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(values), max_size=len(values)))
    )
    items, scores = best(score, allowed, k)
    plain = sorted((i for i in range(len(values)) if allowed[i]), key=lambda i: (-score[i], i))
    assert [float(v) for v in scores] == [float(score[i]) for i in plain[:k]]
    assert len(set(items.tolist())) == len(items)
    assert set(items.tolist()) <= set(np.flatnonzero(allowed).tolist())


def test_bounds_hold_and_leave_the_rest_free():
    found = fit_weights(
        choices(np.array([-1.0, 1.0]), 500, 3),
        np.zeros(2, np.float32),
        least=np.array([0.0, -np.inf], np.float32),
        prior_sd=10.0,
    )
    assert found[0] == 0.0
    assert found[1] > 0.5
