"""Google Merchant Center product feeds: tab-separated text, or XML as RSS or Atom."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells, Mark
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.enrich import enriched
from modiste.store.importers.feed import JOINT
from modiste.store.importers.fields import digests
from modiste.store.importers.headers import find
from modiste.store.importers.seen import Occurrences
from modiste.store.importers.shopify import without_markup
from modiste.store.importers.source import Chunk, Source

_NAMES = (
    "id",
    "title",
    "description",
    "link",
    "image_link",
    "additional_image_link",
    "price",
    "sale_price",
    "sale_price_effective_date",
    "cost_of_goods_sold",
    "google_product_category",
    "product_type",
    "brand",
    "gtin",
    "color",
    "size",
    "gender",
    "age_group",
    "material",
    "pattern",
    "item_group_id",
    "shipping_weight",
    "custom_label_0",
    "custom_label_1",
    "custom_label_2",
    "custom_label_3",
    "custom_label_4",
)
_FIELDS = {name: (name, f"g:{name}") for name in _NAMES}
_GRAMS = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "oz": 28.349523125}
_CHILDREN = ("kids", "toddler")
_BABIES = ("infant", "newborn")


class GoogleMerchant:
    """A product feed."""

    name = "google_merchant"
    title = "Google Merchant feed"
    tables = ("product", "variant", "image")

    def match(self, sample: Sample) -> float:
        """An id, a title, a price and what only feeds have."""
        found = find(sample.headers, _FIELDS)
        if not {"id", "title", "price"} <= found.keys():
            return 0.0
        marks = {"image_link", "google_product_category", "item_group_id", "link"} & found.keys()
        return min(0.95, 0.45 + 0.25 * len(marks))

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read item by item; the first item of a group speaks for its product."""
        if source.kind == "xml":  # what the first items lack, later ones may have
            headers = {name: name for name in _NAMES}
        else:
            headers = find(source.sample.headers, _FIELDS)
        seen = Occurrences()
        amounts = [headers[f] for f in ("price", "sale_price") if f in headers]
        decimal = decimal_of(context, source.sample, amounts)
        for chunk in source.frames(list(headers.values())):
            yield _batch(chunk, headers, context, seen, decimal)


def _batch(
    chunk: Chunk, headers: dict[str, str], context: Context, seen: Occurrences, decimal: Mark
) -> Batch:
    frame, named = _split_amounts(chunk.frame, headers)
    cells = Cells(frame, named, context, decimal=decimal)
    own = cells.text("id")
    cells.refuse(own.is_null(), "the item has no id")
    group = cells.text("item_group_id")
    product = group.zip_with(group.is_not_null(), own)
    variant = _variants(cells, own, product, context)
    style, _ = cells.split(_products(cells, product))
    pictures, _ = cells.split(_images(cells, product, own, grouped=group.is_not_null()))
    good, problems = cells.split(variant)
    first = seen.number(style.select("product_id")) == 1
    return Batch(
        tables={
            "product": enriched("product", style.filter(first)),
            "variant": enriched("variant", good),
            "image": _exploded(pictures),
        },
        rejects=pl.concat([chunk.rejects, problems]),
        notes=cells.notes,
        rows=chunk.rows,
    )


def _split_amounts(
    frame: pl.DataFrame, headers: dict[str, str]
) -> tuple[pl.DataFrame, dict[str, str]]:
    """``15.00 USD`` becomes an amount and a currency, in columns of their own."""
    named = dict(headers)
    for field in ("price", "sale_price", "cost_of_goods_sold"):
        header = headers.get(field)
        if header is None or header not in frame.columns:
            continue
        code = pl.col(header).str.extract(r"(?:^|[\d\s])([A-Z]{3})(?:$|[\d\s])")
        rest = pl.col(header).str.replace(r"[A-Z]{3}", "").str.strip_chars()
        frame = frame.with_columns(code.alias(f"{field} currency"), rest.alias(header))
        named[f"{field}_currency"] = f"{field} currency"
    return frame, named


