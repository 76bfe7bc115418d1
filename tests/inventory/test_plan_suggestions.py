"""Transfers, markdowns, holds and the open-to-buy as the plan suggests them."""

from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from modiste.inventory.clearing import holds, markdowns
from modiste.inventory.moves import moved, moves
from modiste.inventory.open_to_buy import within
from modiste.inventory.policies.base import Levels, Outlook
from modiste.inventory.suggest import policies, suggestions
from modiste.model.money import Money
from modiste.store.settings import Planning

MONDAY = dt.date(2026, 6, 1)
PLANNING = Planning(review_days=7, order_cycle_days=28, transfer_least=0.0)


def series(**fields: Any) -> dict[str, Any]:
    return {
        "variant_id": "tee", "location_id": "paris", "weekly": 10.0, "on_hand": 20, "on_order": 0,
        "committed": 0, "lead_time_days": 14.0, "lead_time_sd_days": 0.0, "moq": 0, "pack_size": 1,
        "unit_cost": 2000, "cost_currency": "EUR", "price": 5000, "currency": "EUR",
        "supplier_id": "mill", "product_id": "tee", "assumed": False, "central": 0,
    } | fields  # fmt: skip


def policy(
    *given_: dict[str, Any], planning: Planning = PLANNING
) -> tuple[pl.DataFrame, Levels, Outlook]:
    every = pl.DataFrame(list(given_), infer_schema_length=None)
    weeks = pl.DataFrame({"step": range(12)})
    forecast = every.join(weeks, how="cross").select(
        "variant_id", "location_id",
        week=pl.lit(MONDAY) + pl.duration(weeks=pl.col("step")),
        mean="weekly",
        cumulative_sd=(pl.col("weekly") * (pl.col("step") + 1)).sqrt(),
        demand_class=pl.lit("smooth"),
    )  # fmt: skip
    terms = every.unique("variant_id").select(
        "variant_id", "product_id", "supplier_id", "assumed", "lead_time_days", "lead_time_sd_days",
        "moq", "pack_size", "unit_cost", "cost_currency", "price", "currency",
    )  # fmt: skip
    stock = every.select("variant_id", "location_id", "on_hand", "on_order", "committed")
    stock = stock.with_columns(pl.col("on_hand").cast(pl.Int64))
    central = every.unique("variant_id").select("variant_id", "central")
    return policies(forecast, terms, stock, central, planning)


NO_WAREHOUSE = pl.DataFrame(
    schema={"variant_id": pl.String, "location_id": pl.String, "on_hand": pl.Int64}
)


def moves_of(
    *given_: dict[str, Any], warehouse: pl.DataFrame = NO_WAREHOUSE,
    planning: Planning = PLANNING, language: str = "en",
) -> tuple[pl.DataFrame, pl.DataFrame]:  # fmt: skip
    rows, level, _ = policy(*given_, planning=planning)
    found = moves(rows, level, warehouse, planning, language)
    return found, moved(rows, found)


# --- transfers --------------------------------------------------------------------------------


def test_from_a_full_store_to_an_empty_one() -> None:
    stores = (series(on_hand=200, weekly=2.0), series(location_id="lyon", on_hand=0))
    found, after = moves_of(*stores)
    row = found.row(0, named=True)
    assert found.height == 1
    assert (row["kind"], row["from_location_id"], row["location_id"]) == (
        "transfer", "paris", "lyon",
    )  # fmt: skip
    assert row["suggestion_id"] == "transfer|tee|paris|lyon"
    # The last unit still earns more than its 3 euros: margin 30, demand Poisson with mean 30.
    assert 30 < row["quantity"] < 45
    assert row["money_at_stake"] == pytest.approx(3000 * 30 - 300 * row["quantity"], rel=0.05)
    assert after.sort("location_id")["moved"].to_list() == [row["quantity"], -row["quantity"]]
    assert row["reason"].startswith(
        "paris has 200 and expects to sell 6.0 of them in 21 days; lyon"
    )
    assert f"Moving {row['quantity']} earns {row['money_at_stake'] / 100}" in row["reason"]
    chinese, _ = moves_of(*stores, language="zh")
    assert chinese["reason"][0].startswith("paris 有 200 件")


