"""The worker: one process a workspace that does its jobs, on DBOS."""

from __future__ import annotations

import datetime as dt
import logging
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from filelock import FileLock, Timeout

from modiste.model.errors import BusyError, MissingExtraError, ModisteError, Place
from modiste.serve.intake import drafts
from modiste.serve.jobs.asking import Jobs
from modiste.serve.jobs.child import lock_of
from modiste.serve.jobs.process import Processes
from modiste.serve.jobs.times import schedules
from modiste.store import jobs
from modiste.store.inbox import compact
from modiste.store.ledger import now
from modiste.store.settings import FILE as SETTINGS
from modiste.store.settings import read_settings
from modiste.store.workspace import Workspace

FILE = "queue.db"
_QUEUE = "jobs"
_RELAY = 0.3  # seconds between two looks for new jobs
_AGAIN = 10.0  # seconds until a job is taken up again that could not even be begun
_ENDLESS = 1_000_000  # how often a job may be taken up anew is our own rule, not the queue's
_log = logging.getLogger("modiste.worker")


def work(
    workspace: Workspace,
    *,
    ready: Callable[[], None] = lambda: None,
    with_parent: bool = False,
) -> None:
    """Do the workspace's jobs until SIGTERM or SIGINT; the process ends then.

    Args:
        workspace: whose.
        ready: called when jobs are taken.
        with_parent: stop when standard input closes: whoever started this process is gone.

    Raises:
        BusyError: another worker does.
        MissingExtraError: the queue is not installed.
    """
    held = worker_lock(workspace)
    try:
        held.acquire(timeout=0)
    except Timeout:
        raise BusyError(
            "another worker does the jobs of this workspace",
            place=Place(file=str(workspace.root)),
            remedy="'modiste serve' starts one itself; stop it before you start another.",
        ) from None
    stop = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: stop.set())
    if with_parent:
        threading.Thread(target=_wait_for_parent, args=(stop,), daemon=True).start()
    Worker(workspace).run(stop, ready)
    held.release()
    logging.shutdown()
    os._exit(0)  # threads that keep the queue from hearing of jobs put back must not hold us


def worker_lock(workspace: Workspace) -> FileLock:
    """The lock that a worker holds as long as it lives."""
    return FileLock(workspace.folder("jobs") / "worker.lock")


def is_working(workspace: Workspace) -> bool:
    """Whether a worker does the workspace's jobs."""
    try:
        with worker_lock(workspace).acquire(timeout=0):
            return False
    except Timeout:
        return True


def _wait_for_parent(stop: threading.Event) -> None:
    while os.read(0, 1024):
        pass
    stop.set()


@dataclass
class _Turn:
    """Something that the worker does between jobs, and how often."""

    what: str
    do: Callable[[], None]
    seconds: float
    last: float = 0.0

    def is_due(self) -> bool:
        moment = time.monotonic()
        if moment - self.last < self.seconds:
            return False
        self.last = moment
        return True


