"""Migrations of the ledger, run by Alembic when an older ledger is opened."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from modiste.model.errors import StoreError

_ADVISORY_LOCK = 7_243_905  # any number that other programs on the database do not use


def config() -> Config:
    """Alembic's configuration; there is no ini file."""
    settings = Config()
    settings.set_main_option("script_location", str(Path(__file__).parent))
    return settings


def head() -> str | None:
    """Newest revision in this folder."""
    return ScriptDirectory.from_config(config()).get_current_head()


def upgrade(engine: sa.Engine) -> None:
    """Bring a ledger to the newest revision in one transaction; two processes may race here.

    Raises:
        StoreError: the ledger was written by a newer version.
    """
    settings = config()
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_ADVISORY_LOCK)))
        settings.attributes["connection"] = connection
        try:
            command.upgrade(settings, "head")
        except CommandError as error:
            raise StoreError(
                f"the ledger is of another version: {error}",
                remedy="Install the version of Modiste that wrote it, or a newer one.",
            ) from error
