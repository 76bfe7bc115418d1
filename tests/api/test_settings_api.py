from __future__ import annotations

import datetime as dt
import shutil
import tomllib

import pytest
import sqlalchemy as sa

from modiste.serve.access.audit import note
from modiste.serve.demo import EMPTIED, KEPT, MARK, empty_demo, mark_demo
from modiste.store import jobs
from modiste.store.ledger import Base
from modiste.store.runs import list_runs
from modiste.store.settings import FILE, listed
from modiste.store.workspace import Workspace


def by_name(sections: list[dict]) -> dict[str, dict]:
    return {each["name"]: each for section in sections for each in section["settings"]}


@pytest.fixture
def change(owner):
    def changing(changes: dict, tag: str | None = None):
        if tag is None:
            tag = owner.get("/v1/settings").headers["etag"]
        return owner.patch("/v1/settings", json={"changes": changes}, headers={"If-Match": tag})

    return changing


def test_every_setting_is_told_with_its_meaning_and_its_limits(planner):
    told = by_name(planner.get("/v1/settings").json())
    assert list(told) == [name for name, _, _ in listed()]
    level = told["planning.service_level"]
    assert (level["value"], level["default"], level["source"]) == (0.95, 0.95, "default")
    assert level["value_schema"]["exclusiveMaximum"] == 1.0
    assert level["variable"] == "MODISTE_PLANNING__SERVICE_LEVEL"
    assert told["brand.name"]["source"] == "file"
    assert told["storage.lake"]["editable"] is False


def test_a_change_is_written_with_the_comments_kept(change, owner, brand):
    file = brand.root / FILE
    before = file.read_text(encoding="utf-8")
    answer = change({"planning.service_level": 0.9, "brand.name": "Anna & Söhne"})
    assert answer.status_code == 200
    assert by_name(answer.json())["planning.service_level"]["source"] == "file"
    after = file.read_text(encoding="utf-8")
    assert tomllib.loads(after)["planning"] == {"service_level": 0.9}
    assert [line for line in after.splitlines() if line.startswith("# ")] == [
        line
        for line in before.splitlines()
        if line.startswith("# ") and line != "# service_level = 0.95"
    ]
    assert brand.settings.planning.service_level == 0.9
    assert Workspace.open(brand.root).settings.brand.name == "Anna & Söhne"
    told = owner.get("/v1/audit", params={"action": "change settings"}).json()["items"][0]
    assert told["detail"]["changes"]["planning.service_level"] == {"from": 0.95, "to": 0.9}
    assert change({"planning.service_level": None, "brand.name": "Demo brand"}).status_code == 200
    assert file.read_text(encoding="utf-8") == before
    assert brand.settings.planning.service_level == 0.95


def test_lists_are_changed_and_taken_back(change, brand):
    feeds = ["https://a.example/feed", "https://b.example/feed"]
    assert by_name(change({"trends.feeds": feeds}).json())["trends.feeds"]["value"] == feeds
    assert change({"trends.feeds": feeds[:1]}).status_code == 200
    assert brand.settings.trends.feeds == ("https://a.example/feed",)
    assert change({"trends.feeds": None}).status_code == 200
    assert brand.settings.trends.feeds == ()


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"planning.service_level": 2}, 422),
        ({"planning.service_level": "high"}, 422),
        ({"planning.service_level": 0.9, "jobs.plan": "weekly"}, 422),
        ({"planning.nothing": 1}, 404),
        ({"storage.ledger": "other.db"}, 409),
        ({}, 422),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(change, brand, changes, status):
    before = (brand.root / FILE).read_bytes()
    answer = change(changes)
    assert answer.status_code == status, answer.text
    assert (brand.root / FILE).read_bytes() == before


def test_edits_say_what_they_edit(change, owner):
    wanted = {"changes": {"brand.language": "zh"}}
    assert owner.patch("/v1/settings", json=wanted).status_code == 428
    tag = owner.get("/v1/settings").headers["etag"]
    assert change({"brand.language": "zh"}, tag).status_code == 200
    assert change({"brand.language": "en"}, tag).status_code == 412
    assert change({"brand.language": None}).status_code == 200


