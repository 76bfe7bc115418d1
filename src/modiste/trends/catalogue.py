"""The brand's own styles: what they are like, what they sell, what lies in stock."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.model.colour import colour_frame
from modiste.perceive.corrections import corrected, said
from modiste.perceive.text.extract import extract
from modiste.store.context import Context
from modiste.store.lake import Snapshot
from modiste.trends.brand import Range
from modiste.trends.vocabulary import ancestors

RECENT = dt.timedelta(weeks=13)
_SAID = ("category", "colour", "pattern", "material")
"""Attributes that columns of the catalogue say; the title only fills in where they are silent."""


def brand_range(context: Context, shown: pl.DataFrame | None = None) -> Range | None:
    """The styles on sale; ``None`` where the workspace has none.

    Args:
        context: of the run.
        shown: what pictures show of styles, as for :func:`attributes`.
    """
    product = context.snapshot.scan("product").filter(
        pl.col("status").fill_null("active") == "active"
    )
    products = product.select(*_PRODUCT).collect()
    if not products.height:
        return None
    variants = context.snapshot.scan("variant").select(
        "variant_id", "product_id", "colour", "price", "cost"
    )
    known = variants.collect().join(products, on="product_id", how="semi")
    planning = context.settings.planning
    read = corrected(attributes(products, known, shown), said(context.snapshot.scan("attribute")))
    read = read.join(products, on="product_id", how="semi")
    return Range(
        attributes=with_kinds(read),
        products=_amounts(context, known),
        currency=context.settings.brand.currency,
        margin=planning.margin,
    )


def attributes(
    products: pl.DataFrame, variants: pl.DataFrame, shown: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Attributes of styles, from the catalogue's columns, from titles, and from pictures.

    Columns come first; titles speak of what they leave open, and pictures of what both do.

    Args:
        products: ``product_id, title, category, material, pattern``.
        variants: ``product_id, colour``.
        shown: ``product_id, name, value``: what pictures show surely enough.

    Returns:
        ``product_id, name, value``.
    """
    columns = products.select(
        "product_id",
        category="category",
        pattern="pattern",
    ).unpivot(index="product_id", variable_name="name", value_name="value")
    colours = _colours(variants)
    words = pl.concat(
        [
            products.select("product_id", text="title"),
            products.select("product_id", text="material"),
        ]
    ).drop_nulls()
    found = extract(words["text"]).join(
        words.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64)).drop("text"),
        on="row",
    )
    said = pl.concat([columns, colours]).drop_nulls()
    silent = found.select("product_id", "name", "value").join(
        said.filter(pl.col("name").is_in(_SAID)), on=["product_id", "name"], how="anti"
    )
    read = pl.concat([said, silent])
    if shown is not None:
        rest = shown.join(products, on="product_id", how="semi").join(
            read, on=["product_id", "name"], how="anti"
        )
        read = pl.concat([read, rest.select(read.columns)])
    return read.unique(maintain_order=True)


def with_kinds(attributes: pl.DataFrame) -> pl.DataFrame:
    """Attributes of styles with what they are a kind of: a camel coat is a brown one too.

    Args:
        attributes: ``product_id, name, value``.
    """
    above = attributes.join(ancestors(attributes), on=["name", "value"]).select(
        "product_id", "name", value="ancestor"
    )
    return pl.concat([attributes, above]).unique(maintain_order=True)


def item_attributes(snapshot: Snapshot, shown: pl.DataFrame | None = None) -> pl.DataFrame:
    """Attributes of every style and of every variant that was ever on sale.

    A variant has its own colour; a style shows all of its colours, each for its part. What people
    corrected goes before both.

    Args:
        snapshot: the facts.
        shown: what pictures show of styles, as for :func:`attributes`.

    Returns:
        ``product_id, variant_id, name, value, confidence``; the variant is null in rows of styles.
    """
    products = snapshot.scan("product").select(*_PRODUCT).collect()
    variants = snapshot.scan("variant").select("product_id", "variant_id", "colour").collect()
    people = said(snapshot.scan("attribute"))
    read = corrected(attributes(products, variants, shown), people)
    whole = read.join(products, on="product_id", how="semi").with_columns(
        confidence=pl.when(pl.col("name") == "colour")
        .then(1 / pl.len().over("product_id", "name"))
        .otherwise(1.0)
    )
    recoloured = people.filter(pl.col("name") == "colour")
    named = variants.join(recoloured, on="product_id", how="anti")
    own = _colours(named.select("colour", product_id="variant_id")).rename(
        {"product_id": "variant_id"}
    )
    own = variants.select("product_id", "variant_id").join(own, on="variant_id")
    plain = variants.select("product_id", "variant_id").join(whole, on="product_id")
    coloured = own.select("variant_id").unique()
    inherited = plain.filter(pl.col("name") != "colour")
    unnamed = plain.filter(pl.col("name") == "colour").join(coloured, on="variant_id", how="anti")
    columns = ["product_id", "variant_id", "name", "value", "confidence"]
    return pl.concat(
        [
            whole.with_columns(variant_id=pl.lit(None, pl.String)).select(columns),
            inherited.select(columns),
            unnamed.select(columns),
            own.with_columns(confidence=pl.lit(1.0)).select(columns),
        ]
    )


_PRODUCT = ("product_id", "title", "category", "material", "pattern")


def _colours(variants: pl.DataFrame) -> pl.DataFrame:
    texts = variants.select("product_id", text="colour").drop_nulls().unique()
    named = colour_frame(texts["text"].unique().to_list())
    text, name = named.columns[0], "name"
    return texts.join(named.select(text=text, value=name), on="text").select(
        "product_id", name=pl.lit("colour"), value="value"
    )


def _amounts(context: Context, variants: pl.DataFrame) -> pl.DataFrame:
    """Units and revenue of the last weeks, units on hand and their value at cost."""
    start = dt.datetime.combine(context.as_of - RECENT, dt.time(), dt.UTC)
    end = dt.datetime.combine(context.as_of, dt.time(), dt.UTC)
    sold = (
        context.snapshot.scan("sale")
        .filter(pl.col("sold_at") >= start, pl.col("sold_at") < end, pl.col("quantity") > 0)
        .group_by("variant_id")
        .agg(
            units=pl.col("quantity").sum(),
            revenue=(pl.col("quantity") * pl.col("unit_price").fill_null(0)).sum(),
        )
        .collect()
    )
    stock = (
        context.snapshot.scan("stock")
        .filter(pl.col("counted_at") < end + dt.timedelta(days=1))
        .group_by("variant_id", "location_id")
        .agg(pl.col("on_hand").sort_by("counted_at").last())
        .group_by("variant_id")
        .agg(stock=pl.col("on_hand").sum())
        .collect()
    )
    joined = variants.join(sold, on="variant_id", how="left").join(
        stock, on="variant_id", how="left"
    )
    value = pl.col("stock") * pl.coalesce("cost", pl.col("price") / 2)
    return joined.group_by("product_id").agg(
        pl.col("units").fill_null(0).sum(),
        pl.col("revenue").fill_null(0).sum(),
        pl.col("stock").sum(),
        stock_value=value.sum(),
    )
