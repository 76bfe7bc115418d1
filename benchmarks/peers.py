"""Peers: statsforecast's own models with its own intervals, behind our contract to be judged.

Series that are too short for a model get the library's ``HistoricAverage``.
"""

from __future__ import annotations

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
    """A statsforecast model, straight from the library; intervals are its own or conformal."""

    config = Config()

    def __init__(self) -> None:
        self._panel: Panel | None = None

    @abstractmethod
    def model(self, horizon: int) -> Any:
        """The model."""

    def fit(self, panel: pl.DataFrame, *, covariates: pl.DataFrame | None = None) -> Self:
        """Remember the panel: the library fits and forecasts in one call."""
        del covariates
        self._panel = Panel.of(panel)
        return self

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
        with np.errstate(all="ignore"):
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
        return forecast_frame(panel, mean, bands, np.zeros(shape))


class AutoETSPeer(Peer):
    """Exponential smoothing chosen by AICc."""

    name: ClassVar[str] = "AutoETS (statsforecast)"

    def model(self, horizon: int) -> Any:
        """The model."""
        from statsforecast.models import AutoETS

        del horizon
        return AutoETS()


class CrostonPeer(Peer):
    """Croston's method with the SBA correction; conformal intervals over two windows."""

    name: ClassVar[str] = "CrostonSBA (statsforecast)"

    def model(self, horizon: int) -> Any:
        """The model."""
        from statsforecast.models import CrostonSBA
        from statsforecast.utils import ConformalIntervals

        return CrostonSBA(prediction_intervals=ConformalIntervals(n_windows=2, h=horizon))


def versions() -> str:
    """Versions of what is compared."""
    named = ("modiste", "statsforecast", "numpy", "scipy", "polars")
    return ", ".join(f"{name} {version(name)}" for name in named)
