"""Series with little or no history: what their group sold after launch, then what they sell.

The weekly rate of a new item is a gamma variable whose mean and variance are those of the first
weeks of earlier items of its group; sales given the rate are Poisson, or wilder where those weeks
were. Each week of own sales moves the posterior (Gelman and others, Bayesian Data Analysis, §2.6),
and the forecast is its predictive distribution, a negative binomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field

from modiste.learn.distributions import negative_binomial_quantile
from modiste.learn.forecast.base import Config, Forecaster, check_request, forecast_frame
from modiste.learn.forecast.classes import NEW
from modiste.learn.forecast.panel import Floats, Panel
from modiste.model.errors import NotEnoughDataError
from modiste.model.findings import QUANTILES


class LaunchConfig(Config):
    """Settings of the launch forecaster."""

    group: str = Field("group", description="Static column that names a series' group.")
    weeks: int = Field(NEW, ge=1, description="Steps after launch that make the prior.")
    least: int = Field(
        5, ge=1, description="Earlier launches that a group needs for its own prior."
    )


class Launch(Forecaster):
    """Gamma–Poisson forecast with a prior from the launches of the group."""

    name: ClassVar[str] = "launch"
    config: LaunchConfig

    def __init__(self, config: LaunchConfig | None = None) -> None:
        self.config = config or LaunchConfig()
        self._panel: Panel | None = None
        self._shape: Floats = np.empty(0)
        self._rate: Floats = np.empty(0)
        self._dispersion = 0.0

    def fit(
        self,
        panel: pl.DataFrame | Panel,
        *,
        covariates: pl.DataFrame | None = None,
        history: pl.DataFrame | Panel | None = None,
    ) -> Self:
        """Learn.

        Args:
            panel: the series to forecast.
            covariates: not used.
            history: panel whose launches make the prior; ``panel`` itself by default.
        """
        del covariates
        self._panel = Panel.of(panel)
        earlier = self._panel if history is None else Panel.of(history)
        priors = self._priors(earlier)
        groups = self._panel.static(self.config.group)
        names = groups.to_list() if groups is not None else [None] * len(self._panel.lengths)
        prior = np.array([priors.get(name, priors[None]) for name in names])
        self._dispersion = self._wildness(earlier)
        # Only the newest steps speak, so that an item's past glory does not.
        recent = self._panel.tails(4 * self.config.weeks)
        many, sold = (~np.isnan(recent)).sum(axis=1), np.nansum(np.maximum(recent, 0.0), axis=1)
        # A week that strays further than Poisson says less than one; how much less depends on the
        # rate. Judged by own sales alone a poor week would count for more than a good one, judged
        # by the prior's E[rate²] ÷ E[rate] alone a slow seller would never be heard.
        own = (prior[:, 0] + sold) / (prior[:, 1] + many)
        usual = (prior[:, 0] + 1) / prior[:, 1]
        worth = 1 / (1 + self._dispersion * np.sqrt(own * usual))
        self._shape = prior[:, 0] + worth * sold
        self._rate = prior[:, 1] + worth * many
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast the steps after each series' last one."""
        check_request(horizon, quantiles)
        if self._panel is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        mean = np.repeat((self._shape / self._rate)[:, None], horizon, axis=1)
        single = self._variance(mean, np.ones(1))
        bands = {level: negative_binomial_quantile(mean, single, level) for level in quantiles}
        total = np.cumsum(mean, axis=1)
        steps = np.arange(1, horizon + 1)
        return forecast_frame(self._panel, mean, bands, np.sqrt(self._variance(total, steps)))

    def _variance(self, total: Floats, steps: NDArray[Any]) -> Floats:
        """Variance of the sum over steps: Poisson, each week's own whim, and the unknown rate."""
        whim = self._dispersion * total**2 / steps
        variance: Floats = total + whim + total**2 / self._shape[:, None]
        return variance

    def _wildness(self, panel: Panel) -> float:
        """Dispersion of single weeks around a series' own mean in the weeks after its launch."""
        long = self._launched(panel)
        if not long.any():
            return 0.0
        weeks = self.config.weeks
        heads = panel.filled[panel.starts[:-1][long, None] + np.arange(weeks)]
        heads = np.maximum(heads, 0.0)
        mean = heads.mean(axis=1, keepdims=True)
        # Deviations from a mean of the same weeks are too small by 1 − 1 ÷ weeks.
        excess = ((heads - mean) ** 2).sum() * weeks / max(weeks - 1, 1) - heads.sum()
        return float(np.clip(excess / max((mean**2).sum() * weeks, 1e-12), 0.0, 5.0))

    def _priors(self, panel: Panel) -> dict[str | None, tuple[float, float]]:
        """Shape and rate of the gamma prior by group; ``None`` is everyone's."""
        weeks = self.config.weeks
        long = self._launched(panel)
        heads = panel.starts[:-1][long, None] + np.arange(weeks)
        means = np.maximum(panel.filled[heads], 0.0).mean(axis=1) if long.any() else np.empty(0)
        wild = self._wildness(panel)
        priors: dict[str | None, tuple[float, float]] = {None: _gamma(means, weeks, wild)}
        groups = panel.static(self.config.group)
        if groups is None:
            return priors
        own = groups.filter(long).to_numpy()
        for name in groups.drop_nulls().unique():
            mine = means[own == name]
            if len(mine) >= self.config.least:
                priors[name] = _gamma(mine, weeks, wild)
        return priors

    def _launched(self, panel: Panel) -> NDArray[np.bool_]:
        """Series whose launch lies in the panel, with enough steps after it.

        What was there at the panel's first step may have been launched long before; it counts only
        where nothing else does.
        """
        long = panel.lengths >= self.config.weeks
        began = panel.numbers[panel.starts[:-1]]
        seen = long & (began > began.min())
        return seen if seen.sum() >= self.config.least else long


def _gamma(means: Floats, weeks: int, wild: float) -> tuple[float, float]:
    """Shape and rate of a gamma by moments, from mean sales over ``weeks`` steps.

    The variance of such means is the gamma's own plus that of the weeks' noise ÷ ``weeks``.
    """
    if not len(means) or means.sum() <= 0:
        return 0.5, 1.0  # Jeffreys' prior for a Poisson rate, with the weight of one step
    mean = float(means.mean())
    noise = (mean + wild * float((means**2).mean())) / weeks
    variance = max(float(means.var()) - noise, 0.1 * mean**2)
    return mean**2 / variance, mean / variance
