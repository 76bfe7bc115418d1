"""The day that a workspace speaks of: today, or the day after its last facts."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from modiste.store.lake import Snapshot

MOMENTS = {"sale": "sold_at", "event": "at", "stock": "counted_at"}
"""Tables whose rows happen at a moment, and the column that says when."""


def day_of_facts(snapshot: Snapshot, zone: ZoneInfo, today: dt.date | None = None) -> dt.date:
    """The day after the last sale, event or count; today where they reach up to now.

    A shop whose data ended some while ago is shown as it was then: with today's date every style
    would seem not to have sold for months.

    Args:
        snapshot: the facts.
        zone: of the brand; a day begins at midnight there.
        today: by default the date in that zone.
    """
    today = today or dt.datetime.now(zone).date()
    last = [
        moment
        for name, column in MOMENTS.items()
        if isinstance(moment := snapshot.scan(name).select(pl.col(column).max()).collect().item(),
                      dt.datetime)
    ]  # fmt: skip
    if not last:
        return today
    return min(today, max(last).astimezone(zone).date() + dt.timedelta(days=1))
