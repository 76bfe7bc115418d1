from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime

import polars as pl
from fake_lake import FakeLake

MICROS = 1714557600000000  # 2024-05-01 10:00 UTC


def _param(key: str, **value: object) -> dict[str, object]:
    names = ("string_value", "int_value", "float_value", "double_value")
    return {"key": key, "value": {name: value.get(name) for name in names}}


def _event(name: str, items: list[dict[str, object]], **more: object) -> dict[str, object]:
    return {
        "event_date": "20240501",
        "event_timestamp": MICROS,
        "event_name": name,
        "event_params": [
            _param("ga_session_id", int_value=77),
            _param("currency", string_value="EUR"),
            _param("page_location", string_value="https://x/?mail=ann@x.org"),
        ],
        "user_id": None,
        "user_pseudo_id": "device.1",
        "event_bundle_sequence_id": 5,
        "ecommerce": {"transaction_id": "T1"},
        "items": items,
        **more,
    }


def _item(name: str, **more: object) -> dict[str, object]:
    item = {
        "item_id": name,
        "item_name": name,
        "price": 19.99,
        "quantity": 2,
        "item_list_index": "3",
    }
    return {**item, **more}


EVENTS = [
    _event("purchase", [_item("A"), _item("B", quantity=None)]),
    _event("view_item", [_item("A", price=None)], user_id="ann@x.org"),
    _event(
        "view_search_results", [], event_params=[_param("search_term", string_value="red dress")]
    ),
    _event("search", [], event_params=[_param("search_term", string_value="me@x.org")]),
    _event("page_view", []),
]
EXPECTED = [
    ("purchase", "A", 2, 1999, "EUR", None, 3),
    ("purchase", "B", None, 1999, "EUR", None, 3),
    ("view", "A", 2, None, "EUR", None, 3),
    ("search", None, None, None, "EUR", "red dress", None),
    ("search", None, None, None, "EUR", None, None),
    ("other", None, None, None, "EUR", None, None),
]
SHOWN = ("kind", "product_id", "quantity", "value", "currency", "query", "position")


def _check(lake: FakeLake) -> None:
    event = lake.read("event")
    assert event.select(SHOWN).rows() == EXPECTED
    assert event["at"].unique().to_list() == [datetime(2024, 5, 1, 10, tzinfo=UTC)]
    assert event["event_id"].n_unique() == 6
    assert event["customer_id"].n_unique() == 2
    assert event["session_id"].null_count() == 2  # the searches name no session
    stored = str(lake.tables)
    for secret in ("device.1", "ann@", "me@", "https"):
        assert secret not in stored


def test_parquet_of_the_bigquery_export(run: Callable, lake: FakeLake) -> None:
    buffer = io.BytesIO()
    pl.DataFrame(EVENTS, infer_schema_length=None).write_parquet(buffer)
    summary, _ = run({"events_20240501.parquet": buffer.getvalue()})
    assert summary.files[0].importer == "ga4_events"
    assert (summary.rows, summary.set_aside) == (5, 0)
    _check(lake)
    again, _ = run({"events_20240501.parquet": buffer.getvalue()})
    assert again.written == 0


def test_json_of_the_bigquery_export(run: Callable, lake: FakeLake) -> None:
    # In BigQuery's JSON whole numbers are texts.
    events = json.loads(json.dumps(EVENTS))
    for event in events:
        event["event_timestamp"] = str(event["event_timestamp"])
    text = "\n".join(json.dumps(event) for event in events)
    summary, _ = run({"events.jsonl": text})
    assert summary.files[0].importer == "ga4_events"
    _check(lake)


def test_both_forms_make_the_same_rows(run: Callable, lake: FakeLake) -> None:
    buffer = io.BytesIO()
    pl.DataFrame(EVENTS, infer_schema_length=None).write_parquet(buffer)
    run({"a.parquet": buffer.getvalue()})
    summary, _ = run({"b.jsonl": "\n".join(map(json.dumps, EVENTS))})
    assert (summary.written, summary.unchanged) == (0, 6)


def test_the_measurement_protocol(run: Callable, lake: FakeLake) -> None:
    sent = {
        "client_id": "c.1",
        "user_id": "7",
        "timestamp_micros": str(MICROS),
        "events": [
            {
                "name": "add_to_cart",
                "params": {
                    "currency": "JPY",
                    "session_id": "9",
                    "items": [{"item_id": "A", "price": 500, "quantity": 1, "index": 1}],
                },
            },
            {"name": "scroll", "params": {}},
        ],
    }
    layer = {
        "event": "add_to_wishlist",
        "client_id": "c.1",
        "timestamp": MICROS // 1000,
        "ecommerce": {"currency": "EUR", "items": [{"item_id": "B"}]},
    }
    bad = [
        {"client_id": "c", "events": []},
        {**sent, "timestamp_micros": None},
        {**sent, "timestamp_micros": "soon"},
    ]
    text = "\n".join(json.dumps(r) for r in (sent, layer, *bad)) + "\nnot json\n"
    summary, _ = run({"events.jsonl": text})
    assert lake.read("event").select(SHOWN).rows() == [
        ("cart", "A", 1, 500, "JPY", None, 1),
        ("other", None, None, None, "EUR", None, None),
        ("like", "B", None, None, "EUR", None, None),
    ]
    assert summary.rows == 6
    assert summary.reasons == {
        "the record is not a JSON object": 1,
        "the record holds no event": 1,
        "the event has no time": 1,
        "micros is not a whole number": 1,
    }


def test_a_price_without_a_currency_is_left_out(
    run: Callable, lake: FakeLake, context: object
) -> None:
    import dataclasses

    poor = dataclasses.replace(context, currency=None)
    event = _event("view_item", [_item("A")], event_params=[])
    summary, _ = run({"e.jsonl": json.dumps(event)}, context=poor)
    assert lake.read("event").select("value", "currency").rows() == [(None, None)]
    assert summary.files[0].left_out == {"the price names no currency": 1}
