from __future__ import annotations

import datetime as dt

import polars as pl
import pytest
import sqlalchemy as sa
from worlds import NEW_YEAR

from modiste.model.errors import SchemaError, UnknownNameError
from modiste.store import inbox
from modiste.store.inbox import compact, receive, receive_frame
from modiste.store.lake import Written
from modiste.store.ledger import Inbox


def event(name: str = "e1", **said: object) -> dict[str, object]:
    return {"event_id": name, "at": "2026-01-01T00:00:00Z", "kind": "view", **said}


def waiting(ledger) -> int:
    with ledger.read() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Inbox))


def test_rows_wait_and_then_lie_in_the_lake(ledger, lake):
    assert receive(ledger, "event", [event("e1", value=1999, currency="EUR"), event("e2")]) == 2
    assert lake.version("event") is None
    assert waiting(ledger) == 2
    done = compact(ledger, lake)
    assert sum(each.inserted for each in done) == 2
    assert waiting(ledger) == 0
    rows = lake.read("event").sort("event_id").select("event_id", "at", "value", "currency").rows()
    assert rows == [("e1", NEW_YEAR, 1999, "EUR"), ("e2", NEW_YEAR, None, None)]


def test_nothing_waits_nothing_happens(ledger, lake):
    assert receive(ledger, "event", []) == 0
    assert compact(ledger, lake) == []


def test_a_key_that_waits_is_ignored(ledger):
    assert receive(ledger, "event", [event("e1"), event("e2")]) == 2
    assert receive(ledger, "event", [event("e2"), event("e3")]) == 1
    assert receive(ledger, "event", [event("e4"), event("e4")]) == 1
    assert waiting(ledger) == 4


def test_a_row_sent_again_later_changes_nothing(ledger, lake):
    receive(ledger, "event", [event("e1")])
    compact(ledger, lake)
    assert receive(ledger, "event", [event("e1")]) == 1
    assert compact(ledger, lake) == [Written("event", 0, 0, 1, 1)]


@pytest.mark.parametrize(
    "again",
    ["2026-01-01T00:00:00+00:00", "2026-01-01T01:00:00+01:00", "2026-01-01", NEW_YEAR],
)
def test_a_key_is_the_same_however_its_moment_is_written(ledger, lake, again):
    """Otherwise two rows of one key would wait and no compaction could take them in."""

    def count(at: object) -> dict[str, object]:
        return {"variant_id": "v", "location_id": "web", "counted_at": at, "on_hand": 3}

    assert receive(ledger, "stock", [count("2026-01-01T00:00:00Z")]) == 1
    assert receive(ledger, "stock", [count(again)]) == 0
    assert compact(ledger, lake) == [Written("stock", 1, 0, 0, 1)]


def test_keys_with_odd_signs_are_told_apart(ledger, lake):
    rows = [
        {"promotion_id": first, "product_id": second, "starts_on": day, "ends_on": day}
        for first, second in [("a\x1fb", "c"), ("a", "b\x1fc"), ('a"', '"b'), ("é\\", "工")]
        for day in [dt.date(2026, 1, 1)]
    ]
    assert receive(ledger, "promotion", rows) == 4
    assert compact(ledger, lake)[0].inserted == 4


def test_a_row_keeps_what_is_stored_in_columns_it_does_not_say(ledger, lake):
    receive(ledger, "event", [event("e1", rating=5.0), event("e2", rating=4.0)])
    compact(ledger, lake)
    receive(ledger, "event", [event("e1", size="M"), event("e3", rating=3.0)])
    compact(ledger, lake)
    rows = lake.read("event").sort("event_id").select("event_id", "rating", "size").rows()
    assert rows == [("e1", 5.0, "M"), ("e2", 4.0, None), ("e3", 3.0, None)]


@pytest.mark.parametrize(
    ("bad", "column", "what"),
    [
        ({"kind": "stare"}, "kind", "kind is none of"),
        ({"kind": None}, "kind", "kind is missing"),
        ({"event_id": ""}, "event_id", "event_id is blank"),
        ({"at": "yesterday"}, "at", "at is not a moment"),
        ({"value": 2**70}, "value", "value is not a whole number"),
        ({"quantity": 1.5}, "quantity", "quantity is not a whole number"),
        ({"rating": float("nan")}, "rating", "rating is not a finite number"),
        ({"query": {"nested": 1}}, "query", "query is not text"),
    ],
)
def test_one_bad_row_and_none_is_taken_in(ledger, bad, column, what):
    with pytest.raises(SchemaError, match=what) as caught:
        receive(ledger, "event", [event("e1"), {**event("e2"), **bad}])
    assert caught.value.place.row == 2
    assert caught.value.place.column == column
    assert waiting(ledger) == 0


