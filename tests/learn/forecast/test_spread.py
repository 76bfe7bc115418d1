from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from scipy import special, stats
from tests.learn.forecast.panels import long, ragged

from modiste.learn.forecast.dispersion import fitted, log_likelihood, own_factors
from modiste.learn.forecast.errors import past_errors
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig
from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.point import PointConfig


def panel_of(values: np.ndarray) -> pl.DataFrame:
    return pl.concat([long(row.tolist(), f"s{k:04d}") for k, row in enumerate(values)])


def negative_binomials(
    means: np.ndarray, dispersion: float, weeks: int, rng: np.random.Generator
) -> np.ndarray:
    size = 1 / dispersion
    rate = rng.gamma(size, means[:, None] / size, (len(means), weeks))
    return rng.poisson(rate).astype(float)


def split(values: np.ndarray, horizon: int) -> tuple[pl.DataFrame, np.ndarray]:
    return panel_of(values[:, :-horizon]), values[:, -horizon:]


def average(window: int = 26) -> MovingAverage:
    return MovingAverage(MovingAverageConfig(window=window))


def covered(forecast: pl.DataFrame, actual: np.ndarray, low: str, high: str) -> float:
    below, above = (forecast[name].to_numpy().reshape(actual.shape) for name in (low, high))
    return float(((actual >= below) & (actual <= above)).mean())


def test_counts_are_covered_as_promised() -> None:
    rng = np.random.default_rng(11)
    values = negative_binomials(rng.uniform(10, 60, 400), 0.4, 90, rng)
    known, actual = split(values, 8)
    forecast = average().fit(known).predict(8)
    assert covered(forecast, actual, "q10", "q90") == pytest.approx(0.80, abs=0.03)
    assert covered(forecast, actual, "q05", "q95") == pytest.approx(0.90, abs=0.03)
    median = forecast["q50"].to_numpy().reshape(actual.shape)
    assert float((actual <= median).mean()) == pytest.approx(0.5, abs=0.04)


def test_real_values_are_covered_as_promised() -> None:
    rng = np.random.default_rng(12)
    scale = rng.uniform(0.5, 20.0, (400, 1))
    known, actual = split(rng.normal(0.0, 1.0, (400, 90)) * scale, 8)
    forecast = average().fit(known).predict(8)
    assert covered(forecast, actual, "q10", "q90") == pytest.approx(0.80, abs=0.03)
    assert covered(forecast, actual, "q05", "q95") == pytest.approx(0.90, abs=0.03)


def test_a_wild_series_gets_a_wider_band_than_a_calm_one() -> None:
    rng = np.random.default_rng(13)
    calm = rng.poisson(20.0, (60, 80)).astype(float)
    wild = negative_binomials(np.full(60, 20.0), 1.5, 80, rng)
    forecast = average().fit(panel_of(np.vstack([calm, wild]))).predict(1)
    width = (forecast["q90"] - forecast["q10"]).to_numpy()
    assert np.median(width[60:]) > 2 * np.median(width[:60])


def test_the_sum_of_independent_weeks() -> None:
    rng = np.random.default_rng(14)
    known = panel_of(rng.poisson(9.0, (400, 120)).astype(float))
    deviation = average(52).fit(known).predict(9)["cumulative_sd"].to_numpy().reshape(-1, 9)
    expected = np.sqrt(9.0 * np.arange(1, 10))
    np.testing.assert_allclose(np.median(deviation, axis=0), expected, rtol=0.15)


def test_the_sum_of_weeks_that_move_together() -> None:
    # Level of each half-year drawn anew: weeks ahead share one error, so sums stray in proportion.
    rng = np.random.default_rng(15)
    level = np.repeat(rng.gamma(4.0, 25.0, (500, 8)), 13, axis=1)
    forecast = (
        MovingAverage(MovingAverageConfig(window=52, spread_origins=4, spread_series=500))
        .fit(panel_of(rng.poisson(level).astype(float)))
        .predict(9)
    )
    deviation = np.median(forecast["cumulative_sd"].to_numpy().reshape(-1, 9), axis=0)
    assert deviation[8] / deviation[0] == pytest.approx(9.0, rel=0.2)


