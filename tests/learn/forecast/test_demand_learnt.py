"""Demand trees and the regression: the contract with quick settings, and what they learn."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest
from tests.learn.forecast.contract import ForecasterContract
from tests.learn.forecast.panels import MONDAY, counts, long

from modiste.learn.forecast.automatic import Automatic, AutomaticConfig
from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.demand_features import Dense, feature_names, rows_of
from modiste.learn.forecast.effects import EFFECT, Effects
from modiste.learn.forecast.global_demand import GlobalDemand, GlobalDemandConfig
from modiste.learn.forecast.known import Known
from modiste.learn.forecast.linear import LinearDemand, LinearDemandConfig
from modiste.learn.forecast.panel import Panel
from modiste.model.errors import InputError

WEEK = dt.timedelta(weeks=1)


class TestDemandTrees(ForecasterContract):
    def make(self) -> Forecaster:
        pytest.importorskip("lightgbm")
        return GlobalDemand(GlobalDemandConfig(season=6, horizon=4, trees=12, least=20, rows=2_000))


class TestLinearDemand(ForecasterContract):
    def make(self) -> Forecaster:
        pytest.importorskip("sklearn")
        return LinearDemand(LinearDemandConfig(season=6, horizon=4, rows=2_000))


def weeks(number: int, first: int = 0) -> list[dt.date]:
    return [MONDAY + (first + k) * WEEK for k in range(number)]


def promoted(
    series: int = 40, length: int = 80, ahead: int = 4
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Sellers whose demand doubles in promoted weeks, which are known ahead."""
    rng = np.random.default_rng(7)
    flag = (rng.random((series, length + ahead)) < 0.3).astype(float)
    rate = rng.uniform(3, 9, series)
    drawn = rng.poisson(rate[:, None] * (1 + flag[:, :length])).astype(float)
    panel = pl.concat([long(row.tolist(), f"s{k:02d}") for k, row in enumerate(drawn)])
    names = np.repeat([f"s{k:02d}" for k in range(series)], length + ahead).tolist()
    covariates = pl.DataFrame(
        {"series": names, "time": weeks(length + ahead) * series, "promoted": flag.ravel()}
    )
    return panel, covariates


@pytest.mark.parametrize("kind", ["trees", "line"])
def test_a_promotion_to_come_is_foreseen(kind: str) -> None:
    pytest.importorskip("lightgbm")
    panel, covariates = promoted()
    made: Forecaster = (
        GlobalDemand(GlobalDemandConfig(season=1, horizon=4, trees=80, rows=8_000))
        if kind == "trees"
        else LinearDemand(LinearDemandConfig(season=1, horizon=4))
    )
    found = made.fit(panel, covariates=covariates).predict(4)
    joined = found.join(covariates, on=["series", "time"])
    means = dict(joined.group_by("promoted").agg(pl.col("mean").mean()).iter_rows())
    assert means[1.0] / means[0.0] == pytest.approx(2.0, abs=0.35)


def test_the_line_says_what_moves_it() -> None:
    pytest.importorskip("sklearn")
    panel, covariates = promoted()
    line = LinearDemand(LinearDemandConfig(season=1, horizon=4)).fit(panel, covariates=covariates)
    names = line.coefficients()["feature"].to_list()
    assert names[0].startswith("promoted")
    assert "season position" not in names


def test_trees_learn_the_season_of_a_group() -> None:
    pytest.importorskip("lightgbm")
    rng = np.random.default_rng(8)
    wave = 1 + 0.8 * np.sin(2 * np.pi * np.arange(116) / 52)
    drawn = rng.poisson(2.0 * wave[:112], (60, 112)).astype(float)
    panel = pl.concat([long(row.tolist(), f"s{k:02d}") for k, row in enumerate(drawn)])
    panel = panel.with_columns(group=pl.lit("coat"))
    found = GlobalDemand(GlobalDemandConfig(horizon=4)).fit(panel).predict(4)
    assert found["mean"].mean() == pytest.approx(2.0 * wave[112:116].mean(), rel=0.2)


