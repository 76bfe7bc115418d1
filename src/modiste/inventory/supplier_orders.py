"""The plan's purchases under what each supplier asks of an order as a whole."""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.inventory.buying.joint import JointOrder, order_together
from modiste.inventory.buying.season import SeasonBuy
from modiste.inventory.open_to_buy import lines_of, season_of, shares_of
from modiste.inventory.policies.base import Levels
from modiste.inventory.suggest import minor_units, priced, ranked, safe
from modiste.learn.distributions import Floats
from modiste.store.settings import Planning

TERMS = ("min_order_units", "min_order_value", "order_cost", "container_units")
_PARTIES = ["supplier_id", "cost_currency"]
_TEXT = {
    "en": (
        "The order to {} is put off: {} units for {} {} would earn {} {} over waiting before what "
        "the order itself costs ({} {}), and its minimum is {} units and {} {}."
    ),
    "zh": (
        "向 {} 的订单暂缓：{} 件、金额 {} {}，扣除订单费用前比等待多得 {} {}（订单费用 {} {}），"
        "起订要求为 {} 件和 {} {}。"
    ),
}


def supplier_orders(
    orders: pl.DataFrame,
    level: Levels,
    rows: pl.DataFrame,
    planning: Planning,
    suppliers: pl.DataFrame,
    *,
    raising: bool = True,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Orders raised to their suppliers' minima, and those put off as they are not worth it.

    An order below a minimum is raised by the next packs of its variants that lose least or earn
    most (``buying.joint``). An order that is expected to earn less than it costs to place, or that
    no packs that may sell bring to its minimum with a profit, is put off to the next plan. Orders
    with a cost that is not known stay as they are; so do those of suppliers without terms.

    Args:
        orders: result of ``suggest.suggestions``.
        level: levels of all series.
        rows: all series in their order, see ``suggest.policies``.
        planning: the settings.
        suppliers: ``supplier_id, currency`` and :data:`TERMS`; null is no such term. A container's
            ``order_cost`` is paid for each one begun.
        raising: whether orders may be raised; else those below a minimum are put off.

    Returns:
        Orders with ``raised``; and ``supplier_id, cost_currency, units, cost, profit, fixed`` and
        the terms of those put off.
    """
    bound = suppliers.filter(pl.any_horizontal(pl.col(TERMS) > 0)).drop_nulls("supplier_id")
    mine = orders.join(bound, on="supplier_id", how="semi")
    kept, late = [orders.join(bound, on="supplier_id", how="anti")], []
    terms = {row["supplier_id"]: row for row in bound.to_dicts()}
    for (supplier, currency), group in mine.group_by(_PARTIES, maintain_order=True):
        if (
            group["unit_cost"].null_count()
            or currency is None
            or not (group["unit_cost"] > 0).all()
        ):
            kept.append(group)
            continue
        lines = lines_of(group, level, rows, planning)
        buy = season_of(lines, planning)
        quantity = lines["quantity"].cast(pl.Float64).to_numpy()
        asked = _asked(terms[supplier], str(currency), quantity, buy)
        extra = _extra(buy, quantity, asked, raising=raising)
        if extra is None:
            late.append({"supplier_id": supplier, "cost_currency": currency} | asked)
        elif extra.any():
            total = lines.select("variant_id", _bought=pl.Series(quantity + extra).cast(pl.Int64))
            shares = shares_of(group, total, level, rows)
            more = pl.col("quantity") - pl.col("_before") + pl.col("raised")
            grown = group.rename({"quantity": "_before"}).join(
                shares, on=["variant_id", "location_id"], maintain_order="left"
            )
            kept.append(grown.with_columns(raised=more).select(group.columns))
        else:
            kept.append(group)
    every = pl.concat(kept).drop("rank")
    schema = dict.fromkeys(_PARTIES, pl.String) | dict.fromkeys(_ASKED, pl.Float64)
    put_off = pl.DataFrame(late, schema=schema)
    return ranked(priced(every, planning)).select(orders.columns), put_off


_ASKED = ("units", "cost", "profit", "fixed", "least_units", "least_value")


def _asked(
    terms: dict[str, object], currency: str, quantity: Floats, buy: SeasonBuy
) -> dict[str, float]:
    """What an order is and earns, and what its supplier asks; money in its currency only."""
    number = {name: float(terms[name] or 0) for name in TERMS}  # type: ignore[arg-type]
    if terms["currency"] not in {None, currency}:
        number |= {"min_order_value": 0.0, "order_cost": 0.0}
    units = float(quantity.sum())
    containers = np.ceil(units / number["container_units"]) if number["container_units"] else 1.0
    return {
        "units": units,
        "cost": float((quantity * buy.unit_cost).sum()),
        "profit": float(buy.profit(quantity).sum()),
        "fixed": number["order_cost"] * float(containers),
        "least_units": number["min_order_units"],
        "least_value": number["min_order_value"],
    }


def _extra(
    buy: SeasonBuy, quantity: Floats, asked: dict[str, float], *, raising: bool
) -> Floats | None:
    """Units more of each line that bring the order to its minima; None where it is put off."""
    units = max(asked["least_units"] - asked["units"], 0.0)
    value = max(asked["least_value"] - asked["cost"], 0.0)
    if units == 0 and value == 0:
        worth = asked["fixed"] == 0 or asked["profit"] > asked["fixed"]
        return np.zeros(len(quantity)) if worth else None
    if not raising:
        return None
    pack = np.asarray(buy.pack)
    most = np.maximum(units, np.ceil(value / np.asarray(buy.unit_cost)))
    beyond = SeasonBuy(
        buy.demand, buy.price, buy.unit_cost, buy.salvage,
        have=buy.have + quantity, pack=pack, most=np.ceil(most / pack) * pack,
    )  # fmt: skip
    found = order_together(
        JointOrder(
            beyond, least_units=units, least_value=value,
            fixed_cost=asked["fixed"], already=max(asked["profit"], 0.0),
        )
    )  # fmt: skip
    return found.quantity if found.quantity.any() else None


def put_off_holds(put_off: pl.DataFrame, language: str) -> pl.DataFrame:
    """Orders put off as suggestions to hold, one a supplier and currency."""
    minor = minor_units(put_off, "cost_currency")

    def amount(name: str) -> pl.Expr:
        return (pl.col(name) / minor).round(2)

    text = pl.format(
        _TEXT[language], "supplier_id", pl.col("units").cast(pl.Int64), amount("cost"),
        "cost_currency", amount("profit"), "cost_currency", amount("fixed"), "cost_currency",
        pl.col("least_units").cast(pl.Int64), amount("least_value"), "cost_currency",
    )  # fmt: skip
    lost = (pl.col("fixed") - pl.col("profit")).clip(lower_bound=0)
    return put_off.select(
        suggestion_id=pl.concat_str(
            pl.lit("hold|order"), *(safe(each) for each in _PARTIES), separator="|"
        ),
        kind=pl.lit("hold"),
        variant_id=pl.lit(None, dtype=pl.String),
        product_id=pl.lit(None, dtype=pl.String),
        location_id=pl.lit(None, dtype=pl.String),
        supplier_id="supplier_id",
        quantity=pl.col("units").cast(pl.Int64),
        unit_cost=pl.lit(None, dtype=pl.Int64),
        order_cost=pl.col("cost").round().cast(pl.Int64),
        cost_currency="cost_currency",
        money_at_stake=lost.round().cast(pl.Int64),
        currency="cost_currency",
        reason=text,
    )
