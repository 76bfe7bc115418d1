"""The plan's step after the suggestions: raise purchase orders, each need once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from modiste.inventory.replenish.book import RAISED, RUN_SUBJECT
from modiste.inventory.replenish.calendars import ALWAYS, Calendar, calendars
from modiste.inventory.replenish.needs import Wanted, costs_of, wanted_lines, wanted_orders
from modiste.inventory.replenish.raising import Dates, PlanDay, Raised, Seen, raise_orders
from modiste.inventory.replenish.rule import Limits
from modiste.inventory.service import terms
from modiste.inventory.state import day_end
from modiste.store.context import Context
from modiste.store.ledger import Audit, Ledger, now
from modiste.store.orders import publish_orders


def replenish(context: Context) -> Mapping[str, Any]:
    """Raise purchase orders for this run's suggestions; a replay only counts them.

    Returns:
        What the suggestions ask for: orders, lines, units and cost by currency. It is the same for
        the same plan, whether or not the orders stand already; what was done to the order book is
        in the audit log.
    """
    replenishment = context.settings.replenishment
    lines = wanted_lines(
        context.findings("suggestion"),
        terms(context),
        context.findings("stock_policy"),
        replenishment,
    )
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


def _raise(context: Context, ledger: Ledger, lines: Any) -> None:
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
    done = raise_orders(
        ledger,
        lines,
        Seen.of(context.snapshot, context.as_of),
        plan,
        order_dates(known, context.as_of),
        Limits.of(context.settings.replenishment),
    )
    _note(ledger, context, done)
    publish_orders(ledger, context.lake)


def order_dates(known: Mapping[str, Calendar], day: dt.date) -> Dates:
    """When orders of a day must go out and should arrive, by the calendars of their suppliers."""

    def dates(wanted: Wanted) -> tuple[dt.date, dt.date]:
        calendar = known.get(wanted.supplier_id or "", ALWAYS)
        longest = max(line.lead_days for line in wanted.lines)
        return calendar.taken_up(day), calendar.arrival(day, longest)

    return dates


def _note(ledger: Ledger, context: Context, done: Raised) -> None:
    with ledger.write() as session:
        session.execute(
            sa.insert(Audit).values(
                at=now(),
                actor="plan",
                action=RAISED,
                subject=RUN_SUBJECT + context.run_id,
                detail=vars(done),
            )
        )
