"""WooCommerce: exported products, with variations as rows of their own below their parents."""

from __future__ import annotations

import re
from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.enrich import enriched
from modiste.store.importers.fields import digests
from modiste.store.importers.headers import find
from modiste.store.importers.shopify import without_markup
from modiste.store.importers.source import Chunk, Source

_FIELDS = {
    "id": ("ID",),
    "type": ("Type",),
    "sku": ("SKU",),
    "gtin": ("GTIN, UPC, EAN, or ISBN",),
    "name": ("Name",),
    "published": ("Published",),
    "body": ("Description",),
    "short": ("Short description",),
    "sale": ("Sale price",),
    "regular": ("Regular price",),
    "categories": ("Categories",),
    "tags": ("Tags",),
    "brands": ("Brands",),
    "images": ("Images",),
    "parent": ("Parent",),
}
_WEIGHT = re.compile(r"(?i)^weight \((g|kg|lbs|oz)\)$")
_GRAMS = {"g": 1.0, "kg": 1000.0, "lbs": 453.59237, "oz": 28.349523125}
_ATTRIBUTE = re.compile(r"(?i)^attribute (\d+) name$")
_COLOUR = r"(?i)colou?r|farbe|couleur|kleur|颜色|色"
_SIZE = r"(?i)size|größe|groesse|taille|talla|taglia|maat|尺码|尺寸"
_ARTICLES = ("simple", "variation", "variable")
_STATUS = {"1": "active", "0": "draft", "-1": "draft"}


