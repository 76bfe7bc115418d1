"""What was: weekly sales, markdown and stock of every style, out of the facts."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import polars as pl

from modiste.model.calendar import local_date_expr, week_start_expr
from modiste.store.lake import Snapshot

SERIES = ("variant_id", "location_id")
Integers = npt.NDArray[np.int64]


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
    series, row, column, held = _held(snapshot, clock, weeks)
    named = {name: series[name].gather(row) for name in SERIES}
    return pl.DataFrame({**named, "week": _week(weeks, column), "on_hand": held})


def style_stock(snapshot: Snapshot, clock: Clock, weeks: list[dt.date]) -> pl.DataFrame:
    """What :func:`by_style` makes of :func:`stock_at`, without a row for every series and week."""
    series, row, column, held = _held(snapshot, clock, weeks)
    variant = snapshot.scan("variant").select("variant_id", "product_id").collect()
    style = series.join(variant, on="variant_id", how="left", maintain_order="left")["product_id"]
    return (
        pl.DataFrame({"product_id": style.gather(row), "week": _week(weeks, column), "units": held})
        .filter(pl.col("product_id").is_not_null())
        .group_by("product_id", "week")
        .agg(pl.col("units").sum())
        .sort("product_id", "week")
    )


def _week(weeks: list[dt.date], column: Integers) -> pl.Series:
    return pl.Series(sorted(set(weeks)), dtype=pl.Date).gather(column)


def _held(
    snapshot: Snapshot, clock: Clock, weeks: list[dt.date]
) -> tuple[pl.DataFrame, Integers, Integers, pl.Series]:
    """Series, and for every one with a count: its row, the week's place in order, units on hand."""
    ends = [int(clock.end_of(week).timestamp()) * 1_000_000 for week in sorted(set(weeks))]
    over = np.array(ends, dtype=np.int64)
    counts = (
        snapshot.scan("stock")
        .select(*SERIES, "on_hand", at=_microseconds("counted_at"))
        .filter(pl.col("at") < (ends[-1] if ends else 0))
        .collect()
        .sort("at")
    )
    series = counts.select(SERIES).unique().sort(SERIES).with_row_index("_row")
    if not counts.height:
        empty = np.zeros(0, dtype=np.int64)
        return series, empty, empty, pl.Series(dtype=pl.Int64)
    counts = counts.join(series, on=SERIES, how="left", maintain_order="left")
    moved = _moved(snapshot).join(series, on=SERIES).sort("_row", "at")
    newest = _newest(counts, over, series.height)
    row, column = np.nonzero(newest >= 0)
    place = newest[row, column]
    since = _by_week(moved, over, series.height)[row, column] - _before(counts, moved)[place]
    units = pl.DataFrame({"on_hand": counts["on_hand"].gather(place), "since": since})
    floor = pl.min_horizontal(pl.col("on_hand"), pl.lit(0))
    carried = pl.max_horizontal(pl.col("on_hand") - pl.col("since"), floor)
    known = pl.when(pl.col("on_hand").is_not_null()).then(carried)
    return series, row, column, units.select(on_hand=known)["on_hand"]


def _newest(counts: pl.DataFrame, over: Integers, height: int) -> Integers:
    """Place among the counts, which are in order of time, of the newest before each week's end."""
    found = np.full((height, len(over)), -1, dtype=np.int64)
    week = np.searchsorted(over, counts["at"].to_numpy(), side="right")
    found[counts["_row"].to_numpy(), week] = np.arange(counts.height)  # the last one stays
    return np.maximum.accumulate(found, axis=1)


def _by_week(moved: pl.DataFrame, over: Integers, height: int) -> Integers:
    """Units that have left each series before each week's end."""
    week = np.searchsorted(over, moved["at"].to_numpy(), side="right")
    inside = week < len(over)
    found = np.zeros((height, len(over)), dtype=np.int64)
    np.add.at(
        found, (moved["_row"].to_numpy()[inside], week[inside]), moved["out"].to_numpy()[inside]
    )
    return np.cumsum(found, axis=1, out=found)


def _before(counts: pl.DataFrame, moved: pl.DataFrame) -> Integers:
    """Units that had left the series of each count up to its moment."""
    moments = np.unique(moved["at"].to_numpy())
    # Series and time as one number, in whose order the moves are.
    span = len(moments) + 1
    at = np.searchsorted(moments, moved["at"].to_numpy(), side="right")
    order = moved["_row"].to_numpy().astype(np.int64) * span + at
    row = counts["_row"].to_numpy().astype(np.int64)
    upto = row * span + np.searchsorted(moments, counts["at"].to_numpy(), side="right")
    sums = np.concatenate([[0], np.cumsum(moved["out"].to_numpy())])
    places = np.searchsorted(order, upto, side="right"), np.searchsorted(order, row * span)
    return np.asarray(sums[places[0]] - sums[places[1]])


def _moved(snapshot: Snapshot) -> pl.DataFrame:
    """Units that left series, below nothing where they came: ``at`` in microseconds, ``out``."""
    units = pl.col("quantity").fill_null(0)
    sales = snapshot.scan("sale").select(*SERIES, at=_microseconds("sold_at"), out=units)
    came = snapshot.scan("receipt").select(*SERIES, at=_microseconds("received_at"), out=-units)
    return pl.concat([sales, came]).collect()


def _microseconds(name: str) -> pl.Expr:
    return pl.col(name).cast(pl.Datetime("us", "UTC")).dt.epoch("us")


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
