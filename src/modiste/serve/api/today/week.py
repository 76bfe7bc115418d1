"""Figures of the last full week beside the week before and the same week of last year."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import polars as pl

from modiste.inventory.day import business_day
from modiste.inventory.wssi import course, facts
from modiste.inventory.wssi.sheet import WEEK, YEAR, clock_of, styles_of
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

WEEKS = ("last", "before", "year")


@dataclass(frozen=True)
class Figures:
    """One figure in the three weeks; null is unknown."""

    last: float | None
    before: float | None
    year: float | None


@dataclass(frozen=True)
class LastWeek:
    """The last full week.

    Attributes:
        week: its first day.
        figures: by name: ``units, revenue, margin, margin_rate, stock_units, stock_cost,
            stockouts, series, cover``; money in minor units of the brand's currency.
    """

    week: dt.date
    figures: dict[str, Figures]


def last_week(workspace: Workspace, tables: Tables) -> LastWeek:
    """See :class:`LastWeek`."""
    clock = clock_of(workspace)
    week = clock.week_of(business_day(workspace, tables)) - WEEK
    key = ("last week", clock, week)
    names = ("sale", "stock", "receipt", "variant", "product", "demand_total", "stock_policy")
    return tables.derived(key, names, lambda: _measured(workspace, tables, clock, week))


def _measured(workspace: Workspace, tables: Tables, clock: facts.Clock, week: dt.date) -> LastWeek:
    snapshot = workspace.lake.snapshot()
    weeks = {"last": week, "before": week - WEEK, "year": week - YEAR}
    rows: dict[str, dict[str, float | None]] = {}
    stock = facts.stock_at(snapshot, clock, list(weeks.values()))
    styles = styles_of(workspace, tables, clock)
    planned = tables.findings("stock_policy").select("variant_id", "location_id")
    for name, day in weeks.items():
        sold = facts.weekly_sales(snapshot, clock, day, day)
        rows[name] = _sales(sold) | _stock(
            facts.by_style(snapshot, stock.filter(pl.col("week") == day)), styles
        )
        here = stock.filter((pl.col("week") == day) & pl.col("on_hand").is_not_null())
        if planned.height:
            here = here.join(planned, on=["variant_id", "location_id"], how="semi")
        rows[name] |= {
            "stockouts": float((here["on_hand"] <= 0).sum()) if here.height else None,
            "series": float(here.height) if here.height else None,
        }
    newest = facts.by_style(snapshot, stock.filter(pl.col("week") == week))
    cover = _cover(tables, newest, week)
    found = {name: Figures(*(rows[which][name] for which in WEEKS)) for name in rows["last"]}
    return LastWeek(week, found | {"cover": Figures(cover, None, None)})


def _sales(sold: pl.DataFrame) -> dict[str, float | None]:
    if not sold.height:
        return dict.fromkeys(("units", "revenue", "margin", "margin_rate"))
    revenue, base = float(sold["revenue"].sum()), float(sold["costed"].sum())
    margin = base - float(sold["cost"].sum()) if base else None
    rate = margin / base if margin is not None and base > 0 else None
    return {
        "units": float(sold["units"].sum()),
        "revenue": revenue,
        "margin": margin,
        "margin_rate": rate,
    }


def _stock(stock: pl.DataFrame, styles: pl.DataFrame) -> dict[str, float | None]:
    if not stock.height:
        return {"stock_units": None, "stock_cost": None}
    worth = stock.join(styles.select("product_id", "cost"), on="product_id", how="left")
    cost = worth.select((pl.col("units") * pl.col("cost")).sum()).item()
    return {"stock_units": float(stock["units"].sum()), "stock_cost": float(cost or 0)}


def _cover(tables: Tables, stock: pl.DataFrame, week: dt.date) -> float | None:
    """Weeks of forecast sales that the stock of what is forecast lasts for."""
    total = tables.findings("demand_total")
    ahead = total.filter((pl.col("level") == "style") & (pl.col("week") > week))
    if not ahead.height:
        return None
    alive = ahead.select(product_id="key").unique()
    stock = stock.join(alive, on="product_id", how="semi")
    sales = ahead.group_by("week").agg(sales=pl.col("mean").sum()).sort("week")
    rows = pl.concat(
        [
            pl.DataFrame(
                {"key": "", "sales": 0.0, "closing": float(stock["units"].sum() or 0)},
                schema={"key": pl.String, "sales": pl.Float64, "closing": pl.Float64},
            ),
            sales.select(key=pl.lit(""), sales="sales", closing=pl.lit(0.0)),
        ]
    )
    found = course.cover(rows)[0]
    return None if found is None else float(found)
