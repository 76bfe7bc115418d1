"""Weeks in which people and suppliers do anything: nothing is ever ordered twice."""

from __future__ import annotations

import datetime as dt
import random
from collections import Counter

import polars as pl
import pytest
from tests.demand.shop import rows, variant
from tests.inventory.orderbook import DAY, MONDAY, needs
from tests.inventory.replenish_workers import LEVEL, plan

from modiste.inventory.replenish import arrivals, changes, desk
from modiste.inventory.replenish.arrivals import Arrived
from modiste.inventory.replenish.book import By, list_orders
from modiste.inventory.replenish.order import Order
from modiste.inventory.state import positions
from modiste.store.orders import publish_orders
from modiste.store.workspace import Workspace

PLACES = ("web", "rome")
NAMES = ("tee", "coat")


@pytest.fixture
def brand(workspace: Workspace) -> Workspace:
    lake = workspace.lake
    for name in NAMES:
        lake.upsert("variant", variant(name))
        term = {"supplier_id": f"{name}-mill", "variant_id": name, "unit_cost": 100}
        lake.upsert("supply_term", rows("supply_term", term | {"currency": "EUR"}))
        sell(workspace, name, "web", 1, MONDAY - 30 * DAY)
        for place in PLACES:
            count(workspace, name, place, 7, MONDAY - DAY)
    return workspace


def at(day: dt.date, hour: int) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour), dt.UTC)


def count(workspace: Workspace, name: str, place: str, on_hand: int, day: dt.date) -> None:
    row = {"variant_id": name, "location_id": place, "counted_at": at(day, 6), "on_hand": on_hand}
    workspace.lake.upsert("stock", rows("stock", row))


def sell(workspace: Workspace, name: str, place: str, units: int, day: dt.date) -> None:
    row = {"order_id": f"{name}{place}{day}", "variant_id": name, "line_no": 1}
    row |= {"sold_at": at(day, 20), "quantity": units, "location_id": place}
    workspace.lake.upsert("sale", rows("sale", row))


def some_act(workspace: Workspace, order: Order, day: dt.date, chance: random.Random) -> str:
    """One of the acts that the order allows, by chance."""
    ledger, number = workspace.ledger, order.purchase_order_id
    by = By("ann", day, "chance", order.version)
    if order.state == "suggested":
        changes.approve(ledger, number, by)
        return "approve"
    if order.state == "approved":
        desk.send_order(workspace, number, by, "hand")
        return "send"
    if order.state == "sent" and chance.random() < 0.4:
        changes.acknowledge(ledger, number, by)
        return "acknowledge"
    held = {line.key: line.held for line in order.lines if line.held}
    if held and chance.random() < 0.6:
        verdicts = {}
        for key, units in held.items():
            bad = chance.randint(0, units)
            verdicts[key] = Arrived(units - bad, 0, bad)
        arrivals.inspect(ledger, number, by, verdicts, at=at(day, 9))
        return "inspect"
    missing = {line.key: line.in_transit for line in order.lines if line.in_transit}
    if missing:
        came = {}
        for key, units in missing.items():
            some = chance.randint(1, units)
            held_back = chance.randint(0, some)
            came[key] = Arrived(some - held_back, held_back)
        arrivals.receive(ledger, number, by, came, at=at(day, 9))
        return "receive"
    return "wait"


@pytest.mark.parametrize("seed", [1, 2])
def test_the_position_never_passes_the_level(brand: Workspace, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311
    acts: Counter[str] = Counter()
    for week in range(8):
        day = MONDAY + 7 * week * DAY
        for _ in range(chance.randint(1, 2)):
            plan(brand, day)
        orders = list_orders(brand.ledger)
        live = [each for each in orders if each.state == "suggested"]
        assert len(needs(live)) == len(set(needs(live)))
        for order in orders:
            if order.state in ("closed", "void") or chance.random() < 0.3:
                continue
            acts[some_act(brand, order, day + DAY, chance)] += 1
        publish_orders(brand.ledger, brand.lake)
        for name in NAMES:
            for place in PLACES:
                sell(brand, name, place, chance.randint(0, 6), day + 2 * DAY)
        if week == 4:  # a new count is what the old one and the book say
            for row in positions(brand.lake.snapshot(), day + 3 * DAY).iter_rows(named=True):
                count(brand, row["variant_id"], row["location_id"], row["on_hand"], day + 4 * DAY)
        found = positions(brand.lake.snapshot(), day + 6 * DAY)
        assert found.height == 4
        assert found.filter(pl.col("on_hand") + pl.col("on_order") > LEVEL).is_empty()
    assert {"approve", "send", "receive", "inspect"} <= set(acts)
    # And what was needed came: somebody who approves everything is at the level again.
    day = MONDAY + 8 * 7 * DAY
    plan(brand, day)
    for order in list_orders(brand.ledger, states=["suggested"]):
        changes.approve(brand.ledger, order.purchase_order_id, By("ann", day))
    publish_orders(brand.ledger, brand.lake)
    found = positions(brand.lake.snapshot(), day)
    assert set(found["on_hand"] + found["on_order"]) == {LEVEL}
