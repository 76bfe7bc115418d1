"""The examples of docs/guide/planning-in-the-app.md, run one after the other."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import threading
from pathlib import Path

import pytest
import uvicorn

from modiste.inventory.replenish.book import list_orders
from modiste.present.http.access import Scope
from modiste.serve.access import keys
from modiste.serve.api.app import Options, create_app

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "planning-in-the-app.md"
EXAMPLES = re.findall(r"^```bash\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
SCOPES = {
    Scope.INVENTORY_READ, Scope.INVENTORY_WRITE, Scope.ORDERS_READ, Scope.ORDERS_WRITE,
    Scope.ORDERS_APPROVE,
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="there is no curl"
)


def test_a_monday_by_curl(brand, tmp_path):
    with brand.ledger.write() as session:
        _, secret = keys.mint(session, "planner", SCOPES, actor="test")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = create_app(brand, options=Options(services=False))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    where = f"http://127.0.0.1:{listening.getsockname()[1]}"
    try:
        answers = [
            _run(example, {"MODISTE": where, "KEY": secret}, tmp_path) for example in EXAMPLES
        ]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()
    assert len(answers) >= 8
    # An example may ask several things: the first answer is looked at.
    first = json.JSONDecoder()
    told = [first.raw_decode(each)[0] for each in answers if each.startswith(("{", "["))]
    assert any(isinstance(each, list) and each[0].get("done") for each in told)  # accepted
    assert any(isinstance(each, dict) and each.get("revision") == 2 for each in told)  # edited
    assert "closed" in {order.state for order in list_orders(brand.ledger)}
    assert (tmp_path / "order.csv").stat().st_size > 100


def _run(example: str, variables: dict[str, str], folder: Path) -> str:
    done = subprocess.run(
        ["bash", "-e", "-c", example],
        env={**variables, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{example}\n{done.stdout}\n{done.stderr}"
    return done.stdout
