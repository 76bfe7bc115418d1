"""The audit log: who did what, when. Rows are only ever added."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.store.ledger import Audit, Ledger, now


def note(session: orm.Session, actor: str, action: str, subject: str, **detail: Any) -> None:
    """Write what was done, in the transaction that does it."""
    session.add(Audit(at=now(), actor=actor, action=action, subject=subject, detail=detail))


@dataclass(frozen=True)
class Wanted:
    """Which rows of the audit log are asked for; ``None`` is any."""

    actor: str | None = None
    action: str | None = None
    subject: str | None = None
    since: dt.datetime | None = None
    until: dt.datetime | None = None

    def where(self) -> list[sa.ColumnElement[bool]]:
        """The conditions. A subject stands for all that begin with it."""
        found: list[sa.ColumnElement[bool]] = []
        if self.actor is not None:
            found.append(Audit.actor == self.actor)
        if self.action is not None:
            found.append(Audit.action == self.action)
        if self.subject is not None:
            found.append(Audit.subject.startswith(self.subject, autoescape=True))
        if self.since is not None:
            found.append(Audit.at >= self.since)
        if self.until is not None:
            found.append(Audit.at < self.until)
        return found


def rows(
    ledger: Ledger, wanted: Wanted, *, before: int | None, limit: int
) -> tuple[Sequence[Audit], int]:
    """A page of the audit log, newest first, and how many rows there are in all.

    Args:
        ledger: whose.
        wanted: which rows.
        before: only rows with a smaller number than this; the newest where it is ``None``.
        limit: rows at the most.
    """
    where = wanted.where()
    query = sa.select(Audit).where(*where).order_by(Audit.id.desc()).limit(limit)
    if before is not None:
        query = query.where(Audit.id < before)
    with ledger.read() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(Audit).where(*where)) or 0
        return session.scalars(query).all(), total
