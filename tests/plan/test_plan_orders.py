"""A whole plan and the order book."""

from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
from tests.demand.shop import AS_OF, rows, sales, variant

from modiste.inventory.replenish.book import By, list_orders, numbers_of
from modiste.inventory.replenish.changes import approve
from modiste.model.errors import SettingsError
from modiste.plan.weekly import make_plan, replay_plan
from modiste.serve.report import gather
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    lake = workspace.lake
    for name, on_hand in (("tee", 3), ("coat", 400)):
        lake.upsert("product", rows("product", {"product_id": name, "category": name}))
        lake.upsert("variant", variant(name))
        lake.upsert("sale", sales(name, [4, 5, 3, 4, 6, 4] * 5))
        moment = dt.datetime.combine(AS_OF, dt.time(tzinfo=dt.UTC))
        count = {"variant_id": name, "location_id": "web", "counted_at": moment}
        lake.upsert("stock", rows("stock", count | {"on_hand": on_hand}))
        term = {"supplier_id": "mill", "variant_id": name, "unit_cost": 900, "currency": "EUR"}
        lake.upsert("supply_term", rows("supply_term", term | {"lead_time_days": 14.0}))
    return workspace


def test_a_plan_raises_orders_that_the_next_one_counts(shop: Workspace) -> None:
    first = make_plan(shop, AS_OF)
    (order,) = list_orders(shop.ledger)
    (line,) = order.lines
    assert (order.state, order.run_id, line.variant_id) == ("suggested", first.run_id, "tee")
    assert order.expected_on == AS_OF + dt.timedelta(days=14)
    found = shop.lake.read("suggestion").filter(pl.col("kind") == "buy")
    suggestion = found.row(0, named=True)
    assert (line.quantity, line.reason) == (suggestion["quantity"], suggestion["reason"])
    assert first.figures["replenishment"] == {
        "orders": 1, "lines": 1, "units": line.quantity, "cost": {"EUR": order.cost},
    }  # fmt: skip
    lines, totals = gather.orders(gather.findings(shop, first.run_id))
    assert lines["purchase_order_id"].to_list() == [order.purchase_order_id]
    assert totals["units"].to_list() == [line.quantity]

    approve(shop.ledger, order.purchase_order_id, By("ann", AS_OF))
    # Not published on purpose: the next plan does it before it looks.
    second = make_plan(shop, AS_OF)
    assert second.figures["replenishment"]["orders"] == 0
    assert [each.purchase_order_id for each in list_orders(shop.ledger)] == [
        order.purchase_order_id
    ]
    policy = shop.lake.read("stock_policy").filter(
        pl.col("run_id") == second.run_id, pl.col("variant_id") == "tee"
    )
    assert policy["on_order"].to_list() == [line.quantity]


def test_a_replay_orders_nothing(shop: Workspace) -> None:
    plan = make_plan(shop, AS_OF)
    before = list_orders(shop.ledger)
    again = replay_plan(shop, plan.run_id)
    assert list_orders(shop.ledger) == before
    assert again.figures == plan.figures
    assert numbers_of(shop.ledger, plan.run_id) == {("tee", "web"): "PO-20260601-001"}
    assert numbers_of(shop.ledger, again.run_id) is None


def test_orders_may_be_left_to_people(shop: Workspace) -> None:
    shop.settings = Settings.model_validate({"replenishment": {"raise_orders": False}})
    plan = make_plan(shop, AS_OF)
    assert plan.figures["replenishment"]["orders"] == 1
    assert list_orders(shop.ledger) == []


def test_everything_may_be_ordered_to_a_hub_and_approved_by_rule(shop: Workspace) -> None:
    shop.lake.upsert("location", rows("location", {"location_id": "dc", "kind": "warehouse"}))
    stated = {"destination": "hub", "hub": "dc", "approve_order": "EUR 100000"}
    shop.settings = Settings.model_validate({"replenishment": stated})
    plan = make_plan(shop, AS_OF)
    (order,) = list_orders(shop.ledger)
    assert (order.state, order.approved_by, order.destination) == ("approved", "rule", "dc")
    assert order.lines[0].key == ("tee", "dc")
    lines, _ = gather.orders(gather.findings(shop, plan.run_id))
    assert lines.select("purchase_order_id", "location_id").rows() == [
        (order.purchase_order_id, "dc")
    ]
    assert make_plan(shop, AS_OF).figures["replenishment"]["orders"] == 0


@pytest.mark.parametrize(("hub", "kind"), [("dc", "store"), ("dc", None), ("web", "warehouse")])
def test_a_hub_whose_stock_would_not_count_is_refused(
    shop: Workspace, hub: str, kind: str | None
) -> None:
    """Every plan would order the same again."""
    if kind:
        shop.lake.upsert("location", rows("location", {"location_id": hub, "kind": kind}))
    stated = {"replenishment": {"destination": "hub", "hub": hub}}
    shop.settings = Settings.model_validate(stated)
    with pytest.raises(SettingsError, match=f"the hub '{hub}' is no warehouse"):
        make_plan(shop, AS_OF)
    assert list_orders(shop.ledger) == []