def test_what_is_moved_is_not_bought() -> None:
    stores = (series(on_hand=200, weekly=2.0), series(location_id="lyon", on_hand=0))
    found, after = moves_of(*stores)
    _, level, ahead = policy(*stores)
    alone = suggestions(policy(*stores)[0], level, ahead, PLANNING, MONDAY)
    both = suggestions(after, level, ahead, PLANNING, MONDAY)
    moved_units = found["quantity"].sum()
    assert alone["quantity"].sum() - both["quantity"].sum() == moved_units
    assert (
        both.filter(pl.col("location_id") == "lyon")["position"][0] == 0
    )  # as it is, not as moved


def test_the_warehouse_serves_the_stores() -> None:
    held = pl.DataFrame({"variant_id": ["tee"], "location_id": ["dc"], "on_hand": [25]})
    found, after = moves_of(series(on_hand=0, central=25), warehouse=held)
    assert found.select("from_location_id", "location_id", "quantity").rows() == [
        ("dc", "paris", 25)
    ]
    assert after["central"].to_list() == [0]  # neither moved and taken off again


def test_nothing_moves_where_nothing_is_known_or_gained() -> None:
    empty = series(location_id="lyon", on_hand=0)
    unknown = (series(on_hand=200, weekly=2.0), series(location_id="lyon", on_hand=None))
    assert moves_of(*unknown)[0].height == 0
    for full in (
        series(on_hand=None, weekly=2.0),
        series(on_hand=200, weekly=2.0, price=None),  # no price: no value
        series(on_hand=-5, weekly=2.0),
    ):
        given_ = (full, empty | {"price": full["price"]})
        assert moves_of(*given_)[0].height == 0
    dear = PLANNING.model_copy(update={"transfer_cost": 31.0})
    assert moves_of(series(on_hand=200, weekly=2.0), empty, planning=dear)[0].height == 0
    lane = PLANNING.model_copy(update={"transfer_least": 5000.0})
    assert moves_of(series(on_hand=200, weekly=2.0), empty, planning=lane)[0].height == 0


def test_a_yen_is_no_cent() -> None:
    yen = {"currency": "JPY", "cost_currency": "JPY", "price": 5000, "unit_cost": 2000}
    found, _ = moves_of(
        series(on_hand=200, weekly=2.0, **yen), series(location_id="lyon", on_hand=0, **yen)
    )
    units = found["quantity"][0]
    assert found["money_at_stake"][0] == pytest.approx(3000 * 30 - 3 * units, rel=0.02)


# --- markdowns --------------------------------------------------------------------------------


def test_a_heavy_style_is_cut_and_a_light_one_is_not() -> None:
    rows, _, ahead = policy(
        series(on_hand=2000),
        series(location_id="lyon", on_hand=200),
        series(variant_id="coat", product_id="coat", on_hand=30),
    )
    found = markdowns(rows, ahead, PLANNING, "en")
    assert found["product_id"].to_list() == ["tee"]
    row = found.row(0, named=True)
    assert (row["kind"], row["quantity"], row["suggestion_id"]) == (
        "markdown", 2200, "markdown|tee|5000",
    )  # fmt: skip
    # 26 weeks × 20 are 520 of 2,200 units; e = 2: half price would sell 2,080.
    assert row["cut"] >= 0.5
    assert row["money_at_stake"] > 0
    assert (
        "2200 units (2200 on hand + 0 on order − 0 committed + 0 in the warehouse)" in row["reason"]
    )
    assert (
        "are 110 weeks of sales at 20.0 a week. At today's price 520 should sell" in row["reason"]
    )
    assert "相当于 110 周销量" in markdowns(rows, ahead, PLANNING, "zh")["reason"][0]


