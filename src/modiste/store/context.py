"""What a step of a run may use: the facts as they were at its start, and where findings go."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from modiste.model.schema import RUN
from modiste.model.tables import table as declared
from modiste.store.engine import Engine, connect
from modiste.store.lake import Lake, Snapshot, Written
from modiste.store.ledger import Ledger
from modiste.store.settings import Settings

Progress = Callable[[str], None]
"""Told what is being done, in a few words."""


@dataclass(frozen=True)
class Context:
    """What a step of a run may use.

    Attributes:
        run_id: the run; every finding bears it.
        as_of: the day the plan is made for; nothing later may be looked at.
        snapshot: the facts, at the versions fixed when the run began.
        lake: where findings go.
        settings: the workspace's settings.
        progress: told what is being done.
        ledger: what people change row by row; ``None`` where a run only looks, as a replay does.
        models: folder in which models are kept for serving; ``None`` likewise.
        media: folder of the pictures; ``None`` likewise.
    """

    run_id: str
    as_of: dt.date
    snapshot: Snapshot
    lake: Lake
    settings: Settings
    progress: Progress
    ledger: Ledger | None = None
    models: Path | None = None
    media: Path | None = None

    @property
    def this_week(self) -> dt.date:
        """First day of the week of ``as_of``: the first week that is forecast."""
        days = (self.as_of.weekday() - self.settings.brand.first_weekday) % 7
        return self.as_of - dt.timedelta(days=days)

    def engine(self) -> Engine:
        """The engine over the snapshot; to be closed by a ``with`` statement."""
        storage = self.settings.storage
        return connect(self.snapshot, storage.engine, memory_mb=storage.memory_mb)

    def write(self, table: str, findings: pl.DataFrame) -> Written:
        """Store findings of this run, once however often the run is repeated.

        Findings that are kept by run are added; those of which there is one for all runs, such as
        attributes, replace what an earlier run found.
        """
        rows = findings.with_columns(pl.lit(self.run_id).alias(RUN))
        write = self.lake.append if RUN in declared(table).key else self.lake.upsert
        return write(table, rows, transaction=f"{self.run_id}/{table}")

    def findings(self, table: str) -> pl.DataFrame:
        """Findings of this run by an earlier step."""
        return self.lake.scan(table).filter(pl.col(RUN) == self.run_id).collect()
