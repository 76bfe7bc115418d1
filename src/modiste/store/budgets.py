"""The budget in the ledger: planned numbers cell by cell, and every change, to be undone.

A revision is one change; its former numbers are kept beside it. Whoever edits says which revision
they looked at, so that two planners do not overwrite each other unseen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.errors import ConflictError
from modiste.store.ledger import Audit, Base, Ledger, now

Key = tuple[str, dt.date, str]
"""Style, first day of the week, field."""

SUBJECT = "budget"
_BATCH = 500


class BudgetCell(Base):
    """One planned number: units, or minor units of the brand's currency for markdown."""

    __tablename__ = "budget_cell"

    product_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    week: orm.Mapped[dt.date] = orm.mapped_column(primary_key=True)
    field: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    value: orm.Mapped[int] = orm.mapped_column(sa.BigInteger)


class BudgetChange(Base):
    """A change of the budget.

    ``before`` holds the former numbers as ``[style, week, field, value]``, the value null where
    there was none; ``undoes`` is the revision that it took back.
    """

    __tablename__ = "budget_change"

    revision: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    at: orm.Mapped[dt.datetime]
    actor: orm.Mapped[str]
    what: orm.Mapped[dict[str, Any]]
    before: orm.Mapped[dict[str, Any]]
    undoes: orm.Mapped[int | None]
    undone: orm.Mapped[bool]


def revision_of(ledger: Ledger) -> int:
    """Newest revision; 0 where nothing was budgeted yet."""
    with ledger.read() as session:
        return _newest(session)


def read_cells(ledger: Ledger, first: dt.date, last: dt.date) -> dict[Key, int]:
    """Planned numbers of weeks, both ends counted in."""
    query = sa.select(BudgetCell).where(BudgetCell.week >= first, BudgetCell.week <= last)
    with ledger.read() as session:
        return {(row.product_id, row.week, row.field): row.value for row in session.scalars(query)}


def write_cells(
    ledger: Ledger, cells: Mapping[Key, int], *, actor: str, revision: int, what: dict[str, Any]
) -> int:
    """Store changed numbers as one revision.

    Args:
        ledger: the ledger.
        cells: what the numbers become.
        actor: who.
        revision: the revision that the change is based on.
        what: the edit in words that a person can read later.

    Returns:
        The new revision; the same where nothing is changed.

    Raises:
        ConflictError: somebody else changed the budget meanwhile.
    """
    with ledger.write() as session:
        _check(session, revision)
        return _write(session, cells, actor, what, None) if cells else revision


def undo(ledger: Ledger, *, actor: str, revision: int) -> int:
    """Take the newest change that stands back.

    Returns:
        The new revision.

    Raises:
        ConflictError: somebody else changed the budget meanwhile, or there is nothing to undo.
    """
    with ledger.write() as session:
        _check(session, revision)
        query = sa.select(BudgetChange).where(
            BudgetChange.undone.is_(False), BudgetChange.undoes.is_(None)
        )
        last = session.scalars(query.order_by(BudgetChange.revision.desc()).limit(1)).first()
        if last is None:
            raise ConflictError(
                "there is no change of the budget to undo", remedy="Edit it, then undo."
            )
        last.undone = True
        former = {
            (style, dt.date.fromisoformat(week), field): value
            for style, week, field, value in last.before["cells"]
        }
        what = {"undo": last.revision, "of": last.what}
        return _write(session, former, actor, what, last.revision)


def changes(ledger: Ledger, limit: int = 100) -> Sequence[BudgetChange]:
    """Changes, newest first."""
    query = sa.select(BudgetChange).order_by(BudgetChange.revision.desc()).limit(limit)
    with ledger.read() as session:
        return session.scalars(query).all()


def _newest(session: orm.Session) -> int:
    return session.scalar(sa.select(sa.func.max(BudgetChange.revision))) or 0


def _check(session: orm.Session, revision: int) -> None:
    newest = _newest(session)
    if newest != revision:
        raise ConflictError(
            f"the budget was changed meanwhile: it is at revision {newest}, not {revision}",
            remedy="Load it again, then repeat your change.",
        )


def _write(
    session: orm.Session,
    cells: Mapping[Key, int | None],
    actor: str,
    what: dict[str, Any],
    undoes: int | None,
) -> int:
    known = _known(session, cells)
    before = [[*key, known[key].value if key in known else None] for key in cells]
    for key, value in cells.items():
        row = known.get(key)
        if value is None:
            if row is not None:
                session.delete(row)
        elif row is not None:
            row.value = value
        else:
            session.add(BudgetCell(product_id=key[0], week=key[1], field=key[2], value=value))
    change = BudgetChange(
        at=now(), actor=actor, what=what, before={"cells": before}, undoes=undoes, undone=False
    )
    session.add(change)
    session.flush()
    detail = {"revision": change.revision, "cells": len(cells), **what}
    session.add(Audit(at=change.at, actor=actor, action="edit", subject=SUBJECT, detail=detail))
    return change.revision


def _known(session: orm.Session, keys: Iterable[Key]) -> dict[Key, BudgetCell]:
    """Rows that exist among the keys: all of the weeks concerned, a batch of styles at a time."""
    wanted = set(keys)
    styles, weeks = sorted({key[0] for key in wanted}), {key[1] for key in wanted}
    found: dict[Key, BudgetCell] = {}
    for at in range(0, len(styles), _BATCH):
        query = sa.select(BudgetCell).where(
            BudgetCell.product_id.in_(styles[at : at + _BATCH]),
            BudgetCell.week >= min(weeks), BudgetCell.week <= max(weeks),
        )  # fmt: skip
        rows = {(row.product_id, row.week, row.field): row for row in session.scalars(query)}
        found |= {key: row for key, row in rows.items() if key in wanted}
    return found
