"""Purchase orders on their way from the ledger, where people change them, to the lake.

The ledger is the truth about an order that was raised here; plans, replays and reports read the
lake. Every order remembers which of its versions the lake holds, so that publishing can be cut off
at any moment and is simply done again.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl
import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.tables import table
from modiste.store.lake import Lake
from modiste.store.ledger import Ledger, PurchaseOrder, Receipt

_LINE = (
    "purchase_order_id",
    "variant_id",
    "location_id",
    "quantity",
    "received",
    "held",
    "rejected",
    "unit_cost",
)
_ORDER = (
    "purchase_order_id",
    "supplier_id",
    "state",
    "ordered_on",
    "expected_on",
    "currency",
    "run_id",
)


def publish_orders(ledger: Ledger, lake: Lake) -> int:
    """Bring every order and receipt that changed to the lake.

    The write lock is held meanwhile, so that an older version never follows a newer one. Receipts
    go first and the states of orders last: whoever reads in between counts units twice rather than
    not at all, and orders too little rather than twice.

    Returns:
        Number of orders that changed.
    """
    with ledger.read() as session:
        if not _stale(session) and not _unpublished(session):
            return 0
    with ledger.write() as session:
        orders, receipts = _stale(session), _unpublished(session)
        known = [order for order in orders if order.supplier_id is not None]
        lines = [line for order in known for line in order.lines]
        lake.upsert("receipt", _receipts(receipts))
        lake.upsert("purchase_order_line", _frame("purchase_order_line", lines, _LINE))
        lake.upsert("purchase_order", _frame("purchase_order", known, _ORDER))
        for order in orders:
            order.published = order.version
        for receipt in receipts:
            receipt.published = True
        return len(orders)


def _stale(session: orm.Session) -> Sequence[PurchaseOrder]:
    query = sa.select(PurchaseOrder).where(PurchaseOrder.published < PurchaseOrder.version)
    return session.scalars(query.order_by(PurchaseOrder.purchase_order_id)).all()


def _unpublished(session: orm.Session) -> Sequence[Receipt]:
    query = sa.select(Receipt).where(Receipt.published.is_(False)).order_by(Receipt.id)
    return session.scalars(query).all()


def _frame(name: str, rows: Sequence[object], columns: Sequence[str]) -> pl.DataFrame:
    schema = {column: table(name)[column].type.polars() for column in columns}
    values = [[getattr(row, column) for column in columns] for row in rows]
    return pl.DataFrame(values, schema=schema, orient="row")


def _receipts(receipts: Sequence[Receipt]) -> pl.DataFrame:
    """Receipts that put something into stock."""
    rows = [
        (
            f"{each.purchase_order_id}/{each.id}",
            each.purchase_order_id,
            each.variant_id,
            each.location_id,
            each.at,
            each.accepted,
        )
        for each in receipts
        if each.accepted
    ]
    return pl.DataFrame(rows, schema=table("receipt").polars(), orient="row")
