"""Transfers as suggestions: from where units wait to where they sell before goods could come."""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.inventory.placing.transfers import Rebalancing, transfers
from modiste.inventory.policies.base import Levels
from modiste.inventory.suggest import KEYS, minor_units, ranked, safe
from modiste.learn.distributions import Count
from modiste.store.settings import Planning

_TEXT = {
    "en": (
        "{} has {} and expects to sell {} of them in {} days; {} has {} and could sell {}. "
        "Moving {} earns {} {} more than it costs."
    ),
    "zh": (
        "{} 有 {} 件，预计 {} 件将在 {} 天内售出；{} 有 {} 件，预计可售 {} 件。"
        "调拨 {} 件，扣除调拨成本后多得 {} {}。"
    ),
}


def moves(
    rows: pl.DataFrame, level: Levels, warehouse: pl.DataFrame, planning: Planning, language: str
) -> pl.DataFrame:
    """Transfers worth their cost, most money first.

    Value is the margin a unit is expected to earn until an order placed now would arrive and be
    reviewed. Stock that is not known or owed moves nowhere; variants without price are left out.

    Args:
        rows: all series, see ``suggest.policies``.
        level: their levels.
        warehouse: ``variant_id, location_id, on_hand`` of places without sales of their own.
        planning: the settings.
        language: of the reasons.

    Returns:
        Rows of the table ``suggestion`` without the run, and ``units`` by ``variant_id``.
    """
    held = _held(rows, level, warehouse, planning)
    lanes = _lanes(held, planning)
    wanted = held.select(
        variant_id="variant_id", to="location_id", _to=pl.int_range(pl.len()), there="stock",
        could="demand", product_id="product_id", currency="currency", minor="minor", days="days",
    )  # fmt: skip
    given = held.select(
        _from=pl.int_range(pl.len()), from_location_id="location_id", here="stock", sells="demand"
    )
    joined = lanes.join(wanted, on="_to").join(given, on="_from")
    money = (pl.col("gain") / pl.col("minor")).round(2)
    text = pl.format(
        _TEXT[language],
        "from_location_id",
        "here",
        pl.min_horizontal(pl.col("sells"), pl.col("here").cast(pl.Float64)).round(1),
        pl.col("days").round().cast(pl.Int64),
        "to",
        "there",
        pl.col("could").round(1),
        "quantity",
        money,
        "currency",
    )
    found = joined.select(
        suggestion_id=pl.concat_str(
            pl.lit("transfer"), safe("variant_id"), safe("from_location_id"), safe("to"),
            separator="|",
        ),
        kind=pl.lit("transfer"),
        variant_id="variant_id",
        product_id="product_id",
        location_id="to",
        from_location_id="from_location_id",
        quantity="quantity",
        money_at_stake=pl.col("gain").round().cast(pl.Int64),
        currency="currency",
        reason=text,
    )  # fmt: skip
    return ranked(found)


def moved(rows: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """The rows with the units that transfers bring or take, and what they leave in warehouses."""
    comes = found.group_by(KEYS).agg(_in=pl.col("quantity").sum())
    goes = found.group_by("variant_id", location_id="from_location_id").agg(
        _out=pl.col("quantity").sum()
    )
    from_centre = (
        goes.join(rows.select(KEYS), on=KEYS, how="anti")
        .group_by("variant_id")
        .agg(_taken=pl.col("_out").sum())
    )
    return (
        rows.join(comes, on=KEYS, how="left", maintain_order="left")
        .join(goes, on=KEYS, how="left", maintain_order="left")
        .join(from_centre, on="variant_id", how="left", maintain_order="left")
        .with_columns(
            moved=pl.col("_in").fill_null(0) - pl.col("_out").fill_null(0),
            central=pl.max_horizontal(pl.col("central") - pl.col("_taken").fill_null(0), pl.lit(0)),
        )
        .drop("_in", "_out", "_taken")
    )


def _held(
    rows: pl.DataFrame, level: Levels, warehouse: pl.DataFrame, planning: Planning
) -> pl.DataFrame:
    """Every place of every variant that more than one place holds or sells, with its demand."""
    same = pl.col("cost_currency") == pl.col("currency")
    margin = pl.coalesce(
        pl.when(same).then((pl.col("price") - pl.col("unit_cost")).clip(lower_bound=0)),
        pl.col("price") * planning.margin,
    )
    stores = rows.select(
        *KEYS,
        "product_id",
        "currency",
        stock=(pl.col("on_hand") - pl.col("committed")).clip(lower_bound=0),
        coming="on_order",
        demand=pl.Series(level.protection_mean),
        variance=pl.Series(level.protection_variance),
        margin=margin.cast(pl.Float64),
        days=pl.col("lead_time_days") + pl.col("review_days"),
    ).filter(pl.col("stock").is_not_null() & pl.col("margin").is_not_null())
    terms = stores.group_by("variant_id").agg(
        pl.col("product_id", "currency", "margin", "days").first()
    )
    centre = (
        warehouse.filter(pl.col("on_hand") > 0)
        .join(terms, on="variant_id")
        .select(
            *KEYS,
            "product_id",
            "currency",
            stock="on_hand",
            coming=pl.lit(0, dtype=pl.Int64),
            demand=pl.lit(0.0),
            variance=pl.lit(0.0),
            margin="margin",
            days="days",
        )
    )
    every = pl.concat([stores, centre], how="vertical_relaxed").filter(
        pl.len().over("variant_id") > 1
    )
    return (
        every.filter(pl.col("currency").is_not_null())
        .with_columns(minor=minor_units(every, "currency"))
        .sort(*KEYS)
    )


def _lanes(held: pl.DataFrame, planning: Planning) -> pl.DataFrame:
    """Moves between rows of ``held``; lanes must pay in the currency of their prices."""
    parts = []
    schema = {"_from": pl.Int64, "_to": pl.Int64, "quantity": pl.Int64, "gain": pl.Float64}
    numbered = held.with_row_index("_row")
    for (minor,), part in numbered.group_by("minor", maintain_order=True):
        units = float(minor)
        found = transfers(
            Rebalancing(
                part["variant_id"].rank("dense").to_numpy().astype(np.intp) - 1,
                part["location_id"].rank("dense").to_numpy().astype(np.intp) - 1,
                Count(part["demand"].to_numpy(), part["variance"].to_numpy()),
                part["stock"].to_numpy().astype(float),
                part["margin"].to_numpy(),
                coming=part["coming"].to_numpy().astype(float),
                send=planning.transfer_cost * units / 2,
                receive=planning.transfer_cost * units / 2,
                lane=planning.transfer_least * units,
            )
        )
        at = part["_row"].to_numpy()
        parts.append(
            pl.DataFrame(
                {
                    "_from": at[found.source], "_to": at[found.target],
                    "quantity": found.units, "gain": found.gain,
                }
            ).cast(schema)  # type: ignore[arg-type]
        )  # fmt: skip
    return pl.concat(parts) if parts else pl.DataFrame(schema=schema)
