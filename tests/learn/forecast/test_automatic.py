from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.learn.forecast.panels import counts, long, ragged

from modiste.learn.backtest import backtest, cases
from modiste.learn.forecast.automatic import Automatic, AutomaticConfig
from modiste.learn.forecast.blend import Blend, best_weights
from modiste.learn.forecast.classes import Demand
from modiste.learn.forecast.contest import contest
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig
from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster


class Wrong(PointForecaster):
    """Ten too many."""

    name = "wrong"

    def point(self, panel: Panel, horizon: int) -> np.ndarray:
        return np.full((len(panel.names), horizon), 14.0)


class Right(PointForecaster):
    """Knows the mean."""

    name = "right"

    def point(self, panel: Panel, horizon: int) -> np.ndarray:
        return np.full((len(panel.names), horizon), 4.0)


# --- weights ----------------------------------------------------------------------------------


def test_the_member_without_error_gets_everything() -> None:
    rng = np.random.default_rng(1)
    errors = np.stack([rng.normal(0, 1e-6, (200, 4)), rng.normal(0, 1, (200, 4))], axis=2)
    assert best_weights(errors).tolist() == [1.0, 0.0]


def test_opposite_errors_cancel() -> None:
    error = np.random.default_rng(2).normal(0, 1, (200, 4))
    weights = best_weights(np.stack([error, -error], axis=2))
    assert weights.tolist() == pytest.approx([0.5, 0.5])


def test_equal_members_share_equally() -> None:
    error = np.random.default_rng(3).normal(0, 1, (200, 4))
    assert best_weights(np.stack([error] * 4, axis=2)).tolist() == pytest.approx([0.25] * 4)


def test_nothing_known_is_shared_equally() -> None:
    assert best_weights(np.full((5, 2, 2), np.nan)).tolist() == [0.5, 0.5]
    assert best_weights(np.zeros((5, 2, 2))).tolist() == pytest.approx([0.5, 0.5])


@given(seed=st.integers(0, 10**6), members=st.integers(1, 6), size=st.floats(1e-3, 1e3))
def test_weights_are_shares(seed: int, members: int, size: float) -> None:
    rng = np.random.default_rng(seed)
    errors = rng.normal(0, size, (30, 3, members)) * rng.uniform(0.1, 3, members)
    errors[rng.random((30, 3)) < 0.2] = np.nan
    weights = best_weights(errors)
    assert weights.sum() == pytest.approx(1.0)
    assert ((weights == 0) | (weights >= 0.05 - 1e-12)).all()


# --- the contest ------------------------------------------------------------------------------


def test_the_planted_best_is_chosen() -> None:
    found = cases(Panel.of(counts(series=60, weeks=60)), horizon=4)
    outcome = contest(found, {"right": Right, "wrong": Wrong}, PointConfig())
    smooth = outcome.scores.filter(pl.col("scope") == Demand.SMOOTH.value)
    assert smooth.filter("chosen")["model"].item() in {"right", Blend.name}
    assert outcome.weights[Demand.SMOOTH.value] == {"right": 1.0}
    wrong = smooth.filter(pl.col("model") == "wrong")
    assert wrong["bias"].item() == pytest.approx(10 / 4, rel=0.1)
    assert wrong["rmsse"].item() > 2 * smooth["rmsse"].min()


def test_a_kind_with_few_series_follows_everyone() -> None:
    found = cases(Panel.of(counts(series=60, weeks=60)), horizon=4)
    outcome = contest(found, {"right": Right, "wrong": Wrong}, PointConfig())
    assert set(outcome.scores["scope"]) == {"all", Demand.SMOOTH.value}
    assert outcome.chosen[Demand.LUMPY.value] == outcome.chosen[Demand.SMOOTH.value]


def test_kinds_are_what_they_were_at_the_origin() -> None:
    # Sold steadily up to the origins of the contest and never again: dormant only at the end.
    gone = pl.concat([long([5.0, 4.0, 6.0] * 20 + [0.0] * 26, f"s{k:02d}") for k in range(40)])
    found = cases(Panel.of(gone), horizon=13, origins=2)
    outcome = contest(found, {"right": Right, "wrong": Wrong}, PointConfig())
    assert Demand.DORMANT.value not in set(outcome.scores["scope"])


# --- the whole --------------------------------------------------------------------------------


