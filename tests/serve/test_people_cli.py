"""``modiste users``, ``modiste keys`` and the start of ``modiste serve``."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from modiste.model.errors import StoreError
from modiste.serve.access import keys
from modiste.serve.api.server import _listen, address
from modiste.store.workspace import Workspace


def test_people_are_added_and_given_roles(cli, workspace):
    at = ("--workspace", workspace.root)
    made = cli("users", "add", "Ada@Example.com", "planner", *at, "--json")
    assert made.code == 0
    assert "/welcome#token=" in made.json["link"]
    (ada,) = cli("users", "list", *at, "--json").json
    assert (ada["email"], ada["role"], ada["active"]) == ("ada@example.com", "planner", True)
    assert cli("users", "role", "ada@example.com", "buyer", *at).code == 0
    assert cli("users", "disable", "ada@example.com", *at).code == 0
    (ada,) = cli("users", "list", *at, "--json").json
    assert (ada["role"], ada["active"]) == ("buyer", False)
    refused = cli("users", "link", "ada@example.com", *at)
    assert refused.code == 1
    assert "may not sign in" in refused.err
    assert cli("users", "enable", "ada@example.com", *at).code == 0
    assert "#token=" in cli("users", "link", "ada@example.com", *at).out


def test_mistakes_are_told(cli, workspace):
    at = ("--workspace", workspace.root)
    assert cli("users", "add", "nobody", "planner", *at).code == 3
    assert cli("users", "add", "a@example.com", "king", *at).code == 3
    assert cli("users", "role", "a@example.com", "buyer", *at).code == 1
    assert cli("keys", "add", "k", "--scope", "users:write", *at).code == 3
    assert cli("keys", "add", "k", "--origin", "shop.example", *at).code == 3
    assert cli("keys", "revoke", "k", *at).code == 3


def test_the_first_owner_s_link_can_be_printed_again(cli, workspace):
    at = ("--workspace", workspace.root)
    one, two = (cli("users", "link", *at).out.strip() for _ in range(2))
    assert one != two
    cli("users", "add", "a@example.com", "owner", *at)
    assert cli("users", "link", *at).code == 1


def test_keys_are_made_shown_once_and_revoked(cli, workspace):
    at = ("--workspace", workspace.root)
    made = cli("keys", "add", "shop", "--origin", "https://shop.example", "--days", 30, *at)
    assert made.code == 0
    secret = made.out.strip()
    assert secret.startswith("mdk_")
    with_key = Workspace.open(workspace.root)
    assert keys.find(with_key.ledger, secret).scopes == ["events:write", "shop:read"]
    shown = cli("keys", "list", *at)
    assert secret not in shown.out
    assert cli("keys", "list", *at, "--json").json[0]["active"] is True
    assert cli("keys", "revoke", "shop", *at).code == 0
    assert keys.find(with_key.ledger, secret) is None
    with_key.ledger.close()


# --- the server --------------------------------------------------------------------------------


def test_addresses_are_those_a_browser_opens():
    assert address("127.0.0.1", 8100) == "http://127.0.0.1:8100"
    assert address("0.0.0.0", 8100) == "http://127.0.0.1:8100"  # noqa: S104
    assert address("::", 8100) == "http://[::1]:8100"
    assert address("::1", 8100) == "http://[::1]:8100"
    assert address("nas.local", 80) == "http://nas.local:80"


def test_a_taken_port_is_told():
    taken = _listen("127.0.0.1", 0)
    with taken, pytest.raises(StoreError, match="cannot be listened on") as refused:
        _listen("127.0.0.1", taken.getsockname()[1])
    assert "--port" in refused.value.remedy


@pytest.mark.slow
def test_serve_prints_one_address_and_stops_when_told(workspace):
    """A real server: on loopback alone, with a link that makes the first owner."""
    command = [_program(), "serve", "-w", workspace.root, "--port", "0"]
    environment = {**os.environ, "MODISTE_JOBS__PLAN": "", "MODISTE_JOBS__TRENDS": ""}
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment
    )
    try:
        line = server.stdout.readline()
        found = re.fullmatch(r"Modiste is at (http://127\.0\.0\.1:\d+)/welcome#token=(\S+)\n", line)
        assert found, line + (server.stderr.read() if server.poll() is not None else "")
        base, token = found.groups()
        begin = {"token": token, "email": "a@example.com", "password": "a horse, a battery"}
        with httpx.Client(base_url=base, timeout=60) as client:
            made = _patiently(lambda: client.post("/v1/setup/owner", json=begin))
            assert made.status_code == 201
            assert client.get("/v1/me").json()["role"] == "owner"
            assert client.get("/readyz").status_code == 200
            assert client.get("/").headers["content-type"].startswith("text/html")
    finally:
        server.send_signal(signal.SIGINT)
        out, err = server.communicate(timeout=120)
    assert token not in out + err
    assert '"route": "/v1/setup/owner"' in err


def _program() -> Path:
    return Path(sys.executable).with_name("modiste")


def _patiently(ask):
    """The answer of a server that is starting."""
    for _ in range(600):
        try:
            return ask()
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("the server did not answer")
