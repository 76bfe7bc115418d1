"""What pages ask of trends: cached reads that several of them share."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import Final

import polars as pl

from modiste.model.errors import UnknownNameError
from modiste.model.schema import RUN
from modiste.perceive.text.clean import clean
from modiste.perceive.text.extract import extract
from modiste.store.reading import Tables
from modiste.trends.drivers import RECENT
from modiste.trends.labels import hex_of
from modiste.trends.pictured import pictured
from modiste.trends.segments import ALL, main_segment
from modiste.trends.vocabulary import ancestors

HISTORY: Final = 104
"""Weeks of the past that a curve shows."""
_MOST_POSTS: Final = 20_000
"""Posts of the last weeks that are looked through, the newest."""
_SPAM: Final = 0.1
"""Trust of copies and spam at the most; they are counted in no trend and shown to nobody."""
_KEY: Final = ["name", "value"]


def as_of(tables: Tables) -> dt.date | None:
    """The day that the newest plan was made for."""
    run = tables.plan_run()
    return dt.date.fromisoformat(run.inputs["as_of"]) if run else None


def readings(tables: Tables) -> pl.DataFrame:
    """What the newest plan says of every series."""
    return tables.findings("trend_reading").drop(RUN)


def spoken(tables: Tables, market: str | None, segment: str | None) -> pl.DataFrame:
    """Readings of one market and segment: of all markets and the main segment by default.

    Raises:
        UnknownNameError: there is no such market or segment.
    """
    rows = readings(tables)
    if not rows.height:
        return rows
    for name, asked in (("market", market), ("segment", segment)):
        known = sorted(rows[name].unique().to_list())
        if asked is not None and asked not in known:
            raise UnknownNameError(
                f"there is no {name} {asked!r}", remedy=f"Choose one of: {', '.join(known)}."
            )
    return rows.filter(
        pl.col("market") == (market or ALL),
        pl.col("segment") == (segment or main_segment(rows)),
    )


def curves(tables: Tables, series: list[str]) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Past weeks and forecast weeks of series, in the order asked for.

    Args:
        tables: where they are read.
        series: their ids.

    Raises:
        UnknownNameError: there is no such series.
    """
    past = tables.derived(
        "trend curves", ("trend_series",), lambda: _by_series(tables.findings("trend_series"))
    )
    ahead = tables.derived(
        "trend curves ahead",
        ("trend_forecast",),
        lambda: _by_series(tables.findings("trend_forecast")),
    )
    found = []
    for each in series:
        if each not in past:
            raise UnknownNameError(
                f"there is no series {each!r}",
                remedy="List /v1/trends to see the series_id of each.",
            )
        found.append((past[each].tail(HISTORY), ahead.get(each, pl.DataFrame())))
    return found


def _by_series(rows: pl.DataFrame) -> dict[str, pl.DataFrame]:
    parts = rows.sort("series_id", "week").partition_by("series_id", as_dict=True)
    return {str(key[0]): part for key, part in parts.items()}


def pictures(tables: Tables) -> dict[tuple[str, str], pl.DataFrame]:
    """Pictures of the brand's own styles by ``(name, value)``; see :func:`pictured`."""
    names = ("product", "variant", "image")

    def make() -> dict[tuple[str, str], pl.DataFrame]:
        rows = pictured(**{name: tables.facts(name) for name in names})
        parts = rows.partition_by(_KEY, as_dict=True, maintain_order=True)
        return {(str(key[0]), str(key[1])): part for key, part in parts.items()}

    return tables.derived("trend pictures", names, make)


def palette(tables: Tables, name: str, value: str, most: int = 6) -> list[tuple[str, str, int]]:
    """Colours of the brand's styles that show an attribute, as ``value, hex, styles``.

    Only what no other colour of the style names more closely is counted: camel, not brown too.
    """
    held = pictures(tables)
    styles = set(held[name, value]["product_id"]) if (name, value) in held else set()
    counted = Counter(
        {
            colour: len(styles & set(rows["product_id"]))
            for (kind, colour), rows in held.items()
            if kind == "colour" and hex_of(colour)
        }
    )
    wider = ancestors(pl.DataFrame({"name": "colour", "value": [c for c in counted if counted[c]]}))
    for parent in wider["ancestor"].unique().to_list():
        counted.pop(parent, None)
    ranked = sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))
    return [(colour, hex_of(colour) or "", n) for colour, n in ranked[:most] if n]


def recent_mentions(tables: Tables) -> pl.DataFrame:
    """What the posts of the last 8 weeks mention, kinds of a value included.

    Returns:
        ``post_id, name, value, start``: the place in the text, the newest post first.
    """
    end = as_of(tables)

    def make() -> pl.DataFrame:
        posts = tables.facts("post").filter(pl.col("text").is_not_null())
        if end is not None:
            day = dt.datetime.combine(end, dt.time(), dt.UTC)
            posts = posts.filter(pl.col("at") < day, pl.col("at") >= day - RECENT)
        newest = posts.sort("at", "post_id", descending=True).head(_MOST_POSTS)
        trusted = clean(newest).filter(pl.col("trust") > _SPAM).select("post_id")
        newest = newest.join(trusted, on="post_id", how="semi", maintain_order="left")
        found = extract(newest["text"])
        above = found.join(ancestors(found), on=_KEY).with_columns(value="ancestor")
        both = pl.concat([found, above.select(found.columns)])
        named = newest.select("post_id").with_row_index("row")
        return (
            both.join(named.with_columns(pl.col("row").cast(pl.Int64)), on="row")
            .group_by("row", "post_id", *_KEY)
            .agg(pl.col("start").min())
            .sort("row", *_KEY)
            .drop("row")
        )

    return tables.derived("trend mentions", ("post", "trend_reading"), make)
