"""Reads sales and stock, forecasts demand, writes ``demand_forecast`` and ``backtest``."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.demand.signal import KEYS, demand_panel, named
from modiste.learn.forecast.automatic import CLASS, Automatic, AutomaticConfig
from modiste.learn.forecast.panel import TIME
from modiste.model.errors import NotEnoughDataError
from modiste.model.findings import DEMAND_FORECAST
from modiste.store.context import Context
from modiste.store.expressions import Weeks, read_panel
from modiste.store.lake import Snapshot

SELLING = ("active", "draft")


def forecast_demand(context: Context) -> Mapping[str, Any]:
    """The plan's first step: forecast every variant at every location that may still sell."""
    panel = weekly_panel(context)
    series, keys = demand_panel(panel, groups(context.snapshot))
    del panel  # a large brand's is big
    context.progress(f"forecasting {keys.height:,} series")
    planning = context.settings.planning
    horizon = forecast_weeks(context)
    forecaster = Automatic(
        AutomaticConfig(
            horizon=horizon,
            origins=planning.backtest_origins,
            series=planning.backtest_series,
            seed=planning.seed,
        )
    ).fit(series)
    forecast = named(forecaster.predict(horizon), keys).rename({TIME: "week"})
    context.write("demand_forecast", forecast.select(_stored(DEMAND_FORECAST.names, forecast)))
    if forecaster.scores.height:
        context.write("backtest", forecaster.scores)
    kinds = forecast.unique(KEYS)[CLASS].value_counts().sort(CLASS)
    return {
        "series": keys.height,
        "weeks": horizon,
        "models": forecaster.chosen,
        "combinations": _combinations(forecaster),
        "demand classes": dict(kinds.iter_rows()),
    }


def weekly_panel(context: Context) -> pl.DataFrame:
    """Sales per variant, location and week up to the week before the plan's.

    Raises:
        NotEnoughDataError: nothing was sold in the weeks looked at.
    """
    context.progress("weekly panel")
    brand = context.settings.brand
    first = context.this_week - dt.timedelta(weeks=context.settings.planning.history_weeks)
    weeks = Weeks(first, context.this_week, brand.zone, brand.first_weekday)
    with context.engine() as engine:
        panel = read_panel(engine, weeks)
    if not panel.height or not panel["sold"].sum():
        raise _nothing_sold(context, first)
    panel = panel.join(_ended(context.snapshot, context.this_week), on="variant_id", how="anti")
    panel = _without_warehouses(panel, context.snapshot)
    if not panel.height or not panel["sold"].sum():
        raise NotEnoughDataError(
            f"nothing that sold between {first} and {context.this_week} is still on sale",
            remedy="Check the status and the last day on sale of your products.",
        )
    return panel


def _nothing_sold(context: Context, first: dt.date) -> NotEnoughDataError:
    newest = context.snapshot.scan("sale").select(pl.col("sold_at").max()).collect().item()
    return NotEnoughDataError(
        f"no sales lie between {first} and {context.this_week}",
        remedy="Import sales first."
        if newest is None
        else f"The last sale is of {newest:%Y-%m-%d}: plan for the week after it with --as-of.",
    )


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


def groups(snapshot: Snapshot) -> pl.DataFrame:
    """Whose seasons and launches a variant shares: its category, as well as it is known."""
    product = snapshot.scan("product").select(
        "product_id", group=pl.coalesce("category", "source_category", "gender")
    )
    variant = snapshot.scan("variant").select("variant_id", "product_id")
    return (
        variant.join(product, on="product_id", how="left").select("variant_id", "group").collect()
    )


def _combinations(forecaster: Automatic) -> dict[str, dict[str, float]]:
    """What each kind of demand's combination is made of, heaviest first."""
    return {
        kind: {name: round(w, 3) for name, w in sorted(weights.items(), key=lambda x: -x[1])}
        for kind, weights in forecaster.weights.items()
        if len(weights) > 1
    }


def _ended(snapshot: Snapshot, week: dt.date) -> pl.DataFrame:
    """Variants no longer on sale in a week; what is not known of counts as on sale."""
    product = snapshot.scan("product").select("product_id", "ended_on", product_status="status")
    variant = snapshot.scan("variant").select("variant_id", "product_id", "status")
    joined = variant.join(product, on="product_id", how="left")
    statuses = ("status", "product_status")
    hidden = [~pl.col(status).is_in(SELLING).fill_null(value=True) for status in statuses]
    over = (pl.col("ended_on") < week).fill_null(value=False)
    return joined.filter(hidden[0] | hidden[1] | over).select("variant_id").collect()


def _without_warehouses(panel: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Leave out what a warehouse merely holds; one that also sells stays in."""
    warehouse = snapshot.scan("location").filter(pl.col("kind") == "warehouse")
    holds = warehouse.select("location_id").collect()["location_id"]
    sells = pl.col("sold").sum().over("variant_id", "location_id") > 0
    return panel.filter(~pl.col("location_id").is_in(holds.implode()) | sells)


def _stored(names: tuple[str, ...], frame: pl.DataFrame) -> list[str]:
    return [name for name in names if name in frame.columns]
