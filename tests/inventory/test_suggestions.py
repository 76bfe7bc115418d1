from __future__ import annotations

import datetime as dt
import re
from typing import Any

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.inventory.orders import order_lines, order_totals
from modiste.inventory.reason import reason
from modiste.inventory.suggest import policies, ranked, suggestions
from modiste.store.settings import Planning

MONDAY = dt.date(2026, 6, 1)
PLANNING = Planning(review_days=7, order_cycle_days=28, service_level=0.95)


def series(**fields: Any) -> dict[str, Any]:
    """A series that sells ten a week and has too little; fields say what is otherwise."""
    return {
        "variant_id": "tee", "location_id": "web", "weekly": 10.0, "on_hand": 20, "on_order": 0,
        "committed": 0, "lead_time_days": 14.0, "lead_time_sd_days": 0.0, "moq": 0, "pack_size": 1,
        "unit_cost": 2000, "cost_currency": "EUR", "price": 5000, "currency": "EUR",
        "supplier_id": "mill", "product_id": "tee", "assumed": False, "central": 0,
    } | fields  # fmt: skip


def planned(*given: dict[str, Any], planning: Planning = PLANNING) -> pl.DataFrame:
    """Suggestions for some series, with all that is known of them."""
    every = pl.DataFrame(list(given), infer_schema_length=None)
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
    rows, level, ahead = policies(forecast, terms, stock, central, planning)
    found = suggestions(rows, level, ahead, planning, MONDAY)
    return found.with_columns(
        reason=reason("en", cycle_days=planning.order_cycle_days),
        zh=reason("zh", cycle_days=planning.order_cycle_days),
    )


def only(**fields: Any) -> dict[str, Any]:
    found = planned(series(**fields))
    assert found.height == 1
    return found.row(0, named=True)


# --- what is bought ---------------------------------------------------------------------------


def test_up_to_the_level_where_the_position_is_low() -> None:
    row = only()
    assert row["reorder_point"] == 39  # Poisson with mean 30
    assert row["order_up_to"] == 39 + 40
    assert row["quantity"] == 79 - 20
    assert row["order_cost"] == 59 * 2000
    assert row["sells_out_on"] == MONDAY + dt.timedelta(days=14)
    assert row["suggestion_id"] == "buy|tee|web"
    assert (row["rank"], row["kind"]) == (1, "buy")


@pytest.mark.parametrize(("on_hand", "expected"), [(39, 40), (40, None), (200, None)])
def test_the_reorder_point_decides(on_hand: int, expected: int | None) -> None:
    found = planned(series(on_hand=on_hand))
    assert found["quantity"].to_list() == ([] if expected is None else [expected])


def test_the_position_counts_what_is_coming_and_what_is_promised() -> None:
    assert only(on_hand=20, on_order=15, committed=5)["quantity"] == 79 - 30
    assert planned(series(on_hand=20, on_order=25, committed=5)).height == 0


def test_unknown_stock_is_never_taken_for_none() -> None:
    row = only(on_hand=None)
    assert row["position"] is None
    assert row["quantity"] == 40  # one cycle, not up to the level from zero
    assert row["sells_out_on"] is None
    assert "Stock is not known" in row["reason"]
    assert "库存未知" in row["zh"]


def test_units_owed_are_bought_too() -> None:
    row = only(on_hand=-6)
    assert row["quantity"] == 79 + 6
    assert row["sells_out_on"] == MONDAY
    assert "on hand is below zero" in row["reason"]
    assert "现货为负数" in row["zh"]


def test_minimum_and_pack() -> None:
    row = only(moq=100, pack_size=12)
    assert row["quantity"] == 108
    assert "; minimum order 100; packs of 12" in row["reason"]


def test_a_minimum_is_shared_by_all_places() -> None:
    found = planned(series(moq=200), series(location_id="store", on_hand=39, moq=200))
    # 40 and 59 bring both to 79; what may yet sell goes to both alike, the rest by need.
    assert found.sort("location_id")["quantity"].to_list() == [85, 115]


def test_the_warehouse_goes_first() -> None:
    row = only(central=30)
    assert row["quantity"] == 59 - 30
    assert "; 30 in the warehouse taken off" in row["reason"]
    assert planned(series(central=59)).height == 0


def test_nothing_to_buy_is_an_empty_frame_of_the_same_columns() -> None:
    none = planned(series(on_hand=500))
    assert none.height == 0
    assert none.columns == planned(series()).columns


# --- money ------------------------------------------------------------------------------------


def test_money_at_stake_is_margin_times_units_saved() -> None:
    row = only(on_hand=0)
    # Of 70 expected until the end of the cycle, 20 are lost before goods can arrive.
    assert row["money_at_stake"] == pytest.approx(3000 * 50, rel=1e-6)


def test_without_a_cost_the_margin_is_assumed() -> None:
    row = only(unit_cost=None, cost_currency=None, on_hand=0)
    assert row["order_cost"] is None
    assert row["money_at_stake"] == pytest.approx(2500 * 50, rel=1e-6)
    assert "cost not known, margin assumed" in row["reason"]


