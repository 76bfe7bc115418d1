"""Reads forecasts, stock and terms; writes ``stock_policy`` and ``suggestion``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.inventory import state
from modiste.inventory.clearing import holds, markdowns
from modiste.inventory.moves import moved, moves
from modiste.inventory.open_to_buy import within
from modiste.inventory.orders import order_lines
from modiste.inventory.policies.base import Levels, Outlook
from modiste.inventory.reason import reason
from modiste.inventory.suggest import policies, suggestions
from modiste.model.findings import STOCK_POLICY, SUGGESTION
from modiste.model.money import Money
from modiste.model.schema import RUN, Table
from modiste.store.context import Context


def suggest(context: Context) -> Mapping[str, Any]:
    """The plan's second step: policies, and what to move, buy, mark down and put off."""
    context.progress("reorder points, purchases, transfers and markdowns")
    planning, language = context.settings.planning, context.settings.brand.language
    forecast = context.findings("demand_forecast")
    supply = terms(context)
    position = state.positions(context.snapshot, context.as_of, context.settings.brand.zone)
    series = forecast.select("variant_id", "location_id").unique()
    central = state.central_stock(context.snapshot, position, series)
    elapsed = float((context.as_of - context.this_week).days)
    rows, level, ahead = policies(forecast, supply, position, central, planning, elapsed)
    # What can be moved need not be bought, so transfers come first.
    held = state.warehouse_stock(context.snapshot, position, series)
    transfers = moves(rows, level, held, planning, language)
    after = moved(rows, transfers)
    bought, spent = _bought(context, after, level, ahead)
    kinds = [
        bought,
        transfers,
        markdowns(rows, ahead, planning, language),
        holds(rows, ahead, planning, language),
    ]
    found = pl.concat([_columns(SUGGESTION, kind) for kind in kinds])
    context.write("stock_policy", _columns(STOCK_POLICY, rows))
    context.write("suggestion", found)
    return _figures(rows, bought) | spent | _others(kinds[1:])


def _bought(
    context: Context, rows: pl.DataFrame, level: Levels, ahead: Outlook
) -> tuple[pl.DataFrame, dict[str, Any]]:
    """What to buy within the open-to-buy, and what is to be said of the budget."""
    settings = context.settings
    planning = settings.planning
    found = suggestions(rows, level, ahead, planning, context.as_of)
    figures: dict[str, Any] = {}
    if planning.open_to_buy:
        budget = Money.of(planning.open_to_buy, settings.brand.currency)
        found, plan = within(found, level, rows, planning, budget)
        figures = {
            "open to buy": budget.minor,
            "spent of it": round(plan.spent),
            "wanted of it": round(plan.wanted),
            "proven gap": round(plan.gap, 6),
        }
    words = reason(settings.brand.language, cycle_days=planning.order_cycle_days)
    return found.with_columns(reason=words), figures


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
        "money at stake": _sums(found),
        "suppliers": found["supplier_id"].drop_nulls().n_unique(),
        "stock unknown": rows["position"].null_count(),
    }


def _by_currency(found: pl.DataFrame, currency: str, money: str) -> dict[str, int]:
    known = found.drop_nulls([currency, money])
    sums = known.group_by(currency).agg(pl.col(money).sum()).sort(currency)
    return {str(code): int(amount) for code, amount in sums.iter_rows()}


def _others(kinds: list[pl.DataFrame]) -> dict[str, Any]:
    names = ("transfers", "markdowns", "holds")
    return {
        name: {"suggestions": kind.height, "money at stake": _sums(kind)}
        for name, kind in zip(names, kinds, strict=True)
    }


def _sums(kind: pl.DataFrame) -> dict[str, int]:
    return _by_currency(kind, "currency", "money_at_stake")


def _columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of a table but the run; what a frame does not have is null."""
    types = table.polars()
    return frame.select(
        pl.col(name).cast(types[name])
        if name in frame.columns
        else pl.lit(None, dtype=types[name]).alias(name)
        for name in table.names
        if name != RUN
    )
