"""Reads posts; writes trend series, forecasts, readings, exposure and suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.store.context import Context
from modiste.trends import brand as brand_view
from modiste.trends.catalogue import brand_range
from modiste.trends.forecasting import AUTO, make
from modiste.trends.mentions import counted_posts, mentions_of
from modiste.trends.reading import lead_weeks, momentum, read
from modiste.trends.series import (
    ALL,
    combination_mentions,
    combinations,
    share_series,
    with_ancestors,
)
from modiste.trends.vocabulary import ancestors

HORIZON = 26
LEAST_WEEKS = 26
INFLUENCER, MAINSTREAM = "influencer", "mainstream"


def find_trends(context: Context) -> Mapping[str, Any]:
    """The plan's trends step; a workspace without posts has no trends."""
    made = trend_series(context)
    if not made["series"]:
        return made
    return {**made, **trend_forecast(context), **trend_suggestions(context)}


def trend_series(context: Context) -> dict[str, Any]:
    """Weekly shares of voice of every attribute that posts mention often enough."""
    posts = counted_posts(context)
    if not posts.frame.height:
        return {"posts": 0, "series": 0}
    context.progress(f"reading {posts.frame.height:,} posts")
    plain = mentions_of(posts.texts)
    mentions = with_ancestors(plain, ancestors(plain))
    pairs = combinations(plain, posts.frame)
    whole = pl.concat([mentions, combination_mentions(plain, pairs).select(mentions.columns)])
    rows = share_series(posts.frame, whole, outages=posts.outages)
    context.write("trend_series", rows)
    return {
        "posts": posts.frame.height,
        "left out": posts.left_out,
        "series": rows["series_id"].n_unique(),
        "combinations": pairs.height,
    }


def trend_forecast(context: Context) -> dict[str, Any]:
    """Forecast and read every series of this run that is long enough."""
    rows = context.findings("trend_series").sort("series_id", "week")
    long = rows.filter(pl.col("share").is_not_null().sum().over("series_id") >= LEAST_WEEKS)
    if not long.height:
        return {"forecast": 0}
    context.progress(f"forecasting {long['series_id'].n_unique():,} trends")
    panel = trend_panel(long)
    planning = context.settings.planning
    forecaster = make(AUTO, season=52, seed=planning.seed).fit(panel)
    forecast = forecaster.predict(HORIZON).rename({SERIES: "series_id", TIME: "week"})
    names = [n for n in forecast.columns if n in {"series_id", "week", "mean"} or n[0] == "q"]
    context.write(
        "trend_forecast", forecast.select(names).with_columns(model=pl.lit(forecaster.name))
    )
    readings = read_all(long, forecast)
    context.write("trend_reading", readings)
    stages = readings["stage"].value_counts().sort("stage")
    return {"forecast": readings.height, "model": forecaster.name,
            "stages": dict(stages.iter_rows())}  # fmt: skip


def trend_panel(rows: pl.DataFrame) -> pl.DataFrame:
    """Series as a forecaster's panel: shares, and the influencers' share as the weak signal."""
    keys = ["market", "name", "value", "week"]
    signal = rows.filter(pl.col("segment") == INFLUENCER).select(*keys, weak="share")
    joined = rows.join(signal, on=keys, how="left", maintain_order="left")
    return joined.select(
        pl.col("series_id").alias(SERIES),
        pl.col("week").alias(TIME),
        pl.col("share").alias(VALUE),
        "weak",
        group="name",
    )


def read_all(rows: pl.DataFrame, forecast: pl.DataFrame) -> pl.DataFrame:
    """Readings of every series, with the influencers' lead where both segments are there.

    Args:
        rows: rows of ``trend_series``, sorted.
        forecast: ``series_id, week, mean, cumulative_sd``.
    """
    ahead = forecast.partition_by("series_id", as_dict=True)
    history = rows.partition_by("series_id", as_dict=True)
    shares = {key[0]: frame["share"].fill_null(np.nan).to_numpy() for key, frame in history.items()}
    out = []
    for (series_id,), frame in history.items():
        coming = ahead.get((series_id,))
        if coming is None:
            continue
        first = frame.row(0, named=True)
        values = shares[series_id]
        reading = read(
            values,
            coming["mean"].to_numpy(),
            coming["cumulative_sd"].to_numpy(),
            coming["week"].to_list(),
            moving=momentum(values, frame["share_sd"].fill_null(np.nan).to_numpy()),
        )
        lead, correlation = _lead(shares, first)
        out.append(
            {
                "series_id": series_id,
                **{key: first[key] for key in ("market", "segment", "name", "value")},
                **asdict(reading),
                "stage": reading.stage.value,
                "lead_weeks": lead,
                "lead_correlation": correlation,
            }
        )
    return pl.DataFrame(out, infer_schema_length=None)


def _lead(
    shares: Mapping[str, np.ndarray], series: Mapping[str, Any]
) -> tuple[int | None, float | None]:
    if series["segment"] != MAINSTREAM:
        return None, None
    attribute = f"{series['name']}={series['value']}"
    leader = shares.get(f"{series['market']}|{INFLUENCER}|{attribute}")
    follower = shares[f"{series['market']}|{MAINSTREAM}|{attribute}"]
    if leader is None:
        return None, None
    steps = min(len(leader), len(follower))
    lead, correlation = lead_weeks(leader[-steps:], follower[-steps:])
    return (None, None) if np.isnan(correlation) else (lead, correlation)


def trend_suggestions(context: Context) -> dict[str, Any]:
    """What the brand's range lacks and what it has too much of."""
    readings = context.findings("trend_reading").filter(
        (pl.col("market") == ALL) & (pl.col("segment") == MAINSTREAM)
    )
    found = brand_range(context)
    if found is None or not readings.height:
        return {"range suggestions": 0}
    exposed = brand_view.exposure(found, readings)
    context.write("exposure", exposed.drop("all_revenue", "stock_value"))
    suggested = brand_view.suggestions(exposed, found)
    context.write("suggestion", suggested)
    return {"range suggestions": suggested.height}
