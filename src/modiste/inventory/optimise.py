"""``modiste inventory optimise``: from plain files to a plain file of orders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl

from modiste.inventory.problem import Problem, Solution, solve
from modiste.inventory.suggest import KEYS
from modiste.model.currency import find_currency
from modiste.model.errors import InputError, Place
from modiste.model.money import Money

OUTPUT = {
    "variant_id": "the article",
    "location_id": "where",
    "supplier_id": "from whom",
    "policy": "kind of policy",
    "service_target": "chance aimed at of not running out before goods arrive",
    "on_hand": "units present",
    "on_order": "units ordered and not yet arrived",
    "committed": "units promised",
    "position": "on hand + on order − committed; empty where the stock is not known",
    "weekly_demand": "mean of the forecast weeks",
    "lead_time_days": "days from order to arrival",
    "lead_time_demand": "expected units over them",
    "protection_demand": "expected units over lead time and review",
    "protection_sd": "standard deviation of them, the lead time's included",
    "safety_stock": "reorder point − protection demand",
    "reorder_point": "an order is placed when the position is at or below this",
    "order_up_to": "the position that it is raised to",
    "need": "units wanted before minimum and pack",
    "quantity": "units to order now",
    "unit_cost": "cost of one, in whole currency units",
    "order_cost": "cost of the quantity, in whole currency units",
    "money_at_stake": "margin expected to be lost without the order, in whole currency units",
    "currency": "ISO 4217 code",
    "sells_out_on": "day on which the position is expected to be used up",
    "reason": "the same in words",
}
"""Columns of the result and what they mean."""

_MONEY = ("unit_cost", "order_cost", "money_at_stake")


def optimised(problem: Problem, budget: Money | None = None) -> tuple[pl.DataFrame, Solution]:
    """Every series with its policy and what to order now, and the solution itself.

    Returns:
        Columns :data:`OUTPUT`, sorted by what is at stake; series without an order have a quantity
        of 0 and stand last.
    """
    solution = solve(problem, budget)
    orders = solution.orders.select(
        *KEYS, "rank", "need", "quantity", "order_cost", "money_at_stake", "sells_out_on", "reason"
    )
    rows = solution.rows.join(orders, on=KEYS, how="left", maintain_order="left").with_columns(
        pl.col("quantity", "need").fill_null(0), pl.col("order_cost").fill_null(0)
    )
    code = rows["currency"][0] if rows.height else "EUR"
    scale = 10.0 ** find_currency(code).digits
    shown = rows.sort("rank", *KEYS, nulls_last=True).with_columns(pl.col(_MONEY) / scale)
    return shown.select(list(OUTPUT)), solution


def budget_of(text: str | None, currency: str | None) -> Money | None:
    """A budget as typed: an amount, perhaps with its currency.

    Raises:
        InputError: it is no amount, or its currency is not known.
    """
    if text is None:
        return None
    from modiste.model.money import parse_money

    return parse_money(text, currency)


def currency_of(problem: Problem) -> str | None:
    """The currency of the problem's costs, where there is only one."""
    found = problem.supply["cost_currency"].drop_nulls().unique()
    return str(found[0]) if len(found) == 1 else None


def write_result(frame: pl.DataFrame, path: Path) -> None:
    """Write a result as CSV, Parquet or a workbook, by the file's ending.

    Raises:
        InputError: another ending.
    """
    writers: dict[str, Any] = {
        ".csv": frame.write_csv,
        ".parquet": frame.write_parquet,
        ".xlsx": frame.write_excel,
    }
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            f"a result cannot be written as {path.suffix or 'a file without an ending'}",
            place=Place(path.name),
            remedy="Name a file that ends in .csv, .parquet or .xlsx.",
        )
    path.parent.mkdir(parents=True, exist_ok=True)
    writer(path)
