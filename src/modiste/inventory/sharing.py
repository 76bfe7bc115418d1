"""Each variant's purchase shared out to its locations by what a unit earns there."""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.inventory.placing.allocation import Allocation, allocate
from modiste.inventory.rounding import in_proportion, shared_out
from modiste.learn.distributions import Distribution, Floats


def shared_by_value(needs: pl.DataFrame, demand: Distribution, have: Floats) -> pl.DataFrame:
    """Round each variant's order, then share it out to the locations with a need.

    Where the order is what they need together, each gets its need. What minimum and pack add goes
    unit by unit to where it is most likely to sell; where stock of the warehouse or a budget leaves
    less than the needs, so do the units that there are, nobody getting more than its need. A unit
    of a variant earns the same everywhere, so the chance of selling it is its value. What would
    hardly ever sell anywhere follows the needs.

    Args:
        needs: ``variant_id, location_id, need, central, moq, pack_size``, n rows.
        demand: of each row until the order cycle ends.
        have: units there or on the way, shape (n,).

    Returns:
        The same rows sorted by variant and location, with ``quantity``; quantities of a variant add
        up to its rounded order.
    """
    frame = shared_out(needs.with_row_index("_row")).with_columns(
        _order=pl.col("quantity").sum().over("variant_id"),
        _total=pl.col("need").sum().over("variant_id"),
        _places=(pl.col("need") > 0).sum().over("variant_id"),
    )
    contested = frame.filter(
        pl.col("need") > 0,
        pl.col("_order") > 0,
        pl.col("_order") != pl.col("_total"),
        pl.col("_places") > 1,
    )
    if contested.height:
        shares = _shares(contested, demand, have)
        frame = frame.join(shares, on="_row", how="left", maintain_order="left").with_columns(
            quantity=pl.coalesce("_share", "quantity")
        ).drop("_share")  # fmt: skip
    return frame.drop("_row", "_order", "_total", "_places")


def _shares(contested: pl.DataFrame, demand: Distribution, have: Floats) -> pl.DataFrame:
    """``_row, _share`` of the rows whose variants' orders are not what they need together."""
    at = contested["_row"].to_numpy().astype(np.intp)
    variant = (contested["variant_id"].rank("dense").to_numpy() - 1).astype(np.intp)
    need = contested["need"].to_numpy().astype(float)
    enough = (contested["_order"] > contested["_total"]).to_numpy()
    base = np.where(enough, need, 0.0)
    order = contested.group_by("variant_id", maintain_order=True).agg(pl.col("_order").first())
    available = order["_order"].cast(pl.Float64).to_numpy() - np.bincount(variant, base)
    found = allocate(
        Allocation(
            variant,
            np.asarray(available, dtype=float),
            demand.rows(at),
            have[at] + base,
            np.ones(len(at)),
            most=np.where(enough, np.inf, need),
        )
    )
    units = base + found.units
    rest = contested.select("_row", "variant_id").with_columns(
        _units=pl.Series(units).cast(pl.Int64),
        _left=pl.Series(found.left[variant]).round().cast(pl.Int64),
        _weight=pl.Series(np.where(enough, need, need - units)).cast(pl.Int64),
    )
    return rest.select(
        "_row", _share=pl.col("_units") + in_proportion(pl.col("_left"), pl.col("_weight"))
    )
