"""Files of the web app that were compressed when it was built."""

from __future__ import annotations

import gzip
import warnings
from pathlib import Path

import pytest
from fastapi import FastAPI

from modiste.serve.api import web

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

SCRIPT = b"export const answer = 42;\n" * 100


@pytest.fixture
def client(tmp_path: Path) -> TestClient:
    folder = tmp_path / "web"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>App</title>")
    (folder / "assets" / "a.js").write_bytes(SCRIPT)
    (folder / "assets" / "a.js.gz").write_bytes(gzip.compress(SCRIPT, 9))
    app = FastAPI()
    web.mount(app, folder)
    return TestClient(app)


def test_a_file_comes_as_it_was_compressed_when_built(client: TestClient):
    answer = client.get("/assets/a.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].split(";")[0] == "text/javascript"
    assert "immutable" in answer.headers["cache-control"]
    assert int(answer.headers["content-length"]) < len(SCRIPT) / 10
    assert answer.content == SCRIPT


def test_who_takes_no_compressed_file_gets_it_plain(client: TestClient):
    answer = client.get("/assets/a.js", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in answer.headers
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.content == SCRIPT
