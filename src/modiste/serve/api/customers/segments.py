"""Segments of customers by recency, frequency and money; pure functions of frames.

Rules that a marketer can check, first that fits:

* **visitor**: has not bought;
* **lapsed**: last bought more than 365 days ago;
* **at risk**: last bought more than 180 days ago, after two orders or more;
* **new**: first bought within 90 days;
* **champion**: three orders or more, bought within 180 days, and among the top fifth by money;
* **loyal**: two orders or more;
* **one order**: all others.
"""

from __future__ import annotations

import datetime as dt
from typing import Final

import polars as pl

NAMES: Final = ("champion", "loyal", "new", "one order", "at risk", "lapsed", "visitor")
LAPSED, RISK, NEW = 365, 180, 90
"""Days since the last order, since the last order, and since the first one."""
_MANY, _TOP = 3, 0.8


def bought(sales: pl.DataFrame, currency: str) -> pl.DataFrame:
    """What each customer bought.

    Args:
        sales: order lines with ``customer_id, order_id, day, quantity, unit_price, currency``.
        currency: money in other currencies is not counted.

    Returns:
        ``customer_id, orders, units, returned, money, first, last``: orders with something bought
        in them, net units, units back, net money, and the days of first and last order.
    """
    out = pl.col("quantity") > 0
    own = pl.col("currency") == currency
    amount = pl.col("quantity") * pl.col("unit_price").fill_null(0)
    return (
        sales.filter(pl.col("customer_id").is_not_null())
        .group_by("customer_id")
        .agg(
            orders=pl.col("order_id").filter(out).n_unique(),
            units=pl.col("quantity").sum(),
            returned=-pl.col("quantity").filter(~out).sum(),
            money=amount.filter(own).sum(),
            first=pl.col("day").filter(out).min(),
            last=pl.col("day").filter(out).max(),
        )
    )


def segmented(people: pl.DataFrame, day: dt.date) -> pl.DataFrame:
    """Add the ``segment`` to ``orders, money, first, last``; see the module.

    Args:
        people: a row a customer; nulls where nothing was bought.
        day: ages are counted from it.
    """
    since = (pl.lit(day) - pl.col("last")).dt.total_days()
    known = (pl.lit(day) - pl.col("first")).dt.total_days()
    orders = pl.col("orders").fill_null(0)
    buyers = pl.when(orders > 0).then("money")
    top = buyers >= buyers.quantile(_TOP, "nearest")
    segment = (
        pl.when(orders == 0).then(pl.lit("visitor"))
        .when(since > LAPSED).then(pl.lit("lapsed"))
        .when((since > RISK) & (orders > 1)).then(pl.lit("at risk"))
        .when(known <= NEW).then(pl.lit("new"))
        .when((orders >= _MANY) & (since <= RISK) & top).then(pl.lit("champion"))
        .when(orders > 1).then(pl.lit("loyal"))
        .otherwise(pl.lit("one order"))
    )  # fmt: skip
    return people.with_columns(segment=segment)
