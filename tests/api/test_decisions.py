from __future__ import annotations

from urllib.parse import quote

import polars as pl
import pytest

from modiste.inventory.replenish.book import get_order, list_orders
from modiste.store.runs import get_run

EVERY = {"state": ["open", "accepted", "dismissed", "ordered", "covered"], "limit": 500}


def path(decision: dict, act: str = "") -> str:
    return f"/v1/decisions/{quote(decision['id'], safe='')}{act}"


@pytest.fixture
def buys(planner):
    """Open purchases; every test decides about others than the one before."""
    return planner.get("/v1/decisions", params={"kind": "buy", "limit": 500}).json()["items"]


def suggestions(brand) -> pl.DataFrame:
    run = get_run(brand.ledger, "plan").run_id
    return brand.lake.read("suggestion").filter(pl.col("run_id") == run)


def units(brand, number: str, variant: str) -> int:
    return sum(x.quantity for x in get_order(brand.ledger, number).lines if x.variant_id == variant)


def test_purchases_are_one_a_variant_and_add_up(brand, viewer):
    page = viewer.get("/v1/decisions", params=EVERY | {"kind": "buy"}).json()
    wanted = suggestions(brand).filter(pl.col("kind") == "buy")
    assert page["total"] == wanted["variant_id"].n_unique()
    assert sum(item["suggested"] for item in page["items"]) == wanted["quantity"].sum()
    money = sum(item["money"]["minor"] for item in page["items"])
    assert money == wanted["money_at_stake"].sum()
    first = page["items"][0]
    assert sum(place["quantity"] for place in first["places"]) == first["suggested"]


def test_the_list_is_ranked_by_money(viewer):
    items = viewer.get("/v1/decisions", params=EVERY).json()["items"]
    money = [item["money"]["minor"] for item in items if item["money"]]
    assert money == sorted(money, reverse=True)
    assert [item["rank"] for item in items] == list(range(1, len(items) + 1))
    unknown = [item["money"] is None for item in items]
    assert unknown == sorted(unknown)


def test_reasons_are_in_both_languages(viewer):
    items = viewer.get("/v1/decisions", params={"limit": 500}).json()["items"]
    kinds = {item["kind"]: item for item in items}
    for kind in kinds.keys() & {"buy", "transfer", "markdown", "heavy", "stock out"}:
        assert kinds[kind]["reason"]["en"].isascii() or "−" in kinds[kind]["reason"]["en"]
        assert any("\u4e00" <= letter <= "\u9fff" for letter in kinds[kind]["reason"]["zh"])


def test_accepting_moves_lines_into_an_order_of_their_own(brand, planner, buys):
    item = buys[0]
    before = sum(order.units for order in list_orders(brand.ledger))
    answer = planner.post(path(item, "/accept"), json={}, headers={"If-Match": item["etag"]})
    assert answer.status_code == 200
    found = answer.json()
    assert (found["state"], found["order_state"]) == ("accepted", "suggested")
    assert found["version"] == item["version"] + 1
    assert found["purchase_order_id"] != item["purchase_order_id"]
    assert units(brand, found["purchase_order_id"], item["variant_id"]) == item["quantity"]
    assert units(brand, item["purchase_order_id"], item["variant_id"]) == 0
    assert sum(order.units for order in list_orders(brand.ledger)) == before
    lake = brand.lake.read("purchase_order_line").filter(
        pl.col("variant_id") == item["variant_id"],
        pl.col("purchase_order_id").is_in(
            [found["purchase_order_id"], item["purchase_order_id"]]
        ),
    )  # fmt: skip
    assert lake["quantity"].sum() == item["quantity"]


def test_accepting_twice_is_accepting_once(brand, planner, buys):
    first = planner.post(path(buys[0], "/accept"), json={}).json()
    again = planner.post(path(buys[0], "/accept"), json={}).json()
    assert again["version"] == first["version"] == buys[0]["version"] + 1
    variant = buys[0]["variant_id"]
    every = [x for o in list_orders(brand.ledger) for x in o.lines if x.variant_id == variant]
    assert sum(line.quantity for line in every) == buys[0]["quantity"]


def test_undo_puts_everything_back(brand, planner, buys):
    item = buys[0]
    planner.post(path(item, "/accept"), json={})
    back = planner.post(path(item, "/undo")).json()
    assert (back["state"], back["purchase_order_id"]) == ("open", item["purchase_order_id"])
    assert units(brand, item["purchase_order_id"], item["variant_id"]) == item["quantity"]


