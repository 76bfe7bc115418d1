"""Jobs: what was asked to be done in the background, and what came of it.

The row is the truth that people see: who asks for a job has it, however the processes end. A worker
(:mod:`modiste.serve.jobs`) takes it from here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm

from modiste.model.errors import ConflictError, UnknownNameError
from modiste.store.ledger import Base, Ledger, now
from modiste.store.runs import new_id

QUEUED, RUNNING = "queued", "running"
DONE, FAILED, CANCELLED = "done", "failed", "cancelled"
STATES = (QUEUED, RUNNING, DONE, FAILED, CANCELLED)
ACTIVE = (QUEUED, RUNNING)
MOST_CUT_OFF = 5
"""Times that a job may be cut off in mid-work before it is held to be what ends its workers."""

_ONE_ACTIVE = sa.text("key IS NOT NULL AND state IN ('queued', 'running')")


class Job(Base):
    """One job.

    ``key`` names what may be under way once at a time. ``handed`` counts how often the worker's
    queue was given it, ``attempt`` how often it was begun, ``cut_off`` how often the process that
    did it was killed. ``timeline`` is what it said of its progress, with the share of its time.
    """

    __tablename__ = "job"

    job_id: orm.Mapped[str] = orm.mapped_column(primary_key=True)
    kind: orm.Mapped[str] = orm.mapped_column(index=True)
    key: orm.Mapped[str | None]
    state: orm.Mapped[str] = orm.mapped_column(index=True)
    arguments: orm.Mapped[dict[str, Any]]
    actor: orm.Mapped[str]
    created_at: orm.Mapped[dt.datetime] = orm.mapped_column(index=True)
    started_at: orm.Mapped[dt.datetime | None]
    ended_at: orm.Mapped[dt.datetime | None]
    handed: orm.Mapped[int]
    attempt: orm.Mapped[int]
    cut_off: orm.Mapped[int]
    cancel: orm.Mapped[bool]
    progress: orm.Mapped[str]
    fraction: orm.Mapped[float | None]
    result: orm.Mapped[dict[str, Any]]
    error: orm.Mapped[dict[str, Any]]
    timeline: orm.Mapped[dict[str, Any]]

    __table_args__ = (
        sa.Index(
            "job_one_active",
            "key",
            unique=True,
            sqlite_where=_ONE_ACTIVE,
            postgresql_where=_ONE_ACTIVE,
        ),
    )


class JobEvent(Base):
    """Something that happened to a job; readers go on after the id that they saw last."""

    __tablename__ = "job_event"

    id: orm.Mapped[int] = orm.mapped_column(primary_key=True, autoincrement=True)
    job_id: orm.Mapped[str] = orm.mapped_column(sa.ForeignKey("job.job_id"), index=True)
    at: orm.Mapped[dt.datetime]
    kind: orm.Mapped[str]
    detail: orm.Mapped[dict[str, Any]]


# --- asking ------------------------------------------------------------------------------------


def enqueue(
    ledger: Ledger, kind: str, arguments: Mapping[str, Any], *, actor: str, key: str | None = None
) -> str:
    """Ask for a job; when this returns, the job survives anything but the loss of the disk.

    Args:
        ledger: the ledger.
        kind: what to do.
        arguments: with what, as JSON.
        actor: who asks.
        key: what may be under way once at a time.

    Returns:
        Its id: that of the job under way, where there is one of the same key.
    """
    with ledger.write() as session:
        if key is not None:
            query = sa.select(Job.job_id).where(Job.key == key, Job.state.in_(ACTIVE))
            under_way = session.scalars(query).first()
            if under_way is not None:
                return under_way
        job = Job(
            job_id=new_id(f"job-{kind.replace(' ', '-')}"),
            kind=kind,
            key=key,
            state=QUEUED,
            arguments=dict(arguments),
            actor=actor,
            created_at=now(),
            handed=0,
            attempt=0,
            cut_off=0,
            cancel=False,
            progress="",
            result={},
            error={},
            timeline={},
        )
        session.add(job)
        session.flush()
        _tell(session, job.job_id, "queued", {"kind": kind, "actor": actor})
        return job.job_id


def cancel(ledger: Ledger, job_id: str, *, actor: str) -> Job:
    """Ask a job to end: at once where it waits, at its next word of progress where it runs.

    Raises:
        UnknownNameError: there is no such job.
        ConflictError: it has ended.
    """
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state not in ACTIVE:
            raise ConflictError(
                f"the job {job_id} is {job.state}",
                remedy="Only what is under way can be cancelled.",
            )
        if job.state == QUEUED:
            _end(session, job, CANCELLED, {"actor": actor})
        elif not job.cancel:
            job.cancel = True
            _tell(session, job_id, "cancelling", {"actor": actor})
        return _kept(session, job)


# --- looking -----------------------------------------------------------------------------------


def get_job(ledger: Ledger, job_id: str) -> Job:
    """One job.

    Raises:
        UnknownNameError: there is no such job.
    """
    with ledger.read() as session:
        return _kept(session, _job(session, job_id))


def find_job(ledger: Ledger, job_id: str) -> Job | None:
    """One job, or ``None`` where it was never there or is forgotten."""
    with ledger.read() as session:
        return session.get(Job, job_id)


def list_jobs(
    ledger: Ledger,
    *,
    states: Sequence[str] = (),
    kind: str | None = None,
    limit: int = 200,
) -> list[Job]:
    """Jobs, newest first."""
    query = sa.select(Job).order_by(Job.created_at.desc(), Job.job_id.desc()).limit(limit)
    if states:
        query = query.where(Job.state.in_(states))
    if kind:
        query = query.where(Job.kind == kind)
    with ledger.read() as session:
        return list(session.scalars(query))


def events_after(ledger: Ledger, job_id: str, seen: int = 0, *, limit: int = 200) -> list[JobEvent]:
    """What happened to a job after an event, oldest first."""
    query = (
        sa.select(JobEvent)
        .where(JobEvent.job_id == job_id, JobEvent.id > seen)
        .order_by(JobEvent.id)
        .limit(limit)
    )
    with ledger.read() as session:
        return list(session.scalars(query))


def last_timeline(ledger: Ledger, kind: str) -> dict[str, Any]:
    """How the time of the newest job of a kind that was done went."""
    query = (
        sa.select(Job.timeline)
        .where(Job.kind == kind, Job.state == DONE)
        .order_by(Job.ended_at.desc())
        .limit(1)
    )
    with ledger.read() as session:
        return dict(session.scalars(query).first() or {})


# --- the worker's side -------------------------------------------------------------------------


def unhanded(ledger: Ledger) -> list[str]:
    """Ids of the jobs that the worker's queue was not given yet, oldest first."""
    query = (
        sa.select(Job.job_id)
        .where(Job.state == QUEUED, Job.handed == 0)
        .order_by(Job.created_at, Job.job_id)
    )
    with ledger.read() as session:
        return list(session.scalars(query))


