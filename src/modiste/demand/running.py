"""Forecasts and backtests of a signal by any forecaster, whatever the signal comes from."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import polars as pl

from modiste.demand.holidays import calendar_features
from modiste.demand.signal import Signal, named
from modiste.demand.totals import agree, total_rows
from modiste.learn.backtest import backtest
from modiste.learn.forecast import forecaster, forecasters
from modiste.learn.forecast.automatic import CLASS, MODEL, Automatic, AutomaticConfig
from modiste.learn.forecast.base import CUMULATIVE_SD, MEAN, Forecaster
from modiste.learn.forecast.classes import demand_classes
from modiste.learn.forecast.global_demand import GlobalDemand
from modiste.learn.forecast.linear import LinearDemand
from modiste.learn.forecast.panel import SERIES, TIME, Panel
from modiste.model.findings import QUANTILES

OWN: dict[str, type[Forecaster]] = {
    kind.name: kind for kind in (Automatic, GlobalDemand, LinearDemand)
}
"""Forecasters of demand that are there whether or not they are registered."""


@dataclass(frozen=True)
class Run:
    """What a forecast of a signal gave.

    Attributes:
        series: ``variant_id, location_id, week, mean, q…, cumulative_sd, model, demand_class``.
        totals: rows of ``demand_total`` without the run.
        forecaster: the fitted forecaster.
        moved: mean absolute change by reconciliation, over the sum.
    """

    series: pl.DataFrame
    totals: pl.DataFrame
    forecaster: Forecaster
    moved: float


class Informed(Forecaster):
    """A forecaster that is given its covariates when it is fitted, to be judged by a backtest."""

    name = "informed"

    def __init__(self, inner: Forecaster, covariates: pl.DataFrame | None) -> None:
        self.inner = inner
        self.config = inner.config
        self.covariates = covariates

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Fit with the covariates that it was made with."""
        del covariates
        self.inner.fit(panel, covariates=self.covariates)
        return self

    def predict(self, horizon: int, quantiles: Sequence[float] = QUANTILES) -> pl.DataFrame:
        """What the inner one says."""
        return self.inner.predict(horizon, quantiles)


def make(
    name: str,
    *,
    season: int = 52,
    horizon: int = 13,
    seed: int = 0,
    calendar: pl.DataFrame | None = None,
) -> Forecaster:
    """A fresh forecaster by a forgiving name: ``moving-average``, ``demand trees``, ``LSTM``.

    Raises:
        UnknownNameError: none has it.
    """
    known = {_plain(each): kind for each, kind in {**forecasters(), **OWN}.items()}
    kind = known.get(_plain(name)) or forecaster(name)
    config = type(kind().config)
    asked: dict[str, Any] = {
        "season": season, "horizon": horizon, "seed": seed, "values": "counts",
    }  # fmt: skip
    given = config.model_validate({k: v for k, v in asked.items() if k in config.model_fields})
    if kind is Automatic and isinstance(given, AutomaticConfig):
        return Automatic(given, calendar)
    return kind(given)  # type: ignore[call-arg]


def _plain(name: str) -> str:
    return re.sub(r"[\s_-]+", " ", name.strip().casefold())


def calendar_of(
    signal: Signal, horizon: int, countries: Sequence[str | None] = (None,)
) -> pl.DataFrame:
    """What the calendar says of a signal's weeks and those ahead."""
    weeks = signal.weeks["week"].unique().to_list()
    ahead = [max(weeks) + dt.timedelta(weeks=k) for k in range(1, horizon + 1)]
    return calendar_features([*weeks, *ahead], countries)


def _takes_covariates(made: Forecaster) -> bool:
    return isinstance(made, Automatic | GlobalDemand | LinearDemand)


def run(
    signal: Signal,
    horizon: int,
    *,
    model: str = Automatic.name,
    season: int = 52,
    quantiles: Sequence[float] = QUANTILES,
    seed: int = 0,
    calendar: pl.DataFrame | None = None,
) -> Run:
    """Forecast a signal, and make it agree with the forecasts of its sums."""
    made = make(model, season=season, horizon=horizon, seed=seed, calendar=calendar)
    covariates = signal.covariates() if _takes_covariates(made) else None
    panel = Panel.of(signal.panel())
    made.fit(panel, covariates=covariates)
    levels = sorted({*QUANTILES, *quantiles})
    forecast = made.predict(horizon, levels)
    if MODEL not in forecast.columns:
        kinds = pl.DataFrame({SERIES: panel.names, CLASS: demand_classes(panel).tolist()})
        forecast = forecast.with_columns(pl.lit(made.name).alias(MODEL)).join(
            kinds, on=SERIES, how="left", maintain_order="left"
        )
    agreed = agree(signal, forecast, season=season, seed=seed)
    series = named(agreed.series, signal.keys).rename({TIME: "week"})
    totals = total_rows(series, signal.attributes, agreed)
    return Run(series, totals, made, agreed.moved)


def judge(
    signal: Signal,
    models: Sequence[str],
    *,
    horizon: int,
    origins: int,
    season: int = 52,
    seed: int = 0,
    calendar: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Judge forecasters on a signal's own past; see ``learn.backtest``."""
    covariates = signal.covariates()

    def maker(name: str) -> Forecaster:
        made = make(name, season=season, horizon=horizon, seed=seed, calendar=calendar)
        return Informed(made, covariates) if _takes_covariates(made) else made

    makers = {name: (lambda name=name: maker(name)) for name in models}
    return backtest(
        signal.panel(), makers, horizon=horizon, origins=origins, step=max(1, horizon // 2)
    )


def columns_of(quantiles: Sequence[float]) -> list[str]:
    """Columns of a result in their order."""
    from modiste.model.findings import quantile_name

    bands = [quantile_name(q) for q in sorted(quantiles)]
    return ["week", MEAN, *bands, CUMULATIVE_SD, MODEL, CLASS]
