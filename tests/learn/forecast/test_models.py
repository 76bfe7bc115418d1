"""What is particular to single forecasters."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.learn.forecast.panels import counts, long

from modiste.learn.forecast.base import load
from modiste.learn.forecast.classes import Demand, demand_classes, steps_since_sale
from modiste.learn.forecast.launch import Launch, LaunchConfig
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig, SeasonalNaive
from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.point import PointConfig
from modiste.learn.forecast.pooled import PooledSeasonal, PooledSeasonalConfig
from modiste.learn.forecast.statistical import TSB, CrostonSBA, SimpleSmoothing
from modiste.model.errors import InputError

# --- yardsticks -------------------------------------------------------------------------------


def test_seasonal_naive_repeats_the_season() -> None:
    panel = long([1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0])
    forecast = SeasonalNaive(PointConfig(season=4)).fit(panel).predict(6)
    assert forecast["mean"].to_list() == [5.0, 6.0, 7.0, 8.0, 5.0, 6.0]


def test_seasonal_naive_without_a_season_is_the_mean_of_eight() -> None:
    forecast = SeasonalNaive().fit(long([float(k) for k in range(1, 11)])).predict(2)
    assert forecast["mean"].to_list() == [6.5, 6.5]


def test_moving_average() -> None:
    config = MovingAverageConfig(window=3)
    forecast = MovingAverage(config).fit(long([9.0, 1.0, 2.0, 6.0])).predict(2)
    assert forecast["mean"].to_list() == [3.0, 3.0]


# --- statsforecast ----------------------------------------------------------------------------


def test_croston_by_hand() -> None:
    # Sales of 4 every other week: size 4, interval 2, times 1 − 0.1 ÷ 2.
    forecast = CrostonSBA().fit(long([0.0, 4.0] * 10)).predict(1)
    assert forecast["mean"].item() == pytest.approx(4 / 2 * 0.95)


def test_tsb_falls_when_an_item_stops_selling() -> None:
    alive = TSB().fit(long([2.0] * 20 + [0.0] * 4)).predict(1)["mean"].item()
    gone = TSB().fit(long([2.0] * 20 + [0.0] * 24)).predict(1)["mean"].item()
    assert gone == pytest.approx(alive * 0.9**20)


@pytest.mark.parametrize("kind", [TSB, CrostonSBA])
def test_what_an_intermittent_model_cannot_know_gets_the_recent_mean(kind: type[TSB]) -> None:
    panel = pl.concat([long([-1.0, 3.0] * 10), long([-2.0] * 20, "b"), long([0.0] * 20, "c")])
    assert kind().fit(panel).predict(1)["mean"].to_list() == [1.0, -2.0, 0.0]


def test_simple_smoothing_of_noise_is_near_its_mean() -> None:
    forecast = SimpleSmoothing().fit(counts(series=40, weeks=80, mean=6.0)).predict(1)
    assert forecast["mean"].mean() == pytest.approx(6.0, rel=0.05)


# --- pooled season ----------------------------------------------------------------------------


def seasonal(
    series: int, years: int, *, amplitude: float, level: float, seed: int = 2
) -> np.ndarray:
    rng = np.random.default_rng(seed)
    weeks = np.arange(52 * years)
    index = 1 + amplitude * np.sin(2 * np.pi * weeks / 52)
    return rng.poisson(level * index, (series, len(weeks))).astype(float)


def grouped(groups: dict[str, np.ndarray]) -> pl.DataFrame:
    return pl.concat(
        [
            long(row.tolist(), f"{name}{k:03d}").with_columns(group=pl.lit(name))
            for name, rows in groups.items()
            for k, row in enumerate(rows)
        ]
    )


def test_a_season_too_faint_for_one_series_is_found_in_a_group() -> None:
    panel = Panel.of(grouped({"coat": seasonal(150, 2, amplitude=0.8, level=0.6)}))
    index = PooledSeasonal().indices(panel)[0]
    position = panel.numbers[:52] % 52
    truth = 1 + 0.8 * np.sin(2 * np.pi * np.arange(52) / 52)
    assert index.mean() == pytest.approx(1.0, abs=0.01)
    assert np.abs(index[position] - truth).max() < 0.2


def test_no_season_is_read_into_noise() -> None:
    panel = Panel.of(grouped({"tee": seasonal(30, 2, amplitude=0.0, level=0.3)}))
    assert np.abs(PooledSeasonal().indices(panel) - 1).max() < 0.1


def test_a_small_group_leans_on_everyone() -> None:
    panel = Panel.of(
        grouped(
            {
                "big": seasonal(200, 2, amplitude=0.6, level=1.0),
                "none": np.zeros((2, 104)),
                "small": seasonal(2, 2, amplitude=0.6, level=0.2, seed=9),
            }
        )
    )
    big, none, small = PooledSeasonal().indices(panel)
    np.testing.assert_allclose(none, big, atol=0.02)
    assert np.abs(small - big).mean() < 0.2


def test_groups_of_opposite_seasons_are_told_apart() -> None:
    panel = Panel.of(
        grouped(
            {
                "coat": seasonal(60, 2, amplitude=0.7, level=2.0),
                "short": seasonal(60, 2, amplitude=-0.7, level=2.0),
            }
        )
    )
    coat, short = PooledSeasonal().indices(panel)
    assert np.corrcoef(coat, short)[0, 1] < -0.9


def test_the_season_lifts_the_forecast() -> None:
    values = seasonal(100, 2, amplitude=0.8, level=2.0)
    known, actual = values[:, :80], values[:, 80:92]
    pooled = PooledSeasonal().fit(grouped({"coat": known})).predict(12)
    flat = SimpleSmoothing().fit(grouped({"coat": known})).predict(12)
    errors = [
        np.abs(frame["mean"].to_numpy().reshape(actual.shape).sum(0) - actual.sum(0)).sum()
        for frame in (pooled, flat)
    ]
    assert errors[0] < 0.5 * errors[1]


def test_without_a_season_it_is_simple_smoothing() -> None:
    panel = counts(weeks=40)
    pooled = PooledSeasonal(PooledSeasonalConfig(season=52)).fit(panel).predict(3)
    assert_frame_equal(pooled, SimpleSmoothing().fit(panel).predict(3))


# --- launch -----------------------------------------------------------------------------------


def launches(shape: float, rate: float, series: int, weeks: int, seed: int = 4) -> pl.DataFrame:
    """Gamma rates, Poisson sales, a launch a week after the panel's first one."""
    rng = np.random.default_rng(seed)
    rates = rng.gamma(shape, 1 / rate, series)
    old = long([1.0] * (weeks + 40), "old")
    return pl.concat(
        [
            old,
            *(
                long(rng.poisson(r, weeks).astype(float).tolist(), f"s{k:04d}", 1 + k % 30)
                for k, r in enumerate(rates)
            ),
        ]
    )


