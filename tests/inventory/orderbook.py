"""An order book to try things on: what a plan wants, and a plan's day."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.inventory.replenish.needs import Wanted
from modiste.inventory.replenish.order import Order
from modiste.inventory.replenish.raising import PlanDay, Raised, Seen, raise_orders
from modiste.inventory.replenish.rule import Limits
from modiste.inventory.state import day_end
from modiste.store.lake import Lake
from modiste.store.ledger import Ledger
from modiste.store.orders import publish_orders

DAY = dt.timedelta(days=1)
MONDAY = dt.date(2026, 6, 1)
FORK = multiprocessing.get_context("forkserver")
FORK.set_forkserver_preload(["tests.inventory.orderbook", "tests.inventory.replenish_workers"])
"""Starts processes that have everything imported already."""

NOTHING = Seen({}, frozenset(), frozenset())

_SCHEMA = {
    "supplier_id": pl.String, "currency": pl.String, "destination": pl.String,
    "variant_id": pl.String, "location_id": pl.String, "product_id": pl.String,
    "quantity": pl.Int64, "unit_cost": pl.Int64, "moq": pl.Int64, "pack_size": pl.Int64,
    "lead_days": pl.Float64, "reason": pl.String, "unknown": pl.Boolean,
}  # fmt: skip


def want(*rows: Mapping[str, Any]) -> pl.DataFrame:
    """Lines that a plan wants; what is not said is usual."""
    usual = {
        "supplier_id": "mill", "currency": "EUR", "destination": None, "variant_id": "tee",
        "location_id": "web", "product_id": "tee", "quantity": 10, "unit_cost": 500, "moq": 0,
        "pack_size": 1, "lead_days": 14.0, "reason": "Short.", "unknown": False,
    }  # fmt: skip
    return pl.DataFrame([usual | dict(row) for row in rows], schema=_SCHEMA)


def plan_of(day: dt.date = MONDAY, run: str = "plan-1") -> PlanDay:
    week = day - day.weekday() * DAY
    return PlanDay(run, day, day_end(day, "UTC"), week, review_days=7, cycle_days=28)


def dates(wanted: Wanted) -> tuple[dt.date, dt.date]:
    return MONDAY, MONDAY + 14 * DAY


def plan_again(
    ledger: Ledger,
    lines: pl.DataFrame,
    day: dt.date = MONDAY,
    *,
    seen: Seen = NOTHING,
    limits: Limits | None = None,
) -> Raised:
    """Raise orders for what is wanted on a day."""
    plan = plan_of(day, f"plan of {day}")
    return raise_orders(ledger, lines, seen, plan, dates, limits or Limits())


def seen_in(lake: Lake, ledger: Ledger, day: dt.date = MONDAY) -> Seen:
    """What a plan of a day sees once the book is published."""
    publish_orders(ledger, lake)
    return Seen.of(lake.snapshot(), day)


def needs(orders: list[Order]) -> list[tuple[str, str]]:
    """Variants and locations of orders, as often as they occur."""
    return sorted(line.key for order in orders for line in order.lines if line.quantity)
