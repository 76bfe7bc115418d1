"""What was paid for each unit, when discounts are given per line and per order."""

from __future__ import annotations

import polars as pl


def net_prices(lines: pl.DataFrame) -> pl.DataFrame:
    """Order lines with ``unit_price`` after discounts and ``discount`` on the whole line.

    A discount on the order is shared out in proportion to what the lines cost, exact to the minor
    unit in sum. That is done only where the order's own subtotal confirms that the discount was on
    the articles; a discount on shipping leaves the subtotal alone.

    Args:
        lines: with ``run`` (number of the order), ``quantity``, ``unit_price`` before discounts,
            ``discount`` of the line, ``order_discount`` (all discounts of the order) and
            ``subtotal`` (of the order, after discounts on articles); amounts in minor units.
    """
    gross = pl.col("unit_price") * pl.col("quantity")
    lines = lines.with_columns(gross.alias("gross"), pl.col("discount").fill_null(0))
    if (lines["order_discount"] > 0).any():
        lines = _with_shares(lines)
    net = pl.col("gross") - pl.col("discount")
    # A division only where there is something to divide keeps the usual line exact and cheap.
    discounted = (pl.col("discount") != 0) & (pl.col("quantity") != 0)
    unit = (net / pl.col("quantity")).round(0, mode="half_to_even").cast(pl.Int64)
    return lines.with_columns(
        pl.when(discounted).then(unit).otherwise(pl.col("unit_price")).alias("unit_price"),
        pl.when(pl.col("gross").is_not_null()).then(pl.col("discount")).alias("discount"),
    )


def _with_shares(lines: pl.DataFrame) -> pl.DataFrame:
    """Add each line's share of its order's discount to its own."""
    marked = lines.with_row_index("at")
    some = marked.filter(pl.col("order_discount") > 0).select(
        "at", "run", "gross", "discount", "subtotal"
    )
    total = pl.col("gross").sum().over("run")
    given = pl.col("discount").sum().over("run")
    known = pl.col("gross").is_not_null().all().over("run")
    due = total - given - pl.col("subtotal")
    before = pl.col("gross").cum_sum().over("run")
    sound = known & (due > 0) & (due <= total) & (total > 0)
    some = some.with_columns(due.alias("due"), total.alias("total"), before.alias("before"))
    # Rounding the running sum instead of each share makes the shares add up exactly.
    upto = (pl.col("before").cast(pl.Float64) * pl.col("due") / pl.col("total")).round(0)
    start = (
        (pl.col("before") - pl.col("gross")).cast(pl.Float64) * pl.col("due") / pl.col("total")
    ).round(0)
    share = (upto - start).cast(pl.Int64)
    shares = some.with_columns(pl.when(sound).then(share).otherwise(0).alias("share")).select(
        "at", "share"
    )
    joined = marked.join(shares, on="at", how="left", maintain_order="left")
    return joined.with_columns(pl.col("discount") + pl.col("share").fill_null(0)).drop(
        "at", "share"
    )
