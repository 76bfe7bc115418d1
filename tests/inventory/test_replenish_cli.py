"""The commands of purchase orders, end to end in a workspace."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import polars as pl
import pytest
from tests.demand.shop import rows, variant
from tests.inventory.orderbook import DAY, MONDAY, plan_again, want
from typer.testing import CliRunner

from modiste.inventory.cli import app
from modiste.inventory.state import positions
from modiste.model.errors import ConflictError, InputError, ModisteError, UnknownNameError
from modiste.store.workspace import Workspace

ONE = "PO-20260601-001"


@pytest.fixture
def shop(workspace: Workspace) -> Workspace:
    moment = dt.datetime.combine(MONDAY, dt.time(), dt.UTC)
    for place in ("web", "rome"):
        count = {"variant_id": "tee", "location_id": place, "counted_at": moment, "on_hand": 3}
        workspace.lake.upsert("stock", rows("stock", count))
    workspace.lake.upsert("variant", variant("tee"))
    packed = {"moq": 12, "pack_size": 6}
    plan_again(
        workspace.ledger,
        want(packed | {"quantity": 8}, packed | {"location_id": "rome", "quantity": 4}),
    )
    return workspace


def run(workspace: Workspace, *words: str, code: int = 0) -> Any:
    """The JSON that a command prints; an error is raised."""
    command = ["orders", *words, "--workspace", str(workspace.root), "--json"]
    done = CliRunner().invoke(app, command)
    if isinstance(done.exception, ModisteError):
        raise done.exception
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def say(workspace: Workspace, *words: str) -> str:
    command = ["orders", *words, "--workspace", str(workspace.root)]
    done = CliRunner().invoke(app, command, env={"COLUMNS": "200"})
    assert done.exit_code == 0, done.output
    return done.output


def position(workspace: Workspace, day: dt.date) -> dict[str, tuple[int, int]]:
    found = positions(workspace.lake.snapshot(), day)
    return {r["location_id"]: (r["on_hand"], r["on_order"]) for r in found.iter_rows(named=True)}


def test_an_order_from_suggestion_to_shelf(shop: Workspace) -> None:
    on = ("--on", "2026-06-02", "--by", "ann")
    (listed,) = run(shop, "list")
    assert (listed["purchase_order_id"], listed["state"], listed["cost"]) == (
        ONE,
        "suggested",
        6000,
    )
    assert position(shop, MONDAY) == {"web": (3, 0), "rome": (3, 0)}

    (edited,) = run(shop, "edit", ONE, "--line", "tee@web=14", "--why", "more", *on)
    assert edited["units"] == 18
    (approved,) = run(shop, "approve", ONE, "--version", str(edited["version"]), *on)
    assert (approved["state"], approved["approved_by"]) == ("approved", "ann")
    assert position(shop, MONDAY) == {"web": (3, 14), "rome": (3, 4)}

    (sent,) = run(shop, "send", ONE, "--via", "csv", *on)
    assert sent["where"].endswith(f"{ONE}.csv")
    (known,) = run(
        shop, "acknowledge", ONE, "--expected", "2026-06-20", "--reference", "M-7",
        "--line", "tee@rome=3", *on,
    )  # fmt: skip
    assert (known["state"], known["expected_on"], known["reference"]) == (
        "acknowledged",
        "2026-06-20",
        "M-7",
    )

    later = ("--on", "2026-06-19", "--by", "bob")
    (part,) = run(shop, "receive", ONE, "--line", "tee@web=5,4,1", "--delivery", "D1", *later)
    assert (part["state"], part["outstanding"]) == ("part received", 11)
    with pytest.raises(ConflictError, match=r"delivery D1 .* was taken in already"):
        run(shop, "receive", ONE, "--line", "tee@web=5,4,1", "--delivery", "D1", *later)
    # What is held and what is to come counts; what was refused does not.
    after = MONDAY + 20 * DAY
    assert position(shop, after) == {"web": (8, 8), "rome": (3, 3)}
    # What came after a day is not on hand on that day.
    assert position(shop, MONDAY + 17 * DAY)["web"] == (3, 8)

    (judged,) = run(shop, "inspect", ONE, "--line", "tee@web=3,1", *later)
    assert judged["outstanding"] == 7
    assert position(shop, after)["web"] == (11, 4)
    (whole,) = run(shop, "receive", ONE, "--all", *later)
    assert whole["state"] == "closed"
    assert position(shop, after) == {"web": (15, 0), "rome": (6, 0)}

    found = run(shop, "history", ONE)
    assert [row["to"] for row in found] == [
        "suggested", "suggested", "approved", "approved", "sent", "acknowledged", "part received",
        "part received", "closed",
    ]  # fmt: skip
    assert found[1]["before"]["tee@web"]["quantity"] == 8
    assert found[1]["after"]["tee@web"]["quantity"] == 14
    assert (found[1]["actor"], found[1]["why"], found[1]["day"]) == ("ann", "more", "2026-06-02")
    shown = run(shop, "show", ONE)
    assert [each["state"] for each in shown["messages"]] == ["delivered"]
    lines = shop.lake.read("purchase_order_line").sort("location_id")
    assert lines.select("quantity", "received", "held", "rejected").rows() == [
        (3, 3, 0, 0),
        (14, 12, 0, 2),
    ]
    assert shop.lake.read("receipt").sort("receipt_id")["quantity"].to_list() == [5, 3, 3, 4]


def test_a_line_can_be_named_by_its_variant_where_it_is_the_only_one(workspace: Workspace) -> None:
    plan_again(workspace.ledger, want({}))
    (edited,) = run(workspace, "edit", ONE, "--line", "tee=7")
    assert edited["units"] == 7


@pytest.mark.parametrize("line", ["tee=7", "coat@web=7", "tee@web", "tee@web=x", "tee@web=1,2"])
def test_lines_that_are_not_understood(shop: Workspace, line: str) -> None:
    with pytest.raises(InputError):
        run(shop, "edit", ONE, "--line", line)
    assert run(shop, "show", ONE)["version"] == 1


def test_quantities_are_held_against_minimum_and_packs(shop: Workspace) -> None:
    with pytest.raises(InputError, match=r"13 units of tee .* at least 12, in packs of 6") as no:
        run(shop, "edit", ONE, "--line", "tee@web=9")
    assert no.value.remedy == "Order 18 in all, or insist with --anyway."
    with pytest.raises(InputError, match="6 units of tee"):
        run(shop, "edit", ONE, "--line", "tee@web=2")
    with pytest.raises(InputError, match="nothing would be left"):
        run(shop, "edit", ONE, "--line", "tee@web=0", "--line", "tee@rome=0")
    (edited,) = run(shop, "edit", ONE, "--line", "tee@web=9", "--anyway")
    assert edited["units"] == 13


def test_an_order_needs_a_supplier(workspace: Workspace) -> None:
    plan_again(workspace.ledger, want({"supplier_id": None}))
    assert workspace.lake.read("purchase_order").is_empty()
    with pytest.raises(InputError, match="names no supplier"):
        run(workspace, "approve", ONE)
    run(workspace, "edit", ONE, "--supplier", "mill")
    (approved,) = run(workspace, "approve", ONE)
    assert approved["supplier_id"] == "mill"
    assert workspace.lake.read("purchase_order")["supplier_id"].to_list() == ["mill"]


def test_void_and_close(shop: Workspace) -> None:
    (gone,) = run(shop, "void", ONE, "--why", "too many")
    assert (gone["state"], gone["note"]) == ("void", "too many")
    with pytest.raises(ConflictError, match=f"order {ONE} is void") as no:
        run(shop, "close", ONE)
    assert no.value.remedy == "Nothing is: void is the end."
    assert run(shop, "list") == []
    assert [each["state"] for each in run(shop, "list", "--state", "void")] == ["void"]


def test_what_there_is_not(shop: Workspace) -> None:
    with pytest.raises(UnknownNameError, match="no purchase order 'PO-9'"):
        run(shop, "show", "PO-9")
    with pytest.raises(UnknownNameError, match="no state 'lost'"):
        run(shop, "list", "--state", "lost")
    with pytest.raises(InputError, match="name the orders"):
        run(shop, "send")
    with pytest.raises(InputError, match="say what came"):
        run(shop, "receive", ONE)


def test_a_failure_among_many_is_reported_and_told_by_the_exit_code(shop: Workspace) -> None:
    run(shop, "approve", ONE)
    (done,) = run(shop, "send", "--all", "--via", "email", code=1)
    assert "no e-mail address" in done["error"]


def test_people_read_tables(shop: Workspace) -> None:
    assert "suggested" in say(shop, "list")
    assert "Short." in say(shop, "show", ONE)
    assert "is approved, version 2" in say(shop, "approve", ONE)
    assert "approve" in say(shop, "history", ONE)
    say(shop, "send", ONE, "--via", "hand")
    assert "hand" in say(shop, "show", ONE)


# --- alerts -----------------------------------------------------------------------------------


def kinds(workspace: Workspace, day: dt.date) -> list[tuple[str, int]]:
    return [(each["kind"], each["days"]) for each in run(workspace, "alerts", "--on", str(day))]


def test_alerts_on_late_orders(shop: Workspace) -> None:
    assert kinds(shop, MONDAY) == []
    assert kinds(shop, MONDAY + 2 * DAY) == [("to be sent", 2)]
    run(shop, "approve", ONE)
    run(shop, "send", ONE, "--via", "hand", "--on", str(MONDAY))
    assert kinds(shop, MONDAY + 3 * DAY) == []
    assert kinds(shop, MONDAY + 5 * DAY) == [("not acknowledged", 2)]
    run(shop, "acknowledge", ONE, "--expected", "2026-06-20")
    assert kinds(shop, dt.date(2026, 6, 20)) == []
    (late,) = run(shop, "alerts", "--on", "2026-06-23")
    assert (late["kind"], late["days"], late["units"], late["cost"]) == ("overdue", 3, 12, 6000)
    assert late["what"] == "expected on 2026-06-20, 12 units missing"
    run(shop, "receive", ONE, "--line", "tee@web=0,8", "--line", "tee@rome=4", "--on", "2026-06-22")
    assert kinds(shop, dt.date(2026, 6, 23)) == [("held", 0)]


def test_an_order_that_must_go_out_before_the_holidays(shop: Workspace) -> None:
    shop.lake.upsert("supplier", rows("supplier", {"supplier_id": "mill", "country": "IT"}))
    (ahead,) = [each for each in run(shop, "alerts", "--on", "2026-07-20") if each["days"] < 0]
    assert (ahead["kind"], ahead["days"]) == ("closure ahead", -13)
    assert ahead["what"] == (
        "must go out by 2026-08-02: august until 2026-08-23, then not before 2026-08-24"
    )


def test_an_order_that_did_not_go_out(shop: Workspace) -> None:
    text = '[replenishment]\nsmtp_host = "127.0.0.1"\nsmtp_port = 9\nattempts = 1\n'
    text += 'mail_from = "po@maison.example"\n'
    (shop.root / "modiste.toml").write_text(text, encoding="utf-8")
    mill = {"supplier_id": "mill", "email": "po@mill.example"}
    shop.lake.upsert("supplier", rows("supplier", mill))
    run(shop, "approve", ONE)
    (done,) = run(shop, "send", "--all", "--via", "email", code=1)
    assert "waits in the outbox" in done["error"]
    assert ("not delivered", 0) in kinds(shop, MONDAY)
    assert run(shop, "send", ONE, "--drop", "--why", "called them") == [
        {"order": ONE, "dropped": 1}
    ]
    assert kinds(shop, MONDAY) == []


# --- import -----------------------------------------------------------------------------------


def test_orders_of_another_system_are_imported_and_counted(workspace: Workspace, tmp_path) -> None:
    from modiste.store.imports import import_files

    file = tmp_path / "orders.csv"
    file.write_text(
        "PO,Supplier,Status,Placed,SKU,Store,Qty,In\n"
        "A1,mill,open,2026-05-20,tee,web,12,5\n"
        "A1,mill,open,2026-05-20,tee,rome,4,0\n"
        "A2,mill,done,2026-05-01,tee,web,6,6\n",
        encoding="utf-8",
    )
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[tables.purchase_order_line]\npurchase_order_id = "PO"\nvariant_id = "SKU"\n'
        'location_id = "Store"\nquantity = "Qty"\nreceived = "In"\n'
        '[derived.purchase_order]\npurchase_order_id = "PO"\nsupplier_id = "Supplier"\n'
        'state = { column = "Status", map = { open = "sent", done = "closed" } }\n'
        'ordered_on = "Placed"\n',
        encoding="utf-8",
    )
    done = import_files(workspace, [file], mapping=mapping)
    assert done.summary.set_aside == 0
    orders = workspace.lake.read("purchase_order").sort("purchase_order_id")
    assert orders.select("purchase_order_id", "state").rows() == [("A1", "sent"), ("A2", "closed")]
    assert position(workspace, MONDAY) == {"web": (None, 7), "rome": (None, 4)}


def test_calendars_are_imported(workspace: Workspace, tmp_path) -> None:
    from modiste.store.imports import import_files

    file = tmp_path / "closures.csv"
    file.write_text("maker,from,to\nmill,2026-07-01,2026-07-09\n", encoding="utf-8")
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        '[tables.supplier_closure]\nsupplier_id = "maker"\nfirst_day = "from"\nlast_day = "to"\n',
        encoding="utf-8",
    )
    import_files(workspace, [file], mapping=mapping)
    found = workspace.lake.read("supplier_closure")
    assert found.select("first_day", "last_day").rows() == [
        (dt.date(2026, 7, 1), dt.date(2026, 7, 9))
    ]
    assert found.select(pl.col("name").is_null().all()).item()
