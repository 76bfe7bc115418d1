"""Everything that is said of attributes, as weekly series: posts, searches, the shop's figures."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from modiste.model.calendar import week_start_expr
from modiste.store.context import Context
from modiste.trends.mentions import Counted, counted_posts, mentions_of
from modiste.trends.pictures import look, post_pictures, style_pictures
from modiste.trends.searches import search_series
from modiste.trends.segments import ALL, SIGNALS
from modiste.trends.series import (
    combination_mentions,
    combinations,
    share_series,
    with_ancestors,
)
from modiste.trends.shop import shop_series
from modiste.trends.sources import leading_sources, source_series
from modiste.trends.vocabulary import ancestors


@dataclass(frozen=True)
class Heard:
    """What was heard up to the plan's week.

    Attributes:
        rows: rows of ``trend_series`` without the run, sorted.
        posts: the posts that count.
        mentions: ``post_id, name, value, confidence``, what a value is a kind of included.
        shown: ``product_id, name, value, confidence``: what pictures show of styles.
        leaders: the source in which each attribute grew first, by ``name=value``.
        figures: for the run's record.
    """

    rows: pl.DataFrame
    posts: Counted
    mentions: pl.DataFrame
    shown: pl.DataFrame
    leaders: Mapping[str, str]
    figures: dict[str, Any]


def listen(context: Context) -> Heard:
    """Weekly series of every attribute that is posted, searched, viewed or bought often enough."""
    posts = counted_posts(context)
    context.progress(f"reading {posts.frame.height:,} posts")
    pictured = look(context)
    said = mentions_of(posts.texts)
    seen = post_pictures(context, posts.frame, said)
    plain = pl.concat([said, seen.select(said.columns)])
    shown = style_pictures(context)
    pairs = combinations(plain, posts.frame)
    mentions = with_ancestors(plain, ancestors(plain))
    paired = combination_mentions(plain, pairs).select(mentions.columns)
    whole = pl.concat([mentions, paired])
    context.progress("reading searches, page views and sales")
    signals = pl.concat([search_series(_searches(context)), shop_series(context, shown)])
    voiced = share_series(posts.frame, whole, outages=posts.outages)
    rows = pl.concat([voiced, signals.select(voiced.columns)]).sort("series_id", "week")
    by_source = source_series(posts.frame, mentions, posts.outages)
    everywhere = signals.filter(pl.col("market") == ALL).select(by_source.columns)
    counts = signals.group_by("segment").agg(pl.col("series_id").n_unique()).rows()
    return Heard(
        rows=rows,
        posts=posts,
        mentions=whole,
        shown=shown,
        leaders=leading_sources(pl.concat([by_source, everywhere]).sort("series_id", "week")),
        figures={
            "posts": posts.frame.height,
            "left out": posts.left_out,
            "series": rows["series_id"].n_unique(),
            "combinations": pairs.height,
            "pictures": pictured,
            "signals": {name: dict(counts)[name] for name in SIGNALS if name in dict(counts)},
        },
    )


def _searches(context: Context) -> pl.DataFrame:
    """Search interest of the weeks that the plan looks at."""
    brand = context.settings.brand
    first = context.this_week - dt.timedelta(weeks=context.settings.planning.history_weeks)
    # The time of a row is the middle of its period: no zone moves it into another week.
    week = week_start_expr(pl.col("at").dt.date(), brand.first_weekday)
    return (
        context.snapshot.scan("post")
        .filter(pl.col("kind") == "search", pl.col("text").is_not_null())
        .select("source", "market", "amount", term="text", week=week)
        .filter(pl.col("week") >= first, pl.col("week") < context.this_week)
        .collect()
    )
