"""Every route declares its scope, and each role gets exactly what the table of roles says."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi import APIRouter
from fastapi.routing import iter_route_contexts

from modiste.present.http.access import KEY_SCOPES, PUBLIC, ROLES, SIGNED_IN, Role, Scope
from modiste.serve.api import app as application
from modiste.serve.api.app import Options, create_app
from modiste.store.ledger import Base

SAFE = {"GET", "HEAD"}
OPEN = {
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/v1/setup"),
    ("POST", "/v1/setup/link"),
    ("POST", "/v1/setup/owner"),
    ("POST", "/v1/setup/password"),
    ("POST", "/v1/session"),
    ("GET", "/v1/session/provider"),
    ("GET", "/v1/session/provider/answer"),
    ("GET", "/v1/shop/media/{path}"),
}
"""What may be asked without being known; a new one is written down here on purpose."""

ONE_OF_TWO = {("GET", "/v1/styling/outfits"), ("GET", "/v1/styling/capsule")}
"""Reads that need one of several parameters, which OpenAPI cannot say."""


@pytest.fixture(scope="module")
def routes(app) -> list[tuple[str, str, str]]:
    """Method, path and declared scope of every route."""
    return [
        (method.upper(), path, operation["x-scope"])
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
    ]


def access(text: str) -> Any:
    return PUBLIC if text == PUBLIC else SIGNED_IN if text == SIGNED_IN else Scope(text)


def filled(path: str) -> str:
    return re.sub(r"{[^}]+}", "none", path)


def state(brand) -> dict[str, Any]:
    """All rows of the ledger but for the audit log's, and the versions of the lake."""
    with brand.ledger.read() as session:
        rows = {
            name: session.execute(sa.select(table)).all()
            for name, table in Base.metadata.tables.items()
            if name != "audit"
        }
    return {**{name: sorted(map(repr, found)) for name, found in rows.items()},
            "lake": brand.lake.versions()}  # fmt: skip


def test_every_route_under_v1_declares_a_scope(app, routes):
    described = {(method, path) for method, path, _ in routes}
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if not path.startswith("/v1/") or path == app.openapi_url:
            continue
        for method in route.methods or ():
            assert (method, route.path_format.replace(":path}", "}")) in described


def test_an_application_with_an_undeclared_route_is_not_made(brand, monkeypatch):
    loose = APIRouter()
    loose.get("/loose")(lambda: 1)
    real = application.load
    monkeypatch.setattr(application, "ROUTERS", (*application.ROUTERS, "x:loose"))
    monkeypatch.setattr(
        application, "load", lambda name: loose if name == "x:loose" else real(name)
    )
    with pytest.raises(TypeError, match="/v1/loose"):
        create_app(brand, options=Options(services=False))


def test_what_is_open_to_all_is_written_down(routes):
    assert {(method, path) for method, path, scope in routes if scope == PUBLIC} == OPEN


def test_the_table_of_roles():
    assert ROLES[Role.OWNER] == frozenset(Scope)
    people = {Scope.USERS_READ, Scope.USERS_WRITE, Scope.AUDIT_READ, Scope.SETTINGS_WRITE}
    for role in set(Role) - {Role.OWNER}:
        assert not ROLES[role] & people
        assert ROLES[Role.VIEWER] <= ROLES[role]
    assert {role for role in Role if Scope.ORDERS_APPROVE in ROLES[role]} == {
        Role.OWNER,
        Role.PLANNER,
        Role.BUYER,
    }
    assert {role for role in Role if Scope.CUSTOMERS_READ in ROLES[role]} == {
        Role.OWNER,
        Role.PLANNER,
        Role.MARKETER,
    }
    assert not any(scope.endswith(":write") for scope in ROLES[Role.VIEWER])
    assert not KEY_SCOPES & people


def callers(as_role, nobody):
    return {
        **{role.value: (as_role(role.value), ROLES[role], 403) for role in Role},
        "a key of the shop": (as_role(scopes=[Scope.SHOP_READ]), {Scope.SHOP_READ}, 403),
        "nobody": (nobody, frozenset(), 401),
    }


def test_whoever_may_not_is_refused_and_changes_nothing(brand, routes, as_role, nobody):
    before = state(brand)
    wrong = []
    for name, (client, scopes, status) in callers(as_role, nobody).items():
        for method, path, declared in routes:
            wanted = access(declared)
            if wanted is PUBLIC or wanted in scopes or (wanted is SIGNED_IN and status == 403):
                continue
            answer = client.request(method, filled(path))
            if answer.status_code != status or answer.json()["code"] not in {
                "forbidden",
                "not-signed-in",
            }:
                wrong.append((name, method, path, answer.status_code))
    assert wrong == []
    assert state(brand) == before


def test_whoever_may_is_let_in(routes, as_role, app):
    """Reads are done; actions are tried on things that do not exist."""
    wrong = []
    required = {
        (method.upper(), path)
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        if any(each.get("required") for each in operation.get("parameters", ()))
    } | ONE_OF_TWO
    for role in Role:
        client = as_role(role.value)
        for method, path, declared in routes:
            wanted = access(declared)
            if wanted is PUBLIC or not (wanted is SIGNED_IN or wanted in ROLES[role]):
                continue
            if method not in SAFE and "{" not in path:
                continue  # may do something to the brand; the routes' own tests do that
            answer = client.request(method, filled(path))
            fine = {200, 204} if (method, path) not in required else {200, 204, 404, 409, 422, 428}
            if answer.status_code not in fine:
                wrong.append((role.value, method, path, answer.status_code, answer.text[:200]))
    assert wrong == []
