"""Writers are killed without warning: what was acknowledged stays, and nothing is half there."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import time
from collections.abc import Callable
from itertools import groupby
from multiprocessing.process import BaseProcess
from pathlib import Path

import crash_workers
import polars as pl
import pytest
import sqlalchemy as sa
from crash_workers import BATCH, said, torn_batches

from modiste.model.tables import table
from modiste.store.imports import import_files
from modiste.store.inbox import compact
from modiste.store.lake import Lake
from modiste.store.ledger import Inbox, Ledger
from modiste.store.runs import list_runs
from modiste.store.workspace import Workspace

pytestmark = pytest.mark.slow
SPAWN = multiprocessing.get_context("spawn")
KILLS = 12


class Crew:
    """Worker processes that are killed at random and replaced."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311
        self._jobs: list[tuple[BaseProcess, Callable[[], BaseProcess]]] = []
        self._started = 0

    def add(self, target: Callable[..., None], *arguments: object, named: bool = True) -> None:
        """Start a worker; ``named`` ones get a name of their own and a seed each time."""

        def start() -> BaseProcess:
            self._started += 1
            own = (f"w{self._started}", self._started) if named else ()
            process = SPAWN.Process(target=target, args=(*arguments, *own), daemon=True)
            process.start()
            return process

        self._jobs.append((start(), start))

    def kill(self, times: int, acks: Path) -> None:
        """Kill one worker after another, each time after some more writes were acknowledged."""
        for _ in range(times):
            self._await_more(acks)
            time.sleep(self._chance.uniform(0, 0.15))
            victim = self._chance.randrange(len(self._jobs))
            process, start = self._jobs[victim]
            end(process)
            self._jobs[victim] = (start(), start)
        self._await_more(acks)

    def dismiss(self) -> None:
        for process, _ in self._jobs:
            end(process)

    def _await_more(self, acks: Path) -> None:
        before = len(said(acks))
        while len(said(acks)) < before + 5:
            for process, _ in self._jobs:
                assert process.is_alive(), f"a worker failed by itself: {process.exitcode}"
            time.sleep(0.02)


def end(process: BaseProcess) -> None:
    assert process.is_alive(), f"a worker failed by itself: {process.exitcode}"
    os.kill(process.pid or 0, signal.SIGKILL)
    process.join()
    assert process.exitcode == -signal.SIGKILL


@pytest.fixture
def acks(tmp_path: Path) -> Path:
    folder = tmp_path / "acks"
    folder.mkdir()
    return folder


def batches(frame: pl.DataFrame, name: str) -> set[str]:
    return set(frame[table(name).key[0]].str.split(":").list.first())


def test_writers_of_the_lake_are_killed_while_one_reads(tmp_path, acks):
    root, stop, result = tmp_path / "lake", tmp_path / "stop", tmp_path / "reader"
    crew = Crew(seed=1)
    for _ in range(3):
        crew.add(crash_workers.write_lake, str(root), str(acks))
    reader = SPAWN.Process(
        target=crash_workers.read_lake, args=(str(root), str(stop), str(result)), daemon=True
    )
    reader.start()
    crew.kill(KILLS, acks)
    crew.dismiss()
    stop.touch()
    reader.join()
    assert reader.exitcode == 0
    verdict, _, reads = result.read_text().partition(": ")
    assert verdict == "reads", reads
    assert int(reads) > 0

    lake = Lake(root, lock_seconds=5)
    lines = said(acks)
    assert {act for act, *_ in lines} == {"append", "upsert", "raise", "compact"}
    for name in crash_workers.TABLES:
        frame = lake.read(name)
        assert torn_batches(frame, name) == []
        assert frame.select(table(name).key).is_unique().all()
        acknowledged = {
            batch for act, where, batch, _ in lines if where == name and act in ("append", "upsert")
        }
        assert acknowledged - batches(frame, name) == set()
        # No lock is stuck, and a transaction of a killed writer is still remembered.
        for batch in sorted(acknowledged)[:3]:
            rows = crash_workers.batch_of(name, batch, 0)
            assert lake.append(name, rows, transaction=batch).written == 0
        assert lake.append(name, crash_workers.batch_of(name, "last", 0), transaction="x").written

    newest: dict[str, int] = {}
    for act, _, batch, number in lines:
        if act == "raise":
            newest[batch.split(".")[0]] = int(number)
    stored = dict(lake.read("stock").select("variant_id", "on_hand").rows())
    assert {name: number for name, number in newest.items() if stored.get(name, -1) < number} == {}
    assert lake.read("stock").select(table("stock").key).is_unique().all()


def test_senders_and_the_compactor_of_the_inbox_are_killed(tmp_path, acks):
    url, root = f"sqlite:///{tmp_path / 'ledger.db'}", tmp_path / "lake"
    crew = Crew(seed=2)
    for _ in range(2):
        crew.add(crash_workers.receive_events, url, str(acks))
    crew.add(crash_workers.compact_inbox, url, str(root), named=False)
    crew.kill(KILLS, acks)
    crew.dismiss()

    ledger, lake = Ledger(url), Lake(root, lock_seconds=5)
    while compact(ledger, lake):
        pass
    with ledger.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Inbox)) == 0
    ledger.close()
    events = lake.read("event")
    acknowledged = {batch for _, _, batch, _ in said(acks)}
    assert torn_batches(events, "event") == []
    assert acknowledged - batches(events, "event") == set()
    assert events.height == BATCH * len(batches(events, "event"))


MAPPING = """
[tables.sale]
order_id = "Order"
variant_id = "SKU"
sold_at = "Date"
quantity = "Qty"

[derived.variant]
variant_id = "SKU"
product_id = "SKU"
"""


WHOLE = {"sale": 100, "variant": 7}
STRIDE = 5
"""Steps between two deaths; odd, because steps come in pairs, before and after."""


def test_an_import_is_killed_at_step_after_step(tmp_path):
    mapping = tmp_path / "map.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    files = [tmp_path / f"{part}.csv" for part in range(2)]
    for part, file in enumerate(files):
        lines = [f"{part}-{n},SKU{n % 7},2026-01-01,1\n" for n in range(50)]
        file.write_text("Order,SKU,Date,Qty\n" + "".join(lines), encoding="utf-8")

    states = []
    for step in range(1, 1000, STRIDE):
        workspace = Workspace.init(tmp_path / f"brand {step}")
        named = [str(file) for file in files]
        process = SPAWN.Process(
            target=crash_workers.import_until,
            args=(str(workspace.root), named, str(mapping), step),
        )
        process.start()
        process.join()
        if process.exitcode == 0:
            break
        assert process.exitcode == -signal.SIGKILL
        states.append({name: workspace.lake.rows(name) for name in WHOLE})
        assert import_files(workspace, files, mapping=mapping).summary.rows == 100
        _check_whole(workspace)
        assert [run.state for run in list_runs(workspace.ledger)] == ["done", "running"]
        workspace.ledger.close()
    _check_whole(workspace)
    workspace.ledger.close()
    none, dimensions = dict.fromkeys(WHOLE, 0), {**WHOLE, "sale": 0}
    assert [state for state, _ in groupby(states)] == [none, dimensions, WHOLE]


def _check_whole(workspace: Workspace) -> None:
    assert {name: workspace.lake.rows(name) for name in WHOLE} == WHOLE
    for name in WHOLE:
        assert workspace.lake.read(name).select(table(name).key).is_unique().all()
