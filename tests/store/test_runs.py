from __future__ import annotations

import datetime as dt
import re

import pytest
import sqlalchemy as sa

from modiste.model.errors import UnknownNameError
from modiste.store.ledger import Run, now
from modiste.store.runs import code_versions, get_run, list_runs, new_id, recorded

START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def history(ledger):
    """Six runs, one a day; ids do not sort by time."""
    rows = [
        ("z", "plan", "done"),
        ("y", "plan", "done"),
        ("x", "import", "done"),
        ("w", "plan", "failed"),
        ("v", "import", "interrupted"),
        ("u", "plan", "running"),
    ]
    with ledger.write() as session:
        for day, (run_id, kind, state) in enumerate(rows):
            session.add(
                Run(
                    run_id=run_id,
                    kind=kind,
                    state=state,
                    started_at=START + dt.timedelta(days=day),
                    code={},
                    settings={},
                    inputs={},
                    outputs={},
                )
            )
    return ledger


def test_a_run_that_ends_well_is_done(ledger):
    before = now()
    with recorded(ledger, "plan", settings={"a": 1}, inputs={"sale": 3}, seed=7) as record:
        running = get_run(ledger, record.run_id)
        record.outputs["rows"] = 12
    assert (running.state, running.ended_at, running.outputs) == ("running", None, {})
    run = get_run(ledger, record.run_id)
    assert (run.kind, run.state, run.seed, run.error) == ("plan", "done", 7, None)
    assert (run.settings, run.inputs, run.outputs) == ({"a": 1}, {"sale": 3}, {"rows": 12})
    assert run.code == code_versions()
    assert before <= run.started_at <= run.ended_at <= now()


def test_a_run_that_fails_keeps_its_error_and_what_it_had(ledger):
    def fail() -> None:
        with recorded(ledger, "import", settings={}, inputs={}) as record:
            record.outputs["rows"] = 3
            raise ValueError("no such file: a.csv")

    with pytest.raises(ValueError, match="no such file"):
        fail()
    (run,) = list_runs(ledger)
    assert (run.state, run.error) == ("failed", "ValueError: no such file: a.csv")
    assert run.outputs == {"rows": 3}
    assert run.ended_at is not None


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_run_that_is_stopped_is_interrupted(ledger, stop):
    def work() -> None:
        with recorded(ledger, "plan", settings={}, inputs={}):
            raise stop

    with pytest.raises(stop):
        work()
    (run,) = list_runs(ledger)
    assert (run.state, run.error) == ("interrupted", f"{stop.__name__}: ")


def test_figures_of_any_kind_end_a_run(ledger):
    with recorded(ledger, "plan", settings={}, inputs={}) as record:
        record.outputs.update(wape=float("nan"), as_of=dt.date(2026, 3, 31))
    run = get_run(ledger, record.run_id)
    assert (run.state, run.outputs) == ("done", {"wape": None, "as_of": "2026-03-31"})


def test_runs_are_listed_newest_first(history):
    assert [run.run_id for run in list_runs(history)] == ["u", "v", "w", "x", "y", "z"]
    assert [run.run_id for run in list_runs(history, limit=2)] == ["u", "v"]
    assert [run.run_id for run in list_runs(history, kind="import")] == ["v", "x"]
    assert list_runs(history, kind="nothing") == []


@pytest.mark.parametrize(
    ("asked", "found"), [("latest", "x"), ("plan", "y"), ("import", "x"), ("w", "w"), ("u", "u")]
)
def test_a_run_is_found_by_id_or_as_the_newest_that_is_done(history, asked, found):
    assert get_run(history, asked).run_id == found


@pytest.mark.parametrize("asked", ["nothing", "", "PLAN"])
def test_an_unknown_run_is_an_error(history, asked):
    with pytest.raises(UnknownNameError, match=f"there is no run '{asked}'") as caught:
        get_run(history, asked)
    assert "modiste runs" in caught.value.remedy


def test_there_is_no_latest_run_at_first(ledger):
    with pytest.raises(UnknownNameError, match="no run 'latest'"):
        get_run(ledger, "latest")


def test_ids_sort_by_time_and_do_not_repeat():
    at = dt.datetime(2026, 9, 7, 6, tzinfo=dt.UTC)
    assert re.fullmatch(r"plan-20260907T060000-[0-9a-f]{6}", new_id("plan", at))
    later = new_id("plan", at + dt.timedelta(seconds=1))
    assert new_id("plan", at) < later
    assert len({new_id("plan", at) for _ in range(50)}) == 50


def test_a_run_remembers_the_versions_that_its_numbers_depend_on():
    found = code_versions()
    assert {"modiste", "polars", "deltalake", "duckdb"} <= set(found)
    assert "not installed" not in found.values()


def test_runs_that_overlap_are_recorded_apart(ledger):
    with (
        recorded(ledger, "plan", settings={}, inputs={}) as one,
        recorded(ledger, "plan", settings={}, inputs={}) as other,
    ):
        one.outputs["n"], other.outputs["n"] = 1, 2
    with ledger.read() as session:
        stored = {run.run_id: run.outputs for run in session.scalars(sa.select(Run))}
    assert stored == {one.run_id: {"n": 1}, other.run_id: {"n": 2}}