def test_what_is_not_known_is_not_cut() -> None:
    rows, _, ahead = policy(series(on_hand=2000), series(location_id="lyon", on_hand=None))
    assert markdowns(rows, ahead, PLANNING, "en").height == 0
    rows, _, ahead = policy(series(on_hand=2000, price=None))
    assert markdowns(rows, ahead, PLANNING, "en").height == 0


def test_the_warehouse_counts_once() -> None:
    rows, _, ahead = policy(
        series(on_hand=1000, central=500), series(location_id="lyon", on_hand=1000, central=500)
    )
    assert markdowns(rows, ahead, PLANNING, "en")["quantity"].to_list() == [2500]


def test_what_moves_is_marked_down_with_the_rest() -> None:
    held = pl.DataFrame({"variant_id": ["tee"], "location_id": ["dc"], "on_hand": [500]})
    given_ = (series(on_hand=0, central=500), series(location_id="lyon", on_hand=2000, central=500))
    _, _, ahead = policy(*given_)
    found, after = moves_of(*given_, warehouse=held)
    assert found["quantity"].sum() > 0
    cut = markdowns(after, ahead, PLANNING, "en").row(0, named=True)
    assert cut["quantity"] == 2500
    assert "2500 units (2000 on hand + 0 on order − 0 committed + 500 in the" in cut["reason"]


def test_two_prices_of_a_style_are_cut_apart() -> None:
    rows, _, ahead = policy(
        series(on_hand=2000), series(variant_id="tee-xl", on_hand=2000, price=6000)
    )
    assert set(markdowns(rows, ahead, PLANNING, "en")["suggestion_id"]) == {
        "markdown|tee|5000", "markdown|tee|6000",
    }  # fmt: skip


def test_an_inelastic_demand_keeps_its_price() -> None:
    rows, _, ahead = policy(series(on_hand=2000))
    hard = PLANNING.model_copy(update={"elasticity": 0.3, "salvage": 0.0})
    assert markdowns(rows, ahead, hard, "en").height == 0


def test_the_brands_own_elasticity_goes_before_the_assumed_one() -> None:
    rows, _, ahead = policy(
        series(on_hand=2000), series(variant_id="coat", product_id="coat", on_hand=2000)
    )
    own = pl.DataFrame({"product_id": ["coat"], "category": ["coat"], "elasticity": [-1.2]})
    found = markdowns(rows, ahead, PLANNING.model_copy(update={"salvage": 0.0}), "en", own)
    by = {row["product_id"]: row for row in found.to_dicts()}
    assert "; elasticity 2.0 assumed." in by["tee"]["reason"]
    assert "; elasticity 1.2 as estimated for coat." in by["coat"]["reason"]
    assert by["coat"]["money_at_stake"] < by["tee"]["money_at_stake"]
    text = markdowns(rows, ahead, PLANNING, "zh", own)["reason"].str.join("")[0]
    assert "价格弹性 2.0（假定值）" in text
    assert "价格弹性 1.2（按品类 coat 的自有销售估计）" in text
    # Demand that does not answer to prices is not cut.
    stiff = own.with_columns(elasticity=pl.lit(0.0))
    assert "coat" not in markdowns(rows, ahead, PLANNING, "en", stiff)["product_id"]


# --- holds ------------------------------------------------------------------------------------


def test_an_order_that_is_not_needed_yet_is_put_off() -> None:
    rows, _, ahead = policy(series(on_hand=100, on_order=60))
    row = holds(rows, ahead, PLANNING, "en").row(0, named=True)
    # Order up to 39 + 40; 160 − 79 = 81 are above it, which 57 days of demand use up.
    assert (row["kind"], row["quantity"], row["order_cost"]) == ("hold", 60, 60 * 2000)
    assert row["money_at_stake"] == pytest.approx(60 * 2000 * 0.2 * 57 / 365, rel=0.01)
    assert row["reason"] == (
        "Position 160 lies 81 above the order-up-to level 79, and 60 of it is still on order: "
        "putting off 60 saves 37.48 EUR of holding until they are needed in 57 days."
    )
    assert "可节省持有成本 37.48 EUR" in holds(rows, ahead, PLANNING, "zh")["reason"][0]


