"""The course of stock: weeks of sales and closings laid side by side, in units of styles.

Every version of the plan (what was, last year, the forecast, the budget, the re-forecast) is one
frame ``product_id, week, opening, sales, intake, closing, markdown`` in which
``closing = opening + intake − sales`` holds in every row, so that it holds in every sum of rows.
"""

from __future__ import annotations

import datetime as dt

import polars as pl

FLOWS = ("opening", "sales", "intake", "closing")
COURSE = ("product_id", "week", *FLOWS, "markdown")

_SCHEMA = {
    "product_id": pl.String, "week": pl.Date, **dict.fromkeys(FLOWS, pl.Float64),
    "markdown": pl.Float64,
}  # fmt: skip


def none() -> pl.DataFrame:
    """A version without rows."""
    return pl.DataFrame(schema=_SCHEMA)


def actual(
    sales: pl.DataFrame, stock: pl.DataFrame, money: pl.DataFrame, weeks: list[dt.date]
) -> pl.DataFrame:
    """What was. Intake is what stock and sales leave over, corrections of counts among it.

    Args:
        sales: ``product_id, week, units, revenue``, see ``facts.weekly_sales``.
        stock: ``product_id, week, units`` at the end of weeks, that before the first among them.
        money: ``product_id, full_price``, see ``facts.prices``.
        weeks: the weeks wanted, in a row.
    """
    if not weeks:
        return none()
    every = pl.concat([sales["product_id"], stock["product_id"]]).unique()
    grid = pl.DataFrame({"product_id": every}).join(
        pl.DataFrame({"week": weeks}, schema={"week": pl.Date}), how="cross"
    )
    before = stock.select("product_id", week=pl.col("week") + pl.duration(days=7), opening="units")
    full = pl.col("full_price").fill_null(0.0)
    return (
        grid.join(sales.select("product_id", "week", "units", "revenue"), on=COURSE[:2], how="left")
        .join(stock.rename({"units": "closing"}), on=COURSE[:2], how="left")
        .join(before, on=COURSE[:2], how="left")
        .join(money.select("product_id", "full_price"), on="product_id", how="left")
        .with_columns(
            pl.col("closing", "opening", "revenue").fill_null(0).cast(pl.Float64),
            sales=pl.col("units").fill_null(0).cast(pl.Float64),
        )
        .with_columns(
            intake=pl.col("closing") - pl.col("opening") + pl.col("sales"),
            markdown=pl.col("sales") * full - pl.col("revenue"),
        )
        .filter(pl.any_horizontal(pl.col(*FLOWS) != 0))
        .select(COURSE)
        .sort(COURSE[:2])
    )


def onwards(
    opening: pl.DataFrame, sales: pl.DataFrame, intake: pl.DataFrame, money: pl.DataFrame
) -> pl.DataFrame:
    """The course from a stock, sales and what arrives; a closing below zero is demand not met.

    Args:
        opening: ``product_id, units`` before the first week.
        sales: ``product_id, week, units`` of every week to come.
        intake: ``product_id, week, units`` that arrive.
        money: ``product_id, full_price, price``: what is sold below its full price is marked down.
    """
    if not sales.height:
        return none()
    weeks = sales.select("week").unique().sort("week")
    every = pl.concat([opening["product_id"], sales["product_id"], intake["product_id"]]).unique()
    grid = pl.DataFrame({"product_id": every}).join(weeks, how="cross")
    joined = (
        grid.join(sales.rename({"units": "sales"}), on=COURSE[:2], how="left")
        .join(intake.rename({"units": "intake"}), on=COURSE[:2], how="left")
        .join(opening.rename({"units": "start"}), on="product_id", how="left")
        .join(money.select("product_id", "full_price", "price"), on="product_id", how="left")
        .with_columns(pl.col("sales", "intake", "start").fill_null(0).cast(pl.Float64))
        .sort(COURSE[:2])
        .with_columns(
            closing=pl.col("start")
            + (pl.col("intake") - pl.col("sales")).cum_sum().over("product_id")
        )
    )
    cut = (pl.col("full_price") - pl.col("price")).fill_null(0.0)
    return joined.select(
        *COURSE[:2],
        opening=pl.col("closing") - pl.col("intake") + pl.col("sales"),
        sales="sales",
        intake="intake",
        closing="closing",
        markdown=pl.col("sales") * cut,
    )


