from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor

import pytest

from modiste.model.errors import ConflictError, UnknownNameError
from modiste.store import jobs
from modiste.store.ledger import Ledger, Run, now
from modiste.store.runs import JOB, mark_cut_off, recorded, runs_of_job


def ask(ledger: Ledger, key: str | None = None) -> str:
    return jobs.enqueue(ledger, "plan", {"n": 1}, actor="ann", key=key)


def told(ledger: Ledger, job_id: str) -> list[str]:
    return [event.kind for event in jobs.events_after(ledger, job_id)]


def test_a_job_that_was_asked_for_waits(ledger):
    job = jobs.get_job(ledger, ask(ledger))
    assert (job.state, job.kind, job.actor, job.arguments) == ("queued", "plan", "ann", {"n": 1})
    assert (job.attempt, job.handed, job.cut_off, job.fraction) == (0, 0, 0, None)
    assert told(ledger, job.job_id) == ["queued"]


def test_of_one_key_one_is_under_way(ledger):
    first = ask(ledger, "plan")
    assert ask(ledger, "plan") == first
    assert ask(ledger, "other") != first
    assert ask(ledger) != ask(ledger)
    jobs.begin(ledger, first)
    assert ask(ledger, "plan") == first
    jobs.finish(ledger, first, {}, {})
    assert ask(ledger, "plan") != first


def test_many_who_ask_at_once_get_the_same_job(ledger):
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: ask(ledger, "plan"), range(24)))
    assert len(found) == 1
    assert len(jobs.list_jobs(ledger)) == 1


def test_a_job_goes_from_waiting_to_done(ledger):
    job_id = ask(ledger)
    assert jobs.begin(ledger, job_id).state == "running"
    jobs.say(ledger, job_id, "half", 0.5)
    assert jobs.get_job(ledger, job_id).fraction == 0.5
    jobs.finish(ledger, job_id, {"rows": 3}, {"half": 0.5})
    job = jobs.get_job(ledger, job_id)
    assert (job.state, job.result, job.fraction, job.attempt) == ("done", {"rows": 3}, 1.0, 1)
    assert job.ended_at is not None
    assert job.started_at is not None
    assert job.created_at <= job.started_at <= job.ended_at
    assert told(ledger, job_id) == ["queued", "started", "progress", "done"]
    assert jobs.last_timeline(ledger, "plan") == {"half": 0.5}
    assert jobs.last_timeline(ledger, "import") == {}


def test_what_has_ended_stays_as_it_ended(ledger):
    job_id = ask(ledger)
    jobs.begin(ledger, job_id)
    jobs.finish(ledger, job_id, {"rows": 3}, {})
    jobs.fail(ledger, job_id, {"what": "late"})
    jobs.say(ledger, job_id, "late", 0.1)
    jobs.put_back(ledger, job_id, "retry", {})
    jobs.end_cancelled(ledger, job_id)
    assert jobs.begin(ledger, job_id).state == "done"
    job = jobs.get_job(ledger, job_id)
    assert (job.state, job.error, job.progress, job.attempt) == ("done", {}, "", 1)


def test_one_that_waits_is_cancelled_at_once_and_one_that_runs_is_asked(ledger):
    waiting, running = ask(ledger), ask(ledger)
    assert jobs.cancel(ledger, waiting, actor="bob").state == "cancelled"
    assert jobs.begin(ledger, waiting).state == "cancelled"
    jobs.begin(ledger, running)
    for _ in range(2):
        asked = jobs.cancel(ledger, running, actor="bob")
        assert (asked.state, asked.cancel) == ("running", True)
    jobs.end_cancelled(ledger, running)
    assert told(ledger, running) == ["queued", "started", "cancelling", "cancelled"]
    with pytest.raises(ConflictError, match="is cancelled"):
        jobs.cancel(ledger, running, actor="bob")
    with pytest.raises(UnknownNameError, match="no job 'x'"):
        jobs.cancel(ledger, "x", actor="bob")


def test_one_that_was_to_be_cancelled_is_not_tried_again(ledger):
    stopped, cut = ask(ledger), ask(ledger)
    for job_id in (stopped, cut):
        jobs.begin(ledger, job_id)
        jobs.cancel(ledger, job_id, actor="bob")
    jobs.put_back(ledger, stopped, "stopped", {})
    assert jobs.get_job(ledger, stopped).state == "cancelled"
    assert jobs.begin(ledger, cut).state == "cancelled"


