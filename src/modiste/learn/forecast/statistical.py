"""statsforecast's models behind the contract."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import polars as pl

from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointForecaster


class StatsForecaster(PointForecaster):
    """Base: one statsforecast model fitted to each series by itself."""

    least: ClassVar[int] = 2
    """Series shorter than this are forecast by the mean of their last steps."""

    def model(self) -> Any:
        """The statsforecast model."""
        raise TypeError(f"{type(self).__name__} names no model")

    def point(self, panel: Panel, horizon: int) -> Floats:
        """The model's own point forecast; NaN for series that are too short for it."""
        means = np.full((len(panel.lengths), horizon), np.nan)
        enough = panel.lengths >= self.least
        if enough.any():
            means[enough] = run_model(self.model(), panel.only(panel.names.filter(enough)), horizon)
        return means


def run_model(model: Any, panel: Panel, horizon: int) -> Floats:
    """Point forecasts of a statsforecast model, shape (series, horizon)."""
    from statsforecast import StatsForecast

    lengths = panel.lengths
    long = pl.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(lengths)), lengths),
            "ds": np.arange(len(panel.filled)),
            "y": panel.filled,
        }
    )
    with np.errstate(all="ignore"):  # constant series divide by zero inside; the result is checked
        result = StatsForecast(models=[model], freq=1, n_jobs=1).forecast(df=long, h=horizon)
    column = next(name for name in result.columns if name not in {"unique_id", "ds"})
    values: Floats = result[column].to_numpy().astype(np.float64)
    return values.reshape(len(lengths), horizon)


class SimpleSmoothing(StatsForecaster):
    """Simple exponential smoothing, its weight chosen series by series (Brown 1956)."""

    name: ClassVar[str] = "simple smoothing"
    least: ClassVar[int] = 3

    def model(self) -> Any:
        """The model."""
        from statsforecast.models import SimpleExponentialSmoothingOptimized

        return SimpleExponentialSmoothingOptimized()


class CrostonSBA(StatsForecaster):
    """Croston's method with the bias correction of Syntetos and Boylan (2005)."""

    name: ClassVar[str] = "Croston SBA"

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.CrostonSBA()


class TSB(StatsForecaster):
    """Teunter, Syntetos and Babai (2011): demand size and probability smoothed apart.

    Unlike Croston's it falls towards zero when an item stops selling.
    """

    name: ClassVar[str] = "TSB"

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.TSB(alpha_d=0.1, alpha_p=0.1)


class ADIDA(StatsForecaster):
    """Smoothing of demand aggregated to its mean interval (Nikolopoulos and others 2011)."""

    name: ClassVar[str] = "ADIDA"
    least: ClassVar[int] = 3

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.ADIDA()


class IMAPA(StatsForecaster):
    """Mean of smoothings at several levels of aggregation (Petropoulos and Kourentzes 2015)."""

    name: ClassVar[str] = "IMAPA"
    least: ClassVar[int] = 3

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.IMAPA()


class Theta(StatsForecaster):
    """The theta method on seasonally adjusted data (Assimakopoulos and Nikolopoulos 2000)."""

    name: ClassVar[str] = "theta"

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.Theta(season_length=self.config.season)

    def point(self, panel: Panel, horizon: int) -> Floats:
        """As its base; a series needs two seasons."""
        means = np.full((len(panel.lengths), horizon), np.nan)
        enough = panel.lengths >= 2 * self.config.season + 1
        if enough.any():
            means[enough] = run_model(self.model(), panel.only(panel.names.filter(enough)), horizon)
        return means
