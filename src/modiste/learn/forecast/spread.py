"""How far reality strays from a point forecast, learnt from its own past errors.

Counts are spread by a negative binomial whose variance is learnt by likelihood (``dispersion``);
other values by the pooled quantiles of past errors, scaled series by series. Both are learnt for a
single step ``k`` ahead and for the sum of the first ``k`` steps, because errors of successive weeks
move together and a sum strays further than independent weeks would.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy import stats

from modiste.learn.distributions import negative_binomial_quantile
from modiste.learn.forecast.classes import demand_classes
from modiste.learn.forecast.dispersion import fitted, own_factors
from modiste.learn.forecast.errors import Errors, scales
from modiste.learn.forecast.panel import Floats, Panel

_FEW = 10
"""Past errors below which the spread is assumed, not measured."""

_ENOUGH = 30
"""Past errors of a kind of demand from which it gets a spread of its own."""


class CountSpread:
    """Negative-binomial spread of counts."""

    def __init__(self, errors: Errors, panel: Panel, factor: Floats | None = None) -> None:
        self.single = fitted(errors.forecast, errors.actual)
        self.cumulative = fitted(
            np.cumsum(errors.forecast, axis=1), np.cumsum(errors.actual, axis=1)
        )
        self.factor = own_factors(panel) if factor is None else factor

    def quantile(self, means: Floats, level: float) -> Floats:
        """Quantiles of single steps; shape like ``means``."""
        return negative_binomial_quantile(means, self.single.variance(means, self.factor), level)

    def cumulative_sd(self, means: Floats) -> Floats:
        """Deviation of the sum up to each step, never falling; shape like ``means``."""
        variance = self.cumulative.variance(np.cumsum(means, axis=1), self.factor)
        deviation: Floats = np.maximum.accumulate(np.sqrt(variance), axis=1)
        return deviation


class RealSpread:
    """Pooled scaled errors, for values that are not counts."""

    def __init__(self, errors: Errors, panel: Panel) -> None:
        self.scale = scales(panel)
        scaled = (errors.actual - errors.forecast) / errors.scale[:, None]
        self.errors = [row[~np.isnan(row)] for row in scaled.T]
        sums = np.cumsum(scaled, axis=1)
        self.single = _sizes(scaled)
        self.sums = _sizes(sums)
        self.floor = 0.0 if panel.positive else -np.inf

    def quantile(self, means: Floats, level: float) -> Floats:
        """Quantiles of single steps; shape like ``means``."""
        curve = np.array([_error_quantile(row, level, k) for k, row in enumerate(self.errors)])
        shift = _extended(curve, means.shape[1], _growth(self.single, 0.5))
        band: Floats = np.maximum(means + self.scale[:, None] * shift[None, :], self.floor)
        return band

    def cumulative_sd(self, means: Floats) -> Floats:
        """Deviation of the sum up to each step, never falling; shape like ``means``."""
        # A sum of independent steps grows by the root of their number, of a random walk by its
        # power 3/2; what was measured decides, and where little was, full correlation is assumed.
        power = max(_growth(self.sums, 1.5), 0.5) if len(self.sums) > 2 else 1.0
        curve = np.maximum.accumulate(_extended(self.sums, means.shape[1], power))
        deviation: Floats = self.scale[:, None] * curve[None, :]
        return deviation


def _sizes(scaled: Floats) -> Floats:
    """Root mean square of the errors at each step; a random walk's where there are too few."""
    known = ~np.isnan(scaled)
    many = known.sum(axis=0)
    mean = np.where(known, scaled, 0.0) ** 2
    found = np.sqrt(mean.sum(axis=0) / np.maximum(many, 1))
    assumed = 1.25 * np.sqrt(np.arange(1, scaled.shape[1] + 1))
    sizes: Floats = np.where(many >= _FEW, found, np.maximum(found, assumed))
    return sizes


def _error_quantile(errors: Floats, level: float, step: int) -> float:
    if len(errors) < _FEW:  # too few to read a quantile off: a random walk's normal spread
        return float(stats.norm.ppf(level) * 1.25 * np.sqrt(step + 1))
    return float(np.quantile(errors, level))


def _growth(curve: Floats, most: float) -> float:
    """Power by which a positive curve grows with its step, from 0 to ``most``."""
    if len(curve) < 3 or (curve <= 0).any():
        return 0.0
    steps = np.log(np.arange(1, len(curve) + 1))
    slope = np.polyfit(steps, np.log(curve), 1)[0]
    return float(np.clip(slope, 0.0, most))


def _extended(curve: Floats, length: int, power: float) -> Floats:
    """A curve of steps, carried beyond its end by a power of the step."""
    if len(curve) >= length:
        return curve[:length]
    beyond = (np.arange(len(curve), length) + 1) / len(curve)
    return np.concatenate([curve, curve[-1] * beyond**power])


def spread_of(
    panel: Panel, errors: Errors, *, counts: bool, factor: Floats | None = None
) -> CountSpread | RealSpread:
    """The spread that fits the values; see :class:`KindSpread` for the factor."""
    return CountSpread(errors, panel, factor) if counts else RealSpread(errors, panel)


def kind_factors(panel: Panel) -> dict[str, Floats]:
    """Each series' own dispersion over its kind's, by kind; it depends on no forecaster."""
    kinds = demand_classes(panel)
    return {str(kind): own_factors(panel.where(kinds == kind)) for kind in np.unique(kinds)}


class KindSpread:
    """A spread for each kind of demand; kinds with few past errors get everyone's."""

    def __init__(
        self,
        panel: Panel,
        errors: Errors,
        *,
        counts: bool,
        factors: Mapping[str, Floats] | None = None,
    ) -> None:
        """Learn.

        Args:
            panel: the series that are forecast.
            errors: past errors.
            counts: whether values are counts.
            factors: what :func:`kind_factors` found for the panel, where it is known already.
        """
        known = factors or {}
        self._of = demand_classes(panel)
        self._parts: dict[str, CountSpread | RealSpread] = {}
        for kind in np.unique(self._of):
            mine = errors.of(kind)
            enough = len(mine.forecast) >= _ENOUGH
            own = panel.where(self._of == kind)
            self._parts[str(kind)] = spread_of(
                own, mine if enough else errors, counts=counts, factor=known.get(str(kind))
            )

    def quantile(self, means: Floats, level: float) -> Floats:
        """Quantiles of single steps; shape like ``means``."""
        found = np.empty_like(means)
        for kind, part in self._parts.items():
            found[self._of == kind] = part.quantile(means[self._of == kind], level)
        return found

    def cumulative_sd(self, means: Floats) -> Floats:
        """Deviation of the sum up to each step; shape like ``means``."""
        found = np.empty_like(means)
        for kind, part in self._parts.items():
            found[self._of == kind] = part.cumulative_sd(means[self._of == kind])
        return found
