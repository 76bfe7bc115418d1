from __future__ import annotations

import datetime as dt

import hypothesis.strategies as st
import polars as pl
from hypothesis import given, settings

from modiste.model.schema import ROW
from modiste.serve.events.reading import Sent, read
from modiste.store.importers.base import Context
from modiste.store.importers.ga4_events import KINDS
from modiste.store.pseudonym import Pseudonymiser

NOW = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
CONTEXT = Context(pseudonyms=Pseudonymiser(b"k" * 32), currency="EUR")
NOBODY = pl.Series([], dtype=pl.String)

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
)
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner)
)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {}, optional={"item_id": SCALARS, "price": SCALARS, "quantity": SCALARS, "index": SCALARS}
    )
    | JSON,
    max_size=3,
)
EVENTS = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from([*KINDS, "scroll"]) | JSON,
        "event_id": JSON,
        "timestamp_micros": st.integers(0, 2 * 10**15) | JSON,
        "params": st.fixed_dictionaries(
            {}, optional={"items": ITEMS, "currency": JSON, "search_term": JSON, "event_id": JSON}
        )
        | JSON,
    },
)


def sent(*events: object, **more: object) -> Sent:
    return Sent(events, {"client_id": "d", "user_id": "u", **more}, False, NOW)


@settings(max_examples=120)
@given(st.lists(st.lists(EVENTS, min_size=1, max_size=4), min_size=1, max_size=3))
def test_whatever_is_sent_each_event_is_taken_or_told(requests):
    found = read([sent(*events) for events in requests], CONTEXT, NOBODY)
    taken = {found.owners[number] for number in found.rows[ROW].to_list()}
    told = {(owner, each.index) for owner, all_ in found.rejects.items() for each in all_}
    every = {(at, index) for at, events in enumerate(requests) for index in range(len(events))}
    assert taken | told == every
    assert found.rows["at"].null_count() == 0


def test_requests_are_kept_apart():
    good = {"name": "view_item", "params": {"items": [{"item_id": "P"}]}}
    found = read([sent(good, {}), sent({}, good, good)], CONTEXT, NOBODY)
    assert found.owners == [(0, 0), (0, 1), (1, 0), (1, 1), (1, 2)]
    assert found.rows[ROW].to_list() == [0, 3, 4]
    assert {owner: [r.index for r in all_] for owner, all_ in found.rejects.items()} == {
        0: [1],
        1: [0],
    }
    assert found.rows["event_id"].n_unique() == 1  # the same event, without names or times


def test_those_who_refuse_lose_person_and_visit():
    event = {"name": "view_item", "params": {"ga_session_id": 3, "items": [{"item_id": "P"}]}}
    known = read([sent(event)], CONTEXT, NOBODY).rows
    assert known.select("customer_id", "session_id").null_count().row(0) == (0, 0)
    hidden = read([sent(event)], CONTEXT, known["customer_id"]).rows
    assert hidden.select("customer_id", "session_id").null_count().row(0) == (1, 1)
    anonymous = read([Sent([event], {"client_id": "d"}, True, NOW)], CONTEXT, NOBODY).rows
    assert anonymous.select("customer_id", "session_id").null_count().row(0) == (1, 1)
    assert hidden["product_id"].to_list() == ["P"]
