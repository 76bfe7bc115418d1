"""A server and its worker, killed under load: what was acknowledged is in the lake, once."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import polars as pl
import pytest

from modiste.store import jobs
from modiste.store.importers.fields import digests
from modiste.store.inbox import compact
from modiste.store.workspace import Workspace

pytestmark = pytest.mark.slow
SERVER = """
import sys
from pathlib import Path
import uvicorn
from modiste.present.http.access import Principal, Role, Scope
from modiste.serve.api.app import Options, create_app
from modiste.store.workspace import Workspace
who = Principal("key", "key:shop", None, frozenset(Scope), id="shop")
app = create_app(Workspace.open(Path(sys.argv[1])), options=Options(authenticate=lambda _: who))
uvicorn.run(app, port=int(sys.argv[2]), log_level="warning", access_log=False)
"""


class Server:
    def __init__(self, root: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._command = [sys.executable, "-c", SERVER, root, str(self.port)]
        self.start()

    def start(self) -> None:
        environment = {**os.environ, "MODISTE_JOBS__COMPACT_SECONDS": "1"}
        self.process = subprocess.Popen(self._command, env=environment)

    def end(self, how: signal.Signals) -> None:
        self.process.send_signal(how)
        self.process.wait()

    def post(self, path: str, body: dict) -> dict | None:
        """The answer, or nothing where none came."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        headers = {"Content-Type": "application/json", "Authorization": "Bearer of-the-test"}
        try:
            connection.request("POST", path, json.dumps(body), headers)
            answer = connection.getresponse()
            told = json.loads(answer.read())
        except (OSError, http.client.HTTPException, ValueError):
            return None
        finally:
            connection.close()
        return told if answer.status < 300 else None


class Clients:
    """Shops that send events and people who ask for jobs, until told to stop."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._over = threading.Event()
        self.events: list[str] = []
        self.asked: list[str] = []
        self._threads = [threading.Thread(target=self._shop, args=(n,)) for n in range(4)]
        self._threads.append(threading.Thread(target=self._person))
        for thread in self._threads:
            thread.start()

    def until(self, events: int) -> None:
        while len(self.events) < events:
            time.sleep(0.05)

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def _shop(self, client: int) -> None:
        number = 0
        while not self._over.is_set():
            names = [f"{client}-{number}-{at}" for at in range(5)]
            sent = [
                {"name": "view_item", "event_id": name, "params": {"items": [{"item_id": "P"}]}}
                for name in names
            ]
            if self._server.post("/v1/events", {"client_id": str(client), "events": sent}):
                self.events.extend(names)
                number += 1
            else:
                time.sleep(0.05)

    def _person(self) -> None:
        while not self._over.is_set():
            told = self._server.post("/v1/jobs", {"kind": "compact"})
            if told:
                self.asked.append(told["job_id"])
            time.sleep(0.2)


def test_nothing_acknowledged_is_lost_when_server_and_worker_are_killed(workspace: Workspace):
    server = Server(str(workspace.root))
    clients = Clients(server)
    for wanted in (200, 500):
        clients.until(wanted)
        server.end(signal.SIGKILL)
        server.start()
    clients.until(800)
    clients.stop()
    while {"queued", "running"} & states(workspace, clients.asked):
        time.sleep(0.1)
    server.end(signal.SIGTERM)
    assert states(workspace, clients.asked) == {"done"}
    while compact(workspace.ledger, workspace.lake):
        pass
    stored = workspace.lake.read("event")["event_id"]
    assert stored.n_unique() == len(stored)
    known = digests(pl.Series([f"given\x1f{name}\x1f0" for name in clients.events]))
    assert known.is_in(stored.implode()).all()


def states(workspace: Workspace, ids: list[str]) -> set[str]:
    return {jobs.get_job(workspace.ledger, job_id).state for job_id in set(ids)}
