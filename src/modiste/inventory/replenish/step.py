"""The plan's step after the suggestions: raise purchase orders, each need once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.inventory.planned import terms
from modiste.inventory.replenish.calendars import ALWAYS, Calendar, calendars
from modiste.inventory.replenish.needs import Wanted, costs_of, wanted_lines, wanted_orders
from modiste.inventory.replenish.raising import Dates, PlanDay, Seen, raise_orders
from modiste.inventory.replenish.rule import Limits
from modiste.inventory.state import day_end
from modiste.model.errors import Place, SettingsError
from modiste.store.context import Context
from modiste.store.ledger import Ledger
from modiste.store.orders import publish_orders


def replenish(context: Context) -> Mapping[str, Any]:
    """Raise purchase orders for this run's suggestions; a replay only counts them.

    Returns:
        What the suggestions ask for: orders, lines, units and cost by currency. It is the same for
        the same plan, whether or not the orders stand already; what was done to the order book is
        in the audit log.
    """
    replenishment = context.settings.replenishment
    policy = context.findings("stock_policy")
    if replenishment.destination == "hub":
        _check_hub(context, replenishment.hub, policy)
    suggestions = context.findings("suggestion")
    lines = wanted_lines(suggestions, terms(context), policy, replenishment)
    if context.ledger is not None and replenishment.raise_orders:
        context.progress("purchase orders")
        _raise(context, context.ledger, lines)
    wanted = wanted_orders(lines)
    return {
        "orders": len(wanted),
        "lines": lines.height,
        "units": int(lines["quantity"].sum()),
        "cost": costs_of(wanted),
    }


def _check_hub(context: Context, hub: str, policy: pl.DataFrame) -> None:
    """What is ordered to a hub counts for all places only if it is a warehouse that sells nothing.

    Raises:
        SettingsError: it is none; every plan would order the same again.
    """
    places = context.snapshot.scan("location").filter(pl.col("location_id") == hub).collect()
    sells = policy.filter(pl.col("location_id") == hub).height
    if places["kind"].to_list() != ["warehouse"] or sells:
        raise SettingsError(
            f"the hub {hub!r} is no warehouse without sales of its own, so that what lies there "
            "would not count for the other places",
            place=Place(column="replenishment.hub", value=hub),
            remedy="Import it into the table location with kind warehouse, or choose another "
            "replenishment.destination.",
        )


def _raise(context: Context, ledger: Ledger, lines: pl.DataFrame) -> None:
    planning = context.settings.planning
    by_country = context.settings.replenishment.holidays == "country"
    known = calendars(context.snapshot, context.as_of, by_country=by_country)
    plan = PlanDay(
        context.run_id,
        context.as_of,
        day_end(context.as_of, context.settings.brand.zone),
        context.this_week,
        planning.review_days,
        planning.order_cycle_days,
    )
    raise_orders(
        ledger,
        lines,
        Seen.of(context.snapshot, context.as_of),
        plan,
        order_dates(known, context.as_of),
        Limits.of(context.settings.replenishment),
    )
    publish_orders(ledger, context.lake)


def order_dates(known: Mapping[str, Calendar], day: dt.date) -> Dates:
    """When orders of a day must go out and should arrive, by the calendars of their suppliers."""

    def dates(wanted: Wanted) -> tuple[dt.date, dt.date]:
        calendar = known.get(wanted.supplier_id or "", ALWAYS)
        longest = max(line.lead_days for line in wanted.lines)
        return calendar.taken_up(day), calendar.arrival(day, longest)

    return dates
