from __future__ import annotations

import json
import threading

import pytest

from modiste.serve.api import jobs as api
from modiste.store import jobs


def events(text: str) -> list[tuple[str | None, str, dict]]:
    found = []
    for block in text.split("\n\n"):
        lines = [line.split(": ", 1) for line in block.split("\n") if line and line[0] != ":"]
        fields = dict(line for line in lines if len(line) == 2)
        if "data" in fields:
            found.append((fields.get("id"), fields["event"], json.loads(fields["data"])))
    return found


@pytest.fixture
def job(brand):
    return jobs.enqueue(brand.ledger, "report", {"run_id": "plan"}, actor="ann")


def test_a_job_is_asked_for_looked_at_and_cancelled(planner):
    answer = planner.post("/v1/jobs", json={"kind": "plan", "arguments": {}})
    assert answer.status_code == 202
    job_id = answer.json()["job_id"]
    assert planner.post("/v1/jobs", json={"kind": "plan"}).json()["job_id"] == job_id
    shown = planner.get(f"/v1/jobs/{job_id}").json()
    assert (shown["state"], shown["kind"], shown["title"]) == (
        "queued",
        "plan",
        "The weekly plan and its report",
    )
    listed = planner.get("/v1/jobs", params={"state": "queued", "kind": "plan"}).json()
    assert [each["job_id"] for each in listed["items"]] == [job_id]
    assert planner.post(f"/v1/jobs/{job_id}/cancel").json()["state"] == "cancelled"
    again = planner.post(f"/v1/jobs/{job_id}/cancel")
    assert (again.status_code, again.json()["code"]) == (409, "conflict")
    queued = planner.get("/v1/jobs", params={"state": "queued", "kind": "plan"})
    assert queued.json()["items"] == []


def test_each_kind_takes_its_scope(viewer, marketer, owner, nobody):
    kinds = {each["name"]: each["scope"] for each in viewer.get("/v1/jobs/kinds").json()}
    assert kinds["plan"] == "jobs:write"
    assert "import" not in kinds
    refused = viewer.post("/v1/jobs", json={"kind": "plan"})
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert marketer.post("/v1/jobs", json={"kind": "collect feeds"}).status_code == 202
    assert owner.post("/v1/jobs", json={"kind": "import"}).status_code == 403
    unknown = owner.post("/v1/jobs", json={"kind": "dance"})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown-name")
    assert nobody.get("/v1/jobs").status_code == 401
    assert viewer.get("/v1/jobs/none").status_code == 404
    assert viewer.get("/v1/jobs/none/events").status_code == 404


def test_events_of_a_job_that_ended_end(viewer, brand, job):
    jobs.begin(brand.ledger, job)
    jobs.say(brand.ledger, job, "half", 0.5)
    jobs.finish(brand.ledger, job, {"rows": 1}, {})
    answer = viewer.get(f"/v1/jobs/{job}/events")
    assert answer.headers["content-type"].startswith("text/event-stream")
    found = events(answer.text)
    assert [kind for _, kind, _ in found] == ["job", "queued", "started", "progress", "done"]
    assert found[0][0] is None
    assert found[0][2]["state"] == "done"
    assert found[3][2]["detail"] == {"text": "half", "fraction": 0.5}
    seen = found[2][0]
    later = viewer.get(f"/v1/jobs/{job}/events", headers={"Last-Event-ID": seen})
    assert [each[:2] for each in events(later.text)[1:]] == [each[:2] for each in found[3:]]
    last = viewer.get(f"/v1/jobs/{job}/events", headers={"Last-Event-ID": found[-1][0]})
    assert [kind for _, kind, _ in events(last.text)] == ["job"]


def test_events_come_while_the_job_goes_on_and_silence_is_told(viewer, brand, job, monkeypatch):
    monkeypatch.setattr(api, "_LOOK", 0.02)
    monkeypatch.setattr(api, "_HEARTBEAT", 0.1)
    answers = []
    reader = threading.Thread(
        target=lambda: answers.append(viewer.get(f"/v1/jobs/{job}/events").text)
    )
    reader.start()
    jobs.begin(brand.ledger, job)
    threading.Event().wait(0.4)
    for step in range(3):
        jobs.say(brand.ledger, job, f"step {step}", None)
    jobs.fail(brand.ledger, job, {"what": "no", "remedy": "go"})
    reader.join()
    kinds = [kind for _, kind, _ in events(answers[0])]
    assert kinds == ["job", "queued", "started", *["progress"] * 3, "failed"]
    assert ": still here" in answers[0]


def test_schedules_say_when_they_are_due(viewer):
    (plan,) = viewer.get("/v1/schedules").json()
    assert (plan["name"], plan["cron"], plan["setting"]) == (
        "weekly plan",
        "0 6 * * 1",
        "jobs.plan",
    )
    assert plan["worker"] is False
    assert plan["next_at"] > "2026"
