"""The contract of every forecaster: one suite that each of them passes.

A test module derives a class from :class:`ForecasterContract` and names what it makes, as
``test_contract.py`` does for every registered forecaster.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal
from tests.learn.forecast.panels import MONDAY, counts, long, ragged, reals

from modiste.learn.forecast.base import Forecaster, load
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.model.findings import QUANTILES, quantile_name

COLUMNS = ["series", "time", "mean", *map(quantile_name, QUANTILES), "cumulative_sd"]


def check(forecast: pl.DataFrame, panel: pl.DataFrame, horizon: int) -> None:
    """What every forecast fulfils."""
    names = panel["series"].unique().sort()
    assert forecast.columns[: len(COLUMNS)] == COLUMNS
    assert forecast["series"].to_list() == [name for name in names for _ in range(horizon)]
    last = panel.group_by("series").agg(pl.col("time").max().alias("last"))
    joined = forecast.join(last, on="series", maintain_order="left")
    assert (joined["time"] > joined["last"]).all()
    numbers = forecast.select(COLUMNS[2:]).to_numpy()
    assert np.isfinite(numbers).all()
    assert (np.diff(forecast.select(map(quantile_name, QUANTILES)).to_numpy(), axis=1) >= 0).all()
    deviation = forecast["cumulative_sd"].to_numpy().reshape(len(names), horizon)
    assert (deviation >= 0).all()
    assert (np.diff(deviation, axis=1) >= 0).all()


class ForecasterContract:
    """The suite; ``make`` gives a fresh forecaster with settings that keep tests quick."""

    def make(self) -> Forecaster:
        raise NotImplementedError

    def run(self, panel: pl.DataFrame, horizon: int = 4) -> pl.DataFrame:
        forecast = self.make().fit(panel).predict(horizon)
        check(forecast, panel, horizon)
        return forecast

    # --- the result ---------------------------------------------------------------------------

    def test_weekly_times_follow_the_grid(self) -> None:
        forecast = self.run(long([3.0, 4.0, 5.0] * 10))
        first = MONDAY + dt.timedelta(weeks=30)
        assert forecast["time"].to_list() == [first + dt.timedelta(weeks=k) for k in range(4)]

    def test_monthly_times_follow_the_grid(self) -> None:
        months = [dt.date(2024 + m // 12, m % 12 + 1, 1) for m in range(30)]
        panel = long([3.0, 4.0, 5.0] * 10).with_columns(pl.Series("time", months))
        forecast = self.run(panel)
        assert forecast["time"].to_list() == [dt.date(2026, m, 1) for m in (7, 8, 9, 10)]

    def test_integer_times_follow_the_grid(self) -> None:
        panel = long([3.0, 4.0, 5.0] * 10).with_columns(time=pl.int_range(0, 60, 2))
        assert self.run(panel)["time"].to_list() == [60, 62, 64, 66]

    def test_quantiles_asked_for_come_in_order(self) -> None:
        forecast = self.make().fit(counts()).predict(3, [0.9, 0.2, 0.975])
        names = [name for name in forecast.columns if name.startswith("q")]
        assert names == ["q20", "q90", "q975"]
        assert (np.diff(forecast.select(names).to_numpy(), axis=1) >= 0).all()

    def test_no_quantiles_at_all(self) -> None:
        forecast = self.make().fit(counts()).predict(3, [])
        assert [name for name in forecast.columns if name.startswith("q")] == []
        assert "cumulative_sd" in forecast.columns

    def test_a_horizon_beyond_what_errors_were_measured_for(self) -> None:
        self.run(counts(), horizon=30)

    # --- what is looked at --------------------------------------------------------------------

    def test_nothing_later_is_looked_at(self) -> None:
        panel = counts(weeks=60)
        origin = MONDAY + dt.timedelta(weeks=40)
        changed = panel.with_columns(
            value=pl.when(pl.col("time") >= origin).then(900.0).otherwise(pl.col("value"))
        )
        known = [each.filter(pl.col("time") < origin) for each in (panel, changed)]
        assert_frame_equal(self.run(known[0]), self.run(known[1]))

    def test_row_order_does_not_matter(self) -> None:
        panel = ragged()
        assert_frame_equal(
            self.run(panel), self.run(panel.sample(fraction=1.0, shuffle=True, seed=5))
        )

    def test_the_input_is_not_modified(self) -> None:
        panel = ragged()
        before = panel.clone()
        self.run(panel)
        assert_frame_equal(panel, before)

    def test_a_group_column_may_be_there(self) -> None:
        panel = counts(weeks=60).with_columns(
            group=pl.when(pl.col("series") < "s03").then(pl.lit("coat")).otherwise(None)
        )
        forecast = self.run(panel)
        assert "group" not in forecast.columns

    # --- series of every kind -----------------------------------------------------------------

    def test_lengths_and_ends_differ(self) -> None:
        forecast = self.run(ragged())
        starts = dict(forecast.group_by("series").agg(pl.col("time").min()).iter_rows())
        assert starts["early"] == MONDAY + dt.timedelta(weeks=14)
        assert starts["one"] == MONDAY + dt.timedelta(weeks=40)

    @pytest.mark.parametrize("length", [1, 2, 3, 4, 7, 9])
    def test_a_short_series(self, length: int) -> None:
        forecast = self.run(long([2.0, 4.0, 3.0, 5.0, 2.0, 4.0, 3.0, 5.0, 2.0][:length]))
        assert forecast["mean"].is_between(0.0, 10.0).all()

    def test_a_constant_series_stays(self) -> None:
        forecast = self.run(long([5.0] * 60))
        assert forecast["mean"].is_between(4.5, 5.5).all()

    def test_a_series_of_zeros_stays_near_zero(self) -> None:
        forecast = self.run(long([0.0] * 60))
        assert forecast["mean"].is_between(0.0, 0.1).all()
        assert (forecast["q50"] == 0).all()

    def test_missing_weeks(self) -> None:
        values = [4.0, None, 6.0, float("nan"), 5.0, 4.0, None, None, 5.0, 6.0] * 4
        gone = long(values).filter(pl.col("value").is_not_null())
        there = self.run(long(values))
        assert there["mean"].is_between(2.0, 8.0).all()
        assert_frame_equal(self.run(gone), there)

    def test_estimated_weeks(self) -> None:
        panel = counts().with_columns(estimated=pl.col("time").dt.ordinal_day() % 5 == 0)
        self.run(panel)

    def test_counts_are_never_forecast_below_zero(self) -> None:
        forecast = self.run(counts(mean=0.3))
        assert (forecast.select("mean", "q05").to_numpy() >= 0).all()

    def test_values_may_be_negative(self) -> None:
        self.run(reals())

    def test_huge_values(self) -> None:
        forecast = self.run(counts().with_columns(pl.col("value") * 1e6))
        assert (forecast["mean"] > 1e5).all()

    # --- sameness -----------------------------------------------------------------------------

    def test_the_same_twice(self) -> None:
        assert_frame_equal(self.run(counts()), self.run(counts()))

    def test_fitting_again_equals_fitting(self) -> None:
        again = self.make().fit(ragged()).fit(counts()).predict(4)
        assert_frame_equal(again, self.run(counts()))

    def test_predicting_again_changes_nothing(self) -> None:
        fitted = self.make().fit(counts())
        assert_frame_equal(fitted.predict(4), fitted.predict(4))

    def test_a_longer_horizon_begins_with_the_shorter_one(self) -> None:
        fitted = self.make().fit(counts(weeks=60))
        longer = fitted.predict(9)
        index = pl.int_range(pl.len()).over("series")
        assert_frame_equal(fitted.predict(4), longer.filter(index < 4))

    def test_saved_and_loaded(self, tmp_path: Path) -> None:
        fitted = self.make().fit(counts())
        fitted.save(tmp_path / "model")
        assert_frame_equal(load(tmp_path / "model").predict(4), fitted.predict(4))

    # --- refusals -----------------------------------------------------------------------------

    @pytest.mark.parametrize("level", [0.0, 1.0, -0.1, 1.5, float("nan"), 1e-9])
    def test_a_level_out_of_range_is_refused(self, level: float) -> None:
        fitted = self.make().fit(counts())
        with pytest.raises(InputError, match=r"is outside \(0, 1\)"):
            fitted.predict(3, [0.5, level])

    @pytest.mark.parametrize("horizon", [0, -1, 2.5])
    def test_a_horizon_out_of_range_is_refused(self, horizon: float) -> None:
        fitted = self.make().fit(counts())
        with pytest.raises(InputError, match=f"the horizon is {horizon}"):
            fitted.predict(horizon)  # type: ignore[arg-type]

    def test_an_empty_panel_is_refused(self) -> None:
        with pytest.raises(InputError, match="the panel has no rows"):
            self.make().fit(long([]))

    def test_forecasting_before_fitting_is_refused(self) -> None:
        with pytest.raises(NotEnoughDataError, match="not fitted"):
            self.make().predict(3)
