"""Background jobs and what happened to them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from modiste.store.ledger import Moment

revision = "0003"
down_revision = "0002"

_ONE_ACTIVE = sa.text("key IS NOT NULL AND state IN ('queued', 'running')")


def upgrade() -> None:
    """Create the jobs and their events."""
    op.create_table(
        "job",
        sa.Column("job_id", sa.Text, primary_key=True),
        sa.Column("kind", sa.Text, nullable=False, index=True),
        sa.Column("key", sa.Text),
        sa.Column("state", sa.Text, nullable=False, index=True),
        sa.Column("arguments", sa.JSON, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("created_at", Moment, nullable=False, index=True),
        sa.Column("started_at", Moment),
        sa.Column("ended_at", Moment),
        sa.Column("handed", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("cut_off", sa.Integer, nullable=False),
        sa.Column("cancel", sa.Boolean, nullable=False),
        sa.Column("progress", sa.Text, nullable=False),
        sa.Column("fraction", sa.Double),
        sa.Column("result", sa.JSON, nullable=False),
        sa.Column("error", sa.JSON, nullable=False),
        sa.Column("timeline", sa.JSON, nullable=False),
    )
    op.create_index(
        "job_one_active",
        "job",
        ["key"],
        unique=True,
        sqlite_where=_ONE_ACTIVE,
        postgresql_where=_ONE_ACTIVE,
    )
    op.create_table(
        "job_event",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("job_id", sa.Text, sa.ForeignKey("job.job_id"), nullable=False, index=True),
        sa.Column("at", Moment, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("detail", sa.JSON, nullable=False),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("job_event")
    op.drop_table("job")
