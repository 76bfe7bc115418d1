"""The worker and the processes of its jobs, killed at any moment."""

from __future__ import annotations

import os
import time

import pytest

from modiste.store import jobs
from modiste.store.workspace import Workspace

pytestmark = pytest.mark.slow


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_nothing_asked_for_is_lost_and_nothing_ends_twice_when_workers_are_killed(bench):
    asked = [bench.ask("slow", steps=6) for _ in range(3)]
    bench.start()
    bench.until(lambda: len(bench.log("begin")) >= 1)
    bench.kill()
    asked += [bench.ask("slow", steps=6) for _ in range(2)]  # while no worker runs
    bench.start()
    bench.until(lambda: len(bench.log("end")) >= 1)
    bench.until(lambda: len(bench.log("begin")) > len(bench.log("end")))
    bench.kill()
    bench.start()
    assert bench.until_ended(*asked) == ["done"] * 5
    assert set(bench.log("end")) == set(asked)
    assert any(bench.job(job_id).cut_off for job_id in asked)
    for job_id in asked:
        # Where the kill falls between the work and its record the work is done again; no other way.
        assert bench.log("end").count(job_id) <= 1 + bench.job(job_id).cut_off
        assert bench.told(job_id).count("done") == 1
        begun = bench.log("begin").count(job_id)
        assert begun <= bench.job(job_id).attempt <= 1 + bench.job(job_id).cut_off
        assert bench.told(job_id)[-1] == "done"
    assert bench.stop() == 0


def test_the_process_of_a_job_does_not_outlive_its_worker(bench):
    job_id = bench.ask("deaf")
    bench.start()
    bench.until(lambda: bool(bench.log("begin")))
    pid = int((bench.workspace.root / "probe.log").read_text().split()[2])
    bench.kill()
    while alive(pid):
        time.sleep(0.02)
    assert bench.job(job_id).state == "running"


def test_a_worker_that_stops_puts_its_job_back_for_the_next(bench):
    job_id = bench.ask("slow", steps=60)
    bench.start()
    bench.until(lambda: bool(bench.log("begin")))
    assert bench.stop() == 0
    assert bench.job(job_id).state == "queued"
    assert bench.told(job_id) == ["queued", "started", "stopped"]
    with bench.ledger.write() as session:
        session.get_one(jobs.Job, job_id).arguments = {"steps": 1}
    bench.start()
    assert bench.until_ended(job_id) == ["done"]
    assert bench.job(job_id).cut_off == 0


def test_jobs_fail_are_tried_again_and_are_cancelled_each_with_its_reason(bench, monkeypatch):
    monkeypatch.setenv("MODISTE_JOBS__PROCESSES", "2")
    monkeypatch.setenv("MODISTE_JOBS__GRACE_SECONDS", "0.5")
    waiting = bench.ask("slow", steps=1)
    jobs.cancel(bench.ledger, waiting, actor="bob")
    wrong, broken, dying = bench.ask("wrong"), bench.ask("broken"), bench.ask("dying")
    flaky, long, deaf = bench.ask("flaky"), bench.ask("slow", steps=600), bench.ask("deaf")
    bench.start()
    bench.until(lambda: long in bench.log("begin"))
    jobs.cancel(bench.ledger, long, actor="bob")
    bench.until(lambda: deaf in bench.log("begin"))
    jobs.cancel(bench.ledger, deaf, actor="bob")
    ended = bench.until_ended(waiting, wrong, broken, dying, flaky, long, deaf)
    assert ended == ["cancelled", *["failed"] * 4, "cancelled", "cancelled"]
    assert bench.job(wrong).error["code"] == "invalid-input"
    assert bench.job(wrong).attempt == 1
    assert bench.job(broken).error["what"] == "ZeroDivisionError: oops"
    assert "signal 9" in bench.job(dying).error["what"]
    assert bench.told(flaky) == ["queued", "started", "retry", "started", "failed"]
    assert bench.job(flaky).error["what"] == "the table is locked"
    assert bench.told(long) == ["queued", "started", "cancelling", "cancelled"]
    assert bench.told(deaf) == ["queued", "started", "cancelling", "cancelled"]
    assert waiting not in bench.log("begin")
    assert bench.log("end") == []


def test_jobs_are_taken_up_when_the_queue_was_lost(bench):
    job_id = bench.ask("slow", steps=30)
    bench.start()
    bench.until(lambda: bool(bench.log("begin")))
    bench.kill()
    for file in (bench.workspace.root / "jobs").glob("queue.db*"):
        file.unlink()
    with bench.ledger.write() as session:
        session.get_one(jobs.Job, job_id).arguments = {"steps": 1}
    bench.start()
    assert bench.until_ended(job_id) == ["done"]


def test_a_second_worker_is_refused_and_the_first_is_known(bench):
    from modiste.model.errors import BusyError
    from modiste.serve.jobs.worker import is_working, work

    assert not is_working(bench.workspace)
    bench.start()
    bench.until(lambda: is_working(bench.workspace))
    with pytest.raises(BusyError, match="another worker"):
        work(bench.workspace)
    bench.kill()
    assert not is_working(bench.workspace)


@pytest.mark.postgres
def test_jobs_on_postgresql(tmp_path, bench_of, postgres_server, monkeypatch):
    import sqlalchemy as sa

    server = sa.make_url(postgres_server)
    admin = sa.create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(sa.text("CREATE DATABASE modiste_test_jobs"))
    address = server.set(database="modiste_test_jobs").render_as_string(hide_password=False)
    monkeypatch.setenv("MODISTE_STORAGE__LEDGER", address)
    workspace = Workspace.init(tmp_path / "brand")
    bench = bench_of(Workspace.open(workspace.root))
    asked = [bench.ask("slow", steps=5) for _ in range(2)]
    bench.start()
    bench.until(lambda: bool(bench.log("begin")))
    bench.kill()
    bench.start()
    assert bench.until_ended(*asked) == ["done", "done"]
    assert set(bench.log("end")) == set(asked)
    assert not list((workspace.root / "jobs").glob("queue.db"))
    assert bench.stop() == 0
    bench.ledger.close()
    with admin.connect() as connection:
        connection.execute(sa.text("DROP DATABASE modiste_test_jobs WITH (FORCE)"))
    admin.dispose()
