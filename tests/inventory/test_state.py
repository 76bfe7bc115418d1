from __future__ import annotations

import datetime as dt
from typing import Any

import polars as pl
import pytest
from tests.demand.shop import AS_OF, rows, variant

from modiste.inventory.state import central_stock, positions, supply
from modiste.store.lake import Lake
from modiste.store.settings import Planning

NOON = dt.time(12, tzinfo=dt.UTC)


def at(days: float) -> dt.datetime:
    """A moment some days from noon of the day of the plan."""
    return dt.datetime.combine(AS_OF, NOON) + dt.timedelta(days=days)


def counted(lake: Lake, days: float = -10, **fields: Any) -> None:
    where = {"variant_id": "tee", "location_id": "web", "counted_at": at(days)}
    lake.upsert("stock", rows("stock", where | fields))


def sold(lake: Lake, quantity: int, days: float, **fields: Any) -> None:
    line = {
        "order_id": f"{days}", "variant_id": "tee", "line_no": 1, "sold_at": at(days),
        "quantity": quantity, "location_id": "web",
    }  # fmt: skip
    lake.upsert("sale", rows("sale", line | fields))


def ordered(lake: Lake, number: str, quantity: int, **fields: Any) -> None:
    head = {"purchase_order_id": number, "supplier_id": "mill", "state": "sent"}
    head |= {k: v for k, v in fields.items() if k in {"state", "ordered_on"}}
    line = {
        "purchase_order_id": number, "variant_id": "tee", "location_id": "web",
        "quantity": quantity,
    }  # fmt: skip
    line |= {
        k: v for k, v in fields.items() if k in {"received", "held", "rejected", "location_id"}
    }
    lake.upsert("purchase_order", rows("purchase_order", head))
    lake.upsert("purchase_order_line", rows("purchase_order_line", line))


def received(lake: Lake, quantity: int, days: float) -> None:
    row = {
        "receipt_id": f"{days}", "purchase_order_id": "z", "variant_id": "tee",
        "location_id": "web", "received_at": at(days), "quantity": quantity,
    }  # fmt: skip
    lake.upsert("receipt", rows("receipt", row))


def position(lake: Lake, **kinds: Any) -> dict[str, Any]:
    found = positions(lake.snapshot(), AS_OF, **kinds)
    assert found.height == 1
    return found.row(0, named=True)


# --- on hand ----------------------------------------------------------------------------------


def test_the_newest_count_is_carried_forward_by_sales_and_returns(lake: Lake) -> None:
    counted(lake, -20, on_hand=99)
    counted(lake, -10, on_hand=30, committed=2)
    sold(lake, 50, -12)  # before the count
    sold(lake, 7, -5)
    sold(lake, -3, -4)  # came back
    sold(lake, 4, 0)  # on the day itself
    sold(lake, 9, 1)  # later
    found = position(lake)
    assert (found["on_hand"], found["committed"], found["on_order"]) == (30 - 7 + 3 - 4, 2, 0)
    assert found["counted_at"] == at(-10)


def test_a_count_of_a_later_day_is_not_looked_at(lake: Lake) -> None:
    counted(lake, -3, on_hand=5)
    counted(lake, 1, on_hand=500)
    assert position(lake)["on_hand"] == 5


def test_a_day_ends_where_the_shop_is(lake: Lake) -> None:
    counted(lake, -3, on_hand=5)
    counted(lake, 0.2, on_hand=70)  # 16:48 UTC, the next day in Auckland
    assert position(lake, zone="UTC")["on_hand"] == 70
    assert position(lake, zone="Pacific/Auckland")["on_hand"] == 5


def test_unknown_stock_stays_unknown(lake: Lake) -> None:
    counted(lake, on_hand=None)
    sold(lake, 4, -2)
    assert position(lake)["on_hand"] is None


def test_what_sold_beyond_a_count_must_have_arrived_since(lake: Lake) -> None:
    counted(lake, on_hand=3)
    sold(lake, 10, -2)
    assert position(lake)["on_hand"] == 0


def test_a_count_below_zero_stands(lake: Lake) -> None:
    counted(lake, on_hand=-4)
    sold(lake, 3, -2)
    assert position(lake)["on_hand"] == -4


def test_places_and_variants_are_kept_apart(lake: Lake) -> None:
    counted(lake, on_hand=10)
    counted(lake, on_hand=20, location_id="store")
    sold(lake, 3, -2, location_id="store")
    found = positions(lake.snapshot(), AS_OF).sort("location_id")
    assert found.select("location_id", "on_hand").rows() == [("store", 17), ("web", 10)]


# --- on order ---------------------------------------------------------------------------------


def test_open_orders_count_less_what_has_arrived(lake: Lake) -> None:
    counted(lake, on_hand=5, incoming=999)
    ordered(lake, "1", 40, received=15, state="part received")
    ordered(lake, "2", 10, ordered_on=AS_OF)
    ordered(lake, "3", 10, received=12)  # over-delivered: nothing more comes
    for state in ("suggested", "closed", "void"):
        ordered(lake, state, 500, state=state)
    ordered(lake, "late", 500, ordered_on=AS_OF + dt.timedelta(days=1))
    assert position(lake)["on_order"] == 25 + 10