class WooProducts:
    """Products and variations of a WooCommerce shop."""

    name = "woocommerce_products"
    title = "WooCommerce products"
    tables = ("product", "variant", "image")

    def match(self, sample: Sample) -> float:
        """Types, SKUs and parents."""
        shop = sample.has("ID", "Type", "SKU", "Name", "Regular price")
        return 0.95 if shop and sample.has_any("Parent", "Published") else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read row by row."""
        headers = find(source.sample.headers, _FIELDS) | _special(source.sample)
        currency = context.need_currency(source.name)
        prices = [headers[f] for f in ("sale", "regular", "weight") if f in headers]
        decimal = decimal_of(context, source.sample, prices)
        for chunk in source.frames(list(headers.values())):
            cells = Cells(chunk.frame, headers, context, decimal=decimal)
            yield _batch(chunk, cells, currency)


def _special(sample: Sample) -> dict[str, str]:
    """The columns of weight and attributes, whose headers vary."""
    found = {}
    for header in sample.headers:
        if match := _WEIGHT.match(header):
            found["weight"] = header
            found[f"unit {match[1].lower()}"] = header
        if match := _ATTRIBUTE.match(header):
            found[f"attribute {match[1]}"] = header
        if match := re.match(r"(?i)^attribute (\d+) value\(s\)$", header):
            found[f"value {match[1]}"] = header
    return found


def _batch(chunk: Chunk, cells: Cells, currency: str) -> Batch:
    # "variation, virtual" says two things; the first is the type.
    kind = cells.text("type").str.to_lowercase().str.extract(r"^(\w+)")
    own = _own_id(cells)
    cells.refuse(own.is_null(), "the row has neither an ID nor a SKU")
    known = kind.is_in(_ARTICLES).fill_null(False)
    cells.refuse(~known, "the type is not simple, variable or variation", "type")
    child = (kind == "variation").fill_null(False)
    parent = _parent(cells)
    cells.refuse(child & parent.is_null(), "the variation names no parent", "parent")
    product = parent.zip_with(child, own)
    styles = _products(cells, product).with_columns(mask=~child)
    variants = _variants(cells, product, currency).with_columns(mask=kind != "variable")
    pictures = _images(cells, product, child)
    style, _ = cells.split(styles)
    variant, problems = cells.split(variants)
    tables = {"product": style, "variant": variant}
    return Batch(
        tables={
            **{n: enriched(n, rows.filter("mask").drop("mask")) for n, rows in tables.items()},
            "image": _exploded(cells.split(pictures)[0]),
        },
        rejects=pl.concat([chunk.rejects, problems]),
        notes=cells.notes,
        rows=chunk.rows,
    )


def _own_id(cells: Cells) -> pl.Series:
    """The SKU, or ``id:123``, which is how WooCommerce itself names a row without one."""
    sku = cells.text("sku")
    number = cells.text("id")
    named = pl.select(pl.lit("id:") + number).to_series()
    return sku.zip_with(sku.is_not_null(), named)


def _parent(cells: Cells) -> pl.Series:
    return cells.text("parent").str.replace(r"^id:\s*", "id:")


def _products(cells: Cells, product: pl.Series) -> pl.DataFrame:
    category = cells.text("categories").str.extract(r"^((?:[^,\\]|\\,)*)").str.strip_chars()
    tags = cells.text("tags").str.split(",").list.eval(pl.element().str.strip_chars())
    long, short = cells.text("body"), cells.text("short")
    columns = {
        "product_id": product,
        "title": cells.text("name"),
        "description": without_markup(long.zip_with(long.is_not_null(), short)),
        "brand": cells.text("brands"),
        "source_category": category,
        "tags": tags,
        "status": _status(cells),
    }
    wanted = {"brand": "brands", "tags": "tags", "status": "published"}
    return pl.DataFrame(columns).drop([c for c, field in wanted.items() if not cells.has(field)])


def _status(cells: Cells) -> pl.Series:
    return cells.text("published").replace_strict(_STATUS, default=None, return_dtype=pl.String)


def _variants(cells: Cells, product: pl.Series, currency: str) -> pl.DataFrame:
    regular = cells.money("regular", currency)
    sale = cells.money("sale", currency)
    columns = {
        "variant_id": _own_id(cells),
        "product_id": product,
        "gtin": cells.gtin("gtin"),
        "colour": _attribute(cells, _COLOUR),
        "size": _attribute(cells, _SIZE),
        "price": sale.zip_with(sale.is_not_null(), regular),
        "full_price": regular,
        "currency": cells.constant(currency),
        "weight_g": _weight(cells),
        "status": _status(cells),
    }
    wanted = {"gtin": "gtin", "weight_g": "weight", "status": "published"}
    return pl.DataFrame(columns).drop([c for c, field in wanted.items() if not cells.has(field)])


def _attribute(cells: Cells, pattern: str) -> pl.Series:
    """The one value of the attribute whose name fits; a list of values is no variant's."""
    found = cells.blank()
    for n in range(20, 0, -1):
        if not cells.has(f"attribute {n}"):
            continue
        named = cells.text(f"attribute {n}").str.contains(pattern).fill_null(False)
        value = cells.text(f"value {n}")
        single = ~value.str.contains(", ", literal=True).fill_null(False)
        found = value.zip_with(named & single, found)
    return found


def _weight(cells: Cells) -> pl.Series:
    grams = next((g for unit, g in _GRAMS.items() if cells.has(f"unit {unit}")), 1.0)
    return cells.real("weight") * grams


def _images(cells: Cells, product: pl.Series, child: pl.Series) -> pl.DataFrame:
    own = _own_id(cells)
    return pl.DataFrame(
        {
            "product_id": product,
            "variant_id": own.zip_with(child, cells.blank()),
            "url": cells.text("images").str.split(", "),
        }
    )


def _exploded(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a picture; the first picture of the list is shown first."""
    several = rows.filter(pl.col("url").is_not_null()).with_columns(
        pl.int_ranges(1, pl.col("url").list.len() + 1).alias("position")
    )
    single = several.explode("url", "position").with_columns(pl.col("url").str.strip_chars())
    single = single.filter(pl.col("url") != "")
    address = pl.concat_str("product_id", pl.col("variant_id").fill_null(""), "url", separator="\n")
    return single.with_columns(digests(single.select(address).to_series()).alias("image_id"))
