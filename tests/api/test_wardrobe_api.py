"""A shop with a whole wardrobe: rules, companions, outfits, capsules, and a page's lists."""

from __future__ import annotations

import polars as pl
import pytest

from modiste.model.tables import table
from modiste.present.http.access import Scope

WARDROBE = (
    # id, title, category, colour, sizes, price
    ("w-skirt", "Black satin skirt", "skirts", "black", ("S", "M"), 6900),
    ("w-jeans", "Blue jeans", "jeans", "navy", ("S", "M"), 7900),
    ("w-tee", "White cotton tee", "t-shirt", "white", ("S", "M"), 2500),
    ("w-blouse", "Silk blouse", "blouse", "cream", ("S", "M"), 9900),
    ("w-shoe", "White trainer", "sneakers", "white", ("38", "39"), 8900),
    ("w-pump", "Black court shoe", "pumps", "black", ("38", "39"), 12900),
    ("w-bag", "Tote bag", "tote-bag", "black", ("One size",), 11900),
)


def frame(name, rows):
    given = {column: table(name)[column].type.polars() for column in rows[0]}
    return pl.DataFrame(rows, schema=given)


@pytest.fixture(scope="module", autouse=True)
def wardrobe(brand):
    """More than the tiny brand has, before anybody asks."""
    counted = brand.lake.read("stock")["counted_at"].max()
    products = [
        {"product_id": name, "title": title, "category": category, "gender": "women",
         "status": "active"}
        for name, title, category, _, _, _ in WARDROBE
    ]  # fmt: skip
    variants = [
        {"variant_id": f"{name}-{size}", "product_id": name, "colour": colour, "size": size,
         "price": price, "full_price": price, "cost": price // 3, "currency": "EUR",
         "status": "active"}
        for name, _, _, colour, sizes, price in WARDROBE
        for size in sizes
    ]  # fmt: skip
    stock = [
        {"variant_id": v["variant_id"], "location_id": "web", "counted_at": counted, "on_hand": 9}
        for v in variants
    ]
    for name, rows in (("product", products), ("variant", variants), ("stock", stock)):
        brand.lake.upsert(name, frame(name, rows))
    return counted


@pytest.fixture(scope="module")
def shop(as_role):
    """A page's key."""
    return as_role(scopes=[Scope.SHOP_READ, Scope.EVENTS_WRITE])


def listed(client, **wanted):
    answer = client.post("/v1/shop/recommend", json={"kind": "for-you", **wanted})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_companions_are_of_other_styles(brand, marketer):
    item = "w-blouse"
    for kind in ("alike", "with"):
        found = marketer.get(f"/v1/recommend/similar/{item}", params={"kind": kind, "k": 5}).json()
        assert found["items"]
        assert item not in {each["product_id"] for each in found["items"]}
        assert [each["rank"] for each in found["items"]] == list(range(1, len(found["items"]) + 1))


def test_rules_are_told_and_can_be_switched(brand, marketer):
    rules = {rule["name"]: rule for rule in marketer.get("/v1/recommend/rules").json()}
    assert rules["in size"]["kind"] == "eligibility"
    assert rules["return risk"] == {
        "name": "return risk", "title": "return risk", "kind": "nudge", "amount": 1.0, "on": True,
    }  # fmt: skip
    assert rules["margin"]["on"] is False
    person = brand.lake.read("recommendation")["customer_id"].sort()[0]

    def asked(**more):
        return marketer.get("/v1/recommend", params={"customer": person, "k": 20, **more}).json()

    off = [name for name, rule in rules.items() if rule["kind"] != "eligibility" and rule["on"]]
    plain = asked(off=off)
    assert all(item["moved"] == [] for item in plain["items"])
    scores = [item["score"] for item in plain["items"]]
    assert scores == sorted(scores, reverse=True)
    whole = asked(on=["margin"])
    assert any(m["rule"] == "margin" for item in whole["items"] for m in item["moved"])
    refused = marketer.get("/v1/recommend", params={"off": "gravity"})
    assert refused.status_code == 422
    assert "return risk" in refused.json()["remedy"]


def test_outfits_hold_what_was_given_and_come_from_stock(brand, designer):
    item = "w-skirt"
    found = designer.get("/v1/styling/outfits", params={"product": item, "k": 2}).json()
    for outfit in found["outfits"]:
        assert outfit["pieces"][0]["product_id"] == item
        added = outfit["pieces"][outfit["given"] :]
        assert added
        assert outfit["price"]["minor"] == sum(piece["price"]["minor"] for piece in added)
        assert outfit["why"]
    assert designer.get("/v1/styling/outfits").status_code == 422
    assert designer.get("/v1/styling/outfits", params={"product": "none"}).status_code == 404
    bad = {"product": item, "occasion": "gravity"}
    assert designer.get("/v1/styling/outfits", params=bad).status_code == 404


def test_a_capsule_stays_within_its_budget(designer):
    query = {"gender": "women", "pieces": 5, "days": 3, "budget": "600"}
    found = designer.get("/v1/styling/capsule", params=query).json()
    assert found["price"]["minor"] <= 60_000
    assert found["price"]["minor"] == sum(p["price"]["minor"] for p in found["pieces"])
    assert 1 <= len(found["pieces"]) <= 5
    assert len(found["week"]) == 3


def test_a_page_s_item_has_lists_of_its_own(brand, shop, viewer, nobody):
    item = "w-skirt"
    for kind in ("similar", "look"):
        found = listed(shop, kind=kind, item=item, k=4)
        assert 0 < len(found["items"]) <= 4
        assert item not in {each["product_id"] for each in found["items"]}
        assert found["personal"] is False
        for each in found["items"]:
            assert each["title"]
            assert each["price"]["minor"] > 0
    missing = {"kind": "similar", "item": "none"}
    assert shop.post("/v1/shop/recommend", json=missing).status_code == 404
    assert shop.post("/v1/shop/recommend", json={"kind": "look"}).status_code == 422
    assert shop.post("/v1/shop/recommend", json={"kind": "best"}).status_code == 422
    assert viewer.post("/v1/shop/recommend", json={"kind": "for-you"}).status_code == 403
    assert nobody.post("/v1/shop/recommend", json={"kind": "for-you"}).status_code == 401
