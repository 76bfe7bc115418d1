"""Reads sales and stock, forecasts demand, writes ``demand_forecast`` and ``backtest``."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.demand.signal import demand_panel, split_series
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
    context.progress(f"forecasting {panel.select('variant_id', 'location_id').n_unique():,} series")
    planning = context.settings.planning
    horizon = forecast_weeks(context)
    forecaster = Automatic(
        AutomaticConfig(
            horizon=horizon,
            origins=planning.backtest_origins,
            series=planning.backtest_series,
            seed=planning.seed,
        )
    ).fit(demand_panel(panel, groups(context.snapshot)))
    forecast = split_series(forecaster.predict(horizon)).rename({TIME: "week"})
    context.write("demand_forecast", forecast.select(_stored(DEMAND_FORECAST.names, forecast)))
    if forecaster.scores.height:
        context.write("backtest", forecaster.scores)
    kinds = forecast.unique(["variant_id", "location_id"])[CLASS].value_counts().sort(CLASS)
    return {
        "series": forecast.select("variant_id", "location_id").n_unique(),
        "weeks": horizon,
        "models": forecaster.chosen,
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
    panel = panel.join(_selling(context.snapshot), on="variant_id", how="semi")
    panel = _without_warehouses(panel, context.snapshot)
    if not panel.height or not panel["sold"].sum():
        newest = context.snapshot.scan("sale").select(pl.col("sold_at").max()).collect().item()
        raise NotEnoughDataError(
            f"no sales lie between {first} and {context.this_week}",
            remedy="Import sales first."
            if newest is None
            else f"The last sale is of {newest:%Y-%m-%d}: plan for a day after it with --as-of.",
        )
    return panel


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


def _selling(snapshot: Snapshot) -> pl.DataFrame:
    """Variants that are on sale; a status that is not known counts as on sale."""
    product = snapshot.scan("product").select("product_id", product_status="status")
    variant = snapshot.scan("variant").select("variant_id", "product_id", "status")
    joined = variant.join(product, on="product_id", how="left")
    status = pl.coalesce("status", "product_status", pl.lit("active"))
    return joined.filter(status.is_in(SELLING)).select("variant_id").collect()


def _without_warehouses(panel: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Leave out what a warehouse merely holds; one that also sells stays in."""
    warehouse = snapshot.scan("location").filter(pl.col("kind") == "warehouse")
    holds = warehouse.select("location_id").collect()["location_id"]
    sells = pl.col("sold").sum().over("variant_id", "location_id") > 0
    return panel.filter(~pl.col("location_id").is_in(holds.implode()) | sells)


def _stored(names: tuple[str, ...], frame: pl.DataFrame) -> list[str]:
    return [name for name in names if name in frame.columns]
