"""Main reads of the API under 50 clients at once, beside a plain FastAPI handler in the same run.

Run ``python -m benchmarks.app --workspace FOLDER``; without a folder a brand of 20,000 SKUs is
simulated and planned first. Server and clients share the machine, each in a process of its own, on
loopback; a client sends its next request when it has the answer to the last. The plain handler
answers a small JSON object from a FastAPI application with nothing else in it: what no Python
application on this framework can be quicker than.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.measure import header, table
from modiste.present.http.access import Scope
from modiste.serve.access import keys
from modiste.store.workspace import Workspace

CLIENTS = 50
_SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Measured:
    """One address under load; milliseconds."""

    name: str
    status: int
    size: int
    first: float
    p50: float
    p99: float
    per_second: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workspace", type=Path, help="A planned workspace; made if missing.")
    parser.add_argument("--requests", type=int, default=1000, help="Requests for each address.")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as folder:
        root = options.workspace or Path(folder) / "workspace"
        if not (root / "modiste.toml").exists():
            make(root)
        run(root, options.requests)


def make(root: Path) -> None:
    """A brand of 20,000 SKUs with its plan."""
    from modiste.plan.weekly import make_plan
    from modiste.simulate import preset, simulate

    os.environ["MODISTE_TRENDS__MODEL"] = "seasonal profile"  # reads do not depend on the model
    world = simulate(preset("medium", posts_per_week=100, sessions_per_week=500))
    workspace = Workspace.init(root, name="Benchmark", currency=world.config.currency)
    for name, frame in world.tables.items():
        workspace.lake.upsert(name, frame)
    make_plan(workspace, world.config.as_of, progress=lambda said: print(said, file=sys.stderr))
    workspace.ledger.close()


def run(root: Path, requests: int) -> None:
    """Measure every address, one after the other."""
    workspace = Workspace.open(root)
    known = workspace.lake.read("variant")
    with workspace.ledger.write() as session:
        name = f"benchmark {time.time():.0f}"
        scopes = {scope for scope in Scope if scope.endswith(":read")} & keys.KEY_SCOPES
        secret = keys.mint(session, name, scopes, actor="benchmark")[1]
    workspace.ledger.close()
    product = known["product_id"][0]
    rows = [measure(_plain_server, None, "/plain", None, requests, "plain FastAPI handler")]
    with _Served(_own_server, root) as port:
        rows += [load(port, path, secret, requests, path) for path in addresses(str(product))]
    base = rows[0]
    print(header(f"Main reads, {CLIENTS} clients", ("fastapi", "uvicorn", "pydantic", "polars")))
    print(f"{known.height:,} SKUs, {os.cpu_count()} processors, {requests:,} requests each.\n")
    print(table(COLUMNS, [_row(each, base) for each in rows]))


COLUMNS = ("read", "kB", "first ms", "p50 ms", "p99 ms", "per second", "p50 ÷ plain")


def _row(each: Measured, base: Measured) -> tuple[Any, ...]:
    told = each.name if each.status == 200 else f"{each.name} ({each.status})"
    size = round(each.size / 1024, 1)
    return (told, size, each.first, each.p50, each.p99, round(each.per_second), each.p50 / base.p50)


def addresses(product: str) -> list[str]:
    """The reads that the app's pages begin with."""
    return [
        "/healthz",
        "/v1/me",
        "/v1/today",
        "/v1/decisions?limit=50",
        "/v1/products?limit=50",
        f"/v1/products/{product}",
        "/v1/plan/wssi",
        "/v1/plan/open-to-buy",
        "/v1/plan/exceptions?limit=50",
        "/v1/orders?limit=50",
        "/v1/inventory/positions?limit=50",
        "/v1/demand/forecast?level=total",
        "/v1/trends/board",
        "/v1/customers?limit=50",
        "/v1/recommend?k=12",
    ]


def measure(
    server: Any, argument: Any, path: str, secret: str | None, requests: int, name: str
) -> Measured:
    """Start a server for one address."""
    with _Served(server, argument) as port:
        return load(port, path, secret, requests, name)


# --- servers ------------------------------------------------------------------------------------


