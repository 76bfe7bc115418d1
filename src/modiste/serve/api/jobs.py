"""Background jobs: ask, look, follow, cancel."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
from collections.abc import AsyncIterator
from typing import Annotated, Any, Literal

from fastapi import Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from pydantic import Field

from modiste.present.http.access import Scope
from modiste.present.http.depends import Enqueue, OpenWorkspace, Who
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import ForbiddenError, problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer, Strict
from modiste.serve.jobs.kinds import find_kind, kinds
from modiste.serve.jobs.times import schedules
from modiste.serve.jobs.told import event_as_dict, job_as_dict, schedule_as_dict
from modiste.serve.jobs.worker import is_working
from modiste.store import jobs
from modiste.store.ledger import Ledger

router = Router(prefix="/jobs", tags=["jobs"])
schedules_router = Router(prefix="/schedules", tags=["jobs"])
State = Literal["queued", "running", "done", "failed", "cancelled"]
_LOOK = 0.4  # seconds between two looks for events
_HEARTBEAT = 15.0  # seconds of silence after which a stream says that it is there
_MOST = 5_000


class JobView(Answer):
    """A job."""

    job_id: str = Field(description="Id of the job.")
    kind: str = Field(description="What is done.")
    title: str = Field(description="The same for people.")
    state: State = Field(description="Where it stands.")
    progress: str = Field(description="What is being done now; empty where nothing was said.")
    fraction: float | None = Field(
        description="Share that is done, 0 to 1; null where it is not known."
    )
    attempt: int = Field(description="How often it was begun.")
    cut_off: int = Field(description="How often the process that did it was killed.")
    cancelling: bool = Field(description="Whether it was asked to end.")
    actor: str = Field(description="Who asked for it.")
    arguments: dict[str, Any] = Field(description="With what.")
    result: dict[str, Any] = Field(description="What came of it; empty until it is done.")
    error: dict[str, Any] = Field(
        description="Why it failed, or why it is tried again: code, what, remedy."
    )
    created_at: dt.datetime = Field(description="When it was asked for.")
    started_at: dt.datetime | None = Field(description="When it was last begun.")
    ended_at: dt.datetime | None = Field(description="When it ended.")


class JobStarted(Answer):
    """A job that was asked for."""

    job_id: str = Field(description="Its id; of the one under way, where it may run only once.")


class JobWanted(Strict):
    """A job to be done."""

    kind: str = Field(description="One of /v1/jobs/kinds.", max_length=100)
    arguments: dict[str, Any] = Field(default_factory=dict, description="With what.")


class JobKindView(Answer):
    """A kind of job that may be asked for by hand."""

    name: str
    title: str
    scope: str = Field(description="Scope that it takes.")


class ScheduleView(Answer):
    """A job that is done at set times."""

    name: str
    kind: str
    cron: str = Field(description="Minute, hour, day of the month, month, day of the week.")
    zone: str = Field(description="Time zone in which that is read.")
    setting: str = Field(description="The setting that changes it.")
    next_at: dt.datetime = Field(description="When it is due next.")
    worker: bool = Field(description="Whether a worker runs that would do it.")


def view(job: jobs.Job) -> JobView:
    """A job as the API shows it."""
    known = kinds().get(job.kind)
    return JobView(**job_as_dict(job), title=known.title if known else job.kind)


@router.get("", scope=Scope.JOBS_READ)
def list_jobs(
    workspace: OpenWorkspace,
    page: PageQuery,
    state: Annotated[list[State] | None, Query(description="Only these states.")] = None,
    kind: Annotated[str | None, Query(description="Only this kind.", max_length=100)] = None,
) -> Page[JobView]:
    """Jobs, newest first."""
    found = jobs.list_jobs(workspace.ledger, states=state or (), kind=kind, limit=_MOST)
    return paged(found, page, key="job_id", make=view)


@router.get("/kinds", scope=Scope.JOBS_READ)
def list_kinds() -> list[JobKindView]:
    """What may be asked for by hand."""
    return [
        JobKindView(name=each.name, title=each.title, scope=each.scope)
        for each in kinds().values()
        if each.scope
    ]


@router.post("", scope=Scope.JOBS_READ, status_code=202, responses=problem_responses(404))
def start_job(wanted: JobWanted, who: Who, enqueue: Enqueue) -> JobStarted:
    """Ask for a job; it takes the scope of its kind."""
    kind = find_kind(wanted.kind)
    if kind.scope is None or not who.may(Scope(kind.scope)):
        raise ForbiddenError(
            f"{who.name} may not start a job of the kind {kind.name!r}",
            remedy=f"It takes the scope {kind.scope}."
            if kind.scope
            else "It is started by what needs it, not by hand.",
        )
    return JobStarted(job_id=enqueue(kind.name, wanted.arguments, actor=who.name))


@router.get("/{job_id}", scope=Scope.JOBS_READ, responses=problem_responses(404))
def show_job(job_id: str, workspace: OpenWorkspace) -> JobView:
    """One job."""
    return view(jobs.get_job(workspace.ledger, job_id))


@router.post("/{job_id}/cancel", scope=Scope.JOBS_WRITE, responses=problem_responses(404, 409))
def cancel_job(job_id: str, workspace: OpenWorkspace, who: Who) -> JobView:
    """End a job: at once where it waits, soon where it runs."""
    return view(jobs.cancel(workspace.ledger, job_id, actor=who.name))


@router.get(
    "/{job_id}/events",
    scope=Scope.JOBS_READ,
    response_class=StreamingResponse,
    responses={
        200: {"description": "Server-sent events.", "content": {"text/event-stream": {}}},
        **problem_responses(404),
    },
)
async def follow_job(
    job_id: str,
    request: Request,
    workspace: OpenWorkspace,
    last_event_id: Annotated[
        str | None, Header(description="Go on after this event.", max_length=20)
    ] = None,
) -> StreamingResponse:
    """What happens to a job, as server-sent events until it ends.

    Every event has an id; a reader that lost the connection sends the last one it saw as
    ``Last-Event-ID`` and misses nothing. The first event of a connection, ``job``, is the job as
    it is.
    """
    await run_in_threadpool(jobs.get_job, workspace.ledger, job_id)
    seen = int(last_event_id) if last_event_id and last_event_id.isdigit() else 0
    return StreamingResponse(
        _events(workspace.ledger, job_id, seen, request),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-cache", "X-Accel-Buffering": "no"},
    )


async def _events(ledger: Ledger, job_id: str, seen: int, request: Request) -> AsyncIterator[str]:
    job = await run_in_threadpool(jobs.get_job, ledger, job_id)
    yield "retry: 2000\n\n" + _event("job", view(job).model_dump(mode="json"), None)
    silent = 0.0
    while not await request.is_disconnected():
        ended = job.state not in jobs.ACTIVE  # read before the events: none may be missed
        found = await run_in_threadpool(jobs.events_after, ledger, job_id, seen)
        for event in found:
            seen = event.id
            yield _event(event.kind.replace(" ", "-"), event_as_dict(event), event.id)
        if found:
            silent = 0.0
            continue_at_once = len(found) >= 200
        else:
            continue_at_once = False
            if ended:
                return
        if silent >= _HEARTBEAT:
            silent = 0.0
            yield ": still here\n\n"
        if not continue_at_once and not ended:
            await asyncio.sleep(_LOOK)
            silent += _LOOK
        job = await run_in_threadpool(jobs.get_job, ledger, job_id)


def _event(name: str, data: dict[str, Any], number: int | None) -> str:
    text = json.dumps(data, ensure_ascii=False, default=str)
    head = "" if number is None else f"id: {number}\n"
    return f"{head}event: {name}\ndata: {text}\n\n"


@schedules_router.get("", scope=Scope.JOBS_READ)
def list_schedules(workspace: OpenWorkspace) -> list[ScheduleView]:
    """Jobs that are done at set times, and when next; the settings named change them."""
    works = is_working(workspace)
    return [
        ScheduleView(**schedule_as_dict(each), worker=works)
        for each in schedules(workspace.settings)
    ]
