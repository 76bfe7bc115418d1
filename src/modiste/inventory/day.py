"""The day that a brand's pages speak of: today, or the day to which its data goes."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import polars as pl

from modiste.store.ledger import now
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

STALE_DAYS = 14
"""Data that ends longer ago is looked at as of its own end, as that of an example brand is."""


def newest_sale(workspace: Workspace, tables: Tables) -> dt.datetime | None:
    """When the last sale known was made; ``None`` where there is none."""

    def find() -> list[dt.datetime | None]:
        newest = workspace.lake.scan("sale").select(pl.col("sold_at").max()).collect().item()
        return [newest]

    return tables.derived("newest sale", ("sale",), find)[0]


def business_day(workspace: Workspace, tables: Tables) -> dt.date:
    """Today where the business is; the day after the last sale where the data ended long ago."""
    zone = ZoneInfo(workspace.settings.brand.zone)
    today = now().astimezone(zone).date()
    newest = newest_sale(workspace, tables)
    if newest is None:
        return today
    after = newest.astimezone(zone).date() + dt.timedelta(days=1)
    return after if (today - after).days > STALE_DAYS else today