def solved(
    opening: pl.DataFrame, planned: pl.DataFrame, money: pl.DataFrame | None = None
) -> pl.DataFrame:
    """The course whose sales and closings are planned; the intake that this takes is solved for.

    Args:
        opening: ``product_id, units`` before the first week.
        planned: ``product_id, week, sales, closing, markdown`` of every week in a row.
        money: not used by a budget, whose markdown is planned; where given, ``full_price, price``
            replace it.
    """
    if not planned.height:
        return none()
    rows = (
        planned.join(opening.rename({"units": "start"}), on="product_id", how="left")
        .sort(COURSE[:2])
        .with_columns(
            opening=pl.coalesce(
                pl.col("closing").shift(1).over("product_id"), "start", pl.lit(0)
            ).cast(pl.Float64)
        )
        .with_columns(intake=pl.col("closing") - pl.col("opening") + pl.col("sales"))
    )
    if money is not None:
        rows = rows.drop("markdown", strict=False).join(
            money.select("product_id", "full_price", "price"), on="product_id", how="left"
        ).with_columns(
            markdown=pl.col("sales") * (pl.col("full_price") - pl.col("price")).fill_null(0.0)
        )  # fmt: skip
    return rows.select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())


def rolled_up(course: pl.DataFrame, groups: pl.DataFrame) -> pl.DataFrame:
    """A version added up: ``key, week`` and its numbers.

    Args:
        course: a version.
        groups: ``product_id, key``; styles that it does not name are left out.
    """
    return (
        course.join(groups, on="product_id")
        .group_by("key", "week")
        .agg(pl.col(*FLOWS, "markdown").sum())
        .sort("key", "week")
    )


def valued(course: pl.DataFrame, money: pl.DataFrame, measure: str) -> pl.DataFrame:
    """A version in money: stock and intake at full price less, or at cost.

    At retail, stock and intake are at full price and sales are what is paid, so that
    ``closing = opening + intake − sales − markdown``. At cost, markdown is nothing.

    Args:
        course: a version in units.
        money: ``product_id, full_price, cost``.
        measure: ``units``, ``retail`` or ``cost``.
    """
    if measure == "units":
        return course
    column = "full_price" if measure == "retail" else "cost"
    worth = pl.col("_worth").fill_null(0.0)
    rows = course.join(
        money.select("product_id", _worth=pl.col(column)), on="product_id", how="left"
    ).with_columns(pl.col(*FLOWS) * worth)
    if measure == "retail":
        rows = rows.with_columns(sales=pl.col("sales") - pl.col("markdown"))
    else:
        rows = rows.with_columns(markdown=pl.lit(0.0))
    return rows.select(course.columns)


def cover(course: pl.DataFrame) -> pl.Series:
    """Weeks of sales to come that each closing lasts for.

    The sales of the weeks after are counted off one by one; beyond the last week they go on at the
    mean of the last four. Nothing where nothing is sold any more.

    Args:
        course: ``key, week, sales, closing`` sorted by key and week.

    Returns:
        One number a row.
    """
    out: list[float | None] = []
    for _, rows in course.group_by("key", maintain_order=True):
        sales = [max(float(each), 0.0) for each in rows["sales"].to_list()]
        tail = sales[-4:]
        rate = sum(tail) / len(tail)
        out += [
            _lasts(float(closing), sales[at + 1 :], rate)
            for at, closing in enumerate(rows["closing"].to_list())
        ]
    return pl.Series("cover", out, dtype=pl.Float64)


def _lasts(stock: float, sales: list[float], rate: float) -> float | None:
    if stock <= 0:
        return 0.0
    for week, units in enumerate(sales):
        if stock < units:
            return week + stock / units
        stock -= units
    return len(sales) + stock / rate if rate > 0 else None
