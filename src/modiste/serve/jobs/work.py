"""What the application's own jobs do."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from modiste.model.errors import InputError
from modiste.serve.jobs.task import Task


def plan(task: Task) -> dict[str, Any]:
    """The weekly plan and its report. A plan that was made before a kill is not made again."""
    from modiste.plan.weekly import make_plan

    made = task.done_run("plan")
    if made is None:
        run_id = make_plan(task.workspace, _day(task), progress=task.progress).run_id
    else:
        run_id = made.run_id
    task.progress("report")
    return {"run_id": run_id, "report": _report(task, run_id)}


def report(task: Task) -> dict[str, Any]:
    """The report of a plan; of the newest where none is named."""
    from modiste.store.runs import get_run

    run = get_run(task.workspace.ledger, str(task.arguments.get("run_id") or "plan"))
    task.progress("report")
    return {"run_id": run.run_id, "report": _report(task, run.run_id)}


def take_in(task: Task) -> dict[str, Any]:
    """An import that was uploaded and looked over."""
    from modiste.serve.intake.commit import commit_import

    return commit_import(task.workspace, str(task.arguments["import_id"]), progress=task.progress)


def give_out(task: Task) -> dict[str, Any]:
    """An export of a table or of the purchase orders into the folder of exports."""
    from modiste.serve.export import export_to

    what, kind = str(task.arguments["table"]), str(task.arguments["format"])
    task.progress(f"writing {what}")
    at = task.arguments.get("run_id")
    out = task.workspace.folder("exports") / task.job_id / f"{what}.{kind}"
    path, rows = export_to(task.workspace, what, kind, at=at, out=out)
    return {"file": path.name, "rows": rows, "bytes": path.stat().st_size}


def fit_recommender(task: Task) -> dict[str, Any]:
    """Learn recommendations anew and keep the model for serving."""
    from modiste.recommend.service import fit

    day = _given_day(task)
    as_of = dt.datetime.combine(day, dt.time(), dt.UTC) if day else None
    return fit(task.workspace.root, as_of, task.progress)


def collect_feeds(task: Task) -> dict[str, Any]:
    """Ask feeds for new posts."""
    from modiste.trends.ingest import collect_feeds as ask

    urls = task.arguments.get("feeds") or task.workspace.settings.trends.feeds
    if not urls:
        raise InputError(
            "no feeds are named", remedy="List their addresses in the setting trends.feeds."
        )
    return ask(task.workspace, list(urls), progress=task.progress)


def compact(task: Task) -> dict[str, Any]:
    """Bring received events to the lake and merge small files."""
    from modiste.serve.doctor import compact_all
    from modiste.store.inbox import compact as move

    task.progress("events")
    moved = 0
    while batch := move(task.workspace.ledger, task.workspace.lake):
        moved += sum(each.inserted + each.updated + each.unchanged for each in batch)
        task.progress(f"events: {moved:,}")
    task.progress("tables")
    return {"events": moved, "tables": compact_all(task.workspace)}


def replace_demo(task: Task) -> dict[str, Any]:
    """Empty the demo; users, keys and settings stay."""
    from modiste.serve.demo import empty_demo
    from modiste.store.editing import edit_settings
    from modiste.store.settings import FILE

    done = empty_demo(task.workspace, progress=task.progress)
    wanted = {f"brand.{name}": value for name, value in task.arguments.get("brand", {}).items()}
    if wanted:
        edit_settings(task.workspace.root / FILE, wanted)
    return done


def _day(task: Task) -> dt.date:
    """The day asked for; that of a demo's data where it is one; else today."""
    from modiste.serve.demo import demo_day

    zone = ZoneInfo(task.workspace.settings.brand.zone)
    today = dt.datetime.now(zone).date()
    return _given_day(task) or demo_day(task.workspace) or today


def _given_day(task: Task) -> dt.date | None:
    given = task.arguments.get("as_of")
    if given is None:
        return None
    try:
        return dt.date.fromisoformat(str(given))
    except ValueError:
        raise InputError(
            f"as_of is no day: {given!r}", remedy="Write it like 2026-09-07."
        ) from None


def _report(task: Task, run_id: str) -> str:
    from modiste.serve.report.build import write_report

    path: Path = write_report(task.workspace, run_id)
    return path.name