def test_other_quantities_are_shared_out(brand, planner, buys):
    item = buys[0]
    body = {"quantity": item["quantity"] * 2, "anyway": True}
    found = planner.post(path(item, "/accept"), json=body).json()
    assert (found["quantity"], found["suggested"]) == (item["quantity"] * 2, item["quantity"])
    order = get_order(brand.ledger, found["purchase_order_id"])
    mine = {x.location_id: x.quantity for x in order.lines if x.variant_id == item["variant_id"]}
    assert mine == {place["location_id"]: place["quantity"] * 2 for place in item["places"]}


def test_a_dismissal_needs_a_reason_and_holds(brand, planner, buys):
    item = buys[0]
    assert planner.post(path(item, "/dismiss"), json={"reason": ""}).status_code == 422
    found = planner.post(path(item, "/dismiss"), json={"reason": "colour is out"}).json()
    assert (found["state"], found["why"], found["order_state"]) == (
        "dismissed", "colour is out", "void",
    )  # fmt: skip
    assert item["id"] not in {
        each["id"] for each in planner.get("/v1/decisions?kind=buy&limit=500").json()["items"]
    }


def test_a_stale_decision_is_refused(planner, buys):
    item = buys[0]
    planner.post(path(item, "/dismiss"), json={"reason": "no"})
    late = planner.post(path(item, "/accept"), json={}, headers={"If-Match": item["etag"]})
    assert (late.status_code, late.json()["code"]) == (412, "stale")


def test_what_was_approved_as_a_whole_is_ordered(brand, planner, buys):
    item = buys[0]
    accepted = planner.post(path(item, "/accept"), json={}).json()
    number = accepted["purchase_order_id"]
    assert planner.post(f"/v1/orders/{number}/approve", json={}).status_code == 200
    assert planner.get(path(item)).json()["order_state"] == "approved"
    undo = planner.post(path(item, "/undo"))
    assert (undo.status_code, undo.json()["code"]) == (409, "conflict")


def test_several_at_once_tell_what_was_not_done(planner):
    query = {"kind": ["transfer", "heavy", "never sold", "markdown"], "limit": 5}
    items = planner.get("/v1/decisions", params=query).json()["items"]
    wanted = [{"id": item["id"], "version": 0} for item in items]
    body = {"action": "accept", "items": [*wanted, {"id": "nothing"}]}
    done = planner.post("/v1/decisions/bulk", json=body).json()
    assert [each["done"] for each in done] == [True] * len(items) + [False]
    assert done[-1]["problem"]["code"] == "not-found"
    body = {"action": "dismiss", "items": wanted, "reason": "no"}
    done = planner.post("/v1/decisions/bulk", json=body).json()
    assert {each["problem"]["code"] for each in done} == {"conflict"}  # version 0 is past
    body = {"action": "undo", "items": [{"id": item["id"]} for item in items]}
    done = planner.post("/v1/decisions/bulk", json=body).json()
    assert {each["decision"]["state"] for each in done} == {"open"}


def test_the_summary_counts_every_state(planner):
    sums = planner.get("/v1/decisions/summary").json()
    page = planner.get("/v1/decisions", params=EVERY).json()
    assert sum(each["count"] for each in sums) == page["total"]


def test_accepted_decisions_are_downloaded(planner, buys):
    planner.post(path(buys[0], "/dismiss"), json={"reason": "not now"})
    table = planner.get("/v1/decisions/export?format=csv&state=accepted&state=dismissed")
    frame = pl.read_csv(table.content)
    assert set(frame["state"]) <= {"accepted", "dismissed"}
    assert frame.height > 0


def test_viewers_look_and_do_not_decide(viewer, buys):
    answer = viewer.post(path(buys[0], "/accept"), json={})
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


def test_a_cut_is_for_markdowns_only(planner, buys):
    answer = planner.post(path(buys[0], "/accept"), json={"cut": 0.3})
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-input")


def test_tiles_agree_with_the_facts(brand, viewer):
    today = viewer.get("/v1/today").json()
    tiles = {tile["key"]: tile for tile in today["tiles"]}
    first = pl.lit(today["week"]).str.to_date()
    day = pl.col("sold_at").dt.date()
    sold = brand.lake.read("sale").filter(day >= first, day < first + pl.duration(days=7))
    assert tiles["units"]["value"] == sold["quantity"].sum()
    revenue = (sold["quantity"] * sold["unit_price"]).sum()
    assert tiles["revenue"]["money"] == {"minor": revenue, "currency": "EUR"}
    open_states = ["approved", "sent", "acknowledged", "part received"]
    assert tiles["open_orders"]["value"] <= sum(
        row["orders"]
        for row in viewer.get("/v1/orders/states").json()
        if row["state"] in open_states
    )
    assert all(tile["definition"]["en"] and tile["definition"]["zh"] for tile in today["tiles"])