def test_what_the_environment_says_is_not_changed_here(change, owner, monkeypatch):
    monkeypatch.setenv("MODISTE_PLANNING__SEED", "7")
    told = by_name(owner.get("/v1/settings").json())["planning.seed"]
    assert (told["source"], told["editable"]) == ("environment", False)
    assert change({"planning.seed": 3}).status_code == 409


def test_secrets_are_never_shown(change, owner):
    address = "https://zelda:hushhush@hooks.example/quiet-path?token=mumble"
    answer = change({"replenishment.webhook_url": address})
    assert by_name(answer.json())["replenishment.webhook_url"]["value"] == (
        "https://hooks.example/…"
    )
    shown = owner.get("/v1/settings").text + owner.get("/v1/audit").text
    assert "hooks.example" in shown
    for secret in ("zelda", "hushhush", "quiet-path", "mumble"):
        assert secret not in shown
    assert change({"replenishment.webhook_url": "https://hooks.example/…"}).status_code == 422
    assert change({"replenishment.webhook_url": None}).status_code == 200


def test_who_may_change_settings(planner, viewer):
    tag = planner.get("/v1/settings").headers["etag"]
    wanted = {"changes": {"planning.seed": 1}}
    refused = planner.patch("/v1/settings", json=wanted, headers={"If-Match": tag})
    assert refused.status_code == 403
    assert viewer.get("/v1/settings").status_code == 403


# --- replacing the demo -----------------------------------------------------------------------


def rows_of(session, name: str) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(sa.table(name)))


def test_every_table_of_the_ledger_is_either_emptied_or_kept(brand):
    import modiste.store.budgets
    import modiste.store.decisions  # noqa: F401

    assert not set(EMPTIED) & set(KEPT)
    assert set(EMPTIED) | set(KEPT) == set(Base.metadata.tables)


def test_only_a_demo_is_replaced_and_only_on_purpose(owner, planner, brand):
    (brand.root / MARK).unlink(missing_ok=True)
    assert owner.get("/v1/workspace").json()["demo"] is False
    wanted = {"confirm": "Demo brand"}
    assert owner.post("/v1/workspace/replace-demo", json=wanted).status_code == 409
    mark_demo(brand, size="tiny", seed=7, as_of=dt.date(2026, 9, 7))
    told = owner.get("/v1/workspace").json()
    assert (told["demo"], told["demo_day"], told["empty"]) == (True, "2026-09-07", False)
    assert owner.post("/v1/workspace/replace-demo", json={"confirm": "x"}).status_code == 422
    assert planner.post("/v1/workspace/replace-demo", json=wanted).status_code == 403
    answer = owner.post("/v1/workspace/replace-demo", json={**wanted, "name": "Anna"})
    assert answer.status_code == 202
    again = owner.post("/v1/workspace/replace-demo", json=wanted)
    assert again.json()["job_id"] == answer.json()["job_id"]


def test_an_emptied_demo_keeps_people_keys_and_settings(demo_root, tmp_path):
    shutil.copytree(demo_root, tmp_path / "demo")
    workspace = Workspace.open(tmp_path / "demo")
    mark_demo(workspace, size="tiny", seed=7, as_of=dt.date(2026, 9, 7))
    settings = (workspace.root / FILE).read_bytes()
    key = workspace.key
    jobs.enqueue(workspace.ledger, "plan", {}, actor="ann")
    with workspace.ledger.write() as session:
        note(session, "ann", "look", "demo")
        held = {name: rows_of(session, name) for name in KEPT}
        assert held["audit"]
        assert held["job"]
    sales = workspace.lake.rows("sale")
    version = workspace.lake.version("sale")
    assert sales
    assert list_runs(workspace.ledger)
    done = empty_demo(workspace)
    assert done["tables"] == len(workspace.lake.tables())
    assert [workspace.lake.rows(name) for name in workspace.lake.tables()] == [0] * done["tables"]
    assert workspace.lake.read("sale", version=version).height == sales  # older versions stay
    assert list_runs(workspace.ledger) == []
    assert list((workspace.root / "media").iterdir()) == []
    assert (workspace.root / FILE).read_bytes() == settings
    assert Workspace.open(workspace.root).key == key
    assert not (workspace.root / MARK).exists()
    with workspace.ledger.read() as session:
        assert {name: rows_of(session, name) for name in KEPT} == held
        assert [rows_of(session, name) for name in EMPTIED] == [0] * len(EMPTIED)
    workspace.ledger.close()
