"""The error of the forecast peak."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from modiste.learn.forecast.naive import SeasonalNaive
from modiste.trends.forecasting import make
from modiste.trends.peaks import judge_peaks

START = dt.date(2023, 1, 2)


def panel(**series: np.ndarray) -> pl.DataFrame:
    return pl.concat(
        pl.DataFrame(
            {
                "series": name,
                "time": [START + dt.timedelta(weeks=k) for k in range(len(values))],
                "value": values,
            }
        )
        for name, values in series.items()
    )


def wave(weeks: int, peak: int, late: int = 0) -> np.ndarray:
    """A year that peaks in a week, and by some weeks later in the last year."""
    at = np.arange(weeks)
    shift = np.where(at >= weeks - 26, late, 0)
    return 1 + 0.5 * np.cos(2 * np.pi * (at - peak - shift) / 52)


def naive() -> SeasonalNaive:
    found = make("seasonal naive", season=52)
    assert isinstance(found, SeasonalNaive)
    return found


def test_a_season_that_comes_back_has_its_peak_where_it_was():
    found = judge_peaks(panel(a=wave(104, 90), b=wave(104, 85)), naive(), 26)
    assert (found.judged, found.weeks, found.near) == (2, 0.0, 2)
    assert found.figures()["high"] == 1.0


def test_a_peak_that_comes_later_is_as_many_weeks_away():
    found = judge_peaks(panel(a=wave(104, 87, late=6), b=wave(104, 87, late=2)), naive(), 26)
    assert (found.judged, found.weeks, found.near) == (2, 4.0, 1)


def test_what_only_falls_has_no_peak_and_short_series_are_not_judged():
    falls = np.linspace(2, 1, 104)
    assert judge_peaks(panel(a=falls), naive(), 26).judged == 0
    assert judge_peaks(panel(a=wave(60, 50)), naive(), 26).judged == 0
    ended = panel(a=wave(104, 90)[:80], b=wave(104, 90))
    assert judge_peaks(ended, naive(), 26).judged == 1
