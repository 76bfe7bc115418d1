"""Projected stock of styles, categories and the whole, out of their stock and demand together."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from modiste.inventory.projection import HIGH, LOW
from modiste.learn.distributions import negative_binomial_loss, negative_binomial_quantile
from modiste.learn.distributions.counts import Count


def pooled_projection(
    stock: float, demand: pl.DataFrame, arrivals: pl.DataFrame, passed: float = 0.0
) -> pl.DataFrame:
    """Stock of a group at the end of every forecast week, as if any unit could meet any demand.

    That is optimistic: the wrong size at the wrong place sells nothing. The interval comes from the
    group's own forecast, whose errors cancel out in part.

    Args:
        stock: units free now.
        demand: ``week, mean, cumulative_sd`` of the group, in the order of the weeks.
        arrivals: ``week, units``.
        passed: part of the first week that is over.

    Returns:
        ``week, demand, arrivals, mean, low, high, chance_out``: units, and the chance that demand
        so far exceeds what was there.
    """
    rows = demand.join(
        arrivals.group_by("week").agg(pl.col("units").sum()), on="week", how="left"
    ).sort("week")
    coming = rows["units"].fill_null(0).to_numpy().astype(float)
    weekly = rows["mean"].to_numpy().astype(float)
    mean = np.maximum(np.cumsum(weekly) - weekly[:1] * passed, 1e-9)
    variance = np.maximum(rows["cumulative_sd"].fill_null(0.0).to_numpy() ** 2, 1e-12)
    there = stock + np.cumsum(coming)
    on_shelf = np.maximum(there, 0.0)
    low, high = (
        np.maximum(there - negative_binomial_quantile(mean, variance, 1 - level), 0.0)
        for level in (LOW, HIGH)
    )
    short = negative_binomial_loss(mean, variance, on_shelf)
    out = np.where(there < 0, 1.0, 1.0 - Count(mean, variance).cdf(on_shelf))
    return pl.DataFrame(
        {
            "week": rows["week"],
            "demand": weekly,
            "arrivals": np.rint(coming).astype(np.int64),
            "mean": np.maximum(on_shelf - mean + short, 0.0),
            "low": low,
            "high": high,
            "chance_out": out,
        }
    )


def week_of(day: pl.Expr, first: dt.date) -> pl.Expr:
    """First day of the week of a day, counted from some week; what lies before counts for it."""
    since = ((day - pl.lit(first)).dt.total_days() // 7).clip(0)
    return pl.lit(first) + pl.duration(days=since * 7)
