"""The storefront kit: consent first, lists for pages, events that are safe, tokens, its files."""

from __future__ import annotations

import datetime as dt
import gzip
import re

import polars as pl
import pytest

from modiste.present.http.access import Scope
from modiste.present.http.shared import Shared
from modiste.serve.api.shop import tokens
from modiste.serve.api.shop.warmup import load
from modiste.store.inbox import compact
from modiste.store.pseudonym import Pseudonymiser
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

NOW = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
SESSION = "a-visit-of-today"


@pytest.fixture(scope="module")
def shop(as_role):
    """A page's key."""
    return as_role(scopes=[Scope.SHOP_READ, Scope.EVENTS_WRITE])


def listed(client, **wanted):
    answer = client.post("/v1/shop/recommend", json={"kind": "for-you", **wanted})
    assert answer.status_code == 200, answer.text
    return answer.json()


def waiting(brand):
    compact(brand.ledger, brand.lake)
    return brand.lake.read("event").filter(pl.col("event_id").str.starts_with("s_"))


# --- tokens ---------------------------------------------------------------------------------------


def test_tokens_are_ours_and_end():
    key = b"k" * 32
    token = tokens.make(key, "c_1", NOW)
    before = NOW - dt.timedelta(seconds=1)
    assert tokens.read(key, token, before) == "c_1"
    assert tokens.read(key, token, NOW) is None
    assert tokens.read(b"x" * 32, token, before) is None
    body, _, signature = token.partition(".")
    other = tokens.make(key, "c_2", NOW).partition(".")[0]
    for forged in (f"{other}.{signature}", body, f"{body}.", f".{signature}", "", "é.é", "a.b.c"):
        assert tokens.read(key, forged, before) is None


def test_only_the_shop_s_server_gets_tokens(brand, shop, as_role):
    server = as_role(scopes=[Scope.CUSTOMERS_READ])
    asked = {"customer": " Jane@Example.com ", "hours": 2}
    assert shop.post("/v1/shop/tokens", json=asked).status_code == 403
    given = server.post("/v1/shop/tokens", json=asked).json()
    expected = Pseudonymiser(brand.key).one("jane@example.com")
    assert tokens.read(brand.key, given["token"], dt.datetime.now(dt.UTC)) == expected
    assert server.post("/v1/shop/tokens", json={"customer": "  "}).status_code == 422


# --- lists ----------------------------------------------------------------------------------------


def test_without_consent_everybody_gets_the_same(brand, shop):
    plain = listed(shop)
    assert plain["personal"] is False
    assert plain["items"]
    person = brand.lake.read("recommendation")["customer_id"][0]
    token = tokens.make(brand.key, person, dt.datetime.now(dt.UTC) + dt.timedelta(hours=1))
    basket = [plain["items"][0]["product_id"]]
    assert listed(shop, session=SESSION, token=token, basket=basket, consent=False) == plain
    with_consent = listed(shop, token=token, consent=True)
    assert with_consent["personal"] is True
    lists = brand.lake.read("recommendation").filter(pl.col("customer_id") == person).sort("rank")
    shown = [item["product_id"] for item in with_consent["items"]]
    assert shown == lists["product_id"].to_list()[: len(shown)]
    assert listed(shop, token="forged.token", consent=True) == plain  # noqa: S106
    assert listed(shop, basket=basket, consent=True)["personal"] is True


def test_for_you_leaves_the_style_of_the_page_out(shop):
    plain = listed(shop, k=2)["items"]
    here = plain[0]["product_id"]
    rest = listed(shop, item=here, k=2)["items"]
    assert rest[0]["product_id"] == plain[1]["product_id"]
    assert here not in {each["product_id"] for each in rest}
    assert listed(shop, item="not an item", k=2)["items"] == plain


def test_pictures_of_what_is_on_sale_are_public_and_no_others(brand, shop, nobody):
    image = brand.lake.read("image").drop_nulls("path")
    products = brand.lake.read("product")
    for status, expected in (("active", 200), ("archived", 404)):
        ids = products.filter(pl.col("status") == status)["product_id"]
        path = image.filter(pl.col("product_id").is_in(ids.implode()))["path"][0]
        answer = nobody.get(f"/v1/shop/media/{path}")
        assert answer.status_code == expected, status
        if expected == 200:
            assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
            assert "sandbox" in answer.headers["content-security-policy"]
    assert nobody.get("/v1/shop/media/../modiste.toml").status_code == 404


