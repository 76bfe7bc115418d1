"""Weak signals as more series to learn from."""

from __future__ import annotations

import numpy as np
import polars as pl
from tests.learn.forecast.panels import reals

from modiste.learn.forecast.panel import Panel
from modiste.learn.forecast.windows import Aligned


def aligned(*, late: int = 0) -> Aligned:
    frame = reals(series=3, weeks=120, seed=4)
    rng = np.random.default_rng(5)
    weak = pl.Series("weak", rng.normal(size=frame.height))
    step = pl.int_range(pl.len()).over("series")
    known = (pl.col("series") != "s01") | (step >= late)
    return Aligned.of(
        Panel.of(frame.with_columns(weak).with_columns(weak=pl.when(known).then("weak")))
    )


def test_signal_and_series_change_places() -> None:
    one = aligned()
    both = one.with_signals_as_series()
    assert both.values.shape == (6, 120)
    np.testing.assert_array_equal(both.values[:3], one.values)
    np.testing.assert_array_equal(both.values[3:], one.signals[0])
    np.testing.assert_array_equal(both.signals[0, 3:], one.values)
    np.testing.assert_array_equal(both.lengths, [120] * 6)
    np.testing.assert_array_equal(both.position[3:], one.position)
    assert both.known.all()


def test_a_signal_that_begins_late_teaches_nothing() -> None:
    both = aligned(late=7).with_signals_as_series()
    assert both.values.shape == (5, 120)
    np.testing.assert_array_equal(both.values[3:], aligned().signals[0][[0, 2]])


def test_without_signals_nothing_changes() -> None:
    plain = Aligned.of(Panel.of(reals(series=2, weeks=120)))
    assert plain.with_signals_as_series() is plain
