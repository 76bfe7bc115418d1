"""How far calls can be trusted: what became of those that earlier weeks would have brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from modiste.trends.calls import LEAST_GROWTH, find_calls

HISTORY = 56
"""Weeks that must be known before an origin: a season that was never seen cannot be taken out."""
AFTER = 13


@dataclass(frozen=True)
class Calibration:
    """What became of earlier calls.

    Attributes:
        called: calls at the earlier origins.
        held: those after which the share was at least 10 % above that of the same weeks a year
            before.
        origins: last days known at the origins.
    """

    called: int
    held: int
    origins: tuple[dt.date, ...]

    @property
    def precision(self) -> float | None:
        """Share of calls that held; ``None`` without calls."""
        return self.held / self.called if self.called else None


def calibrate(rows: pl.DataFrame, backs: Sequence[int] = (13, 26)) -> Calibration:
    """Call again as of some weeks ago, and see what the weeks after brought.

    Args:
        rows: rows of ``trend_series`` of all markets, sorted by week.
        backs: weeks before the end at which calls are made.
    """
    whole = rows.filter(pl.col("market") == "all")
    first, last = whole["week"].min(), whole["week"].max()
    called, held, origins = 0, 0, []
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return Calibration(0, 0, ())
    for back in backs:
        origin = last + dt.timedelta(weeks=1 - back)
        if (origin - first).days // 7 < HISTORY:
            continue
        origins.append(origin)
        found = find_calls(whole.filter(pl.col("week") < origin)).rising()
        growth = _growth_after(whole, origin)
        judged = [growth[name] for name in found if growth.get(name) is not None]
        called += len(judged)
        held += sum(value >= LEAST_GROWTH for value in judged)
    return Calibration(called, held, tuple(origins))


def _growth_after(rows: pl.DataFrame, origin: dt.date) -> dict[str, float]:
    """Growth of the mainstream share after the origin over the same weeks a year before."""
    year = dt.timedelta(weeks=52)
    end = origin + dt.timedelta(weeks=AFTER)
    week = pl.col("week")
    after = pl.col("share").filter(week >= origin, week < end).mean()
    before = pl.col("share").filter(week >= origin - year, week < end - year).mean()
    found = (
        rows.filter(pl.col("segment") == "mainstream")
        .group_by("name", "value")
        .agg(growth=after / before - 1)
        .filter(pl.col("growth").is_finite())
    )
    return {f"{name}={value}": growth for name, value, growth in found.iter_rows()}
