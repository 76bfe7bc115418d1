"""Runs: one record for every plan, import and other job, from its start to its end."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import sqlalchemy as sa

from modiste.model.errors import UnknownNameError
from modiste.store.ledger import Ledger, Run, now

_NAMED = ("modiste", "polars", "deltalake", "duckdb", "ibis-framework", "statsforecast", "numpy")
"""Packages whose versions a run remembers: those that may change its numbers."""
JOB: ContextVar[str | None] = ContextVar("modiste_job", default=None)
"""The background job that runs are made for; they remember it among their inputs as ``job``."""


@dataclass
class Record:
    """A run under way; what is put into ``outputs`` is stored at its end."""

    run_id: str
    outputs: dict[str, Any] = field(default_factory=dict)


@contextmanager
def recorded(
    ledger: Ledger,
    kind: str,
    *,
    settings: Mapping[str, Any],
    inputs: Mapping[str, Any],
    seed: int | None = None,
) -> Iterator[Record]:
    """Record a run: *running* at once, then *done*, *failed* with the error, or *interrupted*.

    A run that is killed stays *running*; ``modiste doctor`` lists it.

    Args:
        ledger: where it is recorded.
        kind: plan, import, …
        settings: the settings that it ran with.
        inputs: versions of the tables, or files, that it read.
        seed: seed of everything random in it.
    """
    record = Record(new_id(kind))
    job = JOB.get()
    with ledger.write() as session:
        session.add(
            Run(
                run_id=record.run_id,
                kind=kind,
                state="running",
                started_at=now(),
                seed=seed,
                code=code_versions(),
                settings=dict(settings),
                inputs=dict(inputs) | ({"job": job} if job else {}),
                outputs={},
            )
        )
    try:
        yield record
    except BaseException as error:
        state = "failed" if isinstance(error, Exception) else "interrupted"
        _end(ledger, record, state, f"{type(error).__name__}: {error}")
        raise
    _end(ledger, record, "done", None)


def _end(ledger: Ledger, record: Record, state: str, error: str | None) -> None:
    with ledger.write() as session:
        run = session.get_one(Run, record.run_id)
        run.state, run.error, run.ended_at, run.outputs = state, error, now(), record.outputs


def runs_of_job(ledger: Ledger, job_id: str, kind: str | None = None) -> list[Run]:
    """Runs that were made for a background job, oldest first."""
    query = sa.select(Run).where(Run.inputs["job"].as_string() == job_id).order_by(Run.started_at)
    if kind:
        query = query.where(Run.kind == kind)
    with ledger.read() as session:
        return list(session.scalars(query))


def mark_cut_off(ledger: Ledger, job_id: str) -> int:
    """Mark the runs of a job that still count as running: the process that made them is gone."""
    with ledger.write() as session:
        query = sa.select(Run).where(
            Run.inputs["job"].as_string() == job_id, Run.state == "running"
        )
        runs = list(session.scalars(query))
        for run in runs:
            run.state, run.ended_at = "interrupted", now()
            run.error = "the process was ended before the run was"
    return len(runs)


def new_id(kind: str, at: dt.datetime | None = None) -> str:
    """An id that sorts by time: ``plan-20260907T060000-3fa9c1``."""
    return f"{kind}-{at or now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"


def code_versions() -> dict[str, str]:
    """Versions of the packages that a run's numbers depend on."""
    found = {}
    for name in _NAMED:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def list_runs(ledger: Ledger, *, kind: str | None = None, limit: int = 50) -> list[Run]:
    """Runs, newest first."""
    query = sa.select(Run).order_by(Run.started_at.desc(), Run.run_id.desc()).limit(limit)
    if kind:
        query = query.where(Run.kind == kind)
    with ledger.read() as session:
        return list(session.scalars(query))


def get_run(ledger: Ledger, run_id: str) -> Run:
    """One run; ``latest`` or a kind such as ``plan`` means the newest one that is done.

    Raises:
        UnknownNameError: there is none.
    """
    query = sa.select(Run).order_by(Run.started_at.desc(), Run.run_id.desc()).limit(1)
    with ledger.read() as session:
        run = session.get(Run, run_id)
        if run is None and run_id == "latest":
            run = session.scalars(query.where(Run.state == "done")).first()
        elif run is None:
            run = session.scalars(query.where(Run.state == "done", Run.kind == run_id)).first()
    if run is None:
        raise UnknownNameError(
            f"there is no run {run_id!r}", remedy="'modiste runs' lists the runs."
        )
    return run
