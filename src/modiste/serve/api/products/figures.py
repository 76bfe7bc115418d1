"""Figures of styles: sell-through, weeks of supply, money. Pure functions of frames.

The sell-through of a window is the units sold in it less those that came back, over these units and
what is left: net ÷ (net + on hand). The denominator is what there was to sell.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

OUT, LOW, ENOUGH, HEAVY, UNKNOWN = "out", "low", "enough", "heavy", "unknown"
STATES = (OUT, LOW, ENOUGH, HEAVY, UNKNOWN)
LOW_WEEKS, HEAVY_WEEKS = 4.0, 26.0
"""Weeks of supply below which stock is low, and above which it is heavy."""


def sold(sales: pl.DataFrame, start: dt.datetime, currency: str, key: str) -> pl.DataFrame:
    """Units and money of a window by a key, such as ``product_id``.

    Args:
        sales: order lines with ``sold_at, quantity, unit_price, currency`` and the key.
        start: first moment of the window.
        currency: money in other currencies is not counted.
        key: column to group by.

    Returns:
        The key, ``sold`` (units out), ``returned`` (units back, positive), ``net``, ``money`` (net,
        in minor units; null where no line has a price in this currency).
    """
    window = sales.filter(pl.col("sold_at") >= start)
    amount = pl.col("quantity") * pl.col("unit_price")
    own = (pl.col("currency") == currency) & pl.col("unit_price").is_not_null()
    return window.group_by(key).agg(
        sold=pl.col("quantity").filter(pl.col("quantity") > 0).sum(),
        returned=-pl.col("quantity").filter(pl.col("quantity") < 0).sum(),
        net=pl.col("quantity").sum(),
        money=pl.when(own.any()).then(amount.filter(own).sum()),
    )


def left(stock: pl.DataFrame, variants: pl.DataFrame | None, *keys: str) -> pl.DataFrame:
    """Units on hand and on order by keys; on hand is null where no count is known.

    Args:
        stock: ``variant_id, on_hand, on_order``, a row a location.
        variants: ``variant_id`` and keys that the stock has not; ``None`` where it has them all.
        keys: columns to group by.
    """
    if variants is not None:
        stock = stock.join(variants.select("variant_id", *keys), on="variant_id")
    known = pl.col("on_hand").is_not_null()
    return stock.group_by(keys).agg(
        on_hand=pl.when(known.any()).then(pl.col("on_hand").clip(lower_bound=0).sum()),
        on_order=pl.col("on_order").sum(),
    )


def rated(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``to_sell`` and ``sell_through`` to ``net, on_hand``; null where stock is not known."""
    net = pl.max_horizontal(pl.col("net").fill_null(0), pl.lit(0))
    to_sell = net + pl.col("on_hand")
    return frame.with_columns(to_sell=to_sell).with_columns(
        sell_through=pl.when(pl.col("to_sell") > 0).then(net / pl.col("to_sell"))
    )


def supplied(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``weeks_of_supply`` and the ``stock`` state to ``on_hand, weekly``.

    ``weekly`` is expected demand a week. Without any, stock lasts for ever: weeks are null and the
    state is heavy where there is some.
    """
    weeks = pl.when(pl.col("weekly") > 0).then(pl.col("on_hand") / pl.col("weekly"))
    state = (
        pl.when(pl.col("on_hand").is_null()).then(pl.lit(UNKNOWN))
        .when(pl.col("on_hand") <= 0).then(pl.lit(OUT))
        .when(weeks.is_null() | (weeks > HEAVY_WEEKS)).then(pl.lit(HEAVY))
        .when(weeks < LOW_WEEKS).then(pl.lit(LOW))
        .otherwise(pl.lit(ENOUGH))
    )  # fmt: skip
    return frame.with_columns(weeks_of_supply=weeks, stock=state)


def weekly(sales: pl.DataFrame, first_weekday: int, weeks: int, day: dt.date) -> pl.DataFrame:
    """Net units, units back and money of every week before a day, weeks without sales too.

    Args:
        sales: ``day, quantity, unit_price`` in one currency.
        first_weekday: 0 is Monday.
        weeks: how many whole or begun weeks.
        day: the last day, not counted.
    """
    begin = day - dt.timedelta(days=(day.weekday() - first_weekday) % 7)
    if begin == day:
        begin -= dt.timedelta(weeks=1)
    every = pl.DataFrame(
        {"week": [begin - dt.timedelta(weeks=n) for n in reversed(range(weeks))]},
        schema={"week": pl.Date},
    )
    offset = (pl.col("day").dt.weekday() - 1 - first_weekday) % 7
    found = (
        sales.filter(pl.col("day") < day)
        .with_columns(week=pl.col("day") - pl.duration(days=offset))
        .group_by("week")
        .agg(
            net=pl.col("quantity").sum(),
            returned=-pl.col("quantity").filter(pl.col("quantity") < 0).sum(),
            money=(pl.col("quantity") * pl.col("unit_price").fill_null(0)).sum(),
        )
    )
    return every.join(found, on="week", how="left").with_columns(
        pl.col("net", "returned", "money").fill_null(0)
    )


def price_course(changes: pl.DataFrame, zone: str) -> pl.DataFrame:
    """A style's price over time: ``day, price, full_price``, medians over its variants.

    Args:
        changes: rows of ``price_change`` of the style, in one currency.
        zone: of the brand.
    """
    days = changes.with_columns(day=pl.col("changed_at").dt.convert_time_zone(zone).dt.date())
    moments = days["day"].unique().sort()
    rows = []
    for moment in moments.to_list():
        now = (
            days.filter(pl.col("day") <= moment)
            .sort("changed_at")
            .group_by("variant_id")
            .agg(pl.col("price", "full_price").last())
        )
        rows.append((moment, _median(now["price"]), _median(now["full_price"])))
    schema = {"day": pl.Date, "price": pl.Int64, "full_price": pl.Int64}
    course = pl.DataFrame(rows, schema=schema, orient="row")
    first = pl.int_range(pl.len()) == 0
    differs = (pl.col(name).ne_missing(pl.col(name).shift()) for name in ("price", "full_price"))
    return course.filter(pl.any_horizontal(first, *differs))


def _median(values: pl.Series) -> int | None:
    found = values.drop_nulls().median()
    return None if not isinstance(found, int | float) else round(found)