def test_currencies_are_never_subtracted() -> None:
    row = only(cost_currency="USD", on_hand=0)
    assert row["order_cost"] == 79 * 2000
    assert row["money_at_stake"] == pytest.approx(2500 * 50, rel=1e-6)
    assert "cost in another currency than the price" in row["reason"]


def test_without_a_price_there_is_no_money() -> None:
    row = only(price=None)
    assert row["money_at_stake"] is None
    assert "price not known" in row["reason"]


def test_a_price_below_cost_has_nothing_at_stake() -> None:
    assert only(price=1500)["money_at_stake"] == 0


@given(
    on_hand=st.one_of(st.none(), st.integers(-50, 200)),
    weekly=st.floats(0.01, 40.0),
    lead=st.floats(0.0, 60.0),
    price=st.integers(0, 9000),
    cost=st.one_of(st.none(), st.integers(0, 9000)),
    moq=st.integers(0, 60),
    pack=st.integers(1, 12),
)
def test_money_at_stake_is_bounded_by_the_margin_of_the_order(
    on_hand: int | None,
    weekly: float,
    lead: float,
    price: int,
    cost: int | None,
    moq: int,
    pack: int,
) -> None:
    found = planned(
        series(
            on_hand=on_hand, weekly=weekly, lead_time_days=lead, price=price, unit_cost=cost,
            moq=moq, pack_size=pack,
        )
    )  # fmt: skip
    for row in found.iter_rows(named=True):
        margin = max(price - cost, 0) if cost is not None else price * PLANNING.margin
        assert 0 <= row["money_at_stake"] <= np.ceil(margin * row["quantity"])
        assert row["quantity"] > 0
        assert row["quantity"] % pack == 0


# --- ranks ------------------------------------------------------------------------------------


def test_most_money_first() -> None:
    found = planned(*(series(variant_id=f"v{k}", price=3000 + 100 * k) for k in range(5)))
    assert found["variant_id"].to_list() == ["v4", "v3", "v2", "v1", "v0"]
    assert found["rank"].to_list() == [1, 2, 3, 4, 5]


def test_money_of_two_currencies_is_not_compared() -> None:
    frame = pl.DataFrame(
        {
            "variant_id": ["a", "b", "c", "d", "e"],
            "location_id": "web",
            "money_at_stake": [10, 30, 900_000, 20, None],
            "currency": ["EUR", "EUR", "JPY", "EUR", "EUR"],
        }
    )
    assert ranked(frame).select("rank", "variant_id").rows() == [
        (1, "b"), (2, "c"), (3, "d"), (4, "a"), (5, "e")
    ]  # fmt: skip


def test_ids_of_unlike_keys_differ() -> None:
    found = planned(
        series(variant_id="a|b", location_id="c"),
        series(variant_id="a", location_id="b|c"),
        series(variant_id="a%7Cb", location_id="c"),
    )
    assert sorted(found["suggestion_id"]) == ["buy|a%257Cb|c", "buy|a%7Cb|c", "buy|a|b%7Cc"]


# --- reasons ----------------------------------------------------------------------------------


def test_the_reason_in_full() -> None:
    row = only(on_hand=20, on_order=4, committed=1, lead_time_days=13.6, pack_size=5)
    assert row["reason"] == (
        "Position 23 (20 on hand + 4 on order − 1 committed) is at or below reorder point 39: "
        "29 expected to sell in 21 days (lead time 14 + review 7), 10 kept against uncertainty "
        "for 95% service. Order up to 79; packs of 5."
    )
    assert row["zh"] == (
        "库存位置 23（现货 20 + 在途 4 − 已占用 1）不高于再订货点 39：预计 29 件将在 21 天内售出"
        "（交货期 14 + 盘点周期 7），另留 10 件应对不确定性，目标服务水平 95%。补至 79；每包 5 件。"
    )


def test_the_reason_of_unknown_stock_in_full() -> None:
    row = only(on_hand=None, weekly=2.26, assumed=True)
    assert row["reason"] == (
        "Stock is not known, so this replaces what 28 days should sell: 9 units at 2.3 a week. "
        "Import a stock count to have the need itself computed; lead time assumed, no supply term "
        "known."
    )
    assert row["zh"].startswith("库存未知，故按 28 天预计销量补货：共 9 件，每周约 2.3 件。")