def handed(ledger: Ledger, job_id: str, times: int) -> None:
    """Remember that the worker's queue was given a job."""
    with ledger.write() as session:
        _job(session, job_id).handed = times


def begin(ledger: Ledger, job_id: str) -> Job:
    """Begin a job, or begin it again after the process that did it was killed.

    Returns:
        The job; its state is *running*, or the one in which it ended.
    """
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state not in ACTIVE:
            return _kept(session, job)
        if job.state == RUNNING:
            job.cut_off += 1
            _tell(session, job_id, "cut off", {"times": job.cut_off})
            if job.cancel:
                _end(session, job, CANCELLED, {})
                return _kept(session, job)
            if job.cut_off > MOST_CUT_OFF:
                job.error = {
                    "code": "cut-off",
                    "what": f"the job was cut off {job.cut_off} times",
                    "remedy": "See that the machine has the memory for it, then run it again.",
                }
                _end(session, job, FAILED, job.error)
                return _kept(session, job)
        job.state, job.attempt = RUNNING, job.attempt + 1
        job.started_at, job.progress, job.fraction = now(), "", None
        _tell(session, job_id, "started", {"attempt": job.attempt})
        return _kept(session, job)


def say(ledger: Ledger, job_id: str, text: str, fraction: float | None) -> None:
    """Store how far a job is."""
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state == RUNNING:
            job.progress, job.fraction = text, fraction
            _tell(session, job_id, "progress", {"text": text, "fraction": fraction})


def finish(
    ledger: Ledger, job_id: str, result: Mapping[str, Any], timeline: Mapping[str, Any]
) -> None:
    """A job is done."""
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state in ACTIVE:
            job.result, job.timeline, job.fraction = dict(result), dict(timeline), 1.0
            _end(session, job, DONE, {"result": dict(result)})


def fail(ledger: Ledger, job_id: str, error: Mapping[str, Any]) -> None:
    """A job failed for good."""
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state in ACTIVE:
            job.error = dict(error)
            _end(session, job, FAILED, job.error)


def put_back(ledger: Ledger, job_id: str, kind: str, detail: Mapping[str, Any]) -> None:
    """A running job waits again: to be tried anew (*retry*), or for the next worker (*stopped*).

    One that was to be cancelled ends.
    """
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state != RUNNING:
            return
        if job.cancel:
            _end(session, job, CANCELLED, {})
            return
        job.state, job.progress, job.fraction = QUEUED, "", None
        job.error = dict(detail) if kind == "retry" else {}
        _tell(session, job_id, kind, detail)


def end_cancelled(ledger: Ledger, job_id: str) -> None:
    """A job that was to be cancelled has ended."""
    with ledger.write() as session:
        job = _job(session, job_id)
        if job.state in ACTIVE:
            _end(session, job, CANCELLED, {})


def forget_before(ledger: Ledger, moment: dt.datetime) -> list[str]:
    """Delete jobs that ended before a moment, with their events; gives their ids."""
    old = sa.select(Job.job_id).where(Job.ended_at.is_not(None), Job.ended_at < moment)
    with ledger.write() as session:
        gone = list(session.scalars(old))
        for start in range(0, len(gone), 500):
            some = gone[start : start + 500]
            session.execute(sa.delete(JobEvent).where(JobEvent.job_id.in_(some)))
            session.execute(sa.delete(Job).where(Job.job_id.in_(some)))
    return gone


def _job(session: orm.Session, job_id: str) -> Job:
    job = session.get(Job, job_id)
    if job is None:
        raise UnknownNameError(
            f"there is no job {job_id!r}", remedy="'modiste jobs list' lists the jobs."
        )
    return job


def _end(session: orm.Session, job: Job, state: str, detail: Mapping[str, Any]) -> None:
    job.state, job.ended_at = state, now()
    _tell(session, job.job_id, state, detail)


def _tell(session: orm.Session, job_id: str, kind: str, detail: Mapping[str, Any]) -> None:
    session.add(JobEvent(job_id=job_id, at=now(), kind=kind, detail=dict(detail)))


def _kept(session: orm.Session, job: Job) -> Job:
    """The job, to be read after its session is closed."""
    session.flush()
    session.refresh(job)
    session.expunge(job)
    return job
