"""What people decided about the findings of a plan, in the ledger: one row a decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.errors import ConflictError
from modiste.store.ledger import Audit, Base, Ledger, now

SUBJECT = "decision/"

STATES = ("open", "accepted", "dismissed")


class Decision(Base):
    """What was decided about one finding of one plan.

    ``version`` counts changes; a decision that nobody touched has no row and version 0. ``detail``
    is what undoing needs to know.
    """

    __tablename__ = "decision"

    run_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    decision_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    kind: orm.Mapped[str] = orm.mapped_column(index=True)
    state: orm.Mapped[str] = orm.mapped_column(index=True)
    version: orm.Mapped[int]
    quantity: orm.Mapped[int | None]
    cut: orm.Mapped[float | None]
    reason: orm.Mapped[str | None]
    actor: orm.Mapped[str]
    at: orm.Mapped[dt.datetime]
    detail: orm.Mapped[dict[str, Any]]


def decided(ledger: Ledger, run_id: str) -> dict[str, Decision]:
    """Everything decided about a plan, by decision."""
    query = sa.select(Decision).where(Decision.run_id == run_id)
    with ledger.read() as session:
        return {row.decision_id: row for row in session.scalars(query)}


def decided_version(ledger: Ledger, run_id: str) -> tuple[int, int]:
    """Changes whenever something is decided about a plan: rows, and the sum of their versions."""
    query = sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(Decision.version), 0)).where(
        Decision.run_id == run_id
    )
    with ledger.read() as session:
        many, versions = session.execute(query).one()
        return int(many), int(versions)


@dataclass(frozen=True)
class Verdict:
    """What is decided.

    Attributes:
        kind: kind of the finding.
        state: one of :data:`STATES`.
        quantity: units accepted, where others than were suggested.
        cut: markdown accepted, likewise.
        reason: why it is dismissed.
        detail: what undoing needs to know.
    """

    kind: str
    state: str
    quantity: int | None = None
    cut: float | None = None
    reason: str | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def decide(
    session: orm.Session,
    run_id: str,
    decision_id: str,
    verdict: Verdict,
    *,
    actor: str,
    version: int | None,
) -> Decision:
    """Write a decision and its audit row, in a transaction that may do more.

    Args:
        session: a transaction that holds the write lock.
        run_id: the plan.
        decision_id: the finding.
        verdict: what is decided.
        actor: who.
        version: the version looked at; ``None`` for the newest.

    Raises:
        ConflictError: somebody else decided meanwhile.
    """
    row = session.get(Decision, (run_id, decision_id))
    check_version(row, decision_id, version)
    before = None if row is None else {"state": row.state, "quantity": row.quantity}
    if row is None:
        row = Decision(run_id=run_id, decision_id=decision_id, version=0)
        session.add(row)
    row.actor, row.at = actor, now()
    for name, value in vars(verdict).items():
        setattr(row, name, value)
    row.version += 1
    told = {name: value for name, value in vars(verdict).items() if name != "detail"}
    detail = {"run": run_id, "before": before, **told}
    session.add(
        Audit(
            at=row.at,
            actor=actor,
            action=verdict.state,
            subject=SUBJECT + decision_id,
            detail=detail,
        )
    )
    return row


def check_version(row: Decision | None, decision_id: str, version: int | None) -> None:
    """Refuse a decision about something that was decided meanwhile.

    Raises:
        ConflictError: it is not the version looked at.
    """
    stands = 0 if row is None else row.version
    if version is not None and version != stands:
        raise ConflictError(
            f"{decision_id} was decided meanwhile: it is at version {stands}, not {version}",
            remedy="Look at it again, then decide anew.",
        )


def list_decided(ledger: Ledger, run_id: str, state: str) -> Sequence[Decision]:
    """Decisions of a plan in one state, oldest first."""
    query = sa.select(Decision).where(Decision.run_id == run_id, Decision.state == state)
    with ledger.read() as session:
        return session.scalars(query.order_by(Decision.at, Decision.decision_id)).all()
