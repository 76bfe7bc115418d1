"""How far the forecast week of a peak was from the real one, on the brand's own past."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.distributions import Floats
from modiste.learn.forecast.base import Forecaster
from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.learn.proportions import wilson
from modiste.trends.calibration import HISTORY
from modiste.trends.reading import RECENT, moving_mean


@dataclass(frozen=True)
class Peaks:
    """How far the forecast week of the peak was from the real one.

    Attributes:
        judged: series whose peak was forecast, and which had one.
        weeks: median distance in weeks; ``None`` where none was judged.
        near: those at most 4 weeks away.
    """

    judged: int = 0
    weeks: float | None = None
    near: int = 0

    def figures(self) -> dict[str, Any]:
        """For a run's record."""
        low, high = wilson(self.near, self.judged)
        return {
            "judged": self.judged,
            "median weeks": self.weeks,
            "within 4 weeks": self.near,
            "low": round(low, 4),
            "high": round(high, 4),
        }


def judge_peaks(panel: pl.DataFrame, forecaster: Forecaster, horizon: int) -> Peaks:
    """Forecast the last weeks again, and compare the weeks of the peaks.

    A peak is the highest of a mean over five weeks, and one only if it is above the level before.

    Args:
        panel: ``series, time, value`` and what else the forecaster reads; the last ``horizon``
            steps of all are hidden.
        forecaster: a fresh one.
        horizon: steps.
    """
    end = panel[TIME].max()
    if not isinstance(end, dt.date):
        return Peaks()
    origin = end - dt.timedelta(weeks=horizon - 1)
    past = _judged(panel.filter(pl.col(TIME) < origin), origin - dt.timedelta(weeks=1))
    if not past.height:
        return Peaks()
    ahead = forecaster.fit(past).predict(horizon).partition_by(SERIES, as_dict=True)
    real = panel.filter(pl.col(TIME) >= origin).sort(SERIES, TIME)
    before = past.sort(SERIES, TIME).partition_by(SERIES, as_dict=True)
    errors: list[int] = []
    for key, frame in real.partition_by(SERIES, as_dict=True).items():
        if key not in ahead or frame.height < horizon:
            continue
        level = float(np.nanmean(_values(before[key][VALUE])[-RECENT:]))
        expected = _peak(ahead[key]["mean"].to_numpy(), level)
        came = _peak(_middle(_values(frame[VALUE])), level)
        if expected is not None and came is not None:
            errors.append(abs(expected - came))
    if not errors:
        return Peaks()
    return Peaks(len(errors), float(np.median(errors)), sum(error <= 4 for error in errors))


def _judged(past: pl.DataFrame, last: dt.date) -> pl.DataFrame:
    """Series that are long enough and go up to the same week, or their peaks would not compare."""
    known = past.group_by(SERIES).agg(pl.col(VALUE).count(), pl.col(TIME).max())
    kept = known.filter(pl.col(VALUE) >= HISTORY, pl.col(TIME) == last)
    return past.join(kept, on=SERIES, how="semi")


def _values(series: pl.Series) -> Floats:
    return series.cast(pl.Float64).fill_null(np.nan).to_numpy()


def _middle(values: Floats) -> Floats:
    """Mean over five weeks, the one in the middle counting for all."""
    padded = np.concatenate([values, np.full(2, np.nan)])
    return moving_mean(padded, 5)[2:]


def _peak(values: Floats, level: float) -> int | None:
    if np.isnan(values).all() or np.isnan(level):
        return None
    best = int(np.nanargmax(values))
    return best if values[best] > level else None
