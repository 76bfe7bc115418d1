"""Reads forecasts, stock and terms; writes ``stock_policy`` and ``suggestion``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from modiste.inventory.buying.budget import BudgetPlan
from modiste.inventory.clearing import holds, markdowns
from modiste.inventory.orders import order_lines
from modiste.inventory.planned import price_response, problem_of, terms
from modiste.inventory.problem import solve
from modiste.inventory.suggest import ranked
from modiste.inventory.supplier_orders import put_off_holds
from modiste.model.findings import STOCK_POLICY, SUGGESTION
from modiste.model.money import Money
from modiste.model.schema import RUN, Table
from modiste.store.context import Context


def suggest(context: Context) -> Mapping[str, Any]:
    """The plan's second step: policies, and what to move, buy, mark down and put off."""
    context.progress("reorder points, purchases, transfers and markdowns")
    planning, language = context.settings.planning, context.settings.brand.language
    problem = problem_of(context)
    solution = solve(problem)
    assert solution.moves is not None  # noqa: S101
    rows, ahead = solution.rows, solution.outlook
    others = {
        "transfers": solution.moves,
        "markdowns": markdowns(rows, ahead, planning, language, price_response(context)),
        "holds": holds(rows, ahead, planning, language),
    }
    if solution.put_off is not None and solution.put_off.height:
        late = put_off_holds(solution.put_off, language)
        others["holds"] = ranked(
            pl.concat([others["holds"].drop("rank"), late], how="diagonal_relaxed")
        )
    kinds = [solution.orders, *others.values()]
    context.write("stock_policy", _columns(STOCK_POLICY, rows))
    context.write("suggestion", pl.concat([_columns(SUGGESTION, kind) for kind in kinds]))
    figures = _figures(rows, solution.orders) | _of_budget(problem.budget, solution.budget)
    return figures | {
        name: {"suggestions": kind.height, "money at stake": _sums(kind)}
        for name, kind in others.items()
    }


def _of_budget(budget: Money | None, plan: BudgetPlan | None) -> dict[str, Any]:
    if budget is None or plan is None:
        return {}
    return {
        "open to buy": budget.minor,
        "spent of it": round(plan.spent),
        "wanted of it": round(plan.wanted),
        "proven gap": round(plan.gap, 6),
    }


def purchase_orders(context: Context) -> pl.DataFrame:
    """Order lines of this run's suggestions, gathered by supplier."""
    return order_lines(context.findings("suggestion"), terms(context), context.as_of)


def _figures(rows: pl.DataFrame, found: pl.DataFrame) -> dict[str, Any]:
    return {
        "suggestions": found.height,
        "units": int(found["quantity"].sum()),
        "cost": _by_currency(found, "cost_currency", "order_cost"),
        "money at stake": _sums(found),
        "suppliers": found["supplier_id"].drop_nulls().n_unique(),
        "stock unknown": rows["position"].null_count(),
    }


def _by_currency(found: pl.DataFrame, currency: str, money: str) -> dict[str, int]:
    known = found.drop_nulls([currency, money])
    sums = known.group_by(currency).agg(pl.col(money).sum()).sort(currency)
    return {str(code): int(amount) for code, amount in sums.iter_rows()}


def _sums(kind: pl.DataFrame) -> dict[str, int]:
    return _by_currency(kind, "currency", "money_at_stake")


def _columns(table: Table, frame: pl.DataFrame) -> pl.DataFrame:
    """The columns of a table but the run; what a frame does not have is null."""
    types = table.polars()
    return frame.select(
        pl.col(name).cast(types[name])
        if name in frame.columns
        else pl.lit(None, dtype=types[name]).alias(name)
        for name in table.names
        if name != RUN
    )
