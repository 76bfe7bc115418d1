"""Orders of one plan cut to the open-to-buy: one budget over all of them."""

from __future__ import annotations

import numpy as np
import polars as pl

from modiste.inventory.buying.budget import BudgetBuy, BudgetPlan, spend
from modiste.inventory.buying.season import SeasonBuy
from modiste.inventory.policies.base import Levels
from modiste.inventory.sharing import shared_by_value
from modiste.inventory.suggest import KEYS, priced, ranked
from modiste.learn.distributions import Count
from modiste.model.money import Money
from modiste.store.settings import Planning


def within(
    orders: pl.DataFrame, level: Levels, rows: pl.DataFrame, planning: Planning, budget: Money
) -> tuple[pl.DataFrame, BudgetPlan]:
    """Orders cut to a budget where a unit of money saves least.

    A choice among the packs of all variants, solved to a proven gap; no order is raised by it.
    What is left of a variant goes to where its units are most likely to sell. Orders whose cost is
    not known or is paid in another currency are no part of the budget and stay as they are.

    Args:
        orders: result of ``suggest.suggestions``.
        level: levels of all series.
        rows: all series in their order, see ``suggest.policies``.
        planning: the settings.
        budget: most that the orders may cost.
    """
    mine = (pl.col("cost_currency") == budget.currency) & (pl.col("unit_cost") > 0)
    counted = orders.filter(mine.fill_null(value=False))
    others = orders.filter(~mine.fill_null(value=False))
    lines = lines_of(counted, level, rows, planning)
    plan = spend(BudgetBuy(season_of(lines, planning), float(budget.minor)))
    bought = lines.select("variant_id", _bought=pl.Series(plan.quantity).cast(pl.Int64))
    shares = shares_of(counted, bought, level, rows)
    kept = counted.drop("quantity").join(shares, on=KEYS, maintain_order="left")
    both = pl.concat([kept.select(others.columns), others]).drop("rank")
    return ranked(priced(both.filter(pl.col("quantity") > 0), planning)).select(
        orders.columns
    ), plan


def shares_of(
    orders: pl.DataFrame, bought: pl.DataFrame, level: Levels, rows: pl.DataFrame
) -> pl.DataFrame:
    """What each location gets of other totals than were ordered.

    Args:
        orders: as they were.
        bought: ``variant_id, _bought``: the new totals.
        level: levels of all series.
        rows: all series in their order.

    Returns:
        ``variant_id, location_id, quantity``.
    """
    former = pl.col("quantity").sum().over("variant_id")
    changed = orders.join(bought, on="variant_id", maintain_order="left").with_columns(
        need="quantity",
        central=pl.max_horizontal(former - pl.col("_bought"), pl.lit(0)),
        moq=pl.when(pl.col("_bought") > former).then("_bought").otherwise(0),
        pack_size=pl.lit(1, dtype=pl.Int64),
    )
    numbers = changed.join(_demand(level, rows), on=KEYS, maintain_order="left")
    demand = Count(numbers["_mean"].to_numpy(), numbers["_variance"].to_numpy())
    have = numbers.select(_have().cast(pl.Float64)).to_series().to_numpy()
    return shared_by_value(changed, demand, have).select(*KEYS, "quantity")


def lines_of(
    orders: pl.DataFrame, level: Levels, rows: pl.DataFrame, planning: Planning
) -> pl.DataFrame:
    """One row a variant: demand until the end of the cycle, stock, terms."""
    same = pl.col("cost_currency") == pl.col("currency")
    assumed = pl.col("unit_cost") / (1 - min(planning.margin, 0.99))
    return (
        orders.join(_demand(level, rows), on=KEYS, maintain_order="left")
        .group_by("variant_id", maintain_order=True)
        .agg(
            pl.col("_mean", "_variance", "quantity").sum(),
            pl.col("unit_cost", "moq", "pack_size").first(),
            have=_have().sum() + pl.col("central").first(),
            price=pl.coalesce(pl.when(same).then("price"), assumed).first(),
        )
    )


def _demand(level: Levels, rows: pl.DataFrame) -> pl.DataFrame:
    """Demand of every series until the end of the cycle."""
    return rows.select(
        *KEYS, _mean=pl.Series(level.cycle_mean), _variance=pl.Series(level.cycle_variance)
    )


def _have() -> pl.Expr:
    """A stock that is not known is taken to last until goods arrive and are reviewed again."""
    return pl.coalesce(
        pl.col("position") + pl.col("moved"), pl.col("_mean") - pl.col("cycle_demand")
    )


def season_of(lines: pl.DataFrame, planning: Planning) -> SeasonBuy:
    """Lines as buys for lead time, review and one cycle; what is left then keeps its cost.

    A unit left over costs its holding for one cycle; nobody buys more than the policy wants.
    """
    column = {name: lines[name].cast(pl.Float64).to_numpy() for name in lines.columns[1:]}
    cost = column["unit_cost"]
    left = cost * (1 - min(planning.holding_rate * planning.order_cycle_days / 365, 0.5))
    return SeasonBuy(
        Count(column["_mean"], column["_variance"]),
        np.maximum(column["price"], left),
        cost,
        left,
        have=column["have"],
        moq=column["moq"],
        pack=column["pack_size"],
        most=column["quantity"],
    )
