"""The demo: a simulated brand in a workspace, and its weekly plan."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from modiste.model.errors import ConflictError, Place, WorkspaceError
from modiste.plan.weekly import Plan, make_plan
from modiste.serve.report.build import write_report
from modiste.simulate import World, preset, simulate
from modiste.store.context import Progress
from modiste.store.files import replace_text
from modiste.store.runs import recorded
from modiste.store.settings import FILE
from modiste.store.workspace import Workspace

NAME = "Demo brand"
MARK = "demo.json"
"""File by which a workspace is known to be a demo; without it nothing is ever emptied."""


@dataclass(frozen=True)
class Demo:
    """A demo that was made."""

    root: Path
    rows: int
    plan: Plan
    report: Path


def make_demo(
    root: Path, *, size: str, seed: int, progress: Progress, language: str = "en"
) -> Demo:
    """Simulate a brand, store its data and pictures, make its plan and report.

    Made again in the same folder it changes nothing but adds a plan.

    Args:
        root: folder of the workspace.
        size: a preset of ``modiste.simulate``.
        seed: seed of the simulated world.
        progress: told what is being done.
        language: of the reasons and the report: en or zh.

    Raises:
        WorkspaceError: the folder holds a workspace that is no demo.
    """
    progress("simulating a brand")
    world = simulate(preset(size, seed=seed))
    workspace = _workspace(root, world, language)
    mark_demo(workspace, size=size, seed=seed, as_of=world.config.as_of)
    progress("storing its data")
    rows = _store(workspace, world)
    progress("drawing its garments")
    media = workspace.folder("media")
    for path, svg in world.pictures():
        target = media / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(svg, encoding="utf-8")
    plan = make_plan(workspace, world.config.as_of, progress=progress)
    progress("report")
    return Demo(workspace.root, rows, plan, write_report(workspace, plan.run_id))


def mark_demo(workspace: Workspace, *, size: str, seed: int, as_of: dt.date) -> None:
    """Mark a workspace as a demo."""
    mark = {"size": size, "seed": seed, "as_of": as_of.isoformat()}
    replace_text(workspace.root / MARK, json.dumps(mark))


def demo_mark(workspace: Workspace) -> dict[str, Any] | None:
    """What the demo was made of; ``None`` where the workspace is no demo."""
    try:
        mark = json.loads((workspace.root / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return dict(mark)


def demo_day(workspace: Workspace) -> dt.date | None:
    """The day at which a demo's data ends, for which its plans are made."""
    mark = demo_mark(workspace)
    return None if mark is None else dt.date.fromisoformat(mark["as_of"])


def empty_demo(workspace: Workspace, *, progress: Progress = lambda _: None) -> dict[str, Any]:
    """Empty a demo for data of one's own; users, keys, settings and the audit log stay.

    The mark goes last: a kill on the way leaves a demo that can be emptied again.

    Raises:
        ConflictError: the workspace is no demo.
    """
    if demo_mark(workspace) is None:
        raise ConflictError(
            "the workspace is no demo",
            remedy="Make a workspace of its own for other data: modiste init FOLDER.",
        )
    lake = workspace.lake
    tables = lake.tables()
    for name in tables:
        progress(f"emptying {name}")
        lake.empty(name)
    progress("emptying the ledger")
    rows = _empty_ledger(workspace)
    for name in _FOLDERS:
        progress(f"emptying {name}")
        shutil.rmtree(workspace.root / name, ignore_errors=True)
        workspace.folder(name)
    (workspace.root / MARK).unlink()
    return {"tables": len(tables), "rows": rows}


_FOLDERS = ("media", "models", "rejects", "reports", "exports")
EMPTIED = (
    "inbox",
    "suggestion_state",
    "decision",
    "budget_change",
    "budget_cell",
    "receipt",
    "purchase_order_line",
    "purchase_order",
    "outbox",
    "run",
)
"""Tables of the ledger that are about the brand's goods, in the order in which they are emptied."""
KEPT = (
    "audit",
    "user_account",
    "user_session",
    "api_key",
    "one_time_link",
    "sign_in_attempt",
    "idempotent_request",
    "job",
    "job_event",
)
"""Those about people and what they did."""


def _empty_ledger(workspace: Workspace) -> int:
    """Delete what the ledger knows of the brand's goods; what it knows of users stays."""
    with workspace.ledger.write() as session:
        there = set(sa.inspect(session.connection()).get_table_names())
        rows = 0
        for name in EMPTIED:
            if name in there:
                known = sa.table(name)
                rows += session.scalar(sa.select(sa.func.count()).select_from(known)) or 0
                session.execute(sa.delete(known))
        return rows


def _workspace(root: Path, world: World, language: str) -> Workspace:
    if not (root / FILE).exists():
        return Workspace.init(root, name=NAME, currency=world.config.currency, language=language)
    workspace = Workspace.open(root)
    if workspace.settings.brand.name != NAME:
        raise WorkspaceError(
            "the folder holds a workspace that is no demo",
            place=Place(file=str(root)),
            remedy="Name another folder with --workspace.",
        )
    return workspace


def _store(workspace: Workspace, world: World) -> int:
    config = world.config
    inputs = {"seed": config.seed, "skus": config.skus}
    with recorded(workspace.ledger, "simulate", settings={}, inputs=inputs) as record:
        for name, frame in world.tables.items():
            done = workspace.lake.upsert(name, frame)
            record.outputs[name] = {"rows": frame.height, "written": done.written}
    return sum(frame.height for frame in world.tables.values())
