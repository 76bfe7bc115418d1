"""The worker as a child of the server: started with it, started again when it dies."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading

from modiste.store.workspace import Workspace

_FIRST, _LONGEST = 1.0, 30.0
_log = logging.getLogger("modiste.worker")


class WorkerProcess:
    """Keeps a worker alive in a process of its own.

    It holds the other end of the worker's standard input, so that the worker stops cleanly however
    this process ends.
    """

    def __init__(self, workspace: Workspace, *, stop_seconds: float = 60.0) -> None:
        self._root = str(workspace.root)
        self._stop_seconds = stop_seconds
        self._over = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="worker-process", daemon=True)

    def start(self) -> None:
        """Start it."""
        self._thread.start()

    def stop(self) -> None:
        """Let the worker put its jobs back and end."""
        self._over.set()
        process = self._process
        if process is not None and process.stdin is not None:
            process.stdin.close()
        self._thread.join(self._stop_seconds)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()

    @property
    def pid(self) -> int | None:
        """Its process, where it runs."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    def _keep(self) -> None:
        pause = _FIRST
        while not self._over.is_set():
            process = subprocess.Popen(  # noqa: S603  our own module
                [sys.executable, "-m", "modiste.serve.jobs.worker", self._root],
                stdin=subprocess.PIPE,
            )
            self._process = process
            if self._over.is_set() and process.stdin:
                process.stdin.close()
            code = process.wait()
            if process.stdin:
                process.stdin.close()
            if self._over.is_set():
                return
            _log.warning("the worker ended with %d; it is started again in %g s", code, pause)
            self._over.wait(pause)
            pause = min(pause * 2, _LONGEST)
