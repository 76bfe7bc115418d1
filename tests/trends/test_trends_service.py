"""From posts in a workspace to findings, a record and a report."""

from __future__ import annotations

import datetime as dt
import re

import polars as pl
import pytest

from modiste.model.findings import STAGES
from modiste.perceive.text.lexicon import ATTRIBUTES
from modiste.simulate.config import preset
from modiste.simulate.posts import make_posts
from modiste.simulate.trends import make_trends as plant
from modiste.store.runs import get_run
from modiste.store.workspace import Workspace
from modiste.trends import service
from modiste.trends.labels import NAMES, STAGE_NAMES, label_of, name_label
from modiste.trends.readings import LEAST_WEEKS, chosen
from modiste.trends.report import write_report
from modiste.trends.report.build import hex_of, render
from modiste.trends.report.gather import findings
from modiste.trends.report.words import WORDS
from modiste.trends.runs import make_series, make_trends
from modiste.trends.sources import leading_sources

AS_OF = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def quiet(_: str) -> None:
    """Tell nobody."""


@pytest.fixture
def posted(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    monkeypatch.setenv("MODISTE_TRENDS__MODEL", "seasonal naive")
    config = preset("tiny", posts_per_week=50, weeks=80)
    workspace.lake.upsert("post", make_posts(config, plant(config)).post, transaction="posts")
    return workspace


def test_a_run_writes_its_findings_and_a_report_that_needs_no_network(posted):
    result = make_trends(posted.root, AS_OF, quiet)
    run = get_run(posted.ledger, "trends")
    assert (run.run_id, run.state, run.inputs["as_of"]) == (result["run"], "done", "2026-03-02")
    assert run.outputs["trends"]["posts"] == result["posts"]
    mine = pl.col("run_id") == run.run_id
    series = posted.lake.scan("trend_series").filter(mine).collect()
    assert series["week"].max() == dt.date(2026, 2, 23)
    assert series.select((pl.col("share").is_between(0, 1)).all()).item()
    readings = posted.lake.scan("trend_reading").filter(mine).collect()
    assert readings.height == result["forecast"] > 0
    forecast = posted.lake.scan("trend_forecast").filter(mine).collect()
    assert forecast.height == service.HORIZON * readings.height
    assert forecast["week"].min() == dt.date(2026, 3, 2)
    text = write_report(posted).read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"<script|https?://(?!www\.w3\.org)", text)
    # The same findings in Chinese.
    assert WORDS["zh"]["says_not"] in render(findings(posted, run.run_id), "品牌", "zh")


def test_series_alone_are_a_run_too(posted):
    result = make_series(posted.root, AS_OF, quiet)
    assert result["series"] > 0
    assert "forecast" not in result
    assert posted.lake.scan("trend_series").collect()["series_id"].n_unique() == result["series"]


def rows(*series: tuple[str, float]) -> pl.DataFrame:
    """Series of 30 weeks by market, segment and attribute, with their mentions in all."""
    frames = [
        pl.DataFrame({"series_id": name, "market": name.split("|")[0],
                      "segment": name.split("|")[1], "mentions": count / 30, "share": [0.1] * 30})
        for name, count in series
    ]  # fmt: skip
    return pl.concat(frames)


def test_posts_of_all_markets_are_all_forecast_then_signals_then_the_rest():
    whole = rows(
        ("all|mainstream|a", 1.0), ("all|mainstream|b", 2.0), ("all|influencer|a", 50.0),
        ("all|sales|a", 9.0), ("all|sales|b", 8.0), ("all|search|a", 0.1),
        ("DE|mainstream|a", 99.0),
    )  # fmt: skip
    names = whole["series_id"].unique(maintain_order=True).to_list()
    order = [*names[:2], "all|sales|a", "all|search|a", "all|sales|b", *names[2:3], *names[-1:]]
    for most in range(1, 8):
        found = set(chosen(whole, most)["series_id"].unique().to_list())
        assert found == set(order[: max(most, 2)])


def test_short_series_are_not_forecast():
    assert chosen(rows(("all|mainstream|a", 1.0)).head(LEAST_WEEKS - 1), 9).height == 0


def test_the_source_that_grew_first_leads():
    weeks = 60
    grown = {"tiktok": 20, "instagram": 8, "weibo": 0}
    frame = pl.concat(
        pl.DataFrame(
            {
                "name": "colour", "value": "plum", "segment": source,
                "share": [0.02] * (weeks - last) + [0.06] * last, "share_sd": 0.005,
            }
        )
        for source, last in grown.items()
    )  # fmt: skip
    assert leading_sources(frame) == {"colour=plum": "tiktok"}
    assert leading_sources(frame.filter(pl.col("segment") == "weibo")) == {}


def test_the_words_of_the_report_are_there_in_both_languages():
    assert set(WORDS["en"]) == set(WORDS["zh"])
    assert WORDS["en"]["limits"].count("|") == WORDS["zh"]["limits"].count("|")


def test_values_are_named_in_the_language_of_the_report():
    assert label_of("colour", "navy", "en") == "navy"
    assert label_of("colour", "navy", "zh") == "藏青色"
    assert label_of("colour", "no such colour", "zh") == "no such colour"
    assert label_of("category", "wide-leg-trousers", "en") == "wide-leg trousers"
    assert label_of("combination", "linen + wide-leg", "en") == "linen + wide-leg"
    assert label_of("combination", "navy + wide-leg-trousers", "zh") == "藏青色 + 阔腿裤"
    assert (name_label("colour", "zh"), name_label("colour", "en")) == ("颜色", "colour")
    assert set(NAMES["zh"]) == {*ATTRIBUTES, "combination"}
    assert set(STAGE_NAMES["en"]) == set(STAGE_NAMES["zh"]) == set(STAGES)
    assert hex_of("no such colour") is None
    assert re.fullmatch("#[0-9a-f]{6}", hex_of("navy") or "")
