from __future__ import annotations

import datetime as dt
import multiprocessing
import sqlite3
import threading
from collections import Counter
from pathlib import Path, PurePosixPath

import pytest
import sqlalchemy as sa

from modiste.model.errors import SettingsError, StoreError
from modiste.store.ledger import Audit, Inbox, Ledger, Run, SuggestionState, now, to_json

SPAWN = multiprocessing.get_context("spawn")
PARIS = dt.timezone(dt.timedelta(hours=2))


def run_of(run_id: str = "plan-1", **said) -> Run:
    fields = {
        "kind": "plan",
        "state": "running",
        "started_at": now(),
        "code": {},
        "settings": {},
        "inputs": {},
        "outputs": {},
    }
    return Run(run_id=run_id, **{**fields, **said})


def audit(action: str, subject: str = "x") -> Audit:
    return Audit(at=now(), actor="me", action=action, subject=subject, detail={})


def test_moments_come_back_in_utc(ledger):
    at = dt.datetime(2026, 3, 31, 14, 30, 15, 123456, tzinfo=PARIS)
    with ledger.write() as session:
        session.add(run_of(started_at=at))
    with ledger.read() as session:
        found = session.get_one(Run, "plan-1").started_at
    assert found == at
    assert found.isoformat() == "2026-03-31T12:30:15.123456+00:00"


def test_moments_order_by_time_not_by_zone(ledger):
    with ledger.write() as session:
        session.add(run_of("later", started_at=dt.datetime(2026, 1, 1, 1, tzinfo=dt.UTC)))
        session.add(run_of("sooner", started_at=dt.datetime(2026, 1, 1, 2, tzinfo=PARIS)))
    with ledger.read() as session:
        order = list(session.scalars(sa.select(Run.run_id).order_by(Run.started_at)))
    assert order == ["sooner", "later"]


def test_a_moment_without_a_zone_is_refused(ledger):
    naive = dt.datetime(2026, 1, 1)  # noqa: DTZ001
    with pytest.raises(sa.exc.StatementError, match="without a zone"), ledger.write() as session:
        session.add(run_of(started_at=naive))
    with ledger.read() as session:
        assert session.scalars(sa.select(Run)).all() == []


def test_json_keeps_nesting_and_text_of_every_script(ledger):
    outputs = {"名": ["naïve", {"deep": [1, 2.5, None, True]}], "quote": "\"'\\"}
    with ledger.write() as session:
        session.add(run_of(outputs=outputs))
    with ledger.read() as session:
        assert session.get_one(Run, "plan-1").outputs == outputs


def test_json_takes_what_figures_hold(ledger):
    outputs = {
        "wape": float("nan"),
        "bound": float("inf"),
        "as_of": dt.date(2026, 3, 31),
        "at": dt.datetime(2026, 3, 31, tzinfo=dt.UTC),
        "file": PurePosixPath("reports/plan.html"),
        "pair": (1, 2),
        3: "three",
    }
    with ledger.write() as session:
        session.add(run_of(outputs=outputs))
    with ledger.read() as session:
        assert session.get_one(Run, "plan-1").outputs == {
            "wape": None,
            "bound": None,
            "as_of": "2026-03-31",
            "at": "2026-03-31T00:00:00+00:00",
            "file": "reports/plan.html",
            "pair": [1, 2],
            "3": "three",
        }


def test_json_refuses_what_it_cannot_give_back():
    with pytest.raises(TypeError, match="not JSON serializable"):
        to_json({"frame": object()})


def test_a_failing_transaction_leaves_nothing(ledger):
    def stop_midway() -> None:
        with ledger.write() as session:
            session.add(audit("one"))
            session.flush()
            raise InterruptedError

    with pytest.raises(InterruptedError):
        stop_midway()
    with ledger.read() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Audit)) == 0


def test_audit_numbers_only_grow(ledger):
    for action in ("one", "two", "three"):
        with ledger.write() as session:
            session.add(audit(action))
    with ledger.read() as session:
        rows = session.scalars(sa.select(Audit).order_by(Audit.id)).all()
    assert [row.action for row in rows] == ["one", "two", "three"]
    assert [row.id for row in rows] == [1, 2, 3]


def test_a_suggestion_has_one_state(ledger):
    def state(name: str) -> SuggestionState:
        return SuggestionState(
            run_id="r", suggestion_id="s", state=name, actor="me", changed_at=now()
        )

    with ledger.write() as session:
        session.add(state("approved"))
    with pytest.raises(sa.exc.IntegrityError), ledger.write() as session:
        session.add(state("void"))
    with ledger.write() as session:
        session.merge(state("sent"))
    with ledger.read() as session:
        assert [row.state for row in session.scalars(sa.select(SuggestionState))] == ["sent"]


