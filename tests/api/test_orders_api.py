from __future__ import annotations

import io
import itertools
import zipfile

import polars as pl
import pytest
from tests.inventory.orderbook import DAY, MONDAY, plan_again, want

from modiste.store.settings import Settings

COUNT = itertools.count()


@pytest.fixture
def number(brand) -> str:
    """A suggested order of two lines that no other test has."""
    at = next(COUNT)
    tee = {"variant_id": f"tee-{at}", "product_id": "tee"}
    lines = want(tee, tee | {"location_id": "rome", "quantity": 4})
    return plan_again(brand.ledger, lines, MONDAY + at * DAY).created[0]


def act(client, number: str, name: str, body: dict | None = None, **headers):
    return client.post(f"/v1/orders/{number}/{name}", json=body or {}, headers=headers)


def test_an_order_goes_all_its_way(brand, planner, number):
    shown = planner.get(f"/v1/orders/{number}")
    assert shown.json()["state"] == "suggested"
    approved = act(planner, number, "approve", **{"If-Match": shown.headers["ETag"]})
    assert approved.json()["approved_by"] == "planner@example.com"
    sent = act(planner, number, "send", {"via": "csv"}).json()
    assert (sent["state"], sent["messages"][0]["state"]) == ("sent", "delivered")
    assert sent["where"].endswith(".csv")
    said = act(planner, number, "acknowledge", {"expected_on": "2030-01-07", "reference": "A7"})
    assert (said.json()["expected_on"], said.json()["reference"]) == ("2030-01-07", "A7")
    line = said.json()["items"][0]
    came = {
        "variant_id": line["variant_id"], "location_id": line["location_id"],
        "accepted": line["quantity"] - 1, "held": 1,
    }  # fmt: skip
    part = act(planner, number, "receive", {"lines": [came], "delivery": "D1"}).json()
    assert part["state"] == "part received"
    again = act(planner, number, "receive", {"lines": [came], "delivery": "D1"})
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    verdict = {key: came[key] for key in ("variant_id", "location_id")} | {"rejected": 1}
    judged = act(planner, number, "inspect", {"lines": [verdict]}).json()
    assert (judged["items"][0]["held"], judged["items"][0]["rejected"]) == (0, 1)
    assert act(planner, number, "receive", {"all": True}).json()["state"] == "closed"
    told = [row["action"] for row in planner.get(f"/v1/orders/{number}/history").json()]
    assert told == [
        "receive", "inspect", "receive", "acknowledge", "send", "send", "approve", "suggest",
    ]  # fmt: skip
    stock = brand.lake.read("purchase_order").filter(pl.col("purchase_order_id") == number)
    assert stock["state"].to_list() == ["closed"]


def test_an_edit_names_its_version(planner, number):
    shown = planner.get(f"/v1/orders/{number}")
    line = shown.json()["items"][0]
    edit = {"lines": [{name: line[name] for name in ("variant_id", "location_id")}
                      | {"quantity": line["quantity"] + 1}], "anyway": True}  # fmt: skip
    url = f"/v1/orders/{number}"
    assert planner.patch(url, json=edit).status_code == 428
    done = planner.patch(url, json=edit, headers={"If-Match": shown.headers["ETag"]})
    assert done.json()["items"][0]["quantity"] == line["quantity"] + 1
    late = planner.patch(url, json=edit, headers={"If-Match": shown.headers["ETag"]})
    assert late.status_code == 412


def test_a_role_approves_up_to_its_limit(brand, planner, buyer, number):
    cost = planner.get(f"/v1/orders/{number}").json()["cost"]["minor"]
    limit = f"buyer EUR {(cost - 1) // 100}"
    brand.settings = Settings.model_validate(
        brand.settings.model_dump() | {"replenishment": {"approve_roles": limit}}
    )
    refused = act(buyer, number, "approve")
    assert (refused.status_code, refused.json()["code"]) == (403, "approval-limit")
    assert buyer.get("/v1/orders/limits").json()["limited"] is True
    both = planner.post("/v1/orders/approve", json={"numbers": [number, "none"]}).json()
    assert [(row["done"], row["state"]) for row in both] == [(True, "approved"), (False, None)]


def test_an_order_is_given_up_with_a_reason(planner, number):
    assert act(planner, number, "void").status_code == 422
    assert act(planner, number, "void", {"why": "out of fashion"}).json()["state"] == "void"
    late = act(planner, number, "approve")
    assert (late.status_code, late.json()["code"]) == (409, "conflict")


def test_papers(planner, number):
    units = planner.get(f"/v1/orders/{number}").json()["units"]
    paper = planner.get(f"/v1/orders/{number}/paper?format=csv")
    assert pl.read_csv(paper.content)["quantity"].sum() == units
    shopify = planner.get(f"/v1/orders/{number}/paper?format=shopify")
    with zipfile.ZipFile(io.BytesIO(shopify.content)) as archive:  # one file a place
        files = [archive.read(name) for name in archive.namelist()]
    assert len(files) == 2
    assert sum(pl.read_csv(each)["Quantity"].sum() for each in files) == units


def test_orders_of_other_systems_are_only_looked_at(brand, planner):
    page = planner.get("/v1/orders?source=imported&limit=1").json()
    if not page["items"]:
        pytest.skip("the brand has no imported orders")
    row = page["items"][0]
    assert row["allowed"] == []
    refused = act(planner, row["purchase_order_id"], "close")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")


def test_lists_are_filtered_sorted_and_paged(planner):
    every = planner.get("/v1/orders?limit=500&sort=cost").json()
    costs = [row["cost"]["minor"] for row in every["items"] if row["cost"]]
    assert costs == sorted(costs, reverse=True)
    first = planner.get("/v1/orders?limit=2&sort=cost").json()
    cursor = first["next_cursor"]
    second = planner.get("/v1/orders", params={"limit": 2, "sort": "cost", "cursor": cursor}).json()
    got = [row["purchase_order_id"] for row in first["items"] + second["items"]]
    assert got == [row["purchase_order_id"] for row in every["items"][:4]]
    assert planner.get("/v1/orders?sort=colour").status_code == 422


def test_unknown_orders(planner):
    answer = planner.get("/v1/orders/none")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    assert answer.json()["remedy"]


def test_alerts_tell_of_what_is_late(planner, number):
    act(planner, number, "approve")
    act(planner, number, "send", {"via": "csv"})
    act(planner, number, "acknowledge", {"expected_on": "2020-01-06"})
    rows = planner.get("/v1/orders/alerts?limit=500").json()["items"]
    mine = [row for row in rows if row["purchase_order_id"] == number]
    assert [(row["kind"], row["units"]) for row in mine] == [("overdue", 14)]
    late = planner.get("/v1/orders", params={"late": True, "search": number}).json()["items"]
    assert late[0]["days_late"] == mine[0]["days"] > 0


def test_viewers_do_not_approve(viewer, number):
    assert act(viewer, number, "approve").status_code == 403
