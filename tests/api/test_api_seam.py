"""The kit that every router is built with."""

from __future__ import annotations

import pytest

from modiste.present.http.access import Scope
from modiste.present.http.routing import Router


def test_a_route_without_a_scope_is_refused():
    router = Router()
    with pytest.raises(TypeError, match="declares no scope"):
        router.get("/x", scope=None)(lambda: 1)


def test_nobody_gets_a_problem(nobody):
    answer = nobody.get("/v1/me")
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "not-signed-in"
    assert answer.json()["remedy"]


def test_me_names_role_and_scopes(planner):
    me = planner.get("/v1/me").json()
    assert me["role"] == "planner"
    assert Scope.ORDERS_APPROVE in me["scopes"]
    assert Scope.USERS_WRITE not in me["scopes"]
    assert me["brand"]["currency"] == "EUR"


def test_unknown_addresses_are_problems(planner):
    answer = planner.get("/v1/nothing")
    assert (answer.status_code, answer.json()["code"]) == (404, "not-found")
    answer = planner.post("/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (405, "method-not-allowed")
    assert answer.headers["allow"]
