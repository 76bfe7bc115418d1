"""What the API says of purchase orders."""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import Field

from modiste.inventory.api.naming import location_names, named
from modiste.inventory.replenish.order import Line, Order
from modiste.inventory.replenish.states import OPEN, allowed
from modiste.present.http.editing import etag
from modiste.present.http.money import Amount
from modiste.present.http.strict import Answer
from modiste.store.reading import Tables


class OrderRow(Answer):
    """A purchase order in a list."""

    purchase_order_id: str = Field(description="Number of the order.")
    source: str = Field(description="book: raised here; imported: from another system, read only.")
    state: str = Field(description="Where it stands.")
    supplier_id: str | None = Field(description="From whom; null is not known yet.")
    supplier: str | None = Field(description="The supplier's name.")
    destination: str | None = Field(description="The one place that all of it goes to.")
    lines: int = Field(description="Lines with units.")
    units: int = Field(description="Units ordered.")
    received: int = Field(description="Units in stock already.")
    outstanding: int = Field(description="Units that still count as on order.")
    cost: Amount | None = Field(description="Cost of what is ordered; null where one is unknown.")
    order_by: dt.date | None = Field(description="Day by which it should go out.")
    ordered_on: dt.date | None = Field(description="Day on which it was sent.")
    expected_on: dt.date | None = Field(description="Day on which it should arrive.")
    days_late: int = Field(description="Days since it should have arrived; 0 is in time.")
    alerts: list[str] = Field(description="What about it cannot wait.")
    edited: bool = Field(description="Whether a person changed it; then no plan replaces it.")
    note: str | None = Field(description="A note.")
    allowed: list[str] = Field(description="What may be done with it in its state.")


class LineView(Answer):
    """One variant of an order, for one place."""

    variant_id: str = Field(description="What.")
    location_id: str = Field(description="Where it goes.")
    location: str = Field(description="Name of the place.")
    product_id: str | None = Field(description="Its style.")
    title: str | None = Field(description="Name of the style.")
    colour: str | None = Field(description="Colour.")
    size: str | None = Field(description="Size.")
    picture: str | None = Field(description="Address of a picture.")
    quantity: int = Field(description="Units ordered.")
    received: int = Field(description="Units arrived and in stock.")
    held: int = Field(description="Units held for quality control.")
    rejected: int = Field(description="Units refused.")
    in_transit: int = Field(description="Units that have not arrived.")
    unit_cost: Amount | None = Field(description="Cost of one; null is unknown.")
    line_cost: Amount | None = Field(description="Cost of the line.")
    moq: int = Field(description="Least units of the variant that the supplier takes.")
    pack_size: int = Field(description="The variant comes in multiples of this.")
    reason: str | None = Field(description="Why it was suggested.")


class MessageView(Answer):
    """A message that carries the order to its supplier."""

    message_id: str = Field(description="Its id, the same at every attempt.")
    channel: str = Field(description="How it goes.")
    state: str = Field(description="pending, delivered or failed.")
    attempts: int = Field(description="How often it was tried.")
    created_at: dt.datetime = Field(description="When it was written down.")
    delivered_at: dt.datetime | None = Field(description="When it went out.")
    result: str | None = Field(description="Where it went, or what went wrong.")


class OrderView(OrderRow):
    """A purchase order as a whole."""

    version: int = Field(description="Counts changes.")
    run_id: str | None = Field(description="The plan that suggested it.")
    reference: str | None = Field(description="The supplier's number.")
    approved_by: str | None = Field(description="Who approved it.")
    approved_on: dt.date | None = Field(description="When.")
    items: list[LineView] = Field(description="Its lines.")
    messages: list[MessageView] = Field(description="Messages with it, oldest first.")


class HistoryRow(Answer):
    """One thing that happened to an order."""

    at: dt.datetime = Field(description="When.")
    actor: str = Field(description="Who: a person, a key, rule or plan.")
    action: str = Field(description="What.")
    before: str | None = Field(description="State before.")
    after: str | None = Field(description="State after.")
    why: str | None = Field(description="The reason given.")
    version: int | None = Field(description="Version after it.")
    changes: dict[str, Any] = Field(description="What changed: name to [before, after].")


def tag_of(order: Order) -> str:
    """Entity tag of an order's version."""
    return etag([order.purchase_order_id, order.version])


def row_of(
    order: Order,
    suppliers: dict[str, str],
    today: dt.date,
    alerts: list[str],
    *,
    source: str = "book",
) -> dict[str, Any]:
    """Fields of :class:`OrderRow`; suppliers are names by id."""
    late = 0
    if order.state in OPEN and order.expected_on and order.outstanding:
        late = max((today - order.expected_on).days, 0)
    return {
        "purchase_order_id": order.purchase_order_id,
        "source": source,
        "state": order.state,
        "supplier_id": order.supplier_id,
        "supplier": suppliers.get(order.supplier_id or "", order.supplier_id),
        "destination": order.destination,
        "lines": sum(1 for line in order.lines if line.quantity),
        "units": order.units,
        "received": sum(line.received for line in order.lines),
        "outstanding": order.outstanding,
        "cost": Amount.of(order.cost, order.currency),
        "order_by": order.order_by,
        "ordered_on": order.ordered_on,
        "expected_on": order.expected_on,
        "days_late": late,
        "alerts": alerts,
        "edited": order.edited,
        "note": order.note,
        "allowed": [] if source == "imported" else [str(act) for act in allowed(order.state)],
    }


def lines_of(order: Order, tables: Tables) -> list[LineView]:
    """Lines with units, or that once had some arrive."""
    places = location_names(tables)
    shown = [line for line in order.lines if line.quantity or line.received or line.held]
    return [_line(line, order.currency, tables, places) for line in shown]


def _line(line: Line, currency: str | None, tables: Tables, places: dict[str, str]) -> LineView:
    names = named(tables, line.variant_id)
    cost = None if line.unit_cost is None else line.unit_cost * line.quantity
    return LineView(
        variant_id=line.variant_id,
        location_id=line.location_id,
        location=places.get(line.location_id, line.location_id),
        product_id=line.product_id or names["product_id"],
        title=names["title"],
        colour=names["colour"],
        size=names["size"],
        picture=names["picture"],
        quantity=line.quantity,
        received=line.received,
        held=line.held,
        rejected=line.rejected,
        in_transit=line.in_transit,
        unit_cost=Amount.of(line.unit_cost, currency),
        line_cost=Amount.of(cost, currency),
        moq=line.moq,
        pack_size=line.pack_size,
        reason=line.reason,
    )


def history_of(rows: list[dict[str, Any]]) -> list[HistoryRow]:
    """What ``book.history`` gives, newest first."""
    return [
        HistoryRow(
            at=row["at"],
            actor=row["actor"],
            action=row["action"],
            before=row.get("from"),
            after=row.get("to"),
            why=row.get("why"),
            version=row.get("version"),
            changes={
                name: [row.get("before", {}).get(name), now]
                for name, now in row.get("after", {}).items()
            },
        )
        for row in reversed(rows)
    ]
