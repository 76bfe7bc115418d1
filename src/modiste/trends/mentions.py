"""From the lake's posts to weighted posts and the attributes that they mention."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from modiste.perceive.text.clean import clean
from modiste.perceive.text.extract import extract
from modiste.perceive.text.weeks import outages
from modiste.store.context import Context

_EMPTY = pl.DataFrame(
    schema={
        "post_id": pl.String,
        "week": pl.Date,
        "source": pl.String,
        "market": pl.String,
        "segment": pl.String,
        "weight": pl.Float64,
    }
)
_NO_TEXT = pl.DataFrame(schema={"post_id": pl.String, "text": pl.String})


@dataclass(frozen=True)
class Counted:
    """Posts that count.

    Attributes:
        frame: ``post_id, week, source, market, segment, weight``.
        texts: ``post_id, text`` of those with a weight above zero.
        outages: ``source, week`` in which a source was out.
        left_out: posts that do not count, being copies or spam.
    """

    frame: pl.DataFrame
    texts: pl.DataFrame
    outages: pl.DataFrame
    left_out: int


def counted_posts(context: Context) -> Counted:
    """Posts of the weeks that the plan looks at, each with its weight."""
    brand = context.settings.brand
    weeks = context.settings.planning.history_weeks
    first = context.this_week - dt.timedelta(weeks=weeks)
    begin = dt.datetime.combine(first, dt.time(), dt.UTC) - dt.timedelta(days=1)
    end = dt.datetime.combine(context.this_week, dt.time(), dt.UTC) + dt.timedelta(days=1)
    posts = (
        context.snapshot.scan("post")
        .filter(pl.col("kind") != "search", pl.col("at") >= begin, pl.col("at") < end)
        .sort("at", "post_id")
        .collect()
    )
    return counted(
        posts, first, context.this_week, zone=brand.zone, first_weekday=brand.first_weekday
    )


def counted(
    posts: pl.DataFrame, first: dt.date, last: dt.date, *, zone: str, first_weekday: int
) -> Counted:
    """Clean posts of the weeks from ``first`` up to and without ``last``.

    Args:
        posts: rows of the table ``post``.
        first: first day of the first week.
        last: first day after the last week.
        zone: zone of posts whose market is unknown.
        first_weekday: first day of the week, Monday 0 … Sunday 6.
    """
    if not posts.height:
        return Counted(_EMPTY, _NO_TEXT, _EMPTY.select("source", "week"), 0)
    seen = clean(posts, zone=zone, first_weekday=first_weekday)
    seen = seen.filter(pl.col("week") >= first, pl.col("week") < last)
    counts = seen.filter(pl.col("weight") > 0)
    silent = outages(posts, zone=zone, first_weekday=first_weekday).filter("outage")
    return Counted(
        frame=counts.select(_EMPTY.columns),
        texts=counts.select("post_id", "text"),
        outages=silent.select("source", "week"),
        left_out=seen.height - counts.height,
    )


def mentions_of(texts: pl.DataFrame) -> pl.DataFrame:
    """Attributes that posts mention, each once a post with its highest confidence.

    Args:
        texts: ``post_id, text``.

    Returns:
        ``post_id, name, value, confidence``.
    """
    found = extract(texts["text"])
    posts = texts["post_id"].gather(found["row"])
    return (
        found.with_columns(posts.alias("post_id"))
        .group_by("post_id", "name", "value", maintain_order=True)
        .agg(pl.col("confidence").max())
    )