class _Served:
    """A server in a process of its own, while it is needed."""

    def __init__(self, function: Any, argument: Any) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._process = _SPAWN.Process(target=function, args=(self.port, argument))

    def __enter__(self) -> int:
        self._process.start()
        for _ in range(1200):
            with socket.socket() as tried:
                if tried.connect_ex(("127.0.0.1", self.port)) == 0:
                    return self.port
            time.sleep(0.05)
        raise RuntimeError("the server did not start")

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.join()


def _plain_server(port: int, _: None) -> None:
    import uvicorn
    from fastapi import FastAPI

    app = FastAPI()

    @app.get("/plain")
    def plain() -> dict[str, str]:
        return {"status": "ok"}

    uvicorn.run(app, port=port, access_log=False, log_level="warning")


def _own_server(port: int, root: Path) -> None:
    import uvicorn

    from modiste.serve.api import logs
    from modiste.serve.api.app import Options, create_app

    os.environ |= {
        "MODISTE_SERVER__REQUESTS_PER_MINUTE": "0",
        "MODISTE_SERVER__KEY_REQUESTS_PER_MINUTE": "0",
    }
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        logs.configure("info", nowhere)  # written as in service, to no disk
        app = create_app(Workspace.open(root), options=Options(services=False))
        uvicorn.run(app, port=port, access_log=False, log_config=None)


# --- clients ------------------------------------------------------------------------------------


def load(port: int, path: str, secret: str | None, requests: int, name: str) -> Measured:
    """Ask an address once, then by all clients, in a process of their own."""
    receiver, sender = _SPAWN.Pipe(duplex=False)
    client = _SPAWN.Process(target=_clients, args=(sender, port, path, secret, requests, name))
    client.start()
    sender.close()
    found: Measured = receiver.recv()
    client.join()
    print(f"{name}: {found.p50:.0f} ms, {found.per_second:.0f} a second", file=sys.stderr)
    return found


def _clients(
    sender: Any, port: int, path: str, secret: str | None, requests: int, name: str
) -> None:
    sender.send(asyncio.run(_ask_all(port, path, secret, requests, name)))


async def _ask_all(port: int, path: str, secret: str | None, requests: int, name: str) -> Measured:
    lines = [f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Accept: application/json"]
    lines += [f"Authorization: Bearer {secret}"] if secret else []
    asked = ("\r\n".join(lines) + "\r\n\r\n").encode()
    (first, status, body), *_ = await _client(port, asked, 1)
    if status != 200:
        told = json.loads(body).get("detail", "") if body else ""
        print(f"{path}: {status} {told}", file=sys.stderr)
        return Measured(name, status, len(body), first * 1000, 0.0, 0.0, 0.0)
    await asyncio.gather(*(_client(port, asked, 1) for _ in range(CLIENTS)))  # warms up
    began = time.perf_counter()
    each = max(requests // CLIENTS, 1)
    found = await asyncio.gather(*(_client(port, asked, each) for _ in range(CLIENTS)))
    took = time.perf_counter() - began
    times = sorted(seconds for answers in found for seconds, _, _ in answers)
    failed = sum(status != 200 for answers in found for _, status, _ in answers)
    if failed:
        raise RuntimeError(f"{failed} of {len(times)} requests for {path} failed")
    return Measured(
        name,
        200,
        len(body),
        first * 1000,
        times[len(times) // 2] * 1000,
        times[int(len(times) * 0.99)] * 1000,
        len(times) / took,
    )


async def _client(port: int, asked: bytes, times: int) -> list[tuple[float, int, bytes]]:
    """One connection that asks again and again; seconds, status and body of each answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**24)
    found = []
    for _ in range(times):
        began = time.perf_counter()
        writer.write(asked)
        head = await reader.readuntil(b"\r\n\r\n")
        length = next(
            int(line.split(b":")[1])
            for line in head.lower().split(b"\r\n")
            if line.startswith(b"content-length:")
        )
        body = await reader.readexactly(length)
        found.append((time.perf_counter() - began, int(head[9:12]), body))
    writer.close()
    await writer.wait_closed()
    return found


if __name__ == "__main__":
    main()
