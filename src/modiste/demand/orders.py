"""What in the order lines was no demand of the usual kind: cancelled orders and one-off bulk.

A *cancelled* line never was demand: a return whose reason says so, or that takes back exactly what
the same person bought within two days and gives no reason. It is taken off the week of its sale.
Other returns (too small, faulty, changed mind) leave demand as it is, since the item was wanted;
they come back as stock.

A *bulk* line is far above what the variant usually sells at once; it is a fact of its own, kept out
of the rate of sale, unless such lines come so often that they are usual.
"""

from __future__ import annotations

import datetime as dt
import math

import polars as pl

from modiste.demand.censoring import KEYS
from modiste.model.calendar import local_date_expr, week_start_expr

CANCELLED = r"(?i)cancel|void|duplicate|fraud|payment|never (sent|shipped)|not shipped|by mistake"
"""Reasons of returns that mean that an order did not stand."""

REVERSED_DAYS = 2
"""Days within which a return of the very same quantity without a reason undoes an order."""

LEAST_BULK = 10
"""Units at once below which nothing is bulk."""

WIDTHS = 4.0
"""How many robust deviations of the logarithm above the median a bulk line lies."""

LEAST_WIDTH = math.log(1.5)
"""Least such deviation: most garments sell by ones."""

OWN_LINES = 20
"""Lines from which a variant is judged by its own sizes of orders rather than by its group's."""

USUAL = 0.1
"""Share of the weeks with sales from which on large lines are usual, not one-off."""


def cancelled(lines: pl.LazyFrame) -> pl.DataFrame:
    """Units of cancelled lines, at the moment of their sale where it is known.

    Args:
        lines: ``order_id, variant_id, location_id, sold_at, quantity, customer_id,
            return_reason``.

    Returns:
        ``variant_id, location_id, sold_at, units``.
    """
    back = lines.filter(pl.col("quantity") < 0).collect()
    if not back.height:
        return _none(lines)
    named = back.filter(pl.col("return_reason").fill_null("").str.contains(CANCELLED))
    silent = back.filter(pl.col("return_reason").is_null() & pl.col("customer_id").is_not_null())
    return pl.concat([_by_order(lines, named), _reversed(lines, silent)])


def _none(lines: pl.LazyFrame) -> pl.DataFrame:
    empty = lines.select(*KEYS, "sold_at", pl.col("quantity").cast(pl.Int64).alias("units"))
    return empty.head(0).collect()


def _by_order(lines: pl.LazyFrame, back: pl.DataFrame) -> pl.DataFrame:
    """Lines that a reason calls cancelled, moved to the sale of the same order."""
    taken = back.select("order_id", *KEYS, "sold_at", units=-pl.col("quantity").cast(pl.Int64))
    if not taken.height:
        return taken.drop("order_id")
    orders = taken["order_id"].unique()
    sale = (
        lines.filter((pl.col("quantity") > 0) & pl.col("order_id").is_in(orders.implode()))
        .group_by("order_id", *KEYS)
        .agg(first=pl.col("sold_at").min())
        .collect()
    )
    joined = taken.join(sale, on=["order_id", *KEYS], how="left")
    return joined.select(*KEYS, pl.coalesce("first", "sold_at").alias("sold_at"), "units")


def _reversed(lines: pl.LazyFrame, back: pl.DataFrame) -> pl.DataFrame:
    """Returns without a reason that undo an order of just before, each one order."""
    who = ["customer_id", *KEYS, "units"]
    taken = back.select(
        "customer_id", *KEYS, units=-pl.col("quantity").cast(pl.Int64), back_at="sold_at"
    ).sort("back_at")
    if not taken.height:
        return taken.select(*KEYS, pl.col("back_at").alias("sold_at"), "units")
    people = taken["customer_id"].unique()
    bought = (
        lines.filter((pl.col("quantity") > 0) & pl.col("customer_id").is_in(people.implode()))
        .select("customer_id", *KEYS, "sold_at", units=pl.col("quantity").cast(pl.Int64))
        .collect()
        .sort("sold_at")
        .with_columns(bought_at="sold_at")
    )
    joined = taken.join_asof(
        bought,
        left_on="back_at",
        right_on="sold_at",
        by=who,
        strategy="backward",
        tolerance=dt.timedelta(days=REVERSED_DAYS),
        check_sortedness=False,
    )
    matched = joined.filter(pl.col("bought_at").is_not_null())
    once = matched.unique([*who, "bought_at"], keep="first", maintain_order=True)
    return once.select(*KEYS, pl.col("bought_at").alias("sold_at"), "units")


