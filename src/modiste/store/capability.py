"""What a capability shows to the layers above: its steps in the weekly plan, its commands, its API.

A third party adds one through the entry-point group ``modiste.capabilities``, as the built-in ones
are. Everything is named by text and loaded when it is used, so that the command line stays quick.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, cast

import polars as pl

from modiste.model.schema import RUN
from modiste.store.engine import Engine, connect
from modiste.store.lake import Lake, Snapshot, Written
from modiste.store.settings import Settings

GROUP = "modiste.capabilities"

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
    """

    run_id: str
    as_of: dt.date
    snapshot: Snapshot
    lake: Lake
    settings: Settings
    progress: Progress

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
        """Store findings of this run, once however often the run is repeated."""
        rows = findings.with_columns(pl.lit(self.run_id).alias(RUN))
        return self.lake.append(table, rows, transaction=f"{self.run_id}/{table}")

    def findings(self, table: str) -> pl.DataFrame:
        """Findings of this run by an earlier step."""
        return self.lake.scan(table).filter(pl.col(RUN) == self.run_id).collect()


@dataclass(frozen=True)
class Step:
    """One step of the weekly plan.

    Attributes:
        name: unique among all steps.
        after: names of steps that must have run before, where they are installed.
        function: ``module:name`` of a function of a :class:`Context` that returns figures for the
            run's record.
    """

    name: str
    after: tuple[str, ...]
    function: str

    def run(self, context: Context) -> Mapping[str, Any]:
        """Do it."""
        return cast("Mapping[str, Any]", load(self.function)(context))


@dataclass(frozen=True)
class Capability:
    """What a capability shows.

    Attributes:
        name: one word; also its command group.
        title: a few words for people.
        steps: its steps in the weekly plan.
        commands: ``module:name`` of its Typer application, if it has one.
        routes: ``module:name`` of its FastAPI router, if it has one.
    """

    name: str
    title: str
    steps: tuple[Step, ...] = ()
    commands: str | None = None
    routes: str | None = None


def load(target: str) -> Any:
    """The object that ``module:name`` names."""
    module, name = target.split(":")
    return getattr(import_module(module), name)


@cache
def capabilities() -> dict[str, Capability]:
    """Every installed capability by its name."""
    found = [cast("Capability", point.load()) for point in entry_points(group=GROUP)]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}
