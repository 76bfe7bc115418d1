"""From sales to demand: weeks in which the shelf stood empty tell less than was wanted."""

from __future__ import annotations

import polars as pl

from modiste.learn.forecast.panel import ESTIMATED, SERIES, TIME, VALUE

REACH = 8
"""Weeks on each side of a censored week that say what would have been sold in it.

A shelf that stands empty for longer mostly means that a season is over: on a simulated brand true
demand after nine to thirteen empty weeks was less than half of what was sold before them."""

KEYS = ("variant_id", "location_id")


def demand_panel(panel: pl.DataFrame, groups: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The forecasters' panel of a weekly sales panel.

    Args:
        panel: ``variant_id, location_id, week, sold, censored``, one row a week of each series.
        groups: ``variant_id, group``: whose seasons and launches a variant shares.

    Returns:
        ``series, time, value, estimated, group``: sales, and in censored weeks an estimate of
        demand that is never below the sales and never judged. Series are numbers, which cost a
        fraction of the memory of texts; the second frame says which one stands for which
        ``variant_id, location_id``.
    """
    keys = panel.select(KEYS).unique().sort(KEYS).with_row_index(SERIES)
    numbered = (
        panel.join(keys, on=KEYS)
        .join(groups.unique("variant_id"), on="variant_id", how="left")
        .select(
            SERIES,
            pl.col("week").alias(TIME),
            pl.col("sold").cast(pl.Float64).alias(VALUE),
            pl.col("censored").fill_null(value=False).alias(ESTIMATED),
            pl.col("group").cast(pl.Categorical),
        )
    )
    return uncensored(numbered.sort(SERIES, TIME)), keys


def uncensored(panel: pl.DataFrame) -> pl.DataFrame:
    """Raise censored weeks to the mean of the uncensored weeks around them.

    A week counts as censored when a stock count in it found nothing. Where no week within eight
    weeks is uncensored, the sales stand as they are. Weeks after the censored one count too: a
    backtest may thus learn from an estimate that later weeks shaped, the same one for every
    forecaster, but it never judges by one.

    Args:
        panel: ``series, time, value, estimated``, sorted, without gaps.
    """
    known = pl.when(~pl.col(ESTIMATED)).then(pl.col(VALUE))
    around = known.rolling_mean(2 * REACH + 1, min_samples=1, center=True).over(SERIES)
    demand = pl.max_horizontal(pl.col(VALUE), around.fill_null(0.0).fill_nan(0.0))
    return panel.with_columns(pl.when(pl.col(ESTIMATED)).then(demand).otherwise(VALUE).alias(VALUE))


def named(forecast: pl.DataFrame, keys: pl.DataFrame) -> pl.DataFrame:
    """Numbers of series back into ``variant_id`` and ``location_id``.

    Args:
        forecast: ``series`` and other columns.
        keys: see :func:`demand_panel`.
    """
    joined = forecast.join(keys, on=SERIES, how="left", maintain_order="left")
    return joined.select(*KEYS, pl.exclude(SERIES, *KEYS))
