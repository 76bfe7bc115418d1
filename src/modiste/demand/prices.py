"""What a style cost in each week, past and planned: tickets, markdowns and promotions."""

from __future__ import annotations

import datetime as dt

import polars as pl

from modiste.model.calendar import local_date_expr

LEAST_RATIO = 0.1
"""Lowest price over full price that is believed; below it a ticket is taken for a slip."""


def price_index(
    weeks: list[dt.date],
    tickets: pl.DataFrame,
    promotions: pl.DataFrame,
) -> pl.DataFrame:
    """Relative prices by style and week.

    Args:
        weeks: first days of the weeks wanted, past and to come; in order.
        tickets: ``product_id, day, price, full_price`` from a day on, one currency a style;
            ``full_price`` may be null.
        promotions: ``product_id, starts_on, ends_on, depth``; ``depth`` may be null.

    Returns:
        ``product_id, week, ratio, promoted``: price paid over full price (a ticket that stands at
        the week's end, less promotions for the days that they run), and the share of the week's
        days in a promotion. Styles without tickets have only their promotions; styles without
        either are absent, weeks before the first ticket have its price.
    """
    ends = pl.DataFrame({"week": weeks}, schema={"week": pl.Date}).with_columns(
        end=pl.col("week") + pl.duration(days=6)
    )
    offers = _offers(ends, promotions)
    products = pl.concat([tickets.select("product_id"), offers.select("product_id")]).unique()
    grid = products.join(ends, how="cross").sort("end")
    marked = _marked(grid, tickets)
    joined = marked.join(offers, on=["product_id", "week"], how="left")
    promoted = pl.col("promoted").fill_null(0.0)
    off = 1 - pl.col("off").fill_null(0.0)
    return joined.select(
        "product_id",
        "week",
        ratio=(pl.col("ticket").fill_null(1.0) * off).clip(LEAST_RATIO, 1.0),
        promoted=promoted,
    ).sort("product_id", "week")


def _marked(grid: pl.DataFrame, tickets: pl.DataFrame) -> pl.DataFrame:
    """Ticket over full price, as it stands at the end of each week.

    Where no full price is told, the highest ticket so far is taken for it, within a year.
    """
    known = tickets.sort("day").with_columns(
        full=pl.coalesce(
            "full_price",
            pl.col("price").rolling_max_by("day", window_size="364d").over("product_id"),
        )
    )
    known = known.with_columns(ticket=pl.col("price") / pl.max_horizontal("full", "price"))
    last = grid.join_asof(
        known.select("product_id", "day", "ticket"),
        left_on="end",
        right_on="day",
        by="product_id",
        check_sortedness=False,
    )
    before = known.group_by("product_id").agg(pl.col("ticket").first().alias("earliest"))
    joined = last.join(before, on="product_id", how="left")
    return joined.with_columns(pl.coalesce("ticket", "earliest"))


def _offers(ends: pl.DataFrame, promotions: pl.DataFrame) -> pl.DataFrame:
    """Promotions by style and week: share of the days, and share taken off over all days."""
    low = pl.max_horizontal("starts_on", "week")
    high = pl.min_horizontal("ends_on", "end")
    rows = (
        promotions.join_where(
            ends, pl.col("starts_on") <= pl.col("end"), pl.col("ends_on") >= pl.col("week")
        )
        .with_columns(share=((high - low).dt.total_days() + 1) / 7)
        .with_columns(off=pl.col("share") * pl.col("depth").fill_null(0.0))
    )
    return rows.group_by("product_id", "week").agg(
        promoted=pl.col("share").max(), off=pl.col("off").max()
    )


def tickets_of(changes: pl.LazyFrame, variants: pl.LazyFrame, zone: str) -> pl.DataFrame:
    """Tickets of styles from those of their variants.

    Args:
        changes: ``variant_id, changed_at, price, full_price``.
        variants: ``variant_id, product_id, price, full_price``; the current price of a style that
            has no changes.
        zone: time zone of days.

    Returns:
        ``product_id, day, price, full_price``: the median over the variants that changed that day.
    """
    day = local_date_expr("changed_at", zone)
    prices = [pl.col(c).median() for c in ("price", "full_price")]
    moved = (
        changes.join(variants.select("variant_id", "product_id"), on="variant_id")
        .group_by("product_id", day.alias("day"))
        .agg(prices)
    )
    still = (
        variants.filter(pl.col("price").is_not_null())
        .join(moved.select("product_id").unique(), on="product_id", how="anti")
        .group_by("product_id")
        .agg(prices)
        .with_columns(day=pl.date(1970, 1, 1))
    )
    both = pl.concat([moved, still.select("product_id", "day", "price", "full_price")])
    return both.filter(pl.col("price").is_not_null()).sort("product_id", "day").collect()
