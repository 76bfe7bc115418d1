"""Intervals of the learnt forecasters: errors made on earlier origins, scaled series by series.

Split conformal prediction over time (Vovk and others 2005; Stankevičiūtė and others 2021): the
quantiles of past scaled errors are added to the forecast. A step's errors are pooled with those of
its neighbours, since an origin gives only one error a series and step.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import stats

from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.windows import Aligned

_FEW = 20
"""Errors below which a spread is assumed, not measured."""


@dataclass(frozen=True)
class HeldOut:
    """One earlier origin: what was known, and what came in the ``horizon`` steps after it.

    Attributes:
        known: the panel up to the origin.
        actual: what came, NaN where unknown; shape (series, horizon).
        scale: in-sample error of repeating the last cycle, shape (series,).
    """

    known: Panel
    actual: Floats
    scale: Floats


def held_out(panel: Panel, back: int, horizon: int, season: int) -> HeldOut | None:
    """The origin ``back`` steps before each series' end; ``None`` where nothing was known then.

    Args:
        panel: the history.
        back: steps hidden, at least ``horizon``.
        horizon: steps that are judged.
        season: steps in a season.
    """
    long = panel.where(panel.lengths > back + 1)
    if not len(long.names):
        return None
    known = long.shortened(back)
    if not len(known.names):
        return None
    whole = long if len(known.names) == len(long.names) else long.only(known.names)
    index = whole.starts[1:, None] - back + np.arange(horizon)
    return HeldOut(known, whole.values[index], Aligned.of(known, season).errors)


class ScaledSpread:
    """Pooled scaled errors by step."""

    def __init__(
        self, errors: Sequence[Floats], scale: Floats, floor: float, *, pool: int = 4
    ) -> None:
        """Learn.

        Args:
            errors: actual less forecast, scaled, NaN where unknown; shapes (series, steps).
            scale: of each series that is forecast, shape (series,).
            floor: least value that can come.
            pool: neighbouring steps to each side whose errors are pooled.
        """
        self.scale = scale
        self.floor = floor
        steps = max((each.shape[1] for each in errors), default=0)
        self.pooled = [_pooled(errors, step, pool) for step in range(steps)]
        self.sums = np.array([_sum_size(errors, step) for step in range(steps)])

    def quantile(self, means: Floats, level: float) -> Floats:
        """Quantiles of single steps; shape like ``means``."""
        steps = means.shape[1]
        curve = np.array([self._shift(level, step) for step in range(steps)])
        found: Floats = np.maximum(means + self.scale[:, None] * curve, self.floor)
        return found

    def cumulative_sd(self, means: Floats) -> Floats:
        """Deviation of the sum up to each step, never falling; shape like ``means``."""
        steps = np.arange(1, means.shape[1] + 1)
        if not len(self.sums):
            curve = steps.astype(np.float64)
        else:
            last = len(self.sums)
            # Beyond what was measured, errors are taken to move wholly together.
            grown = self.sums[np.minimum(steps, last) - 1] * np.maximum(steps / last, 1.0)
            curve = np.maximum.accumulate(grown)
        deviation: Floats = self.scale[:, None] * curve
        return deviation

    def _shift(self, level: float, step: int) -> float:
        errors = self.pooled[min(step, len(self.pooled) - 1)] if self.pooled else np.empty(0)
        if len(errors) < _FEW:  # a normal error as large as that of repeating the last cycle
            return float(stats.norm.ppf(level) * 1.25)
        return float(np.quantile(errors, level))


def _pooled(errors: Sequence[Floats], step: int, pool: int) -> Floats:
    near = [each[:, max(step - pool, 0) : step + pool + 1].ravel() for each in errors]
    together = np.concatenate(near)
    return together[~np.isnan(together)]


def _sum_size(errors: Sequence[Floats], step: int) -> float:
    """Root mean square of the sum of the errors up to a step."""
    sums = [np.nansum(each[:, : step + 1], axis=1) for each in errors if each.shape[1] > step]
    together = np.concatenate(sums)
    return float(np.sqrt(np.mean(together**2))) if len(together) else float(step + 1)
