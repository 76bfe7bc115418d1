"""Purchase orders to a file that a buyer can send to suppliers."""

from __future__ import annotations

import io

import polars as pl

from modiste.store.exporters.base import Sheet, find_exporter

_LINE_MONEY = {
    "unit_cost": "cost_currency",
    "order_cost": "cost_currency",
    "money_at_stake": "currency",
}
_TOTAL_MONEY = {"cost": "cost_currency"}
_UNKNOWN = "No supplier"
_INTERNAL = ("money_at_stake", "currency", "reason")
"""Columns that are the buyer's business and not the supplier's."""


def purchase_order_bytes(lines: pl.DataFrame, totals: pl.DataFrame, kind: str) -> bytes:
    """Purchase orders as a file, their money in major units.

    A workbook gets a summary and a sheet for each supplier, which leaves out what only concerns the
    buyer; the other formats get all lines.

    Args:
        lines: order lines with ``supplier_id``.
        totals: one row an order, with ``supplier_id`` and perhaps ``supplier``, the name.
        kind: csv, xlsx, json or parquet.

    Raises:
        UnknownNameError: there is no such format.
    """
    everything = Sheet("Lines", lines, _LINE_MONEY)
    sheets = [everything]
    if kind == "xlsx":
        named = _names(totals)
        sheets = [Sheet("Summary", totals, _TOTAL_MONEY), *_by_supplier(lines, named), everything]
    stream = io.BytesIO()
    find_exporter(kind).write(sheets, stream)
    return stream.getvalue()


def _by_supplier(lines: pl.DataFrame, named: dict[str, str]) -> list[Sheet]:
    shown = [name for name in lines.columns if name not in _INTERNAL]
    sheets = []
    for supplier in lines["supplier_id"].unique(maintain_order=True).to_list():
        own = lines.filter(pl.col("supplier_id").eq_missing(supplier)).select(shown)
        title = _UNKNOWN if supplier is None else named.get(supplier, supplier)
        sheets.append(Sheet(title, own, _LINE_MONEY))
    return sheets


def _names(totals: pl.DataFrame) -> dict[str, str]:
    if "supplier" not in totals.columns:
        return {}
    known = totals.select("supplier_id", "supplier").drop_nulls().unique()
    return dict(known.iter_rows())
