"""What a shop sends, as rows of the table ``event``."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import polars as pl

from modiste.model.schema import ROW
from modiste.model.tables import table
from modiste.model.validate import check
from modiste.store.importers.base import Context
from modiste.store.importers.fields import digests
from modiste.store.importers.ga4_events import event_batch
from modiste.store.importers.ga4_shapes import item_rows, rows_frame
from modiste.store.importers.source import Chunk

_AHEAD = dt.timedelta(days=1)
"""How far the clocks of shops may be ahead."""
_PEOPLE = ("user", "device", "session")


@dataclass(frozen=True)
class Sent:
    """One request.

    Attributes:
        events: the events, as GA4 shapes them.
        shared: what is true of all of them: ``client_id``, ``user_id``, ``timestamp_micros``.
        anonymous: whether the person did not consent; nothing of the person is kept then.
        received: when they came.
    """

    events: Sequence[Any]
    shared: Mapping[str, Any]
    anonymous: bool
    received: dt.datetime


@dataclass
class Reject:
    """An event that was not taken, and why."""

    index: int
    column: str | None
    reason: str


@dataclass
class Read:
    """Rows of several requests, and what was set aside of each.

    Attributes:
        rows: rows of the table, with ``_row``: the number of their event among all.
        owners: the request and the place in it of each event, by that number.
        rejects: what was not taken, by request.
    """

    rows: pl.DataFrame
    owners: list[tuple[int, int]] = field(default_factory=list)
    rejects: dict[int, list[Reject]] = field(default_factory=dict)


def read(requests: Sequence[Sent], context: Context, refused: pl.Series) -> Read:
    """Turn requests into rows.

    Args:
        requests: what was sent.
        context: pseudonyms, and the currency where none is named.
        refused: pseudonyms of those who do not consent to be profiled.
    """
    found = Read(table("event").empty())
    raw: list[dict[str, Any]] = []
    ids: list[str | None] = []
    for owner, request in enumerate(requests):
        for index, event in enumerate(request.events):
            number = len(found.owners)
            found.owners.append((owner, index))
            given = event if isinstance(event, Mapping) else {}
            ids.append(_given_id(given))
            raw += [{**row, ROW: number} for row in _rows(given, request)]
    batch = event_batch(Chunk(rows_frame(raw), no_rejects(), len(found.owners)), context)
    rows, late = _in_time(batch.tables["event"], requests, found)
    checked = check(table("event"), rows)
    for problems in (batch.rejects, late, checked.problems):
        _set_aside(found, problems)
    found.rows = _private(_identified(checked.good, ids), refused)
    return found


def no_rejects() -> pl.DataFrame:
    """An empty frame of problems."""
    from modiste.model.validate import no_problems

    return no_problems()


def _rows(event: Mapping[str, Any], request: Sent) -> list[dict[str, Any]]:
    """One row an item; one that says no time happened when it came."""
    whole = {**request.shared, **event}
    if not any(whole.get(name) for name in ("timestamp_micros", "timestamp", "event_timestamp")):
        whole["timestamp_micros"] = int(request.received.timestamp() * 1_000_000)
    rows = list(item_rows(whole))
    if request.anonymous:
        for row in rows:
            row.update(dict.fromkeys(_PEOPLE))
    return rows


def _given_id(event: Mapping[str, Any]) -> str | None:
    params = event.get("params")
    inner = params if isinstance(params, Mapping) else {}
    found = event.get("event_id") or inner.get("event_id")
    return str(found) if isinstance(found, str | int) and not isinstance(found, bool) else None


def _identified(rows: pl.DataFrame, ids: list[str | None]) -> pl.DataFrame:
    """Where the shop names its events, that name (and the item's place) makes the id."""
    named = pl.DataFrame(
        {ROW: range(len(ids)), "_given": ids}, schema={ROW: pl.Int64, "_given": pl.String}
    )
    marked = rows.join(named, on=ROW, how="left", maintain_order="left").with_columns(
        pl.int_range(pl.len()).over(ROW).alias("_place")
    )
    text = pl.concat_str(pl.lit("given"), "_given", "_place", separator="\x1f")
    made = digests(marked.select(text).to_series())
    return marked.with_columns(
        pl.when(pl.col("_given").is_not_null()).then(made).otherwise("event_id").alias("event_id")
    ).drop("_given", "_place")


def _in_time(
    rows: pl.DataFrame, requests: Sequence[Sent], found: Read
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows that do not lie in the future, and the problems of those that do."""
    del found
    latest = max((request.received for request in requests), default=dt.datetime.now(dt.UTC))
    late = rows.filter(pl.col("at") > latest + _AHEAD)
    problems = late.select(
        pl.col(ROW).cast(pl.Int64).alias("row"),
        pl.lit("timestamp_micros").alias("column"),
        pl.lit(None, pl.String).alias("value"),
        pl.lit("the event lies in the future").alias("reason"),
    )
    return rows.filter(pl.col("at") <= latest + _AHEAD), problems


def _set_aside(found: Read, problems: pl.DataFrame) -> None:
    for row in problems.unique(["row", "reason"], maintain_order=True).iter_rows(named=True):
        owner, index = found.owners[row["row"]]
        found.rejects.setdefault(owner, []).append(Reject(index, row["column"], row["reason"]))


def _private(rows: pl.DataFrame, refused: pl.Series) -> pl.DataFrame:
    """Rows of people who said no, without the people."""
    if not len(refused) or not rows.height:
        return rows
    theirs = pl.col("customer_id").is_in(refused.implode())
    return rows.with_columns(
        pl.when(~theirs.fill_null(False)).then(pl.col(name)).alias(name)
        for name in ("customer_id", "session_id")
    )
