"""What the pages of the range read, each kept until its tables change."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import polars as pl

from modiste.inventory.state import day_end, positions
from modiste.store.days import day_of_facts
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

DAYS = ("sale", "event", "stock")


@dataclass(frozen=True)
class Brand:
    """A workspace as the pages of the range read it.

    Attributes:
        workspace: the workspace.
        tables: cached reads of it.
    """

    workspace: Workspace
    tables: Tables

    @property
    def zone(self) -> ZoneInfo:
        """The brand's time zone."""
        return ZoneInfo(self.workspace.settings.brand.zone)

    @property
    def currency(self) -> str:
        """The currency of its reports."""
        return self.workspace.settings.brand.currency

    def day(self) -> dt.date:
        """The day that figures are of: today, or the day after the last facts."""
        found: dt.date = self.tables.derived(
            ("products", "day", dt.datetime.now(self.zone).date()),
            DAYS,
            lambda: day_of_facts(self.workspace.lake.snapshot(), self.zone),
        )
        return found

    def start(self, weeks: int) -> dt.datetime:
        """The moment so many weeks before the day begins."""
        midnight = dt.datetime.combine(self.day(), dt.time(), self.zone)
        return (midnight - dt.timedelta(weeks=weeks)).astimezone(dt.UTC)

    def end(self) -> dt.datetime:
        """The moment after the last that counts."""
        return day_end(self.day(), self.zone.key)

    def variants(self) -> pl.DataFrame:
        """Rows of ``variant``."""
        return self.tables.facts("variant")

    def stock(self) -> pl.DataFrame:
        """``variant_id, location_id, counted_at, on_hand, on_order, committed`` now."""
        zone, day = self.zone.key, self.day()
        return self.tables.derived(
            ("products", "stock", day),
            ("stock", "sale", "purchase_order", "purchase_order_line", "receipt"),
            lambda: positions(self.workspace.lake.snapshot(), day, zone),
        )

    def sales(self) -> pl.DataFrame:
        """Order lines with ``product_id, colour, size`` and the ``day`` in the brand's zone."""

        def joined() -> pl.DataFrame:
            columns = self.variants().select("variant_id", "product_id", "colour", "size")
            lines = self.tables.facts("sale").filter(pl.col("sold_at") < self.end())
            local = pl.col("sold_at").dt.convert_time_zone(self.zone.key).dt.date()
            return lines.with_columns(day=local).join(columns, on="variant_id")

        return self.tables.derived(("products", "sales", self.day()), ("sale", "variant"), joined)