def test_what_is_held_counts_and_what_was_refused_does_not(lake: Lake) -> None:
    counted(lake, on_hand=5)
    ordered(lake, "a", 20, received=3, held=4, rejected=2)
    assert position(lake)["on_order"] == 15


def test_receipts_since_the_count_are_on_hand(lake: Lake) -> None:
    counted(lake, -10, on_hand=30)
    sold(lake, 7, -5)
    received(lake, 6, -11)  # is in the count
    received(lake, 8, -4)
    received(lake, 90, 1)  # of the next day
    assert position(lake)["on_hand"] == 30 - 7 + 8


def test_what_was_received_is_no_more_on_its_way(lake: Lake) -> None:
    counted(lake, on_hand=5, incoming=12)
    received(lake, 9, -4)
    found = position(lake)
    assert (found["on_hand"], found["on_order"]) == (14, 3)
    received(lake, 9, -3)
    assert position(lake)["on_order"] == 0


def test_without_orders_the_count_says_what_is_coming(lake: Lake) -> None:
    counted(lake, on_hand=5, incoming=8)
    assert position(lake)["on_order"] == 8


def test_an_order_for_what_was_never_counted(lake: Lake) -> None:
    ordered(lake, "1", 40)
    found = position(lake)
    assert (found["on_hand"], found["on_order"]) == (None, 40)


# --- warehouses -------------------------------------------------------------------------------


def test_warehouse_stock_serves_all_places(lake: Lake) -> None:
    kinds = [("hub", "warehouse"), ("annex", "warehouse"), ("web", "web"), ("outlet", "warehouse")]
    lake.upsert("location", rows("location", *({"location_id": i, "kind": k} for i, k in kinds)))
    counted(lake, on_hand=7)
    counted(lake, location_id="hub", on_hand=30, committed=4)
    counted(lake, location_id="annex", on_hand=None, committed=1)
    counted(lake, location_id="outlet", on_hand=100)
    ordered(lake, "1", 12, location_id="annex")
    series = pl.DataFrame({"variant_id": ["tee", "tee"], "location_id": ["web", "outlet"]})
    snapshot = lake.snapshot()
    found = central_stock(snapshot, positions(snapshot, AS_OF), series)
    assert found.rows() == [("tee", 30 - 4 + 12 - 1)]


# --- terms ------------------------------------------------------------------------------------


def term(lake: Lake, supplier: str, **fields: Any) -> None:
    given = {"supplier_id": supplier, "variant_id": "tee", "currency": "EUR"} | fields
    lake.upsert("supply_term", rows("supply_term", given))


def terms(lake: Lake) -> dict[str, Any]:
    lake.upsert("variant", variant("tee"))
    found = supply(lake.snapshot(), Planning(lead_time_days=21, lead_time_sd_days=4))
    assert found.height == 1
    return found.row(0, named=True)


def test_the_preferred_supplier_goes_before_the_cheapest(lake: Lake) -> None:
    term(lake, "cheap", unit_cost=900, lead_time_days=60.0)
    term(lake, "dear", unit_cost=2500, lead_time_days=10.0, preferred=True)
    found = terms(lake)
    assert (found["supplier_id"], found["unit_cost"], found["assumed"]) == ("dear", 2500, False)


def test_the_cheapest_goes_before_the_unknown_cost(lake: Lake) -> None:
    term(lake, "a", lead_time_days=5.0)
    term(lake, "b", unit_cost=1200, lead_time_days=5.0)
    term(lake, "c", unit_cost=1100, lead_time_days=5.0)
    assert terms(lake)["supplier_id"] == "c"


def test_costs_of_other_currencies_are_not_compared(lake: Lake) -> None:
    term(lake, "a", unit_cost=100, currency="USD")
    term(lake, "b", unit_cost=2200)
    found = terms(lake)
    assert (found["supplier_id"], found["cost_currency"]) == ("b", "EUR")


def test_what_is_not_known_is_assumed(lake: Lake) -> None:
    found = terms(lake)
    expected = {
        "supplier_id": None, "assumed": True, "lead_time_days": 21.0, "lead_time_sd_days": 4.0,
        "moq": 0, "pack_size": 1, "unit_cost": 2000, "cost_currency": "EUR", "price": 5000,
    }  # fmt: skip
    assert {name: found[name] for name in expected} == expected


def test_a_known_lead_time_without_deviation_is_certain(lake: Lake) -> None:
    term(lake, "a", lead_time_days=30.0)
    found = terms(lake)
    assert (found["lead_time_days"], found["lead_time_sd_days"]) == (30.0, 0.0)


@pytest.mark.parametrize("pack", [None, 1, 12])
def test_packs(lake: Lake, pack: int | None) -> None:
    term(lake, "a", pack_size=pack, moq=30)
    found = terms(lake)
    assert (found["pack_size"], found["moq"]) == (pack or 1, 30)
