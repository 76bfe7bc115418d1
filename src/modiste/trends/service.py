"""Reads posts; writes trend series, forecasts, readings, exposure and suggestions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.model.schema import RUN
from modiste.store.context import Context
from modiste.trends import brand as brand_view
from modiste.trends.calibration import calibrate
from modiste.trends.calls import Calls, find_calls
from modiste.trends.catalogue import brand_range
from modiste.trends.forecasting import make
from modiste.trends.mentions import counted_posts, mentions_of
from modiste.trends.reading import lead_weeks, read
from modiste.trends.series import (
    ALL,
    combination_mentions,
    combinations,
    share_series,
    with_ancestors,
)
from modiste.trends.sources import leading_sources, source_series
from modiste.trends.vocabulary import ancestors

HORIZON = 26
"""Weeks that are forecast; changes compare them with the same weeks of last year."""
LEAST_WEEKS = 26
INFLUENCER, MAINSTREAM = "influencer", "mainstream"


_OPTIONAL = {
    "lead_weeks": pl.Int64,
    "lead_correlation": pl.Float64,
    "leading_source": pl.String,
    "peak_week": pl.Date,
}


def find_trends(context: Context) -> Mapping[str, Any]:
    """The plan's trends step; a workspace without posts has no trends."""
    made, leaders = _series(context)
    if not made["series"]:
        return made
    return {**made, **trend_forecast(context, leaders), **trend_suggestions(context)}


def trend_series(context: Context) -> dict[str, Any]:
    """Weekly shares of voice of every attribute that posts mention often enough."""
    return _series(context)[0]


def _series(context: Context) -> tuple[dict[str, Any], dict[str, str]]:
    """Write the series; return figures and the source in which each attribute grew first."""
    posts = counted_posts(context)
    if not posts.frame.height:
        return {"posts": 0, "series": 0}, {}
    context.progress(f"reading {posts.frame.height:,} posts")
    plain = mentions_of(posts.texts)
    mentions = with_ancestors(plain, ancestors(plain))
    pairs = combinations(plain, posts.frame)
    whole = pl.concat([mentions, combination_mentions(plain, pairs).select(mentions.columns)])
    rows = share_series(posts.frame, whole, outages=posts.outages)
    context.write("trend_series", rows)
    figures = {
        "posts": posts.frame.height,
        "left out": posts.left_out,
        "series": rows["series_id"].n_unique(),
        "combinations": pairs.height,
    }
    return figures, leading_sources(source_series(posts.frame, mentions, posts.outages))


def trend_forecast(context: Context, leaders: Mapping[str, str]) -> dict[str, Any]:
    """Forecast and read the series of this run that are long enough.

    Args:
        context: of the run.
        leaders: the source in which each attribute grew first.
    """
    rows = context.findings("trend_series").sort("series_id", "week")
    long = chosen(rows, context.settings.trends.series)
    if not long.height:
        return {"forecast": 0}
    context.progress(f"forecasting {long['series_id'].n_unique():,} trends")
    panel = trend_panel(long)
    model, seed = context.settings.trends.model, context.settings.planning.seed
    forecaster = make(model, season=52, horizon=HORIZON, seed=seed).fit(panel)
    forecast = forecaster.predict(HORIZON).rename({SERIES: "series_id", TIME: "week"})
    names = [n for n in forecast.columns if n in {"series_id", "week", "mean"} or n[0] == "q"]
    context.write(
        "trend_forecast", forecast.select(names).with_columns(model=pl.lit(forecaster.name))
    )
    context.progress("reading what rises and falls")
    calls = find_calls(long)
    readings = read_all(long, forecast, calls, leaders)
    context.write("trend_reading", readings)
    judged = calibrate(long)
    return {
        "forecast": readings.height,
        "model": forecaster.name,
        "influencer lead": calls.lead,
        "stages": _stages(readings),
        "calibration": {
            "called": judged.called,
            "held": judged.held,
            "origins": [day.isoformat() for day in judged.origins],
        },
    }


def chosen(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """Rows of the series that are forecast.

    They are long enough; those of all markets together come first and are all there, then the most
    mentioned ones of single markets, up to ``most`` in all, so that the plan stays quick.
    """
    known = rows.group_by("series_id", "market").agg(
        weeks=pl.col("share").is_not_null().sum(), mentions=pl.col("mentions").sum()
    )
    ranked = known.filter(pl.col("weeks") >= LEAST_WEEKS).sort(
        pl.col("market") != ALL, -pl.col("mentions"), "series_id"
    )
    least = ranked.filter(pl.col("market") == ALL).height
    return rows.join(ranked.head(max(most, least)), on="series_id", how="semi")


def _stages(readings: pl.DataFrame) -> dict[str, int]:
    """Attributes by stage, in the mainstream of all markets."""
    main = readings.filter((pl.col("market") == ALL) & (pl.col("segment") == MAINSTREAM))
    return dict(main["stage"].value_counts().sort("stage").iter_rows())


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


def read_all(
    rows: pl.DataFrame, forecast: pl.DataFrame, calls: Calls, leaders: Mapping[str, str]
) -> pl.DataFrame:
    """Readings of every series, with the influencers' lead where both segments are there.

    Calls are of all markets together; series of single markets are read by their forecast alone.

    Args:
        rows: rows of ``trend_series``, sorted.
        forecast: ``series_id, week, mean, cumulative_sd``.
        calls: what has begun to rise or fall.
        leaders: the source in which each attribute grew first.
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
        attribute = f"{first['name']}={first['value']}"
        reading = read(
            values,
            coming["mean"].to_numpy(),
            coming["cumulative_sd"].to_numpy(),
            coming["week"].to_list(),
            rise=calls.rises.get(attribute) if first["market"] == ALL else None,
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
                "leading_source": leaders.get(attribute),
            }
        )
    return pl.DataFrame(out, schema_overrides=_OPTIONAL, infer_schema_length=None)


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
    # The purchases of the same plan are another transaction of the same table.
    rows = suggested.with_columns(pl.lit(context.run_id).alias(RUN))
    context.lake.append("suggestion", rows, transaction=f"{context.run_id}/suggestion/trends")
    return {"range suggestions": suggested.height}
