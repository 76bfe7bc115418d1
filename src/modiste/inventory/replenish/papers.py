"""A purchase order on paper: what the supplier is to know of it, and nothing else.

A paper is plain JSON and is kept with the message that carries it, so that what was sent can be
shown, and is sent unchanged if it must be sent again. Money is in minor units in the paper and in
major units in the files made of it.
"""

from __future__ import annotations

import datetime as dt
import io
import re
from typing import Any

import polars as pl

from modiste.inventory.replenish.order import Order
from modiste.store.exporters.amounts import in_major
from modiste.store.exporters.safe import neutralised
from modiste.store.exporters.tables import table_bytes
from modiste.store.lake import Snapshot

Paper = dict[str, Any]

_MONEY = {"unit_cost": "currency", "line_cost": "currency"}
_COLUMNS = {
    "purchase_order": pl.String, "sku": pl.String, "gtin": pl.String, "title": pl.String,
    "colour": pl.String, "size": pl.String, "deliver_to": pl.String, "quantity": pl.Int64,
    "unit_cost": pl.Int64, "line_cost": pl.Int64, "currency": pl.String, "expected_on": pl.String,
}  # fmt: skip


def make_paper(
    order: Order, snapshot: Snapshot, brand: str, ordered_on: dt.date, expected_on: dt.date
) -> Paper:
    """The paper of an order.

    Args:
        order: the order.
        snapshot: for names of products and places and the supplier's address.
        brand: who orders.
        ordered_on: day of sending.
        expected_on: day of arrival that is asked for.
    """
    supplier = _supplier(snapshot, order.supplier_id)
    return {
        "purchase_order": order.purchase_order_id,
        "brand": brand,
        "supplier_id": order.supplier_id,
        "supplier": supplier.get("name") or order.supplier_id,
        "email": supplier.get("email"),
        "currency": order.currency,
        "ordered_on": ordered_on.isoformat(),
        "expected_on": expected_on.isoformat(),
        "lines": _lines(order, snapshot, expected_on),
    }


def _supplier(snapshot: Snapshot, supplier_id: str | None) -> dict[str, Any]:
    rows = snapshot.scan("supplier").filter(pl.col("supplier_id") == supplier_id).collect()
    return rows.row(0, named=True) if rows.height else {}


def _lines(order: Order, snapshot: Snapshot, expected_on: dt.date) -> list[dict[str, Any]]:
    lines = [line for line in order.lines if line.quantity]
    wanted = [line.variant_id for line in lines]
    product = snapshot.scan("product").select("product_id", "title")
    variants = (
        snapshot.scan("variant")
        .filter(pl.col("variant_id").is_in(wanted))
        .join(product, on="product_id", how="left")
        .select("variant_id", "gtin", "title", "colour", "size")
        .collect()
    )
    known = {row["variant_id"]: row for row in variants.iter_rows(named=True)}
    places = dict(snapshot.read("location").select("location_id", "name").iter_rows())
    return [
        {
            "purchase_order": order.purchase_order_id,
            "sku": line.variant_id,
            **{
                name: known.get(line.variant_id, {}).get(name)
                for name in ("gtin", "title", "colour", "size")
            },
            "deliver_to": places.get(line.location_id) or line.location_id,
            "quantity": line.quantity,
            "unit_cost": line.unit_cost,
            "line_cost": None if line.unit_cost is None else line.unit_cost * line.quantity,
            "currency": order.currency,
            "expected_on": expected_on.isoformat(),
        }
        for line in lines
    ]


def as_file(paper: Paper, kind: str) -> bytes:
    """The paper as ``csv`` or ``xlsx``; text that a spreadsheet would run is made harmless."""
    return table_bytes(_frame(paper), kind, title=paper["purchase_order"], money=_MONEY)


def as_shopify(paper: Paper) -> dict[str, bytes]:
    """CSV files that Shopify's purchase orders import, one for each destination.

    An order in Shopify has one destination and its supplier, so that neither is in the file. The
    columns are those of the import of products into a purchase order: SKU, barcode, the supplier's
    SKU, quantity, cost and tax.

    Returns:
        Files by destination; no byte order mark, which would become part of the first header.
    """
    empty = pl.lit(None, pl.String)
    lines = in_major(neutralised(_frame(paper)), _MONEY)
    found = {}
    for (place,), rows in lines.group_by(["deliver_to"], maintain_order=True):
        columns = rows.select(
            pl.col("sku").alias("SKU"),
            pl.col("gtin").alias("Barcode"),
            empty.alias("Supplier SKU"),
            pl.col("quantity").alias("Quantity"),
            pl.col("unit_cost").alias("Cost"),
            empty.alias("Tax"),
        )
        stream = io.BytesIO()
        columns.write_csv(stream)
        found[str(place)] = stream.getvalue()
    return found


def file_name(*parts: str) -> str:
    """Parts as one name that every file system takes."""
    return "-".join(re.sub(r"[^\w.]+", "-", part).strip("-.") or "_" for part in parts)


def _frame(paper: Paper) -> pl.DataFrame:
    return pl.DataFrame(paper["lines"], schema=_COLUMNS)
