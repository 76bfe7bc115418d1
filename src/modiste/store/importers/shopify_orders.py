"""Shopify: exported orders, one row a line item, current and older headers.

Order fields stand on the first row of an order only. ``Lineitem price`` is before discounts. The
export knows refunds per order and not per line nor day, so no returns are made of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.model.schema import ROW
from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells, Mark
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.discounts import net_prices
from modiste.store.importers.generic import numbered
from modiste.store.importers.groups import firsts, heads, runs, whole_groups
from modiste.store.importers.headers import find
from modiste.store.importers.moments import ISO, ISO_ZONED
from modiste.store.importers.seen import Occurrences
from modiste.store.importers.shopify import slug
from modiste.store.importers.source import Chunk, Source

_ORDER = {
    "email": ("Email",),
    "phone": ("Phone",),
    "financial": ("Financial Status",),
    "currency": ("Currency",),
    "subtotal": ("Subtotal",),
    "discount": ("Discount Amount",),
    "created": ("Created at",),
    "cancelled": ("Cancelled at",),
    "location": ("Location",),
    "source": ("Source",),
    "consent": ("Accepts Marketing", "Buyer Accepts Marketing"),
    "country": ("Shipping Country", "Billing Country"),
}
_LINE = {
    "order": ("Name",),
    "sku": ("Lineitem sku",),
    "item": ("Lineitem name",),
    "quantity": ("Lineitem quantity",),
    "price": ("Lineitem price",),
    "line_discount": ("Lineitem discount",),
    "ships": ("Lineitem requires shipping",),
    "vendor": ("Vendor",),
}
_CHANNELS = {
    "web": "web",
    "online store": "web",
    "shopify": "web",
    "pos": "store",
    "point of sale": "store",
    "facebook": "marketplace",
    "instagram": "marketplace",
    "tiktok": "marketplace",
    "amazon": "marketplace",
    "ebay": "marketplace",
    "google": "marketplace",
}
_NO_ARTICLE = r"(?i)\b(gift ?card|e-?gift|gift voucher|tip|donation|shipping protection)\b"
_AMOUNTS = ("price", "line_discount", "subtotal")
_NO_SALE = ("voided", "expired")
_SALE = (
    "order_id",
    "variant_id",
    "sold_at",
    "quantity",
    "unit_price",
    "discount",
    "currency",
    "location_id",
    "channel",
    "customer_id",
)


class ShopifyOrders:
    """Order lines of a Shopify shop."""

    name = "shopify_orders"
    title = "Shopify orders"
    tables = ("sale", "product", "variant", "location", "customer")

    def match(self, sample: Sample) -> float:
        """Line items by name beside an order's status make it certain."""
        lines = sample.has("Name", "Lineitem name", "Lineitem quantity", "Lineitem price")
        return 0.98 if lines and sample.has("Created at") else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read the lines, order by order."""
        headers = find(source.sample.headers, {**_ORDER, **_LINE})
        lines = Occurrences()
        amounts = [headers[field] for field in _AMOUNTS if field in headers]
        decimal = decimal_of(context, source.sample, amounts)
        chunks = source.frames(list(headers.values()))
        for chunk in whole_groups(chunks, headers["order"]):
            yield _batch(chunk, headers, context, lines, decimal)


def _batch(
    chunk: Chunk, headers: dict[str, str], context: Context, lines: Occurrences, decimal: Mark
) -> Batch:
    run = runs(chunk.frame[headers["order"]])
    orders = Cells(heads(chunk.frame, run), headers, context, decimal=decimal)
    order = _orders(orders, context).select(pl.all().gather(run))
    cells = Cells(chunk.frame, headers, context, decimal=decimal)
    cells.refuse_with(orders, run)
    sale = _lines(cells, order, run)
    good, problems = cells.split(net_prices(sale))
    return Batch(
        tables={"sale": numbered(good.select(*_SALE, ROW), lines)},
        derived=_derived(good),
        rejects=pl.concat([chunk.rejects, problems]),
        rows=chunk.rows,
        unique=frozenset({"sale"}),
    )


def _orders(cells: Cells, context: Context) -> pl.DataFrame:
    """What the first row of each order says."""
    cells.refuse(cells.text("order").is_null(), "the order has no name")
    cells.refuse(cells.text("cancelled").is_not_null(), "the order was cancelled", "cancelled")
    status = cells.text("financial").str.to_lowercase()
    cells.refuse(status.is_in(_NO_SALE), "the order was never paid", "financial")
    cells.refuse(cells.text("created").is_null(), "the order has no date", "created")
    currency = cells.currency("currency")
    location = cells.text("location")
    return pl.DataFrame(
        {
            "order_id": cells.text("order"),
            "sold_at": cells.moment("created", *ISO_ZONED, *ISO),
            "currency": currency,
            "location_id": location.fill_null(context.location),
            "in_store": location.is_not_null(),
            "channel": _channel(cells),
            "customer_id": cells.pseudonym("email", "phone"),
            "consent": cells.boolean("consent"),
            "country": cells.text("country"),
            "order_discount": cells.money("discount", currency),
            "subtotal": cells.money("subtotal", currency),
        }
    )


def _lines(cells: Cells, order: pl.DataFrame, run: pl.Series) -> pl.DataFrame:
    """What each row says, beside what its order says."""
    item = cells.text("item")
    variant = _first(cells.text("sku"), item)
    cells.refuse(cells.text("quantity").is_null(), "the line has no quantity", "quantity")
    cells.refuse(variant.is_null(), "the line names no article", "item")
    unshipped = (cells.raw("ships").str.to_lowercase() == "false").fill_null(False)
    if unshipped.any():
        immaterial = unshipped & item.str.contains(_NO_ARTICLE)
        cells.refuse(immaterial, "gift card, tip or the like, not an article", "item")
    return order.with_columns(
        variant.alias("variant_id"),
        item.alias("item"),
        cells.text("vendor").alias("vendor"),
        cells.quantity("quantity").alias("quantity"),
        cells.money("price", order["currency"]).alias("unit_price"),
        cells.money("line_discount", order["currency"]).alias("discount"),
        run.alias("run"),
    )


def _channel(cells: Cells) -> pl.Series:
    source = cells.text("source").str.to_lowercase()
    known = source.replace_strict(_CHANNELS, default="other", return_dtype=pl.String)
    return known.zip_with(source.is_not_null(), source)


def _derived(good: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """What the lines say of articles, places and people."""
    items = firsts(good, "variant_id")
    # "Tee - Red / M": what follows the last dash are the options.
    name = items["item"].fill_null(items["variant_id"])
    title = name.str.replace(r" - [^-]*(?:-[^ -][^-]*)*$", "")
    product = slug(title)
    variant = items.select("variant_id", product.alias("product_id"), ROW)
    products = items.select(
        product.alias("product_id"), title.alias("title"), pl.col("vendor").alias("brand"), ROW
    )
    orders = heads(good, good["run"])
    places = firsts(orders, "location_id")
    kind = pl.when("in_store").then(pl.lit("store")).otherwise(pl.lit("web"))
    people = orders.filter(pl.col("customer_id").is_not_null())
    return {
        "location": places.select(
            "location_id", pl.col("location_id").alias("name"), kind.alias("kind"), ROW
        ),
        "product": firsts(products, "product_id"),
        "variant": variant,
        "customer": firsts(people, "customer_id").select(
            "customer_id", "country", pl.col("consent").alias("marketing_consent"), ROW
        ),
    }


def _first(left: pl.Series, right: pl.Series) -> pl.Series:
    return left.zip_with(left.is_not_null(), right)
