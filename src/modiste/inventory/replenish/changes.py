"""What people do with orders before and after they are sent."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from modiste.inventory.replenish.book import By, changing, get_order, refuse_under_way
from modiste.inventory.replenish.order import Key, Order
from modiste.inventory.replenish.states import Act
from modiste.model.errors import ConflictError, InputError, Place
from modiste.store.ledger import Ledger, PurchaseOrder, PurchaseOrderLine


def approve(ledger: Ledger, order_id: str, by: By) -> Order:
    """Approve a suggested order.

    Raises:
        ConflictError: it is not suggested, or was changed meanwhile.
        InputError: it names no supplier.
    """
    with changing(ledger, order_id, Act.APPROVE, by) as (_, row):
        approve_row(row, by)
    return get_order(ledger, order_id)


def approve_row(row: PurchaseOrder, by: By) -> None:
    """The same within a transaction."""
    if row.supplier_id is None:
        raise InputError(
            f"order {row.purchase_order_id} names no supplier",
            place=Place(column="supplier_id"),
            remedy="Name one with 'modiste inventory orders edit --supplier', or import "
            "supply_term.",
        )
    row.state, row.approved_by, row.approved_on = "approved", by.actor, by.day


def edit(
    ledger: Ledger,
    order_id: str,
    by: By,
    quantities: Mapping[Key, int],
    *,
    supplier: str | None = None,
    anyway: bool = False,
) -> Order:
    """Change quantities, or name another supplier, while the order is not yet sent.

    Args:
        ledger: the ledger.
        order_id: the order.
        by: who, and why.
        quantities: units by variant and location; 0 takes a line out.
        supplier: the supplier to order from.
        anyway: accept what the supplier's minimum and packs do not.

    Raises:
        ConflictError: the order is sent or being sent, or was changed meanwhile.
        InputError: there is no such line, a quantity is below zero or not as the supplier takes
            it, or nothing would be left.
    """
    with changing(ledger, order_id, Act.EDIT, by) as (session, row):
        refuse_under_way(session, row)
        for key, quantity in quantities.items():
            line_of(row, key).quantity = _not_negative("quantity", quantity)
        if not any(line.quantity for line in row.lines):
            raise InputError(
                f"nothing would be left of order {order_id}", remedy="Void the order instead."
            )
        if not anyway:
            check_packs(row, {variant for variant, _ in quantities})
        if supplier is not None:
            row.supplier_id = supplier
        row.edited = True
    return get_order(ledger, order_id)


def acknowledge(
    ledger: Ledger,
    order_id: str,
    by: By,
    *,
    expected_on: dt.date | None = None,
    reference: str | None = None,
    confirmed: Mapping[Key, int] | None = None,
) -> Order:
    """Note that the supplier accepts the order, and what it promises.

    Args:
        ledger: the ledger.
        order_id: the order.
        by: who.
        expected_on: day of arrival that the supplier names.
        reference: the supplier's number.
        confirmed: units that it will deliver, where these are others than were ordered.

    Raises:
        ConflictError: the order is not with the supplier, or was changed meanwhile.
        InputError: there is no such line, or a quantity is below zero.
    """
    with changing(ledger, order_id, Act.ACKNOWLEDGE, by) as (_, row):
        for key, quantity in (confirmed or {}).items():
            line_of(row, key).quantity = _not_negative("quantity", quantity)
        row.state = "acknowledged"
        row.expected_on = expected_on or row.expected_on
        row.reference = reference or row.reference
    return get_order(ledger, order_id)


def close(ledger: Ledger, order_id: str, by: By) -> Order:
    """End an order; what has not arrived is not waited for any more.

    Raises:
        ConflictError: its state does not allow it, or units are held for quality control.
    """
    with changing(ledger, order_id, Act.CLOSE, by) as (_, row):
        held = sum(line.held for line in row.lines)
        if held:
            raise ConflictError(
                f"{held} units of order {order_id} are held for quality control",
                remedy="Decide on them first with 'modiste inventory orders inspect'.",
            )
        row.state, row.note = "closed", by.why
    return get_order(ledger, order_id)


def void(ledger: Ledger, order_id: str, by: By) -> Order:
    """Give an order up. A plan of the same review does not raise its needs again.

    Raises:
        ConflictError: something has arrived already, or it is being sent.
        InputError: no reason is given.
    """
    with changing(ledger, order_id, Act.VOID, by) as (session, row):
        if not by.why:
            raise InputError("no reason is given", remedy="Say why the order is given up.")
        refuse_under_way(session, row)
        row.state, row.note, row.edited = "void", by.why, True
    return get_order(ledger, order_id)


def line_of(row: PurchaseOrder, key: Key) -> PurchaseOrderLine:
    """The line of a variant and location.

    Raises:
        InputError: the order has none.
    """
    for line in row.lines:
        if (line.variant_id, line.location_id) == key:
            return line
    raise InputError(
        f"order {row.purchase_order_id} has no line of {key[0]} for {key[1]}",
        place=Place(value=f"{key[0]}@{key[1]}"),
        remedy="'modiste inventory orders show' lists its lines.",
    )


def _not_negative(name: str, units: int) -> int:
    if units < 0:
        raise InputError(
            f"a {name} is below zero",
            place=Place(column=name, value=str(units)),
            remedy="Give whole units, 0 for none.",
        )
    return units


def check_packs(row: PurchaseOrder, variants: Iterable[str]) -> None:
    """Hold the order of each variant as a whole against the supplier's minimum and packs.

    Raises:
        InputError: it is below the minimum, or no multiple of the pack.
    """
    for variant in sorted(variants):
        lines = [line for line in row.lines if line.variant_id == variant]
        total = sum(line.quantity for line in lines)
        moq = max(line.moq for line in lines)
        pack = max(line.pack_size for line in lines)
        if total and (total < moq or total % pack):
            packs = (max(total, moq) + pack - 1) // pack
            raise InputError(
                f"{total} units of {variant} are not as the supplier takes it: at least {moq}, "
                f"in packs of {pack}",
                place=Place(column="quantity", value=str(total)),
                remedy=f"Order {packs * pack} in all, or insist with --anyway.",
            )
