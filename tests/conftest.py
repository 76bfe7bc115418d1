"""Fixtures for all tests: a workspace, a lake, and a ledger on every database that it runs on."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa

from modiste.store.lake import Lake
from modiste.store.ledger import Ledger
from modiste.store.workspace import Workspace

# No wall-clock limits: a busy machine is slow, not wrong.
hypothesis.settings.register_profile("modiste", deadline=None)
hypothesis.settings.load_profile("modiste")

POSTGRES = "MODISTE_TEST_POSTGRES"
"""A URL such as postgresql+pg8000://user:password@host/database; its user may create databases."""

DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    return Lake(tmp_path / "lake")


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Workspace]:
    for variable in list(os.environ):
        if variable.startswith("MODISTE_") and variable != POSTGRES:
            monkeypatch.delenv(variable)
    made = Workspace.init(tmp_path / "brand")
    yield made
    made.ledger.close()


@pytest.fixture(params=DATABASES)
def ledger_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database; the test runs once for each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'ledger.db'}"
        return
    server = sa.make_url(request.getfixturevalue("postgres_server"))
    name = f"modiste_test_{uuid.uuid4().hex}"
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with admin.connect() as connection:
        connection.execute(sa.text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture
def ledger(ledger_url: str) -> Iterator[Ledger]:
    opened = Ledger(ledger_url)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """A PostgreSQL server: the one that the environment names, or one started for these tests."""
    if os.environ.get(POSTGRES):
        yield os.environ[POSTGRES]
        return
    programs = _postgres_programs()
    if programs is None:
        pytest.skip(f"no PostgreSQL: set {POSTGRES} to a URL, or install the server")
    user = _unprivileged()
    # Not below pytest's own folder, which only its owner may enter.
    home = Path(tempfile.mkdtemp(prefix="modiste-postgres-"))
    try:
        if user is not None:
            shutil.chown(home, user)
        yield from _serve(programs, home, user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _serve(programs: Path, home: Path, user: str | None) -> Iterator[str]:
    data = home / "data"
    subprocess.run(
        [programs / "initdb", "-D", data, "-U", "modiste", "-A", "trust", "-E", "UTF8", "-N"],
        user=user,
        cwd=home,
        check=True,
        capture_output=True,
    )
    port = _free_port()
    log = home / "log"
    options = [f"port={port}", "listen_addresses=127.0.0.1", "fsync=off"]
    options.append(f"unix_socket_directories={home}")
    with log.open("wb") as said:
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, *(part for o in options for part in ("-c", o))],
            user=user,
            cwd=home,
            stdout=said,
            stderr=said,
        )
        try:
            url = f"postgresql+pg8000://modiste@127.0.0.1:{port}/postgres"
            _await(programs, port, server, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # ends connections and shuts down
            server.wait()


def _await(programs: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    asked = [programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(port)]
    while subprocess.run(asked, check=False).returncode != 0:
        if server.poll() is not None:
            pytest.fail(f"PostgreSQL did not start: {log.read_text()}")
        time.sleep(0.05)


def _postgres_programs() -> Path | None:
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    versions = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    newest = max(versions, key=lambda path: int(path.parts[-3]), default=None)
    return newest.parent if newest else None


def _unprivileged() -> str | None:
    """Whom to run the server as: it refuses to run as root."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
