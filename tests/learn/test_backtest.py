from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.learn.forecast.panels import counts, long

from modiste.learn.backtest import backtest, cases
from modiste.learn.forecast.base import Config, Forecaster, forecast_frame
from modiste.learn.forecast.naive import MovingAverage, MovingAverageConfig
from modiste.learn.forecast.panel import Panel
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.model.findings import QUANTILES

SEEN: list[pl.DataFrame] = []


class Last(Forecaster):
    """Repeats the last value, and remembers what it was shown."""

    name: ClassVar[str] = "last"
    config = Config()

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        assert covariates is None
        self.panel = Panel.of(panel)
        SEEN.append(self.panel.frame)
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        means = np.repeat(self.panel.tails(1), horizon, axis=1)
        return forecast_frame(
            self.panel, means, dict.fromkeys(quantiles, means), np.zeros_like(means)
        )


@pytest.fixture(autouse=True)
def _forget() -> None:
    SEEN.clear()


def test_figures_by_hand() -> None:
    # Known 1, 2, 3, 4 (naive error 1), then 6 and 8 come; the last value says 4 and 4.
    score = backtest(long([1.0, 2.0, 3.0, 4.0, 6.0, 8.0]), {"last": Last}, horizon=2, origins=1)
    assert score.to_dicts() == [
        {
            "model": "last", "series": 1, "origins": 1,
            "wape": 6 / 14, "bias": -6 / 14, "mase": 3.0, "rmsse": pytest.approx(10**0.5),
            "pinball": pytest.approx(1.5), "coverage80": 0.0,
        }
    ]  # fmt: skip


def test_origins_see_only_what_was_known() -> None:
    backtest(long([float(k) for k in range(20)]), {"last": Last}, horizon=3, origins=3, step=2)
    assert [frame["value"].to_list()[-1] for frame in SEEN] == [16.0, 14.0, 12.0]


def test_what_is_hidden_is_not_looked_at() -> None:
    panel = counts(weeks=40)
    index = pl.int_range(pl.len()).over("series")
    changed = panel.with_columns(value=pl.when(index >= 35).then(999.0).otherwise(pl.col("value")))
    same = [
        backtest(each, {"last": Last}, horizon=4, origins=2, hide=5) for each in (panel, changed)
    ]
    assert_frame_equal(*same)
    assert_frame_equal(
        same[0], backtest(panel.filter(index < 35), {"last": Last}, horizon=4, origins=2)
    )


def test_origins_that_history_does_not_reach_are_left_out() -> None:
    score = backtest(long([float(k) for k in range(11)]), {"last": Last}, horizon=3, origins=9)
    assert score["origins"].item() == 3


def test_a_series_counts_where_it_has_both_past_and_future() -> None:
    ended, fresh = long([1.0] * 10, "ended"), long([1.0] * 4, "fresh", 26)
    panel = pl.concat([long([float(k) for k in range(30)]), ended, fresh])
    found = cases(Panel.of(panel), horizon=5, origins=2)
    assert [case.known.names.to_list() for case in found] == [["a"], ["a"]]


def test_unknown_and_estimated_values_are_not_judged() -> None:
    values = [1.0, 2.0, 3.0, 4.0, None, 50.0, 4.0]
    panel = long(values).with_columns(estimated=pl.col("value") == 50.0)
    score = backtest(panel, {"last": Last}, horizon=3, origins=1)
    assert score["wape"].item() == 0.0


def test_best_first() -> None:
    makers = {
        "slow": lambda: MovingAverage(MovingAverageConfig(window=20)),
        "last": Last,
        "quick": lambda: MovingAverage(MovingAverageConfig(window=2)),
    }
    rising = pl.concat([long([float(k + n) for k in range(40)], f"s{n}") for n in range(3)])
    assert backtest(rising, makers, horizon=3)["model"].to_list() == ["last", "quick", "slow"]


def test_too_short_a_history_is_refused() -> None:
    with pytest.raises(NotEnoughDataError, match="longer than the 12 steps that a backtest hides"):
        backtest(long([1.0] * 12), {"last": Last}, horizon=10, hide=2)


@pytest.mark.parametrize(("name", "value"), [("horizon", 0), ("origins", 0), ("step", -1)])
def test_what_makes_no_sense_is_refused(name: str, value: int) -> None:
    asked = {"horizon": 2, "origins": 1, "step": 1} | {name: value}
    with pytest.raises(InputError, match=f"the {name} of a backtest is {value}"):
        backtest(counts(), {"last": Last}, **asked)
