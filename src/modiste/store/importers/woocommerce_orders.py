"""WooCommerce: exported orders, as CSV of the usual plug-ins or as a dump of the REST API.

CSV comes with one row a line item, or one row an order with the items packed into a cell; both are
read. A refund is a negative line, dated when it was made where the file says so and else when the
order was placed.
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from modiste.model.schema import ROW
from modiste.store.importers.base import Batch, Context, Sample
from modiste.store.importers.cells import Cells, Mark
from modiste.store.importers.decimals import decimal_of
from modiste.store.importers.generic import numbered
from modiste.store.importers.groups import firsts
from modiste.store.importers.moments import CHINESE, ISO, ISO_ZONED, sniff_formats
from modiste.store.importers.seen import Occurrences
from modiste.store.importers.source import Chunk, Source
from modiste.store.importers.woo_lines import FIELDS, columns_of, unpacked
from modiste.store.importers.woo_rest import rest_chunks

_NO_SALE = ("cancelled", "canceled", "failed", "trash", "checkout-draft", "draft", "auto-draft")
_AMOUNTS = ("subtotal", "total", "price", "refunded")


class WooOrders:
    """Order lines of a WooCommerce shop."""

    name = "woocommerce_orders"
    title = "WooCommerce orders"
    tables = ("sale", "product", "variant", "location", "customer")

    def match(self, sample: Sample) -> float:
        """Orders with line items in any of the forms."""
        if sample.kind == "json":
            rest = sample.has("line_items", "date_created", "status")
            return 0.97 if rest and sample.has_any("order_key", "billing.email", "number") else 0.0
        if sample.has("Lineitem name"):  # that is how Shopify calls it
            return 0.0
        found = columns_of(sample.headers)
        dated = "order" in found and "created" in found and "status" in found
        single = "quantity" in found and ("sku" in found or "item" in found)
        return 0.9 if dated and (single or "packed" in found) else 0.0

    def read(self, source: Source, context: Context) -> Iterator[Batch]:
        """Read order by order, or line by line."""
        lines = Occurrences()
        if source.kind == "json":
            plain = {field: field for field in FIELDS}
            for chunk in rest_chunks(source):
                yield _batch(chunk, plain, context, lines, ())
            return
        headers = columns_of(source.sample.headers)
        wide = [h for f, h in headers.items() if f != "packed"] + _packed(source.sample.headers)
        formats = _formats(source, headers["created"])
        decimal = decimal_of(context, source.sample, [headers[f] for f in _AMOUNTS if f in headers])
        for chunk in source.frames(wide):
            flat, named = unpacked(chunk, headers)
            yield _batch(flat, named, context, lines, formats, decimal)


def _packed(headers: tuple[str, ...]) -> list[str]:
    return [header for header in headers if header.lower().startswith("line_item")]


def _formats(source: Source, header: str) -> tuple[str, ...]:
    values = source.sample.rows[header]
    if values.null_count() == len(values):
        return ISO
    return sniff_formats(values, header, source.name)


def _batch(
    chunk: Chunk,
    headers: dict[str, str],
    context: Context,
    lines: Occurrences,
    formats: tuple[str, ...],
    decimal: Mark = ".",
) -> Batch:
    cells = Cells(chunk.frame, headers, context, decimal=decimal)
    order = cells.text("order")
    status = cells.text("status").str.to_lowercase().str.replace(r"^wc-", "")
    cells.refuse(order.is_null(), "the order has no number")
    cells.refuse(status.is_in(_NO_SALE), "the order was cancelled or never paid", "status")
    cells.refuse(cells.text("created").is_null(), "the order has no date", "created")
    item = cells.text("item")
    variant = _variant(cells)
    cells.refuse(variant.is_null(), "the line names no article", "item")
    cells.refuse(cells.text("quantity").is_null(), "the line has no quantity", "quantity")
    currency = cells.currency("currency")
    quantity = cells.quantity("quantity")
    total = cells.money("total", currency)
    subtotal = cells.money("subtotal", currency)
    price = cells.money("price", currency)
    sale = pl.DataFrame(
        {
            "order_id": order,
            "variant_id": variant,
            "sold_at": _moment(cells, formats),
            "quantity": quantity,
            "unit_price": _unit(total, quantity, price),
            "discount": subtotal - total,
            "currency": currency,
            "location_id": cells.constant(context.location),
            "channel": cells.constant("web"),
            "customer_id": cells.pseudonym("email", "phone", "customer"),
            "return_reason": cells.text("reason"),
            "item": item,
            "product": cells.text("product"),
            "country": cells.text("country"),
            "back": cells.quantity("refunded_quantity").abs(),
        }
    )
    good, problems = cells.split(sale)
    everything = _with_returns(good)
    table = everything.drop("item", "product", "country", "back")
    return Batch(
        tables={"sale": numbered(table, lines)},
        derived=_derived(good),
        rejects=pl.concat([chunk.rejects, problems]),
        rows=chunk.rows,
        unique=frozenset({"sale"}),
    )


def _moment(cells: Cells, formats: tuple[str, ...]) -> pl.Series:
    """The time in GMT where the file has it, else local time of the shop."""
    if cells.has("created_gmt"):
        return cells.moment("created_gmt", *ISO, *ISO_ZONED, zone="UTC")
    return cells.moment("created", *(formats or (*ISO, *ISO_ZONED, *CHINESE)))


def _variant(cells: Cells) -> pl.Series:
    """The SKU, or the ids as the export of products names them, or the item's name."""
    number = pl.DataFrame({"v": cells.text("variation"), "p": cells.text("product")})
    # Zero means that it is no variation.
    real = pl.coalesce(pl.when(pl.col("v") != "0").then("v"), pl.when(pl.col("p") != "0").then("p"))
    named = number.select(pl.lit("id:") + real).to_series()
    sku = cells.text("sku")
    first = sku.zip_with(sku.is_not_null(), named)
    return first.zip_with(first.is_not_null(), cells.text("item"))


def _unit(total: pl.Series, quantity: pl.Series, price: pl.Series) -> pl.Series:
    """What was paid for a unit: the line's total shared, or the price that is stated."""
    shared = pl.when(quantity != 0).then((total / quantity).abs())
    exact = shared.round(0, mode="half_to_even").cast(pl.Int64)
    return pl.select(pl.coalesce(exact, price)).to_series()


def _with_returns(sales: pl.DataFrame) -> pl.DataFrame:
    """A negative line after every line of which units came back."""
    back = sales.filter(pl.col("back") > 0)
    if not back.height:
        return sales
    returned = back.with_columns(
        (-pl.min_horizontal("back", "quantity")).alias("quantity"),
        pl.lit(None, pl.Int64).alias("discount"),
    )
    return pl.concat([sales, returned]).sort(ROW, maintain_order=True)


def _derived(good: pl.DataFrame) -> dict[str, pl.DataFrame]:
    # Ids of products are those of their export only where it had no SKU; a title tells more.
    style = pl.coalesce(pl.lit("id:") + pl.col("product"), pl.col("variant_id"))
    items = firsts(good, "variant_id")
    styles = items.select(style.alias("product_id"), pl.col("item").alias("title"), ROW)
    people = good.filter(pl.col("customer_id").is_not_null())
    return {
        "location": good.head(1).select("location_id", pl.lit("web").alias("kind"), ROW),
        "product": firsts(styles, "product_id"),
        "variant": items.select("variant_id", style.alias("product_id"), ROW),
        "customer": firsts(people, "customer_id").select("customer_id", "country", ROW),
    }
