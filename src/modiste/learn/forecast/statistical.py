"""statsforecast's models behind the contract."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.forecast.panel import Floats, Panel, Whole
from modiste.learn.forecast.point import PointForecaster


class StatsForecaster(PointForecaster):
    """Base: one statsforecast model fitted to each series by itself."""

    least: ClassVar[int] = 2

    intermittent: ClassVar[bool] = False
    """The model knows sales and gaps: series that sold nothing, or with values below zero, are
    forecast by the mean of their last steps."""

    @property
    def shortest(self) -> int:
        """Series shorter than this are forecast by the mean of their last steps."""
        return self.least

    def model(self) -> Any:
        """The statsforecast model."""
        raise TypeError(f"{type(self).__name__} names no model")

    def point(self, panel: Panel, horizon: int) -> Floats:
        """The model's own point forecast; NaN for series that are too short for it."""
        means = np.full((len(panel.lengths), horizon), np.nan)
        enough = panel.lengths >= self.shortest
        if self.intermittent:
            enough &= sells(panel.filled, panel.starts)
        if enough.any():
            inside = np.repeat(enough, panel.lengths)
            flat, lengths = panel.filled[inside], panel.lengths[enough]
            means[enough] = run_model(self.model(), flat, lengths, horizon)
        return means


def sells(values: Floats, starts: Whole) -> NDArray[np.bool_]:
    """Series with a value above zero and none below, shape (series,)."""
    least = np.minimum.reduceat(values, starts[:-1])
    most = np.maximum.reduceat(values, starts[:-1])
    return np.asarray((least >= 0) & (most > 0))


class _Nothing:
    """Stands in for a model that gives up on a series: it has no forecast either."""

    def forecast(self, *, h: int, **_: Any) -> dict[str, Floats]:
        """NaN for every step."""
        return {"mean": np.full(h, np.nan)}


def run_model(model: Any, values: Floats, lengths: Whole, horizon: int) -> Floats:
    """Point forecasts of a statsforecast model.

    Args:
        model: the model.
        values: flat values of all series, none missing.
        lengths: number of steps of each series.
        horizon: steps to forecast.

    Returns:
        Shape (series, horizon); NaN for series that the model cannot fit.
    """
    from statsforecast import StatsForecast
    from statsforecast.models import Naive

    long = pl.DataFrame(
        {
            "unique_id": np.repeat(np.arange(len(lengths)), lengths),
            "ds": np.arange(len(values)),
            "y": values,
        }
    )
    with np.errstate(all="ignore"):  # constant series divide by zero inside; the result is checked
        # Where a model fits no form to a series, as CES to an exactly periodic one, it is naive.
        runner = StatsForecast(models=[model], freq=1, n_jobs=1, fallback_model=Naive())
        result = runner.forecast(df=long, h=horizon)
    column = next(name for name in result.columns if name not in {"unique_id", "ds"})
    means: Floats = result[column].to_numpy().astype(np.float64)
    return means.reshape(len(lengths), horizon)


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
    intermittent: ClassVar[bool] = True

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.CrostonSBA()


class TSB(StatsForecaster):
    """Teunter, Syntetos and Babai (2011): demand size and probability smoothed apart.

    Unlike Croston's it falls towards zero when an item stops selling.
    """

    name: ClassVar[str] = "TSB"
    intermittent: ClassVar[bool] = True

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.TSB(alpha_d=0.1, alpha_p=0.1)


class ADIDA(StatsForecaster):
    """Smoothing of demand aggregated to its mean interval (Nikolopoulos and others 2011)."""

    name: ClassVar[str] = "ADIDA"
    intermittent: ClassVar[bool] = True
    least: ClassVar[int] = 3

    def model(self) -> Any:
        """The model."""
        from statsforecast import models

        return models.ADIDA()


class IMAPA(StatsForecaster):
    """Mean of smoothings at several levels of aggregation (Petropoulos and Kourentzes 2015)."""

    name: ClassVar[str] = "IMAPA"
    intermittent: ClassVar[bool] = True
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

    @property
    def shortest(self) -> int:
        """Two seasons and a step."""
        return 2 * self.config.season + 1
