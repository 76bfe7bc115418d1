"""What posts foresee of a style: the course of the shares of its attributes.

A style's index is the mean, over its attributes, of the logarithm of each one's share of voice over
that share's mean. The past is smoothed; the forecast is drawn back to the present by half, because
the trees learn from a past that came and would trust a forecast as much.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME

ALL = "all"
ATTRIBUTE = ("name", "value")
TREND = "trend"

TRUST = 0.5
"""Share of a forecast change that is believed."""

SMOOTH = 5
"""Weeks over which past shares are averaged, up to each week."""

RECENT = 8
"""Last weeks whose mean is the present."""


def attribute_courses(
    series: pl.DataFrame, forecast: pl.DataFrame, week: dt.date, end: dt.date
) -> pl.DataFrame:
    """The course of each attribute's share, past and foreseen.

    Args:
        series: rows of ``trend_series``.
        forecast: rows of ``trend_forecast``.
        week: first week that is forecast.
        end: first week beyond the horizon.

    Returns:
        ``name, value, week, log``: logarithm of the share over its own mean. Of several series of
        an attribute the one with most posts speaks; attributes without a forecast are left out.
    """
    foreseen = forecast.select("series_id").unique()
    heard = (
        series.join(foreseen, on="series_id", how="semi")
        .group_by("series_id", *ATTRIBUTE)
        .agg(volume=pl.col("volume").sum())
        .sort("volume", "series_id", descending=[True, False])
        .unique(ATTRIBUTE, keep="first", maintain_order=True)
    )
    past = (
        series.join(heard.select("series_id"), on="series_id", how="semi")
        .filter((pl.col("week") < week) & pl.col("share").is_not_null())
        .sort("series_id", "week")
        .with_columns(share=pl.col("share").rolling_mean(SMOOTH, min_samples=1).over("series_id"))
        .select("series_id", "week", "share")
    )
    facts = past.group_by("series_id").agg(
        usual=pl.col("share").mean(), present=pl.col("share").tail(RECENT).mean()
    )
    coming = (
        forecast.filter(pl.col("week").is_between(week, end, closed="left"))
        .join(facts, on="series_id")
        .with_columns(
            share=pl.col("present")
            + TRUST * (pl.max_horizontal(pl.col("mean"), 0.0) - pl.col("present"))
        )
        .select("series_id", "week", "share")
    )
    whole = pl.concat([past, coming]).join(facts, on="series_id").join(heard, on="series_id")
    least = 0.05 * pl.col("usual")
    log = (pl.max_horizontal("share", least) / pl.col("usual")).log()
    return whole.filter(pl.col("usual") > 0).select(*ATTRIBUTE, "week", log=log)


def style_trend(courses: pl.DataFrame, attributes: pl.DataFrame) -> pl.DataFrame:
    """The index of each style.

    Args:
        courses: result of :func:`attribute_courses`.
        attributes: rows of ``attribute``.

    Returns:
        ``product_id, week, trend``; styles without a known attribute are left out.
    """
    known = attributes.group_by("product_id", *ATTRIBUTE).agg(
        weight=pl.col("confidence").fill_null(1.0).max()
    )
    joined = known.join(courses, on=list(ATTRIBUTE))
    total = (pl.col("log") * pl.col("weight")).sum() / pl.col("weight").sum()
    return joined.group_by("product_id", "week").agg(total.alias(TREND)).sort("product_id", "week")


def with_trend(
    covariates: pl.DataFrame | None,
    trend: pl.DataFrame,
    keys: pl.DataFrame,
    products: pl.DataFrame,
) -> pl.DataFrame | None:
    """Covariates of series with the trend of their style beside them.

    Args:
        covariates: ``series, time`` and others; ``None`` where there are none yet.
        trend: result of :func:`style_trend`.
        keys: ``series, variant_id, location_id``.
        products: ``variant_id, product_id``.
    """
    if not trend.height:
        return covariates
    style = keys.join(products.unique("variant_id"), on="variant_id").select(SERIES, "product_id")
    rows = style.join(trend, on="product_id").select(
        SERIES, pl.col("week").alias(TIME), pl.col(TREND).cast(pl.Float32)
    )
    if covariates is None:
        return rows
    return covariates.join(rows, on=[SERIES, TIME], how="full", coalesce=True)
