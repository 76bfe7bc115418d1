"""What each item is like, from the table ``attribute``, the catalogue's columns and its words."""

from __future__ import annotations

import polars as pl

from modiste.model.colour import colour_frame
from modiste.perceive.corrections import NOTHING, said, settled
from modiste.perceive.text.extract import extract
from modiste.store.lake import Snapshot

SURE = 0.6
"""Confidence from which an attribute that was perceived counts."""
_COLUMNS = ("category", "gender", "brand")


def described(snapshot: Snapshot, table: pl.DataFrame) -> pl.DataFrame:
    """Attributes of items.

    What a person corrected goes before what a column of the catalogue says, that before what words
    of title, material and tags mention, and that before what was perceived in pictures.

    Args:
        snapshot: the facts and findings.
        table: ``item, product_id, colour, category, gender, brand``.

    Returns:
        ``item, name, value``.
    """
    columns = table.select("item", *_COLUMNS).unpivot(
        index="item", variable_name="name", value_name="value"
    )
    attribute = snapshot.read("attribute")
    layers = [
        _corrected(attribute, table),
        pl.concat([columns.drop_nulls(), _colours(table)]),
        _of_styles(_product_columns(snapshot), table),
        _of_styles(_words(snapshot), table),
        _of_styles(_perceived(attribute), table),
    ]
    known = layers[0]
    for layer in layers[1:]:
        news = layer.join(known, on=["item", "name"], how="anti")
        known = pl.concat([known, news])
    return known.filter(pl.col("value") != NOTHING).unique(maintain_order=True)


def _corrected(attribute: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """What people say of styles; a colour that they name has its family, too."""
    people = _of_styles(said(attribute), table)
    colours = people.filter((pl.col("name") == "colour") & (pl.col("value") != NOTHING))
    named = colour_frame(colours["value"].unique().to_list()).select(value="text", family="family")
    families = colours.join(named, on="value").select(
        "item", name=pl.lit("colour family"), value="family"
    )
    return pl.concat([people, families.drop_nulls()])


def _of_styles(values: pl.DataFrame, table: pl.DataFrame) -> pl.DataFrame:
    """Attributes of styles as those of each of their items."""
    return (
        table.select("item", "product_id")
        .join(values, on="product_id")
        .select("item", "name", "value")
    )


def _colours(table: pl.DataFrame) -> pl.DataFrame:
    named = colour_frame(table["colour"].drop_nulls().unique().to_list()).select(
        colour="text", value="name", family="family"
    )
    joined = table.select("item", "colour").join(named, on="colour")
    return pl.concat(
        [
            joined.select("item", name=pl.lit("colour"), value="value"),
            joined.select("item", name=pl.lit("colour family"), value="family"),
        ]
    ).drop_nulls()


def _product_columns(snapshot: Snapshot) -> pl.DataFrame:
    found = snapshot.scan("product").select("product_id", "pattern").collect()
    return found.unpivot(index="product_id", variable_name="name", value_name="value").drop_nulls()


def _words(snapshot: Snapshot) -> pl.DataFrame:
    """Attributes that title, material and tags mention; colours are those of the variants."""
    products = snapshot.scan("product").select("product_id", "title", "material", "tags").collect()
    texts = pl.concat(
        [
            products.select("product_id", text="title"),
            products.select("product_id", text="material"),
            products.select("product_id", text=pl.col("tags").list.join(", ")),
        ]
    ).drop_nulls()
    if not texts.height:
        return pl.DataFrame(schema={"product_id": pl.String, "name": pl.String, "value": pl.String})
    found = extract(texts["text"]).filter(pl.col("confidence") >= SURE)
    numbered = texts.with_row_index("row").with_columns(pl.col("row").cast(pl.Int64))
    joined = found.join(numbered.select("row", "product_id"), on="row")
    said = joined.filter(~pl.col("name").is_in(["category", "colour", "gender"]))
    return said.select("product_id", "name", "value").unique(maintain_order=True)


def _perceived(attribute: pl.DataFrame) -> pl.DataFrame:
    found = settled(attribute).filter(pl.col("confidence").fill_null(1.0) >= SURE)
    return found.select("product_id", "name", "value").unique().sort(pl.all())
