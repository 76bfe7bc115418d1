"""From needs to quantities that a supplier accepts."""

from __future__ import annotations

import polars as pl


def order_quantity(need: pl.Expr, moq: pl.Expr, pack: pl.Expr) -> pl.Expr:
    """Least multiple of the pack that covers the need and the minimum; 0 for no need."""
    wanted = pl.max_horizontal(need, moq)
    packs = (wanted + pack - 1) // pack
    return pl.when(need > 0).then(packs * pack).otherwise(0)


def shared_out(needs: pl.DataFrame) -> pl.DataFrame:
    """Round each variant's total order, then share it out to its locations.

    The supplier's minimum and pack bind the order of a variant as a whole. What lies in the
    warehouse is taken off first. Shares follow the needs; whole units go to the largest remainders.

    Args:
        needs: ``variant_id, location_id, need, central, moq, pack_size``.

    Returns:
        The same rows with ``quantity``; quantities of a variant add up to its rounded order.
    """
    total = pl.col("need").sum().over("variant_id")
    wanted = pl.max_horizontal(total - pl.col("central"), pl.lit(0))
    ordered = order_quantity(wanted, pl.col("moq"), pl.col("pack_size"))
    return (
        needs.sort("variant_id", "location_id")
        .with_columns(_order=ordered)
        .with_columns(quantity=in_proportion(pl.col("_order"), pl.col("need")))
        .drop("_order")
    )


def in_proportion(order: pl.Expr, weight: pl.Expr) -> pl.Expr:
    """Shares of each variant's order that follow whole weights; they add up to it.

    Largest remainder first; the place in the frame settles ties, so that reruns agree.
    """
    whole = pl.max_horizontal(weight.sum().over("variant_id"), pl.lit(1))
    floor, rest = order * weight // whole, order * weight % whole
    missing = order - floor.sum().over("variant_id")
    place = rest.rank("ordinal", descending=True).over("variant_id")
    return floor + (place <= missing).cast(pl.Int64)
