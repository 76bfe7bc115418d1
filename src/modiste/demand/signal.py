"""From sales to demand: weeks in which the shelf stood empty tell less than was wanted."""

from __future__ import annotations

import polars as pl

from modiste.learn.forecast.panel import ESTIMATED, SERIES, TIME, VALUE

REACH = 8
"""Weeks on each side of a censored week that say what would have been sold in it."""

_GLUE = "\x1f"
KEYS = ("variant_id", "location_id")


def demand_panel(panel: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """The forecasters' panel of a weekly sales panel.

    Args:
        panel: ``variant_id, location_id, week, sold, censored``, one row a week of each series.
        groups: ``variant_id, group``: whose seasons and launches a variant shares.

    Returns:
        ``series, time, value, estimated, group``: sales, and in censored weeks an estimate of
        demand that is never below the sales and never judged.
    """
    named = panel.join(groups, on="variant_id", how="left").select(
        pl.concat_str(KEYS, separator=_GLUE).alias(SERIES),
        pl.col("week").alias(TIME),
        pl.col("sold").cast(pl.Float64).alias(VALUE),
        pl.col("censored").alias(ESTIMATED),
        pl.col("group"),
    )
    return uncensored(named.sort(SERIES, TIME))


def uncensored(panel: pl.DataFrame) -> pl.DataFrame:
    """Raise censored weeks to the mean of the uncensored weeks around them.

    A week counts as censored when a stock count in it found nothing. Where no week within eight
    weeks is uncensored, the sales stand as they are.

    Args:
        panel: ``series, time, value, estimated``, sorted, without gaps.
    """
    known = pl.when(~pl.col(ESTIMATED)).then(pl.col(VALUE))
    around = known.rolling_mean(2 * REACH + 1, min_samples=1, center=True).over(SERIES)
    demand = pl.max_horizontal(pl.col(VALUE), around.fill_null(0.0).fill_nan(0.0))
    return panel.with_columns(pl.when(pl.col(ESTIMATED)).then(demand).otherwise(VALUE).alias(VALUE))


def split_series(forecast: pl.DataFrame) -> pl.DataFrame:
    """``series`` back into ``variant_id`` and ``location_id``."""
    parts = pl.col(SERIES).str.split_exact(_GLUE, 1)
    return forecast.select(
        parts.struct.field("field_0").alias(KEYS[0]),
        parts.struct.field("field_1").alias(KEYS[1]),
        pl.exclude(SERIES),
    )
