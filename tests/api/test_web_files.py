"""The web app's files, the description of the API, and conditional reads."""

from __future__ import annotations

import json

import pytest
from fastapi import FastAPI, Request, Response
from tests.api.accounts_kit import TestClient

from modiste.present.http.editing import etag, not_modified, require_match
from modiste.present.http.problems import StaleError, UnconditionalError
from modiste.serve.api import errors, openapi, web
from modiste.serve.api.describe import raw_id


@pytest.fixture
def folder(tmp_path):
    root = tmp_path / "web"
    (root / "assets").mkdir(parents=True)
    (root / "index.html").write_text("<title>the app</title>")
    (root / "assets" / "index-abc.js").write_text("1")
    (root / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret.txt").write_text("hidden words")
    return root


def client(folder) -> TestClient:
    app = FastAPI()
    errors.install(app)
    web.mount(app, folder)
    return TestClient(app, raise_server_exceptions=False)


def test_every_address_of_the_app_gets_its_page(folder):
    for path in ("/", "/today", "/products/AW-1", "/welcome"):
        answer = client(folder).get(path)
        assert answer.text == "<title>the app</title>"
        assert answer.headers["cache-control"] == "no-cache"


def test_files_are_files(folder):
    asset = client(folder).get("/assets/index-abc.js")
    assert asset.text == "1"
    assert "immutable" in asset.headers["cache-control"]
    assert client(folder).get("/icon.svg").headers["cache-control"] == "no-cache"
    for path in ("/assets/gone.js", "/favicon.ico", "/v1/nothing", "/v1"):
        answer = client(folder).get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "not-found")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/assets/..%2f..%2fsecret.txt",
        "//etc/passwd",
        "/%00",
        "/" + "x" * 5000,
    ],
)
def test_nothing_outside_is_given(folder, path):
    answer = client(folder).get(path)
    assert "hidden words" not in answer.text
    assert "root:" not in answer.text
    assert answer.status_code < 500


def test_without_a_build_it_says_how(tmp_path):
    answer = client(tmp_path / "nothing").get("/")
    assert answer.status_code == 200
    assert "make web" in answer.text
    assert client(tmp_path / "nothing").get("/today").status_code == 404


# --- the description ---------------------------------------------------------------------------


@pytest.fixture(scope="module")
def described() -> dict:
    return json.loads(openapi.text())


def test_it_is_openapi_3_1_with_all_references(described):
    assert described["openapi"] == "3.1.0"
    text = json.dumps(described)
    for name in described["components"]["schemas"]:
        assert "/" not in name
    for part in text.split('"$ref": "#/components/schemas/')[1:]:
        assert part.split('"')[0] in described["components"]["schemas"]


def test_operations_have_unique_names_and_say_who_may(described):
    names, kinds = [], {"key", "session"}
    assert set(described["components"]["securitySchemes"]) == kinds
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            names.append(operation["operationId"])
            assert operation["x-scope"], path
            assert operation.get("description"), (method, path)
            assert ("security" in operation) == (operation["x-scope"] != "public")
            problems = {s for s in operation["responses"] if s.startswith(("4", "5"))}
            if path.startswith("/v1"):
                assert {"422", "429"} <= problems
    assert len(names) == len(set(names))
    assert all(" " not in name for name in names)


def test_it_does_not_depend_on_the_workspace(described, app):
    assert app.openapi() == described


def test_an_id_is_unique_by_address():
    app = FastAPI(generate_unique_id_function=raw_id)
    app.get("/a")(lambda: 1)
    app.get("/b")(lambda: 2)
    ids = {operations["get"]["operationId"] for operations in app.openapi()["paths"].values()}
    assert len(ids) == 2


# --- conditional requests ----------------------------------------------------------------------


def request(**headers: str) -> Request:
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "headers": pairs})


def test_what_one_has_already_is_not_sent_again():
    tag, response = etag("x"), Response()
    assert not_modified(request(), response, tag) is False
    assert response.headers["etag"] == tag
    assert not_modified(request(if_none_match=f'"other", W/{tag}'), response, tag) is True
    assert response.status_code == 304


def test_edits_name_their_version():
    tag = etag("x")
    with pytest.raises(UnconditionalError):
        require_match(None, tag)
    with pytest.raises(StaleError) as stale:
        require_match('"other"', tag)
    assert stale.value.headers == {"ETag": tag}
    require_match(f'"other", {tag}', tag)
    require_match("*", tag)