def bulk(lines: pl.LazyFrame, groups: pl.DataFrame, zone: str, first_weekday: int) -> pl.DataFrame:
    """Lines far larger than a variant's usual ones.

    Args:
        lines: ``order_id, variant_id, location_id, sold_at, quantity``.
        groups: ``variant_id, group``: whose sizes of orders a rare variant shares.
        zone: time zone in which weeks begin.
        first_weekday: day on which they do.

    Returns:
        ``variant_id, location_id, sold_at, units, usual``: what an order of the variant is usually
        made of, in units; what lies above it is one-off.
    """
    sold = (
        lines.filter(pl.col("quantity") > 0)
        .group_by("order_id", *KEYS)
        .agg(pl.col("quantity").sum().cast(pl.Int64).alias("units"), pl.col("sold_at").min())
    )
    large = sold.filter(pl.col("units") >= LEAST_BULK).collect()
    if not large.height:
        return large.select(*KEYS, "sold_at", "units", usual="units")
    limits = _limits(sold, groups, large["variant_id"].unique())
    found = large.join(limits, on="variant_id").filter(pl.col("units") > pl.col("limit"))
    week = week_start_expr(local_date_expr("sold_at", zone), first_weekday)
    weeks = (
        sold.filter(pl.col("variant_id").is_in(found["variant_id"].unique().implode()))
        .group_by("variant_id")
        .agg(weeks=week.n_unique())
        .collect()
    )
    often = found.group_by("variant_id").agg(large_weeks=week.n_unique()).join(weeks, "variant_id")
    usual = often.filter(
        (pl.col("large_weeks") > USUAL * pl.col("weeks")) & (pl.col("large_weeks") > 2)
    )
    kept = found.join(usual, on="variant_id", how="anti")
    return kept.select(*KEYS, "sold_at", "units", "usual").sort(*KEYS, "sold_at")


def adjusted(
    lines: pl.LazyFrame, groups: pl.DataFrame, zone: str, first_weekday: int
) -> pl.DataFrame:
    """What is taken off the sales of each week; an undone bulk order counts as undone alone.

    Args:
        lines: as for :func:`cancelled` and :func:`bulk`.
        groups: ``variant_id, group``.
        zone: time zone in which weeks begin.
        first_weekday: day on which they do.

    Returns:
        ``variant_id, location_id, week, cancelled, bulk``: units; of bulk what lies above usual.
    """
    undone = cancelled(lines)
    large = bulk(lines, groups, zone, first_weekday).join(undone, on=[*KEYS, "sold_at"], how="anti")
    large = large.with_columns(units=pl.max_horizontal(pl.col("units") - pl.col("usual"), 0))
    off = weekly_units(undone, "cancelled", zone, first_weekday)
    extra = weekly_units(large, "bulk", zone, first_weekday)
    joined = off.join(extra, on=[*KEYS, "week"], how="full", coalesce=True)
    return joined.with_columns(pl.col("cancelled", "bulk").fill_null(0))


def _limits(sold: pl.LazyFrame, groups: pl.DataFrame, variants: pl.Series) -> pl.DataFrame:
    """Usual and largest plausible units of one order, ``variant_id, usual, limit``."""
    logs = sold.join(groups.lazy(), on="variant_id", how="left").select(
        "variant_id", "group", log=pl.col("units").log()
    )
    near = groups.filter(pl.col("variant_id").is_in(variants.implode()))["group"].unique()
    mine = pl.col("variant_id").is_in(variants.implode())
    fellows = pl.col("group").is_in(near.implode())
    own = _spread(logs.filter(mine), "variant_id").filter(pl.col("lines") >= OWN_LINES)
    group = _spread(logs.filter(fellows), "group")
    everyone = _spread(logs.with_columns(one=pl.lit(1)), "one").drop("one", "lines")
    rows = pl.DataFrame({"variant_id": variants}).join(groups, on="variant_id", how="left")
    rows = rows.unique("variant_id").join(own, on="variant_id", how="left")
    rows = rows.join(group, on="group", how="left", suffix="_group", nulls_equal=False)
    rows = rows.join(everyone, how="cross", suffix="_all")
    middle = pl.coalesce("middle", "middle_group", "middle_all")
    width = pl.coalesce("width", "width_group", "width_all")
    return rows.select(
        "variant_id",
        usual=middle.exp().round(),
        limit=pl.max_horizontal(
            (middle + WIDTHS * pl.max_horizontal(width, pl.lit(LEAST_WIDTH))).exp(),
            pl.lit(float(LEAST_BULK - 1)),
        ),
    )


def _spread(logs: pl.LazyFrame, by: str) -> pl.DataFrame:
    """Median and 1.4826 × median absolute deviation of logarithms, and how many there are."""
    middle = logs.group_by(by).agg(middle=pl.col("log").median(), lines=pl.len())
    away = logs.join(middle, on=by).with_columns(away=(pl.col("log") - pl.col("middle")).abs())
    width = away.group_by(by).agg(width=1.4826 * pl.col("away").median())
    return middle.join(width, on=by).collect()


def weekly_units(rows: pl.DataFrame, name: str, zone: str, first_weekday: int) -> pl.DataFrame:
    """Units by week: ``variant_id, location_id, week`` and a column of that name."""
    week = week_start_expr(local_date_expr("sold_at", zone), first_weekday).alias("week")
    return rows.group_by(*KEYS, week).agg(pl.col("units").sum().alias(name))
