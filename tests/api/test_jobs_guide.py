"""The examples of docs/guide/jobs.md and events.md, run against a server with its worker."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn

from modiste.present.http.access import Scope
from modiste.serve.access import keys
from modiste.serve.api.app import Options, create_app

GUIDE = Path(__file__).parents[2] / "docs" / "guide"
SCOPES = {
    Scope.JOBS_READ, Scope.JOBS_WRITE, Scope.DATA_READ, Scope.DATA_WRITE, Scope.SETTINGS_READ,
    Scope.EVENTS_WRITE,
}  # fmt: skip

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("curl") and shutil.which("bash")), reason="there is no curl"
    ),
]


@pytest.fixture(scope="module")
def variables(brand) -> Iterator[dict[str, str]]:
    with brand.ledger.write() as session:
        _, secret = keys.mint(session, "guide", SCOPES, actor="test")
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    app = create_app(brand, options=Options())
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield {"MODISTE": f"http://127.0.0.1:{listening.getsockname()[1]}", "KEY": secret}
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.mark.parametrize(("name", "least"), [("jobs.md", 9), ("events.md", 1)])
def test_the_examples_of(name, least, variables, tmp_path):
    text = (GUIDE / name).read_text(encoding="utf-8")
    examples = re.findall(r"^```bash\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    assert len(examples) >= least
    for example in examples:
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", example],
            env={**variables, "PATH": "/usr/local/bin:/usr/bin:/bin"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{example}\n{done.stdout}\n{done.stderr}"