class Worker:
    """Hands the ledger's jobs to the queue, and does them."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.processes = Processes(workspace, 1)
        self._dbos = _dbos()
        self._begin: Any = None
        self._due: Any = None
        self._read_at = 0

    def run(self, stop: threading.Event, ready: Callable[[], None]) -> None:
        """Work until the event is set, then stop cleanly."""
        self._launch()
        self._take_up()
        ready()
        turns = (
            _Turn("hand jobs over", self._hand_over, _RELAY),
            _Turn("read the settings", self._refresh, 2.0),
            _Turn("bring events to the lake", self._compact, 1.0),
            _Turn("forget old jobs", self._forget, 3600.0),
        )
        while not stop.wait(_RELAY):
            turns[2].seconds = self.workspace.settings.jobs.compact_seconds
            for turn in turns:
                if turn.is_due():
                    self._quietly(turn.what, turn.do)
        self.processes.stop(self.workspace.settings.jobs.grace_seconds)

    # --- the queue -----------------------------------------------------------------------------

    def _launch(self) -> None:
        dbos = self._dbos
        dbos(
            config={
                "name": "modiste",
                "system_database_url": queue_url(self.workspace),
                "application_version": "1",  # a newer Modiste goes on with the jobs of an older one
                "executor_id": "worker",
                "log_level": "ERROR",
                "run_migrations": True,
                "scheduler_polling_interval_sec": 5.0,
            }
        )
        processes, workspace = self.processes, self.workspace

        @dbos.step(name="attempt")  # type: ignore[untyped-decorator, unused-ignore]
        def attempt(job_id: str) -> float | None:
            try:
                return processes.do(job_id)
            except Exception:  # noqa: BLE001  tried again; other jobs must be done
                _log.exception("job %s could not be begun or settled", job_id)
                return _AGAIN

        @dbos.workflow(name="job", max_recovery_attempts=_ENDLESS)  # type: ignore[untyped-decorator, unused-ignore]
        def job(job_id: str, times: int) -> None:
            again_in = attempt(job_id)
            if again_in is not None:  # waits outside the queue, so that others have its place
                self._give(job_id, times + 1, again_in)

        @dbos.step(name="ask")  # type: ignore[untyped-decorator, unused-ignore]
        def ask(context: dict[str, Any]) -> str:
            return Jobs(workspace)(context["kind"], context["arguments"], actor="schedule")

        @dbos.workflow(name="due", max_recovery_attempts=_ENDLESS)  # type: ignore[untyped-decorator, unused-ignore]
        def due(at: dt.datetime, context: dict[str, Any]) -> None:
            del at
            ask(context)

        self._begin, self._due = job, due
        dbos.launch()
        self._refresh()

    def _schedule(self, due: Any) -> None:
        """Give the queue the schedules of the settings; one that was missed is done once, late."""
        found = schedules(self.workspace.settings)
        kept = {each.name for each in found}
        for old in self._dbos.list_schedules():
            if old["schedule_name"] not in kept:
                self._dbos.delete_schedule(old["schedule_name"])
        self._dbos.apply_schedules(
            [
                {
                    "schedule_name": each.name,
                    "workflow_fn": due,
                    "schedule": each.cron,
                    "cron_timezone": each.zone,
                    "context": {"kind": each.kind, "arguments": each.arguments},
                    "automatic_backfill": True,
                }
                for each in found
            ]
        )

    def _give(self, job_id: str, times: int, seconds: float = 0.0) -> None:
        """Hand a job over; the queue takes the same id once, so a kill between is harmless."""
        from dbos import SetEnqueueOptions, SetWorkflowID

        with (
            SetWorkflowID(f"{job_id}:{times}"),
            SetEnqueueOptions(delay_seconds=seconds if seconds else None),
        ):
            self._dbos.retrieve_queue(_QUEUE).enqueue(self._begin, job_id, times)
        jobs.handed(self.workspace.ledger, job_id, times)

    def _hand_over(self) -> None:
        for job_id in jobs.unhanded(self.workspace.ledger):
            self._give(job_id, 1)

    def _take_up(self) -> None:
        """Hand over once more what the queue no longer knows, as after its file was lost."""
        for job in reversed(
            jobs.list_jobs(self.workspace.ledger, states=jobs.ACTIVE, limit=100_000)
        ):
            if not job.handed:
                continue
            known = self._dbos.get_workflow_status(f"{job.job_id}:{job.handed}")
            if known is None or known.status not in {"PENDING", "ENQUEUED", "DELAYED"}:
                self._give(job.job_id, job.handed + 1)

    # --- the rest ------------------------------------------------------------------------------

    def _compact(self) -> None:
        while compact(self.workspace.ledger, self.workspace.lake):
            pass

    def _forget(self) -> None:
        drafts.forget_old(self.workspace, now())
        days = dt.timedelta(days=self.workspace.settings.jobs.keep_days)
        for job_id in jobs.forget_before(self.workspace.ledger, now() - days):
            lock_of(self.workspace, job_id).unlink(missing_ok=True)
            shutil.rmtree(self.workspace.folder("exports") / job_id, ignore_errors=True)

    def _quietly(self, what: str, do: Callable[[], None]) -> None:
        """What fails now is tried again at the next turn; the worker goes on."""
        try:
            do()
        except Exception as error:  # noqa: BLE001  whatever it is, other jobs must be done
            _log.warning("could not %s: %s", what, error, exc_info=not _known(error))

    def _refresh(self) -> None:
        """Follow the settings file, so that a new time of the plan counts from now on."""
        file = self.workspace.root / SETTINGS
        changed = file.stat().st_mtime_ns
        if changed == self._read_at:
            return
        self._read_at = changed
        self.workspace.settings = read_settings(file)
        wanted = self.workspace.settings.jobs.processes
        self.processes.at_once = wanted or max((os.cpu_count() or 1) - 1, 1)
        self._dbos.register_queue(
            _QUEUE,
            worker_concurrency=self.processes.at_once,
            polling_interval_sec=0.5,
            on_conflict="always_update",
        )
        self._schedule(self._due)


def _known(error: Exception) -> bool:
    return isinstance(error, ModisteError | sa.exc.SQLAlchemyError | OSError)


def queue_url(workspace: Workspace) -> str:
    """Where the queue keeps its own tables: a file beside the ledger, or the ledger's server."""
    address = workspace.settings.storage.ledger
    if "://" not in address or address.startswith("sqlite"):
        path = workspace.folder("jobs") / FILE
        return sa.URL.create("sqlite", database=str(path)).render_as_string(hide_password=False)
    url = sa.make_url(address).set(drivername="postgresql")
    return url.render_as_string(hide_password=False)


def _dbos() -> Any:
    try:
        from dbos import DBOS
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"background jobs need {error.name!r}, which is not installed",
            remedy="Install it with: pip install 'modiste[serve]'.",
        ) from None
    return DBOS


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    work(Workspace.open(Path(sys.argv[1])), with_parent=True)
