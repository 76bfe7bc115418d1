from __future__ import annotations

from datetime import timedelta

import numpy as np
import polars as pl
import pytest

from modiste.simulate import World, WorldConfig
from modiste.simulate.garments import VOCABULARY
from modiste.simulate.posts import make_posts
from modiste.simulate.trends import INFLUENCER_LEAD, Trends, make_trends

WEEKS_8 = timedelta(weeks=8)


@pytest.fixture(scope="module")
def trends() -> Trends:
    return make_trends(WorldConfig())


def test_as_many_movers_as_asked_for(trends: Trends) -> None:
    kinds = dict(trends.planted["kind"].value_counts().iter_rows())
    assert kinds == {"riser": 6, "faller": 4, "fad": 3}
    assert trends.planted.select("name", "value").n_unique() == 13


def test_demand_follows_posts_by_the_stated_lead(trends: Trends) -> None:
    config = WorldConfig()
    for row in trends.planted.iter_rows(named=True):
        code, lead = VOCABULARY.code(row["name"], row["value"]), row["lead_weeks"]
        assert 4 <= lead <= 10
        assert (row["onset_demand"] - row["onset_posts"]).days == 7 * lead
        posts = trends.posts[code, : config.horizon - lead]
        assert np.allclose(trends.demand[code, lead:], posts, atol=1e-6)


def test_risers_rise_and_fallers_fall(trends: Trends) -> None:
    config = WorldConfig()
    for row in trends.planted.filter(pl.col("kind") != "fad").iter_rows(named=True):
        curve = trends.posts[VOCABULARY.code(row["name"], row["value"])]
        onset = (row["onset_posts"] - config.week(0)).days // 7
        change = curve[-1] - curve[max(onset - 4, 0)]
        assert change == pytest.approx(row["log_amplitude"], abs=0.45)
        assert change * (1 if row["kind"] == "riser" else -1) > 0.4


def _shares(world: World, name: str, segment: str | None = None) -> pl.DataFrame:
    assert world.truth.posts is not None
    both = world.tables["post"].select("post_id", "at", "segment").join(
        world.truth.posts.truth, on="post_id"
    )  # fmt: skip
    named = both.filter(~pl.col("is_bot"), pl.col(name).is_not_null())
    if segment:
        named = named.filter(pl.col("segment") == segment)
    week = pl.col("at").dt.truncate("1w").dt.date().alias("week")
    return named.group_by(week, name).len().with_columns(
        share=pl.col("len") / pl.col("len").sum().over("week")
    )  # fmt: skip


def test_posts_show_the_planted_movers(demo: World) -> None:
    for row in demo.truth.planted.filter(pl.col("kind") == "riser").iter_rows(named=True):
        shares = _shares(demo, row["name"]).filter(pl.col(row["name"]) == row["value"])
        before = shares.filter(pl.col("week") < row["onset_posts"])["share"].mean()
        after = shares.filter(pl.col("week") > row["midpoint_posts"])
        if after.height >= 4:
            assert after["share"].mean() > 1.3 * before  # type: ignore[operator]


def test_influencers_lead_the_mainstream(trends: Trends) -> None:
    assert trends.posts.shape[1] == WorldConfig().horizon + INFLUENCER_LEAD


def test_texts_name_what_their_authors_meant(demo: World) -> None:
    assert demo.truth.posts is not None
    both = demo.tables["post"].join(demo.truth.posts.truth, on="post_id")
    plain = both.filter(~pl.col("is_bot")).head(3_000)
    zh = {(v.name, v.value): v.zh for v in VOCABULARY.values}
    for row in plain.iter_rows(named=True):
        for name in ("colour", "pattern", "material", "silhouette"):
            value = row[name]
            if value is not None:
                word = value if row["language"] == "en" else zh[name, value]
                assert word.lower() in row["text"].lower(), row["text"]


def test_texts_vary(demo: World) -> None:
    assert demo.truth.posts is not None
    truth = demo.truth.posts.truth
    original = demo.tables["post"].join(
        truth.filter(~pl.col("is_bot"), pl.col("copy_of").is_null()), on="post_id"
    )  # fmt: skip
    assert original["text"].n_unique() > 0.97 * original.height


def test_there_are_bots_copies_and_a_dark_source(demo: World) -> None:
    assert demo.truth.posts is not None
    truth, (source, first, last) = demo.truth.posts.truth, demo.truth.posts.outage
    assert 0.02 < truth["is_bot"].mean() < 0.08  # type: ignore[operator]
    copies = truth.filter(pl.col("copy_of").is_not_null())
    assert 0.01 < copies.height / truth.height < 0.05
    assert copies["copy_of"].is_in(truth["post_id"].implode()).all()
    post = demo.tables["post"]
    monday = pl.lit(demo.config.week(first)).cast(pl.Datetime("us", "UTC"))
    after = pl.lit(demo.config.week(last + 1)).cast(pl.Datetime("us", "UTC"))
    dark = post.filter(pl.col("at") >= monday, pl.col("at") < after)
    assert dark.height > 0
    assert source not in set(dark["source"])
    assert source in set(post["source"])


def test_influencers_have_more_followers(demo: World) -> None:
    by = dict(demo.tables["post"].group_by("segment").agg(pl.col("followers").median()).iter_rows())
    assert by["influencer"] > 20 * by["mainstream"]


def test_more_posts_keep_the_trends(trends: Trends) -> None:
    posts = make_posts(WorldConfig(posts_per_week=20, weeks=30), make_trends(WorldConfig(weeks=30)))
    assert posts.post["post_id"].n_unique() == posts.post.height
    assert trends.planted.equals(make_trends(WorldConfig(posts_per_week=20)).planted)


def test_movers_become_visible_after_their_onset_and_then_are(demo: World) -> None:
    planted = demo.truth.planted
    seen = planted.drop_nulls("visible_on")
    assert (seen["visible_on"] > seen["onset_posts"]).all()
    assert seen.height >= 10
    due = seen.filter(
        pl.col("visible_on").dt.offset_by("4w") < demo.config.as_of, pl.col("kind") == "riser"
    )
    assert due.height >= 2
    for row in due.iter_rows(named=True):
        shares = _shares(demo, row["name"]).filter(pl.col(row["name"]) == row["value"])
        before = shares.filter(pl.col("week") < row["onset_posts"])
        now = shares.filter(
            pl.col("week") > row["visible_on"], pl.col("week") <= row["visible_on"] + WEEKS_8
        )
        assert now["share"].mean() > 1.15 * before.tail(8)["share"].mean()  # type: ignore[operator]
