"""What a job is given while it is done."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from modiste.store import jobs
from modiste.store.ledger import Run
from modiste.store.runs import runs_of_job
from modiste.store.workspace import Workspace

_EVERY = 0.25  # seconds between two words that are stored
_LOOK = 0.5  # seconds between two looks whether the job is to be cancelled


class StoppedError(BaseException):
    """The job is to end; no ``except Exception`` on the way may swallow it."""


@dataclass
class Task:
    """A job under way.

    Attributes:
        workspace: where.
        job_id: which job.
        arguments: with what it was asked for.
        actor: who asked for it.
    """

    workspace: Workspace
    job_id: str
    arguments: Mapping[str, Any]
    actor: str
    shares: Mapping[str, float] = field(default_factory=dict)
    said: dict[str, float] = field(default_factory=dict)
    stop: threading.Event = field(default_factory=threading.Event)
    began: float = field(default_factory=time.monotonic)
    _stored: float = -1.0

    def progress(self, text: str, fraction: float | None = None) -> None:
        """Say what is being done; ends the job where it was cancelled.

        Args:
            text: a few words.
            fraction: share that is done; where it is not known, the share of its time at which the
                last job of this kind said the same.

        Raises:
            StoppedError: the job is to end.
        """
        if self.stop.is_set():
            raise StoppedError(self.job_id)
        moment = time.monotonic()
        fresh = text not in self.said
        self.said.setdefault(text, moment - self.began)
        if not fresh and moment - self._stored < _EVERY:
            return
        self._stored = moment
        known = self.shares.get(text) if fraction is None else fraction
        jobs.say(self.workspace.ledger, self.job_id, text, known)

    def done_run(self, kind: str) -> Run | None:
        """The run that this job made to its end before its process was killed, if it did."""
        found = runs_of_job(self.workspace.ledger, self.job_id, kind)
        return next((run for run in reversed(found) if run.state == "done"), None)

    def timeline(self) -> dict[str, float]:
        """What was said, with the share of the whole time at which it was."""
        whole = max(time.monotonic() - self.began, 1e-9)
        return {text: round(min(at / whole, 1.0), 4) for text, at in self.said.items()}

    def watch(self) -> Callable[[], None]:
        """Look for a wish to cancel until the returned function is called."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(_LOOK):
                if jobs.get_job(self.workspace.ledger, self.job_id).cancel:
                    self.stop.set()
                    return

        thread = threading.Thread(target=look, name="watch-cancel", daemon=True)
        thread.start()

        def end() -> None:
            over.set()
            thread.join()

        return end
