"""The client against an application in process, over an empty workspace."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator

import pytest
from fastapi import FastAPI
from tests.api.accounts_kit import BASE, person, quick_hashes

from modiste.client import Modiste
from modiste.present.http.access import Role, Scope
from modiste.serve.access import keys
from modiste.serve.api.app import Options, create_app
from modiste.store.workspace import Workspace

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """An empty workspace with an owner."""
    with pytest.MonkeyPatch.context() as patch:
        quick_hashes(patch)
        made = Workspace.init(tmp_path_factory.mktemp("client") / "workspace")
        person(made, "owner@example.com", Role.OWNER)
        yield made
        made.ledger.close()


@pytest.fixture(scope="module")
def server(shop: Workspace) -> FastAPI:
    return create_app(shop, options=Options(services=False))


@pytest.fixture(scope="module")
def connect(server: FastAPI) -> Callable[..., Modiste]:
    """Makes clients: ``connect(key=…)``."""

    def make(key: str | None = None, **options: object) -> Modiste:
        http = TestClient(server, base_url=BASE, raise_server_exceptions=False)
        return Modiste(BASE, key=key, http=http, **options)

    return make


@pytest.fixture(scope="module")
def secret(shop: Workspace) -> str:
    """A key that may read everything that keys may."""
    with shop.ledger.write() as session:
        scopes = {scope for scope in Scope if scope.endswith(":read")} & keys.KEY_SCOPES
        return keys.mint(session, "reader", scopes, actor="test")[1]
