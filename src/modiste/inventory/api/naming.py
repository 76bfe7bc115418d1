"""What things are called on pages: variants with title, colour and picture, places, suppliers.

A table of names is made once for every version of the tables it comes from.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import polars as pl

from modiste.store.reading import Tables

MEDIA = "/v1/media/"
"""Address under which the media folder is served."""

BLANK = {"product_id": None, "title": None, "colour": None, "size": None, "picture": None}
"""What is said of a variant that is not known."""


def address_of(path: str | None) -> str | None:
    """Address of a file in the media folder."""
    return None if path is None else MEDIA + quote(path)


def variant_names(tables: Tables) -> dict[str, dict[str, Any]]:
    """``product_id, title, colour, size, category, picture`` by variant."""

    def make() -> dict[str, dict[str, Any]]:
        product = tables.facts("product").select(
            "product_id", "title", category=pl.coalesce("category", "source_category", "gender")
        )
        variant = tables.facts("variant").select("variant_id", "product_id", "colour", "size")
        rows = variant.join(product, on="product_id", how="left")
        image = tables.facts("image").filter(pl.col("path").is_not_null())
        image = image.sort("position", "image_id")
        of_variant = dict(image.select("variant_id", "path").reverse().iter_rows())
        of_style = dict(image.select("product_id", "path").reverse().iter_rows())
        colour = {
            (row["product_id"], row["colour"]): of_variant[row["variant_id"]]
            for row in rows.iter_rows(named=True)
            if row["variant_id"] in of_variant
        }
        return {
            row["variant_id"]: {
                **row,
                "picture": address_of(
                    of_variant.get(row["variant_id"])
                    or colour.get((row["product_id"], row["colour"]))
                    or of_style.get(row["product_id"])
                ),
            }
            for row in rows.iter_rows(named=True)
        }

    return tables.derived("variant names", ("product", "variant", "image"), make)


def style_names(tables: Tables) -> dict[str, dict[str, Any]]:
    """``title, category, picture`` by style."""

    def make() -> dict[str, dict[str, Any]]:
        image = tables.facts("image").filter(pl.col("path").is_not_null())
        image = image.sort("position", "image_id").reverse()
        paths = dict(image.select("product_id", "path").iter_rows())
        rows = tables.facts("product").select(
            "product_id", "title", category=pl.coalesce("category", "source_category", "gender")
        )
        return {
            row["product_id"]: {**row, "picture": address_of(paths.get(row["product_id"]))}
            for row in rows.iter_rows(named=True)
        }

    return tables.derived("style names", ("product", "image"), make)


def named(tables: Tables, variant_id: str | None) -> dict[str, Any]:
    """What a variant is called; blanks where it is not known."""
    return variant_names(tables).get(variant_id or "", BLANK)


def location_names(tables: Tables) -> dict[str, str]:
    """Name of each place, its id where it has none."""

    def read() -> dict[str, str]:
        rows = tables.facts("location").select("location_id", pl.coalesce("name", "location_id"))
        return dict(rows.iter_rows())

    return tables.derived("location names", ("location",), read)


def supplier_names(tables: Tables) -> dict[str, str]:
    """Name of each supplier, its id where it has none."""

    def read() -> dict[str, str]:
        rows = tables.facts("supplier").select("supplier_id", pl.coalesce("name", "supplier_id"))
        return dict(rows.iter_rows())

    return tables.derived("supplier names", ("supplier",), read)
