"""The inbox: rows that arrive one by one are safe in the ledger first, in the lake later."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

import polars as pl
import sqlalchemy as sa

from modiste.model.errors import Place, SchemaError
from modiste.model.schema import Table
from modiste.model.tables import table
from modiste.model.validate import validated
from modiste.store.lake import Lake, Written
from modiste.store.ledger import Inbox, Ledger, now, to_json

_AT_A_TIME = 1_000  # databases limit how many values one statement may carry


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
    return len(_put(ledger, name, _keys(declared, listed), listed))


def receive_frame(ledger: Ledger, name: str, rows: pl.DataFrame) -> pl.Series:
    """The same for many rows that have been held against their table already.

    Returns:
        For each row whether it is new.
    """
    keys = [to_json(key) for key in rows.select(table(name).key).iter_rows()]
    moments = [c for c, kind in rows.schema.items() if kind.is_temporal()]
    payloads = rows.to_dicts()
    for column in moments:
        for payload in payloads:
            if payload[column] is not None:
                payload[column] = payload[column].isoformat()
    new = _put(ledger, name, keys, payloads)
    return pl.Series([key in new for key in keys], dtype=pl.Boolean)


def _put(ledger: Ledger, name: str, keys: list[str], rows: list[dict[str, Any]]) -> set[str]:
    """Store rows in one transaction; gives the keys of those that are new."""
    received = now()
    arrived = [
        {"table": name, "key": key, "received_at": received, "payload": row}
        for key, row in zip(keys, rows, strict=True)
    ]
    adding = _insert(ledger).on_conflict_do_nothing().returning(Inbox.key)
    with ledger.write() as session:
        return {
            key
            for start in range(0, len(arrived), _AT_A_TIME)
            for key in session.scalars(adding, arrived[start : start + _AT_A_TIME])
        }


def compact(ledger: Ledger, lake: Lake, *, limit: int = 100_000) -> list[Written]:
    """Move waiting rows into the lake.

    A crash between the two steps is harmless: the rows go in by key once more.

    Args:
        ledger: where they wait.
        lake: where they go.
        limit: rows moved at the most.

    Returns:
        What each write did. Rows that say different columns go in by different writes, so that a
        row keeps what is stored in the columns it does not say.
    """
    with ledger.read() as session:
        waiting = list(session.scalars(sa.select(Inbox).order_by(Inbox.id).limit(limit)))
    done = []
    for (name, _), group in groupby(sorted(waiting, key=_shape), key=_shape):
        rows = list(group)
        done.append(lake.upsert(name, _frame(table(name), [row.payload for row in rows])))
        _forget(ledger, [row.id for row in rows])
    return done


def _shape(row: Inbox) -> tuple[str, tuple[str, ...]]:
    return row.table, tuple(sorted(row.payload))


def _forget(ledger: Ledger, ids: list[int]) -> None:
    """Delete rows, a few at a time: who brings new ones must not wait for all of them."""
    for start in range(0, len(ids), _AT_A_TIME):
        some = ids[start : start + _AT_A_TIME]
        with ledger.write() as session:
            session.execute(sa.delete(Inbox).where(Inbox.id.in_(some)))


def _keys(declared: Table, rows: list[dict[str, Any]]) -> list[str]:
    """The key of every row as one text: the same however its moments are written."""
    keys = _frame(declared, rows).select(declared.key)
    return [to_json(key) for key in keys.iter_rows()]


def _frame(declared: Table, rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Rows as a frame of the table; times may be ISO 8601 text."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    columns = [_column(name, [row.get(name) for row in rows]) for name in names]
    return validated(declared, pl.DataFrame(columns))


def _column(name: str, values: list[Any]) -> pl.Series:
    """Values of one kind as a series: polars would rather turn a stray value into null or text."""
    kinds = {type(value) for value in values if value is not None}
    if kinds == {int, float}:
        kinds, values = {float}, [None if value is None else float(value) for value in values]
    if len(kinds) > 1:
        first = next(value for value in values if value is not None)
        row = next(
            number
            for number, value in enumerate(values, 1)
            if value is not None and type(value) is not type(first)
        )
        raise SchemaError(
            f"the rows give {name} values of different kinds",
            place=Place(row=row, column=name, value=str(values[row - 1])),
            remedy="Write numbers as numbers and texts as texts in every row.",
        )
    if kinds & {dt.datetime, dt.date}:
        values = [None if value is None else value.isoformat() for value in values]
    try:
        return pl.Series(name, values, strict=True)
    except (TypeError, OverflowError, pl.exceptions.PolarsError):
        return pl.Series(name, values, dtype=pl.Object)  # fits no column: the check names the row


def _insert(ledger: Ledger) -> Any:
    from sqlalchemy.dialects import postgresql, sqlite

    dialect = postgresql if ledger.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(Inbox)
