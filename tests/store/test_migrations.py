from __future__ import annotations

import multiprocessing

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from modiste.model.errors import StoreError
from modiste.store import (
    accounts,  # noqa: F401  declares its tables, as do the next ones
    budgets,  # noqa: F401
    decisions,  # noqa: F401
    jobs,  # noqa: F401
    migrations,
)
from modiste.store.ledger import HEAD, Base, Ledger, Run, now

SPAWN = multiprocessing.get_context("spawn")


def move(ledger: Ledger, how, revision: str) -> None:
    settings = migrations.config()
    with ledger.engine.begin() as connection:
        settings.attributes["connection"] = connection
        how(settings, revision)


def tables(ledger: Ledger) -> set[str]:
    with ledger.engine.connect() as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def test_head_is_the_newest_migration():
    assert migrations.head() == HEAD


def test_there_is_one_line_of_migrations():
    script = ScriptDirectory.from_config(migrations.config())
    assert script.get_heads() == [HEAD]
    assert len(script.get_bases()) == 1


def test_a_new_ledger_is_at_head(ledger):
    assert ledger.revision() == HEAD
    assert tables(ledger) == set(Base.metadata.tables)


def test_migrations_make_what_the_code_declares(ledger):
    with ledger.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, Base.metadata) == []


def test_down_and_up_again(ledger):
    move(ledger, command.downgrade, "base")
    assert tables(ledger) == set()
    assert ledger.revision() is None
    migrations.upgrade(ledger.engine)
    assert tables(ledger) == set(Base.metadata.tables)
    assert ledger.revision() == HEAD


def test_opening_migrates_an_older_ledger(ledger, ledger_url):
    move(ledger, command.downgrade, "base")
    opened = Ledger(ledger_url)
    assert opened.revision() == HEAD
    opened.close()


def test_opening_again_changes_nothing(ledger, ledger_url):
    with ledger.write() as session:
        session.add(
            Run(
                run_id="kept",
                kind="plan",
                state="done",
                started_at=now(),
                code={},
                settings={},
                inputs={},
                outputs={},
            )
        )
    again = Ledger(ledger_url)
    with again.read() as session:
        assert list(session.scalars(sa.select(Run.run_id))) == ["kept"]
    again.close()


def test_a_ledger_of_a_newer_version_is_refused_untouched(ledger, ledger_url):
    with ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match="of another version") as caught:
        Ledger(ledger_url)
    assert "newer" in caught.value.remedy
    assert ledger.revision() == "9999"
    assert tables(ledger) == set(Base.metadata.tables)


def test_a_migration_that_fails_leaves_the_ledger_as_it_was(ledger, monkeypatch):
    move(ledger, command.downgrade, "base")
    real = command.upgrade

    def stopped(*arguments: object) -> None:
        real(*arguments)
        raise InterruptedError

    monkeypatch.setattr(command, "upgrade", stopped)
    with pytest.raises(InterruptedError):
        migrations.upgrade(ledger.engine)
    assert tables(ledger) == set()


def open_at(barrier: multiprocessing.Barrier, url: str) -> None:
    barrier.wait()
    ledger = Ledger(url)
    if ledger.revision() != HEAD:
        raise SystemExit(3)
    ledger.close()


@pytest.mark.slow
def test_processes_may_open_an_empty_ledger_at_once(ledger_url):
    barrier = SPAWN.Barrier(4)
    openers = [SPAWN.Process(target=open_at, args=(barrier, ledger_url)) for _ in range(4)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join()
    assert [opener.exitcode for opener in openers] == [0, 0, 0, 0]
    ledger = Ledger(ledger_url)
    assert tables(ledger) == set(Base.metadata.tables)
    ledger.close()
