"""The range: one row a style with the figures that the grid shows, filters and sorts by."""

from __future__ import annotations

import polars as pl

from modiste.serve.api.products.attributes import attributes_of, winning
from modiste.serve.api.products.facts import Brand
from modiste.serve.api.products.figures import left, rated, sold, supplied
from modiste.trends.service import main_readings

_FACTS = ("product", "variant", "image", "sale", "stock", "purchase_order", "purchase_order_line",
          "receipt")  # fmt: skip
_FOUND = ("attribute", "demand_total", "demand_forecast", "trend_reading")
TABLES = (*_FACTS, *_FOUND)
RATE_WEEKS = 4
"""Weeks of sales that stand for demand where no plan has forecast it, and weeks ahead averaged."""
_LOUD = ("emerging", "rising", "peak", "fad", "falling", "seasonal", "flat")
"""Stages of trends, the most telling first."""


def styles(brand: Brand, weeks: int | None) -> pl.DataFrame:
    """Every style with its figures over a window of weeks, or since its launch.

    Columns: those of ``product`` that a grid shows; ``path`` of its picture; ``colours``,
    ``families``; ``price``, ``full_price`` and ``currency``; ``sold, returned, net, money`` of the
    window; ``on_hand, on_order, to_sell, sell_through``; ``weekly`` demand, ``basis`` of it,
    ``weeks_of_supply, stock``; ``stage`` and ``trend`` of the most telling trend that it shows.
    """
    return brand.tables.derived(
        ("products", "styles", weeks, brand.day()), TABLES, lambda: _styles(brand, weeks)
    )


def attributes(brand: Brand) -> pl.DataFrame:
    """What styles are like; see :func:`attributes_of`."""
    tables = brand.tables
    return tables.derived(
        ("products", "attributes"),
        ("product", "variant", "attribute"),
        lambda: attributes_of(
            tables.facts("product"), tables.facts("variant"), tables.facts("attribute")
        ),
    )


def trends(brand: Brand) -> pl.DataFrame:
    """``product_id, name, value, stage, change, confidence, series_id`` of trends styles show."""

    def joined() -> pl.DataFrame:
        readings = brand.tables.findings("trend_reading")
        if readings.height:
            readings = main_readings(readings)
        order = pl.col("stage").replace_strict(
            {stage: n for n, stage in enumerate(_LOUD)}, default=len(_LOUD), return_dtype=pl.Int64
        )
        shown = winning(attributes(brand)).join(
            readings.select("name", "value", "stage", "change", "change_low", "change_high",
                            "confidence", "series_id"),
            on=["name", "value"],
        )  # fmt: skip
        return (
            shown.with_columns(order=order, size=pl.col("change").abs())
            .sort("product_id", "order", "size", "name", descending=[False, False, True, False])
            .drop("order", "size")
        )

    names = ("product", "variant", "attribute", "trend_reading")
    return brand.tables.derived(("products", "trends"), names, joined)


def _styles(brand: Brand, weeks: int | None) -> pl.DataFrame:
    tables, variants = brand.tables, brand.variants()
    products = tables.facts("product").select(
        "product_id", "title", "brand", "category", "gender", "season", "collection", "status",
        "launched_on", "ended_on",
    )  # fmt: skip
    start = brand.start(weeks if weeks is not None else 52 * 100)
    found = (
        products.join(_pictures(brand), on="product_id", how="left")
        .join(_offered(variants), on="product_id", how="left")
        .join(sold(brand.sales(), start, brand.currency, "product_id"), on="product_id", how="left")
        .join(left(brand.stock(), variants, "product_id"), on="product_id", how="left")
        .join(_demand(brand), on="product_id", how="left")
        .with_columns(pl.col("sold", "returned", "net").fill_null(0))
    )
    told = supplied(rated(found))
    first = trends(brand).group_by("product_id", maintain_order=True).agg(
        pl.col("stage").first(),
        trend=pl.concat_str("name", "value", separator=":").first(),
    )  # fmt: skip
    return told.join(first, on="product_id", how="left").sort("product_id")


def _pictures(brand: Brand) -> pl.DataFrame:
    images = brand.tables.facts("image").filter(pl.col("path").is_not_null())
    return (
        images.sort("product_id", "position", "image_id", nulls_last=True)
        .group_by("product_id", maintain_order=True)
        .agg(pl.col("path").first(), pl.col("alt").first())
    )


def _offered(variants: pl.DataFrame) -> pl.DataFrame:
    return variants.group_by("product_id").agg(
        colours=pl.col("colour").drop_nulls().unique().sort(),
        families=pl.col("colour_family").drop_nulls().unique().sort(),
        sizes=pl.col("size").drop_nulls().n_unique(),
        price=pl.col("price").median().round().cast(pl.Int64),
        full_price=pl.col("full_price").median().round().cast(pl.Int64),
        currency=pl.col("currency").drop_nulls().first(),
    )


def _demand(brand: Brand) -> pl.DataFrame:
    """Expected units a week: the plan's forecast, or else the rate of the last weeks."""
    tables = brand.tables
    totals = tables.findings("demand_total").filter(pl.col("level") == "style")
    forecast = (
        totals.sort("week")
        .group_by("key")
        .agg(weekly=pl.col("mean").head(RATE_WEEKS).mean())
        .select(product_id="key", weekly="weekly", basis=pl.lit("forecast"))
    )
    rate = sold(brand.sales(), brand.start(RATE_WEEKS), brand.currency, "product_id").select(
        "product_id", weekly=pl.max_horizontal("net", pl.lit(0)) / RATE_WEEKS, basis=pl.lit("sales")
    )
    rest = rate.join(forecast, on="product_id", how="anti")
    return pl.concat([forecast, rest])
