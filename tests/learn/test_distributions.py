from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from stockpyl import loss_functions

from modiste.learn.distributions import (
    Count,
    Curve,
    Distribution,
    Gamma,
    Normal,
    Sample,
    count_masses,
    negative_binomial_loss,
)
from modiste.model.errors import InputError

one = np.array
LEVELS = one([0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95])


# --- against stockpyl -------------------------------------------------------------------------


@given(mean=st.floats(0.1, 900), sd=st.floats(0.1, 200), z=st.floats(-4, 4))
def test_normal_losses(mean: float, sd: float, z: float) -> None:
    found = Normal(one([mean]), one([sd**2]))
    x = mean + z * sd
    first, _ = loss_functions.normal_loss(x, mean, sd)
    second, _ = loss_functions.normal_second_loss(x, mean, sd)
    assert found.loss(x)[0] == pytest.approx(first, rel=1e-9, abs=1e-9 * sd)
    assert found.second_loss(x)[0] == pytest.approx(second, rel=1e-9, abs=1e-9 * sd**2)


@given(shape=st.floats(0.2, 60), scale=st.floats(0.2, 30), at=st.floats(0.01, 3))
def test_gamma_losses(shape: float, scale: float, at: float) -> None:
    mean = shape * scale
    found = Gamma(one([mean]), one([shape * scale**2]))
    x = at * mean
    first, _ = loss_functions.gamma_loss(x, shape, scale)
    second, _ = loss_functions.gamma_second_loss(x, shape, scale)
    assert found.loss(x)[0] == pytest.approx(first, rel=1e-8, abs=1e-9 * mean)
    assert found.second_loss(x)[0] == pytest.approx(second, rel=1e-8, abs=1e-9 * mean**2)


@given(mean=st.floats(0.05, 80), x=st.integers(0, 120))
def test_poisson_losses(mean: float, x: int) -> None:
    found = Count(one([mean]), one([mean]))
    first, _ = loss_functions.poisson_loss(x, mean)
    second, _ = loss_functions.poisson_second_loss(x, mean)
    assert found.loss(x)[0] == pytest.approx(first, rel=1e-8, abs=1e-9 * mean)
    assert found.second_loss(x)[0] == pytest.approx(second, rel=1e-7, abs=1e-8 * mean**2)


@given(size=st.integers(1, 12), chance=st.floats(0.1, 0.95), x=st.integers(0, 60))
def test_negative_binomial_losses(size: int, chance: float, x: int) -> None:
    mean = size * (1 - chance) / chance
    found = Count(one([mean]), one([mean / chance]))
    first, _ = loss_functions.negative_binomial_loss(x, size, chance)
    second, _ = loss_functions.negative_binomial_second_loss(x, size, chance)
    assert found.loss(x)[0] == pytest.approx(first, rel=1e-7, abs=1e-8 * mean)
    assert found.second_loss(x)[0] == pytest.approx(second, rel=1e-6, abs=1e-7 * mean**2)


# --- what holds of every kind -----------------------------------------------------------------


def kinds() -> list[Distribution]:
    rng = np.random.default_rng(3)
    draws = rng.negative_binomial(2.0, 0.2, (2, 4000)).astype(float)
    mean, variance = one([8.0, 30.0]), one([40.0, 60.0])
    return [
        Normal(mean + 90, variance * 4),  # far from 0, below which demand never falls
        Gamma(mean, variance),
        Count(mean, variance),
        Count(mean, mean),
        Sample(draws),
        Curve(LEVELS, np.quantile(draws, LEVELS, axis=1).T),
    ]


@pytest.mark.parametrize("demand", kinds(), ids=lambda kind: type(kind).__name__)
def test_losses_are_tail_sums(demand: Distribution) -> None:
    step = 1.0 if demand.whole else 1 / 64
    grid = np.arange(-5.0, 400.0, step)[:, None]
    shift = 0.0 if demand.whole else step / 2  # middle sums
    survival = 1 - demand.cdf(grid + shift)
    first, second = demand.loss(grid), demand.second_loss(grid)
    tail = np.cumsum(survival[::-1], axis=0)[::-1] * step
    assert first[0] == pytest.approx(demand.mean + 5, rel=1e-9)
    assert np.abs(first - tail - first[-1]).max() < 2e-3
    # Σ_{y > x} for counts leaves the loss at x itself out.
    middle = first if demand.whole else demand.loss(grid + step / 2)
    later = np.cumsum(middle[::-1], axis=0)[::-1] * step - (first if demand.whole else 0.0)
    # The rounding of 405 terms and, between whole numbers, the middle rule.
    assert np.abs(second - later - second[-1]).max() < 0.03


