"""Names, levels and the weak signal of forecasts."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest

from modiste.learn.forecast import forecasters
from modiste.model.errors import InputError, UnknownNameError
from modiste.trends import forecasting
from modiste.trends.forecasting import (
    AUTO_TREND,
    fallback,
    forecast_series,
    levels_to_quantiles,
    make,
    named,
    with_weak,
)


@pytest.mark.parametrize(
    "name", ["moving average", "moving-average", "Moving_Average", " MOVING AVERAGE "]
)
def test_names_are_forgiven_their_spelling(name):
    assert named(name).name == "moving average"


def test_unknown_names_are_refused_with_the_known_ones():
    with pytest.raises(UnknownNameError, match="no forecaster 'oracle'"):
        named("oracle")


def test_auto_is_the_forecaster_of_trends_or_else_the_statistical_one(monkeypatch):
    known = dict(forecasters())
    without = {name: kind for name, kind in known.items() if name != AUTO_TREND}
    monkeypatch.setattr(forecasting, "forecasters", lambda: without)
    assert named("auto").name == "auto"
    assert "not installed" in (fallback("Auto") or "")
    assert fallback("moving average") is None
    with_it = without | {AUTO_TREND: known["seasonal naive"]}
    monkeypatch.setattr(forecasting, "forecasters", lambda: with_it)
    assert named("auto") is known["seasonal naive"]


def test_season_and_seed_reach_the_forecasters_that_know_them():
    assert make("seasonal naive", season=4).config.model_dump()["season"] == 4
    assert make("moving average", season=4, seed=1).name == "moving average"


@pytest.mark.parametrize(
    ("levels", "expected"),
    [([80, 95], (0.025, 0.1, 0.5, 0.9, 0.975)), ([], (0.5,)), ([50], (0.25, 0.5, 0.75))],
)
def test_levels_are_central_intervals(levels, expected):
    assert levels_to_quantiles(levels) == expected


@pytest.mark.parametrize("level", [0, 100, -5, 101])
def test_levels_outside_the_hundred_are_refused(level):
    with pytest.raises(InputError, match="not between 0 and 100"):
        levels_to_quantiles([level])


def panel(*names: str, value: float = 1.0) -> pl.DataFrame:
    weeks = [dt.date(2026, 1, 5) + dt.timedelta(weeks=k) for k in range(12)]
    return pl.concat(
        pl.DataFrame({"series": name, "time": weeks, "value": value}) for name in names
    )


def test_a_weak_signal_joins_the_series_of_its_name():
    joined, shared = with_weak(panel("a", "b"), panel("b", "c", value=2.0))
    assert shared == 1
    signal = dict(joined.group_by("series").agg(pl.col("weak").sum()).iter_rows())
    assert signal == {"a": 0.0, "b": 24.0}
    assert joined.filter(pl.col("series") == "a")["weak"].null_count() == 12


def test_a_weak_signal_of_other_series_is_refused():
    with pytest.raises(InputError, match="no series in common"):
        with_weak(panel("a"), panel("b"))


def test_a_forecast_has_the_columns_asked_for():
    result, fitted = forecast_series(
        panel("a"), 3, model="moving average", quantiles=(0.025, 0.5, 0.975)
    )
    assert fitted.name == "moving average"
    assert result.columns == ["series", "time", "mean", "q025", "q50", "q975"]
    assert result["time"].to_list() == [
        dt.date(2026, 3, 30) + dt.timedelta(weeks=k) for k in range(3)
    ]
    assert result["mean"].to_list() == pytest.approx([1.0] * 3)
