"""What comes in: deliveries, in part or whole, and what quality control holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.inventory.replenish.book import By, changing, get_order
from modiste.inventory.replenish.changes import line_of
from modiste.inventory.replenish.order import Key, Order
from modiste.inventory.replenish.states import Act
from modiste.model.errors import ConflictError, InputError, Place
from modiste.store.ledger import Ledger, PurchaseOrder, Receipt


@dataclass(frozen=True)
class Arrived:
    """Units of a line: into stock, held for quality control, refused."""

    accepted: int = 0
    held: int = 0
    rejected: int = 0

    def __post_init__(self) -> None:
        if min(self.accepted, self.held, self.rejected) < 0 or not self.total:
            raise InputError(
                "what arrives is one unit or more, and nothing is below zero",
                place=Place(value=f"{self.accepted}, {self.held}, {self.rejected}"),
                remedy="Give whole units.",
            )

    @property
    def total(self) -> int:
        """Units in all."""
        return self.accepted + self.held + self.rejected


def receive(
    ledger: Ledger,
    order_id: str,
    by: By,
    arrivals: Mapping[Key, Arrived],
    *,
    at: dt.datetime,
    delivery: str | None = None,
) -> Order:
    """Take a delivery in. The order closes once everything came and nothing is held.

    More than was ordered is taken in as it is: it is in the building.

    Args:
        ledger: the ledger.
        order_id: the order.
        by: who.
        arrivals: what came, by variant and location.
        at: when it went into stock.
        delivery: number of the delivery note; a delivery that was taken in before is refused, so
            that a command that is repeated counts nothing twice.

    Raises:
        ConflictError: the order's state does not allow it, or the delivery is known.
        InputError: there is no such line, or nothing came.
    """
    if not arrivals:
        raise InputError("nothing has come", remedy="Say what came, by variant and location.")
    with changing(ledger, order_id, Act.RECEIVE, by) as (session, row):
        _check_delivery(session, row, delivery)
        for key, came in arrivals.items():
            line = line_of(row, key)
            line.received += came.accepted
            line.held += came.held
            line.rejected += came.rejected
            session.add(_receipt(row, key, came, at, delivery))
        _settle(row)
    return get_order(ledger, order_id)


def receive_all(
    ledger: Ledger, order_id: str, by: By, *, at: dt.datetime, delivery: str | None = None
) -> Order:
    """Take in everything that has not arrived.

    Raises:
        ConflictError: see :func:`receive`; also where the order was changed meanwhile.
        InputError: nothing is under way any more.
    """
    order = get_order(ledger, order_id)
    missing = {line.key: Arrived(line.in_transit) for line in order.lines if line.in_transit}
    # What is missing is missing of this version.
    seen = replace(by, version=order.version if by.version is None else by.version)
    return receive(ledger, order_id, seen, missing, at=at, delivery=delivery)


def inspect(
    ledger: Ledger, order_id: str, by: By, verdicts: Mapping[Key, Arrived], *, at: dt.datetime
) -> Order:
    """Decide on units that quality control held: into stock, or refused.

    Args:
        ledger: the ledger.
        order_id: the order.
        by: who.
        verdicts: accepted and rejected units by variant and location; ``held`` must be 0.
        at: when what is accepted went into stock.

    Raises:
        ConflictError: the order's state does not allow it, or fewer units are held.
        InputError: there is no such line, or a verdict leaves units held.
    """
    with changing(ledger, order_id, Act.INSPECT, by) as (session, row):
        for key, verdict in verdicts.items():
            line = line_of(row, key)
            if verdict.held:
                raise InputError(
                    "a verdict cannot hold", remedy="Say how many are accepted and refused."
                )
            if verdict.total > line.held:
                raise ConflictError(
                    f"{verdict.total} units of {key[0]} for {key[1]} are judged and only "
                    f"{line.held} are held",
                    remedy="'modiste inventory orders show' says what is held.",
                )
            line.held -= verdict.total
            line.received += verdict.accepted
            line.rejected += verdict.rejected
            session.add(_receipt(row, key, verdict, at, None))
        _settle(row)
    return get_order(ledger, order_id)


def _settle(row: PurchaseOrder) -> None:
    """Closed once everything came and was decided on, else part received."""
    waiting = any(line.held or line.received + line.rejected < line.quantity for line in row.lines)
    row.state = "part received" if waiting else "closed"


def _check_delivery(session: orm.Session, row: PurchaseOrder, delivery: str | None) -> None:
    known = sa.select(Receipt.id).where(
        Receipt.purchase_order_id == row.purchase_order_id, Receipt.delivery == delivery
    )
    if delivery is not None and session.scalars(known).first() is not None:
        raise ConflictError(
            f"delivery {delivery} of order {row.purchase_order_id} was taken in already",
            remedy="Give each delivery its own number.",
        )


def _receipt(
    row: PurchaseOrder, key: Key, came: Arrived, at: dt.datetime, delivery: str | None
) -> Receipt:
    return Receipt(
        purchase_order_id=row.purchase_order_id,
        variant_id=key[0],
        location_id=key[1],
        delivery=delivery,
        at=at,
        accepted=came.accepted,
        held=came.held,
        rejected=came.rejected,
        published=came.accepted == 0,
    )
