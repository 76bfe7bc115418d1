"""What visitors did, checked and stored; nothing without their consent."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any

import polars as pl

from modiste.model.errors import NotEnoughDataError
from modiste.present.http.shared import Shared
from modiste.recommend.api import counter_of
from modiste.serve.api.shop.lists import Guest
from modiste.serve.api.shop.views import Seen
from modiste.store.inbox import receive

LATE = dt.timedelta(days=1)
"""Events may have happened so long ago at the most; older ones count as of now."""
EARLY = dt.timedelta(minutes=5)
"""A browser's clock may run ahead by this much."""


def store(
    common: Shared, guest: Guest, events: Sequence[Seen], now: dt.datetime
) -> tuple[int, int]:
    """Store what a visitor did; when this returns it is safe on disk.

    Args:
        common: of the server.
        guest: who; they have agreed.
        events: what they did.
        now: the moment.

    Returns:
        Events stored, and those left out: repeats, and items that are not known.
    """
    known = _items(common)
    rows = [
        row for each in events if (row := _row(guest, each, known.get(each.item), now)) is not None
    ]
    stored = receive(common.workspace.ledger, "event", rows)
    _tell(common, guest, rows)
    return stored, len(events) - stored


def _row(
    guest: Guest, seen: Seen, named: tuple[str, str | None] | None, now: dt.datetime
) -> dict[str, Any] | None:
    if named is None:
        return None
    at = seen.at or now
    if at.tzinfo is None or not now - LATE <= at <= now + EARLY:
        at = now
    who = guest.customer or guest.session or ""
    mark = seen.id or at.isoformat()
    text = "\x1f".join((who, mark, seen.kind, seen.item))
    return {
        "event_id": "s_" + hashlib.blake2b(text.encode(), digest_size=16).hexdigest(),
        "at": at.astimezone(dt.UTC).isoformat(),
        "kind": seen.kind,
        "customer_id": guest.customer,
        "session_id": guest.session,
        "product_id": named[0],
        "variant_id": named[1],
        "quantity": seen.quantity,
        "position": seen.position,
    }


def _items(common: Shared) -> dict[str, tuple[str, str | None]]:
    """Style and variant by the names that pages use."""
    tables = common.tables

    def made() -> dict[str, tuple[str, str | None]]:
        variants = tables.facts("variant").select("variant_id", "product_id")
        named = {v: (p, v) for v, p in variants.iter_rows()}
        styles = tables.facts("product").select(pl.col("product_id"))
        return named | {p: (p, None) for (p,) in styles.iter_rows()}

    return tables.derived("shop items", ("variant", "product"), made)


def _tell(common: Shared, guest: Guest, rows: Sequence[dict[str, Any]]) -> None:
    """Let the visit count in the next list, before its events have reached the lake."""
    if guest.session is None or guest.customer is not None:
        return
    try:
        counter = counter_of(common)
    except NotEnoughDataError:
        return
    for row in rows:
        if row["kind"] not in ("list", "uncart"):
            counter.saw(guest.session, row["variant_id"] or row["product_id"])
