"""Columns of WooCommerce order exports, and line items that are packed into one cell."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from modiste.store.importers.headers import find
from modiste.store.importers.source import Chunk

FIELDS: dict[str, tuple[str, ...]] = {
    "order": ("order_number", "Order Number", "order_id", "Order ID"),
    "created": ("date", "order_date", "Order Date", "date_created"),
    "created_gmt": ("date_created_gmt", "order_date_gmt"),
    "status": ("status", "Order Status"),
    "currency": ("currency", "order_currency", "Order Currency", "Currency"),
    "email": ("billing_email", "customer_email", "Email (Billing)", "Billing Email"),
    "phone": ("billing_phone", "Phone (Billing)"),
    "customer": ("customer_id", "customer_user", "Customer User ID"),
    "country": (
        "shipping_country",
        "billing_country",
        "Country Code (Shipping)",
        "Country Code (Billing)",
    ),
    "sku": ("item_sku", "SKU", "product_sku", "line_item_sku"),
    "item": ("item_name", "Item Name", "product_name", "Product Name"),
    "product": ("item_product_id", "Product Id", "product_id"),
    "variation": ("item_variation_id", "Variation Id", "variation_id"),
    "quantity": ("item_quantity", "Quantity", "Quantity (- Refund)", "Qty"),
    "subtotal": ("item_subtotal", "Order Line Subtotal", "Item Subtotal"),
    "total": ("item_total", "Order Line Total", "Item Total", "Order Line (w/o tax)"),
    "price": ("item_price", "Item Cost", "Item Price"),
    "refunded_quantity": ("item_refunded_qty", "Quantity Refunded", "Item Refunded Qty"),
    "refunded": ("item_refunded", "Item Refunded"),
    "reason": ("refund_reason",),
    "packed": ("line_items", "line_item_1"),
}
_PACKED = {
    "sku": ("sku",),
    "item": ("name",),
    "product": ("product_id",),
    "variation": ("variation_id",),
    "quantity": ("quantity", "qty"),
    "subtotal": ("subtotal", "sub_total"),
    "total": ("total",),
    "refunded_quantity": ("refunded_qty",),
}


def columns_of(headers: Sequence[str]) -> dict[str, str]:
    """Field → header of an order export."""
    return find(headers, FIELDS)


def unpacked(chunk: Chunk, headers: dict[str, str]) -> tuple[Chunk, dict[str, str]]:
    """One row a line item, and the fields of its columns.

    Packed items look like ``name:Tee|sku:T|quantity:1|total:9.00``; several are in one cell with
    ``;`` between them, or each in a column of its own.
    """
    if "quantity" in headers or "packed" not in headers:
        return chunk, headers
    frame = chunk.frame
    packs = [name for name in frame.columns if name.lower().startswith("line_item")]
    plain = [name for name in frame.columns if name not in packs]
    items = frame.select(
        *plain, pl.concat_str(pl.col(packs), separator=";", ignore_nulls=True).alias("cell")
    )
    # A new item begins after a semicolon with a key; a semicolon within a name has none.
    marked = pl.col("cell").str.replace_all(r";\s*((?:id|name):)", "\u001e$1")
    single = items.with_columns(marked.str.split("\u001e")).explode(
        "cell", empty_as_null=True, keep_nulls=True
    )
    for field, keys in _PACKED.items():
        pattern = rf"(?:^|\|)\s*(?:{'|'.join(keys)})\s*:\s*([^|]*)"
        value = pl.col("cell").str.extract(pattern).str.strip_chars()
        single = single.with_columns(pl.when(value != "").then(value).alias(f"packed {field}"))
    named = {**headers, **{field: f"packed {field}" for field in _PACKED}}
    return Chunk(single.drop("cell"), chunk.rejects, chunk.rows), named
