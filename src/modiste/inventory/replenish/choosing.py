"""Suggested lines that a person takes or leaves one by one, before an order is approved as a whole.

A plan raises one order for everything that is bought together. Whoever accepts a variant moves its
lines into an order of their own making, which no later plan replaces; whoever dismisses it moves
them into one that is given up, so that the same review does not raise them again. What nobody
looked at stays in the plan's order. A line that was moved away stays behind with no units, so that
the lake hears of it too. Everything happens in a transaction of the caller's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory.replenish.book import By, picture, record, refuse_under_way
from modiste.inventory.replenish.changes import check_packs
from modiste.inventory.replenish.order import Key, Order
from modiste.inventory.replenish.raising import free_number
from modiste.inventory.replenish.states import Act, require
from modiste.model.errors import ConflictError, InputError, UnknownNameError
from modiste.store.ledger import PurchaseOrder, PurchaseOrderLine, now

ACCEPTED, DISMISSED = "accepted line by line", "dismissed line by line"
"""Notes of the orders that hold what was accepted, and what was dismissed."""

EMPTIED = "every line was decided on by itself"
"""Note of a plan's order of which nothing is left."""

Moved = list[dict[str, Any]]
"""What undoing needs: ``source, target, variant_id, location_id, quantity, suggested`` by line."""


def accept(
    session: orm.Session,
    orders: Collection[str],
    variant: str,
    by: By,
    *,
    quantities: Mapping[Key, int] | None = None,
    taken: Collection[str] = (),
    anyway: bool = False,
) -> Moved:
    """Move a variant's suggested lines into the order of what is accepted.

    Args:
        session: a transaction that holds the write lock.
        orders: numbers of the plan's orders.
        variant: the variant.
        by: who, and the day.
        quantities: other units than suggested, by variant and location.
        taken: numbers that are no longer free, beside those of the book.
        anyway: accept what the supplier's minimum and packs do not.

    Raises:
        UnknownNameError: the orders hold no such line.
        ConflictError: a line's order is not suggested any more.
        InputError: a quantity is below zero, nothing is left, or the supplier does not take it.
    """
    wanted = dict(quantities or {})
    if any(units < 0 for units in wanted.values()):
        raise InputError("a quantity is below zero", remedy="Give whole units, 0 for none.")
    moved = _move(
        session, _Goal("accept", "suggested", ACCEPTED, taken, wanted), orders, variant, by
    )
    if not any(each["quantity"] for each in moved):
        raise InputError(
            f"nothing would be left of {variant}", remedy="Dismiss the suggestion instead."
        )
    if wanted and not anyway:
        for name in {each["target"] for each in moved}:
            check_packs(session.get_one(PurchaseOrder, name), {variant})
    return moved


def dismiss(
    session: orm.Session,
    orders: Collection[str],
    variant: str,
    by: By,
    *,
    taken: Collection[str] = (),
) -> Moved:
    """Move a variant's suggested lines into an order that is given up.

    Raises:
        UnknownNameError: the orders hold no such line.
        ConflictError: a line's order is not suggested any more.
        InputError: no reason is given.
    """
    if not by.why:
        raise InputError("no reason is given", remedy="Say why the suggestion is dismissed.")
    return _move(session, _Goal("dismiss", "void", DISMISSED, taken, {}), orders, variant, by)


def put_back(session: orm.Session, moved: Moved, by: By) -> None:
    """Undo: lines go back to the plan's orders with the units that were suggested.

    Args:
        session: a transaction that holds the write lock.
        moved: what :func:`accept` or :func:`dismiss` gave.
        by: who.

    Raises:
        ConflictError: the order that they are in was approved, sent or given up meanwhile.
    """
    for name in sorted({each["target"] for each in moved}):
        mine = [each for each in moved if each["target"] == name]
        target = session.get_one(PurchaseOrder, name)
        if target.note != DISMISSED or target.state != "void":
            require(Act.EDIT, name, target.state)
            if target.state != "suggested":
                raise ConflictError(
                    f"order {name} is {target.state} already",
                    remedy="Change the order itself, or give it up, on the page of orders.",
                )
            refuse_under_way(session, target)
        before = picture(target)
        for each in mine:
            key = each["variant_id"], each["location_id"]
            _line(target, key).quantity = 0
            _give_back(session, each["source"], key, each["suggested"], by)
        if target.state == "suggested" and not any(line.quantity for line in target.lines):
            target.state = "void"
        record(session, target, "undo", by, before)


def places(
    session: orm.Session, orders: Collection[str]
) -> dict[Key, tuple[str, str, int, str | None, bool]]:
    """Where each line of a plan is now: order, its state, units, its note, whether it was edited.

    Args:
        session: any.
        orders: numbers of the plan's orders.
    """
    book = session.scalars(
        sa.select(PurchaseOrder).where(
            PurchaseOrder.purchase_order_id.in_(list(orders))
            | PurchaseOrder.note.in_((ACCEPTED, DISMISSED))
        )
    )
    return places_in(book.all(), orders)


