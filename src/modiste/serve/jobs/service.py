"""The worker among the server's services."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from modiste.present.http.shared import Shared
from modiste.serve.jobs.supervise import WorkerProcess


@contextmanager
def worker(shared: Shared) -> Iterator[None]:
    """Keep a worker alive as long as the server runs."""
    process = WorkerProcess(shared.workspace)
    process.start()
    try:
        yield
    finally:
        process.stop()
