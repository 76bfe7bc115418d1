"""A plan is killed at any moment and made again: every need has exactly one order."""

from __future__ import annotations

import datetime as dt
import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from tests.demand.shop import AS_OF, rows, sales, variant
from tests.inventory import replenish_workers
from tests.inventory.orderbook import FORK, needs
from tests.inventory.replenish_workers import DAY, LEVEL, plan

from modiste.inventory.replenish.book import list_orders
from modiste.inventory.replenish.order import Order
from modiste.inventory.state import positions
from modiste.store.orders import publish_orders
from modiste.store.runs import list_runs
from modiste.store.workspace import Workspace

pytestmark = pytest.mark.slow
PLACES = ("web", "rome")
STRIDE = {
    ("sqlite", True): 3,
    ("sqlite", False): 9,
    ("postgresql", True): 9,
    ("postgresql", False): 17,
}
"""Steps between two deaths; odd, because many steps come in pairs, before and after."""


@pytest.fixture
def brand(ledger_url: str, tmp_path: Path, workspace: Workspace) -> Iterator[Workspace]:
    workspace.ledger.close()
    file = workspace.root / "modiste.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("# ledger =", f'ledger = "{ledger_url}" #'), encoding="utf-8")
    opened = Workspace.open(workspace.root)
    assert opened.settings.storage.ledger == ledger_url
    yield opened
    opened.ledger.close()


def approving(workspace: Workspace) -> Workspace:
    file = workspace.root / "modiste.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace("# approve_order =", 'approve_order = "EUR 1000000" #')
    file.write_text(text, encoding="utf-8")
    workspace.settings = Workspace.open(workspace.root).settings
    return workspace


def short_of(workspace: Workspace, name: str, on_hand: int = 3) -> None:
    """A variant of which little is left everywhere."""
    moment = dt.datetime.combine(DAY, dt.time(), dt.UTC)
    lake = workspace.lake
    lake.upsert("variant", variant(name))
    lake.upsert("sale", sales(name, [1]))
    counts = [
        {"variant_id": name, "location_id": place, "counted_at": moment, "on_hand": on_hand}
        for place in PLACES
    ]
    lake.upsert("stock", rows("stock", *counts))
    term = {"supplier_id": "mill", "variant_id": name, "unit_cost": 100, "currency": "EUR"}
    lake.upsert("supply_term", rows("supply_term", term))


def live(workspace: Workspace) -> list[Order]:
    return [order for order in list_orders(workspace.ledger) if order.state != "void"]


def check(workspace: Workspace, names: list[str]) -> None:
    """Every need has one order, of the quantity that is missing, in the book and in the lake."""
    orders = live(workspace)
    assert needs(orders) == sorted((name, place) for name in names for place in PLACES)
    assert {line.quantity for order in orders for line in order.lines} == {LEVEL - 3}
    publish_orders(workspace.ledger, workspace.lake)
    lake = workspace.lake.read("purchase_order").filter(pl.col("state") != "void")
    assert set(lake["purchase_order_id"]) == {order.purchase_order_id for order in orders}


@pytest.mark.parametrize("rule", [False, True], ids=["suggested", "approved by rule"])
def test_a_plan_is_killed_at_step_after_step(brand: Workspace, rule: bool) -> None:
    stride = STRIDE[brand.ledger.engine.dialect.name, rule]
    if rule:
        brand = approving(brand)
    names: list[str] = []
    kills, found = 0, set()
    for step in range(1, 10_000, stride):
        names.append(f"tee{step}")
        short_of(brand, names[-1])
        brand.ledger.engine.dispose()
        victim = FORK.Process(target=replenish_workers.plan_until, args=(str(brand.root), step))
        victim.start()
        victim.join()
        # Before anything is made again, no need has two orders.
        after = needs(live(brand))
        assert len(after) == len(set(after))
        found.add((names[-1], "web") in after)
        if victim.exitcode == 0:
            break
        assert victim.exitcode == -signal.SIGKILL
        kills += 1
        plan(brand)
        check(brand, names)
    check(brand, names)
    assert found == {False, True}, "deaths before and after the orders were written"
    assert kills >= 40 // stride
    states = {order.state for order in live(brand)}
    assert states == ({"approved"} if rule else {"suggested"})
    if rule:
        position = positions(brand.lake.snapshot(), DAY)
        assert set(position["on_hand"] + position["on_order"]) == {LEVEL}
    plan(brand)
    check(brand, names)
    assert [run.state for run in list_runs(brand.ledger, limit=1)] == ["done"]


def test_a_whole_plan_is_killed_at_random_moments(workspace: Workspace) -> None:
    """With the forecasts and suggestions of a real plan, at any time of the clock."""
    chance = random.Random(4)  # noqa: S311
    lake = workspace.lake
    for name in ("tee", "coat"):
        lake.upsert("product", rows("product", {"product_id": name, "category": name}))
        lake.upsert("variant", variant(name))
        lake.upsert("sale", sales(name, [4, 5, 3, 4, 6, 4] * 5))
        moment = dt.datetime.combine(AS_OF, dt.time(tzinfo=dt.UTC))
        count = {"variant_id": name, "location_id": "web", "counted_at": moment, "on_hand": 3}
        lake.upsert("stock", rows("stock", count))
        term = {"supplier_id": "mill", "variant_id": name, "unit_cost": 100, "currency": "EUR"}
        lake.upsert("supply_term", rows("supply_term", term | {"lead_time_days": 14.0}))
    workspace = approving(workspace)
    _, whole = _killed_after(workspace, None)
    expected = [("coat", "web"), ("tee", "web")]
    assert needs(live(workspace)) == expected
    assert [order.state for order in live(workspace)] == ["approved"]
    for _ in range(2):
        code, _ = _killed_after(workspace, chance.uniform(0.3, 1.0) * whole)
        assert code in (0, -signal.SIGKILL)
        assert needs(live(workspace)) == expected
    workspace.ledger.close()


def _killed_after(workspace: Workspace, seconds: float | None) -> tuple[int | None, float]:
    """Make a plan in a process of its own and end it after some time; its code and duration."""
    begun = time.monotonic()
    victim = FORK.Process(target=replenish_workers.whole_plan, args=(str(workspace.root),))
    victim.start()
    victim.join(seconds)
    if victim.is_alive():
        os.kill(victim.pid or 0, signal.SIGKILL)
    victim.join()
    return victim.exitcode, time.monotonic() - begun
