"""The inbox: rows that arrive one by one are safe in the ledger first, in the lake later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl
import sqlalchemy as sa

from modiste.model.tables import table
from modiste.model.validate import validated
from modiste.store.lake import Lake, Written
from modiste.store.ledger import Inbox, Ledger, now


def receive(ledger: Ledger, name: str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Take rows in durably; when this returns, they survive anything but the loss of the disk.

    Args:
        ledger: the ledger.
        name: the table that the rows are meant for.
        rows: JSON-like rows in the table's columns. A key that waits already is ignored.

    Returns:
        How many rows are new.

    Raises:
        SchemaError: a row does not fit the table; then none is taken in.
    """
    declared = table(name)
    listed = [dict(row) for row in rows]
    if not listed:
        return 0
    _frame(name, listed)
    with ledger.write() as session:
        before = session.scalar(sa.select(sa.func.count()).select_from(Inbox))
        arrived = [
            {
                "table": name,
                "key": "\x1f".join(str(row[column]) for column in declared.key),
                "received_at": now(),
                "payload": row,
            }
            for row in listed
        ]
        session.execute(_insert(ledger).on_conflict_do_nothing(), arrived)
        after = session.scalar(sa.select(sa.func.count()).select_from(Inbox))
    return int(after or 0) - int(before or 0)


def compact(ledger: Ledger, lake: Lake, *, limit: int = 100_000) -> list[Written]:
    """Move waiting rows into the lake.

    A crash between the two steps is harmless: the rows go in by key once more.

    Args:
        ledger: where they wait.
        lake: where they go.
        limit: rows moved at the most.
    """
    with ledger.read() as session:
        waiting = list(session.scalars(sa.select(Inbox).order_by(Inbox.id).limit(limit)))
    done = []
    for name in sorted({row.table for row in waiting}):
        mine = [row for row in waiting if row.table == name]
        done.append(lake.upsert(name, _frame(name, [row.payload for row in mine])))
        with ledger.write() as session:
            session.execute(sa.delete(Inbox).where(Inbox.id.in_([row.id for row in mine])))
    return done


def _frame(name: str, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a full frame of the table; times may be ISO 8601 text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [pl.Series(name, [row.get(name) for row in rows], strict=False) for name in names]
    return validated(table(name), pl.DataFrame(columns))


def _insert(ledger: Ledger) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if ledger.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(Inbox)
