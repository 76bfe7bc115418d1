"""What was: weekly sales, markdown and stock of every style, out of the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import polars as pl

from modiste.model.calendar import local_date_expr, week_start_expr
from modiste.store.lake import Snapshot

SERIES = ("variant_id", "location_id")


@dataclass(frozen=True)
class Clock:
    """How a brand counts its weeks.

    Attributes:
        zone: time zone in which days begin.
        first_weekday: Monday 0 … Sunday 6.
        currency: the brand's; money of other currencies is left out of sums.
    """

    zone: str = "UTC"
    first_weekday: int = 0
    currency: str = "EUR"

    def week_of(self, day: dt.date) -> dt.date:
        """First day of the week that holds a day."""
        return day - dt.timedelta(days=(day.weekday() - self.first_weekday) % 7)

    def end_of(self, week: dt.date) -> dt.datetime:
        """The moment at which a week is over, in UTC."""
        after = week + dt.timedelta(days=7)
        return dt.datetime.combine(after, dt.time(), ZoneInfo(self.zone)).astimezone(dt.UTC)


def weekly_sales(snapshot: Snapshot, clock: Clock, first: dt.date, last: dt.date) -> pl.DataFrame:
    """Net sales of styles by week: returns are taken off in the week in which they came back.

    Args:
        snapshot: the facts.
        clock: the brand's weeks.
        first: first week.
        last: last week, counted in.

    Returns:
        ``product_id, week, units, revenue, costed, cost``: units, and minor units of the brand's
        currency: as paid; as paid for variants whose cost is known; their cost. A line whose price
        is not known or in another currency counts with its units only.
    """
    week = week_start_expr(local_date_expr("sold_at", clock.zone), clock.first_weekday)
    ours = pl.col("currency") == clock.currency
    variant = snapshot.scan("variant").select(
        "variant_id", "product_id", cost=pl.when(ours).then("cost")
    )
    money = pl.when(ours).then(pl.col("unit_price") * pl.col("quantity"))
    return (
        snapshot.scan("sale")
        .filter(
            pl.col("sold_at") >= clock.end_of(first - dt.timedelta(days=7)),
            pl.col("sold_at") < clock.end_of(last),
        )
        .with_columns(week=week, money=money)
        .join(variant, on="variant_id", how="inner")
        .group_by("product_id", "week")
        .agg(
            units=pl.col("quantity").sum(),
            revenue=pl.col("money").sum(),
            costed=pl.col("money").filter(pl.col("cost").is_not_null()).sum(),
            cost=(pl.col("cost") * pl.col("quantity")).filter(pl.col("money").is_not_null()).sum(),
        )
        .sort("product_id", "week")
        .collect()
    )


def stock_at(snapshot: Snapshot, clock: Clock, weeks: list[dt.date]) -> pl.DataFrame:
    """Stock of every series at the end of weeks.

    The newest count before the end of a week is carried forward by the sales, returns and receipts
    since, not below zero; where there was no count before, the series has no row.

    Args:
        snapshot: the facts.
        clock: the brand's weeks.
        weeks: first days of the weeks.

    Returns:
        ``variant_id, location_id, week, on_hand``; null is unknown.
    """
    counts = snapshot.scan("stock").select(*SERIES, "counted_at", "on_hand").collect()
    moment = pl.Datetime("us", "UTC")
    ends = pl.DataFrame(
        {"week": weeks, "_end": [clock.end_of(week) for week in weeks]},
        schema={"week": pl.Date, "_end": moment},
    )
    if not weeks or not counts.height:
        return pl.DataFrame(
            schema={**dict.fromkeys(SERIES, pl.String), "week": pl.Date, "on_hand": pl.Int64}
        )
    moved = _moved(snapshot)
    grid = counts.select(SERIES).unique().join(ends, how="cross").sort("_end")
    # The moment itself belongs to the next week.
    grid = grid.with_columns(_last=pl.col("_end") - pl.duration(microseconds=1)).sort("_last")
    found = grid.join_asof(
        counts.with_columns(pl.col("counted_at").cast(moment)).sort("counted_at"),
        left_on="_last", right_on="counted_at", by=list(SERIES), strategy="backward",
        check_sortedness=False,
    ).drop_nulls("counted_at")  # fmt: skip
    for at, name in (("_last", "_until"), ("counted_at", "_before")):
        found = (
            found.sort(at)
            .join_asof(moved, left_on=at, right_on="at", by=list(SERIES), check_sortedness=False)
            .rename({"out": name})
            .drop("at", strict=False)
        )
    since = pl.col("_until").fill_null(0) - pl.col("_before").fill_null(0)
    floor = pl.min_horizontal(pl.col("on_hand"), pl.lit(0))
    carried = pl.max_horizontal(pl.col("on_hand") - since, floor)
    return found.select(
        *SERIES,
        "week",
        on_hand=pl.when(pl.col("on_hand").is_not_null()).then(carried),
    ).sort(*SERIES, "week")


def _moved(snapshot: Snapshot) -> pl.DataFrame:
    """Units that have left each series up to every moment at which some did."""
    sales = snapshot.scan("sale").select(*SERIES, at="sold_at", out="quantity")
    came = snapshot.scan("receipt").select(*SERIES, at="received_at", out=-pl.col("quantity"))
    rows = pl.concat([sales, came]).sort("at").collect()
    return rows.with_columns(
        pl.col("at").cast(pl.Datetime("us", "UTC")), out=pl.col("out").cum_sum().over(SERIES)
    )


def by_style(snapshot: Snapshot, stock: pl.DataFrame) -> pl.DataFrame:
    """Stock of styles out of that of series, ``product_id, week, units``; unknown is left out."""
    variant = snapshot.scan("variant").select("variant_id", "product_id").collect()
    return (
        stock.join(variant, on="variant_id")
        .group_by("product_id", "week")
        .agg(units=pl.col("on_hand").sum())
        .sort("product_id", "week")
    )


def prices(snapshot: Snapshot, clock: Clock) -> pl.DataFrame:
    """Mean prices of styles over their variants, in minor units of the brand's currency.

    Returns:
        ``product_id, title, category, full_price, price, cost``; money is null where not known.
    """
    ours = pl.col("currency") == clock.currency
    money = (
        snapshot.scan("variant")
        .filter(ours)
        .group_by("product_id")
        .agg(
            full_price=pl.coalesce("full_price", "price").mean(),
            price=pl.col("price").mean(),
            cost=pl.col("cost").mean(),
        )
    )
    group = pl.coalesce("category", "source_category", "gender", pl.lit("other"))
    return (
        snapshot.scan("product")
        .select("product_id", "title", category=group, status="status")
        .join(money, on="product_id", how="left")
        .sort("product_id")
        .collect()
    )
