from __future__ import annotations

from pathlib import Path

from modiste.serve.doctor import check_all, compact_all, repair_all
from modiste.store.inbox import compact, receive
from modiste.store.runs import recorded
from modiste.store.workspace import Workspace

EVENT = {"event_id": "e1", "at": "2026-01-01T10:00:00Z", "kind": "view"}


def test_a_run_that_never_ended_is_noted(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    with recorded(workspace.ledger, "plan", settings={}, inputs={}) as run:
        during = {check.name: check for check in check_all(workspace)}
    assert during[f"run {run.run_id}"].state == "note"
    after = {check.name for check in check_all(workspace)}
    assert f"run {run.run_id}" not in after


def test_waiting_rows_are_noted(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    receive(workspace.ledger, "event", [EVENT])
    checks = {check.name: check for check in check_all(workspace)}
    assert checks["inbox"].finding == "1 rows wait"


def test_a_damaged_table_is_bad_and_says_what_to_do(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    receive(workspace.ledger, "event", [EVENT])
    compact(workspace.ledger, workspace.lake)
    for part in (tmp_path / "w" / "lake" / "event" / "_delta_log").glob("*.json"):
        part.write_text("{", encoding="utf-8")
    checks = {check.name: check for check in check_all(workspace)}
    assert checks["table event"].state == "bad"
    assert checks["table event"].remedy


def test_compaction_reports_each_table(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    for k in range(3):
        receive(workspace.ledger, "event", [{**EVENT, "event_id": f"e{k}"}])
        compact(workspace.ledger, workspace.lake)
    assert compact_all(workspace)["event"]["merged"] == 3
    assert workspace.lake.rows("event") == 3


def test_a_torn_entry_is_told_and_mended(tmp_path: Path) -> None:
    workspace = Workspace.init(tmp_path / "w")
    for k in range(2):
        receive(workspace.ledger, "event", [{**EVENT, "event_id": f"e{k}"}])
        compact(workspace.ledger, workspace.lake)
    log = tmp_path / "w" / "lake" / "event" / "_delta_log"
    newest = max(log.glob("*.json"))
    newest.write_bytes(newest.read_bytes()[:40])
    torn = {check.name: check for check in check_all(workspace)}["table event"]
    assert (torn.state, "--repair" in torn.remedy) == ("bad", True)
    assert list(repair_all(workspace)) == ["event"]
    mended = {check.name: check for check in check_all(workspace)}["table event"]
    assert mended.finding == "1 rows in 1 files"
