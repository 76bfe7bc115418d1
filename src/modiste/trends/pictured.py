"""Which of the brand's own pictures show an attribute."""

from __future__ import annotations

import polars as pl

from modiste.trends.catalogue import attributes
from modiste.trends.vocabulary import ancestors

_COLUMNS = ("product_id", "name", "value", "path")


def pictured(product: pl.DataFrame, variant: pl.DataFrame, image: pl.DataFrame) -> pl.DataFrame:
    """Attributes of the styles on sale that have a picture.

    A colour is shown by the picture of a variant that has it, anything else by the style's first.

    Args:
        product: the table.
        variant: the table.
        image: the table.

    Returns:
        ``product_id, name, value, path, title``: one picture of a style and attribute, sorted by
        style.
    """
    columns = ("product_id", "title", "category", "material", "pattern")
    on_sale = pl.col("status").fill_null("active") == "active"
    products = product.filter(on_sale).select(columns).sort("product_id")
    variants = variant.select("product_id", "variant_id", "colour")
    pictures = (
        image.filter(pl.col("path").is_not_null())
        .select("product_id", "variant_id", "path", "position", "image_id")
        .sort("product_id", "position", "image_id")
    )
    first = pictures.group_by("product_id", maintain_order=True).agg(pl.col("path").first())
    plain = attributes(products, variants).filter(pl.col("name") != "colour")
    own = [
        plain.join(first, on="product_id").select(_COLUMNS),
        _coloured(products, variants, pictures),
    ]
    shown = pl.concat(own)
    kinds = shown.join(ancestors(shown), on=["name", "value"]).with_columns(value="ancestor")
    titles = products.select("product_id", "title")
    return (
        pl.concat([shown, kinds.select(_COLUMNS)])
        .unique(["product_id", "name", "value"], maintain_order=True)
        .join(titles, on="product_id")
        .sort("product_id", "name", "value")
    )


def _coloured(
    products: pl.DataFrame, variants: pl.DataFrame, pictures: pl.DataFrame
) -> pl.DataFrame:
    """The colour of each picture, which is that of its variant."""
    read = attributes(
        products.join(pictures, on="product_id").with_columns(product_id="image_id"),
        pictures.join(variants, on="variant_id").select("colour", product_id="image_id"),
    ).filter(pl.col("name") == "colour")
    own = read.rename({"product_id": "image_id"}).join(pictures, on="image_id")
    return own.select(_COLUMNS).unique(["product_id", "name", "value"], maintain_order=True)
