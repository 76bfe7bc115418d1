"""The day that a workspace speaks of: today, or the day after its last facts."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from modiste.store.lake import Snapshot

MOMENTS = ((("sale", "sold_at"), ("stock", "counted_at")), (("event", "at"),))
"""Tables whose rows happen at a moment, and the column that says when; the later group counts
only where the first has no rows."""


def day_of_facts(snapshot: Snapshot, zone: ZoneInfo, today: dt.date | None = None) -> dt.date:
    """The day after the last sale or count of stock; today where they reach up to now.

    A shop whose data ended some while ago is shown as it was then: with today's date every style
    would seem not to have sold for months. Visits go on when an export is old, so they say what
    day it is only where nothing else does.

    Args:
        snapshot: the facts.
        zone: of the brand; a day begins at midnight there.
        today: by default the date in that zone.
    """
    today = today or dt.datetime.now(zone).date()
    for group in MOMENTS:
        moments = (_last(snapshot, name, column) for name, column in group)
        known = [moment for moment in moments if moment is not None]
        if known:
            return min(today, max(known).astimezone(zone).date() + dt.timedelta(days=1))
    return today


def _last(snapshot: Snapshot, name: str, column: str) -> dt.datetime | None:
    found = snapshot.scan(name).select(pl.col(column).max()).collect().item()
    return found if isinstance(found, dt.datetime) else None
