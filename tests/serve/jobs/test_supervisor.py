"""The worker as a child of the server."""

from __future__ import annotations

import os
import signal
import time

import pytest

from modiste.serve.jobs import supervise
from modiste.serve.jobs.supervise import WorkerProcess
from modiste.serve.jobs.worker import is_working

pytestmark = pytest.mark.slow


def test_a_worker_that_dies_is_started_again_and_stops_with_its_server(workspace, monkeypatch):
    monkeypatch.setattr(supervise, "_FIRST", 0.1)
    kept = WorkerProcess(workspace)
    kept.start()
    wait_for(workspace, True)
    first = kept.pid
    os.kill(first, signal.SIGKILL)
    while kept.pid in {None, first}:
        time.sleep(0.05)
    wait_for(workspace, True)
    kept.stop()
    assert kept.pid is None
    wait_for(workspace, False)


def wait_for(workspace, working: bool) -> None:
    while is_working(workspace) is not working:
        time.sleep(0.1)
