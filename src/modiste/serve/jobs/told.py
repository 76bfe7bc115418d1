"""Jobs, their events and their times as plain data."""

from __future__ import annotations

from typing import Any

from modiste.serve.jobs.times import Schedule
from modiste.store.jobs import Job, JobEvent


def job_as_dict(job: Job) -> dict[str, Any]:
    """What people are told of a job."""
    return {
        "job_id": job.job_id,
        "kind": job.kind,
        "state": job.state,
        "progress": job.progress,
        "fraction": job.fraction,
        "attempt": job.attempt,
        "cut_off": job.cut_off,
        "cancelling": job.cancel and job.ended_at is None,
        "actor": job.actor,
        "arguments": job.arguments,
        "result": job.result,
        "error": job.error,
        "created_at": _time(job.created_at),
        "started_at": _time(job.started_at),
        "ended_at": _time(job.ended_at),
    }


def event_as_dict(event: JobEvent) -> dict[str, Any]:
    """What people are told of an event."""
    return {"id": event.id, "at": _time(event.at), "kind": event.kind, "detail": event.detail}


def schedule_as_dict(schedule: Schedule) -> dict[str, Any]:
    """A schedule and when it is due next."""
    return {
        "name": schedule.name,
        "kind": schedule.kind,
        "cron": schedule.cron,
        "zone": schedule.zone,
        "setting": schedule.setting,
        "next_at": schedule.next_at().isoformat(timespec="seconds"),
    }


def _time(moment: Any) -> str | None:
    return None if moment is None else moment.isoformat(timespec="milliseconds")
