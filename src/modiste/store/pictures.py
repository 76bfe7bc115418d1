"""Which picture shows a style, or a style in one of its colours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from modiste.store.reading import Tables

TABLES = ("image", "variant")


@dataclass(frozen=True)
class Shots:
    """First pictures by what they show, as paths in the media folder.

    Attributes:
        colours: by style and colour.
        variants: by variant, that of its colour.
        styles: by style.
    """

    colours: Mapping[tuple[str, str], str]
    variants: Mapping[str, str]
    styles: Mapping[str, str]

    def of(self, product: str, colour: str | None = None) -> str | None:
        """The picture of a style in a colour, or else of the style."""
        own = None if colour is None else self.colours.get((product, colour))
        return own or self.styles.get(product)

    def of_variant(self, variant: str | None, product: str) -> str | None:
        """The picture of a variant, or else of its style."""
        own = None if variant is None else self.variants.get(variant)
        return own or self.styles.get(product)


def shots(tables: Tables) -> Shots:
    """The pictures of a workspace."""
    return tables.derived("pictures of styles", TABLES, lambda: _shots(tables))


def _shots(tables: Tables) -> Shots:
    images = tables.facts("image").filter(pl.col("path").is_not_null())
    ranked = images.sort("position", "image_id", nulls_last=True)
    variants = tables.facts("variant").select("variant_id", "product_id", "colour")
    coloured = (
        ranked.join(variants.select("variant_id", "colour"), on="variant_id")
        .filter(pl.col("colour").is_not_null())
        .unique(["product_id", "colour"], keep="first", maintain_order=True)
        .select("product_id", "colour", "path")
    )
    styles = ranked.unique("product_id", keep="first", maintain_order=True)
    of_variant = variants.join(coloured, on=["product_id", "colour"]).select("variant_id", "path")
    return Shots(
        {(product, colour): path for product, colour, path in coloured.iter_rows()},
        dict(of_variant.iter_rows()),
        dict(styles.select("product_id", "path").iter_rows()),
    )