def mixed(weeks: int = 70) -> pl.DataFrame:
    rng = np.random.default_rng(8)
    steady = rng.poisson(6.0, (40, weeks))
    rare = rng.poisson(0.3, (40, weeks))
    return pl.concat(
        [long(row.astype(float).tolist(), f"steady{k:02d}") for k, row in enumerate(steady)]
        + [long(row.astype(float).tolist(), f"rare{k:02d}") for k, row in enumerate(rare)]
        + [long([3.0, 4.0], f"fresh{k}", weeks - 2) for k in range(3)]
    )


def test_it_says_what_it_chose() -> None:
    fitted = Automatic(AutomaticConfig(horizon=6)).fit(mixed())
    forecast = fitted.predict(3)
    assert forecast.columns[-2:] == ["model", "demand_class"]
    chosen = dict(forecast.select("demand_class", "model").unique().iter_rows())
    assert chosen == fitted.chosen
    assert fitted.chosen["new"] == "launch"
    assert fitted.weights["new"] == {"launch": 1.0}
    for kind, weights in fitted.weights.items():
        assert sum(weights.values()) == pytest.approx(1.0)
        assert fitted.chosen[kind] == Blend.name or weights == {fitted.chosen[kind]: 1.0}
    scopes = fitted.scores.group_by("scope").agg(pl.col("chosen").sum())
    assert (scopes["chosen"] == 1).all()
    assert fitted.scores.select("scope", "model").is_unique().all()


def test_steady_sellers_are_forecast_at_their_mean() -> None:
    forecast = Automatic(AutomaticConfig(horizon=6)).fit(mixed()).predict(4)
    steady = forecast.filter(pl.col("series").str.starts_with("steady"))
    assert steady["mean"].mean() == pytest.approx(6.0, rel=0.05)


def test_new_series_alone_need_no_contest() -> None:
    fitted = Automatic().fit(pl.concat([long([4.0], f"s{k}") for k in range(3)]))
    assert fitted.scores.is_empty()
    assert fitted.chosen == {"new": "launch"}
    assert fitted.predict(1)["model"].to_list() == ["launch"] * 3


def test_series_that_ended_before_the_only_origin_get_the_moving_average() -> None:
    # The origin lies 13 steps back: the one series that runs on did not exist then.
    ended = pl.concat([long([4.0] * 60, f"s{k}") for k in range(5)])
    panel = pl.concat([ended, long([6.0] * 9, "fresh", 200)])
    fitted = Automatic().fit(panel)
    assert fitted.scores.is_empty()
    assert fitted.chosen == {"smooth": "moving average"}
    assert fitted.predict(2).filter(pl.col("series") == "s0")["mean"].to_list() == [4.0, 4.0]


def test_seasonal_candidates_need_a_season() -> None:
    def models(weeks: int) -> set[str]:
        fitted = Automatic(AutomaticConfig(season=26, horizon=4)).fit(counts(40, weeks))
        return set(fitted.scores["model"])

    assert not models(25) & {"seasonal naive", "pooled season", "theta"}
    assert models(40) >= {"seasonal naive", "pooled season", "pooled season TSB"}
    assert "theta" not in models(40)
    assert "theta" in models(70)


def test_the_sample_depends_on_the_seed_alone() -> None:
    config = AutomaticConfig(series=10, seed=3, horizon=4)
    first, second = (Automatic(config).fit(mixed()) for _ in range(2))
    assert first.scores.equals(second.scores)
    assert first.predict(3).equals(second.predict(3))


@pytest.mark.slow
def test_it_is_close_to_the_best_on_a_mixture() -> None:
    def average(window: int) -> MovingAverage:
        return MovingAverage(MovingAverageConfig(window=window))

    candidates = {
        "auto": lambda: Automatic(AutomaticConfig(horizon=6)),
        "short": lambda: average(4),
        "long": lambda: average(40),
    }
    score = backtest(mixed(90), candidates, horizon=6, origins=3)
    rmsse = dict(score.select("model", "rmsse").iter_rows())
    assert rmsse["auto"] < 1.02 * rmsse["long"]  # which is right here: nothing moves
    assert rmsse["auto"] < 0.98 * rmsse["short"]


def test_a_blend_is_the_weighted_mean() -> None:
    members = {"right": Right(), "wrong": Wrong()}
    weights = {kind.value: {"right": 0.75, "wrong": 0.25} for kind in Demand}
    weights[Demand.NEW.value] = {"wrong": 1.0}
    forecast = Blend(members, weights).fit(ragged()).predict(1)
    means = dict(forecast.select("series", "mean").iter_rows())
    assert means["long"] == pytest.approx(0.75 * 4 + 0.25 * 14)
    assert means["one"] == 14.0
