"""What drives a trend: the posts that carry its recent growth, and the brand's own styles in it.

The recent growth of an attribute is what its posts of the last weeks weigh beyond the share that it
had before, source by source (after Kitagawa, JASA 1955: a change of a whole is that of its parts).
A post carries the part of its source's growth that its own weight is of the source's mentions; the
parts of all posts sum to one. Where nothing grew, posts carry their part of what is said.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

from modiste.trends.series import ATTRIBUTE

POST: Final = "post"
PRODUCT: Final = "product"
RECENT: Final = dt.timedelta(weeks=8)
BEFORE: Final = dt.timedelta(weeks=26)
MOST: Final = 5

_COLUMNS: Final = (*ATTRIBUTE, "kind", "rank", "driver_id", "weight")


def post_drivers(
    posts: pl.DataFrame, mentions: pl.DataFrame, end: dt.date, *, most: int = MOST
) -> pl.DataFrame:
    """The posts that carry the growth of each attribute in the last 8 weeks.

    Args:
        posts: ``post_id, week, source, weight``.
        mentions: ``post_id, name, value, confidence``.
        end: first day after the last week.
        most: posts of each attribute at the most.

    Returns:
        ``name, value, kind, rank, driver_id, weight``: the weight is the part of the growth that
        the post carries; the greatest first, of equals the newest.
    """
    counted = posts.filter(pl.col("weight") > 0, pl.col("week") < end)
    late = counted.filter(pl.col("week") >= end - RECENT)
    early = counted.filter(pl.col("week") < end - RECENT, pl.col("week") >= end - RECENT - BEFORE)
    said = _said(late, mentions)
    grown = _grown(late, early, mentions, said)
    place = [*ATTRIBUTE, "source"]
    part = pl.col("hits") / pl.col("hits").sum().over(place)
    ranked = (
        said.join(grown, on=place)
        .with_columns(weight=(pl.col("part") * part).round(12))
        .filter(pl.col("weight") > 0)
        .sort(
            *ATTRIBUTE, "weight", "week", "post_id",
            descending=[False, False, True, True, False],
        )
    )  # fmt: skip
    return _ranked(ranked, POST, "post_id", most)


def _said(posts: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    return posts.join(mentions, on="post_id").with_columns(
        hits=pl.col("weight") * pl.col("confidence")
    )


def _grown(
    late: pl.DataFrame, early: pl.DataFrame, mentions: pl.DataFrame, said: pl.DataFrame
) -> pl.DataFrame:
    """Part of each source in the growth of each attribute, sums being taken in a fixed order."""
    place = [*ATTRIBUTE, "source"]

    def summed(rows: pl.DataFrame, keys: list[str], name: str, of: str) -> pl.DataFrame:
        return (
            rows.sort("post_id")
            .group_by(keys, maintain_order=True)
            .agg(pl.col(of).sum().alias(name))
        )

    now = summed(said, place, "now", "hits").join(
        summed(late, ["source"], "volume", "weight"), on="source"
    )
    past = summed(_said(early, mentions), place, "past", "hits")
    joined = (
        now.join(past, on=place, how="left")
        .join(summed(early, ["source"], "before", "weight"), on="source", how="left")
        .sort(place)
    )
    usual = (pl.col("past") / pl.col("before")).fill_null(0.0)
    excess = (pl.col("now") - usual * pl.col("volume")).clip(lower_bound=0.0)
    whole = excess.sum().over(ATTRIBUTE)
    all_now = pl.col("now").sum().over(ATTRIBUTE)
    part = pl.when(whole > 0).then(excess / whole).otherwise(pl.col("now") / all_now)
    return joined.select(*place, part=part)


def product_drivers(
    attributes: pl.DataFrame, products: pl.DataFrame, *, most: int = MOST
) -> pl.DataFrame:
    """The brand's styles that carry each attribute.

    Args:
        attributes: ``product_id, name, value``.
        products: ``product_id, units, stock``: units of the last 13 weeks and on hand; null is
            unknown.
        most: styles of each attribute at the most.

    Returns:
        ``name, value, kind, rank, driver_id, weight``: the weight is the style's part of the units
        sold with the attribute; best-sellers first, then what lies in stock.
    """
    rows = attributes.select("product_id", *ATTRIBUTE).unique().join(products, on="product_id")
    sold = pl.col("units").fill_null(0)
    whole = sold.sum().over(ATTRIBUTE)
    ranked = rows.with_columns(
        weight=pl.when(whole > 0).then(sold / whole).otherwise(0.0)
    ).sort(
        *ATTRIBUTE, sold, pl.col("stock").fill_null(0), "product_id",
        descending=[False, False, True, True, False],
    )  # fmt: skip
    return _ranked(ranked, PRODUCT, "product_id", most)


def _ranked(rows: pl.DataFrame, kind: str, driver: str, most: int) -> pl.DataFrame:
    place = pl.int_range(1, pl.len() + 1, dtype=pl.Int64).over(ATTRIBUTE)
    return (
        rows.with_columns(rank=place, kind=pl.lit(kind), driver_id=pl.col(driver))
        .filter(pl.col("rank") <= most)
        .select(_COLUMNS)
    )
