"""Everything that decides what to order now, as one frozen object, and its solution."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import polars as pl

from modiste.inventory.buying.budget import BudgetPlan
from modiste.inventory.moves import moved, moves
from modiste.inventory.open_to_buy import within
from modiste.inventory.policies.base import Levels, Outlook
from modiste.inventory.reason import reason
from modiste.inventory.suggest import KEYS, policies, suggestions
from modiste.inventory.supplier_orders import supplier_orders
from modiste.learn.distributions import negative_binomial_loss
from modiste.model.errors import InputError, UnknownNameError
from modiste.model.money import Money
from modiste.store.settings import Planning


@dataclass(frozen=True)
class Problem:
    """What is known on the day of ordering.

    Attributes:
        forecast: ``variant_id, location_id, week, mean, cumulative_sd, demand_class``; every series
            has the same weeks.
        supply: terms of each variant, as ``state.supply`` gives them.
        position: ``variant_id, location_id, on_hand, on_order, committed``; null is unknown.
        central: ``variant_id, central``: units in warehouses, for all locations.
        planning: review, cycle, service and what is assumed.
        as_of: the day.
        elapsed_days: days of the first forecast week that have passed.
        language: of the reasons.
        held: stock of warehouses, see ``state.warehouse_stock``; where given, units are moved
            before any are bought, as in the plan.
        budget: most that all orders together may cost.
        suppliers: what they ask of a whole order, see ``supplier_orders``.
    """

    forecast: pl.DataFrame
    supply: pl.DataFrame
    position: pl.DataFrame
    central: pl.DataFrame
    planning: Planning
    as_of: dt.date
    elapsed_days: float = 0.0
    language: str = "en"
    held: pl.DataFrame | None = None
    budget: Money | None = None
    suppliers: pl.DataFrame | None = None


@dataclass(frozen=True)
class Solution:
    """What to order, and the numbers behind it.

    Attributes:
        rows: every series with terms, position and levels, see ``suggest.policies``.
        orders: what to buy, most money first, see ``suggest.suggestions``; with ``reason``.
        levels: the levels as arrays in the order of ``rows``.
        outlook: the forecast as arrays in the same order.
        budget: the plan of the budget; none where none was set.
        moves: transfers decided before, see ``moves.moves``; none where they were not asked for.
        put_off: orders not worth placing under their suppliers' terms, see ``supplier_orders``.
    """

    rows: pl.DataFrame
    orders: pl.DataFrame
    levels: Levels = field(repr=False)
    outlook: Outlook = field(repr=False)
    budget: BudgetPlan | None = None
    moves: pl.DataFrame | None = None
    put_off: pl.DataFrame | None = None

    def totals(self) -> dict[str, dict[str, Any]]:
        """By currency of the price: what is ordered, what it costs, and what stays at risk.

        ``short_units`` and ``short_margin`` are what is expected to be missing until the end of the
        order cycle although all of this is ordered; ``safety_stock`` is what is kept against
        uncertainty, and ``mean_stock`` adds half an order cycle's demand to it.
        """
        rows = _after(self).group_by("currency").agg(
            series=pl.len(),
            orders=(pl.col("ordered") > 0).sum(),
            units=pl.col("ordered").sum(),
            short_units=pl.col("short").sum().round(1),
            short_margin=(pl.col("short") * pl.col("margin")).sum().round().cast(pl.Int64),
            safety_stock=pl.col("safety_stock").sum().round(1),
            mean_stock=(pl.col("safety_stock") + pl.col("cycle_demand") / 2).sum().round(1),
        )  # fmt: skip
        money = self.orders.group_by("currency").agg(
            money_at_stake=pl.col("money_at_stake").sum(),
            cost=pl.col("order_cost").filter(pl.col("cost_currency") == pl.col("currency")).sum(),
        )
        joined = rows.join(money, on="currency", how="left", nulls_equal=True)
        named = joined.with_columns(pl.col("money_at_stake", "cost").fill_null(0)).sort("currency")
        return {row.pop("currency") or "unknown": row for row in named.to_dicts()}


def _after(solution: Solution) -> pl.DataFrame:
    """Every series with what is ordered, and what may be short although it is."""
    ordered = solution.orders.select(*KEYS, ordered="quantity")
    rows = solution.rows.join(ordered, on=KEYS, how="left", maintain_order="left").with_columns(
        pl.col("ordered").fill_null(0)
    )
    known = rows["position"].is_not_null().to_numpy()
    stock = (
        (rows["position"].fill_null(0) + rows["moved"] + rows["ordered"]).to_numpy().astype(float)
    )
    level = solution.levels
    short = negative_binomial_loss(
        level.cycle_mean, level.cycle_variance, np.maximum(stock, 0.0)
    ) + np.maximum(-stock, 0.0)
    return rows.with_columns(
        short=pl.Series(np.where(known, short, 0.0)),
        margin=(pl.col("price") - pl.col("unit_cost")).clip(lower_bound=0).fill_null(0),
    )


def solve(problem: Problem, budget: Money | None = None) -> Solution:
    """What to order now.

    Args:
        problem: what is known.
        budget: most that all orders together may cost; the problem's by default. Where it is less
            than they would, they are cut where a unit of money saves least: a choice among packs
            of all orders, solved to a proven gap, see ``buying.budget``. No order is raised by it.

    Raises:
        InputError: there is a budget and a cost is missing, or in another currency.
    """
    rows, level, ahead = policies(
        problem.forecast,
        problem.supply,
        problem.position,
        problem.central,
        problem.planning,
        problem.elapsed_days,
    )
    moving = None
    if problem.held is not None:
        moving = moves(rows, level, problem.held, problem.planning, problem.language)
        rows = moved(rows, moving)
    found = suggestions(rows, level, ahead, problem.planning, problem.as_of)
    plan, late = None, []
    if problem.suppliers is not None:
        found, put_off = supplier_orders(found, level, rows, problem.planning, problem.suppliers)
        late.append(put_off)
    if budget is not None:
        _refuse_costs(found, budget)
    budget = budget or problem.budget
    if budget is not None:
        found, plan = within(found, level, rows, problem.planning, budget)
        if problem.suppliers is not None:
            # What a budget has cut below a minimum cannot be raised again.
            found, put_off = supplier_orders(
                found, level, rows, problem.planning, problem.suppliers, raising=False
            )
            late.append(put_off)
    days = problem.planning.order_cycle_days
    found = found.with_columns(
        reason=reason(problem.language, cycle_days=days),
        reason_en=reason("en", cycle_days=days),
        reason_zh=reason("zh", cycle_days=days),
    )
    return Solution(rows, found, level, ahead, plan, moving, pl.concat(late) if late else None)


def _refuse_costs(found: pl.DataFrame, budget: Money) -> None:
    """Refuse orders that a budget cannot be compared with."""
    unknown = found.filter(pl.col("unit_cost").is_null())
    if unknown.height:
        raise InputError(
            f"a budget needs costs, and {unknown['variant_id'].n_unique():,} variants to order "
            f"have none, the first being {unknown['variant_id'][0]!r}",
            remedy="Give their unit costs, or optimise without a budget.",
        )
    other = found.filter(pl.col("cost_currency") != budget.currency)
    if other.height:
        raise InputError(
            f"the budget is in {budget.currency} and {other['variant_id'][0]!r} is paid in "
            f"{other['cost_currency'][0]}",
            remedy="Set a budget for one currency's goods at a time.",
        )


def only(solution: Solution, variant: str, location: str | None = None) -> Solution:
    """The part of a solution that is about one variant.

    Args:
        solution: of all series.
        variant: the variant.
        location: the location; all of them by default.

    Raises:
        UnknownNameError: the variant is not planned there.
    """
    wanted = pl.col("variant_id") == variant
    if location is not None:
        wanted &= pl.col("location_id") == location
    at = solution.rows.select(wanted.arg_true()).to_series().to_numpy()
    if not len(at):
        where = "" if location is None else f" at {location!r}"
        raise UnknownNameError(
            f"there is no forecast of {variant!r}{where}",
            remedy="'modiste show demand_forecast' lists what is forecast.",
        )
    levels = Levels(**{name: values[at] for name, values in vars(solution.levels).items()})
    outlook = Outlook(
        solution.outlook.mean[at], solution.outlook.cumulative_sd[at], solution.outlook.elapsed_days
    )
    return replace(
        solution,
        rows=solution.rows.filter(wanted),
        orders=solution.orders.filter(wanted),
        levels=levels,
        outlook=outlook,
    )
