"""Weak signals: columns of a panel that move with time."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
import pytest

from modiste.learn.forecast.panel import Panel, is_signal


def rows() -> pl.DataFrame:
    weeks = [dt.date(2026, 1, 5) + dt.timedelta(weeks=k) for k in (0, 1, 3)]
    return pl.DataFrame(
        {
            "series": ["a"] * 3,
            "time": weeks,
            "value": [1.0, 2.0, 4.0],
            "weak": [10, 20, 40],
            "weak_search": [0.1, float("nan"), 0.4],
            "region": ["eu"] * 3,
        }
    )


def test_a_signal_moves_with_time_and_stays_unknown_in_a_gap() -> None:
    panel = Panel.of(rows())
    assert panel.signals == ("weak", "weak_search")
    assert panel.statics == ("region",)
    np.testing.assert_array_equal(panel.signal("weak"), [10.0, 20.0, np.nan, 40.0])
    np.testing.assert_array_equal(panel.signal("weak_search"), [0.1, np.nan, np.nan, 0.4])
    assert panel.frame["region"].to_list() == ["eu"] * 4


def test_hidden_steps_hide_the_signal_too() -> None:
    np.testing.assert_array_equal(Panel.of(rows()).until(2).signal("weak"), [10.0, 20.0])


@pytest.mark.parametrize(
    ("name", "signal"),
    [("weak", True), ("weak_a", True), ("weakness", False), ("value", False), ("region", False)],
)
def test_names(name: str, signal: bool) -> None:
    assert is_signal(name) is signal
