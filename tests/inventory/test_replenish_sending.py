"""Sending: files, crashes in between, and two who send at once."""

from __future__ import annotations

import datetime as dt
import os
import signal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.demand.shop import rows
from tests.inventory.orderbook import DAY, FORK, MONDAY, plan_again, want
from tests.inventory.posting import ANN, ONE, PAPER, fill, never, order, sent, stating

from modiste.inventory.replenish.book import By, get_order, history
from modiste.inventory.replenish.changes import approve, edit, void
from modiste.inventory.replenish.channels import CHANNELS
from modiste.inventory.replenish.desk import send_all, send_order
from modiste.inventory.replenish.outbox import Postman, deliver, drop, messages, queue
from modiste.inventory.replenish.papers import Paper, as_file, as_shopify, file_name
from modiste.model.errors import (
    BusyError,
    ConflictError,
    StoreError,
    UnknownNameError,
)
from modiste.store.ledger import Ledger, now
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

# --- files ------------------------------------------------------------------------------------


def test_an_order_is_sent_as_a_file(ordering: Workspace) -> None:
    done = send_order(ordering, ONE, ANN, "csv")
    assert (done["order"], done["message"], done["via"]) == (ONE, f"{ONE}.1", "csv")
    file = ordering.root / "exports" / "orders" / f"{ONE}.csv"
    assert done["where"] == str(file)
    assert file.read_text(encoding="utf-8-sig").splitlines() == [
        "purchase_order,sku,gtin,title,colour,size,deliver_to,quantity,unit_cost,line_cost,"
        "currency,expected_on",
        f'{ONE},tee,04006381333931,"Tee, long",\'=navy,M,Roma/1,4,12.50,50.00,EUR,2026-06-15',
        f'{ONE},tee,04006381333931,"Tee, long",\'=navy,M,Online,10,12.50,125.00,EUR,2026-06-15',
    ]
    found = get_order(ordering.ledger, ONE)
    assert (found.state, found.ordered_on) == ("sent", MONDAY)
    assert found.expected_on == MONDAY + 14 * DAY
    assert [row["action"] for row in history(ordering.ledger, ONE)] == [
        "suggest",
        "approve",
        "send",
        "send",
    ]
    last = history(ordering.ledger, ONE)[-1]
    assert (last["from"], last["to"], last["actor"]) == ("approved", "sent", "ann")
    lake = ordering.lake.read("purchase_order").row(0, named=True)
    assert (lake["state"], lake["ordered_on"]) == ("sent", MONDAY)


def test_a_workbook_holds_the_same(ordering: Workspace) -> None:
    done = send_order(ordering, ONE, ANN)  # xlsx by default
    frame = pl.read_excel(done["where"], engine="calamine")
    assert frame["quantity"].to_list() == [4, 10]
    assert frame["unit_cost"].to_list() == [12.5, 12.5]
    assert frame["colour"].to_list() == ["'=navy"] * 2


def test_shopify_gets_a_file_for_each_destination(ordering: Workspace) -> None:
    done = send_order(ordering, ONE, ANN, "shopify")
    folder = ordering.root / "exports" / "orders"
    online = folder / f"{ONE}-shopify-Online.csv"
    rome = folder / f"{ONE}-shopify-Roma-1.csv"
    assert done["where"] == f"{rome}, {online}"
    assert online.read_bytes() == (
        b"SKU,Barcode,Supplier SKU,Quantity,Cost,Tax\ntee,04006381333931,,10,12.50,\n"
    )
    assert rome.read_bytes().endswith(b",4,12.50,\n")


def test_a_person_has_told_the_supplier(ordering: Workspace) -> None:
    assert send_order(ordering, ONE, ANN, "hand")["where"].startswith("by hand to The Mill")
    assert get_order(ordering.ledger, ONE).state == "sent"


def test_money_that_is_not_known_stays_empty() -> None:
    line = {"purchase_order": ONE, "sku": "-tee", "quantity": 1, "deliver_to": "web"}
    paper: Paper = {"purchase_order": ONE, "lines": [line]}
    assert b"web,1,,,," in as_file(paper, "csv")
    assert as_shopify(paper)["web"].splitlines()[1] == b"'-tee,,,1,,"


def test_names_of_files() -> None:
    assert file_name("PO-1", "../a/b", "东京") == "PO-1-a-b-东京"
    assert file_name("..") == "_"


def test_a_way_that_there_is_not(ordering: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="no way 'pigeon'"):
        send_order(ordering, ONE, ANN, "pigeon")
    assert sent(ordering) == []


def test_only_approved_orders_are_sent(workspace: Workspace) -> None:
    fill(workspace.lake)
    plan_again(workspace.ledger, want({}))
    with pytest.raises(ConflictError, match="is suggested"):
        send_order(workspace, ONE, ANN, "csv")
    approve(workspace.ledger, ONE, ANN)
    with pytest.raises(ConflictError, match="was changed meanwhile"):
        send_order(workspace, ONE, By("ann", MONDAY, version=1), "csv")
    send_order(workspace, ONE, ANN, "csv")
    with pytest.raises(ConflictError, match="is sent"):
        send_order(workspace, ONE, ANN, "csv")


def test_an_order_is_sent_again_on_demand(ordering: Workspace) -> None:
    send_order(ordering, ONE, ANN, "csv")
    again = send_order(ordering, ONE, By("bob", MONDAY + DAY, "lost"), "hand", again=True)
    assert again["message"] == f"{ONE}.2"
    found = get_order(ordering.ledger, ONE)
    assert (found.state, found.ordered_on) == ("sent", MONDAY)
    assert [each.state for each in sent(ordering)] == ["delivered", "delivered"]


