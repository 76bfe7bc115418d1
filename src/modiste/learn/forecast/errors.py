"""Past forecasts of a point forecaster and what came: what its spread is learnt from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.learn.forecast.classes import demand_classes
from modiste.learn.forecast.panel import Floats, Panel

Point = Callable[[Panel, int], Floats]
"""A point forecaster: panel and horizon in, means of shape (series, horizon) out."""


@dataclass(frozen=True)
class Errors:
    """Past forecasts and what came: arrays of shape (cases, horizon); NaN where unknown."""

    forecast: Floats
    actual: Floats
    scale: Floats
    kind: NDArray[np.str_]

    def of(self, kind: str) -> Errors:
        """Those of series that were of one kind of demand at the origin."""
        mine = self.kind == kind
        return Errors(self.forecast[mine], self.actual[mine], self.scale[mine], self.kind[mine])


def past_errors(
    panel: Panel, point: Point, *, horizon: int, origins: int, series: int, seed: int
) -> Errors:
    """Errors of a point forecaster on rolling origins before the end of each series.

    Args:
        panel: the history.
        point: the forecaster.
        horizon: steps forecast at each origin; a third of the typical history at the most.
        origins: origins, a horizon apart from each other.
        series: at most this many series are used, drawn at random.
        seed: of the draw.
    """
    horizon = max(1, min(horizon, int(np.median(panel.lengths)) // 3))
    long = panel.where(panel.lengths >= min(2 * horizon + 1, panel.lengths.max()))
    sample = drawn(long, series, seed)
    found = [_at(sample, point, horizon, k * horizon) for k in range(1, origins + 1)]
    kept = [errors for errors in found if errors is not None]
    if not kept:
        none = np.empty((0, horizon))
        return Errors(none, none, np.empty(0), np.empty(0, dtype=np.str_))
    parts = ("forecast", "actual", "scale", "kind")
    return Errors(*(np.concatenate([getattr(e, part) for e in kept]) for part in parts))


def drawn(panel: Panel, series: int, seed: int) -> Panel:
    """At most so many series of a panel, drawn at random."""
    many = len(panel.lengths)
    if many <= series:
        return panel
    chosen = np.zeros(many, dtype=np.bool_)
    chosen[np.random.default_rng(seed).choice(many, series, replace=False)] = True
    return panel.where(chosen)


def _at(panel: Panel, point: Point, horizon: int, back: int) -> Errors | None:
    """Errors of the ``horizon`` steps that begin ``back`` steps before each series' end."""
    # A gap may stand at the end of what was known; the steps after it are forecast all the same.
    long = panel.where(panel.lengths > back + 1)
    known = long.shortened(back)
    if not len(known.names):
        return None
    whole = long if len(known.names) == len(long.names) else long.only(known.names)
    index = whole.starts[1:, None] - back + np.arange(horizon)
    return Errors(point(known, horizon), whole.values[index], scales(known), demand_classes(known))


def scales(panel: Panel) -> Floats:
    """Mean absolute one-step change of each series: the yardstick of its errors.

    Never below a twentieth of the series' level or of the typical series' yardstick, so that a
    series which has not moved yet does not turn its first move into an infinite error.
    """
    change = np.abs(np.diff(panel.filled, prepend=panel.filled[:1]))
    change[panel.starts[:-1]] = 0.0
    mean = np.add.reduceat(change, panel.starts[:-1]) / np.maximum(panel.lengths - 1, 1)
    level = np.add.reduceat(np.abs(panel.filled), panel.starts[:-1]) / panel.lengths
    own = np.maximum(mean, 0.05 * level)
    typical = float(np.median(own[own > 0])) if (own > 0).any() else 1.0
    floor: Floats = np.maximum(own, 0.05 * typical)
    return floor
