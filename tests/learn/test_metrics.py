from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from modiste.learn import metrics

NAN = float("nan")
ACTUAL = np.array([[2.0, 4.0], [0.0, NAN]])
FORECAST = np.array([[3.0, 2.0], [1.0, 5.0]])

whole = arrays(np.float64, (3, 4), elements=st.integers(0, 1000).map(float))
positive = arrays(np.float64, 3, elements=st.floats(0.1, 100.0))


def test_golden_values() -> None:
    # |errors| 1, 2, 1 over actual 6; signed errors 1 − 2 + 1.
    assert metrics.wape(ACTUAL, FORECAST) == pytest.approx(4 / 6)
    assert metrics.bias(ACTUAL, FORECAST) == 0.0
    scale = np.array([2.0, 0.5])
    # Rows (0.5 + 1) ÷ 2 and 1 ÷ 0.5.
    assert metrics.mase(ACTUAL, FORECAST, scale) == pytest.approx((0.75 + 2.0) / 2)
    assert metrics.rmsse(ACTUAL, FORECAST, scale) == pytest.approx((math.sqrt(0.625) + 2.0) / 2)


def test_golden_pinball() -> None:
    quantiles = {0.1: np.array([[1.0, 5.0]]), 0.9: np.array([[4.0, 3.0]])}
    actual, scale = np.array([[2.0, 4.0]]), np.array([2.0])
    # Level 0.1: 0.1 × 0.5, 0.9 × 0.5; level 0.9: 0.1 × 1.0, 0.9 × 0.5.
    assert metrics.pinball(actual, quantiles, scale) == pytest.approx(
        (0.05 + 0.45 + 0.1 + 0.45) / 4
    )


def test_golden_coverage() -> None:
    low, high = np.array([[2.0, 0.0], [1.0, 0.0]]), np.array([[3.0, 3.0], [2.0, 9.0]])
    assert metrics.coverage(ACTUAL, low, high) == pytest.approx(1 / 3)


def test_nothing_known_gives_no_number() -> None:
    nothing, scale = np.full((2, 2), NAN), np.ones(2)
    assert math.isnan(metrics.wape(nothing, FORECAST))
    assert math.isnan(metrics.mase(nothing, FORECAST, scale))
    assert math.isnan(metrics.rmsse(nothing, FORECAST, scale))
    assert math.isnan(metrics.pinball(nothing, {0.5: FORECAST}, scale))
    assert math.isnan(metrics.coverage(nothing, FORECAST, FORECAST))


@given(actual=whole, scale=positive)
def test_a_perfect_forecast_has_no_error(actual: np.ndarray, scale: np.ndarray) -> None:
    assert metrics.mase(actual, actual, scale) == 0.0
    assert metrics.rmsse(actual, actual, scale) == 0.0
    assert metrics.pinball(actual, {0.1: actual, 0.9: actual}, scale) == 0.0
    assert metrics.coverage(actual, actual, actual) == 1.0
    if actual.any():
        assert metrics.wape(actual, actual) == 0.0
        assert metrics.bias(actual, actual) == 0.0


@given(actual=whole, forecast=whole, scale=positive, unit=st.sampled_from([0.5, 2.0, 64.0]))
def test_units_do_not_matter(
    actual: np.ndarray, forecast: np.ndarray, scale: np.ndarray, unit: float
) -> None:
    for figure in (metrics.mase, metrics.rmsse):
        assert figure(actual * unit, forecast * unit, scale * unit) == pytest.approx(
            figure(actual, forecast, scale)
        )
    assert metrics.pinball(actual * unit, {0.2: forecast * unit}, scale * unit) == pytest.approx(
        metrics.pinball(actual, {0.2: forecast}, scale)
    )
    if actual.any():
        assert metrics.wape(actual * unit, forecast * unit) == pytest.approx(
            metrics.wape(actual, forecast)
        )


@given(actual=whole, level=st.floats(0.05, 0.95))
def test_pinball_is_least_at_the_quantile(actual: np.ndarray, level: float) -> None:
    scale, best = np.ones(3), np.quantile(actual, level, method="inverted_cdf")
    loss = metrics.pinball(actual, {level: np.full((3, 4), best)}, scale)
    for other in (best - 1.0, best + 1.0, best * 1.5):
        assert loss <= metrics.pinball(actual, {level: np.full((3, 4), other)}, scale) + 1e-9


def test_naive_scale_by_hand() -> None:
    values = np.array([1.0, 3.0, NAN, 4.0, 5.0, 5.0, 5.0, 0.0, 0.0, 7.0, 1.0, 4.0])
    starts = np.array([0, 4, 7, 9, 12])
    # Known one-step changes: 2 | 0, so the level 5 | 0, so 1 | 6, 3.
    assert metrics.naive_scale(values, starts, 1).tolist() == [2.0, 5.0, 1.0, 4.5]
    root = math.sqrt((36 + 9) / 2)
    assert metrics.naive_scale(values, starts, 1, squared=True).tolist() == [2.0, 5.0, 1.0, root]
    # Lag 3: only the first series is longer; it changed from 1 to 4.
    assert metrics.naive_scale(values, starts, 3).tolist() == [3.0, 5.0, 1.0, 4.5]


def naive_by_loop(values: np.ndarray, starts: list[int], lag: int) -> list[float]:
    scales = []
    for low, high in pairwise(starts):
        own = values[low:high]
        step = lag if len(own) > lag else 1
        change = [abs(own[k] - own[k - step]) for k in range(step, len(own))]
        known = [c for c in change if not math.isnan(c)]
        level = [abs(v) for v in own if not math.isnan(v)]
        error = sum(known) / len(known) if known else 0.0
        scales.append(error or (sum(level) / len(level) if level else 0.0) or 1.0)
    return scales


@given(
    lengths=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    lag=st.integers(1, 5),
    data=st.data(),
)
def test_naive_scale_equals_a_plain_loop(lengths: list[int], lag: int, data: st.DataObject) -> None:
    element = st.one_of(st.integers(-9, 9).map(float), st.just(NAN))
    values = data.draw(arrays(np.float64, sum(lengths), elements=element))
    starts = np.concatenate([[0], np.cumsum(lengths)])
    np.testing.assert_allclose(
        metrics.naive_scale(values, starts, lag), naive_by_loop(values, starts.tolist(), lag)
    )
