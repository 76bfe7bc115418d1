"""What the processes of the crash tests do: killed at any moment, they share only files.

A worker writes a line into its side file, and flushes it to disk, after a write was acknowledged:
what such a line names must never be lost.
"""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import polars as pl
from worlds import NEW_YEAR, sales

BATCH = 20
TABLES = ("sale", "event")


class SideFile:
    """A file of acknowledgements that survives the death of its writer."""

    def __init__(self, path: Path) -> None:
        self._handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def say(self, line: str) -> None:
        os.write(self._handle, f"{line}\n".encode())
        os.fsync(self._handle)


def said(folder: Path) -> list[list[str]]:
    """Every whole line of every side file, split at blanks."""
    texts = [path.read_text() for path in sorted(folder.glob("*.ack"))]
    return [line.split() for text in texts for line in text.split("\n")[:-1]]


def batch_of(table: str, batch: str, number: int) -> pl.DataFrame:
    """The rows of one batch; its name is in their keys and in a column."""
    names = [f"{batch}:{row}" for row in range(BATCH)]
    if table == "sale":
        return sales(names, number, channel="web")
    return pl.DataFrame({"event_id": names}).with_columns(
        at=pl.lit(NEW_YEAR), kind=pl.lit("view"), query=pl.lit(str(number))
    )


def write_lake(root: str, acks: str, name: str, seed: int) -> None:
    """Append batches, upsert batches, raise a row of one's own, compact now and then."""
    from modiste.store.lake import Lake

    chance = random.Random(seed)  # noqa: S311
    lake, side = Lake(root), SideFile(Path(acks) / f"{name}.ack")
    number = 0
    while True:
        number += 1
        table, batch = chance.choice(TABLES), f"{name}.{number}"
        act = chance.choice(["append", "append", "upsert", "raise", "raise", "compact"])
        if act == "append":
            lake.append(table, batch_of(table, batch, number), transaction=batch)
        elif act == "upsert":
            lake.upsert(table, batch_of(table, batch, number), transaction=batch)
        elif act == "raise":
            lake.upsert("stock", own_row(name, number))
        elif chance.random() < 0.3:
            lake.compact(table)
        side.say(f"{act} {table} {batch} {number}")


def own_row(name: str, number: int) -> pl.DataFrame:
    row = {"variant_id": name, "location_id": "web", "counted_at": NEW_YEAR, "on_hand": number}
    return pl.DataFrame([row])


def read_lake(root: str, stop: str, result: str) -> None:
    """Read until told to stop; write down the number of reads, or what was torn."""
    from modiste.store.lake import Lake

    lake, reads = Lake(root), 0
    while not Path(stop).exists():
        snapshot = lake.snapshot()
        for table in TABLES:
            if torn := torn_batches(snapshot.read(table), table):
                Path(result).write_text(f"torn: {torn}")
                return
        reads += 1
    Path(result).write_text(f"reads: {reads}")


def torn_batches(frame: pl.DataFrame, table: str) -> list[tuple[object, ...]]:
    """Batches of which not every row is there exactly once."""
    key = "order_id" if table == "sale" else "event_id"
    batch = pl.col(key).str.split(":").list.first().alias("batch")
    counted = frame.group_by(batch).agg(rows=pl.len(), keys=pl.col(key).n_unique())
    return counted.filter((pl.col("rows") != BATCH) | (pl.col("keys") != BATCH)).rows()


def receive_events(ledger: str, acks: str, name: str, seed: int) -> None:
    """Send batches of events to the inbox."""
    from modiste.store.inbox import receive
    from modiste.store.ledger import Ledger

    opened, side = Ledger(ledger), SideFile(Path(acks) / f"{name}.ack")
    for number in range(seed * 10**6, 10**12):
        batch = f"{name}.{number}"
        rows = [
            {"event_id": f"{batch}:{row}", "at": "2026-01-01T00:00:00Z", "kind": "view"}
            for row in range(BATCH)
        ]
        receive(opened, "event", rows)
        side.say(f"received event {batch} {number}")


def compact_inbox(ledger: str, root: str) -> None:
    """Move what waits into the lake, without end."""
    from modiste.store.inbox import compact
    from modiste.store.lake import Lake
    from modiste.store.ledger import Ledger

    opened, lake = Ledger(ledger), Lake(root)
    while True:
        compact(opened, lake, limit=400)


def import_until(root: str, files: list[str], mapping: str, step: int) -> None:
    """Import, and die at the given step of writing; steps are counted from 1."""
    from modiste.store.imports import import_files
    from modiste.store.workspace import Workspace

    _die_at(step)
    workspace = Workspace.open(Path(root))
    import_files(workspace, [Path(file) for file in files], mapping=Path(mapping))
    sys.exit(0)


def _die_at(step: int) -> None:
    """Count the moments at which a write is half done, and die at one of them."""
    from deltalake import DeltaTable

    from modiste.store import files, folder, runs

    left = [step]

    def tick() -> None:
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(owner: object, name: str) -> None:
        function: Callable[..., object] = getattr(owner, name)

        def wrapped(*arguments: object, **named: object) -> object:
            tick()
            result = function(*arguments, **named)
            tick()
            return result

        setattr(owner, name, wrapped)

    around(folder.TableFolder, "put")
    around(DeltaTable, "create_write_transaction")
    around(folder.TableFolder, "flush")
    around(files, "sync")
    around(runs, "_end")
