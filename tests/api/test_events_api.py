from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import polars as pl
import pytest
import sqlalchemy as sa

from modiste.present.http.access import Scope
from modiste.store.inbox import compact
from modiste.store.ledger import Inbox
from modiste.store.pseudonym import Pseudonymiser

MICROS = 1_780_000_000_000_000
AT = dt.datetime.fromtimestamp(MICROS / 1e6, dt.UTC)


@pytest.fixture
def shop(as_role):
    return as_role(scopes=[Scope.EVENTS_WRITE])


def event(name: str = "view_item", **params: object) -> dict:
    params = {"items": [{"item_id": "P1"}], **params}
    return {"name": name, "params": params, "timestamp_micros": MICROS}


@pytest.fixture
def send(shop, brand):
    """Sends events and gives the answer and the rows that they made."""
    with brand.ledger.write() as session:
        session.execute(sa.delete(Inbox))

    def sending(*events: object, **more: object):
        body = {"client_id": "device 1", "events": list(events), **more}
        answer = shop.post("/v1/events", json=body)
        with brand.ledger.read() as session:
            rows = [row.payload for row in session.scalars(sa.select(Inbox).order_by(Inbox.id))]
        return answer, rows

    return sending


def test_an_event_becomes_a_row_without_the_person(send, brand):
    answer, rows = send(
        event("add_to_cart", ga_session_id=7, currency="EUR", value=39.9,
              items=[{"item_id": "P1", "price": 39.9, "quantity": 2, "index": 3}]),
        user_id="ann@example.com",
    )  # fmt: skip
    assert answer.status_code == 200
    assert answer.json() == {"accepted": 1, "repeated": 0, "rejected": []}
    (row,) = rows
    pseudonyms = Pseudonymiser(brand.key)
    assert row["customer_id"] == pseudonyms.series(pl.Series(["ann@example.com"]))[0]
    assert row["session_id"] == pseudonyms.series(pl.Series(["device 1/7"]))[0]
    assert dt.datetime.fromisoformat(row["at"]) == AT
    shown = {k: row[k] for k in ("kind", "product_id", "quantity", "value", "currency", "position")}
    assert shown == {"kind": "cart", "product_id": "P1", "quantity": 2, "value": 3990,
                     "currency": "EUR", "position": 3}  # fmt: skip
    assert "ann@" not in str(rows)
    assert "device 1" not in str(rows)


@pytest.mark.parametrize(
    ("name", "kind"),
    [("view_item_list", "list"), ("select_item", "select"), ("add_to_wishlist", "like"),
     ("begin_checkout", "checkout"), ("purchase", "purchase"), ("refund", "refund"),
     ("search", "search"), ("scroll", "other")],
)  # fmt: skip
def test_ga4s_names_are_understood(send, name, kind):
    _, rows = send(event(name))
    assert [row["kind"] for row in rows] == [kind]


def test_an_event_of_several_items_counts_once(send):
    answer, rows = send(event("view_item_list", items=[{"item_id": "P1"}, {"item_id": "P2"}]))
    assert answer.json()["accepted"] == 1
    assert [row["product_id"] for row in rows] == ["P1", "P2"]
    assert len({row["event_id"] for row in rows}) == 2


def test_the_same_event_is_taken_once(send):
    named = {**event(), "event_id": "e-1"}
    inside = event(event_id="e-1")
    answer, rows = send(named, {**named, "name": "add_to_cart"}, event("search", items=[]))
    assert answer.json() == {"accepted": 3, "repeated": 1, "rejected": []}
    assert [row["kind"] for row in rows] == ["view", "search"]
    answer, again = send(inside, event("search", items=[]))
    assert answer.json() == {"accepted": 2, "repeated": 2, "rejected": []}
    assert again == rows
    other, _ = send({**event(), "event_id": "e-2"})
    assert other.json()["repeated"] == 0


