"""What styles are like, with where it is known from, how surely, and which source wins."""

from __future__ import annotations

import polars as pl

from modiste.model.colour import colour_frame
from modiste.perceive.corrections import NOTHING, SOURCE, said
from modiste.perceive.text.extract import extract

SURE = 0.6
"""Confidence from which an attribute that was perceived counts."""
CATALOGUE, TEXT, IMAGE = "catalogue", "text", "image"
SOURCES = (SOURCE, CATALOGUE, TEXT, IMAGE)
"""Sources, the first that says something of an attribute counts."""
SCHEMA = {
    "product_id": pl.String, "name": pl.String, "value": pl.String, "source": pl.String,
    "confidence": pl.Float64,
}  # fmt: skip
_UNREAD = ("category", "colour", "gender")
"""Attributes that the catalogue's columns say better than words."""


def attributes_of(
    products: pl.DataFrame, variants: pl.DataFrame, perceived: pl.DataFrame
) -> pl.DataFrame:
    """Attributes of styles from all sources.

    Args:
        products: rows of ``product``.
        variants: rows of ``variant``.
        perceived: rows of ``attribute``.

    Returns:
        ``product_id, name, value, source, confidence, counts``: the first of :data:`SOURCES` that
        says something of an attribute counts; pictures only where they are sure. What people say
        is not there has the value ``nothing`` and keeps the others from counting.
    """
    people = said(perceived).with_columns(source=pl.lit(SOURCE), confidence=pl.lit(1.0))
    seen = perceived.filter(pl.col("source") != SOURCE, pl.col("confidence").fill_null(1.0) > 0)
    rows = pl.concat(
        [
            people.select(list(SCHEMA)),
            _columns(products, variants),
            _words(products),
            seen.select(list(SCHEMA)).with_columns(pl.col("confidence").fill_null(1.0)),
        ]
    )
    order = pl.col("source").replace_strict(
        {name: n for n, name in enumerate(SOURCES)}, default=len(SOURCES), return_dtype=pl.Int64
    )
    sure = (pl.col("confidence") >= SURE) | (pl.col("source") == SOURCE)
    rank = pl.when(sure).then(order)
    return (
        rows.unique(["product_id", "name", "value", "source"], keep="first", maintain_order=True)
        .with_columns(order=order, rank=rank)
        .with_columns(
            counts=(pl.col("rank") == pl.col("rank").min().over("product_id", "name"))
            .fill_null(value=False)
        )
        .sort("product_id", "name", "order", "confidence", "value",
              descending=[False, False, False, True, False])
        .drop("order", "rank")
    )  # fmt: skip


def winning(attributes: pl.DataFrame) -> pl.DataFrame:
    """``product_id, name, value`` of what counts."""
    return attributes.filter("counts", pl.col("value") != NOTHING).select(
        "product_id", "name", "value"
    )


def _columns(products: pl.DataFrame, variants: pl.DataFrame) -> pl.DataFrame:
    told = products.select("product_id", "category", "gender", "brand", "pattern").unpivot(
        index="product_id", variable_name="name", value_name="value"
    )
    colours = variants.select("product_id", text="colour").drop_nulls().unique()
    named = colour_frame(colours["text"].unique().to_list()).select("text", value="name")
    shades = colours.join(named, on="text").select("product_id", name=pl.lit("colour"),
                                                   value="value")  # fmt: skip
    return (
        pl.concat([told, shades]).drop_nulls()
        .with_columns(source=pl.lit(CATALOGUE), confidence=pl.lit(1.0))
        .select(list(SCHEMA)).unique().sort(pl.all())
    )  # fmt: skip


def _words(products: pl.DataFrame) -> pl.DataFrame:
    tags = pl.col("tags").list.join(", ")
    text = pl.concat_str("title", "material", tags, separator=". ", ignore_nulls=True)
    texts = products.select("product_id", text=text).with_row_index("row")
    if not texts.height:
        return pl.DataFrame(schema=SCHEMA)
    found = extract(texts["text"]).filter(~pl.col("name").is_in(_UNREAD))
    rows = texts.select(pl.col("row").cast(pl.Int64), "product_id")
    best = found.join(rows, on="row").group_by("product_id", "name", "value").agg(
        pl.col("confidence").max()
    )  # fmt: skip
    return best.with_columns(source=pl.lit(TEXT)).select(list(SCHEMA)).sort(pl.all())