def test_what_is_there_already_cannot_be_put_off() -> None:
    rows, _, ahead = policy(series(on_hand=300), series(location_id="lyon", on_order=10))
    assert holds(rows, ahead, PLANNING, "en").height == 0


# --- open to buy ------------------------------------------------------------------------------


def bought(budget: int, *given_: dict[str, Any]) -> tuple[pl.DataFrame, pl.DataFrame, Any]:
    rows, level, ahead = policy(*given_)
    orders = suggestions(rows, level, ahead, PLANNING, MONDAY)
    found, plan = within(orders, level, rows, PLANNING, Money(budget, "EUR"))
    return orders, found, plan


def test_the_dearer_shortage_is_bought_first() -> None:
    lines = [series(variant_id=f"v{k}", price=2500 + 1500 * k, on_hand=0) for k in range(4)]
    orders, found, plan = bought(250_000, *lines)
    assert found["order_cost"].sum() <= 250_000
    assert found["order_cost"].sum() == pytest.approx(plan.spent)
    units = {row["variant_id"]: row["quantity"] for row in found.iter_rows(named=True)}
    assert units["v3"] == max(units.values())
    assert units.get("v0", 0) <= min(units.values())
    assert found["rank"].to_list() == list(range(1, found.height + 1))
    assert found.columns == orders.columns
    assert plan.gap < 0.05


def test_money_enough_changes_next_to_nothing() -> None:
    lines = [series(variant_id=f"v{k}", on_hand=5 * k) for k in range(4)]
    orders, found, _ = bought(10**9, *lines)
    assert found["quantity"].sum() >= 0.8 * orders["quantity"].sum()
    joined = found.join(orders, on=["variant_id", "location_id"])
    assert (joined["quantity"] <= joined["quantity_right"]).all()


def test_unknown_and_foreign_costs_are_no_part_of_the_budget() -> None:
    orders, found, plan = bought(
        0,
        series(on_hand=0),
        series(variant_id="b", on_hand=0, unit_cost=None, cost_currency=None),
        series(variant_id="c", on_hand=0, cost_currency="USD"),
    )
    assert sorted(found["variant_id"]) == ["b", "c"]
    assert plan.spent == 0
    kept = orders.filter(pl.col("variant_id") != "tee").sort("variant_id")["quantity"]
    assert found.sort("variant_id")["quantity"].to_list() == kept.to_list()


@settings(max_examples=15)
@given(
    budget=st.integers(0, 600_000), pack=st.integers(1, 8), moq=st.integers(0, 40),
    stock=st.lists(st.one_of(st.none(), st.integers(-5, 60)), min_size=4, max_size=4),
)  # fmt: skip
def test_orders_within_a_budget_keep_packs_and_minima(
    budget: int, pack: int, moq: int, stock: list[int | None]
) -> None:
    lines = [
        series(
            variant_id=f"v{k // 2}", location_id=f"l{k % 2}", on_hand=units, pack_size=pack, moq=moq
        )
        for k, units in enumerate(stock)
    ]
    orders, found, plan = bought(budget, *lines)
    assert found["order_cost"].sum() <= budget
    assert plan.profit <= plan.bound + 1e-6
    for total in found.group_by("variant_id").agg(pl.col("quantity").sum())["quantity"]:
        assert total % pack == 0
        assert total >= moq
    before = orders.select("variant_id", "location_id", was="quantity")
    joined = found.join(before, on=["variant_id", "location_id"])
    assert joined.height == found.height
