"""Shopify: exported products, current and classic headers.

The first row of a handle carries the product; the rows after it only variants, or only pictures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.enrich import enriched, gender_of
from modiste.store.importers.fields import digests
from modiste.store.importers.groups import filled_from_first, runs, whole_groups
from modiste.store.importers.headers import find
from modiste.store.importers.shopify import (
    OPTIONS,
    option,
    option_values,
    variant_id,
    without_markup,
)
from modiste.store.importers.source import Chunk, Source

_PRODUCT = {
    "title": ("Title",),
    "body": ("Description", "Body (HTML)", "Body HTML"),
    "vendor": ("Vendor",),
    "category": ("Product category", "Product Category", "Standardized Product Type"),
    "type": ("Type", "Custom Product Type", "Product type"),
    "tags": ("Tags",),
    "status": ("Status",),
    "gift": ("Gift card", "Gift Card"),
    **{f"option{n}_name": OPTIONS[f"option{n}_name"] for n in (1, 2, 3)},
}
_ROW = {
    "handle": ("URL handle", "Handle"),
    **{f"option{n}_value": OPTIONS[f"option{n}_value"] for n in (1, 2, 3)},
    "sku": ("SKU", "Variant SKU"),
    "barcode": ("Barcode", "Variant Barcode"),
    "price": ("Price", "Variant Price"),
    "compare": ("Compare-at price", "Variant Compare At Price"),
    "cost": ("Cost per item",),
    "grams": ("Weight value (grams)", "Variant Grams"),
    "image": ("Product image URL", "Image Src"),
    "position": ("Image position", "Image Position"),
    "alt": ("Image alt text", "Image Alt Text"),
    "variant_image": ("Variant image URL", "Variant Image"),
}
_METAFIELDS = {
    "material": re.compile(r"(?i)product\.metafields\.[^)]*\b(fabric|material)\b"),
    "gender": re.compile(r"(?i)product\.metafields\.[^)]*\b(target-gender|gender)\b"),
    "season": re.compile(r"(?i)product\.metafields\.[^)]*\bseason\b"),
}


class ShopifyProducts:
    """Products, variants and pictures of a Shopify shop."""

    name = "shopify_products"
    title = "Shopify products"
    tables = ("product", "variant", "image")

    def match(self, sample: Sample) -> float:
        """A handle with variants' prices."""
        classic = sample.has("Handle", "Title", "Variant Price")
        current = sample.has("URL handle", "Title", "Price")
        return 0.98 if classic or current else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read product by product."""
        headers = find(source.sample.headers, {**_PRODUCT, **_ROW}) | _metafields(source.sample)
        currency = context.need_currency(source.name)
        amounts = [headers[f] for f in ("price", "compare", "cost", "grams") if f in headers]
        decimal = decimal_of(context, source.sample, amounts)
        for chunk in whole_groups(source.frames(list(headers.values())), headers["handle"]):
            filled = _filled(chunk, headers)
            cells = Cells(filled, headers, context, decimal=decimal)
            yield _batch(chunk, cells, headers, currency)


def _metafields(sample: Sample) -> dict[str, str]:
    found = {}
    for field, pattern in _METAFIELDS.items():
        named = [header for header in sample.headers if pattern.search(header)]
        if named:
            found[field] = named[0]
    return found


def _filled(chunk: Chunk, headers: dict[str, str]) -> pl.DataFrame:
    """Every row with what the first row of its product says."""
    run = runs(chunk.frame[headers["handle"]])
    spread = [headers[f] for f in (*_PRODUCT, *_METAFIELDS) if f in headers]
    return filled_from_first(chunk.frame, run, spread)


def _batch(chunk: Chunk, cells: Cells, headers: dict[str, str], currency: str) -> Batch:
    titled = chunk.frame[headers["title"]].is_not_null()
    handle = cells.text("handle")
    cells.refuse(handle.is_null(), "the row has no handle")
    cells.refuse(cells.boolean("gift"), "a gift card is no article", "gift")
    variants = cells.text("price").is_not_null() | cells.text("sku").is_not_null()
    pictures = cells.text("image").is_not_null()
    bare = ~(titled | variants | pictures)
    cells.refuse(bare, "the row describes no product, variant or picture")
    status = _status(cells)
    product = _products(cells, handle, status)
    variant = _variants(cells, handle, status, currency)
    image = _images(cells, handle, variant["variant_id"])
    both = cells.split(product.with_columns(mask=titled))[0]
    sold = cells.split(variant.with_columns(mask=variants))[0]
    shown, problems = cells.split(image.with_columns(mask=pictures))
    tables = {"product": both, "variant": sold, "image": shown}
    return Batch(
        tables={
            name: enriched(name, rows.filter("mask").drop("mask")) for name, rows in tables.items()
        },
        rejects=pl.concat([chunk.rejects, problems]),
        notes=cells.notes,
        rows=chunk.rows,
    )


def _status(cells: Cells) -> pl.Series:
    said = cells.text("status").str.to_lowercase()
    known = said.replace_strict(
        {"active": "active", "draft": "draft", "archived": "archived", "unlisted": "active"},
        default=None,
        return_dtype=pl.String,
    )
    cells.note("status", known.is_null() & said.is_not_null(), "the status is not known")
    return known


def _products(cells: Cells, handle: pl.Series, status: pl.Series) -> pl.DataFrame:
    tags = cells.text("tags").str.split(",").list.eval(pl.element().str.strip_chars())
    type_ = cells.text("type")
    columns = {
        "product_id": handle,
        "title": cells.text("title"),
        "description": without_markup(cells.text("body")),
        "brand": cells.text("vendor"),
        "source_category": type_.zip_with(type_.is_not_null(), cells.text("category")),
        "tags": tags.list.eval(pl.element().filter(pl.element() != "")),
        "status": status,
    }
    if cells.has("gender"):
        columns["gender"] = gender_of(cells.text("gender"))
    for field in ("material", "season"):
        if cells.has(field):
            columns[field] = cells.text(field)
    wanted = {"description": "body", "brand": "vendor", "tags": "tags", "status": "status"}
    absent = [name for name, field in wanted.items() if not cells.has(field)]
    return pl.DataFrame(columns).drop(absent)


def _variants(cells: Cells, handle: pl.Series, status: pl.Series, currency: str) -> pl.DataFrame:
    price = cells.money("price", currency)
    compare = cells.money("compare", currency)
    columns = {
        "variant_id": variant_id(cells.text("sku"), cells.text("title"), option_values(cells)),
        "product_id": handle,
        "gtin": cells.gtin("barcode"),
        "colour": option(cells, "colour"),
        "size": option(cells, "size"),
        "price": price,
        # Without a compare-at price the article is not marked down.
        "full_price": compare.zip_with((compare > price).fill_null(False), price),
        "cost": cells.money("cost", currency),
        "currency": cells.constant(currency),
        "weight_g": cells.real("grams"),
        "status": status,
    }
    wanted = {"gtin": "barcode", "cost": "cost", "weight_g": "grams", "status": "status"}
    absent = [name for name, field in wanted.items() if not cells.has(field)]
    return pl.DataFrame(columns).drop(absent)


def _images(cells: Cells, handle: pl.Series, variant: pl.Series) -> pl.DataFrame:
    url = cells.text("image")
    own = cells.text("variant_image") == url
    address = pl.select(pl.concat_str(handle, url, separator="\n")).to_series()
    return pl.DataFrame(
        {
            "image_id": digests(address),
            "product_id": handle,
            "variant_id": variant.zip_with(own.fill_null(False), cells.blank()),
            "position": cells.quantity("position"),
            "url": url,
            "alt": cells.text("alt"),
        }
    )
