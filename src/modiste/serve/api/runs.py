"""``/v1/runs``: what was computed and imported, from what, with what settings."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any

from fastapi import Query
from fastapi.responses import FileResponse
from pydantic import Field

from modiste.present.http.access import Scope
from modiste.present.http.depends import Enqueue, OpenWorkspace, Who
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.api.jobs import JobStarted
from modiste.serve.runs import run_as_dict
from modiste.store.ledger import Run
from modiste.store.runs import get_run, list_runs

router = Router(prefix="/runs", tags=["data"])
_MOST = 5_000


class RunLine(Answer):
    """A run in the list."""

    run_id: str
    kind: str = Field(description="plan, import, simulate, …")
    state: str = Field(description="running, done, failed or interrupted.")
    started_at: dt.datetime
    ended_at: dt.datetime | None
    seconds: float | None = Field(description="How long it took.")
    error: str | None
    job_id: str | None = Field(description="The background job that made it.")


class RunView(RunLine):
    """A run in full: what is needed to make it again."""

    seed: int | None = Field(description="Seed of everything random in it.")
    code: dict[str, Any] = Field(description="Versions of the packages that made it.")
    settings: dict[str, Any] = Field(description="Settings that it ran with.")
    inputs: dict[str, Any] = Field(description="Versions of the tables, or files, that it read.")
    outputs: dict[str, Any] = Field(description="Figures of each of its steps.")


@router.get("", scope=Scope.JOBS_READ)
def show_runs(
    workspace: OpenWorkspace,
    page: PageQuery,
    kind: Annotated[str | None, Query(description="Only this kind.", max_length=100)] = None,
    state: Annotated[str | None, Query(description="Only this state.", max_length=50)] = None,
) -> Page[RunLine]:
    """Runs, newest first."""
    found = list_runs(workspace.ledger, kind=kind, limit=_MOST)
    chosen = [run for run in found if state is None or run.state == state]
    return paged(chosen, page, key="run_id", make=lambda run: RunLine(**_told(run)))


@router.get("/{run_id}", scope=Scope.JOBS_READ, responses=problem_responses(404))
def show_run(run_id: str, workspace: OpenWorkspace) -> RunView:
    """One run; ``latest`` or a kind such as ``plan`` means the newest one that is done."""
    return RunView(**_told(get_run(workspace.ledger, run_id)))


@router.get(
    "/{run_id}/report",
    scope=Scope.JOBS_READ,
    response_class=FileResponse,
    responses={
        200: {"description": "The report.", "content": {"text/html": {}}},
        **problem_responses(404),
    },
)
def download_report(run_id: str, workspace: OpenWorkspace) -> FileResponse:
    """The report of a plan as one HTML file."""
    run = get_run(workspace.ledger, run_id)
    path = workspace.root / "reports" / f"{run.run_id}.html"
    if not path.is_file():
        raise unknown("report", run_id)
    return FileResponse(path, media_type="text/html", filename=path.name)


@router.post(
    "/{run_id}/report",
    scope=Scope.JOBS_WRITE,
    status_code=202,
    responses=problem_responses(404),
)
def start_report(run_id: str, workspace: OpenWorkspace, who: Who, enqueue: Enqueue) -> JobStarted:
    """Write the report of a plan anew, in the background."""
    run = get_run(workspace.ledger, run_id)
    arguments = {"run_id": run.run_id}
    return JobStarted(job_id=enqueue("report", arguments, actor=who.name, key=f"report {run_id}"))


def _told(run: Run) -> dict[str, Any]:
    return {**run_as_dict(run), "job_id": run.inputs.get("job")}
