"""Checks of the installation and a workspace."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from modiste.model.errors import ModisteError
from modiste.model.tables import TABLES
from modiste.store import ledger
from modiste.store.ledger import Inbox
from modiste.store.runs import list_runs
from modiste.store.settings import environment_name, listed
from modiste.store.workspace import Workspace

_SMALL = 32
"""Files of a table from which on merging them pays."""

_LEAST_FREE = 2 * 2**30


@dataclass(frozen=True)
class Check:
    """One finding: ``state`` is ok, note or bad."""

    state: str
    name: str
    finding: str
    remedy: str = ""


def check_all(workspace: Workspace) -> list[Check]:
    """Every check, in order."""
    return [
        _python(),
        _space(workspace),
        *_ledger(workspace),
        *_lake(workspace),
        *_runs(workspace),
    ]


def compact_all(workspace: Workspace) -> dict[str, dict[str, int]]:
    """Compact every table of the lake; keeps versions as long as the settings say."""
    hours = workspace.settings.storage.retention_days * 24
    lake = workspace.lake
    return {name: lake.compact(name, retention_hours=hours) for name in lake.tables()}


def repair_all(workspace: Workspace) -> dict[str, str]:
    """Set torn log entries aside; returns where each one went, by table."""
    found = {name: workspace.lake.repair(name) for name in TABLES}
    return {name: str(path) for name, path in found.items() if path is not None}


def settings_in_force(workspace: Workspace) -> list[tuple[str, Any, str, str]]:
    """Every setting: name, value, environment variable, meaning."""
    values = workspace.settings.model_dump()
    rows = []
    for name, _, meaning in listed():
        section, key = name.split(".")
        rows.append((name, str(values[section][key]), environment_name(name), meaning))
    return rows


def _python() -> Check:
    version = ".".join(str(part) for part in sys.version_info[:3])
    return Check("ok", "Python", version)


def _space(workspace: Workspace) -> Check:
    free = shutil.disk_usage(workspace.root).free
    shown = f"{free / 2**30:.1f} GB free"
    if free < _LEAST_FREE:
        return Check("bad", "disk", shown, "Free some space: imports and plans need room to write.")
    return Check("ok", "disk", shown)


def _ledger(workspace: Workspace) -> Iterator[Check]:
    try:
        found = workspace.ledger
        with found.read() as session:
            waiting = session.scalar(sa.select(sa.func.count()).select_from(Inbox)) or 0
    except ModisteError as error:
        yield Check("bad", "ledger", error.what, error.remedy)
        return
    yield Check("ok", "ledger", f"{found.engine.dialect.name}, revision {ledger.HEAD}")
    if waiting:
        yield Check("note", "inbox", f"{waiting:,} rows wait", "The next plan takes them in.")


def _lake(workspace: Workspace) -> Iterator[Check]:
    for name in TABLES:
        try:
            files = workspace.lake.files(name)
            rows = workspace.lake.rows(name)
        except ModisteError as error:
            yield Check("bad", f"table {name}", error.what, error.remedy)
            continue
        if not files:
            continue
        shown = f"{rows:,} rows in {len(files)} files"
        if len(files) > _SMALL:
            yield Check("note", f"table {name}", shown, "Merge them: modiste doctor --compact")
        else:
            yield Check("ok", f"table {name}", shown)


def _runs(workspace: Workspace) -> Iterator[Check]:
    for run in list_runs(workspace.ledger):
        if run.state == "running":
            yield Check(
                "note",
                f"run {run.run_id}",
                f"began {run.started_at:%Y-%m-%d %H:%M} UTC and has not ended",
                "If nothing is running any more, it was interrupted: run it again.",
            )
