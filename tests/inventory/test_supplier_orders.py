from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl

from modiste.inventory.problem import Problem, Solution, solve
from modiste.inventory.supplier_orders import put_off_holds
from modiste.model.money import Money
from modiste.store.settings import Planning

MONDAY = dt.date(2026, 6, 1)


def solved(
    terms: dict[str, Any] | None, *, on_hand: int = 20, budget: Money | None = None
) -> Solution:
    """A tee wanted at two places (59 units each at 20 on hand) under a mill's terms."""
    places = ["lyon", "paris"]
    forecast = pl.DataFrame(
        [("tee", p, MONDAY + dt.timedelta(weeks=k), 10.0, (10.0 * (k + 1)) ** 0.5, "smooth")
         for p in places for k in range(12)],
        schema=["variant_id", "location_id", "week", "mean", "cumulative_sd", "demand_class"],
        orient="row",
    )  # fmt: skip
    supply = pl.DataFrame(
        {"variant_id": ["tee"], "product_id": ["tee"], "supplier_id": ["mill"], "assumed": [False],
         "lead_time_days": [14.0], "lead_time_sd_days": [0.0], "moq": [0], "pack_size": [1],
         "unit_cost": [2000], "cost_currency": ["EUR"], "price": [5000], "currency": ["EUR"]}
    )  # fmt: skip
    position = pl.DataFrame(
        {"variant_id": ["tee"] * 2, "location_id": places, "on_hand": [on_hand] * 2,
         "on_order": [0, 0], "committed": [0, 0]}
    )  # fmt: skip
    central = pl.DataFrame(schema={"variant_id": pl.String, "central": pl.Int64})
    none = dict.fromkeys(
        ["min_order_units", "min_order_value", "order_cost", "container_units"]
    )  # fmt: skip
    row = {"supplier_id": "mill", "currency": "EUR"} | none | (terms or {})
    schema = {"supplier_id": pl.String, "currency": pl.String} | dict.fromkeys(none, pl.Int64)
    suppliers = None if terms is None else pl.DataFrame([row], schema=schema)
    planning = Planning(review_days=7, order_cycle_days=28)
    return solve(
        Problem(forecast, supply, position, central, planning, MONDAY, suppliers=suppliers), budget
    )


def test_nothing_changes_without_terms() -> None:
    plain = solved(None).orders
    assert plain["quantity"].to_list() == [59, 59]
    assert plain.equals(solved({}).orders)
    assert plain.equals(solved({"min_order_units": 118, "min_order_value": 236_000}).orders)


def test_an_order_is_raised_to_its_minimum() -> None:
    found = solved({"min_order_units": 130}).orders
    assert sorted(found["quantity"]) == [65, 65]
    assert found["order_cost"].sum() == 130 * 2000
    assert all("; 6 of it bring the order to the supplier's minimum" in r for r in found["reason"])
    assert all("；其中 6 件用于达到供应商的起订要求" in r for r in found["reason_zh"])
    by_value = solved({"min_order_value": 130 * 2000 - 1999}).orders
    assert by_value["quantity"].sum() == 130


def test_an_order_that_cannot_reach_its_minimum_is_put_off() -> None:
    found = solved({"min_order_units": 5000})
    assert found.orders.height == 0
    assert found.put_off is not None
    hold = put_off_holds(found.put_off, "en").row(0, named=True)
    assert (hold["kind"], hold["supplier_id"], hold["quantity"]) == ("hold", "mill", 118)
    assert "The order to mill is put off: 118 units for 2360.0 EUR" in hold["reason"]
    assert "its minimum is 5000 units and 0.0 EUR" in hold["reason"]
    assert "暂缓" in put_off_holds(found.put_off, "zh")["reason"][0]


def test_an_order_that_costs_more_than_it_earns_is_put_off() -> None:
    assert solved({"order_cost": 100}).orders["quantity"].sum() == 118
    assert solved({"order_cost": 10_000_000}).orders.height == 0
    # 118 units fill two containers of 60: twice a cost that one container would be worth.
    profit = 118 * 3000
    assert solved({"order_cost": profit * 2 // 3, "container_units": 60}).orders.height == 0
    assert solved({"order_cost": profit // 2, "container_units": 200}).orders.height == 2


def test_money_in_another_currency_is_not_compared() -> None:
    terms = {"currency": "USD", "min_order_value": 10**9, "order_cost": 10**9}
    assert solved(terms).orders["quantity"].sum() == 118


def test_a_budget_is_kept_where_a_minimum_is_not_reached() -> None:
    found = solved({"min_order_units": 118}, budget=Money(100_000, "EUR"))
    assert found.orders.height == 0
    assert found.put_off is not None
    assert found.put_off["units"].to_list() == [50.0]