def places_in(
    book: Sequence[PurchaseOrder | Order], orders: Collection[str]
) -> dict[Key, tuple[str, str, int, str | None, bool]]:
    """The same of orders that were read already."""
    mine = set(orders)
    rows = [row for row in book if row.purchase_order_id in mine]
    runs = {row.run_id for row in rows}
    split = [row for row in book if row.run_id in runs and row.note in (ACCEPTED, DISMISSED)]
    found = {}
    for row in (*rows, *split):
        for line in row.lines:
            if line.quantity:
                found[line.variant_id, line.location_id] = (
                    row.purchase_order_id, row.state, line.quantity, row.note, row.edited,
                )  # fmt: skip
    return found


@dataclass(frozen=True)
class _Goal:
    """Where lines go: the act, state and note of the order, numbers taken, other quantities."""

    act: str
    state: str
    note: str
    taken: Collection[str]
    quantities: Mapping[Key, int]


def _move(
    session: orm.Session, goal: _Goal, orders: Collection[str], variant: str, by: By
) -> Moved:
    moved: Moved = []
    for source, lines in _suggested(session, orders, variant):
        before = picture(source)
        target, seen = _target(session, source, goal)
        for line in lines:
            key = line.variant_id, line.location_id
            suggested = line.quantity
            units = goal.quantities.get(key, suggested)
            _put(target, line, units)
            line.quantity = 0
            moved.append(
                {
                    "source": source.purchase_order_id, "target": target.purchase_order_id,
                    "variant_id": key[0], "location_id": key[1], "quantity": units,
                    "suggested": suggested,
                }
            )  # fmt: skip
        if not any(line.quantity for line in source.lines):
            source.state, source.note = "void", EMPTIED
        record(session, source, goal.act, by, before)
        record(session, target, goal.act, by, seen)
    session.flush()
    return moved


def _suggested(
    session: orm.Session, orders: Collection[str], variant: str
) -> list[tuple[PurchaseOrder, list[PurchaseOrderLine]]]:
    found = []
    for name in sorted(orders):
        row = session.get_one(PurchaseOrder, name)
        lines = [line for line in row.lines if line.variant_id == variant and line.quantity]
        if not lines:
            continue
        if row.state != "suggested":
            raise ConflictError(
                f"order {name} with {variant} is {row.state} already",
                remedy="Look at the order itself on the page of orders.",
            )
        found.append((row, lines))
    if not found:
        raise UnknownNameError(
            f"no suggested order holds {variant!r}",
            remedy="It is taken care of already, or a newer plan has replaced the suggestion.",
        )
    return found


def _target(
    session: orm.Session, source: PurchaseOrder, goal: _Goal
) -> tuple[PurchaseOrder, dict[str, Any]]:
    """The order of the same need that gathers what is accepted, or dismissed; and its picture."""
    order = PurchaseOrder
    query = sa.select(order).where(
        order.need == source.need,
        order.run_id == source.run_id,
        order.note == goal.note,
        order.state.in_((goal.state, "void")),  # void where all of it was taken back
    )
    known = session.scalars(query.order_by(order.purchase_order_id)).first()
    if known is not None:
        seen = picture(known)
        known.state = goal.state
        return known, seen
    row = PurchaseOrder(
        purchase_order_id=free_number(session, source.planned_on, goal.taken),
        need=source.need, supplier_id=source.supplier_id, destination=source.destination,
        currency=source.currency, state=goal.state, version=0, published=0, run_id=source.run_id,
        planned_on=source.planned_on, order_by=source.order_by, expected_on=source.expected_on,
        edited=True, note=goal.note, created_at=now(), changed_at=now(), lines=[],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row, {}


def _put(target: PurchaseOrder, line: PurchaseOrderLine, units: int) -> None:
    """Units of a line in another order; the line may be there from before an undo."""
    key = line.variant_id, line.location_id
    for known in target.lines:
        if (known.variant_id, known.location_id) == key:
            known.quantity = units
            return
    target.lines.append(
        PurchaseOrderLine(
            purchase_order_id=target.purchase_order_id, variant_id=key[0], location_id=key[1],
            product_id=line.product_id, quantity=units, received=0, held=0, rejected=0,
            unit_cost=line.unit_cost, moq=line.moq, pack_size=line.pack_size,
            lead_days=line.lead_days, reason=line.reason,
        )
    )  # fmt: skip


def _line(row: PurchaseOrder, key: Key) -> PurchaseOrderLine:
    return next(line for line in row.lines if (line.variant_id, line.location_id) == key)


def _give_back(session: orm.Session, name: str, key: Key, units: int, by: By) -> None:
    source = session.get_one(PurchaseOrder, name)
    if source.state != "suggested" and (source.state, source.note) != ("void", EMPTIED):
        raise ConflictError(
            f"order {name}, from which {key[0]} was taken, is {source.state} already",
            remedy="Leave the decision as it stands, or give up the order that holds it.",
        )
    before = picture(source)
    _line(source, key).quantity = units
    if source.state == "void":
        source.state, source.note = "suggested", None
    record(session, source, "undo", by, before)
