"""A worker in a process of its own, and kinds of jobs that an installed extension brings."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from modiste.store import jobs
from modiste.store.workspace import Workspace

PROBE = """
import os, time
from modiste.model.errors import BusyError, InputError
from modiste.store.capability import Capability, JobKind

def note(task, what):
    line = f"{what} {task.job_id} {os.getpid()}\\n".encode()
    handle = os.open(task.workspace.root / "probe.log", os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(handle, line)
    os.close(handle)

def slow(task):
    note(task, "begin")
    for step in range(int(task.arguments["steps"])):
        task.progress(f"step {step}")
        time.sleep(0.1)
    note(task, "end")
    return {"steps": task.arguments["steps"]}

def deaf(task):
    note(task, "begin")
    time.sleep(600)

def flaky(task):
    note(task, "begin")
    raise BusyError("the table is locked", remedy="Try again.")

def wrong(task):
    raise InputError("there is no such file", remedy="Name another.")

def broken(task):
    raise ZeroDivisionError("oops")

def dying(task):
    note(task, "begin")
    os.kill(os.getpid(), 9)

def kind(name, **more):
    return JobKind(name, name, f"probe:{name}", **more)

CAPABILITY = Capability("probe", "Probe", jobs=(
    kind("slow"), kind("deaf"), kind("flaky", attempts=2), kind("wrong"), kind("broken"),
    kind("dying", attempts=1),
))
"""


@pytest.fixture(scope="session")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an installed extension whose jobs are for tests."""
    folder = tmp_path_factory.mktemp("probe")
    (folder / "probe.py").write_text(PROBE)
    info = folder / "probe-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: probe\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[modiste.capabilities]\nprobe = probe:CAPABILITY\n")
    return folder


class Bench:
    """A workspace and its worker, which can be killed."""

    def __init__(self, workspace: Workspace, probe: Path) -> None:
        self.workspace = workspace
        self.ledger = workspace.ledger
        self._path = str(probe)
        self._worker: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._worker = subprocess.Popen(
            [sys.executable, "-m", "modiste.serve.jobs.worker", str(self.workspace.root)],
            stdin=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": self._path},
        )

    def kill(self) -> None:
        self._worker.send_signal(signal.SIGKILL)
        self._worker.wait()
        self._worker.stdin.close()

    def stop(self) -> int:
        self._worker.stdin.close()
        return self._worker.wait()

    def ask(self, kind: str, **arguments: object) -> str:
        return jobs.enqueue(self.ledger, kind, arguments, actor="ann")

    def job(self, job_id: str) -> jobs.Job:
        return jobs.get_job(self.ledger, job_id)

    def until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            assert self._worker.poll() is None, "the worker ended"
            time.sleep(0.05)

    def until_ended(self, *job_ids: str) -> list[str]:
        self.until(lambda: all(self.job(each).state not in jobs.ACTIVE for each in job_ids))
        return [self.job(each).state for each in job_ids]

    def log(self, what: str) -> list[str]:
        file = self.workspace.root / "probe.log"
        lines = file.read_text().splitlines() if file.exists() else []
        return [line.split()[1] for line in lines if line.startswith(f"{what} ")]

    def told(self, job_id: str) -> list[str]:
        kinds = [event.kind for event in jobs.events_after(self.ledger, job_id)]
        return [kind for kind in kinds if kind != "progress"]


@pytest.fixture
def bench_of(probe: Path) -> Iterator[Callable[[Workspace], Bench]]:
    made: list[Bench] = []

    def make(workspace: Workspace) -> Bench:
        made.append(Bench(workspace, probe))
        return made[-1]

    yield make
    for each in made:
        if each._worker is not None and each._worker.poll() is None:
            each.kill()


@pytest.fixture
def bench(workspace: Workspace, bench_of: Callable[[Workspace], Bench]) -> Bench:
    return bench_of(workspace)
