"""Forecasters that learn one model from all series of a panel."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from importlib.util import find_spec
from typing import ClassVar, Self

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.forecast.bands import ScaledSpread, held_out
from modiste.learn.forecast.base import check_request, forecast_frame
from modiste.learn.forecast.errors import drawn
from modiste.learn.forecast.panel import SERIES, TIME, Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.profile import profile_forecast
from modiste.learn.forecast.windows import Aligned
from modiste.model.errors import InputError, MissingExtraError, NotEnoughDataError, Place
from modiste.model.findings import QUANTILES


class LearntConfig(PointConfig):
    """What every learnt forecaster can be told."""

    horizon: int = Field(
        52, ge=1, description="Steps that are learnt; later ones follow the seasonal profile."
    )
    spread_horizon: int = Field(52, ge=1, description="Steps for which errors are learnt.")
    spread_origins: int = Field(
        1, ge=0, description="Earlier origins at which errors are measured: a training each."
    )


class LearntForecaster(PointForecaster):
    """Base: trains when fitted, keeps the forecast of ``horizon`` steps and the errors' spread.

    A panel without any series of a whole cycle, and series shorter than that in any panel, get the
    mean of their last steps, as in every point forecaster.
    """

    config: LearntConfig
    extra: ClassVar[str] = ""
    """The optional dependency of the project that it needs."""
    modules: ClassVar[tuple[str, ...]] = ()
    """What that dependency lets one import."""

    def __init__(self, config: LearntConfig | None = None) -> None:
        super().__init__(config)
        self._means: Floats = np.empty((0, 0))
        self._bands: ScaledSpread | None = None

    @classmethod
    def default_config(cls) -> LearntConfig:
        """Weekly data, a year ahead."""
        return LearntConfig()

    @classmethod
    def installed(cls) -> bool:
        """Whether everything that it needs can be imported."""
        return all(find_spec(name) is not None for name in cls.modules)

    @abstractmethod
    def learn(self, aligned: Aligned, horizon: int) -> Floats:
        """Train, and forecast from the end.

        Args:
            aligned: the history; at least one series is longer than a cycle.
            horizon: steps to forecast.

        Returns:
            Shape (series, horizon); NaN for series shorter than a cycle.
        """

    def point(self, panel: Panel, horizon: int) -> Floats:
        """Means of shape (series, horizon); NaN for series that are too short."""
        self.require()
        aligned = Aligned.of(panel, self.config.season)
        means = profile_forecast(aligned, horizon)
        if aligned.lengths.max() > aligned.cycle:
            learnt = min(horizon, self.config.horizon)
            means[:, :learnt] = self.learn(aligned, learnt)
        return means

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Train on earlier origins for the errors, then on everything for the forecast."""
        self._panel = with_signals(panel, covariates)
        self._means = self.means(self._panel, self.config.horizon)
        self._bands = self._spread_of(self._panel)
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """Forecast the steps after each series' last one."""
        check_request(horizon, quantiles)
        if self._panel is None or self._bands is None:
            raise NotEnoughDataError("the forecaster is not fitted", remedy="Call fit first.")
        means = continued(self._panel, self._means, horizon, self.config.season)
        bands = {level: self._bands.quantile(means, level) for level in quantiles}
        return forecast_frame(self._panel, means, bands, self._bands.cumulative_sd(means))

    def require(self) -> None:
        """Refuse to go on without the optional dependency.

        Raises:
            MissingExtraError: it is not installed.
        """
        if not self.installed():
            raise MissingExtraError(
                f"the forecaster {self.name!r} needs {' and '.join(self.modules)}",
                remedy=f"Install it: pip install 'modiste[{self.extra}]'",
            )

    def _spread_of(self, panel: Panel) -> ScaledSpread:
        config = self.config
        sample = drawn(panel, config.spread_series, config.seed)
        horizon = spread_horizon(sample, config.spread_horizon)
        errors = []
        for origin in range(config.spread_origins):
            case = held_out(sample, horizon * (origin + 1), horizon, config.season)
            if case is not None:
                miss = case.actual - self.means(case.known, horizon)
                errors.append(miss / np.maximum(case.scale, 1e-12)[:, None])
        return ScaledSpread(errors, Aligned.of(panel, config.season).errors, floor_of(panel))


def spread_horizon(panel: Panel, asked: int) -> int:
    """Steps on which errors are measured: a third of the typical history at the most."""
    return max(1, min(asked, int(np.median(panel.lengths)) // 3))


def floor_of(panel: Panel) -> float:
    """Least value that a forecast may take: 0 where no value of the panel is below."""
    return 0.0 if panel.positive else -np.inf


def continued(panel: Panel, means: Floats, horizon: int, season: int) -> Floats:
    """A forecast cut, or carried on by the seasonal profile, to another horizon."""
    if horizon <= means.shape[1]:
        return means[:, :horizon]
    later = profile_forecast(Aligned.of(panel, season), horizon)[:, means.shape[1] :]
    later = np.where(np.isnan(later), means[:, -1:], later)
    return np.concatenate([means, np.maximum(later, floor_of(panel))], axis=1)


def with_signals(panel: pl.DataFrame | Panel, covariates: pl.DataFrame | None) -> Panel:
    """A panel with the weak signals that come in a frame of their own.

    Args:
        panel: long frame or panel.
        covariates: columns ``series, time`` and signals under any names; what they say of times
            after a series' end is not used.

    Raises:
        InputError: the covariates have no column ``series`` or ``time``, or a time twice.
    """
    whole = Panel.of(panel)
    if covariates is None:
        return whole
    for name in (SERIES, TIME):
        if name not in covariates.columns:
            raise InputError(
                f"covariates need the column {name!r}",
                place=Place(column=name),
                remedy=f"Rename or add it; the columns are {', '.join(covariates.columns)}.",
            )
    names = [name for name in covariates.columns if name not in {SERIES, TIME}]
    time = pl.col(TIME).cast(whole.frame[TIME].dtype)
    renamed = covariates.select(
        pl.col(SERIES).cast(whole.frame[SERIES].dtype),
        time,
        *(pl.col(n).cast(pl.Float64).fill_nan(None).alias(f"weak_{n}") for n in names),
    )
    if renamed.select(pl.struct(SERIES, TIME).is_duplicated().any()).item():
        raise InputError(
            "covariates name a series and time twice", remedy="Keep one row for each of them."
        )
    joined = whole.frame.join(renamed, on=[SERIES, TIME], how="left", maintain_order="left")
    return Panel(joined, whole.step)
