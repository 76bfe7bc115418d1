"""Reads sales, stock and prices; writes the demand signal, the forecasts and how good they were."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.demand import evidence
from modiste.demand.holidays import calendar_features
from modiste.demand.inputs import countries, sources, styles_of
from modiste.demand.launches import forecast_new, with_new
from modiste.demand.signal import Signal, make_signal, named
from modiste.demand.sizes import size_curves
from modiste.demand.totals import agree, total_rows
from modiste.demand.trending import attribute_courses, style_trend, with_trend
from modiste.learn.forecast.automatic import CLASS, Automatic, AutomaticConfig
from modiste.learn.forecast.global_demand import GlobalDemand
from modiste.learn.forecast.panel import TIME
from modiste.model.demand import DEMAND_TOTAL
from modiste.model.findings import DEMAND_FORECAST
from modiste.perceive.corrections import settled
from modiste.store.context import Context

KEYS = ("variant_id", "location_id")


def forecast_demand(context: Context) -> Mapping[str, Any]:
    """The plan's step: forecast every variant at every location that may still sell."""
    horizon = forecast_weeks(context)
    signal = make_signal(sources(context, horizon))
    context.progress(f"forecasting {signal.keys.height:,} series")
    forecaster, trending = fitted(context, signal, horizon)
    forecast = forecaster.predict(horizon)
    context.progress("styles, categories and the whole")
    agreed = agree(signal, forecast, seed=context.settings.planning.seed)
    stored = named(agreed.series, signal.keys).rename({TIME: "week"})
    styles = styles_of(context.snapshot, context.this_week)
    fresh = forecast_new(
        signal, styles, context.this_week, horizon, seed=context.settings.planning.seed
    )
    stored = with_new(stored, fresh)
    context.write("demand_forecast", stored.select(_stored(DEMAND_FORECAST.names, stored)))
    totals = total_rows(stored, signal.attributes, agreed)
    context.write("demand_total", totals.select(_stored(DEMAND_TOTAL.names, totals)))
    if forecaster.scores.height:
        context.write("backtest", forecaster.scores)
    _write_evidence(context, signal, styles.variants)
    series = stored.unique(KEYS)
    kinds = series[CLASS].value_counts().sort(CLASS)
    return {
        "series": series.height,
        "weeks": horizon,
        "models": forecaster.chosen,
        "combinations": _combinations(forecaster),
        "demand classes": dict(kinds.iter_rows()),
        "signal": evidence.signal_figures(signal),
        "styles with a trend": trending,
        "new styles by analogues": fresh.styles.height if fresh else 0,
        "moved by reconciliation": round(agreed.moved, 4),
        "demand trees": "competed" if GlobalDemand.installed() else "lightgbm is not installed",
    }


def fitted(context: Context, signal: Signal, horizon: int) -> tuple[Automatic, int]:
    """The automatic forecaster after its contest, and how many styles had a trend to look at."""
    planning = context.settings.planning
    covariates, trending = _covariates(context, signal, horizon)
    weeks = _all_weeks(context, signal, horizon)
    forecaster = Automatic(
        AutomaticConfig(
            horizon=horizon,
            origins=planning.backtest_origins,
            series=planning.backtest_series,
            seed=planning.seed,
            values="counts",
            more=planning.more_forecasters,
        ),
        calendar=calendar_features(weeks, countries(context.snapshot)),
    )
    return forecaster.fit(signal.panel(), covariates=covariates), trending


def _all_weeks(context: Context, signal: Signal, horizon: int) -> list[dt.date]:
    """First days of the weeks of the panel and of the forecast."""
    ahead = [context.this_week + dt.timedelta(weeks=k) for k in range(horizon)]
    return sorted({*signal.weeks["week"].unique().to_list(), *ahead})


def _covariates(context: Context, signal: Signal, horizon: int) -> tuple[pl.DataFrame | None, int]:
    """Prices and promotions, and the trends of styles where this run has found any."""
    found = signal.covariates()
    forecast = context.findings("trend_forecast")
    if not forecast.height:
        return found, 0
    end = _all_weeks(context, signal, horizon + 1)[-1]
    courses = attribute_courses(context.findings("trend_series"), forecast, context.this_week, end)
    trend = style_trend(courses, settled(context.lake.read("attribute")))
    products = signal.attributes.select("variant_id", "product_id").drop_nulls()
    shown = trend.join(products, on="product_id", how="semi")
    return with_trend(found, shown, signal.keys, products), shown["product_id"].n_unique()


def _write_evidence(context: Context, signal: Signal, variants: pl.DataFrame) -> None:
    rows = evidence.signal_rows(signal, context.this_week, countries(context.snapshot))
    if rows.height:
        context.write("demand_signal", rows)
    answers = evidence.response_rows(signal.response)
    if answers.height:
        context.write("price_response", answers)
    since = context.this_week - dt.timedelta(weeks=evidence.SHOWN)
    recent = signal.weeks.filter(pl.col("week") >= since)
    units = recent.group_by(KEYS).agg(units=pl.col("demand").sum())
    curves = size_curves(units, variants)
    if curves.height:
        context.write("size_curve", curves)


def forecast_weeks(context: Context) -> int:
    """Weeks to forecast: lead time, review and one order's cycle, and the settings' horizon."""
    planning = context.settings.planning
    terms = context.snapshot.scan("supply_term").select(
        longest=(pl.col("lead_time_days") + 2 * pl.col("lead_time_sd_days").fill_null(0)).max()
    )
    longest = terms.collect().item()
    assumed = planning.lead_time_days + 2 * planning.lead_time_sd_days
    lead = max(longest or 0.0, assumed)
    days = lead + planning.review_days + planning.order_cycle_days
    return min(max(math.ceil(days / 7) + 1, planning.horizon_weeks), 104)


def _combinations(forecaster: Automatic) -> dict[str, dict[str, float]]:
    """What each kind of demand's combination is made of, heaviest first."""
    return {
        kind: {name: round(w, 3) for name, w in sorted(weights.items(), key=lambda x: -x[1])}
        for kind, weights in forecaster.weights.items()
        if len(weights) > 1
    }


def _stored(names: tuple[str, ...], frame: pl.DataFrame) -> list[str]:
    return [name for name in names if name in frame.columns]
