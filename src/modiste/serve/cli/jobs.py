"""``modiste worker`` and ``modiste jobs``."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    next_step,
    note,
    table,
)

if TYPE_CHECKING:
    from modiste.store.workspace import Workspace

app = typer.Typer(no_args_is_help=True, help="What is done in the background.")
_SHOWN = ("job_id", "kind", "state", "progress", "actor", "created_at")
JobArgument = Annotated[str, typer.Argument(metavar="JOB", help="Id of the job.")]


def register(root: typer.Typer) -> None:
    """Add the commands."""
    root.command()(worker)
    root.add_typer(app, name="jobs")


def worker(*, workspace: WorkspaceOption = None) -> None:
    """Do the workspace's background jobs until stopped; 'modiste serve' starts one itself."""
    from modiste.serve.jobs.worker import work
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    work(found, ready=lambda: note(f"Doing the jobs of [bold]{found.root}[/bold]."))


@app.command("list")
def list_(
    *,
    workspace: WorkspaceOption = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind.")] = None,
    active: Annotated[bool, typer.Option("--active", help="Only what is under way.")] = False,
    limit: Annotated[int, typer.Option(help="Jobs at the most.", min=1)] = 30,
    json: JsonOption = False,
) -> None:
    """List jobs, newest first, and the times at which they are done by themselves."""
    from modiste.serve.jobs.times import schedules
    from modiste.serve.jobs.told import job_as_dict, schedule_as_dict
    from modiste.serve.jobs.worker import is_working
    from modiste.store import jobs

    found = _find(workspace)
    states = jobs.ACTIVE if active else ()
    listed = jobs.list_jobs(found.ledger, states=states, kind=kind, limit=limit)
    rows = [job_as_dict(job) for job in listed]
    due = [schedule_as_dict(each) for each in schedules(found.settings)]
    works = is_working(found)
    emit(
        {"worker": works, "jobs": rows, "schedules": due},
        as_json=json,
        text=lambda: _show_list(rows, due, works=works),
    )


def _show_list(rows: list[dict[str, Any]], due: list[dict[str, Any]], *, works: bool) -> None:
    table("Jobs", _SHOWN, [tuple(row[name] for name in _SHOWN) for row in rows], whole=("job_id",))
    columns = ("name", "kind", "cron", "zone", "next_at", "setting")
    table("Schedules", columns, [tuple(row[name] for name in columns) for row in due])
    if not works:
        next_step("start a worker: modiste worker (or modiste serve)")


@app.command()
def show(job: JobArgument, *, workspace: WorkspaceOption = None, json: JsonOption = False) -> None:
    """Show a job and what happened to it."""
    from modiste.serve.jobs.told import event_as_dict, job_as_dict
    from modiste.store import jobs

    found = _find(workspace)
    row = job_as_dict(jobs.get_job(found.ledger, job))
    events = [event_as_dict(each) for each in jobs.events_after(found.ledger, job, limit=10_000)]
    emit({**row, "events": events}, as_json=json, text=lambda: _show_job(row, events))


def _show_job(row: dict[str, Any], events: list[dict[str, Any]]) -> None:
    table(row["job_id"], ("", ""), [(k, str(v)) for k, v in row.items() if v not in (None, {}, "")])
    rows = [(each["at"], each["kind"], _brief(each["detail"])) for each in events]
    table("What happened", ("at", "what", ""), rows)


def _brief(detail: dict[str, Any]) -> str:
    return ", ".join(f"{k} {v}" for k, v in detail.items() if v is not None)


@app.command()
def cancel(
    job: JobArgument, *, workspace: WorkspaceOption = None, json: JsonOption = False
) -> None:
    """End a job: at once where it waits, soon where it runs."""
    from modiste.serve.jobs.told import job_as_dict
    from modiste.store import jobs

    found = _find(workspace)
    row = job_as_dict(jobs.cancel(found.ledger, job, actor="command line"))
    emit(row, as_json=json, text=lambda: note(f"{job} is {row['state']}; it ends soon."))


@app.command()
def run(
    kind: Annotated[str, typer.Argument(help="What to do: plan, compact, …")],
    *,
    workspace: WorkspaceOption = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", help="An argument, as name=value; repeatable.")
    ] = None,
    wait: Annotated[bool, typer.Option(help="Wait until it has ended.")] = False,
    json: JsonOption = False,
) -> None:
    """Ask for a job; a worker does it."""
    from modiste.serve.jobs.asking import Jobs
    from modiste.serve.jobs.told import job_as_dict
    from modiste.store import jobs

    found = _find(workspace)
    arguments = dict(part.split("=", 1) for part in set_ or () if "=" in part)
    job_id = Jobs(found)(kind, arguments, actor="command line")
    if wait:
        _wait(found, job_id, quiet=json)
    row = job_as_dict(jobs.get_job(found.ledger, job_id))
    emit(row, as_json=json, text=lambda: note(f"[bold]{job_id}[/bold] is {row['state']}."))
    if row["state"] == jobs.FAILED:
        note(f"{row['error']['what']}. {row['error']['remedy']}")
        raise typer.Exit(1)


def _wait(workspace: Workspace, job_id: str, *, quiet: bool) -> None:
    from modiste.serve.jobs.worker import is_working
    from modiste.store import jobs

    if not is_working(workspace):
        next_step("no worker runs: start one with modiste worker (or modiste serve)")
    seen = 0
    while jobs.get_job(workspace.ledger, job_id).state in jobs.ACTIVE:
        for event in jobs.events_after(workspace.ledger, job_id, seen):
            seen = event.id
            if not quiet:
                sys.stderr.write(f"{event.kind}: {_brief(event.detail)}\n")
        time.sleep(0.3)


def _find(path: Path | None) -> Workspace:
    from modiste.store.workspace import Workspace

    return Workspace.find(path)
