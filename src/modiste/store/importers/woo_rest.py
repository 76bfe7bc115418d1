"""Orders as WooCommerce's REST API gives them, flattened to one row a line item."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import polars as pl

from modiste.model.schema import ROW
from modiste.store.importers.base import problem_rows
from modiste.store.importers.records import Record, batches, text_of
from modiste.store.importers.source import Chunk, Source
from modiste.store.importers.woo_lines import FIELDS


def rest_chunks(source: Source) -> Iterator[Chunk]:
    """Rows in the columns of :data:`FIELDS`; refunds with their lines become negative rows.

    An order lists its refunds by id and sum only. Where the dump was made with the refunds' own
    lines (``refunds[].line_items``), each becomes a return.
    """
    for records, rejects, count in batches(source, 5_000):
        rows: list[dict[str, Any]] = []
        empty: list[int] = []
        for number, order in records:
            made = list(_lines(order))
            rows += [{**row, ROW: number} for row in made]
            if not made:
                empty.append(number)
        without = problem_rows(
            pl.Series(empty, dtype=pl.Int64), "line_items", None, "the order has no line items"
        )
        yield Chunk(_frame(rows), pl.concat([rejects, without]), count)


def _lines(order: Record) -> Iterator[Record]:
    head = _head(order)
    for item in _dicts(order.get("line_items")):
        yield {**head, **_line(item)}
    for refund in _dicts(order.get("refunds")):
        for item in _dicts(refund.get("line_items")):
            yield {**head, **_line(item), **_refund(refund, item, head)}


def _head(order: Record) -> Record:
    billing, shipping = _dict(order.get("billing")), _dict(order.get("shipping"))
    return {
        "order": order.get("number") or order.get("id"),
        "created": order.get("date_created"),
        "created_gmt": order.get("date_created_gmt") or order.get("date_created"),
        "status": order.get("status"),
        "currency": order.get("currency"),
        "email": billing.get("email"),
        "phone": billing.get("phone"),
        # A guest has the number zero.
        "customer": order.get("customer_id") or None,
        "country": shipping.get("country") or billing.get("country"),
    }


def _line(item: Record) -> Record:
    return {
        "sku": item.get("sku"),
        "item": item.get("name"),
        "product": item.get("product_id"),
        "variation": item.get("variation_id"),
        "quantity": item.get("quantity"),
        "subtotal": item.get("subtotal"),
        "total": item.get("total"),
    }


def _refund(refund: Record, item: Record, head: Record) -> Record:
    quantity = item.get("quantity")
    return {
        "quantity": -abs(quantity) if isinstance(quantity, int | float) else quantity,
        "created_gmt": refund.get("date_created_gmt")
        or refund.get("date_created")
        or head["created_gmt"],
        "subtotal": None,
        "reason": refund.get("reason"),
    }


def _frame(rows: list[Record]) -> pl.DataFrame:
    columns = {
        name: pl.Series([text_of(row.get(name)) for row in rows], dtype=pl.String)
        for name in FIELDS
        if name != "packed"
    }
    return pl.DataFrame(columns).with_columns(
        pl.Series(ROW, [row[ROW] for row in rows], dtype=pl.Int64)
    )


def _dict(value: object) -> Record:
    return value if isinstance(value, dict) else {}


def _dicts(value: object) -> list[Record]:
    return [v for v in value if isinstance(v, dict)] if isinstance(value, list) else []
