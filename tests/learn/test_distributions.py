from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from modiste.learn.distributions import negative_binomial_loss, negative_binomial_quantile

means = st.floats(0.01, 60.0)
excess = st.floats(0.0, 6.0)
"""Variance over mean, less 1."""


def probabilities(mean: float, variance: float) -> np.ndarray:
    """P(D = k) by the recursion of the negative binomial, without any library of distributions."""
    ratio = variance / mean
    size = mean / (ratio - 1)
    found = [ratio ** (-size)]
    for k in range(1, 6000):
        found.append(found[-1] * (size + k - 1) / k * (1 - 1 / ratio))
    return np.array(found)


def one(value: float) -> np.ndarray:
    return np.array([value])


@given(mean=means, wide=st.floats(0.05, 6.0), level=st.floats(0.01, 0.995))
def test_quantile_is_the_least_count_that_reaches_the_level(
    mean: float, wide: float, level: float
) -> None:
    variance = mean * (1 + wide)
    found = int(negative_binomial_quantile(one(mean), one(variance), level)[0])
    cumulative = np.cumsum(probabilities(mean, variance))
    assert cumulative[found] >= level - 1e-9
    assert found == 0 or cumulative[found - 1] < level + 1e-9


@given(mean=means, wide=st.floats(0.05, 6.0), stock=st.integers(0, 200))
def test_loss_equals_the_sum(mean: float, wide: float, stock: int) -> None:
    variance = mean * (1 + wide)
    chance = probabilities(mean, variance)
    short = np.maximum(np.arange(len(chance)) - stock, 0)
    expected = float((chance * short).sum())
    found = negative_binomial_loss(one(mean), one(variance), one(float(stock)))[0]
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9)


@given(mean=means, wide=excess, stock=st.integers(0, 100))
def test_one_unit_more_saves_the_chance_to_sell_it(mean: float, wide: float, stock: int) -> None:
    variance = mean * (1 + wide)
    here, there = (
        negative_binomial_loss(one(mean), one(variance), one(float(s)))[0]
        for s in (stock, stock + 1)
    )
    if wide > 1e-6:
        size = mean / wide
        beyond = stats.nbinom.sf(stock, size, size / (size + mean))
    else:
        beyond = stats.poisson.sf(stock, mean)
    assert here - there == pytest.approx(beyond, rel=1e-5, abs=1e-9)


@given(mean=means, wide=excess)
def test_without_stock_everything_is_short(mean: float, wide: float) -> None:
    found = negative_binomial_loss(one(mean), one(mean * (1 + wide)), one(0.0))[0]
    assert found == pytest.approx(mean)


@pytest.mark.parametrize("variance", [0.0, 3.0, 5.0])
def test_variance_up_to_the_mean_is_poisson(variance: float) -> None:
    levels = np.array([0.05, 0.5, 0.9, 0.99])
    mean = np.full(4, 5.0)
    found = negative_binomial_quantile(mean, np.full(4, variance), levels)
    assert found.tolist() == [2.0, 5.0, 8.0, 11.0]  # tables of the Poisson distribution, mean 5


@given(mean=means, level=st.floats(0.01, 0.99))
def test_the_limit_is_poisson(mean: float, level: float) -> None:
    near = negative_binomial_quantile(one(mean), one(mean * (1 + 1e-7)), level)
    at = negative_binomial_quantile(one(mean), one(mean), level)
    assert abs(near - at)[0] <= 1.0
    stock = one(np.ceil(mean))
    assert negative_binomial_loss(one(mean), one(mean * (1 + 1e-7)), stock)[0] == pytest.approx(
        negative_binomial_loss(one(mean), one(mean), stock)[0], rel=1e-4, abs=1e-9
    )


def test_nothing_expected_is_nothing() -> None:
    zero = np.zeros(3)
    assert negative_binomial_quantile(zero, zero, 0.99).tolist() == [0.0, 0.0, 0.0]
    assert negative_binomial_loss(zero, zero, np.arange(3.0)).tolist() == [0.0, 0.0, 0.0]


@given(mean=means, wide=excess)
def test_quantiles_do_not_fall(mean: float, wide: float) -> None:
    levels = np.linspace(0.01, 0.99, 25)
    found = negative_binomial_quantile(np.full(25, mean), np.full(25, mean * (1 + wide)), levels)
    assert (np.diff(found) >= 0).all()
