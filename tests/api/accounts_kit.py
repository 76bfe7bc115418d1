"""Real accounts for tests: quick passwords, people of every role, clients that sign in."""

from __future__ import annotations

import warnings

import pytest
from fastapi import FastAPI

from modiste.present.http.access import Role
from modiste.serve.access import passwords, users
from modiste.serve.api import app as application
from modiste.store.workspace import Workspace

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

BASE = "http://localhost"
PASSWORD = "a horse, a battery, a staple"  # noqa: S105


def quick_hashes(patch: pytest.MonkeyPatch) -> None:
    """Hash passwords with argon2id at its cheapest, so that tests are quick."""
    from argon2 import PasswordHasher

    hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    patch.setattr(passwords, "_hasher", lambda: hasher)
    nobody = hasher.hash("x")
    patch.setattr(passwords, "_nobody", lambda: nobody)


def few_routes(patch: pytest.MonkeyPatch, *names: str) -> None:
    """Let applications have only these of ``modiste.serve.api``, so that each is made quickly."""
    chosen = tuple(name if ":" in name else f"modiste.serve.api.{name}:router" for name in names)
    patch.setattr(application, "ROUTERS", chosen)
    patch.setattr(application, "PAGES", ())
    patch.setattr(application, "capabilities", dict)


def person(workspace: Workspace, email: str, role: Role = Role.VIEWER) -> str:
    """Somebody with the usual password; gives their id."""
    hashed = passwords.hash_password(PASSWORD)
    with workspace.ledger.write() as session:
        user = users.add(session, email, role, actor="test")
        user.password = hashed
        return user.user_id


def browser(app: FastAPI, **headers: str) -> TestClient:
    """A browser on the app's own pages."""
    sent = {"Sec-Fetch-Site": "same-origin", **headers}
    return TestClient(app, base_url=BASE, headers=sent, raise_server_exceptions=False)


def signed_in(app: FastAPI, email: str, password: str = PASSWORD) -> TestClient:
    """A browser in which somebody has signed in."""
    client = browser(app)
    answer = client.post("/v1/session", json={"email": email, "password": password})
    assert answer.status_code == 200, answer.text
    return client