def test_each_unusable_event_is_told_and_the_others_are_taken(send):
    ahead = MICROS + 400 * 86_400_000_000 * 2
    answer, rows = send(
        {"params": {}},
        event("view_item"),
        {**event(), "timestamp_micros": ahead},
        event(items=[{"item_id": "P1", "quantity": "many"}]),
        {**event(), "timestamp_micros": "soon"},
    )
    assert answer.status_code == 200
    told = answer.json()
    assert told["accepted"] == 1
    assert [row["product_id"] for row in rows] == ["P1"]
    reasons = {each["index"]: each["reason"] for each in told["rejected"]}
    assert sorted(reasons) == [0, 2, 3, 4]
    assert reasons[0] == "the event has no name"
    assert reasons[2] == "the event lies in the future"


def test_an_event_without_a_time_happened_when_it_came(send):
    before = dt.datetime.now(dt.UTC)
    _, (row,) = send({"name": "search", "params": {"search_term": "linen dress"}})
    assert before <= dt.datetime.fromisoformat(row["at"]) <= dt.datetime.now(dt.UTC)
    assert row["query"] == "linen dress"
    _, rows = send({"name": "search", "params": {"search_term": "me@example.com"}})
    assert rows[-1]["query"] is None


@pytest.mark.parametrize("consent", ["analytics_storage", "ad_personalization"])
def test_who_does_not_consent_is_counted_and_not_known(send, consent):
    answer, (row,) = send(event(ga_session_id=7), user_id="ann", consent={consent: "denied"})
    assert answer.json()["accepted"] == 1
    assert (row["customer_id"], row["session_id"]) == (None, None)
    assert row["product_id"] == "P1"


def test_who_said_no_before_is_not_known_either(send, brand):
    pseudonyms = Pseudonymiser(brand.key)
    who = pseudonyms.series(pl.Series(["bob", "eve"]))
    brand.lake.upsert(
        "customer", pl.DataFrame({"customer_id": who, "profiling_consent": [False, True]})
    )
    _, rows = send(event(ga_session_id=7), user_id="bob")
    _, rows = send(event("select_item", ga_session_id=7), user_id="eve")
    assert [row["customer_id"] for row in rows] == [None, who[1]]
    assert rows[0]["session_id"] is None
    assert rows[1]["session_id"] is not None


@pytest.mark.parametrize(
    "body",
    [{}, {"events": []}, {"events": [{"name": "x"}] * 501}, {"events": "x"},
     {"events": ["x"]}, {"events": [{"name": "x"}], "more": 1},
     {"events": [{"name": "x"}], "consent": {"a": "b"}}],
)  # fmt: skip
def test_a_request_that_is_none_is_refused_whole(shop, body):
    answer = shop.post("/v1/events", json=body)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")


def test_only_who_may_write_events_may(viewer, nobody, as_role):
    body = {"events": [event()]}
    assert viewer.post("/v1/events", json=body).status_code == 403
    assert nobody.post("/v1/events", json=body).status_code == 401
    assert as_role(scopes=[Scope.SHOP_READ]).post("/v1/events", json=body).status_code == 403


def test_many_at_once_are_all_taken_and_go_to_the_lake_once(shop, brand):
    compact(brand.ledger, brand.lake)
    before = brand.lake.rows("event")

    def sending(number: int) -> int:
        events = [{**event(), "event_id": f"{number // 2}-{at}"} for at in range(10)]
        answer = shop.post("/v1/events", json={"client_id": "d", "events": events})
        return answer.json()["accepted"]

    with ThreadPoolExecutor(12) as pool:
        assert list(pool.map(sending, range(40))) == [10] * 40
    compact(brand.ledger, brand.lake)
    sending(0)  # those that went to the lake already change nothing there
    compact(brand.ledger, brand.lake)
    assert brand.lake.rows("event") == before + 200
    with brand.ledger.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Inbox)) == 0