def test_the_prior_is_recovered() -> None:
    prior = Launch()._priors(Panel.of(launches(2.0, 0.5, 1500, 8)))[None]
    assert prior == (pytest.approx(2.0, rel=0.1), pytest.approx(0.5, rel=0.1))


def test_the_posterior_by_hand() -> None:
    history = launches(2.0, 0.5, 1500, 8)
    fitted = Launch().fit(long([4.0, 6.0]), history=history)
    shape, rate = fitted._priors(Panel.of(history))[None]
    size = ((shape + 10) / (rate + 2) * (shape + 1) / rate) ** 0.5
    worth = 1 / (1 + fitted._dispersion * size)
    assert fitted._dispersion < 0.02
    expected = (shape + worth * 10) / (rate + worth * 2)
    assert fitted.predict(3)["mean"].to_list() == pytest.approx([expected] * 3)


def test_new_items_are_covered_as_promised() -> None:
    rng = np.random.default_rng(6)
    rates = rng.gamma(3.0, 4.0, 1200)
    sales = rng.poisson(rng.gamma(2.0, rates[:, None] / 2.0, (1200, 16))).astype(float)
    old = long([1.0] * 60, "old")
    history = pl.concat(
        [
            old,
            *(long(row[:12].tolist(), f"h{k:04d}", 1 + k % 9) for k, row in enumerate(sales[:600])),
        ]
    )
    fresh = pl.concat([long(row[:3].tolist(), f"n{k:04d}") for k, row in enumerate(sales[600:])])
    forecast = Launch().fit(fresh, history=history).predict(5)
    actual = sales[600:, 3:8]
    low, high = (forecast[q].to_numpy().reshape(actual.shape) for q in ("q10", "q90"))
    assert ((actual >= low) & (actual <= high)).mean() == pytest.approx(0.8, abs=0.05)
    total = forecast["cumulative_sd"].to_numpy().reshape(actual.shape)[:, -1]
    mean = forecast["mean"].to_numpy().reshape(actual.shape).sum(axis=1)
    stray = (actual.sum(axis=1) - mean) / total
    assert stray.std() == pytest.approx(1.15, abs=0.15)  # a little wider than promised