def test_features_have_names() -> None:
    panel = Panel.of(counts(weeks=30).with_columns(group=pl.lit("coat")))
    frame = pl.DataFrame({"time": weeks(40), "payday": [1.0, 0.0] * 20})
    known = Known.of(frame, panel)
    dense = Dense.of(panel, season=6, group="group", known=known)
    rows = rows_of(dense, np.arange(6), dense.steps, np.arange(3))
    assert rows.shape == (18, len(feature_names(dense, panel.statics)))


def test_features_never_look_ahead() -> None:
    panel = counts(weeks=40)
    changed = panel.with_columns(
        value=pl.when(pl.col("time") >= MONDAY + 30 * WEEK).then(99.0).otherwise(pl.col("value"))
    )
    found = []
    for each in (panel, changed):
        dense = Dense.of(Panel.of(each), season=6, group="group", known=None)
        # What is added to every level, so that a logarithm exists, is the whole panel's.
        dense.__dict__["small"] = 0.1
        found.append(rows_of(dense, np.arange(6), 30, np.arange(4)))
    np.testing.assert_array_equal(found[0], found[1])
    assert not np.isnan(found[0][:, 0]).any()


# --- covariates and effects ---------------------------------------------------------------------


def test_covariates_are_found_by_series_and_step() -> None:
    panel = Panel.of(counts(series=2, weeks=5))
    frame = pl.DataFrame(
        {"series": ["s01", "s01"], "time": [MONDAY + WEEK, MONDAY + 6 * WEEK], "price": [0.5, 0.7]}
    )
    known = Known.of(frame, panel)
    rows = known.rows(panel.names)
    last = int(panel.numbers[4])
    numbers = np.array([[last - 3, last + 2], [last - 3, last + 2]])
    found = known.at(rows, numbers)[:, :, 0]
    assert np.isnan(found[0]).all()
    assert found[1].tolist() == pytest.approx([0.5, 0.7])


def test_covariates_twice_or_without_time() -> None:
    panel = Panel.of(counts(series=1, weeks=5))
    twice = pl.DataFrame({"series": ["s00"] * 2, "time": [MONDAY] * 2, "price": [0.5, 0.6]})
    with pytest.raises(InputError, match="twice"):
        Known.of(twice, panel)
    with pytest.raises(InputError, match="need the column 'time'"):
        Known.of(twice.drop("time"), panel)


def test_effects_are_taken_out_and_put_back() -> None:
    panel = Panel.of(long([4.0, 8.0, 4.0]))
    frame = pl.DataFrame(
        {"series": ["a"] * 5, "time": weeks(5), EFFECT: np.log([1.0, 2.0, 1.0, 0.5, 1.0])}
    )
    effects = Effects.of(frame, panel)
    assert effects.deflated(panel).filled.tolist() == pytest.approx([4.0, 4.0, 4.0])
    assert effects.ahead(panel, 3).tolist() == [pytest.approx([0.5, 1.0, 1.0])]


def test_auto_foresees_a_markdown() -> None:
    rng = np.random.default_rng(2)
    panel = pl.concat(
        [long(rng.poisson(6.0, 40).astype(float).tolist(), f"s{k:02d}") for k in range(30)]
    )
    names = [f"s{k:02d}" for k in range(30)]
    effect = pl.DataFrame(
        {
            "series": np.repeat(names, 44).tolist(),
            "time": weeks(44) * 30,
            EFFECT: ([0.0] * 40 + [0.7] * 4) * 30,
        }
    )
    config = AutomaticConfig(horizon=4, trees=False, linear=False)
    plain = Automatic(config).fit(panel).predict(4)["mean"].mean()
    moved = Automatic(config).fit(panel, covariates=effect).predict(4)["mean"].mean()
    assert isinstance(plain, float)
    assert moved == pytest.approx(plain * np.exp(0.7), rel=0.05)


def test_a_chooser_cannot_compete() -> None:
    config = AutomaticConfig(horizon=3, more=("auto",), trees=False, linear=False)
    with pytest.raises(InputError, match="cannot compete"):
        Automatic(config).fit(counts(series=30, weeks=30))