def _variants(cells: Cells, own: pl.Series, product: pl.Series, context: Context) -> pl.DataFrame:
    currency = cells.currency("price_currency")
    cells.refuse(
        cells.text("price").is_not_null() & currency.is_null(),
        "the price names no currency",
        "price",
    )
    full = cells.money("price", currency)
    sale = cells.money("sale_price", currency)
    on = sale.is_not_null() & _in_force(cells, context)
    weight = cells.text("shipping_weight").str.extract_groups(r"(?i)^([\d.]+)\s*(g|kg|lb|oz)s?$")
    grams = weight.struct.field("2").str.to_lowercase()
    factor = grams.replace_strict(_GRAMS, default=None, return_dtype=pl.Float64)
    return pl.DataFrame(
        {
            "variant_id": own,
            "product_id": product,
            "gtin": cells.gtin("gtin"),
            "colour": cells.text("color"),
            "size": cells.text("size"),
            "price": sale.zip_with(on, full),
            "full_price": full,
            "cost": cells.money("cost_of_goods_sold", currency),
            "currency": currency,
            "weight_g": weight.struct.field("1").cast(pl.Float64, strict=False) * factor,
        }
    )


def _in_force(cells: Cells, context: Context) -> pl.Series:
    """Whether the sale price counts now; one without dates always does."""
    span = cells.text("sale_price_effective_date")
    always = span.is_null()
    if context.as_of is None:
        return pl.Series([True]).new_from_index(0, len(span))
    ends = span.str.split_exact("/", 1).struct
    start, end = (
        ends.field(name).str.strip_chars().str.to_datetime("%Y-%m-%dT%H:%M%#z", strict=False)
        for name in ("field_0", "field_1")
    )
    now = (start <= context.as_of) & (end > context.as_of)
    return always | now.fill_null(True)


def _products(cells: Cells, product: pl.Series) -> pl.DataFrame:
    labels = [cells.text(f"custom_label_{n}").alias(str(n)) for n in range(5)]
    tags = pl.DataFrame(labels).select(pl.concat_list(pl.all()).list.drop_nulls()).to_series()
    kind = cells.text("product_type").str.split(JOINT).list.first()
    google = cells.text("google_product_category")
    # A bare number is an entry of Google's list, which says nothing here.
    words = pl.select(pl.when(~google.str.contains(r"^\d+$")).then(google)).to_series()
    return pl.DataFrame(
        {
            "product_id": product,
            "title": cells.text("title"),
            "description": without_markup(cells.text("description")),
            "brand": cells.text("brand"),
            "source_category": kind.zip_with(kind.is_not_null(), words),
            "gender": _gender(cells),
            "material": cells.text("material"),
            "pattern": cells.text("pattern"),
            "tags": tags,
            "url": cells.text("link"),
        }
    )


def _gender(cells: Cells) -> pl.Series:
    gender = cells.text("gender").str.to_lowercase()
    age = cells.text("age_group").str.to_lowercase()
    both = pl.DataFrame({"gender": gender, "age": age})
    child = pl.col("age").is_in(_CHILDREN)
    words = (
        pl.when(pl.col("age").is_in(_BABIES))
        .then(pl.lit("baby"))
        .when(child & (pl.col("gender") == "female"))
        .then(pl.lit("girls"))
        .when(child & (pl.col("gender") == "male"))
        .then(pl.lit("boys"))
        .when(child)
        .then(pl.lit("kids"))
        .when(pl.col("gender") == "female")
        .then(pl.lit("women"))
        .when(pl.col("gender") == "male")
        .then(pl.lit("men"))
        .when(pl.col("gender") == "unisex")
        .then(pl.lit("unisex"))
    )
    return both.select(words).to_series()


def _images(
    cells: Cells, product: pl.Series, own: pl.Series, *, grouped: pl.Series
) -> pl.DataFrame:
    more = cells.text("additional_image_link").str.split(JOINT)
    first = cells.text("image_link")
    lists = pl.DataFrame({"first": first, "more": more})
    urls = lists.select(pl.concat_list(pl.concat_list("first"), pl.col("more").fill_null([])))
    return pl.DataFrame(
        {
            "product_id": product,
            "variant_id": own.zip_with(grouped, cells.blank()),
            "url": urls.to_series(),
        }
    )


def _exploded(rows: pl.DataFrame) -> pl.DataFrame:
    """One row a picture of a product, shown once however many variants show it."""
    counted = rows.with_columns(pl.int_ranges(1, pl.col("url").list.len() + 1).alias("position"))
    single = counted.explode("url", "position").with_columns(pl.col("url").str.strip_chars())
    single = single.filter(pl.col("url").is_not_null() & (pl.col("url") != ""))
    address = pl.concat_str("product_id", pl.col("variant_id").fill_null(""), "url", separator="\n")
    return single.with_columns(digests(single.select(address).to_series()).alias("image_id"))
