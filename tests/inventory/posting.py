"""A shop with an approved order, ready to be sent."""

from __future__ import annotations

from typing import Any

from tests.demand.shop import rows, variant
from tests.inventory.orderbook import MONDAY, plan_again, want

from modiste.inventory.replenish.book import By
from modiste.inventory.replenish.changes import approve
from modiste.inventory.replenish.outbox import messages
from modiste.inventory.replenish.papers import Paper
from modiste.store.lake import Lake
from modiste.store.ledger import Ledger, Outbox
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

ANN = By("ann", MONDAY)
ONE = "PO-20260601-001"
PAPER: Paper = {
    "purchase_order": ONE, "supplier": "mill", "ordered_on": "2026-06-01",
    "expected_on": "2026-06-15", "lines": [], "email": None, "brand": "Maison",
}  # fmt: skip


def fill(lake: Lake) -> None:
    lake.upsert("product", rows("product", {"product_id": "tee", "title": "Tee, long"}))
    more = {"product_id": "tee", "colour": "=navy", "size": "M", "gtin": "04006381333931"}
    lake.upsert("variant", variant("tee", **more))
    places = [{"location_id": "web", "name": "Online"}, {"location_id": "rome", "name": "Roma/1"}]
    lake.upsert("location", rows("location", *places))
    mill = {
        "supplier_id": "mill",
        "name": "The Mill\r\nBcc: x@y.example",
        "email": "po@mill.example",
    }
    lake.upsert("supplier", rows("supplier", mill))


def order(ledger: Ledger) -> None:
    lines = want({"unit_cost": 1250}, {"location_id": "rome", "quantity": 4, "unit_cost": 1250})
    plan_again(ledger, lines)
    approve(ledger, ONE, ANN)


def stating(workspace: Workspace, **stated: Any) -> Workspace:
    sections = {"brand": {"name": "Maison"}, "replenishment": stated}
    workspace.settings = Settings.model_validate(sections)
    return workspace


def sent(workspace: Workspace) -> list[Outbox]:
    return messages(workspace.ledger, ONE)


def never(seconds: float) -> None:
    raise AssertionError(f"waited {seconds} s")
