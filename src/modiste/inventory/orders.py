"""Purchase orders: suggestions gathered by supplier."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import polars as pl

LINE = (
    "purchase_order_id",
    "supplier_id",
    "variant_id",
    "product_id",
    "location_id",
    "quantity",
    "unit_cost",
    "order_cost",
    "cost_currency",
    "expected_on",
    "money_at_stake",
    "currency",
    "reason",
)


def order_lines(suggestions: pl.DataFrame, supply: pl.DataFrame, as_of: dt.date) -> pl.DataFrame:
    """Suggested purchases as order lines, one order a supplier and currency.

    Args:
        suggestions: rows of the table ``suggestion``; those that do not buy are left out.
        supply: ``variant_id, lead_time_days``.
        as_of: day of the orders.

    Returns:
        Columns :data:`LINE`, sorted by order and variant; a supplier that is not known is null.
    """
    lead = pl.col("lead_time_days").ceil().fill_null(0).cast(pl.Int64)
    parties = ["supplier_id", "cost_currency"]
    return (
        suggestions.filter(pl.col("kind") == "buy")
        .join(supply.select("variant_id", "lead_time_days"), on="variant_id", how="left")
        .sort(*parties, "variant_id", "location_id", nulls_last=True)
        .with_columns(
            _number=pl.struct(parties).rle_id() + 1,
            expected_on=pl.lit(as_of) + pl.duration(days=lead),
        )
        .with_columns(
            purchase_order_id=pl.format(
                f"PO-{as_of:%Y%m%d}-{{}}", pl.col("_number").cast(pl.String).str.zfill(3)
            )
        )
        .select(LINE)
    )


def numbered(lines: pl.DataFrame, numbers: Mapping[tuple[str, str], str], hub: str) -> pl.DataFrame:
    """Lines with the numbers that their orders have in the order book.

    Args:
        lines: result of :func:`order_lines`.
        numbers: number by variant and location of delivery.
        hub: where everything is delivered to; empty where lines go to their own locations.

    Returns:
        The same columns, the location being that of delivery; lines whose need was found taken
        care of are left out.
    """
    rows = [(variant, place, number) for (variant, place), number in numbers.items()]
    schema = ["variant_id", "location_id", "_number"]
    book = pl.DataFrame(rows, schema=dict.fromkeys(schema, pl.String), orient="row")
    place = pl.lit(hub) if hub else pl.col("location_id")
    return (
        lines.with_columns(location_id=place)
        .join(book, on=["variant_id", "location_id"])
        .with_columns(purchase_order_id="_number")
        .select(LINE)
        .sort("purchase_order_id", "variant_id", "location_id")
    )


def order_totals(lines: pl.DataFrame) -> pl.DataFrame:
    """One row an order: supplier, lines, units, cost; the cost is null where a line's is not known.

    Returns:
        ``purchase_order_id, supplier_id, lines, units, cost, cost_currency, expected_on``.
    """
    all_known = pl.col("order_cost").is_not_null().all()
    return (
        lines.group_by("purchase_order_id", maintain_order=True)
        .agg(
            pl.col("supplier_id").first(),
            lines=pl.len(),
            units=pl.col("quantity").sum(),
            cost=pl.when(all_known).then(pl.col("order_cost").sum()),
            cost_currency=pl.col("cost_currency").first(),
            expected_on=pl.col("expected_on").max(),
        )
        .sort("purchase_order_id")
    )