@pytest.mark.parametrize("demand", kinds(), ids=lambda kind: type(kind).__name__)
def test_quantiles_turn_the_distribution_around(demand: Distribution) -> None:
    for level in (0.02, 0.3, 0.77, 0.99):
        at = demand.quantile(level)
        assert np.all(demand.cdf(at) >= level - 1e-9)
        assert np.all(demand.cdf(at - (1.0 if demand.whole else 1e-6)) < level)


@pytest.mark.parametrize("demand", kinds(), ids=lambda kind: type(kind).__name__)
def test_second_losses_at_zero_know_the_variance(demand: Distribution) -> None:
    square = 2 * demand.second_loss(0.0) + (demand.mean if demand.whole else 0.0)
    assert square - demand.mean**2 == pytest.approx(demand.variance, rel=1e-9)


def test_nothing_sold_for_certain() -> None:
    nothing = one([0.0])
    for demand in (Count(nothing, nothing), Gamma(nothing, nothing), Normal(nothing, nothing)):
        assert (demand.loss(0.0)[0], demand.loss(3.0)[0], demand.second_loss(1.0)[0]) == (0, 0, 0)
        assert demand.quantile(0.9)[0] == 0
        assert demand.loss(-2.0)[0] == 2.0


def test_a_certain_demand() -> None:
    for demand in (Gamma(one([7.0]), one([0.0])), Normal(one([7.0]), one([0.0]))):
        assert demand.loss(4.0)[0] == pytest.approx(3.0)
        assert demand.second_loss(4.0)[0] == pytest.approx(4.5)
        assert demand.cdf(6.9)[0] == pytest.approx(0.0)
        assert demand.cdf(7.0)[0] >= 0.5


# --- counts -----------------------------------------------------------------------------------


@settings(max_examples=30)
@given(mean=st.floats(0.0, 3000), wider=st.floats(1.0, 30))
def test_masses(mean: float, wider: float) -> None:
    found = count_masses(one([mean]), one([mean * wider]), 40)[0]
    k = np.arange(41)
    if mean == 0:
        expected = (k == 0).astype(float)
    elif mean * wider > mean * (1 + 1e-9) + 1e-12:
        expected = stats.nbinom.pmf(k, mean / (wider - 1), 1 / wider)
    else:
        expected = stats.poisson.pmf(k, mean)
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-12)


def test_the_loss_between_whole_numbers_is_straight() -> None:
    demand = Count(one([4.0]), one([9.0]))
    low, high = demand.loss(3.0)[0], demand.loss(4.0)[0]
    assert demand.loss(3.25)[0] == pytest.approx(0.75 * low + 0.25 * high)
    assert negative_binomial_loss(one([4.0]), one([9.0]), 3.0)[0] == low


# --- curves -----------------------------------------------------------------------------------


def test_a_curve_of_an_even_and_an_exponential_part() -> None:
    # Evenly from 0 to 10 over the first half, then exponential with mean excess 10.
    curve = Curve(one([0.25, 0.5]), one([[5.0, 10.0]]))
    assert curve.cdf([2.5, 10.0])[0:2] == pytest.approx([0.125, 0.5])
    assert curve.quantile(1 - 0.5 * np.exp(-1.0))[0] == pytest.approx(20.0)
    assert curve.loss(10.0)[0] == pytest.approx(0.5 * 10)
    assert curve.mean[0] == pytest.approx(0.5 * 5 + 0.5 * 20)
    assert curve.second_loss(20.0)[0] == pytest.approx(0.5 * 100 * np.exp(-1.0))


def test_curves_with_steps() -> None:
    curve = Curve(LEVELS, one([[0.0, 0.0, 0.0, 1.0, 1.0, 3.0, 4.0]]))
    assert curve.cdf(-0.1)[0] == 0.0
    assert curve.cdf(0.0)[0] == pytest.approx(0.25)
    assert curve.cdf(1.0)[0] == pytest.approx(0.75)
    assert np.isfinite(curve.second_loss(0.5)[0])


@pytest.mark.parametrize(
    ("levels", "values"),
    [
        ([0.5], [[1.0]]),
        ([0.5, 0.4], [[1.0, 2.0]]),
        ([0.5, 1.0], [[1.0, 2.0]]),
        ([0.5, 0.9], [[2.0, 1.0]]),
        ([0.5, 0.9], [[-1.0, 1.0]]),
        ([0.5, 0.9], [[1.0, 1.0, 2.0]]),
    ],
)
def test_curves_that_are_none(levels: list[float], values: list[list[float]]) -> None:
    with pytest.raises(InputError):
        Curve(one(levels), one(values))


def test_a_sample_is_its_scenarios() -> None:
    sample = Sample(one([[0.0, 2.0, 2.0, 6.0]]))
    assert sample.quantile(0.75)[0] == 2.0
    assert sample.quantile(0.76)[0] == 6.0
    assert sample.loss(1.0)[0] == pytest.approx((1 + 1 + 5) / 4)
    assert sample.second_loss(1.0)[0] == pytest.approx(5 * 4 / 4 / 2)
