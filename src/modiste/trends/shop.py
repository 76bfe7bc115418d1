"""What the brand's own shop says of attributes: searched, viewed and sold.

These are trends among those who know the brand and of what it offers them: the share of sales of
an attribute cannot rise beyond what is in stock. They stand beside posts and searches, and confirm
them or not.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from modiste.model.calendar import week_start_expr
from modiste.perceive.text.extract import extract
from modiste.store.context import Context
from modiste.trends.catalogue import item_attributes
from modiste.trends.segments import ALL, QUERIES, SALES, VIEWS
from modiste.trends.series import ATTRIBUTE, GROUP, count_series, with_ancestors
from modiste.trends.vocabulary import ancestors

LEAST_UNITS: Final = 100.0
"""Units, views or searches over all weeks from which an attribute has a series."""
LEAST_STYLES: Final = 3
"""Styles from which an attribute has one: that of a single style is the style's own life."""


def shop_series(context: Context, shown: pl.DataFrame | None = None) -> pl.DataFrame:
    """Weekly shares of the shop's searches, page views and units sold by attribute.

    Args:
        context: of the run.
        shown: what pictures show of styles: ``product_id, name, value``.

    Returns:
        Rows of the table ``trend_series`` without the run, sorted.
    """
    items = item_attributes(context.snapshot, shown)
    variants = items.filter(pl.col("variant_id").is_not_null())
    styles = items.filter(pl.col("variant_id").is_null())
    by_variant = variants.select(item="variant_id", style="product_id", **_KEEP)
    by_style = styles.select(item="product_id", style="product_id", **_KEEP)
    queries = _queries(context)
    parts = [
        unit_series(_sales(context), _whole(by_variant), SALES, least_styles=LEAST_STYLES),
        unit_series(_views(context), _whole(by_style), VIEWS, least_styles=LEAST_STYLES),
        unit_series(queries, _whole(_meanings(queries["item"])), QUERIES),
    ]
    return pl.concat(parts).sort("series_id", "week")


_KEEP: Final = {"name": "name", "value": "value", "confidence": "confidence"}


def unit_series(
    units: pl.DataFrame, attributes: pl.DataFrame, segment: str, *, least_styles: int = 1
) -> pl.DataFrame:
    """Weekly shares of units by attribute; weeks without any unit are unknown.

    Args:
        units: ``item, week, units, squares``: units of an item in a week and the sum of the squares
            of what they came in, such as order lines.
        attributes: ``item, style, name, value, confidence``.
        segment: name of the segment.
        least_styles: styles from which an attribute has a series.
    """
    named = units.with_columns(
        market=pl.lit(ALL), segment=pl.lit(segment), source=pl.lit(segment)
    ).sort("week", "item")
    place = [*GROUP, "source", "week"]
    volume = named.group_by(place, maintain_order=True).agg(
        volume=pl.col("units").sum().cast(pl.Float64), squares=pl.col("squares").sum()
    )
    shown = named.join(attributes, on="item").with_columns(
        hits=pl.col("units") * pl.col("confidence")
    )
    hits = shown.sort(*ATTRIBUTE, "week", "item").group_by(*place, *ATTRIBUTE, maintain_order=True)
    kept = shown.group_by(*GROUP, *ATTRIBUTE).agg(
        total=pl.col("hits").sum(), styles=pl.col("style").n_unique()
    )
    wanted = (pl.col("total") >= LEAST_UNITS) & (pl.col("styles") >= least_styles)
    return count_series(
        volume, hits.agg(pl.col("hits").sum()), kept.filter(wanted).drop("total", "styles")
    )


def _whole(attributes: pl.DataFrame) -> pl.DataFrame:
    """Attributes of items with everything that they are a kind of."""
    styles = attributes.select("item", "style").unique()
    plain = attributes.select(pl.col("item").alias("post_id"), *_KEEP.values())
    whole = with_ancestors(plain, ancestors(plain)).rename({"post_id": "item"})
    return whole.join(styles, on="item")


def _sales(context: Context) -> pl.DataFrame:
    """Units sold by variant and week; an order line counts as one decision."""
    rows = context.snapshot.scan("sale").filter(pl.col("quantity") > 0)
    return _weekly(context, rows, "sold_at", pl.col("variant_id"), pl.col("quantity"))


def _views(context: Context) -> pl.DataFrame:
    rows = context.snapshot.scan("event").filter(
        pl.col("kind") == "view", pl.col("product_id").is_not_null()
    )
    return _weekly(context, rows, "at", pl.col("product_id"), pl.lit(1))


def _queries(context: Context) -> pl.DataFrame:
    rows = context.snapshot.scan("event").filter(
        pl.col("kind") == "search", pl.col("query").str.strip_chars() != ""
    )
    plain = pl.col("query").str.strip_chars().str.to_lowercase()
    return _weekly(context, rows, "at", plain, pl.lit(1))


def _weekly(
    context: Context, rows: pl.LazyFrame, time: str, item: pl.Expr, quantity: pl.Expr
) -> pl.DataFrame:
    brand, planning = context.settings.brand, context.settings.planning
    first = context.this_week - dt.timedelta(weeks=planning.history_weeks)
    day = pl.col(time).dt.convert_time_zone(brand.zone).dt.date()
    week = week_start_expr(day, brand.first_weekday)
    units = quantity.cast(pl.Float64)
    return (
        rows.select(item=item, week=week, units=units)
        .filter(pl.col("week") >= first, pl.col("week") < context.this_week)
        .group_by("item", "week")
        .agg(pl.col("units").sum(), squares=(pl.col("units") ** 2).sum())
        .collect()
    )


def _meanings(queries: pl.Series) -> pl.DataFrame:
    plain = queries.unique().sort()
    found = extract(plain)
    return found.select(
        plain.gather(found["row"]).alias("item"),
        plain.gather(found["row"]).alias("style"),
        *_KEEP.values(),
    )