def test_what_was_there_before_the_panel_began_was_not_launched_in_it() -> None:
    old = pl.concat([long([50.0] * 40, f"old{k}") for k in range(20)])
    new = pl.concat([long([2.0] * 10, f"new{k}", 20 + k) for k in range(6)])
    fitted = Launch().fit(long([2.0], "fresh", 39), history=pl.concat([old, new]))
    assert fitted.predict(1)["mean"].item() == pytest.approx(2.0, rel=0.05)


def test_a_group_needs_enough_launches_for_a_prior_of_its_own() -> None:
    parts = [
        long([9.0] * 10, f"{name}{k}", 5 + k).with_columns(group=pl.lit(name))
        for name, many in (("coat", 5), ("hat", 4))
        for k in range(many)
    ]
    panel = Panel.of(pl.concat([long([1.0] * 40, "old").with_columns(group=pl.lit("tee")), *parts]))
    assert set(Launch()._priors(panel)) == {None, "coat"}
    assert set(Launch(LaunchConfig(least=4))._priors(panel)) == {None, "coat", "hat"}


# --- classes ----------------------------------------------------------------------------------


def kind_of(values: list[float]) -> str:
    return str(demand_classes(Panel.of(long(values)))[0])


def test_kinds_of_demand() -> None:
    assert kind_of([4.0, 5.0, 6.0] * 10) == Demand.SMOOTH
    assert kind_of([1.0, 1.0, 30.0] * 10) == Demand.ERRATIC
    assert kind_of([4.0, 0.0, 5.0, 0.0] * 10) == Demand.INTERMITTENT
    assert kind_of([1.0, 0.0, 30.0, 0.0, 1.0, 0.0] * 10) == Demand.LUMPY
    assert kind_of([4.0] * 7) == Demand.NEW
    assert kind_of([4.0] * 8) == Demand.SMOOTH
    assert kind_of([4.0] * 30 + [0.0] * 25) == Demand.INTERMITTENT
    assert kind_of([4.0] * 30 + [0.0] * 26) == Demand.DORMANT
    assert kind_of([0.0] * 26) == Demand.DORMANT


def test_the_border_of_intervals() -> None:
    # 33 steps with 25 sales are 1.32 apart: no longer often. One sale more and they are.
    assert kind_of([1.0] * 25 + [0.0] * 8) == Demand.INTERMITTENT
    assert kind_of([1.0] * 26 + [0.0] * 7) == Demand.SMOOTH


def test_the_border_of_variation() -> None:
    # Sizes 1 − c and 1 + c have a squared coefficient of variation of c².
    assert kind_of([0.31, 1.69] * 10) == Demand.SMOOTH  # 0.476
    assert kind_of([0.29, 1.71] * 10) == Demand.ERRATIC  # 0.504
    assert kind_of([3.0, 17.0] * 10) == Demand.ERRATIC  # 0.49 exactly


def test_steps_since_a_sale() -> None:
    panel = pl.concat([long([1.0, 0.0, 0.0]), long([0.0, 2.0], "b"), long([0.0] * 4, "c")])
    assert steps_since_sale(Panel.of(panel)).tolist() == [2, 0, 4]


# --- files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", [b"", b"nonsense", b"cno_such_module\nthing\n."])
def test_a_file_that_is_no_model_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "model").write_bytes(content)
    with pytest.raises(InputError, match="the model cannot be read"):
        load(tmp_path / "model")


def test_a_model_of_another_version_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("modiste.learn.forecast.base.__version__", "0.0.1")
        MovingAverage().save(tmp_path / "model")
    with pytest.raises(InputError, match=r"was written by version 0\.0\.1"):
        load(tmp_path / "model")
