"""Reads forecasts, stock and terms; writes ``stock_policy`` and ``suggestion``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.inventory import state
from modiste.inventory.orders import order_lines
from modiste.inventory.reason import reason
from modiste.inventory.suggest import policies, suggestions
from modiste.model.findings import STOCK_POLICY, SUGGESTION
from modiste.model.schema import RUN
from modiste.store.context import Context


def suggest(context: Context) -> Mapping[str, Any]:
    """The plan's second step: policies and purchase suggestions from this run's forecast."""
    context.progress("reorder points and purchase suggestions")
    planning = context.settings.planning
    forecast = context.findings("demand_forecast")
    supply = terms(context)
    position = state.positions(context.snapshot, context.as_of, context.settings.brand.zone)
    series = forecast.select("variant_id", "location_id").unique()
    central = state.central_stock(context.snapshot, position, series)
    elapsed = float((context.as_of - context.this_week).days)
    rows, level, ahead = policies(forecast, supply, position, central, planning, elapsed)
    found = suggestions(rows, level, ahead, planning, context.as_of).with_columns(
        reason=reason(context.settings.brand.language, cycle_days=planning.order_cycle_days)
    )
    context.write("stock_policy", rows.select(_known(STOCK_POLICY.names, rows)))
    context.write("suggestion", found.select(_known(SUGGESTION.names, found)))
    return _figures(rows, found)


def purchase_orders(context: Context) -> pl.DataFrame:
    """Order lines of this run's suggestions, gathered by supplier."""
    return order_lines(context.findings("suggestion"), terms(context), context.as_of)


def terms(context: Context) -> pl.DataFrame:
    """Terms of each variant on the day of the plan, with the suppliers' holidays."""
    by_country = context.settings.replenishment.holidays == "country"
    planning = context.settings.planning
    return state.supply(context.snapshot, planning, context.as_of, by_country=by_country)


def _figures(rows: pl.DataFrame, found: pl.DataFrame) -> dict[str, Any]:
    return {
        "suggestions": found.height,
        "units": int(found["quantity"].sum()),
        "cost": _by_currency(found, "cost_currency", "order_cost"),
        "money at stake": _by_currency(found, "currency", "money_at_stake"),
        "suppliers": found["supplier_id"].drop_nulls().n_unique(),
        "stock unknown": rows["position"].null_count(),
    }


def _by_currency(found: pl.DataFrame, currency: str, money: str) -> dict[str, int]:
    known = found.drop_nulls([currency, money])
    sums = known.group_by(currency).agg(pl.col(money).sum()).sort(currency)
    return {str(code): int(amount) for code, amount in sums.iter_rows()}


def _known(names: tuple[str, ...], frame: pl.DataFrame) -> list[str]:
    return [name for name in names if name in frame.columns and name != RUN]
