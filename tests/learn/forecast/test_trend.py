"""The combination, the views and intervals behind the learnt forecasters, by hand."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys

import numpy as np
import polars as pl
import pytest
from tests.learn.forecast.panels import MONDAY, counts, long

from modiste.learn.forecast.bands import ScaledSpread, held_out
from modiste.learn.forecast.boosted import Boosted
from modiste.learn.forecast.classical import MSTL
from modiste.learn.forecast.combination import Trial, learnt_level, learnt_weights
from modiste.learn.forecast.learnt import with_signals
from modiste.learn.forecast.panel import Panel, Step
from modiste.learn.forecast.profile import ProfileConfig, SeasonalProfile
from modiste.learn.forecast.trend import COMBINATION, TrendAutomatic, TrendConfig
from modiste.learn.forecast.windows import Aligned, cycle_of, season_of, smoothed_circle
from modiste.model.errors import InputError, MissingExtraError

LIGHT = TrendConfig(season=6, horizon=6, members=(SeasonalProfile.name, MSTL.name))


def trial(actual: np.ndarray, **said: np.ndarray) -> Trial:
    return Trial(said, actual, np.ones(len(actual)))


def test_weights_find_the_truth_between_two_members() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(10, 2, (40, 12))
    noise = rng.normal(0, 1, (40, 12))
    weights = learnt_weights(
        [trial(truth, low=truth + noise, high=truth - 3 * noise)], ["low", "high"], pull=0.0
    )
    assert weights["low"] == pytest.approx(0.75, abs=0.01)
    pulled = learnt_weights(
        [trial(truth, low=truth + noise, high=truth - 3 * noise)], ["low", "high"], pull=1e4
    )
    assert pulled["low"] == pytest.approx(0.5, abs=0.01)


def test_weights_are_drawn_to_the_prior() -> None:
    truth = np.random.default_rng(0).normal(10, 2, (40, 12))
    prior = {"low": 0.8, "high": 0.2}
    found = [trial(truth, low=truth - 1, high=truth + 3)]
    free = learnt_weights(found, ["low", "high"], pull=0.0, prior=prior)
    pulled = learnt_weights(found, ["low", "high"], pull=1e4, prior=prior)
    assert free["low"] == pytest.approx(0.75, abs=0.01)
    assert pulled["low"] == pytest.approx(0.8, abs=0.001)
    assert learnt_weights([], ["low", "high"], pull=0.0, prior=prior) == pytest.approx(prior)


def test_a_useless_member_is_left_out_and_nothing_known_means_equal() -> None:
    rng = np.random.default_rng(0)
    truth = rng.normal(10, 2, (40, 12))
    good, bad = truth + rng.normal(0, 0.1, truth.shape), truth + rng.normal(9, 3, truth.shape)
    assert learnt_weights([trial(truth, a=good, b=bad)], ["a", "b"], pull=0.01) == {"a": 1.0}
    assert learnt_weights([], ["a", "b"], pull=0.0) == {"a": 0.5, "b": 0.5}
    unknown = np.full_like(truth, np.nan)
    assert learnt_weights([trial(unknown, a=good, b=bad)], ["a", "b"], pull=0.0)["a"] == 0.5


def test_the_level_is_the_median_ratio() -> None:
    said = np.full((20, 12), 10.0)
    found = [trial(said * 0.9, a=said)]
    assert learnt_level(found, {"a": 1.0}, trust=1.0) == pytest.approx(0.9)
    assert learnt_level(found, {"a": 1.0}, trust=0.5) == pytest.approx(0.95)
    assert learnt_level([trial(-said, a=said)], {"a": 1.0}, trust=1.0) == 1.0


def test_mase_ignores_unknown_steps_and_series_that_never_move() -> None:
    actual = np.array([[1.0, np.nan], [5.0, 5.0]])
    one = Trial({"a": np.zeros((2, 2))}, actual, np.array([2.0, 0.0]))
    assert one.mase({"a": 1.0}) == 0.5


def test_intervals_are_the_quantiles_of_scaled_errors() -> None:
    errors = np.tile(np.linspace(-1, 1, 201)[:, None], (1, 3))
    spread = ScaledSpread([errors], np.array([2.0, 0.0]), 0.0)
    means = np.full((2, 5), 10.0)
    np.testing.assert_allclose(spread.quantile(means, 0.9)[0], 10 + 2 * 0.8, atol=1e-9)
    np.testing.assert_allclose(spread.quantile(means, 0.9)[1], 10.0)
    assert (spread.quantile(np.zeros((2, 5)), 0.1) == 0.0).all()
    deviation = spread.cumulative_sd(means)
    assert (np.diff(deviation[0]) > 0).all()
    assert deviation[0, 4] == pytest.approx(deviation[0, 2] * 5 / 3)


def test_a_held_out_origin_hides_what_came() -> None:
    case = held_out(Panel.of(counts(weeks=30)), 4, 4, 6)
    assert case is not None
    assert (case.known.lengths == 26).all()
    np.testing.assert_array_equal(
        case.actual.ravel(),
        counts(weeks=30).filter(pl.col("time") >= MONDAY + dt.timedelta(weeks=26))["value"],
    )
    assert held_out(Panel.of(counts(weeks=4)), 4, 4, 6) is None


def test_a_view_holds_nothing_later() -> None:
    changed = counts(weeks=30).with_columns(
        value=pl.when(pl.col("time") >= MONDAY + dt.timedelta(weeks=20))
        .then(99.0)
        .otherwise(pl.col("value"))
    )
    one, other = (Aligned.of(Panel.of(p), 6).view(10) for p in (counts(weeks=30), changed))
    np.testing.assert_array_equal(one.profile, other.profile)
    np.testing.assert_array_equal(one.scale, other.scale)
    assert not np.array_equal(one.targets(4), other.targets(4))


def test_an_exact_rhythm_is_forecast_exactly() -> None:
    values = [1.0, 2.0, 6.0, 3.0] * 8
    profile = SeasonalProfile(ProfileConfig(season=4))
    said = profile.means(Panel.of(long(values)), 6)
    np.testing.assert_allclose(said, [[1.0, 2.0, 6.0, 3.0, 1.0, 2.0]])


@pytest.mark.parametrize(
    ("step", "season"),
    [
        (Step("days", 7), 52),
        (Step("days", 14), 26),
        (Step("days", 1), 7),
        (Step("months", 1), 12),
        (Step("month ends", 3), 4),
        (Step("integers", 1), 52),
    ],
)
def test_the_grid_names_a_season(step: Step, season: int) -> None:
    assert season_of(step, None) == season
    assert season_of(step, 9) == 9


def test_a_cycle_is_a_whole_number_of_seasons() -> None:
    assert [cycle_of(season) for season in (1, 4, 7, 12, 52)] == [12, 12, 14, 12, 52]


def test_smoothing_keeps_the_mean() -> None:
    curve = np.random.default_rng(0).normal(size=(3, 12))
    np.testing.assert_allclose(smoothed_circle(curve, 2).mean(axis=1), curve.mean(axis=1))
    np.testing.assert_array_equal(smoothed_circle(curve, 0), curve)


def test_covariates_become_weak_signals_and_the_future_is_not_used() -> None:
    panel = counts(weeks=30)
    known = panel.select("series", "time", search=pl.col("value") * 2)
    later = known.with_columns(pl.col("time") + dt.timedelta(weeks=30), pl.col("search") + 100)
    joined = with_signals(panel, pl.concat([known, later]))
    assert joined.signals == ("weak_search",)
    np.testing.assert_array_equal(joined.signal("weak_search"), joined.values * 2)
    with pytest.raises(InputError, match="twice"):
        with_signals(panel, pl.concat([known, known]))
    with pytest.raises(InputError, match="need the column 'time'"):
        with_signals(panel, known.drop("time"))


def test_it_says_what_it_chose() -> None:
    auto = TrendAutomatic(LIGHT).fit(counts())
    table = auto.explain()
    assert table["model"].to_list() == [SeasonalProfile.name, MSTL.name, COMBINATION]
    assert sum(auto.weights.values()) == pytest.approx(1.0)
    assert table["mase"].is_not_null().all()


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Boosted, "modules", ("no_such_module",))
    with pytest.raises(MissingExtraError) as refused:
        Boosted().fit(counts())
    assert "pip install 'modiste[boost]'" in refused.value.remedy
    members = (SeasonalProfile.name, Boosted.name)
    auto = TrendAutomatic(LIGHT.model_copy(update={"members": members})).fit(counts())
    row = auto.explain().row(by_predicate=pl.col("model") == Boosted.name, named=True)
    assert row["weight"] == 0.0
    assert "not installed" in row["why"]


def test_an_unknown_member_is_refused() -> None:
    with pytest.raises(InputError, match="no member 'oracle'"):
        TrendAutomatic(TrendConfig(members=("oracle",))).fit(counts())


def test_heavy_libraries_are_imported_only_when_used() -> None:
    code = (
        "import sys, modiste.learn.forecast.trend, modiste.learn.forecast.recurrent.keras;"
        "print([m for m in ('torch', 'lightgbm', 'keras', 'tensorflow', 'statsforecast')"
        " if m in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "[]"