@given(
    on_hand=st.integers(0, 60), weekly=st.floats(0.3, 30.0), lead=st.floats(0.0, 60.0),
    service=st.sampled_from([0.9, 0.95, 0.975]),
)  # fmt: skip
def test_the_numbers_of_a_reason_are_those_of_the_columns_and_add_up(
    on_hand: int, weekly: float, lead: float, service: float
) -> None:
    planning = PLANNING.model_copy(update={"service_level": service})
    found = planned(series(on_hand=on_hand, weekly=weekly, lead_time_days=lead), planning=planning)
    for row in found.iter_rows(named=True):
        position, hand, order, promised, point, sold, days, wait, review, kept = map(
            int, re.findall(r"-?\d+", row["reason"])[:10]
        )
        assert [position, hand, order, promised] == [
            row[name] for name in ("position", "on_hand", "on_order", "committed")
        ]
        assert position == hand + order - promised
        assert point == row["reorder_point"] == sold + kept
        assert days == wait + review
        assert (wait, review) == (round(row["lead_time_days"]), 7)
        assert sold == pytest.approx(row["protection_demand"], abs=0.5)
        assert kept == pytest.approx(row["safety_stock"], abs=0.5)
        assert f"for {service * 100:g}% service. Order up to {row['order_up_to']}" in row["reason"]
        assert re.findall(r"-?\d+", row["zh"])[:10] == re.findall(r"-?\d+", row["reason"])[:10]


# --- orders -----------------------------------------------------------------------------------


def lines(*given: dict[str, Any]) -> pl.DataFrame:
    found = planned(*given)
    supply = pl.DataFrame(list(given)).select("variant_id", "lead_time_days").unique("variant_id")
    return order_lines(found, supply, MONDAY)


def test_one_order_a_supplier_and_currency() -> None:
    found = lines(
        series(variant_id="a", supplier_id="mill"),
        series(variant_id="b", supplier_id="mill", cost_currency="USD"),
        series(variant_id="c", supplier_id="mill"),
        series(variant_id="d", supplier_id="atelier"),
        series(variant_id="e", supplier_id=None),
    )
    assert found.select(
        "purchase_order_id", "supplier_id", "cost_currency", "variant_id"
    ).rows() == [
        ("PO-20260601-001", "atelier", "EUR", "d"),
        ("PO-20260601-002", "mill", "EUR", "a"),
        ("PO-20260601-002", "mill", "EUR", "c"),
        ("PO-20260601-003", "mill", "USD", "b"),
        ("PO-20260601-004", None, "EUR", "e"),
    ]


def test_totals_of_orders() -> None:
    found = order_totals(
        lines(
            series(variant_id="a", lead_time_days=10.2),
            series(variant_id="b", unit_cost=100, lead_time_days=20.0),
            series(variant_id="c", supplier_id="new", unit_cost=None),
        )
    )
    first = found.row(0, named=True)
    assert (first["lines"], first["supplier_id"]) == (2, "mill")
    assert (
        first["cost"]
        == 2000 * only(lead_time_days=10.2)["quantity"]
        + 100 * only(lead_time_days=20.0)["quantity"]
    )
    assert first["expected_on"] == MONDAY + dt.timedelta(days=20)
    assert found.row(1, named=True)["cost"] is None


def test_a_broken_day_of_lead_time_arrives_the_day_after() -> None:
    assert lines(series(lead_time_days=10.2))["expected_on"].to_list() == [dt.date(2026, 6, 12)]


def test_what_is_not_bought_is_on_no_order() -> None:
    found = planned(series()).with_columns(kind=pl.lit("hold"))
    supply = pl.DataFrame({"variant_id": ["tee"], "lead_time_days": [14.0]})
    assert order_lines(found, supply, MONDAY).height == 0


# --- other policies ---------------------------------------------------------------------------


def with_policy(name: str, **more: Any) -> Planning:
    return PLANNING.model_copy(update={"policy": name, "order_line_cost": 15.0, **more})


def test_lots_raise_the_position_above_the_point() -> None:
    found = planned(series(on_hand=5), planning=with_policy("R,Q"))
    row = found.row(0, named=True)
    assert row["policy"] == "R,Q"
    assert row["order_up_to"] == row["reorder_point"] + row["lot"]
    lots, rest = divmod(row["quantity"], row["lot"])
    assert rest == 0
    assert 5 + row["quantity"] > row["reorder_point"] >= 5 + (lots - 1) * row["lot"]
    assert "of the policy R,Q: 30 expected to sell in 21 days" in row["reason"]
    assert f"Order in lots of {row['lot']}." in row["reason"]
    assert f"按批量 {row['lot']}。" in row["zh"]


@pytest.mark.parametrize("name", ["R,S", "s,S", "base stock", "weeks of cover"])
def test_every_policy_of_the_settings_buys(name: str) -> None:
    row = planned(series(on_hand=5), planning=with_policy(name)).row(0, named=True)
    assert row["policy"] == name
    assert row["quantity"] == row["order_up_to"] - 5
    assert f"of the policy {name}: " in row["reason"]


def test_a_fill_rate_is_said_to_be_one() -> None:
    fill = PLANNING.model_copy(update={"service_kind": "fill"})
    row = planned(series(on_hand=5), planning=fill).row(0, named=True)
    assert row["reorder_point"] < 39
    assert "95% of demand from stock aimed at. Order up to" in row["reason"]
    assert "目标 95% 现货满足率" in row["zh"]
