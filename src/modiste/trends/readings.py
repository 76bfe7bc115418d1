"""Readings of many series: which are forecast, and what is said of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import polars as pl

from modiste.learn.distributions import Floats
from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.trends.calls import VOICE, Calls, find_calls
from modiste.trends.reading import lead_weeks, read
from modiste.trends.segments import ALL, INFLUENCER, MAINSTREAM, SIGNALS

LEAST_WEEKS = 26
_OPTIONAL = {
    "lead_weeks": pl.Int64,
    "lead_correlation": pl.Float64,
    "leading_source": pl.String,
    "peak_week": pl.Date,
}


def chosen(rows: pl.DataFrame, most: int) -> pl.DataFrame:
    """Rows of the series that are forecast.

    They are long enough. Of all markets together come first the posts of the mainstream, all of
    them; then searches and what the shop sees; then influencers and other segments; then single
    markets. Within each the most mentioned come first, up to ``most`` in all, so that the plan
    stays quick however many sources there are.
    """
    known = rows.group_by("series_id", "market", "segment").agg(
        weeks=pl.col("share").is_not_null().sum(), mentions=pl.col("mentions").sum()
    )
    signal = pl.col("segment").is_in(SIGNALS)
    order = (
        pl.when(pl.col("market") != ALL)
        .then(3)
        .when(pl.col("segment") == MAINSTREAM)
        .then(0)
        .when(signal)
        .then(1)
        .otherwise(2)
    )
    # Mentions of different kinds have no common unit: the first of each kind come first.
    place = pl.col("mentions").rank("ordinal", descending=True).over("market", "segment")
    kind = pl.when(signal).then(place).otherwise(0)
    ranked = (
        known.filter(pl.col("weeks") >= LEAST_WEEKS)
        .sort("series_id")
        .with_columns(order=order, kind=kind)
        .sort("order", "kind", -pl.col("mentions"), "series_id")
    )
    least = ranked.filter(pl.col("order") == 0).height
    return rows.join(ranked.head(max(most, least)), on="series_id", how="semi")


def trend_panel(rows: pl.DataFrame, whole: pl.DataFrame) -> pl.DataFrame:
    """Series as a forecaster's panel: shares, and the influencers' share as the weak signal.

    Args:
        rows: rows of ``trend_series`` that are forecast.
        whole: all rows, those of influencers among them.
    """
    keys = ["market", "name", "value", "week"]
    signal = whole.filter(pl.col("segment") == INFLUENCER).select(*keys, weak="share")
    joined = rows.join(signal, on=keys, how="left", maintain_order="left")
    return joined.select(
        pl.col("series_id").alias(SERIES),
        pl.col("week").alias(TIME),
        pl.col("share").alias(VALUE),
        "weak",
        group="name",
    )


def all_calls(rows: pl.DataFrame) -> dict[str, Calls]:
    """What has begun to rise or fall in all markets together, by the segment that is judged."""
    everywhere = rows.filter(pl.col("market") == ALL)
    there = set(everywhere["segment"].unique().to_list())
    asked = [VOICE, *((segment,) for segment in SIGNALS)]
    return {
        segments[0]: find_calls(everywhere, segments=segments)
        for segments in asked
        if segments[0] in there
    }


def read_all(
    rows: pl.DataFrame,
    whole: pl.DataFrame,
    forecast: pl.DataFrame,
    calls: Mapping[str, Calls],
    leaders: Mapping[str, str],
) -> pl.DataFrame:
    """Readings of every series, with the influencers' lead where both segments are there.

    Calls are of all markets together; series of single markets are read by their forecast alone.

    Args:
        rows: rows of ``trend_series`` that were forecast, sorted.
        whole: all rows, those of influencers among them.
        forecast: ``series_id, week, mean, cumulative_sd``.
        calls: result of :func:`all_calls`; posts of any segment share those of the mainstream.
        leaders: the source in which each attribute grew first.
    """
    ahead = forecast.partition_by("series_id", as_dict=True)
    leading = whole.filter(pl.col("segment") == INFLUENCER)
    shares = _shares(leading) | _shares(rows)
    out = []
    for (series_id,), frame in rows.partition_by("series_id", as_dict=True).items():
        coming = ahead.get((series_id,))
        if coming is None:
            continue
        first = frame.row(0, named=True)
        attribute = f"{first['name']}={first['value']}"
        mine = calls.get(first["segment"] if first["segment"] in SIGNALS else MAINSTREAM)
        reading = read(
            shares[str(series_id)],
            coming["mean"].to_numpy(),
            coming["cumulative_sd"].to_numpy(),
            coming["week"].to_list(),
            rise=mine.rises.get(attribute) if mine and first["market"] == ALL else None,
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


def _shares(rows: pl.DataFrame) -> dict[str, Floats]:
    parts = rows.partition_by("series_id", as_dict=True)
    return {
        str(key[0]): frame["share"].fill_null(np.nan).to_numpy() for key, frame in parts.items()
    }


def _lead(
    shares: Mapping[str, Floats], series: Mapping[str, Any]
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
