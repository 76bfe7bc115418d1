"""The budget cell by cell, and what people decide about findings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from modiste.store.ledger import Moment

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Create budget and decisions."""
    op.create_table(
        "budget_cell",
        sa.Column("product_id", sa.Text, primary_key=True),
        sa.Column("week", sa.Date, primary_key=True),
        sa.Column("field", sa.Text, primary_key=True),
        sa.Column("value", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "budget_change",
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("what", sa.JSON, nullable=False),
        sa.Column("before", sa.JSON, nullable=False),
        sa.Column("undoes", sa.Integer),
        sa.Column("undone", sa.Boolean, nullable=False),
    )
    op.create_table(
        "decision",
        sa.Column("run_id", sa.Text, primary_key=True),
        sa.Column("decision_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False, index=True),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("quantity", sa.Integer),
        sa.Column("cut", sa.Double),
        sa.Column("reason", sa.Text),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("at", Moment, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    for name in ("decision", "budget_change", "budget_cell"):
        op.drop_table(name)
