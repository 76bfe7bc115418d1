"""Orders from everywhere: those of the book, and open ones that another system placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Hashable, Iterable
from typing import Any

import polars as pl

from modiste.inventory.replenish.alerts import Alert, alerts
from modiste.inventory.replenish.book import book_version, get_order, list_orders
from modiste.inventory.replenish.desk import list_alerts
from modiste.inventory.replenish.order import Line, Order
from modiste.inventory.replenish.outbox import pending
from modiste.model.errors import UnknownNameError
from modiste.present.http.problems import unknown
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

_NEVER = dt.date(1970, 1, 1)
_ORDERS = ("purchase_order", "purchase_order_line")
ALERT_TABLES = (*_ORDERS, "supplier", "supplier_calendar", "supplier_closure")


def imported_orders(workspace: Workspace, tables: Tables) -> dict[str, Order]:
    """Orders of the lake that the book does not know, by number."""
    version = book_version(workspace.ledger)

    def read() -> dict[str, Order]:
        known = [order.purchase_order_id for order in list_orders(workspace.ledger)]
        foreign = ~pl.col("purchase_order_id").is_in(known)
        lines: dict[str, list[Line]] = {}
        for row in tables.facts("purchase_order_line").filter(foreign).iter_rows(named=True):
            lines.setdefault(row["purchase_order_id"], []).append(_line(row))
        return {
            row["purchase_order_id"]: _order(row, lines.get(row["purchase_order_id"], ()))
            for row in tables.facts("purchase_order").filter(foreign).iter_rows(named=True)
        }

    return tables.derived("imported orders", _ORDERS, read, also=version)


def all_alerts(workspace: Workspace, tables: Tables, day: dt.date) -> list[Alert]:
    """Alerts on the orders of the book, and on those of other systems that are overdue."""

    def find() -> list[Alert]:
        foreign = imported_orders(workspace, tables)
        late = alerts(list(foreign.values()), {}, day, acknowledge_days=0)
        overdue = [each for each in late if each.kind in ("overdue", "held")]
        every = [*list_alerts(workspace, day), *overdue]
        return sorted(every, key=lambda each: (-each.days, each.purchase_order_id, each.kind))

    return list(tables.derived(("alerts", day), ALERT_TABLES, find, also=alerts_version(workspace)))


def alerts_version(workspace: Workspace) -> Hashable:
    """Changes whenever the order book does, or what waits to be sent, or a setting of alerts."""
    settings = workspace.settings.replenishment
    return (
        book_version(workspace.ledger),
        tuple(pending(workspace.ledger)),
        settings.acknowledge_days,
        settings.holidays,
    )


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


def _order(row: dict[str, Any], lines: Iterable[Line]) -> Order:
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
        lines=tuple(lines),
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
