"""The order book: every change of a purchase order is one transaction with its audit row.

Whoever changes an order may say which version of it they looked at; where somebody else was
faster, the change is refused. What a state does not allow is refused too, and then nothing changes.
"""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory.replenish.order import Key, Order
from modiste.inventory.replenish.states import Act, require
from modiste.model.errors import ConflictError, UnknownNameError
from modiste.store.ledger import Audit, Ledger, Outbox, PurchaseOrder, now

SUBJECT = "purchase_order/"
"""Audit rows and messages about an order have this and its number as their subject."""

RUN_SUBJECT, RAISED = "run/", "replenish"
"""Subject and action of the audit row of what a plan did to the book."""

BookVersion = tuple[Any, ...]

_HELD: WeakKeyDictionary[Ledger, tuple[BookVersion, tuple[Order, ...]]] = WeakKeyDictionary()
_READING = threading.Lock()
_WATCHED = ("state", "supplier_id", "order_by", "ordered_on", "expected_on", "reference", "note")
_COUNTS = ("quantity", "received", "held", "rejected")


@dataclass(frozen=True)
class By:
    """Who changes an order, and what they looked at.

    Attributes:
        actor: a person's name, ``rule`` or ``plan``.
        day: the day of the change where the business is.
        why: the reason.
        version: version of the order that the change is based on; ``None`` for the newest.
    """

    actor: str
    day: dt.date
    why: str | None = None
    version: int | None = None


def get_order(ledger: Ledger, order_id: str) -> Order:
    """One order.

    Raises:
        UnknownNameError: there is none of that number.
    """
    with ledger.read() as session:
        return Order.of(_found(session, order_id))


def list_orders(
    ledger: Ledger, *, states: Sequence[str] = (), supplier: str | None = None
) -> list[Order]:
    """Orders by number.

    Args:
        ledger: the ledger.
        states: only orders in one of these; all of them where none is named.
        supplier: only orders of this supplier.
    """
    return [
        order
        for order in _all_orders(ledger)
        if (not states or order.state in states) and supplier in {None, order.supplier_id}
    ]


def _all_orders(ledger: Ledger) -> tuple[Order, ...]:
    """Every order; read anew only when one has changed, for a book of thousands of lines is long.

    One thread reads it, the others wait for what it found.
    """
    newest = book_version(ledger)
    held = _HELD.get(ledger)
    if held is not None and held[0] == newest:
        return held[1]
    with _READING, ledger.read() as session:
        newest = _version_of(session)
        held = _HELD.get(ledger)
        if held is None or held[0] != newest:
            rows = session.scalars(
                sa.select(PurchaseOrder).order_by(PurchaseOrder.purchase_order_id)
            )
            held = (newest, tuple(Order.of(row) for row in rows))
            _HELD[ledger] = held
    return held[1]


def book_version(ledger: Ledger) -> BookVersion:
    """Changes whenever an order does: each change counts its version up and sets its time."""
    with ledger.read() as session:
        return _version_of(session)


def _version_of(session: orm.Session) -> BookVersion:
    columns = PurchaseOrder.version, PurchaseOrder.changed_at
    query = sa.select(sa.func.count(), sa.func.sum(columns[0]), sa.func.max(columns[1]))
    return tuple(session.execute(query).one())


def history(ledger: Ledger, order_id: str) -> list[dict[str, Any]]:
    """What happened to an order, oldest first: ``at, actor, action`` and what changed.

    Raises:
        UnknownNameError: there is no such order.
    """
    query = sa.select(Audit).where(Audit.subject == SUBJECT + order_id).order_by(Audit.id)
    with ledger.read() as session:
        _found(session, order_id)
        return [
            {"at": row.at, "actor": row.actor, "action": row.action, **row.detail}
            for row in session.scalars(query)
        ]


