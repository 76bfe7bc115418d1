"""The process in which one job is done: ``python -m modiste.serve.jobs.child WORKSPACE JOB``.

The worker starts it and holds the other end of its standard input. When that closes, the worker is
gone, and so is this process: whoever begins the job anew must not find it still at work.
"""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from filelock import FileLock

from modiste.model.errors import ModisteError, StoreError
from modiste.serve.jobs.kinds import find_kind
from modiste.serve.jobs.task import StoppedError, Task
from modiste.store import jobs
from modiste.store.capability import load
from modiste.store.runs import JOB
from modiste.store.workspace import Workspace

DONE, FAILED, AGAIN, STOPPED = 0, 1, 75, 76
"""How the process ends: done, failed for good, to be tried again, stopped as was asked."""
_LOCK_SECONDS = 30
_POLITE = 5  # pages go first


def main(root: str, job_id: str) -> int:
    """Do a job and write down what came of it; returns one of the endings above."""
    _leave_with_the_worker()
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    workspace = Workspace.open(Path(root))
    with FileLock(lock_of(workspace, job_id), timeout=_LOCK_SECONDS):
        return _do(workspace, job_id)


def lock_of(workspace: Workspace, job_id: str) -> Path:
    """The file that is locked while a job is done: no two processes do it at once."""
    return workspace.folder("jobs") / f"{job_id}.lock"


def _do(workspace: Workspace, job_id: str) -> int:
    ledger = workspace.ledger
    job = jobs.get_job(ledger, job_id)
    if job.state != jobs.RUNNING:
        return DONE
    kind = find_kind(job.kind)
    shares = jobs.last_timeline(ledger, job.kind)
    task = Task(workspace, job_id, job.arguments, job.actor, shares)
    signal.signal(signal.SIGTERM, lambda *_: task.stop.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl C reaches the worker too, which decides
    unwatch = task.watch()
    JOB.set(job_id)
    try:
        result = load(kind.function)(task)
    except StoppedError:
        return STOPPED
    except Exception as error:  # noqa: BLE001  whatever a job raises is its answer
        again = _passing(error) and job.attempt - job.cut_off < kind.attempts
        return _failed(workspace, job_id, error, again=again)
    finally:
        unwatch()
    jobs.finish(ledger, job_id, result or {}, task.timeline())
    return DONE


def _failed(workspace: Workspace, job_id: str, error: Exception, *, again: bool) -> int:
    told = _told(error)
    if again:
        jobs.put_back(workspace.ledger, job_id, "retry", told)
        return AGAIN
    if not isinstance(error, ModisteError):
        logging.getLogger(__name__).error("job %s failed", job_id, exc_info=error)
    jobs.fail(workspace.ledger, job_id, told)
    return FAILED


def _told(error: Exception) -> dict[str, Any]:
    if isinstance(error, ModisteError):
        return {"code": error.code, "what": str(error).rsplit(". " + error.remedy, 1)[0],
                "remedy": error.remedy}  # fmt: skip
    return {
        "code": "internal",
        "what": f"{type(error).__name__}: {error}",
        "remedy": "Look at the worker's log, then run it again or report it.",
    }


def _passing(error: Exception) -> bool:
    """Whether what failed may go well a little later."""
    from sqlalchemy.exc import DBAPIError

    return isinstance(error, StoreError | OSError | DBAPIError | MemoryError)


def _leave_with_the_worker() -> None:
    def wait() -> None:
        while os.read(0, 1024):
            pass
        os._exit(AGAIN)

    threading.Thread(target=wait, name="worker-gone", daemon=True).start()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    sys.exit(main(*sys.argv[1:3]))
