"""``modiste demo`` as somebody runs it for the first time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit


def test_the_demo_ends_in_one_address_that_answers(tmp_path: Path):
    command = "from modiste.serve.cli import main; main()"
    root = tmp_path / "demo"
    process = subprocess.Popen(
        [sys.executable, "-c", command, "demo", "-w", str(root), "--size", "tiny", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**os.environ, "MODISTE_TRENDS__MODEL": "seasonal profile", "COLUMNS": "400"},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = None
        addresses = []
        for line in process.stdout:
            addresses += re.findall(r"https?://\S+", line)
            found = re.search(r"Modiste is at (http://127\.0\.0\.1:\d+)/welcome#token=\S+", line)
            if found:
                break
        assert found, "the server told no address"
        assert len(addresses) == 1
        parts = urlsplit(found[1])
        asked = HTTPConnection("127.0.0.1", parts.port, timeout=30)
        asked.request("GET", "/v1/setup")
        answer = asked.getresponse()
        assert answer.status == 200
        assert b'"needed":true' in answer.read().replace(b" ", b"")
        asked.close()
    finally:
        process.terminate()
        process.wait(30)
        if process.stdout is not None:
            process.stdout.close()