def numbers_of(ledger: Ledger, run_id: str) -> dict[Key, str] | None:
    """Number of the order that each variant and location of a plan went into.

    Returns:
        Nothing for needs that the plan found taken care of; ``None`` where the plan raised no
        orders, as a replay does not.
    """
    query = sa.select(Audit.detail).where(Audit.subject == RUN_SUBJECT + run_id)
    with ledger.read() as session:
        done = session.scalars(query.where(Audit.action == RAISED)).first()
    if done is None:
        return None
    orders = {order.purchase_order_id: order for order in _all_orders(ledger)}
    named = [orders[name] for name in done["created"] + done["kept"]]
    return {line.key: order.purchase_order_id for order in named for line in order.lines}


@contextmanager
def changing(
    ledger: Ledger, order_id: str, act: Act, by: By
) -> Iterator[tuple[orm.Session, PurchaseOrder]]:
    """Change one order in one transaction; what happens inside is recorded or undone as a whole.

    Raises:
        UnknownNameError: there is no such order.
        ConflictError: its state does not allow the act, or it is not the version looked at.
    """
    with ledger.write() as session, changed(session, order_id, act, by) as row:
        yield session, row


@contextmanager
def changed(session: orm.Session, order_id: str, act: Act, by: By) -> Iterator[PurchaseOrder]:
    """The same within a transaction that does more.

    Raises:
        UnknownNameError: there is no such order.
        ConflictError: its state does not allow the act, or it is not the version looked at.
    """
    row = _found(session, order_id)
    _check_version(row, by)
    require(act, order_id, row.state)
    before = picture(row)
    yield row
    record(session, row, act, by, before)


def record(
    session: orm.Session, row: PurchaseOrder, act: str, by: By, before: dict[str, Any]
) -> None:
    """Count the version up and write the audit row of a change that was made."""
    after = picture(row)
    row.version += 1
    row.changed_at = now()
    changed = sorted(name for name in after if before.get(name) != after[name])
    detail = {
        "from": before.get("state"),
        "to": row.state,
        "why": by.why,
        "day": by.day,
        "version": row.version,
        "before": {name: before[name] for name in changed if name in before},
        "after": {name: after[name] for name in changed},
    }
    session.add(
        Audit(
            at=row.changed_at,
            actor=by.actor,
            action=str(act),
            subject=SUBJECT + row.purchase_order_id,
            detail=detail,
        )
    )


def picture(row: PurchaseOrder) -> dict[str, Any]:
    """What an audit row compares: the order's columns, and the counts of every line."""
    seen = {name: getattr(row, name) for name in _WATCHED}
    for line in row.lines:
        counts = {name: getattr(line, name) for name in _COUNTS}
        seen[f"{line.variant_id}@{line.location_id}"] = counts
    return seen


def refuse_under_way(session: orm.Session, row: PurchaseOrder) -> None:
    """Refuse to change what may have reached the supplier already.

    Raises:
        ConflictError: a message with the order waits or is being sent.
    """
    pending = sa.select(Outbox.message_id).where(
        Outbox.subject == SUBJECT + row.purchase_order_id, Outbox.state == "pending"
    )
    if session.scalars(pending).first() is not None:
        raise ConflictError(
            f"order {row.purchase_order_id} is being sent",
            remedy="Let 'modiste inventory orders send' finish it, then close or void the order.",
        )


def _found(session: orm.Session, order_id: str) -> PurchaseOrder:
    row = session.get(PurchaseOrder, order_id)
    if row is None:
        raise UnknownNameError(
            f"there is no purchase order {order_id!r}",
            remedy="'modiste inventory orders list' lists them.",
        )
    return row


def _check_version(row: PurchaseOrder, by: By) -> None:
    if by.version is not None and by.version != row.version:
        raise ConflictError(
            f"order {row.purchase_order_id} was changed meanwhile: it is at version "
            f"{row.version}, not {by.version}",
            remedy="Look at it again with 'modiste inventory orders show', then decide anew.",
        )
