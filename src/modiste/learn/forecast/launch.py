"""Series with little or no history: what their group sold after launch, then what they sell.

The weekly rate of a new item is a gamma variable whose mean and variance are those of the first
weeks of earlier items of its group; sales are Poisson given the rate. Each week of own sales moves
the posterior (Gelman and others, Bayesian Data Analysis, §2.6), and the forecast is its predictive
distribution, a negative binomial.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Self

import numpy as np
import polars as pl
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

    def fit(
        self,
        panel: pl.DataFrame,
        *,
        covariates: pl.DataFrame | None = None,
        history: pl.DataFrame | None = None,
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
        # Only the newest steps speak, so that an item's past glory does not.
        recent = self._panel.tails(4 * self.config.weeks)
        self._shape = prior[:, 0] + np.nansum(np.maximum(recent, 0.0), axis=1)
        self._rate = prior[:, 1] + (~np.isnan(recent)).sum(axis=1)
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast the steps after each series' last one."""
        check_request(horizon, quantiles)
        if self._panel is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        mean = np.repeat((self._shape / self._rate)[:, None], horizon, axis=1)
        bands = {
            level: negative_binomial_quantile(mean, self._variance(mean), level)
            for level in quantiles
        }
        total = np.cumsum(mean, axis=1)
        return forecast_frame(self._panel, mean, bands, np.sqrt(self._variance(total)))

    def _variance(self, mean: Floats) -> Floats:
        variance: Floats = mean + mean**2 / self._shape[:, None]
        return variance

    def _priors(self, panel: Panel) -> dict[str | None, tuple[float, float]]:
        """Shape and rate of the gamma prior by group; ``None`` is everyone's."""
        weeks = self.config.weeks
        long = panel.lengths >= weeks
        heads = panel.starts[:-1][long, None] + np.arange(weeks)
        means = np.maximum(panel.filled[heads], 0.0).mean(axis=1) if long.any() else np.empty(0)
        priors: dict[str | None, tuple[float, float]] = {None: _gamma(means, weeks)}
        groups = panel.static(self.config.group)
        if groups is None:
            return priors
        own = groups.filter(long).to_numpy()
        for name in groups.drop_nulls().unique():
            mine = means[own == name]
            if len(mine) >= self.config.least:
                priors[name] = _gamma(mine, weeks)
        return priors


def _gamma(means: Floats, weeks: int) -> tuple[float, float]:
    """Shape and rate of a gamma by moments, from mean sales over ``weeks`` steps.

    The variance of such means is the gamma's own plus the Poisson's ``mean ÷ weeks``.
    """
    if not len(means) or means.sum() <= 0:
        return 0.5, 1.0  # Jeffreys' prior for a Poisson rate, with the weight of one step
    mean = float(means.mean())
    variance = max(float(means.var()) - mean / weeks, 0.1 * mean**2)
    return mean**2 / variance, mean / variance
