"""Starting the process of a job, waiting for it, ending it."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field

from modiste.serve.jobs import child
from modiste.serve.jobs.kinds import find_kind
from modiste.store import jobs
from modiste.store.runs import mark_cut_off
from modiste.store.workspace import Workspace

_LOOK = 0.2
_KILL_AFTER = 5.0  # seconds that a process has to end after it was told to
RETRY_SECONDS = 5.0
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")


@dataclass
class Processes:
    """The processes of the jobs under way.

    Attributes:
        workspace: whose jobs.
        at_once: jobs done at once, among which the processors are shared out.
        stopping: set when the worker is to end.
    """

    workspace: Workspace
    at_once: int
    stopping: threading.Event = field(default_factory=threading.Event)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def do(self, job_id: str) -> float | None:
        """Do a job once.

        Returns:
            Seconds after which to try again; ``None`` where the job has ended.
        """
        if self.stopping.is_set():
            threading.Event().wait()
        job = jobs.begin(self.workspace.ledger, job_id)
        if job.state != jobs.RUNNING:
            return None
        mark_cut_off(self.workspace.ledger, job_id)
        code = self._run(job_id)
        if self.stopping.is_set() and code != child.DONE:
            jobs.put_back(self.workspace.ledger, job_id, "stopped", {})
            threading.Event().wait()  # the queue must not hear that it ended
        self._settle(job_id, code)
        job = jobs.get_job(self.workspace.ledger, job_id)
        if job.state not in jobs.ACTIVE:
            return None
        return RETRY_SECONDS * 4.0 ** min(job.attempt - 1, 4)

    def stop(self, seconds: float) -> None:
        """Let every process end; put what they did back so that the next worker goes on."""
        self.stopping.set()
        for process in list(self.running.values()):
            process.terminate()
        until = time.monotonic() + seconds
        while self.running and time.monotonic() < until:
            time.sleep(_LOOK)
        for process in list(self.running.values()):
            process.kill()
        until = time.monotonic() + _KILL_AFTER
        while self.running and time.monotonic() < until:
            time.sleep(_LOOK)

    def _run(self, job_id: str) -> int:
        command = [sys.executable, "-m", "modiste.serve.jobs.child"]
        process = subprocess.Popen(  # noqa: S603  our own module
            [*command, str(self.workspace.root), job_id],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            env=self._environment(),
        )
        self.running[job_id] = process
        try:
            return self._wait(process, job_id)
        finally:
            if process.stdin:
                process.stdin.close()
            del self.running[job_id]

    def _wait(self, process: subprocess.Popen[bytes], job_id: str) -> int:
        grace = self.workspace.settings.jobs.grace_seconds
        since: float | None = None
        while True:
            try:
                return process.wait(1.0)
            except subprocess.TimeoutExpired:
                pass
            if since is None and jobs.get_job(self.workspace.ledger, job_id).cancel:
                since = time.monotonic()
            waited = 0.0 if since is None else time.monotonic() - since
            if waited > grace + _KILL_AFTER:
                process.kill()
            elif waited > grace:
                process.terminate()

    def _settle(self, job_id: str, code: int) -> None:
        """Write down what a process that was ended could not."""
        ledger = self.workspace.ledger
        job = jobs.get_job(ledger, job_id)
        if job.state != jobs.RUNNING:
            return
        if job.cancel:
            jobs.end_cancelled(ledger, job_id)
            return
        ended = f"signal {-code}" if code < 0 else f"code {code}"
        told = {
            "code": "process-ended",
            "what": f"the process of the job ended with {ended}",
            "remedy": "See that the machine has the memory for it; the worker's log says more.",
        }
        if job.attempt - job.cut_off >= find_kind(job.kind).attempts:
            jobs.fail(ledger, job_id, told)
        else:
            jobs.put_back(ledger, job_id, "retry", told)

    def _environment(self) -> dict[str, str]:
        """Each process takes its share of the processors, where nobody has said otherwise."""
        share = str(max((os.cpu_count() or 1) // self.at_once, 1))
        return dict.fromkeys(_THREADS, share) | dict(os.environ)
