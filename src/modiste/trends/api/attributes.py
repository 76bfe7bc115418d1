"""One attribute: where it stands everywhere, what carries it, who says it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import polars as pl
from fastapi import Query

from modiste.present.http.access import Scope
from modiste.present.http.depends import Tables
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.trends import browse
from modiste.trends.api.answers import Curve, Detail, Post, Styled, Trend
from modiste.trends.api.board import colours, curves_of, shots, stand
from modiste.trends.drivers import POST, PRODUCT
from modiste.trends.segments import ALL, main_segment
from modiste.trends.show import snippet

router = Router(prefix="/trends")
_POST = ("post_id", "at", "source", "market", "text", "url", "image_path", "likes")

Name = Annotated[str, Query(max_length=80, description="Attribute, such as colour.")]
Value = Annotated[str, Query(max_length=200, description="Its value, such as navy.")]


@router.get("/attribute", scope=Scope.TRENDS_READ, responses=problem_responses(404))
def attribute(tables: Tables, name: Name, value: Value) -> Detail:
    """All that is known of one attribute, with the posts and styles that carry it."""
    rows = _readings(tables, name, value)
    main = main_segment(browse.readings(tables))
    first = rows.filter(pl.col("market") == ALL, pl.col("segment") == main)
    order = rows.sort(pl.col("market") != ALL, pl.col("segment") != main, "market", "segment")
    return Detail(
        trend=Trend.of((first if first.height else order).row(0, named=True)),
        readings=[Trend.of(row) for row in order.to_dicts()],
        exposure=stand(tables, name, value),
        drivers=_drivers(tables, rows, name, value),
        styles=_styles(tables, rows),
        pictures=shots(tables, name, value, most=12),
        palette=colours(tables, name, value),
    )


@router.get("/attribute/curves", scope=Scope.TRENDS_READ, responses=problem_responses(404))
def attribute_curves(tables: Tables, name: Name, value: Value) -> list[Curve]:
    """One attribute in every market and segment that was counted, forecast or not."""
    _readings(tables, name, value)
    rows = tables.findings("trend_series")
    mine = rows.filter(pl.col("name") == name, pl.col("value") == value)
    counted = mine.group_by("series_id", "market", "segment").agg(pl.col("mentions").sum())
    order = counted.sort(pl.col("market") != ALL, -pl.col("mentions"), "series_id")
    return curves_of(tables, order["series_id"].to_list())


@router.get("/posts", scope=Scope.TRENDS_READ, responses=problem_responses(404))
def posts(
    tables: Tables,
    query: PageQuery,
    name: Name,
    value: Value,
    source: Annotated[str | None, Query(max_length=80, description="Only this source.")] = None,
) -> Page[Post]:
    """Posts of the last 8 weeks that speak of an attribute, the newest first."""
    _readings(tables, name, value)
    mentions = browse.recent_mentions(tables)
    mine = mentions.filter(pl.col("name") == name, pl.col("value") == value)
    rows = mine.join(tables.facts("post").select(_POST), on="post_id", maintain_order="left")
    if source is not None:
        rows = rows.filter(pl.col("source") == source)
    return paged(rows, query, key="post_id", make=_post)


def _readings(tables: Tables, name: str, value: str) -> pl.DataFrame:
    rows = browse.readings(tables).filter(pl.col("name") == name, pl.col("value") == value)
    if not rows.height:
        raise unknown("trend", f"{name}={value}")
    return rows


def _carried(tables: Tables, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    drivers = tables.findings("trend_driver").filter(pl.col("kind") == kind)
    mine = drivers.filter(pl.col("series_id").is_in(rows["series_id"].implode()))
    return mine.sort("rank").unique("driver_id", maintain_order=True)


def _drivers(tables: Tables, rows: pl.DataFrame, name: str, value: str) -> list[Post]:
    mine = _carried(tables, rows, POST).select("weight", post_id="driver_id")
    places = browse.recent_mentions(tables).filter(pl.col("name") == name, pl.col("value") == value)
    known = mine.join(tables.facts("post").select(_POST), on="post_id", maintain_order="left").join(
        places.select("post_id", "start"), on="post_id", how="left", maintain_order="left"
    )
    return [_post(row) for row in known.to_dicts()]


def _styles(tables: Tables, rows: pl.DataFrame) -> list[Styled]:
    mine = _carried(tables, rows, PRODUCT).select("weight", product_id="driver_id")
    images = (
        tables.facts("image")
        .filter(pl.col("path").is_not_null())
        .sort("product_id", "position", "image_id")
        .group_by("product_id")
        .agg(pl.col("path").first())
    )
    titles = tables.facts("product").select("product_id", "title")
    known = mine.join(titles, on="product_id", maintain_order="left").join(
        images, on="product_id", how="left", maintain_order="left"
    )
    return [Styled(**row) for row in known.to_dicts()]


def _post(row: Mapping[str, Any]) -> Post:
    """A post as it is shown; only an address of the web becomes a link."""
    url = row["url"] or ""
    return Post(
        post_id=row["post_id"],
        at=row["at"],
        source=row["source"],
        market=row["market"],
        text=snippet(row["text"] or "", row.get("start") or 0),
        url=url if url.startswith(("https://", "http://")) else None,
        path=row["image_path"],
        likes=row["likes"],
        weight=row.get("weight"),
    )
