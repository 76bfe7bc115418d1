"""Events taken in durably, beside a plain FastAPI handler that keeps nothing.

    python -m benchmarks.app_events [--seconds 20] [--clients 16]

Server, worker and clients run on this machine at the same time. Then the server and the worker are
killed with SIGKILL again and again under load; afterwards every event that was acknowledged must be
in the lake, once.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from importlib.metadata import version
from pathlib import Path

WANTED = 2_000
_HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer of-the-benchmark"}


# --- servers ----------------------------------------------------------------------------------


def serve(root: str, port: int) -> None:
    """The application over a workspace; who sends events is known already."""
    import uvicorn

    from modiste.present.http.access import Principal, Scope
    from modiste.serve.api.app import Options, create_app
    from modiste.store.workspace import Workspace

    os.environ["MODISTE_SERVER__KEY_REQUESTS_PER_MINUTE"] = "0"
    shop = Principal("key", "key:shop", None, frozenset({Scope.EVENTS_WRITE}), id="shop")
    app = create_app(Workspace.open(Path(root)), options=Options(authenticate=lambda _: shop))
    uvicorn.run(app, port=port, log_level="warning", access_log=False)


def plain(port: int) -> None:
    """A handler that reads the same body and keeps nothing."""
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.post("/v1/events")
    async def take(body: dict) -> dict:  # type: ignore[type-arg]
        return {"accepted": len(body["events"]), "repeated": 0, "rejected": []}

    uvicorn.run(app, port=port, log_level="warning", access_log=False)


class Server:
    """One of the two in a process of its own, on a free port."""

    def __init__(self, root: str | None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self._arguments = ["--plain"] if root is None else ["--serve", root]
        self.start()

    def start(self) -> None:
        """Start it, and wait until it answers."""
        command = [sys.executable, "-m", "benchmarks.app_events", *self._arguments]
        self.process = subprocess.Popen([*command, "--port", str(self.port)])
        while True:
            with socket.socket() as trial:
                if trial.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)

    def end(self, how: signal.Signals = signal.SIGTERM) -> None:
        """End it."""
        self.process.send_signal(how)
        self.process.wait()


# --- clients ----------------------------------------------------------------------------------


def body(client: str, number: int, events: int) -> bytes:
    """Events with ids of their own."""
    shown = [
        {
            "name": "view_item_list" if at % 3 else "add_to_cart",
            "event_id": f"{client}-{number}-{at}",
            "params": {
                "ga_session_id": number // 20,
                "currency": "EUR",
                "items": [{"item_id": f"P{(number + at) % 500}", "price": 39.9, "quantity": 1}],
            },
        }
        for at in range(events)
    ]
    return json.dumps({"client_id": client, "user_id": f"{client}-u", "events": shown}).encode()


class Load:
    """Clients that send as fast as they are answered and remember what was acknowledged."""

    def __init__(self, port: int, clients: int, events: int) -> None:
        self._port, self._events = port, events
        self._over = threading.Event()
        self.acknowledged: list[str] = []
        self.latencies: list[float] = []
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._send, args=(f"c{n}-{random.getrandbits(32):x}",))
            for n in range(clients)
        ]

    def run(self, seconds: float, kill: float = 0.0, victims: object = None) -> float:
        """Send for some seconds; gives events acknowledged a second."""
        began = time.monotonic()
        for thread in self._threads:
            thread.start()
        while (left := seconds - (time.monotonic() - began)) > 0:
            time.sleep(min(left, kill or left))
            if kill and callable(victims):
                victims()
        self._over.set()
        for thread in self._threads:
            thread.join()
        return len(self.acknowledged) / (time.monotonic() - began)

    def _send(self, client: str) -> None:
        number, connection = 0, http.client.HTTPConnection("127.0.0.1", self._port, timeout=30)
        while not self._over.is_set():
            text = body(client, number, self._events)
            began = time.perf_counter()
            try:
                connection.request("POST", "/v1/events", text, _HEADERS)
                answer = connection.getresponse()
                told = json.loads(answer.read())
            except (OSError, http.client.HTTPException, ValueError):
                connection.close()  # not acknowledged: the same events are sent again
                time.sleep(0.05)
                continue
            if answer.status == 200 and told["accepted"] == self._events:
                took = time.perf_counter() - began
                with self._lock:
                    self.latencies.append(took)
                    self.acknowledged += [f"{client}-{number}-{at}" for at in range(self._events)]
                number += 1
        connection.close()


def in_process(port: int, clients: int, events: int, seconds: float) -> dict[str, float]:
    """A load from another process, so that clients and server do not share an interpreter."""
    command = [sys.executable, "-m", "benchmarks.app_events", "--load", "--port", str(port)]
    numbers = ["--clients", str(clients), "--events", str(events), "--seconds", str(seconds)]
    done = subprocess.run([*command, *numbers], capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def load(port: int, clients: int, events: int, seconds: float) -> None:
    """Send for some seconds and print what came of it as JSON."""
    made = Load(port, clients, events)
    rate = made.run(seconds)
    sorted_ = sorted(made.latencies)
    print(
        json.dumps(
            {
                "rate": rate,
                "requests": len(sorted_) / seconds,
                "p50": 1000 * sorted_[len(sorted_) // 2],
                "p99": 1000 * sorted_[int(len(sorted_) * 0.99)],
                "events": len(made.acknowledged),
            }
        )
    )


# --- what is measured --------------------------------------------------------------------------


def workspace(folder: str) -> str:
    """A new workspace."""
    from modiste.store.workspace import Workspace

    root = Path(folder) / "brand"
    Workspace.init(root)
    return str(root)


def speed(clients: int, seconds: float) -> None:
    """Measure both, with many events a request and with one."""
    print(f"{'':46}{'events/s':>10}{'req/s':>9}{'p50 ms':>9}{'p99 ms':>9}")
    for events in (20, 1):
        rates = {}
        for name in ("plain handler, keeps nothing", "POST /v1/events, durable"):
            with tempfile.TemporaryDirectory() as folder:
                server = Server(None if name.startswith("plain") else workspace(folder))
                in_process(server.port, clients, events, 2)
                found = in_process(server.port, clients, events, seconds)
                server.end()
            rates[name] = found["rate"]
            label = f"{name}, {events} a request"
            print(
                f"{label:<46}{found['rate']:>10,.0f}{found['requests']:>9,.0f}"
                f"{found['p50']:>9.1f}{found['p99']:>9.1f}"
            )
        plain_rate, ours = rates.values()
        print(f"  durable / plain: {ours / plain_rate:.2f}")
        if events > 1:
            print(f"  wanted {WANTED:,} a second: {'reached' if ours >= WANTED else 'NOT reached'}")


def kills(clients: int, seconds: float) -> None:
    """Kill server and worker under load; then look for every acknowledged event in the lake."""
    import polars as pl

    from modiste.store.importers.fields import digests
    from modiste.store.inbox import compact
    from modiste.store.workspace import Workspace

    with tempfile.TemporaryDirectory() as folder:
        root = workspace(folder)
        os.environ["MODISTE_JOBS__COMPACT_SECONDS"] = "1"
        server, count = Server(root), 0

        def victims() -> None:
            nonlocal count
            server.end(signal.SIGKILL)  # its worker hears of it and is cut off in what it does
            count += 1
            server.start()

        made = Load(server.port, clients, 20)
        made.run(seconds, kill=3.0, victims=victims)
        server.end()
        opened = Workspace.open(Path(root))
        while compact(opened.ledger, opened.lake):
            pass
        stored = opened.lake.read("event")["event_id"]
        names = pl.Series([f"given\x1f{name}\x1f0" for name in made.acknowledged])
        lost = digests(names).is_in(stored.implode()).not_().sum()
        print(
            f"{count} kills of the server: {len(made.acknowledged):,} acknowledged, {lost} lost, "
            f"{len(stored) - stored.n_unique()} twice"
        )


def main() -> None:
    """Measure, or be one of the processes that are measured."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serve")
    parser.add_argument("--plain", action="store_true")
    parser.add_argument("--load", action="store_true")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--events", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=15.0)
    given = parser.parse_args()
    if given.serve:
        serve(given.serve, given.port)
    elif given.plain:
        plain(given.port)
    elif given.load:
        load(given.port, given.clients, given.events, given.seconds)
    else:
        names = ("fastapi", "uvicorn", "sqlalchemy", "polars")
        print(os.cpu_count(), "processors;", ", ".join(f"{n} {version(n)}" for n in names))
        speed(given.clients, given.seconds)
        kills(given.clients, given.seconds)


if __name__ == "__main__":
    main()
