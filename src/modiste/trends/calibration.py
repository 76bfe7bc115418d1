"""How far calls can be trusted: what became of those that earlier weeks would have brought."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import polars as pl

from modiste.learn.proportions import wilson
from modiste.trends.calls import LEAST_GROWTH, VOICE, Calls, find_calls, is_falling, is_rising
from modiste.trends.reading import RECENT, ReadingConfig

HISTORY: Final = 56
"""Weeks that must be known before an origin: a season that was never seen cannot be taken out."""
AFTER: Final = 13
EVERY: Final = 4
MOST: Final = 12
RISING, EMERGING, FALLING = "rising", "emerging", "falling"


@dataclass(frozen=True)
class Rate:
    """How often calls held.

    Attributes:
        called: calls.
        held: those that came true.
    """

    called: int
    held: int

    @property
    def share(self) -> float | None:
        """Share of calls that held; ``None`` without calls."""
        return self.held / self.called if self.called else None

    def __add__(self, other: Rate) -> Rate:
        return Rate(self.called + other.called, self.held + other.held)

    def figures(self) -> dict[str, Any]:
        """For a run's record: the counts, and Wilson's 95 % interval of the share."""
        low, high = wilson(self.held, self.called)
        return {
            "called": self.called,
            "held": self.held,
            "share": self.share,
            "low": round(low, 4),
            "high": round(high, 4),
        }


@dataclass(frozen=True)
class Calibration:
    """What became of earlier calls.

    Attributes:
        stages: rates by stage: rising, emerging, falling. A rise holds if the share of the 13 weeks
            after is at least 10 % above that of the same weeks a year before, a fall if it is as
            much below.
        origins: last days known at the origins, the latest first.
    """

    stages: Mapping[str, Rate] = field(default_factory=dict)
    origins: tuple[dt.date, ...] = ()

    @property
    def risers(self) -> Rate:
        """Everything that was called rising, emerging or not."""
        none = Rate(0, 0)
        return self.stages.get(RISING, none) + self.stages.get(EMERGING, none)

    def figures(self) -> dict[str, Any]:
        """For a run's record."""
        return {
            **self.risers.figures(),
            "stages": {name: rate.figures() for name, rate in sorted(self.stages.items())},
            "origins": [day.isoformat() for day in self.origins],
        }


def calibrate(
    rows: pl.DataFrame,
    *,
    segments: tuple[str, ...] = VOICE,
    backs: Sequence[int] = tuple(range(AFTER, AFTER + EVERY * MOST, EVERY)),
) -> Calibration:
    """Call again as of some weeks ago, and see what the weeks after brought.

    What stays called from one origin to the next is one call and is judged once, at the origin that
    first made it: the same rise, counted four times, would make few cases look like many.

    Args:
        rows: rows of ``trend_series`` of all markets, sorted by week.
        segments: the segment that is judged, and those that run ahead of it.
        backs: weeks before the end at which calls are made.
    """
    whole = rows.filter(pl.col("market") == "all", pl.col("segment").is_in(segments))
    first, last = whole["week"].min(), whole["week"].max()
    if not isinstance(first, dt.date) or not isinstance(last, dt.date):
        return Calibration()
    days = sorted(last + dt.timedelta(weeks=1 - back) for back in backs)
    origins = [day for day in days if (day - first).days // 7 >= HISTORY]
    counts: dict[str, Rate] = {}
    standing: set[tuple[str, int]] = set()
    for origin in origins:
        found = find_calls(whole.filter(pl.col("week") < origin), segments=segments)
        called = _called(found)
        growth = _growth_after(whole, origin, segments[0])
        young = _young(whole, origin, segments[0])
        for attribute, sign in sorted(called - standing):
            if attribute not in growth:
                continue
            stage = FALLING if sign < 0 else EMERGING if attribute in young else RISING
            held = growth[attribute] * sign >= LEAST_GROWTH
            counts[stage] = counts.get(stage, Rate(0, 0)) + Rate(1, int(held))
        standing = called
    return Calibration(counts, tuple(reversed(origins)))


def _called(found: Calls) -> set[tuple[str, int]]:
    up = {(name, 1) for name, rise in found.rises.items() if is_rising(rise)}
    return up | {(name, -1) for name, rise in found.rises.items() if is_falling(rise)}


def _growth_after(rows: pl.DataFrame, origin: dt.date, segment: str) -> dict[str, float]:
    """Growth of the share after the origin over the same weeks a year before."""
    year = dt.timedelta(weeks=52)
    end = origin + dt.timedelta(weeks=AFTER)
    return _ratios(rows, segment, (origin - year, end - year), (origin, end), less=1.0)


def _young(rows: pl.DataFrame, origin: dt.date, segment: str) -> set[str]:
    """Attributes whose share a year before an origin was below a third of that day's."""
    year, window = dt.timedelta(weeks=52), dt.timedelta(weeks=RECENT)
    then = (origin - year - window, origin - year)
    ratio = _ratios(rows, segment, (origin - window, origin), then)
    return {name for name, part in ratio.items() if part < ReadingConfig().emerging_share}


def _ratios(
    rows: pl.DataFrame,
    segment: str,
    before: tuple[dt.date, dt.date],
    after: tuple[dt.date, dt.date],
    *,
    less: float = 0.0,
) -> dict[str, float]:
    """Mean share of some weeks over that of others, by attribute; unknown ones are left out."""
    week, share = pl.col("week"), pl.col("share")
    means = [share.filter(week >= start, week < end).mean() for start, end in (after, before)]
    found = (
        rows.filter(pl.col("segment") == segment)
        .sort("name", "value", "week")
        .group_by("name", "value", maintain_order=True)
        .agg(ratio=means[0] / means[1] - less)
        .filter(pl.col("ratio").is_finite())
    )
    return {f"{name}={value}": ratio for name, value, ratio in found.iter_rows()}
