"""Peers: statsforecast's own models with its own intervals, behind our contract to be judged.

Series that are too short for a model get the library's ``HistoricAverage``; where the library gives
no number, they get the mean and the quantiles of their own history.
"""

from __future__ import annotations

import warnings
from abc import abstractmethod
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, ClassVar, Self

import numpy as np
import polars as pl

from modiste.learn.forecast.base import Config, Forecaster, forecast_frame
from modiste.learn.forecast.panel import Panel
from modiste.model.findings import QUANTILES


class Peer(Forecaster):
    """A forecaster of another library, which fits and forecasts in one call."""

    config = Config()

    def __init__(self) -> None:
        self._panel: Panel | None = None

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Remember the panel: the library fits and forecasts in one call."""
        del covariates
        self._panel = Panel.of(panel)
        return self


class StatsPeer(Peer):
    """A statsforecast model, straight from the library; intervals are its own or conformal."""

    @abstractmethod
    def model(self, horizon: int) -> Any:
        """The model."""

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast, with the quantiles read off central intervals."""
        from statsforecast import StatsForecast
        from statsforecast.models import HistoricAverage

        panel = self._panel
        assert panel is not None
        long = pl.DataFrame(
            {
                "unique_id": np.repeat(np.arange(len(panel.lengths)), panel.lengths),
                "ds": np.arange(len(panel.filled)),
                "y": panel.filled,
            }
        )
        levels = sorted({round(abs(2 * q - 1) * 100) for q in quantiles if q != 0.5})
        with np.errstate(all="ignore"), warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = StatsForecast(
                models=[self.model(horizon)], freq=1, n_jobs=1, fallback_model=HistoricAverage()
            ).forecast(df=long, h=horizon, level=levels)
        name = next(c for c in found.columns if c not in {"unique_id", "ds"} and "-lo-" not in c)
        name = name.split("-hi-")[0]
        shape = (len(panel.lengths), horizon)

        def column(which: str) -> np.ndarray:
            return np.asarray(found[which].to_numpy(), dtype=np.float64).reshape(shape)

        mean = column(name)
        bands = {q: mean for q in quantiles if q == 0.5}
        for q in quantiles:
            if q != 0.5:
                side = "lo" if q < 0.5 else "hi"
                bands[q] = column(f"{name}-{side}-{round(abs(2 * q - 1) * 100)}")
        history = panel.tails(int(panel.lengths.max()))
        mean = _or_history(mean, np.nanmean(history, axis=1))
        bands = {
            q: _or_history(band, np.nanquantile(history, q, axis=1)) for q, band in bands.items()
        }
        return forecast_frame(panel, mean, bands, np.zeros(shape))


def _or_history(said: np.ndarray, known: np.ndarray) -> np.ndarray:
    return np.where(np.isnan(said), known[:, None], said)


class AutoETSPeer(StatsPeer):
    """Exponential smoothing chosen by AICc."""

    name: ClassVar[str] = "AutoETS (statsforecast)"

    def model(self, horizon: int) -> Any:
        """The model."""
        from statsforecast.models import AutoETS

        del horizon
        return AutoETS()


class CrostonPeer(StatsPeer):
    """Croston's method with the SBA correction; conformal intervals over two windows."""

    name: ClassVar[str] = "CrostonSBA (statsforecast)"

    def model(self, horizon: int) -> Any:
        """The model."""
        from statsforecast.models import CrostonSBA
        from statsforecast.utils import ConformalIntervals

        return CrostonSBA(prediction_intervals=ConformalIntervals(n_windows=2, h=horizon))


class ADIDAPeer(StatsPeer):
    """Aggregation to the mean interval; conformal intervals over two windows."""

    name: ClassVar[str] = "ADIDA (statsforecast)"

    def model(self, horizon: int) -> Any:
        """The model."""
        from statsforecast.models import ADIDA
        from statsforecast.utils import ConformalIntervals

        return ADIDA(prediction_intervals=ConformalIntervals(n_windows=2, h=horizon))


class SeasonalNaivePeer(StatsPeer):
    """Last year's week; the mean so far where there is no year."""

    name: ClassVar[str] = "seasonal naive (statsforecast)"

    def model(self, horizon: int) -> Any:
        """The model."""
        from statsforecast.models import SeasonalNaive

        del horizon
        return SeasonalNaive(season_length=52)


class LightPeer(Peer):
    """mlforecast with LightGBM as it comes: lags and two rolling means.

    Intervals are its conformal ones over two windows. Series too short for that get their mean and
    the quantiles of their history.
    """

    name: ClassVar[str] = "LightGBM (mlforecast)"
    lags = (1, 2, 3, 4, 8)

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast recursively, as the library does."""
        panel = self._panel
        assert panel is not None
        means = np.repeat(
            np.nanmean(panel.tails(int(panel.lengths.max())), axis=1)[:, None], horizon, axis=1
        )
        tails = panel.tails(int(panel.lengths.max()))
        bands = {
            q: np.repeat(np.nanquantile(tails, q, axis=1)[:, None], horizon, axis=1)
            for q in quantiles
        }
        long = np.flatnonzero(panel.lengths >= max(self.lags) + 2 * horizon + 2)
        if len(long):
            said, spread = self._said(panel, long, horizon, quantiles)
            means[long] = said
            for q in quantiles:
                bands[q][long] = spread[q]
        return forecast_frame(panel, means, bands, np.zeros_like(means))

    def _said(
        self, panel: Panel, long: np.ndarray, horizon: int, quantiles: Sequence[float]
    ) -> tuple[np.ndarray, dict[float, np.ndarray]]:
        import lightgbm
        from mlforecast import MLForecast
        from mlforecast.lag_transforms import RollingMean
        from mlforecast.utils import PredictionIntervals

        inside = np.isin(np.repeat(np.arange(len(panel.lengths)), panel.lengths), long)
        number = np.repeat(np.arange(len(panel.lengths)), panel.lengths)[inside]
        frame = pl.DataFrame(
            {"unique_id": number, "ds": panel.numbers[inside], "y": panel.filled[inside]}
        )
        model = MLForecast(
            models={"lgb": lightgbm.LGBMRegressor(verbosity=-1, n_jobs=1, random_state=0)},
            freq=1,
            lags=list(self.lags),
            lag_transforms={1: [RollingMean(4), RollingMean(8)]},
        )
        intervals = PredictionIntervals(n_windows=2, h=horizon)
        fitted = model.fit(frame, prediction_intervals=intervals, static_features=[])
        levels = sorted({round(abs(2 * q - 1) * 100) for q in quantiles if q != 0.5})
        found = fitted.predict(horizon, level=levels).sort("unique_id", "ds")
        shape = (len(long), horizon)
        mean = found["lgb"].to_numpy().reshape(shape)
        bands = {}
        for q in quantiles:
            side = "lo" if q < 0.5 else "hi"
            name = f"lgb-{side}-{round(abs(2 * q - 1) * 100)}"
            bands[q] = mean if q == 0.5 else found[name].to_numpy().reshape(shape)
        return mean, bands


def versions() -> str:
    """Versions of what is compared."""
    named = ("modiste", "statsforecast", "mlforecast", "lightgbm", "numpy", "scipy", "polars")
    return ", ".join(f"{name} {version(name)}" for name in named)
