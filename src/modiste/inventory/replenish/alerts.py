"""What about orders cannot wait."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from modiste.inventory.replenish.calendars import ALWAYS, Calendar
from modiste.inventory.replenish.order import Order
from modiste.inventory.replenish.states import OPEN

_CLOSURE_DAYS = 21
"""So long before the last day of order taking a closure is told of."""


@dataclass(frozen=True)
class Alert:
    """Something to do about an order.

    Attributes:
        purchase_order_id: the order.
        kind: overdue, not acknowledged, to be sent, closure ahead, held, not delivered.
        days: days late; below zero days are left.
        units: units concerned.
        what: in words.
        supplier_id: the supplier.
        cost: cost of the order in minor units; ``None`` is unknown.
        currency: its currency.
    """

    purchase_order_id: str
    kind: str
    days: int
    units: int
    what: str
    supplier_id: str | None
    cost: int | None
    currency: str | None


def alerts(
    orders: Sequence[Order],
    known: Mapping[str, Calendar],
    today: dt.date,
    *,
    acknowledge_days: int,
    undelivered: Collection[str] = (),
) -> list[Alert]:
    """Alerts on orders, the latest first.

    Args:
        orders: the orders.
        known: calendars by supplier.
        today: the day.
        acknowledge_days: days that a supplier has to acknowledge an order.
        undelivered: numbers of orders with a message that did not go out.
    """
    found = [
        Alert(order.purchase_order_id, kind, days, units, what, *_money(order))
        for order in orders
        for kind, days, units, what in _about(order, known, today, acknowledge_days, undelivered)
    ]
    return sorted(found, key=lambda each: (-each.days, each.purchase_order_id, each.kind))


_About = Iterator[tuple[str, int, int, str]]


def _about(
    order: Order,
    known: Mapping[str, Calendar],
    today: dt.date,
    acknowledge_days: int,
    undelivered: Collection[str],
) -> _About:
    coming = sum(line.in_transit for line in order.lines)
    held = sum(line.held for line in order.lines)
    if order.state in OPEN and order.expected_on and order.expected_on < today and coming:
        late = (today - order.expected_on).days
        yield "overdue", late, coming, f"expected on {order.expected_on}, {coming} units missing"
    if order.state == "sent" and order.ordered_on:
        late = (today - order.ordered_on).days - acknowledge_days
        if late > 0:
            yield "not acknowledged", late, coming, f"sent on {order.ordered_on}"
    if held:
        yield "held", 0, held, f"{held} units held for quality control"
    if order.purchase_order_id in undelivered:
        yield "not delivered", 0, order.units, "the order did not go out; send it again"
    if order.state in ("suggested", "approved"):
        yield from _unsent(order, known.get(order.supplier_id or "", ALWAYS), today)


def _unsent(order: Order, calendar: Calendar, today: dt.date) -> _About:
    if order.order_by and order.order_by < today:
        late = (today - order.order_by).days
        yield "to be sent", late, order.units, f"should have gone out by {order.order_by}"
    closure = calendar.next_closure(today)
    last = calendar.last_day_before(closure) if closure else None
    if closure and last and today <= last <= today + dt.timedelta(days=_CLOSURE_DAYS):
        after = calendar.taken_up(closure.last + dt.timedelta(days=1))
        what = (
            f"must go out by {last}: {closure.name} until {closure.last}, then not before {after}"
        )
        yield "closure ahead", (today - last).days, order.units, what


def _money(order: Order) -> tuple[str | None, int | None, str | None]:
    return order.supplier_id, order.cost, order.currency