def test_the_inbox_holds_a_key_once(ledger):
    def row() -> Inbox:
        return Inbox(table="event", key="k", received_at=now(), payload={})

    with ledger.write() as session:
        session.add(row())
    with pytest.raises(sa.exc.IntegrityError), ledger.write() as session:
        session.add(row())


def test_a_reader_sees_committed_rows_while_a_writer_holds_the_lock(ledger):
    with ledger.write() as session:
        session.add(audit("before"))
    with ledger.write() as session:
        session.add(audit("under way"))
        session.flush()
        with ledger.read() as reader:
            assert [row.action for row in reader.scalars(sa.select(Audit))] == ["before"]


def test_writers_queue_from_the_start_of_their_transaction(ledger):
    """What a writer has read is still true when it writes: no update is lost."""

    def add_one(times: int) -> None:
        for _ in range(times):
            with ledger.write() as session:
                run = session.get_one(Run, "plan-1")
                run.seed = (run.seed or 0) + 1

    with ledger.write() as session:
        session.add(run_of(seed=0))
    threads = [threading.Thread(target=add_one, args=(25,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with ledger.read() as session:
        assert session.get_one(Run, "plan-1").seed == 100


def claim_all(url: str, worker: str, results: multiprocessing.Queue) -> None:
    """Claim waiting rows one by one, as a job runner would: read one, then mark it."""
    ledger = Ledger(url)
    mine = []
    while True:
        with ledger.write() as session:
            waiting = sa.select(Run).where(Run.state == "waiting").order_by(Run.run_id).limit(1)
            run = session.scalars(waiting).first()
            if run is None:
                break
            run.state, run.error = "claimed", worker
            mine.append(run.run_id)
    ledger.close()
    results.put((worker, mine))


@pytest.mark.slow
def test_processes_never_claim_a_row_twice(ledger, ledger_url):
    with ledger.write() as session:
        session.add_all(run_of(f"job-{number:03d}", state="waiting") for number in range(120))
    results = SPAWN.Queue()
    workers = [
        SPAWN.Process(target=claim_all, args=(ledger_url, f"w{n}", results)) for n in range(4)
    ]
    for worker in workers:
        worker.start()
    claimed = dict(results.get() for _ in workers)
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    counts = Counter(job for mine in claimed.values() for job in mine)
    assert counts == {f"job-{number:03d}": 1 for number in range(120)}
    with ledger.read() as session:
        stored = {run.run_id: run.error for run in session.scalars(sa.select(Run))}
    assert stored == {job: worker for worker, mine in claimed.items() for job in mine}


def test_sqlite_is_durable_and_lets_readers_in(tmp_path):
    ledger = Ledger.of_file(tmp_path / "ledger.db")
    with ledger.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    ledger.close()
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_opening_does_not_wait_for_a_writer(tmp_path):
    file = tmp_path / "ledger.db"
    Ledger.of_file(file).close()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    opened = Ledger.of_file(file)
    assert opened.revision() is not None
    opened.close()
    writer.close()


def test_a_file_that_is_no_database_is_named(tmp_path):
    file = tmp_path / "ledger.db"
    file.write_text("this is not a database, and long enough to be read as one" * 20)
    with pytest.raises(StoreError, match="the ledger cannot be opened: file is not a database"):
        Ledger.of_file(file)


def test_a_folder_that_is_missing_is_an_error_of_the_store(tmp_path):
    with pytest.raises(StoreError, match="unable to open database file"):
        Ledger.of_file(tmp_path / "nowhere" / "ledger.db")


@pytest.mark.postgres
def test_a_server_that_does_not_answer_is_an_error_of_the_store():
    pytest.importorskip("pg8000")
    with pytest.raises(StoreError, match="cannot be opened") as caught:
        Ledger("postgresql+pg8000://modiste@127.0.0.1:1/nothing")
    assert "storage.ledger" in caught.value.remedy


@pytest.mark.postgres
def test_the_driver_need_not_be_named(postgres_server):
    pytest.importorskip("pg8000")
    ledger = Ledger(postgres_server.replace("+pg8000", ""))
    assert ledger.engine.dialect.driver == "pg8000"
    ledger.close()


@pytest.mark.parametrize("url", ["no url at all", "sybase://me:secret@host/db"])
def test_an_address_of_no_database_is_refused(url):
    with pytest.raises(SettingsError, match="names no database") as caught:
        Ledger(url)
    assert caught.value.place.column == "storage.ledger"
    assert "secret" not in str(caught.value)


def test_a_ledger_lives_in_a_folder_of_any_name(tmp_path):
    folder = tmp_path / "工作室 50% [a] #1?"
    folder.mkdir()
    ledger = Ledger.of_file(folder / "ledger.db")
    with ledger.write() as session:
        session.add(audit("here"))
    ledger.close()
    assert sorted(path.name for path in Path(folder).iterdir()) == ["ledger.db"]
