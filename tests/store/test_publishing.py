"""Orders on their way from the ledger to the lake."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from modiste.store.lake import Lake
from modiste.store.ledger import Ledger, PurchaseOrder, PurchaseOrderLine, Receipt, now
from modiste.store.orders import publish_orders

MONDAY = dt.date(2026, 6, 1)
NOON = dt.datetime(2026, 6, 2, 12, tzinfo=dt.UTC)


def add(ledger: Ledger, number: str, **columns) -> None:
    usual = {
        "need": number, "supplier_id": "mill", "currency": "EUR", "state": "suggested",
        "version": 1, "published": 0, "run_id": "plan-1", "planned_on": MONDAY, "edited": False,
        "created_at": now(), "changed_at": now(),
    }  # fmt: skip
    line = PurchaseOrderLine(
        purchase_order_id=number, variant_id="tee", location_id="web", quantity=10, received=0,
        held=0, rejected=0, unit_cost=500, moq=0, pack_size=1, lead_days=14.0,
    )  # fmt: skip
    with ledger.write() as session:
        session.add(PurchaseOrder(purchase_order_id=number, lines=[line], **(usual | columns)))


def change(ledger: Ledger, number: str, **columns) -> None:
    with ledger.write() as session:
        order = session.get_one(PurchaseOrder, number)
        for name, value in columns.items():
            setattr(order, name, value)
        order.version += 1


def receive(ledger: Ledger, number: str, accepted: int, held: int = 0) -> None:
    with ledger.write() as session:
        order = session.get_one(PurchaseOrder, number)
        order.version += 1
        order.lines[0].received += accepted
        order.lines[0].held += held
        session.add(
            Receipt(
                purchase_order_id=number,
                variant_id="tee",
                location_id="web",
                at=NOON,
                accepted=accepted,
                held=held,
                rejected=0,
                published=False,
            )
        )


def states(lake: Lake) -> list[tuple[str, str]]:
    found = lake.read("purchase_order").sort("purchase_order_id")
    return found.select("purchase_order_id", "state").rows()


def test_what_changed_is_published_once(ledger: Ledger, lake: Lake) -> None:
    assert publish_orders(ledger, lake) == 0
    add(ledger, "PO-1")
    add(ledger, "PO-2", state="approved", expected_on=MONDAY)
    assert publish_orders(ledger, lake) == 2
    assert publish_orders(ledger, lake) == 0
    change(ledger, "PO-1", state="void")
    assert publish_orders(ledger, lake) == 1
    assert states(lake) == [("PO-1", "void"), ("PO-2", "approved")]
    order = lake.read("purchase_order").filter(purchase_order_id="PO-2").row(0, named=True)
    assert order == {
        "purchase_order_id": "PO-2", "supplier_id": "mill", "state": "approved",
        "ordered_on": None, "expected_on": MONDAY, "currency": "EUR", "run_id": "plan-1",
    }  # fmt: skip
    line = lake.read("purchase_order_line").filter(purchase_order_id="PO-2").row(0, named=True)
    assert (line["quantity"], line["received"], line["unit_cost"]) == (10, 0, 500)


def test_receipts_are_published_as_what_went_into_stock(ledger: Ledger, lake: Lake) -> None:
    add(ledger, "PO-1", state="sent")
    receive(ledger, "PO-1", 6)
    receive(ledger, "PO-1", 0, held=4)
    publish_orders(ledger, lake)
    (row,) = lake.read("receipt").rows(named=True)
    assert (row["purchase_order_id"], row["quantity"], row["received_at"]) == ("PO-1", 6, NOON)
    (line,) = lake.read("purchase_order_line").rows(named=True)
    assert (line["received"], line["held"], line["rejected"]) == (6, 4, 0)
    with ledger.read() as session:
        assert session.scalars(sa.select(Receipt.published)).all() == [True, True]


def test_an_order_without_a_supplier_waits_for_one(ledger: Ledger, lake: Lake) -> None:
    add(ledger, "PO-1", supplier_id=None)
    assert publish_orders(ledger, lake) == 1
    assert states(lake) == []
    change(ledger, "PO-1", supplier_id="mill")
    publish_orders(ledger, lake)
    assert states(lake) == [("PO-1", "suggested")]


@pytest.mark.parametrize("failing", ["receipt", "purchase_order_line", "purchase_order"])
def test_what_was_cut_off_is_done_again(
    ledger: Ledger, lake: Lake, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    add(ledger, "PO-1", state="sent")
    receive(ledger, "PO-1", 10)
    real = Lake.upsert

    def upsert(self, name, frame, **more):
        if name == failing:
            raise InterruptedError
        return real(self, name, frame, **more)

    monkeypatch.setattr(Lake, "upsert", upsert)
    with pytest.raises(InterruptedError):
        publish_orders(ledger, lake)
    # Whoever reads now sees the goods twice rather than not at all.
    seen = lake.read("receipt")["quantity"].sum() + (
        10 - (lake.read("purchase_order_line")["received"].sum() or 0)
    )
    assert seen >= 10
    monkeypatch.undo()
    assert publish_orders(ledger, lake) == 1
    assert states(lake) == [("PO-1", "sent")]
    assert lake.rows("receipt") == 1