def test_sums_of_real_values_follow_their_kind() -> None:
    rng = np.random.default_rng(16)
    noise = rng.normal(0.0, 1.0, (300, 120))
    independent = average(52).fit(panel_of(noise)).predict(12)
    walk = MovingAverage(MovingAverageConfig(window=1)).fit(panel_of(noise.cumsum(axis=1)))
    alone, together = (
        np.median(frame["cumulative_sd"].to_numpy().reshape(-1, 12), axis=0)
        for frame in (independent, walk.predict(12))
    )
    assert alone[11] / alone[0] == pytest.approx(12**0.5, rel=0.15)
    # Variance of the sum of a walk's first k values: k (k + 1)(2k + 1) ÷ 6.
    assert together[11] / together[0] == pytest.approx((12 * 13 * 25 / 6) ** 0.5, rel=0.15)


def test_a_walk_widens_beyond_what_was_measured() -> None:
    rng = np.random.default_rng(17)
    walk = rng.normal(0.0, 1.0, (200, 120)).cumsum(axis=1)
    forecast = MovingAverage(MovingAverageConfig(window=1)).fit(panel_of(walk)).predict(52)
    width = np.median((forecast["q90"] - forecast["q10"]).to_numpy().reshape(-1, 52), axis=0)
    assert width[51] / width[12] == pytest.approx(2.0, rel=0.2)  # √(52 ÷ 13)


def test_a_first_move_does_not_make_every_band_infinite() -> None:
    rng = np.random.default_rng(18)
    values = rng.normal(10.0, 1.0, (50, 60))
    values[:5, :-6] = 0.0  # these have not moved before the origins at which errors are measured
    values[5:10] *= -1
    forecast = average().fit(panel_of(values)).predict(4)
    calm = forecast.filter(pl.col("series") > "s0010")
    assert (calm["cumulative_sd"] < 60.0).all()


def test_dispersion_is_recovered() -> None:
    rng = np.random.default_rng(19)
    means = np.repeat(rng.uniform(2, 40, (3000, 1)), 5, axis=1)
    size = 1 / 0.5
    actual = rng.poisson(rng.gamma(size, means / size)).astype(float)
    found = fitted(means, actual)
    assert found.b == 2.0
    np.testing.assert_allclose(found.a, 0.5, rtol=0.25)


def test_poisson_counts_have_next_to_no_dispersion() -> None:
    rng = np.random.default_rng(20)
    means = np.repeat(rng.uniform(2, 40, (2000, 1)), 3, axis=1)
    variance = fitted(means, rng.poisson(means).astype(float)).variance(means, np.ones(2000))
    assert float((variance / means).max()) < 1.2


def test_the_likelihood_is_that_of_the_negative_binomial() -> None:
    counts, mean, extra = np.arange(12.0), np.full(12, 4.0), np.full(12, 6.0)
    size = 4.0**2 / 6.0
    exact = stats.nbinom.logpmf(counts, size, size / (size + 4.0))
    factorials = special.gammaln(counts + 1)
    np.testing.assert_allclose(log_likelihood(counts, mean, extra) - factorials, exact)


def test_a_series_that_has_said_little_gets_the_common_dispersion() -> None:
    assert own_factors(Panel.of(long([3.0, 4.0, 5.0]))).tolist() == [1.0]


def test_errors_are_taken_before_the_end_of_each_series() -> None:
    seen = []

    def point(panel: Panel, horizon: int) -> np.ndarray:
        seen.append(panel.frame)
        return np.zeros((len(panel.names), horizon))

    panel = Panel.of(ragged().filter(pl.col("series").is_in(["long", "early"])))
    errors = past_errors(panel, point, horizon=4, origins=2, series=10, seed=0)
    lengths = [dict(frame["series"].value_counts().iter_rows()) for frame in seen]
    assert lengths == [{"early": 8, "long": 36}, {"early": 4, "long": 32}]
    assert errors.actual.shape == (4, 4)
    early = ragged().filter(pl.col("series") == "early")["value"].to_list()
    assert errors.actual[0].tolist() == early[8:12]
    assert errors.actual[2].tolist() == early[4:8]


def test_the_draw_of_series_depends_on_the_seed_alone() -> None:
    rng = np.random.default_rng(21)
    known = panel_of(negative_binomials(rng.uniform(1, 9, 80), 0.5, 40, rng))

    def run(seed: int) -> pl.DataFrame:
        config = MovingAverageConfig(spread_series=20, seed=seed)
        return MovingAverage(config).fit(known).predict(3)

    assert run(1).equals(run(1))
    assert not run(1).equals(run(2))


def test_settings_are_closed_and_frozen() -> None:
    with pytest.raises(ValueError, match="Extra inputs are not permitted"):
        PointConfig(sesaon=52)  # type: ignore[call-arg]
    with pytest.raises(ValueError, match="frozen"):
        PointConfig().season = 4  # type: ignore[misc]