# --- events ---------------------------------------------------------------------------------------


def test_without_consent_nothing_is_stored(brand, shop):
    before = waiting(brand).height
    item = brand.lake.read("product")["product_id"][0]
    told = {"session": SESSION, "consent": False, "events": [{"kind": "view", "item": item}]}
    answer = shop.post("/v1/shop/events", json=told)
    assert answer.json() == {"stored": 0, "ignored": 1, "reason": "the visitor has not agreed"}
    assert waiting(brand).height == before


def test_events_are_stored_once_under_pseudonyms_and_count_in_the_next_list(brand, shop):
    before = listed(shop, consent=True, session=SESSION)
    assert before["personal"] is False
    item = before["items"][0]["product_id"]
    variant = brand.lake.read("variant").filter(pl.col("product_id") == item)["variant_id"][0]
    old = (dt.datetime.now(dt.UTC) - dt.timedelta(days=3)).isoformat()
    told = {
        "consent": True, "session": SESSION,
        "events": [
            {"kind": "view", "item": item, "id": "event-0001"},
            {"kind": "cart", "item": variant, "id": "event-0002", "quantity": 2, "at": old},
            {"kind": "view", "item": "not an item"},
        ],
    }  # fmt: skip
    assert shop.post("/v1/shop/events", json=told).json() == {
        "stored": 2, "ignored": 1, "reason": None,
    }  # fmt: skip
    after = listed(shop, consent=True, session=SESSION)
    assert after["personal"] is True
    assert item not in {each["product_id"] for each in after["items"]}
    assert listed(shop, session=SESSION, consent=False)["personal"] is False
    assert shop.post("/v1/shop/events", json=told).json()["stored"] == 0
    rows = waiting(brand).sort("kind")
    session = Pseudonymiser(brand.key).one(SESSION)
    assert rows.select("kind", "session_id", "product_id", "variant_id", "quantity").rows() == [
        ("cart", session, item, variant, 2), ("view", session, item, None, None),
    ]  # fmt: skip
    assert rows["customer_id"].null_count() == 2
    assert (rows["at"] > dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).all()


def test_events_that_fit_nothing_are_refused(shop):
    good = {"consent": True, "session": SESSION, "events": [{"kind": "view", "item": "x"}]}
    for wrong in (
        {"session": None}, {"session": "short"}, {"events": []}, {"consent": "yes"},
        {"events": [{"kind": "purchase", "item": "x"}]}, {"extra": 1},
        {"events": [{"kind": "view", "item": "x"}] * 51},
    ):  # fmt: skip
        answer = shop.post("/v1/shop/events", json={**good, **wrong})
        assert answer.status_code == 422, wrong
        assert answer.json()["remedy"]


# --- the script -----------------------------------------------------------------------------------


def test_the_script_is_small_needs_no_inline_style_and_asks_this_server_alone(nobody):
    answer = nobody.get("/shop.js")
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert len(gzip.compress(answer.content, 9)) < 6_000
    text = answer.text
    for word in ("innerHTML", "eval(", "new Function", 'setAttribute("style', ".style."):
        assert word not in text, word
    hosts = set(re.findall(r"https?://([a-z0-9.-]+)", text))
    assert hosts <= {"your-modiste"}


def test_the_example_page_runs_under_a_policy_without_inline_code(nobody):
    answer = nobody.get("/example-shop")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    page = answer.text
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=|\sstyle=|<style", page)
    for address in re.findall(r'(?:src|href)="([^"]*)"', page):
        assert address.startswith("/"), address
        assert nobody.get(address).status_code == 200, address
    for name in ("modiste-for-you", "modiste-similar", "modiste-look"):
        assert f"<{name} " in page
    assert nobody.get("/example-shop/routes.py").status_code == 404


def test_a_server_loads_what_pages_ask_for_before_they_ask(brand, app, tmp_path):
    common = app.state.shared
    for name in ("recommend", "styling"):
        common.parts.pop(name, None)
    load(common)
    assert {"recommend", "styling"} <= set(common.parts)
    bare = Workspace.init(tmp_path / "bare", name="Bare")
    load(Shared(bare, Tables(bare)))  # nothing to load is no error
    bare.ledger.close()
