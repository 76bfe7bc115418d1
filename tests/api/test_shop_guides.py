"""The examples of the storefront's and the products' guides, run with curl against a server."""

from __future__ import annotations

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

GUIDES = Path(__file__).parents[2] / "docs" / "guide"
EXAMPLES = [
    pytest.param(example, id=f"{name} {number}")
    for name in ("storefront", "products-and-customers")
    for number, example in enumerate(
        re.findall(
            r"^```bash\n(.*?)^```", (GUIDES / f"{name}.md").read_text(encoding="utf-8"), re.M | re.S
        ),
        start=1,
    )
]
PAGE = {Scope.SHOP_READ, Scope.EVENTS_WRITE}
SERVER = {
    Scope.CUSTOMERS_READ, Scope.PRODUCTS_READ, Scope.PRODUCTS_WRITE, Scope.RECOMMEND_READ,
    Scope.STYLING_READ,
}  # fmt: skip

pytestmark = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("bash")), reason="there is no curl"
)


@pytest.fixture(scope="module")
def variables(brand):
    """A server on a free port, and its keys."""
    with brand.ledger.write() as session:
        _, key = keys.mint(session, "page", PAGE | SERVER, actor="test")
        _, server_key = keys.mint(session, "server", SERVER, actor="test")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = create_app(brand, options=Options(services=False))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    address = f"http://127.0.0.1:{listening.getsockname()[1]}"
    yield {"MODISTE": address, "KEY": key, "SERVER_KEY": server_key}
    server.should_exit = True
    thread.join()
    listening.close()


def test_there_are_examples():
    assert len(EXAMPLES) >= 10


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_example_works(variables, example):
    done = subprocess.run(
        ["bash", "-e", "-c", example],
        env={**variables, "PATH": "/usr/local/bin:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
