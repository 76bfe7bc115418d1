"""The API in process: a tiny demo brand and a client for each role.

``as_role("planner")`` gives a client that is signed in; ``nobody`` is not. Each test module works
on a copy of the brand of its own, so that it may change it.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.requests import HTTPConnection

from modiste.present.http.access import NOBODY, ROLES, Principal, Role, Scope
from modiste.serve.api.app import Options, create_app
from modiste.serve.demo import make_demo
from modiste.store.workspace import Workspace

with warnings.catch_warnings():
    # It would rather have httpx2; httpx is what the client of the project is built on.
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

AsRole = Callable[..., TestClient]
MADE = "MODISTE_TEST_DEMO"
BASE = "http://localhost"
_WHO = "X-Test-Who"


@pytest.fixture(scope="session")
def demo_root(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A tiny demo brand with its plan; only copied. $MODISTE_TEST_DEMO names one made before."""
    if os.environ.get(MADE):
        yield Path(os.environ[MADE])
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MODISTE_TRENDS__MODEL", "seasonal profile")
        root = tmp_path_factory.mktemp("api") / "workspace"
        make_demo(root, size="tiny", seed=7, progress=lambda _: None)
        yield root


@pytest.fixture(scope="session")
def blank_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty workspace; only copied."""
    root = tmp_path_factory.mktemp("blank") / "workspace"
    Workspace.init(root).ledger.close()
    return root


@pytest.fixture
def blank(blank_root: Path, tmp_path: Path) -> Iterator[Workspace]:
    """An empty workspace of this test alone."""
    shutil.copytree(blank_root, tmp_path / "blank")
    opened = Workspace.open(tmp_path / "blank")
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def brand(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """The demo brand, this module's own copy."""
    root = tmp_path_factory.mktemp("brand") / "workspace"
    shutil.copytree(demo_root, root)
    with pytest.MonkeyPatch.context() as patch:
        # Tests ask more often than people do; those of the limits set them themselves.
        patch.setenv("MODISTE_SERVER__REQUESTS_PER_MINUTE", "0")
        opened = Workspace.open(root)
    yield opened
    opened.ledger.close()


@pytest.fixture(scope="module")
def app(brand: Workspace) -> FastAPI:
    """The application over the brand."""
    return create_app(brand, options=Options(authenticate=_of_test, services=False))


@pytest.fixture(scope="module")
def as_role(app: FastAPI) -> Iterator[AsRole]:
    """Makes clients: ``as_role("planner")``, ``as_role(scopes=[Scope.SHOP_READ])`` for a key."""
    with ExitStack() as opened:

        def make(role: str | None = None, scopes: list[Scope] | None = None) -> TestClient:
            said = role or "key " + " ".join(scopes or [])
            client = TestClient(
                app, base_url=BASE, headers={_WHO: said}, raise_server_exceptions=False
            )
            return opened.enter_context(client)

        yield make


@pytest.fixture(scope="module")
def nobody(app: FastAPI) -> Iterator[TestClient]:
    """A client that is not signed in."""
    with TestClient(app, base_url=BASE, raise_server_exceptions=False) as client:
        yield client


@pytest.fixture(scope="module")
def owner(as_role: AsRole) -> TestClient:
    return as_role("owner")


@pytest.fixture(scope="module")
def planner(as_role: AsRole) -> TestClient:
    return as_role("planner")


@pytest.fixture(scope="module")
def buyer(as_role: AsRole) -> TestClient:
    return as_role("buyer")


@pytest.fixture(scope="module")
def designer(as_role: AsRole) -> TestClient:
    return as_role("designer")


@pytest.fixture(scope="module")
def marketer(as_role: AsRole) -> TestClient:
    return as_role("marketer")


@pytest.fixture(scope="module")
def viewer(as_role: AsRole) -> TestClient:
    return as_role("viewer")


def _of_test(request: HTTPConnection) -> Principal:
    said = request.headers.get(_WHO, "")
    if not said:
        return NOBODY
    if said.startswith("key"):
        scopes = frozenset(Scope(name) for name in said.split()[1:])
        return Principal("key", "key:test", None, scopes, id="test")
    role = Role(said)
    return Principal("user", f"{role}@example.com", role, ROLES[role], id=role.value)
