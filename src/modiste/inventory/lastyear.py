"""The year to be judged, out of a workspace or of plain files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from modiste.inventory import state
from modiste.inventory.backtest import Year
from modiste.inventory.columns import ROW, Wanted, read_columns
from modiste.inventory.files import EVERYWHERE, LOCATION, VARIANT, read_terms
from modiste.inventory.judge.past import Past, Pooled
from modiste.inventory.judge.scene import NEVER
from modiste.learn.distributions import Floats
from modiste.model.calendar import first_day, last_day
from modiste.model.errors import InputError, NotEnoughDataError, Place
from modiste.model.schema import RUN
from modiste.store.engine import connect
from modiste.store.expressions import Weeks, read_panel
from modiste.store.lake import Lake, Snapshot
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

SALES = (
    VARIANT,
    LOCATION,
    Wanted("day", "day", "the day, or the first day of the week", ("date", "week", "time"),
           required=True),
    Wanted("units", "number", "units sold, without returns", ("quantity", "sold", "sales"),
           required=True, least=0),
    Wanted("stockout", "whole", "1 where the shelf stood empty in that week",
           ("censored", "out_of_stock"), default=0, least=0),
)  # fmt: skip
"""Columns of a plain file of sales."""

_CELL = ("variant_id", "location_id", "week")


def years_of(workspace: Workspace, weeks: int, as_of: dt.date | None = None) -> list[Year]:
    """The past of a workspace's variants over all their locations, one a currency.

    Args:
        workspace: with sales and, if there are any, stock counts and supply terms.
        weeks: judged weeks.
        as_of: the judged weeks end before this day's week; after the newest whole week by default.

    Raises:
        NotEnoughDataError: nothing was sold, or no price is known.
    """
    snapshot, settings = workspace.lake.snapshot(), workspace.settings
    newest = snapshot.scan("sale").select(pl.col("sold_at").max()).collect().item()
    if newest is None:
        raise NotEnoughDataError("no sales have been imported", remedy="Import your orders first.")
    day = as_of or newest.astimezone(ZoneInfo(settings.brand.zone)).date() + dt.timedelta(days=1)
    end = day - dt.timedelta(days=(day.weekday() - settings.brand.first_weekday) % 7)
    reach = max(settings.planning.history_weeks, 2 * weeks)
    start = end - dt.timedelta(weeks=reach)
    span = Weeks(start, end, settings.brand.zone, settings.brand.first_weekday)
    storage = settings.storage
    with connect(snapshot, storage.engine, memory_mb=storage.memory_mb) as engine:
        panel = read_panel(engine, span)
    if not panel.height:
        raise NotEnoughDataError(
            f"no sales lie between {start} and {end}", remedy="Give another day with --as-of."
        )
    panel = _usual(_selling(panel, snapshot), workspace.lake)
    begun = first_day(panel["week"])
    supply = _priced(snapshot, settings, end, weeks)
    known = supply.filter(pl.col("price").is_not_null())
    if not known.height:
        raise NotEnoughDataError(
            "no variant has a price, and a cost in its currency or none",
            remedy="Import prices: money cannot be judged without them.",
        )
    stock = _stock(snapshot, settings, end - dt.timedelta(weeks=weeks), end)
    return [
        _year(panel, part, begun, stock, str(code))
        for (code,), part in known.partition_by(
            "currency", as_dict=True, maintain_order=True
        ).items()
        if panel.join(part, on="variant_id", how="semi").height
    ]


def year_of(sales: Path, terms: Path, currency: str | None = None) -> Year:
    """The past of plain files.

    Args:
        sales: columns :data:`SALES`, a row a day or week; weeks without a row sold nothing.
        terms: columns ``files.TERMS``, prices among them.
        currency: where the terms name none.

    Raises:
        InputError: a value cannot be used; its row is named.
    """
    rows = read_columns(sales, SALES)
    supply = read_terms(terms, currency=currency)
    missing = rows.join(supply, on="variant_id", how="anti")
    if missing.height:
        raise InputError(
            f"there are no terms for {missing['variant_id'][0]!r}",
            place=Place(sales.name, missing[ROW][0], "variant_id"),
            remedy=f"Add it to {terms.name}: cost, price and lead time.",
        )
    unpriced = supply.filter(pl.col("price").is_null())
    if unpriced.height:
        raise InputError(
            f"{unpriced['variant_id'][0]!r} has no price",
            place=Place(terms.name, column="price"),
            remedy="Give prices: what a year earned cannot be told without them.",
        )
    weekly = (
        rows.with_columns(week=pl.col("day").dt.truncate("1w"))
        .group_by("variant_id", "location_id", "week")
        .agg(sold=pl.col("units").sum(), censored=pl.col("stockout").max() > 0)
    )
    empty = pl.DataFrame(schema={"variant_id": pl.String, "on_hand": pl.Float64,
                                 "mean_stock": pl.Float64})  # fmt: skip
    start = first_day(weekly["week"])
    full = supply.with_columns(full_price="price", cost_known=pl.lit(value=True),
                               group=pl.lit(None, dtype=pl.String),
                               ended_on=pl.lit(None, dtype=pl.Date))  # fmt: skip
    return _year(weekly, full, start, empty, str(supply["currency"][0]))


def _selling(panel: pl.DataFrame, snapshot: Snapshot) -> pl.DataFrame:
    """Without locations that only hold stock."""
    warehouse = snapshot.scan("location").filter(pl.col("kind") == "warehouse").collect()
    sells = pl.col("sold").sum().over("location_id") > 0
    return panel.filter(sells | ~pl.col("location_id").is_in(warehouse["location_id"].implode()))


def _usual(panel: pl.DataFrame, lake: Lake) -> pl.DataFrame:
    """Without cancelled units and one-off bulk orders, where a plan has found such.

    Nobody keeps stock for them, so no policy is to be judged by them. The evidence reaches back as
    far as the newest plan's does, a year.
    """
    runs = lake.scan("demand_signal").select(RUN).unique().collect()[RUN].to_list()
    if not runs:
        return panel
    newest = max(runs, key=lambda run: run.split("-", 1)[-1])  # the id holds its time
    apart = (
        lake.scan("demand_signal")
        .filter(pl.col(RUN) == newest)
        .select(*_CELL, apart=pl.col("cancelled").fill_null(0) + pl.col("bulk").fill_null(0))
        .collect()
    )
    usual = (pl.col("sold") - pl.col("apart").fill_null(0)).clip(lower_bound=0)
    return panel.join(apart, on=_CELL, how="left").with_columns(sold=usual).drop("apart")


def _priced(snapshot: Snapshot, settings: Settings, end: dt.date, weeks: int) -> pl.DataFrame:
    """Terms of variants with the mean price paid, the full price, group and end of life.

    Where no cost is known, it is what the settings' margin leaves of the price.
    """
    supply = state.supply(snapshot, settings.planning)
    first = dt.datetime.combine(end - dt.timedelta(weeks=weeks), dt.time(), dt.UTC)
    sale = snapshot.scan("sale").filter((pl.col("quantity") > 0) & (pl.col("sold_at") >= first))
    variant = snapshot.scan("variant").select("variant_id", "full_price", home="currency")
    paid = (
        sale.drop_nulls("unit_price")
        .join(variant, on="variant_id")
        .filter(pl.col("currency") == pl.col("home"))
        .group_by("variant_id")
        .agg(paid=(pl.col("unit_price") * pl.col("quantity")).sum() / pl.col("quantity").sum())
        .collect()
    )
    product = (
        snapshot.scan("product")
        .select(
            "product_id", "ended_on", group=pl.coalesce("category", "source_category", "gender")
        )
        .collect()
    )
    assumed = pl.col("price") * (1 - settings.planning.margin)
    return (
        supply.filter(
            pl.col("unit_cost").is_null() | (pl.col("cost_currency") == pl.col("currency"))
        )
        .join(variant.select("variant_id", "full_price").collect(), on="variant_id", how="left")
        .join(paid, on="variant_id", how="left")
        .join(product, on="product_id", how="left")
        .with_columns(price=pl.coalesce(pl.col("paid").round().cast(pl.Int64), "price"))
        .with_columns(
            full_price=pl.coalesce("full_price", "price"),
            unit_cost=pl.coalesce("unit_cost", assumed.round().cast(pl.Int64)),
            cost_known=pl.col("unit_cost").is_not_null(),
        )
    )


def _stock(snapshot: Snapshot, settings: Settings, first: dt.date, end: dt.date) -> pl.DataFrame:
    """Units of each variant at the start, and the mean of the counts of the judged weeks."""
    zone = settings.brand.zone
    began = state.positions(snapshot, first - dt.timedelta(days=1), zone)
    begun = began.group_by("variant_id").agg(
        on_hand=(pl.col("on_hand") + pl.col("on_order")).cast(pl.Float64).sum(),
        unknown=pl.col("on_hand").is_null().any(),
    )
    start, stop = (dt.datetime.combine(d, dt.time(), ZoneInfo(zone)) for d in (first, end))
    counted = (
        snapshot.scan("stock")
        .filter((pl.col("counted_at") > start) & (pl.col("counted_at") <= stop))
        .group_by("variant_id", "location_id")
        .agg(pl.col("on_hand").mean(), counts=pl.len())
        # Three or four counts a year do not tell a mean stock.
        .filter(pl.col("counts") >= 12)
        .group_by("variant_id")
        .agg(mean_stock=pl.col("on_hand").clip(lower_bound=0).sum())
        .collect()
    )
    return begun.filter(~pl.col("unknown")).join(
        counted, on="variant_id", how="full", coalesce=True
    )


def _year(
    panel: pl.DataFrame, supply: pl.DataFrame, start: dt.date, stock: pl.DataFrame, currency: str
) -> Year:
    mine = panel.join(supply, on="variant_id", how="semi")
    series = (
        mine.select("variant_id").unique().sort("variant_id")
        .join(supply, on="variant_id", how="left", maintain_order="left")
        .join(stock.select("variant_id", "on_hand", "mean_stock"), on="variant_id", how="left",
              maintain_order="left")
        .with_columns(location_id=pl.lit(EVERYWHERE))
    )  # fmt: skip
    last = last_day(panel["week"])
    length = (last - start).days // 7 + 1
    ends = series.select(((pl.col("ended_on") - start).dt.total_days() // 7 + 1).fill_null(NEVER))

    def column(name: str) -> Floats:
        values: Floats = series[name].cast(pl.Float64).fill_null(np.nan).to_numpy().copy()
        return values

    return Year(
        series.select(
            "variant_id", "location_id", pl.coalesce("product_id", "variant_id"),
            pl.col("group").fill_null("all"), "cost_known",
        ),
        _past(mine, series, start, length),
        start,
        column("lead_time_days"),
        column("lead_time_sd_days"),
        series["supplier_id"].fill_null("").rank("dense").to_numpy().astype(np.int64) - 1,
        column("moq"),
        column("pack_size"),
        column("price").astype(np.int64),
        column("full_price").astype(np.int64),
        column("unit_cost").astype(np.int64),
        column("on_hand"),
        column("mean_stock"),
        np.minimum(ends.to_series().to_numpy(), NEVER).astype(np.int64),
        currency,
    )  # fmt: skip


def _past(mine: pl.DataFrame, series: pl.DataFrame, start: dt.date, length: int) -> Pooled:
    """Sales of every variant and location, pooled by variant."""
    places = mine.select("variant_id", "location_id").unique().sort("variant_id", "location_id")
    numbered = places.with_row_index("at").join(
        series.select("variant_id").with_row_index("group"), on="variant_id", maintain_order="left"
    )
    cells = mine.join(numbered, on=["variant_id", "location_id"])
    week = (cells["week"] - start).dt.total_days().to_numpy() // 7
    at = cells["at"].to_numpy().astype(np.int64)
    sold = np.full((places.height, length), np.nan)
    censored = np.zeros(sold.shape, dtype=bool)
    sold[at, week] = cells["sold"].to_numpy()
    censored[at, week] = cells["censored"].to_numpy()
    # From its first week on, a week without a row sold nothing.
    begun = np.maximum.accumulate(~np.isnan(sold), axis=1)
    sold[begun & np.isnan(sold)] = 0.0
    return Pooled(Past(sold, censored), numbered.sort("at")["group"].to_numpy().astype(np.int64))
