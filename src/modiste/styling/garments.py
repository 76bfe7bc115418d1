"""The shop's garments: what is on sale, what it is like, and what lies in stock."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from modiste.model.colour import colour_frame
from modiste.model.taxonomy import taxonomy
from modiste.perceive.corrections import corrected, said, settled
from modiste.perceive.text.extract import extract
from modiste.store.lake import Snapshot

SURE = 0.6
"""Confidence below which an attribute that was perceived does not count."""

Attributes = Mapping[str, frozenset[tuple[str, str]]]

_STYLE = ("product_id", "title", "category", "gender", "material", "pattern", "tags", "status")
_VARIANT = ("variant_id", "product_id", "colour", "size", "price", "currency", "status")


@dataclass(frozen=True)
class Garments:
    """Everything the shop has or had.

    Attributes:
        variants: one row a SKU: ``variant_id, product_id, title, category, gender, kind`` (size
            category), ``colour, pattern, size, price, currency, on_sale`` and ``on_hand`` (null is
            unknown).
        attributes: ``(name, value)`` pairs by style.
    """

    variants: pl.DataFrame
    attributes: Attributes


def read_garments(snapshot: Snapshot, as_of: dt.date) -> Garments:
    """The shop's garments as they were known on a day.

    Args:
        snapshot: the facts.
        as_of: stock counted later is not looked at.
    """
    products = snapshot.scan("product").select(_STYLE).collect()
    variants = snapshot.scan("variant").select(_VARIANT).collect()
    joined = variants.join(products, on="product_id", suffix="_style").join(
        on_hand(snapshot, as_of), on="variant_id", how="left"
    )
    selling = (pl.col(name).fill_null("active") == "active" for name in ("status", "status_style"))
    kinds = {key: found.scale for key, found in taxonomy().items()}
    colours = colour_frame(joined["colour"].drop_nulls().unique().to_list())
    named = joined.join(colours.select(colour="text", named="name"), on="colour", how="left")
    whole = named.select(
        "variant_id",
        "product_id",
        "title",
        "category",
        "gender",
        pl.col("category")
        .replace_strict(kinds, default=None, return_dtype=pl.String)
        .alias("kind"),
        pl.coalesce("named", "colour").alias("colour"),
        "pattern",
        "size",
        "price",
        "currency",
        pl.all_horizontal(*selling).alias("on_sale"),
        "on_hand",
    )
    return Garments(whole.sort("variant_id"), attributes_of(snapshot, products))


def on_hand(snapshot: Snapshot, as_of: dt.date) -> pl.DataFrame:
    """``variant_id, on_hand``: units at all locations by their latest count; null is unknown."""
    end = dt.datetime.combine(as_of + dt.timedelta(days=1), dt.time(), dt.UTC)
    latest = (
        snapshot.scan("stock")
        .filter(pl.col("counted_at") < end)
        .group_by("variant_id", "location_id")
        .agg(pl.col("on_hand").sort_by("counted_at").last())
        .collect()
    )
    known = pl.col("on_hand").count() > 0
    return latest.group_by("variant_id").agg(
        on_hand=pl.when(known).then(pl.col("on_hand").clip(lower_bound=0).sum())
    )


def attributes_of(snapshot: Snapshot, products: pl.DataFrame) -> Attributes:
    """Attributes of styles: what people say, then columns, pictures, words of title and tags."""
    columns = products.select("product_id", "pattern").unpivot(
        index="product_id", variable_name="name", value_name="value"
    )
    attribute = snapshot.read("attribute")
    perceived = (
        settled(attribute)
        .filter(pl.col("confidence").fill_null(1.0) >= SURE)
        .select("product_id", "name", "value")
    )
    found = columns.drop_nulls()
    for layer in (perceived, words_of(products)):
        found = pl.concat([found, layer.join(found, on=["product_id", "name"], how="anti")])
    found = corrected(found, said(attribute))
    pairs = found.filter(pl.col("name") != "category").group_by("product_id").agg("name", "value")
    return {
        product: frozenset(zip(names, values, strict=True))
        for product, names, values in pairs.iter_rows()
    }


def words_of(products: pl.DataFrame) -> pl.DataFrame:
    """``product_id, name, value``: what title, material and tags mention."""
    tags = pl.col("tags").list.join(", ")
    text = pl.concat_str("title", "material", tags, separator=". ", ignore_nulls=True)
    texts = products.select("product_id", text=text).with_row_index("row")
    mentioned = extract(texts["text"]).filter(pl.col("confidence") >= SURE)
    rows = texts.select(pl.col("row").cast(pl.Int64), "product_id")
    return (
        mentioned.join(rows, on="row")
        .select("product_id", "name", "value")
        .unique(maintain_order=True)
    )
