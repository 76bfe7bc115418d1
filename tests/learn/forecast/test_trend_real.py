"""The automatic forecaster of trends on real series, an origin before those of the benchmark."""

from __future__ import annotations

import polars as pl
import pytest
from benchmarks.trends import heuritech
from tests.realdata import real

from modiste.learn.backtest import cases, forecast_of, score
from modiste.learn.forecast.naive import SeasonalNaive
from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.trend import TrendAutomatic, TrendConfig


@pytest.mark.slow
@pytest.mark.realdata
def test_it_beats_repeating_the_season_by_a_sixth_and_its_interval_holds() -> None:
    pytest.importorskip("lightgbm")
    pytest.importorskip("torch")
    real("trends/f1_main_100_sequences.csv")
    rows = heuritech()
    assert rows is not None
    few = rows["series"].unique().sort()[::2]
    panel = Panel.of(rows.filter(pl.col("series").is_in(few.implode())))
    found = cases(panel, horizon=26, origins=1, lag=52, hide=78)
    auto = score(
        "auto", [(c, forecast_of(TrendAutomatic(TrendConfig(horizon=26)), c)) for c in found]
    )
    plain = score("naive", [(c, forecast_of(SeasonalNaive(), c)) for c in found])
    assert auto.mase < 0.83 * plain.mase
    assert 0.7 < auto.coverage80 < 0.9
