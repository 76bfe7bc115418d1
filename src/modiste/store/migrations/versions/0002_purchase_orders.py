"""Purchase orders, what came of them, and messages to be sent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from modiste.store.ledger import Moment

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the order book and the outbox."""
    _orders()
    op.create_table(
        "receipt",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _order_key(index=True),
        sa.Column("variant_id", sa.Text, nullable=False),
        sa.Column("location_id", sa.Text, nullable=False),
        sa.Column("delivery", sa.Text),
        sa.Column("at", Moment, nullable=False),
        sa.Column("accepted", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("published", sa.Boolean, nullable=False),
    )
    op.create_table(
        "outbox",
        sa.Column("message_id", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, nullable=False, index=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("payload", sa.JSON, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("leased_until", Moment),
        sa.Column("delivered_at", Moment),
        sa.Column("result", sa.Text),
    )


def _orders() -> None:
    op.create_table(
        "purchase_order",
        sa.Column("purchase_order_id", sa.Text, primary_key=True),
        sa.Column("need", sa.Text, nullable=False),
        sa.Column("supplier_id", sa.Text),
        sa.Column("destination", sa.Text),
        sa.Column("currency", sa.Text),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("published", sa.Integer, nullable=False),
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("planned_on", sa.Date, nullable=False),
        sa.Column("order_by", sa.Date),
        sa.Column("ordered_on", sa.Date),
        sa.Column("expected_on", sa.Date),
        sa.Column("approved_by", sa.Text),
        sa.Column("approved_on", sa.Date),
        sa.Column("edited", sa.Boolean, nullable=False),
        sa.Column("reference", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("changed_at", Moment, nullable=False),
    )
    op.create_table(
        "purchase_order_line",
        _order_key(primary_key=True),
        sa.Column("variant_id", sa.Text, primary_key=True),
        sa.Column("location_id", sa.Text, primary_key=True),
        sa.Column("product_id", sa.Text),
        sa.Column("quantity", sa.Integer, nullable=False),
        sa.Column("received", sa.Integer, nullable=False),
        sa.Column("held", sa.Integer, nullable=False),
        sa.Column("rejected", sa.Integer, nullable=False),
        sa.Column("unit_cost", sa.BigInteger),
        sa.Column("moq", sa.Integer, nullable=False),
        sa.Column("pack_size", sa.Integer, nullable=False),
        sa.Column("lead_days", sa.Double, nullable=False),
        sa.Column("reason", sa.Text),
    )


def _order_key(*, index: bool = False, primary_key: bool = False) -> sa.Column[str]:
    key = sa.ForeignKey("purchase_order.purchase_order_id")
    name = "purchase_order_id"
    return sa.Column(name, sa.Text, key, nullable=False, index=index, primary_key=primary_key)


def downgrade() -> None:
    """Drop them."""
    for name in ("outbox", "receipt", "purchase_order_line", "purchase_order"):
        op.drop_table(name)
