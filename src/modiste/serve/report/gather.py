"""What the report shows, read from the lake."""

from __future__ import annotations

import base64
import datetime as dt
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from modiste.inventory.orders import numbered, order_lines, order_totals
from modiste.inventory.replenish.book import numbers_of
from modiste.inventory.state import supply
from modiste.model.findings import quantile_name
from modiste.model.schema import RUN
from modiste.store.lake import Snapshot
from modiste.store.ledger import Run
from modiste.store.runs import get_run
from modiste.store.settings import Planning, Replenishment
from modiste.store.workspace import Workspace

KEYS = ["variant_id", "location_id"]
WEEKS_BACK = 26
YEAR = 52
_IMAGE_LIMIT = 200_000


@dataclass(frozen=True)
class Findings:
    """One plan's run with the facts it read and the findings it made."""

    run: Run
    as_of: dt.date
    snapshot: Snapshot
    planning: Planning
    suggestion: pl.DataFrame  # what to buy, most money first
    policy: pl.DataFrame
    backtest: pl.DataFrame
    lake_forecast: pl.LazyFrame
    zone: str
    first_weekday: int
    media: Path
    replenishment: Replenishment
    numbers: dict[tuple[str, str], str] | None  # of orders in the book, by variant and location

    @property
    def this_week(self) -> dt.date:
        """First week of the forecast."""
        return self.as_of - dt.timedelta(days=(self.as_of.weekday() - self.first_weekday) % 7)


def findings(workspace: Workspace, run_id: str) -> Findings:
    """Read a plan's findings.

    Raises:
        UnknownNameError: there is no such run.
    """
    run = get_run(workspace.ledger, run_id)
    lake = workspace.lake

    def mine(name: str) -> pl.LazyFrame:
        return lake.scan(name).filter(pl.col(RUN) == run.run_id)

    return Findings(
        run=run,
        as_of=dt.date.fromisoformat(run.inputs["as_of"]),
        snapshot=lake.snapshot(run.inputs["tables"]),
        planning=Planning.model_validate(run.settings["planning"]),
        suggestion=mine("suggestion").filter(pl.col("kind") == "buy").sort("rank").collect(),
        policy=mine("stock_policy").collect(),
        backtest=mine("backtest").collect(),
        lake_forecast=mine("demand_forecast"),
        zone=run.settings["brand"]["zone"],
        first_weekday=run.settings["brand"]["first_weekday"],
        media=workspace.root / "media",
        replenishment=Replenishment.model_validate(run.settings.get("replenishment", {})),
        numbers=numbers_of(workspace.ledger, run.run_id),
    )


def weekly_sales(found: Findings, weeks: int, keys: pl.DataFrame | None = None) -> pl.DataFrame:
    """Units sold a week, for some series or in all.

    Args:
        found: the plan.
        weeks: weeks back.
        keys: ``variant_id, location_id``; everything together if ``None``.

    Returns:
        ``(variant_id, location_id,) week, units``.
    """
    first = found.this_week - dt.timedelta(weeks=weeks)
    local = pl.col("sold_at").dt.convert_time_zone(found.zone).dt.date()
    shift = pl.duration(days=found.first_weekday)
    week = ((local - shift).dt.truncate("1w") + shift).alias("week")
    rows = (
        found.snapshot.scan("sale").filter(pl.col("quantity") > 0).select(*KEYS, week, "quantity")
    )
    rows = rows.filter(pl.col("week") >= first, pl.col("week") < found.this_week)
    groups = ["week"]
    if keys is not None:
        rows = rows.join(keys.lazy(), on=KEYS, how="semi")
        groups = [*KEYS, "week"]
    return rows.group_by(groups).agg(units=pl.col("quantity").sum()).sort(groups).collect()


def forecast_of(found: Findings, keys: pl.DataFrame) -> pl.DataFrame:
    """Forecast rows of some series."""
    return found.lake_forecast.join(keys.lazy(), on=KEYS, how="semi").sort(*KEYS, "week").collect()


def total_forecast(found: Findings) -> pl.DataFrame:
    """Expected units of all series together, by week."""
    total = found.lake_forecast.group_by("week").agg(pl.col("mean").sum()).sort("week")
    return total.collect()


def arrivals(found: Findings, keys: pl.DataFrame) -> pl.DataFrame:
    """Units of open purchase orders by the day they should arrive."""
    orders = found.snapshot.scan("purchase_order").filter(
        pl.col("state").is_in(("approved", "sent", "acknowledged", "part received"))
    )
    rest = pl.col("quantity") - pl.col("received").fill_null(0)
    return (
        found.snapshot.scan("purchase_order_line")
        .join(orders.select("purchase_order_id", "expected_on"), on="purchase_order_id")
        .join(keys.lazy(), on=KEYS, how="semi")
        .select(*KEYS, "expected_on", units=rest)
        .filter(pl.col("units") > 0)
        .collect()
    )


def names(found: Findings, variants: pl.Series) -> dict[str, dict[str, Any]]:
    """Title, colour, size and picture of variants."""
    product = found.snapshot.scan("product").select("product_id", "title", "brand")
    rows = (
        found.snapshot.scan("variant")
        .filter(pl.col("variant_id").is_in(variants.unique().implode()))
        .select("variant_id", "product_id", "colour", "size")
        .join(product, on="product_id", how="left")
        .collect()
    )
    pictures = _pictures(found, rows)
    return {
        row["variant_id"]: {**row, "picture": pictures.get(row["variant_id"])}
        for row in rows.iter_rows(named=True)
    }


def _pictures(found: Findings, variants: pl.DataFrame) -> dict[str, str]:
    """Pictures as data addresses: the variant's own, else the first of its style."""
    image = (
        found.snapshot.scan("image")
        .filter(pl.col("path").is_not_null())
        .filter(pl.col("product_id").is_in(variants["product_id"].unique().implode()))
        .sort("position", "image_id")
        .collect()
    )
    own = {row["variant_id"]: row["path"] for row in image.reverse().iter_rows(named=True)}
    style = {row["product_id"]: row["path"] for row in image.reverse().iter_rows(named=True)}
    addresses: dict[str, str] = {}
    for row in variants.iter_rows(named=True):
        path = own.get(row["variant_id"]) or style.get(row["product_id"])
        address = data_address(found.media, path) if path else None
        if address:
            addresses[row["variant_id"]] = address
    return addresses


def data_address(media: Path, path: str) -> str | None:
    """A picture as a ``data:`` address; ``None`` if absent, too large or outside the folder."""
    file = (media / path).resolve()
    if not file.is_relative_to(media.resolve()) or not file.is_file():
        return None
    if file.stat().st_size > _IMAGE_LIMIT:
        return None
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"


def orders(found: Findings) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Order lines and totals of the plan, under their numbers in the order book."""
    by_country = found.replenishment.holidays == "country"
    terms = supply(found.snapshot, found.planning, found.as_of, by_country=by_country)
    lines = order_lines(found.suggestion, terms, found.as_of)
    if found.numbers is not None:
        hub = found.replenishment.hub if found.replenishment.destination == "hub" else ""
        lines = numbered(lines, found.numbers, hub)
    supplier = found.snapshot.scan("supplier").select("supplier_id", supplier="name").collect()
    totals = order_totals(lines).join(supplier, on="supplier_id", how="left", maintain_order="left")
    return lines, totals


BANDS = ((quantile_name(0.1), quantile_name(0.9)), (quantile_name(0.25), quantile_name(0.75)))
"""Pairs of quantiles drawn as bands: 80 % and 50 %."""