def test_everything_approved_is_sent_and_one_failure_stops_no_other(ordering: Workspace) -> None:
    plan_again(ordering.ledger, want({"variant_id": "coat", "supplier_id": "knit"}))
    approve(ordering.ledger, "PO-20260601-002", ANN)
    stating(ordering, mail_from="po@maison.example", smtp_host="127.0.0.1", smtp_port=9, attempts=1)
    done = send_all(ordering, ANN, "email")
    assert [each["order"] for each in done] == [ONE, "PO-20260601-002"]
    assert "cannot be reached" in done[0]["error"]  # it waits in the outbox
    assert "no e-mail address" in done[1]["error"]  # it was never written down
    done = send_all(ordering, ANN, "hand")
    assert [each.get("where", "")[:7] for each in done] == ["", "by hand"]
    assert [each.state for each in sent(ordering)] == ["pending"]


def test_a_missed_cut_off_moves_the_day_of_arrival(ordering: Workspace) -> None:
    own = {"supplier_id": "mill", "cut_off_day": "mon", "cut_off_time": "12:00"}
    ordering.lake.upsert("supplier_calendar", rows("supplier_calendar", own))
    send_order(ordering, ONE, ANN, "hand", time=dt.time(13))
    assert get_order(ordering.ledger, ONE).expected_on == MONDAY + 21 * DAY


# --- crashes and competition ------------------------------------------------------------------


def postman(ledger: Ledger, folder: Path, **more: Any) -> Postman:
    stated = {"replenishment": {"attempts": 3}, "brand": {"name": "Maison"}}
    return Postman(ledger, Settings.model_validate(stated), folder, **({"wait": never} | more))


def test_what_waits_is_not_queued_twice(ledger: Ledger, tmp_path: Path) -> None:
    order(ledger)
    at = postman(ledger, tmp_path)
    assert {queue(at, ONE, "hand", ANN, PAPER) for _ in range(3)} == {f"{ONE}.1"}
    deliver(at, f"{ONE}.1")
    assert deliver(at, f"{ONE}.1") == "by hand to mill"  # nothing is done again
    assert get_order(ledger, ONE).version == 4


def test_an_order_under_way_is_left_alone(ledger: Ledger, tmp_path: Path) -> None:
    order(ledger)
    queue(postman(ledger, tmp_path), ONE, "hand", ANN, PAPER)
    with pytest.raises(ConflictError, match="is being sent"):
        edit(ledger, ONE, ANN, {("tee", "web"): 1})
    with pytest.raises(ConflictError, match="is being sent"):
        void(ledger, ONE, By("ann", MONDAY, "no"))
    assert drop(ledger, ONE, By("ann", MONDAY, "the server is gone")) == 1
    with pytest.raises(StoreError, match=r"given up: dropped by ann: the server is gone"):
        deliver(postman(ledger, tmp_path), f"{ONE}.1")
    edit(ledger, ONE, ANN, {("tee", "web"): 1})
    assert drop(ledger, ONE, ANN) == 0


def test_two_do_not_deliver_one_message_at_once(
    ledger: Ledger, tmp_path: Path, monkeypatch
) -> None:
    order(ledger)
    at = postman(ledger, tmp_path)
    message = queue(at, ONE, "hand", ANN, PAPER)
    tried: list[type[Exception]] = []

    def slow(post) -> str:
        for act in (lambda: deliver(at, message), lambda: drop(ledger, ONE, ANN)):
            with pytest.raises(BusyError, match="by another process"):
                act()
            tried.append(BusyError)
        return "there"

    monkeypatch.setitem(CHANNELS, "hand", type(CHANNELS["hand"])(slow))
    assert deliver(at, message) == "there"
    assert len(tried) == 2


def die_when_delivering(url: str, folder: str, after: bool) -> None:
    """Deliver a message and die before or after it left."""

    def dying(post) -> str:
        if after:
            (Path(folder) / f"{post.message_id}.left").touch()
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError

    CHANNELS["hand"] = type(CHANNELS["hand"])(dying)
    deliver(postman(Ledger(url), Path(folder)), f"{ONE}.1")


@pytest.mark.parametrize("after", [False, True])
def test_a_crash_between_sending_and_writing_it_down(
    ledger: Ledger, ledger_url: str, tmp_path: Path, after: bool
) -> None:
    order(ledger)
    at = postman(ledger, tmp_path)
    queue(at, ONE, "hand", ANN, PAPER)
    victim = FORK.Process(target=die_when_delivering, args=(ledger_url, str(tmp_path), after))
    victim.start()
    victim.join()
    assert victim.exitcode == -signal.SIGKILL
    assert (tmp_path / f"{ONE}.1.left").exists() == after
    assert get_order(ledger, ONE).state == "approved"
    with pytest.raises(BusyError, match="by another process"):
        deliver(at, f"{ONE}.1")
    # Once the time of one attempt has passed it goes out again, under the same name.
    later = postman(ledger, tmp_path, clock=lambda: now() + dt.timedelta(seconds=121))
    assert deliver(later, queue(later, ONE, "hand", ANN, PAPER)) == "by hand to mill"
    (message,) = messages(ledger, ONE)
    assert (message.message_id, message.attempts, message.state) == (f"{ONE}.1", 2, "delivered")
    assert get_order(ledger, ONE).state == "sent"
