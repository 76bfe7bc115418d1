"""The examples of docs/guide/api.md, run with curl against a server of their own."""

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

from modiste.present.http.access import Scope
from modiste.serve.access import keys
from modiste.serve.api.app import Options, create_app

GUIDE = Path(__file__).parents[2] / "docs" / "guide" / "api.md"
EXAMPLES = re.findall(r"^```bash\n(.*?)^```", GUIDE.read_text(encoding="utf-8"), re.M | re.S)
READS = {Scope.PRODUCTS_READ, Scope.INVENTORY_READ, Scope.JOBS_READ}

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="there is no curl"
)


@pytest.fixture(scope="module")
def variables(brand):
    """A server on a free port, and a key."""
    with brand.ledger.write() as session:
        _, secret = keys.mint(session, "reports", READS, actor="test")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = create_app(brand, options=Options(services=False))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield {"MODISTE": f"http://127.0.0.1:{listening.getsockname()[1]}", "KEY": secret}
    server.should_exit = True
    thread.join()
    listening.close()


def test_there_are_examples():
    assert len(EXAMPLES) >= 6
    assert all("curl" in example for example in EXAMPLES)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_works(variables, example):
    done = subprocess.run(
        ["bash", "-e", "-c", example],
        env={**variables, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout
    if "9999" in example:
        assert json.loads(done.stdout)["code"] == "invalid-request"
    if "Idempotency-Key" in example:
        half = len(done.stdout) // 2
        assert done.stdout[:half] == done.stdout[half:]
