"""``modiste trends ingest``, end to end: files, and feeds of a site in this process."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.trends.sites import Site, answer, rss
from typer.testing import CliRunner

from modiste.model.errors import InputError
from modiste.store.lake import Lake
from modiste.store.runs import get_run
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace
from modiste.trends.cli import app
from modiste.trends.collect import Manners
from modiste.trends.ingest import manners, parted


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.server.shutdown()
    made.server.server_close()


@pytest.fixture
def hasty(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace that asks this machine, and again at once."""
    monkeypatch.setenv("MODISTE_TRENDS__PRIVATE_FEEDS", "true")
    monkeypatch.setenv("MODISTE_TRENDS__FEED_SECONDS", "0")
    monkeypatch.setenv("MODISTE_TRENDS__FEED_MINUTES", "0")
    return workspace


def ingest(workspace: Workspace, *given: object, status: int = 0) -> dict[str, Any]:
    asked = ["ingest", *map(str, given), "--workspace", str(workspace.root), "--json"]
    result = CliRunner().invoke(app, asked)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == status, result.output
    return json.loads(result.stdout)


def outcomes(done: dict[str, Any]) -> list[tuple[str, int, int]]:
    return [(each["outcome"], each["posts"], each["new"]) for each in done["collected"]["feeds"]]


def posts(workspace: Workspace) -> pl.DataFrame:
    return workspace.lake.scan("post").collect().sort("text")


def test_a_feed_is_collected_and_asked_for_only_what_changed(site, hasty):
    page = rss(("a", "Linen wide leg trousers"), ("b", "Plum is back"))
    site.pages["/feed"] = answer(200, page, ETag='"v1"')
    done = ingest(hasty, f"{site.url}/feed")
    assert outcomes(done) == [("new", 2, 2)]
    assert posts(hasty)["text"].to_list() == ["Linen wide leg trousers", "Plum is back"]
    run = get_run(hasty.ledger, done["collected"]["run"])
    assert (run.kind, run.state, run.outputs["written"]) == ("import", "done", 2)
    site.pages["/feed"] = answer(304)
    assert outcomes(ingest(hasty, f"{site.url}/feed")) == [("unchanged", 0, 0)]
    assert site.asked[-1][1]["If-None-Match"] == '"v1"'
    assert site.paths().count("/robots.txt") == 1


def test_the_feeds_of_the_settings_are_asked_where_none_are_named(site, hasty, monkeypatch):
    for name in ("one", "two"):
        site.pages[f"/{name}"] = answer(200, rss((name, f"Post {name}")))
    monkeypatch.setenv("MODISTE_TRENDS__FEEDS", f"{site.url}/one  {site.url}/two")
    assert outcomes(ingest(hasty)) == [("new", 1, 1), ("new", 1, 1)]
    assert posts(hasty).height == 2


def test_a_feed_that_was_asked_not_long_ago_is_left_alone(site, hasty, monkeypatch):
    monkeypatch.setenv("MODISTE_TRENDS__FEED_MINUTES", "55")
    site.pages["/feed"] = answer(200, rss(("a", "Linen")))
    ingest(hasty, f"{site.url}/feed")
    assert outcomes(ingest(hasty, f"{site.url}/feed")) == [("waiting", 0, 0)]
    assert site.paths().count("/feed") == 1


def test_one_feeds_trouble_does_not_stop_the_others(site, hasty):
    site.pages["/robots.txt"] = answer(200, b"User-agent: *\nDisallow: /private")
    site.pages["/page"] = answer(200, b"<html><body>no feed</body></html>")
    site.pages["/feed"] = answer(200, rss(("a", "Linen")))
    given = [f"{site.url}/{name}" for name in ("private", "page", "absent", "feed")]
    done = ingest(hasty, *given)
    assert [each for each, *_ in outcomes(done)] == ["refused", "refused", "refused", "new"]
    notes = [each["note"] for each in done["collected"]["feeds"]]
    assert "robots.txt" in notes[0]
    assert "no feed" in notes[1]
    assert "404" in notes[2]
    assert "/private" not in site.paths()


def test_a_run_in_which_every_feed_fails_says_so_and_a_later_one_resumes(site, hasty, monkeypatch):
    monkeypatch.setattr("modiste.trends.ingest.Manners", partial(Manners, tries=1))
    site.pages["/feed"] = answer(502)
    done = ingest(hasty, f"{site.url}/feed", status=1)
    assert [each for each, *_ in outcomes(done)] == ["failed"]
    site.pages["/feed"] = answer(200, rss(("a", "Linen")))
    assert outcomes(ingest(hasty, f"{site.url}/feed")) == [("new", 1, 1)]


def test_a_lake_that_fails_midway_loses_nothing(site, hasty, monkeypatch):
    site.pages["/feed"] = answer(200, rss(("a", "Linen"), ("b", "Plum")), ETag='"v1"')

    def full(*_: object, **__: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as broken:
        broken.setattr(Lake, "upsert", full)
        with pytest.raises(OSError, match="no space left"):
            ingest(hasty, f"{site.url}/feed")
    # The state was not written, so that the feed is asked for everything again.
    assert outcomes(ingest(hasty, f"{site.url}/feed")) == [("new", 2, 2)]
    assert "If-None-Match" not in site.asked[-1][1]


def test_files_of_every_kind_and_feeds_go_together(site, hasty, tmp_path):
    site.pages["/feed"] = answer(200, rss(("a", "Linen")))
    dump = tmp_path / "posts.jsonl"
    dump.write_text(
        '{"id": "1", "created_at": "2026-02-03T10:00:00Z", "platform": "instagram", '
        '"text": "Plum coat", "likes": 5}\n'
    )
    saved = tmp_path / "saved.xml"
    saved.write_bytes(rss(("s", "Wide legs")))
    searches = tmp_path / "multiTimeline.csv"
    searches.write_text(
        "Category: All categories\n\nWeek,linen: (Germany),plum: (Germany)\n"
        "2026-02-01,50,<1\n2026-02-08,100,3\n"
    )
    done = ingest(hasty, dump, saved, searches, f"{site.url}/feed")
    assert (done["written"], done["set_aside"]) == (6, 0)
    found = posts(hasty)
    kinds = found.group_by("kind").len().sort("kind").rows()
    assert kinds == [("blog", 2), ("post", 1), ("search", 4)]
    again = ingest(hasty, dump, saved, searches)
    assert (again["written"], again["unchanged"]) == (0, 6)


def test_what_is_no_file_and_no_address_is_named(hasty):
    with pytest.raises(InputError, match=r"no such file .*absent\.csv"):
        ingest(hasty, "absent.csv")
    with pytest.raises(InputError, match="nothing to ingest"):
        ingest(hasty)


def test_addresses_are_told_from_files(tmp_path):
    file = tmp_path / "posts.csv"
    file.touch()
    given = [str(file), "HTTPS://a.example/f", "feed://b.example/f", "feed:http://c.example/f"]
    assert parted(given) == (
        [Path(file)],
        ["HTTPS://a.example/f", "https://b.example/f", "http://c.example/f"],
    )


def test_addresses_of_private_networks_need_leave():
    assert not manners(Settings()).limits.private
    assert manners(Settings.model_validate({"trends": {"private_feeds": True}})).limits.private


def test_the_table_shows_every_feed(site, hasty):
    site.pages["/feed"] = answer(200, rss(("a", "Linen")))
    asked = ["ingest", f"{site.url}/feed", "--workspace", str(hasty.root)]
    shown = CliRunner().invoke(app, asked)
    assert shown.exit_code == 0, shown.output
    assert "new" in shown.stdout
    assert "modiste trends series" in shown.output
