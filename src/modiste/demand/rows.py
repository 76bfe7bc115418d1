"""From typed rows of a file (``item, location, day, quantity`` and more) to what a signal needs."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.demand.orders import adjusted
from modiste.model.calendar import first_day, last_day


def form_of(rows: pl.DataFrame) -> str:
    """Weekly where every date falls on one weekday and no item has a day twice; else daily."""
    twice = rows.select(pl.struct("item", "location", "day").is_duplicated().any()).item()
    one = rows["day"].dt.weekday().n_unique() == 1
    if one and not twice:
        return "weekly"
    return "order lines" if twice else "daily"


def weeks_of(
    rows: pl.DataFrame, form: str, *, numbered: bool
) -> tuple[pl.DataFrame, dt.date, list[str]]:
    """Units by week; a last week that is not whole is left out."""
    notes: list[str] = []
    back = int(rows.select((pl.col("quantity") < 0).sum()).item())
    if back:
        notes.append(
            f"{back:,} rows with a quantity below 0 are returns; demand is counted gross of them."
        )
    weekday = 0 if numbered or form == "weekly" else 6
    week = pl.col("day").dt.truncate("1w")
    newest = last_day(rows["day"])
    last = newest - dt.timedelta(days=newest.weekday())
    if weekday and newest.weekday() != weekday:
        notes.append(f"The week of {last} is not over in the file and is left out.")
        last -= dt.timedelta(weeks=1)
    units = (
        rows.with_columns(week=week)
        .filter(pl.col("week") <= last)
        .group_by("item", "location", "week")
        .agg(
            sold=pl.col("quantity").clip(lower_bound=0).sum(),
            **({"stock": pl.col("stock").sort_by("day").last()} if "stock" in rows.columns else {}),
        )
    )
    return units, last, notes


def filled(weekly: pl.DataFrame, last: dt.date) -> pl.DataFrame:
    """The panel: zeros in weeks without a row, from each series' first sale on."""
    keys = ("item", "location")
    seen = weekly.filter(pl.col("sold") > 0)
    spans = seen.group_by(keys).agg(first=pl.col("week").min())
    grid = spans.with_columns(week=pl.date_ranges("first", pl.lit(last), "1w")).explode(
        "week", empty_as_null=False
    )
    joined = grid.join(weekly, on=[*keys, "week"], how="left")
    empty = pl.col("stock") <= 0 if "stock" in weekly.columns else pl.lit(None, dtype=pl.Boolean)
    return joined.select(
        variant_id="item",
        location_id="location",
        week="week",
        sold=pl.col("sold").fill_null(0.0),
        censored=empty.fill_null(value=False),
    ).sort("variant_id", "location_id", "week")


def attributes_of(rows: pl.DataFrame) -> pl.DataFrame:
    """Style and category of each item, the first that is told."""
    style = pl.col("style") if "style" in rows.columns else pl.col("item")
    group = pl.col("category") if "category" in rows.columns else pl.lit(None, dtype=pl.String)
    told = rows.with_columns(style=style, kind=group)
    return (
        told.group_by("item", maintain_order=True)
        .agg(
            product_id=pl.col("style").drop_nulls().first(),
            group=pl.col("kind").drop_nulls().first(),
        )
        .select(
            pl.col("item").alias("variant_id"),
            pl.coalesce("product_id", "item").alias("product_id"),
            "group",
        )
    )


def empty_days(rows: pl.DataFrame, form: str) -> pl.DataFrame | None:
    """Days that ended with nothing on the shelf, of a daily file with stock."""
    if form != "daily" or "stock" not in rows.columns:
        return None
    empty = rows.filter((pl.col("stock") <= 0) & (pl.col("quantity") <= 0))
    return empty.select(
        pl.col("item").alias("variant_id"),
        pl.col("location").alias("location_id"),
        "day",
        pl.lit(1.0).alias("out"),
    )


def adjustments_of(rows: pl.DataFrame, attributes: pl.DataFrame, form: str) -> pl.DataFrame | None:
    """Cancelled units and one-off bulk by week, of a file of order lines that names its orders."""
    if form != "order lines" or "order" not in rows.columns:
        return None
    names = ("customer", "reason")
    told = [pl.col(n) if n in rows.columns else pl.lit(None, dtype=pl.String) for n in names]
    lines = rows.lazy().select(
        "order",
        pl.col("item").alias("variant_id"),
        pl.col("location").alias("location_id"),
        pl.col("day").cast(pl.Datetime("us", "UTC")).alias("sold_at"),
        pl.col("quantity").round().cast(pl.Int64),
        told[0].alias("customer_id"),
        told[1].alias("return_reason"),
    )
    lines = lines.rename({"order": "order_id"})
    groups = attributes.select("variant_id", "group")
    return adjusted(lines, groups, "UTC", 0)


def prices_of(
    rows: pl.DataFrame, attributes: pl.DataFrame, last: dt.date, horizon: int
) -> pl.DataFrame | None:
    """Relative prices of styles, carried on into the weeks ahead.

    Full price is the highest weekly mean of the year up to each week.
    """
    if not {"price", "promotion"} & set(rows.columns):
        return None
    style = attributes.select(pl.col("variant_id").alias("item"), "product_id")
    price = pl.col("price") if "price" in rows.columns else pl.lit(None, dtype=pl.Float64)
    offer = pl.col("promotion") if "promotion" in rows.columns else pl.lit(0.0)
    weekly = (
        rows.with_columns(week=pl.col("day").dt.truncate("1w"), cost=price, offer=offer)
        .filter((pl.col("week") <= last) & (pl.col("quantity") >= 0))
        .join(style, on="item")
        .group_by("product_id", "week")
        .agg(
            price=pl.col("cost").filter(pl.col("cost") > 0).median(),
            promoted=(pl.col("offer").fill_null(0.0) > 0).cast(pl.Float64).mean(),
        )
    )
    first = first_day(weekly["week"])
    count = (last - first).days // 7 + 1 + horizon
    weeks = [first + dt.timedelta(weeks=k) for k in range(count)]
    grid = weekly.select("product_id").unique().join(pl.DataFrame({"week": weeks}), how="cross")
    joined = grid.join(weekly, on=["product_id", "week"], how="left").sort("product_id", "week")
    filled = joined.with_columns(
        pl.col("price").forward_fill().backward_fill().over("product_id"),
        pl.col("promoted").fill_null(0.0),
    )
    full = pl.col("price").rolling_max_by("week", window_size="364d").over("product_id")
    ratio = (pl.col("price") / full).fill_null(1.0).clip(0.1, 1.0)
    return filled.select("product_id", "week", ratio=ratio, promoted="promoted")