def test_values_of_different_kinds_are_refused(ledger):
    """A frame library would make null or text of the stray one."""
    rows = [event("e1", query="dress"), event("e2", query=7)]
    with pytest.raises(SchemaError, match="give query values of different kinds") as caught:
        receive(ledger, "event", rows)
    assert (caught.value.place.row, caught.value.place.value) == (2, "7")
    assert waiting(ledger) == 0


def test_whole_and_broken_numbers_are_of_one_kind(ledger, lake):
    receive(ledger, "event", [event("e1", rating=5), event("e2", rating=4.5)])
    compact(ledger, lake)
    assert sorted(lake.read("event")["rating"]) == [4.5, 5.0]


def test_unknown_tables_and_columns_are_refused(ledger):
    with pytest.raises(UnknownNameError, match="no table 'events'"):
        receive(ledger, "events", [event()])
    with pytest.raises(SchemaError, match="no column 'mood'"):
        receive(ledger, "event", [event(mood="good")])
    with pytest.raises(SchemaError, match="needs the column 'at'"):
        receive(ledger, "event", [{"event_id": "e1", "kind": "view"}])


def test_rows_of_several_tables_wait_together(ledger, lake):
    receive(ledger, "event", [event("e1")])
    receive(ledger, "location", [{"location_id": "web", "kind": "web"}])
    assert [each.table for each in compact(ledger, lake)] == ["event", "location"]
    assert lake.versions() == {"location": 1, "event": 1}


def test_a_compaction_takes_the_oldest_up_to_its_limit(ledger, lake):
    receive(ledger, "event", [event(f"e{number}") for number in range(5)])
    assert compact(ledger, lake, limit=2)[0].inserted == 2
    assert sorted(lake.read("event")["event_id"]) == ["e0", "e1"]
    assert waiting(ledger) == 3
    compact(ledger, lake)
    assert lake.rows("event") == 5


def test_many_rows_at_once(ledger, lake):
    """More than databases take values in one statement."""
    many = 33_000 if ledger.engine.dialect.name == "sqlite" else 2_500
    assert receive(ledger, "event", [event(f"e{number}") for number in range(many)]) == many
    assert compact(ledger, lake)[0].inserted == many
    assert waiting(ledger) == 0


def test_a_crash_between_lake_and_inbox_is_made_good(ledger, lake, monkeypatch):
    receive(ledger, "event", [event("e1"), event("e2")])
    with monkeypatch.context() as patched:
        patched.setattr(inbox, "_forget", lambda *_: (_ for _ in ()).throw(InterruptedError))
        with pytest.raises(InterruptedError):
            compact(ledger, lake)
    assert lake.rows("event") == 2
    assert waiting(ledger) == 2
    assert compact(ledger, lake) == [Written("event", 0, 0, 2, 1)]
    assert waiting(ledger) == 0


def test_rows_that_arrive_during_a_compaction_are_not_lost(ledger, lake, monkeypatch):
    receive(ledger, "event", [event("e1")])
    forget = inbox._forget

    def late(*arguments: object) -> None:
        monkeypatch.setattr(inbox, "_forget", forget)
        receive(ledger, "event", [event("e2")])
        forget(*arguments)

    monkeypatch.setattr(inbox, "_forget", late)
    compact(ledger, lake)
    assert waiting(ledger) == 1
    compact(ledger, lake)
    assert sorted(lake.read("event")["event_id"]) == ["e1", "e2"]


def test_many_checked_rows_are_received_at_once_and_told_which_are_new(ledger, lake):
    at = dt.datetime(2026, 3, 2, 6, tzinfo=dt.UTC)
    rows = pl.DataFrame(
        {"event_id": ["a", "b"], "at": [at, at], "kind": ["view", "cart"], "quantity": [None, 2]}
    )
    assert receive_frame(ledger, "event", rows).to_list() == [True, True]
    more = rows.with_columns(event_id=pl.Series(["b", "c"]))
    assert receive_frame(ledger, "event", more).to_list() == [False, True]
    assert receive(ledger, "event", [{"event_id": "c", "at": at, "kind": "view"}]) == 0
    compact(ledger, lake)
    stored = lake.read("event").sort("event_id").select("event_id", "at", "quantity")
    assert stored.rows() == [("a", at, None), ("b", at, 2), ("c", at, 2)]