def test_a_job_that_is_put_back_waits_with_its_reason(ledger):
    job_id = ask(ledger)
    jobs.begin(ledger, job_id)
    jobs.put_back(ledger, job_id, "retry", {"what": "the table is locked"})
    job = jobs.get_job(ledger, job_id)
    assert (job.state, job.error) == ("queued", {"what": "the table is locked"})
    assert jobs.begin(ledger, job_id).attempt == 2
    assert jobs.get_job(ledger, job_id).cut_off == 0


def test_one_that_is_cut_off_again_and_again_is_given_up(ledger):
    job_id = ask(ledger)
    states = [jobs.begin(ledger, job_id).state for _ in range(jobs.MOST_CUT_OFF + 2)]
    assert states == ["running"] * (jobs.MOST_CUT_OFF + 1) + ["failed"]
    job = jobs.get_job(ledger, job_id)
    assert job.error["code"] == "cut-off"
    assert job.cut_off == jobs.MOST_CUT_OFF + 1


def test_events_go_on_after_the_one_seen_last(ledger):
    job_id, other = ask(ledger), ask(ledger)
    jobs.begin(ledger, job_id)
    for share in range(5):
        jobs.say(ledger, job_id, f"step {share}", share / 5)
        jobs.say(ledger, other, "not running", None)
    events = jobs.events_after(ledger, job_id)
    ids = [event.id for event in events]
    assert ids == sorted(set(ids))
    for at, event in enumerate(events):
        assert [e.id for e in jobs.events_after(ledger, job_id, event.id)] == ids[at + 1 :]
    assert [e.id for e in jobs.events_after(ledger, job_id, limit=2)] == ids[:2]
    assert told(ledger, other) == ["queued"]


def test_jobs_are_listed_newest_first_by_state_and_kind(ledger):
    first, second = ask(ledger), jobs.enqueue(ledger, "import", {}, actor="ann")
    jobs.begin(ledger, first)
    assert [job.job_id for job in jobs.list_jobs(ledger)] == [second, first]
    assert [job.job_id for job in jobs.list_jobs(ledger, states=("running",))] == [first]
    assert [job.job_id for job in jobs.list_jobs(ledger, kind="import")] == [second]
    assert [job.job_id for job in jobs.list_jobs(ledger, limit=1)] == [second]


def test_old_jobs_are_forgotten_with_their_events_and_others_are_not(ledger):
    old, waiting = ask(ledger), ask(ledger)
    jobs.begin(ledger, old)
    jobs.finish(ledger, old, {}, {})
    assert jobs.forget_before(ledger, now() - dt.timedelta(hours=1)) == []
    assert jobs.forget_before(ledger, now() + dt.timedelta(hours=1)) == [old]
    assert [job.job_id for job in jobs.list_jobs(ledger)] == [waiting]
    assert jobs.events_after(ledger, old) == []


def test_runs_remember_their_job_and_those_cut_off_are_marked(ledger):
    job_id = ask(ledger)
    token = JOB.set(job_id)
    try:
        with recorded(ledger, "plan", settings={}, inputs={"tables": {}}) as done:
            pass
        with recorded(ledger, "plan", settings={}, inputs={}) as cut:
            pass
    finally:
        JOB.reset(token)
    with recorded(ledger, "plan", settings={}, inputs={}) as alone:
        pass
    with ledger.write() as session:
        for run_id in (cut.run_id, alone.run_id):
            session.get_one(Run, run_id).state = "running"
    assert [run.run_id for run in runs_of_job(ledger, job_id)] == [done.run_id, cut.run_id]
    assert runs_of_job(ledger, job_id, "import") == []
    assert mark_cut_off(ledger, job_id) == 1
    assert mark_cut_off(ledger, job_id) == 0
    states = {run.run_id: run.state for run in runs_of_job(ledger, job_id)}
    assert states == {done.run_id: "done", cut.run_id: "interrupted"}
    with ledger.read() as session:
        assert session.get_one(Run, alone.run_id).state == "running"


def test_the_queue_is_given_the_oldest_first_and_each_once(ledger):
    first, second, third = ask(ledger), ask(ledger), ask(ledger)
    assert jobs.unhanded(ledger) == [first, second, third]
    jobs.handed(ledger, first, 1)
    jobs.cancel(ledger, second, actor="bob")
    assert jobs.unhanded(ledger) == [third]
    jobs.begin(ledger, first)
    jobs.put_back(ledger, first, "retry", {"what": "busy"})
    assert jobs.unhanded(ledger) == [third]
