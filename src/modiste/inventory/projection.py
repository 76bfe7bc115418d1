"""Projected stock: what will be on hand at the end of every week, and how sure that is."""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl

from modiste.inventory.problem import Solution
from modiste.inventory.replenish.states import OPEN
from modiste.inventory.suggest import KEYS
from modiste.learn.distributions import negative_binomial_loss, negative_binomial_quantile
from modiste.learn.distributions.counts import Count
from modiste.store.lake import Snapshot

LIMIT = 5_000
"""Series projected at the most."""

LOW, HIGH = 0.1, 0.9
"""Quantiles of the interval."""


def arriving(snapshot: Snapshot, as_of: dt.date) -> pl.DataFrame:
    """Open order lines by the day on which they are expected; overdue ones count as of today.

    Returns:
        ``purchase_order_id, variant_id, location_id, expected_on, overdue_days, units``.
    """
    placed = pl.col("ordered_on").is_null() | (pl.col("ordered_on") <= as_of)
    orders = snapshot.scan("purchase_order").filter(pl.col("state").is_in(OPEN) & placed)
    rest = pl.col("quantity") - pl.col("received").fill_null(0)
    return (
        snapshot.scan("purchase_order_line")
        .join(orders.select("purchase_order_id", "expected_on"), on="purchase_order_id")
        .with_columns(units=rest)
        .filter(pl.col("units") > 0)
        .select(
            "purchase_order_id",
            *KEYS,
            pl.max_horizontal("expected_on", pl.lit(as_of)).alias("expected_on"),
            overdue_days=(pl.lit(as_of) - pl.col("expected_on")).dt.total_days().clip(0),
            units="units",
        )
        .collect()
    )


def projection(
    solution: Solution,
    forecast: pl.DataFrame,
    coming: pl.DataFrame,
    as_of: dt.date,
    *,
    with_orders: bool = False,
) -> pl.DataFrame:
    """Stock at the end of every forecast week.

    The stock of a week is what is there and has arrived less demand so far, never below zero. A
    sale that is lost before goods arrive is counted as demand all the same, so that the curve after
    an empty shelf is on the careful side. Units on order without an expected day count as arriving
    when the lead time is over. A series whose stock is not known has no curve.

    Args:
        solution: levels and positions.
        forecast: of the same series.
        coming: result of :func:`arriving`; orders to a warehouse count for nobody.
        as_of: the day.
        with_orders: whether what is suggested now is ordered and arrives after the lead time.

    Returns:
        ``variant_id, location_id, week, arrivals, mean, low, high, chance_out``, of at most
        :data:`LIMIT` series, those with most at stake first: expected units, the 10 % and 90 %
        quantiles, and the chance that demand so far exceeds what was there.
    """
    weeks = forecast["week"].unique().sort()
    rows = solution.rows.with_row_index("_at").filter(pl.col("on_hand").is_not_null())
    rank = solution.orders.select(*KEYS, "rank", ordered="quantity")
    rows = rows.join(rank, on=KEYS, how="left", maintain_order="left")
    rows = rows.sort("rank", *KEYS, nulls_last=True).head(LIMIT)
    at = rows["_at"].to_numpy()
    outlook = solution.outlook
    passed = outlook.elapsed_days / 7
    mean = np.cumsum(outlook.mean, axis=1)[at] - outlook.mean[at, :1] * passed
    variance = np.maximum(outlook.cumulative_sd[at] ** 2, 1e-12)
    arrivals = _arrivals(rows, coming, weeks, as_of, with_orders=with_orders)
    free = (rows["on_hand"] - rows["committed"] + rows["moved"]).to_numpy().astype(float)
    there = free[:, None] + np.cumsum(arrivals, axis=1)
    stock = np.maximum(there, 0.0)
    short = negative_binomial_loss(mean, variance, stock)
    low, high = (
        np.maximum(there - negative_binomial_quantile(mean, variance, 1 - level), 0.0)
        for level in (LOW, HIGH)
    )
    out = np.where(there < 0, 1.0, 1.0 - Count(mean, variance).cdf(stock))
    shape = (rows.height, len(weeks))
    columns = {
        "arrivals": np.rint(arrivals).astype(np.int64),
        "mean": np.maximum(stock - mean + short, 0.0),
        "low": low,
        "high": high,
        "chance_out": out,
    }
    grid = rows.select(KEYS).join(pl.DataFrame({"week": weeks}), how="cross", maintain_order="left")
    return grid.with_columns(
        pl.Series(name, np.broadcast_to(values, shape).ravel()) for name, values in columns.items()
    )


def _arrivals(
    rows: pl.DataFrame, coming: pl.DataFrame, weeks: pl.Series, as_of: dt.date, *, with_orders: bool
) -> np.ndarray:
    """Units that arrive in each week, shape (n, weeks)."""
    out = np.zeros((rows.height, len(weeks)))
    place = rows.select(KEYS).with_row_index("_row")
    known = coming.join(place, on=KEYS)
    first = weeks[0]
    week = ((known["expected_on"].fill_null(as_of) - first).dt.total_days() // 7).to_numpy()
    dated = known["expected_on"].is_not_null().to_numpy()
    inside = (week < len(weeks)) & dated
    at = known["_row"].to_numpy()
    units = known["units"].to_numpy().astype(float)
    np.add.at(out, (at[inside], np.maximum(week[inside], 0)), units[inside])
    told = np.zeros(rows.height)
    np.add.at(told, at[dated], units[dated])
    days = rows["lead_time_days"].to_numpy() + (as_of - first).days
    later = np.ceil(days / 7).astype(np.int64)
    rest = np.maximum(rows["on_order"].to_numpy() - told, 0.0)
    if with_orders:
        rest = rest + rows["ordered"].fill_null(0).to_numpy()
    reached = later < len(weeks)
    out[np.flatnonzero(reached), later[reached]] += rest[reached]
    return out
