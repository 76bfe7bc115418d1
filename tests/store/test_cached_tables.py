"""Cached reads of tables: by version, by plan, within a bound, by many threads at once."""

from __future__ import annotations

import sys
import threading
import time
from dataclasses import dataclass

import polars as pl
import pytest

from modiste.model.errors import UnknownNameError
from modiste.model.tables import table
from modiste.store.ledger import Run, now
from modiste.store.reading import Tables, _Cache, size_of


def locations(workspace, *names: str) -> None:
    declared = table("location")
    frame = pl.DataFrame(
        {"location_id": names, "name": names, "kind": ["store"] * len(names)},
        schema_overrides={c.name: c.type.polars() for c in declared.columns if c.name in {"kind"}},
    )
    workspace.lake.upsert("location", frame)


def plan(workspace, run_id: str, state: str = "done") -> None:
    with workspace.ledger.write() as session:
        session.add(
            Run(
                run_id=run_id,
                kind="plan",
                state=state,
                started_at=now(),
                code={},
                settings={},
                inputs={},
                outputs={},
            )
        )


@pytest.fixture
def counted(workspace, monkeypatch):
    """Tables, and how often the lake was read."""
    reads = []
    real = workspace.lake.scan
    monkeypatch.setattr(workspace.lake, "scan", lambda *a, **k: reads.append(a[0]) or real(*a, **k))
    return Tables(workspace), reads


def test_a_table_is_read_once_for_each_version(workspace, counted):
    tables, reads = counted
    assert tables.facts("location").is_empty()
    locations(workspace, "a")
    for _ in range(3):
        assert tables.facts("location")["location_id"].to_list() == ["a"]
    assert reads == ["location", "location"]
    before = tables.version("location")
    locations(workspace, "a")  # nothing is different: no new version
    assert tables.version("location") == before
    locations(workspace, "b")
    assert tables.version("location") != before
    assert sorted(tables.facts("location")["location_id"]) == ["a", "b"]


def test_another_process_s_write_is_seen(workspace):
    tables = Tables(workspace)
    locations(workspace, "a")
    tables.facts("location")
    type(workspace).open(workspace.root).lake.upsert(
        "location", pl.DataFrame({"location_id": ["z"], "name": ["z"], "kind": ["store"]})
    )
    assert sorted(tables.facts("location")["location_id"]) == ["a", "z"]


def test_findings_are_those_of_the_newest_plan_that_is_done(workspace):
    tables = Tables(workspace)
    name = "stock_policy"
    assert tables.findings(name).equals(table(name).empty())
    assert tables.plan_run() is None
    plan(workspace, "plan-1")
    plan(workspace, "plan-2")
    plan(workspace, "plan-3", "running")
    plan(workspace, "plan-4", "failed")
    assert tables.plan_run().run_id == "plan-2"


def test_unknown_tables_are_refused(workspace):
    with pytest.raises(UnknownNameError):
        Tables(workspace).facts("nothing")


def test_derived_is_kept_until_a_table_changes(workspace):
    tables, made = Tables(workspace), []

    def function() -> int:
        made.append(1)
        return len(made)

    def read(key: str = "k", names: tuple[str, ...] = ("location",)) -> int:
        return tables.derived(key, names, function)

    assert [read(), read()] == [1, 1]
    locations(workspace, "a")
    assert [read(), read()] == [2, 2]
    assert read("other") == 3
    assert read("found", ("stock_policy",)) == 4
    plan(workspace, "plan-1")
    assert read("found", ("stock_policy",)) == 5
    assert read() == 2  # a fact does not depend on plans


def test_a_failed_read_is_tried_again():
    cache = _Cache(1000)
    with pytest.raises(ZeroDivisionError):
        cache.get("k", 1, lambda: 1 // 0)
    assert cache.get("k", 1, lambda: 5) == 5


def test_memory_is_bounded_and_the_oldest_goes():
    cache = _Cache(10_000)
    for n in range(50):
        cache.get(n, 1, lambda: b"x" * 1000)
        cache.get(0, 1, lambda: b"y" * 1000)  # used all the time
    assert cache._bytes <= 10_000
    assert 0 in cache._held
    assert 1 not in cache._held
    assert 49 in cache._held
    cache.get("huge", 1, lambda: b"z" * 20_000)  # given, not kept
    assert "huge" not in cache._held
    assert cache._bytes == sum(size for _, _, size in cache._held.values())


def test_a_new_version_takes_the_place_of_the_old():
    cache = _Cache(10_000)
    cache.get("k", 1, lambda: b"x" * 4000)
    cache.get("k", 2, lambda: b"y" * 4000)
    assert cache._bytes < 9000
    assert cache.get("k", 2, lambda: b"") == b"y" * 4000


def test_many_threads_make_one_read():
    cache, made = _Cache(1000), []

    def slow() -> int:
        made.append(1)
        time.sleep(0.05)
        return 7

    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(cache.get("k", 1, slow))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [7] * 20
    assert len(made) == 1
    assert cache._making == {}


@dataclass
class Plain:
    name: str
    lines: list[int]


@dataclass(slots=True)
class Slotted:
    frame: pl.DataFrame


def test_sizes():
    frame = pl.DataFrame({"a": [1, 2, 3]})
    assert size_of(frame) == 24
    assert 24 < size_of(Slotted(frame)) < 200
    assert 24 < size_of({"a": frame, "b": frame}) < 24 + 24 + 500
    assert size_of([frame, pl.Series([1, 2])]) >= 40
    ring: list[object] = []
    ring.append(ring)
    assert size_of(ring) < 1000
    # Many small objects take what they take, so that a list of thousands is kept.
    many = [Plain(f"order {n}", [n]) for n in range(10_000)]
    assert 1_000_000 < size_of(many) < 10_000_000


def test_what_is_derived_changes_also_with_what_stands_elsewhere(workspace):
    tables, made = Tables(workspace), []

    def read(version: int) -> int:
        return tables.derived("key", (), lambda: made.append(version) or version, also=version)

    assert [read(1), read(1), read(2), read(2)] == [1, 1, 2, 2]
    assert made == [1, 2]


@pytest.mark.parametrize("many", [10, 2_000, 30_000])
def test_the_size_of_a_long_list_is_told_by_some_of_its_rows(many):
    rows = [{"name": f"row {n:06}", "price": 1000.5 + n} for n in range(many)]
    one = size_of(rows[0])
    names = 3 * (len("name") + 50)  # that every row shares are counted once, or once a row
    assert abs(size_of(rows) - sys.getsizeof(rows) - many * one) <= many * names
    table = {n: (f"row {n:06}",) for n in range(10**6, 10**6 + many)}
    exact = sys.getsizeof(table) + sum(size_of(key) + size_of(row) for key, row in table.items())
    assert size_of(table) == pytest.approx(exact, rel=0.02)
