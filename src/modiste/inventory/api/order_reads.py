"""Orders from everywhere: those of the book, and open ones that another system placed."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from modiste.inventory.replenish.alerts import Alert, alerts
from modiste.inventory.replenish.book import get_order, list_orders
from modiste.inventory.replenish.desk import list_alerts
from modiste.inventory.replenish.order import Line, Order
from modiste.model.errors import UnknownNameError
from modiste.present.http.problems import unknown
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

_NEVER = dt.date(1970, 1, 1)


def imported_orders(workspace: Workspace, tables: Tables) -> dict[str, Order]:
    """Orders of the lake that the book does not know, by number."""
    known = {order.purchase_order_id for order in list_orders(workspace.ledger)}

    def read() -> dict[str, Order]:
        heads = tables.facts("purchase_order")
        parts = tables.facts("purchase_order_line").partition_by("purchase_order_id", as_dict=True)
        return {
            row["purchase_order_id"]: _order(row, parts.get((row["purchase_order_id"],)))
            for row in heads.iter_rows(named=True)
        }

    every = tables.derived("imported orders", ("purchase_order", "purchase_order_line"), read)
    return {number: order for number, order in every.items() if number not in known}


def all_alerts(workspace: Workspace, tables: Tables, day: dt.date) -> list[Alert]:
    """Alerts on the orders of the book, and on those of other systems that are overdue."""
    foreign = imported_orders(workspace, tables)
    late = alerts(list(foreign.values()), {}, day, acknowledge_days=0)
    overdue = [each for each in late if each.kind in ("overdue", "held")]
    every = [*list_alerts(workspace, day), *overdue]
    return sorted(every, key=lambda each: (-each.days, each.purchase_order_id, each.kind))


def find_order(workspace: Workspace, tables: Tables, number: str) -> tuple[Order, str]:
    """An order and where it comes from: ``book`` or ``imported``.

    Raises:
        NotFoundError: there is none of that number.
    """
    try:
        return get_order(workspace.ledger, number), "book"
    except UnknownNameError:
        found = imported_orders(workspace, tables).get(number)
        if found is None:
            raise unknown("purchase order", number) from None
        return found, "imported"


def _order(row: dict[str, Any], lines: pl.DataFrame | None) -> Order:
    return Order(
        purchase_order_id=row["purchase_order_id"],
        supplier_id=row["supplier_id"],
        destination=None,
        currency=row["currency"],
        state=row["state"],
        version=0,
        run_id=row["run_id"] or "",
        planned_on=row["ordered_on"] or _NEVER,
        order_by=None,
        ordered_on=row["ordered_on"],
        expected_on=row["expected_on"],
        approved_by=None,
        approved_on=None,
        edited=False,
        reference=None,
        note=None,
        lines=() if lines is None else tuple(map(_line, lines.iter_rows(named=True))),
    )


def _line(row: dict[str, Any]) -> Line:
    return Line(
        variant_id=row["variant_id"],
        location_id=row["location_id"],
        product_id=None,
        quantity=row["quantity"] or 0,
        received=row["received"] or 0,
        held=row["held"] or 0,
        rejected=row["rejected"] or 0,
        unit_cost=row["unit_cost"],
        moq=0,
        pack_size=1,
        lead_days=0.0,
        reason=None,
    )
