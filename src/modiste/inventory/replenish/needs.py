"""From suggestions to the orders that are wanted: one a supplier, currency and destination."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass

import polars as pl

from modiste.inventory.replenish.order import Key
from modiste.inventory.rounding import shared_out
from modiste.store.settings import Replenishment

KEYS = ("variant_id", "location_id")


@dataclass(frozen=True)
class WantedLine:
    """One variant for one location; see :class:`replenish.order.Line` for the columns."""

    variant_id: str
    location_id: str
    product_id: str | None
    quantity: int
    unit_cost: int | None
    moq: int
    pack_size: int
    lead_days: float
    reason: str | None


@dataclass(frozen=True)
class Wanted:
    """An order that a plan wants.

    Attributes:
        supplier_id: from whom; ``None`` is not known.
        currency: currency of the costs; ``None`` is not known.
        destination: the one location of all lines; ``None`` where lines go to several.
        lines: by variant and location.
    """

    supplier_id: str | None
    currency: str | None
    destination: str | None
    lines: tuple[WantedLine, ...]

    @property
    def need(self) -> str:
        """What is bought together, as one text: the same for the same need in every plan."""
        return json.dumps([self.supplier_id, self.currency, self.destination], ensure_ascii=False)

    @property
    def cost(self) -> int | None:
        """Cost in minor units; ``None`` where one is not known."""
        costs = [
            line.unit_cost * line.quantity for line in self.lines if line.unit_cost is not None
        ]
        return sum(costs) if len(costs) == len(self.lines) else None


def wanted_lines(
    suggestions: pl.DataFrame,
    supply: pl.DataFrame,
    policy: pl.DataFrame,
    replenishment: Replenishment,
) -> pl.DataFrame:
    """Lines that suggestions ask for, where they are to be delivered.

    Args:
        suggestions: rows of ``suggestion``; those that do not buy are left out.
        supply: result of ``state.supply``.
        policy: rows of ``stock_policy`` of the same run, for what is not known of positions.
        replenishment: where orders go.

    Returns:
        ``supplier_id, currency, destination, variant_id, location_id, product_id, quantity,
        unit_cost, moq, pack_size, lead_days, reason, unknown``; ``unknown`` is true where a
        position that the need rests on is not known.
    """
    unknown = policy.select(*KEYS, unknown=pl.col("position").is_null())
    terms = supply.select("variant_id", "moq", "pack_size", lead_days="nominal_lead_time_days")
    lines = (
        suggestions.filter(pl.col("kind") == "buy")
        .join(terms, on="variant_id", how="left")
        .join(unknown, on=KEYS, how="left")
        .select(
            pl.coalesce("supplier_id", pl.lit(replenishment.supplier or None)).alias("supplier_id"),
            pl.col("cost_currency").alias("currency"),
            pl.lit(None, pl.String).alias("destination"),
            *KEYS,
            "product_id",
            "quantity",
            "unit_cost",
            pl.col("moq").fill_null(0),
            pl.col("pack_size").fill_null(1),
            pl.col("lead_days").fill_null(0.0),
            "reason",
            pl.col("unknown").fill_null(value=True),
        )
    )
    if replenishment.destination == "location":
        return lines.with_columns(destination="location_id")
    if replenishment.destination == "hub":
        return _to_one_place(lines, replenishment.hub)
    return lines


def _to_one_place(lines: pl.DataFrame, hub: str) -> pl.DataFrame:
    """Lines of a variant for several locations as one line for the hub."""
    first = pl.exclude("quantity", "reason", "unknown", "location_id", "destination").first()
    return (
        lines.sort(KEYS)
        .group_by("variant_id", maintain_order=True)
        .agg(
            first,
            pl.col("quantity").sum(),
            pl.col("reason").str.join("\n"),
            pl.col("unknown").any(),
        )
        .with_columns(location_id=pl.lit(hub), destination=pl.lit(hub))
        .select(lines.columns)
    )


def without(lines: pl.DataFrame, keys: Collection[Key]) -> pl.DataFrame:
    """Lines but those of some variants and locations; what is left is as suppliers take it."""
    taken = pl.DataFrame(sorted(keys), schema=dict.fromkeys(KEYS, pl.String), orient="row")
    left = lines.join(taken, on=KEYS, how="anti", maintain_order="left")
    touched = left.join(taken, on="variant_id", how="semi")
    if touched.is_empty():
        return left
    rounded = shared_out(touched.rename({"quantity": "need"}).with_columns(central=pl.lit(0)))
    same = left.join(taken, on="variant_id", how="anti")
    return pl.concat([same, rounded.select(left.columns)])


def wanted_orders(lines: pl.DataFrame) -> list[Wanted]:
    """Orders out of lines, in a fixed order."""
    parties = ["supplier_id", "currency", "destination"]
    found = []
    ordered = lines.sort(*parties, *KEYS, nulls_last=True)
    for (supplier, currency, place), group in ordered.group_by(parties, maintain_order=True):
        rows = group.drop(*parties, "unknown").iter_rows(named=True)
        wanted = tuple(WantedLine(**row) for row in rows)
        found.append(Wanted(_text(supplier), _text(currency), _text(place), wanted))
    return found


def costs_of(orders: Iterable[Wanted]) -> dict[str, int]:
    """Cost by currency, of the orders whose cost is known, in minor units."""
    found: dict[str, int] = {}
    for order in orders:
        if order.cost is not None and order.currency is not None:
            found[order.currency] = found.get(order.currency, 0) + order.cost
    return dict(sorted(found.items()))


def _text(value: object) -> str | None:
    return None if value is None else str(value)
