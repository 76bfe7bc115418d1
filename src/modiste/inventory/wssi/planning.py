"""Acting on the budget: begin it, edit it, take an edit back; and what is left to buy."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

import polars as pl

from modiste.inventory.wssi import course
from modiste.inventory.wssi.budget import Budget, Cell, apply, begun, last_year_by_category
from modiste.inventory.wssi.sheet import (
    WEEK,
    Sheet,
    calendar_of,
    forecast_units,
    opening_of,
    read_sheet,
    stored_budget,
)
from modiste.model.errors import ConflictError, InputError, NotEnoughDataError
from modiste.store.budgets import Key, write_cells
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace

Method = Literal["forecast", "last year", "last year and forecast"]


def begin(
    workspace: Workspace,
    tables: Tables,
    *,
    method: Method,
    weeks: int,
    growth: float,
    cover_weeks: float,
    actor: str,
    revision: int,
) -> int:
    """Begin the budget from this week on; planned numbers that stand there are replaced.

    Args:
        workspace: whose.
        tables: cached reads of it.
        method: ``forecast``: the plan's; where it ends, last year's pace goes on. ``last year``:
            each category as in the weeks a year before, spread to today's styles by their shares
            of the forecast. ``last year and forecast``: the mean of both.
        weeks: how many.
        growth: 0.05 is 5 % more.
        cover_weeks: weeks of supply aimed at.
        actor: who.
        revision: the revision that this is based on.

    Returns:
        The new revision.

    Raises:
        NotEnoughDataError: neither a forecast nor sales of last year are known.
        ConflictError: somebody else changed the budget meanwhile.
    """
    sheet = read_sheet(workspace, tables)
    span = [sheet.this_week + WEEK * at for at in range(weeks)]
    wide = read_sheet(workspace, tables, first=sheet.this_week - WEEK, last=span[-1])
    forecast = forecast_units(tables, sheet.this_week)
    opening = dict(opening_of(wide.versions["actual"], sheet.this_week).iter_rows())
    alive = set(forecast["product_id"]) | {name for name, units in opening.items() if units > 0}
    names = dict(sheet.styles.select("product_id", "category").iter_rows())
    categories = {name: names[name] for name in sorted(alive) if name in names}
    if not categories:
        raise NotEnoughDataError(
            "there is nothing to budget: no style has a forecast or stock",
            remedy="Import sales and stock, then make a plan with 'modiste plan'.",
        )
    former = wide.versions["last_year"].join(
        sheet.styles.select("product_id", "category"), on="product_id"
    ).select("product_id", "week", "category", units="sales")  # fmt: skip
    past = last_year_by_category(former, forecast, categories, span, growth)
    ahead = _with_pace(forecast, past, span, growth)
    sales = {"forecast": ahead, "last year": past}.get(method)
    if sales is None:
        half = pl.concat([ahead, past]).group_by("product_id", "week")
        sales = half.agg(units=pl.col("units").sum() / 2)
    cut = sheet.styles.select(
        "product_id", (pl.col("full_price") - pl.col("price")).fill_null(0.0).alias("cut")
    )
    budget = begun(
        span,
        {name: opening.get(name) or 0.0 for name in categories},
        categories,
        sales,
        sheet.on_order,
        dict(cut.iter_rows()),
        cover_weeks=cover_weeks,
    )
    standing = stored_budget(workspace, tables)
    cells = _cells(budget)
    if standing is not None:
        gone = {
            (style, week, field): 0
            for style in standing.styles
            for week in standing.weeks
            if week >= sheet.this_week
            for field in ("sales", "closing", "markdown")
        }
        cells = gone | cells
    what = {"begin": method, "weeks": weeks, "growth": growth, "cover_weeks": cover_weeks}
    return write_cells(workspace.ledger, cells, actor=actor, revision=revision, what=what)


def _with_pace(
    forecast: pl.DataFrame, past: pl.DataFrame, span: list[dt.date], growth: float
) -> pl.DataFrame:
    """The forecast; beyond its last week, last year's course at the forecast's own level."""
    within = forecast.filter(pl.col("week").is_in(span)).with_columns(
        units=pl.col("units") * (1 + growth)
    )
    if not forecast.height or not past.height:
        return within if forecast.height else past
    end = forecast["week"].max()
    beyond = past.filter(pl.col("week") > end)
    ratio = (
        within.group_by("product_id").agg(ahead=pl.col("units").sum())
        .join(
            past.filter(pl.col("week") <= end).group_by("product_id")
            .agg(past=pl.col("units").sum()),
            on="product_id",
        )
        .select(
            "product_id",
            ratio=pl.when(pl.col("past") > 0).then(pl.col("ahead") / pl.col("past")).otherwise(1.0),
        )
    )  # fmt: skip
    paced = beyond.join(ratio, on="product_id", how="left").select(
        "product_id", "week", units=pl.col("units") * pl.col("ratio").fill_null(1.0)
    )
    return pl.concat([within.select(paced.columns), paced])


def edit(
    workspace: Workspace,
    tables: Tables,
    cells: Sequence[Cell],
    *,
    actor: str,
    revision: int,
) -> int:
    """Carry edits of the budget out as one change.

    Returns:
        The new revision.

    Raises:
        ConflictError: there is no budget yet, or somebody else changed it meanwhile.
        UnknownNameError: there is no such row.
        InputError: a week, field or value cannot be used; then nothing is changed.
    """
    if not cells:
        raise InputError("nothing is edited", remedy="Name at least one cell.")
    budget = stored_budget(workspace, tables)
    if budget is None:
        raise ConflictError(
            "there is no budget yet", remedy="Begin one from last year or from the forecast."
        )
    before = budget.picture()
    apply(budget, cells)
    place = {style: at for at, style in enumerate(budget.styles)}
    column = {week: at for at, week in enumerate(budget.weeks)}
    changed: dict[Key, int] = {}
    for style, week, field, _ in budget.changed_since(before):
        value = getattr(budget, field)[place[style], column[week]]
        changed[style, week, field] = round(float(value))
    what: dict[str, Any] = {"edit": [vars(cell) for cell in cells[:50]], "cells": len(cells)}
    return write_cells(workspace.ledger, changed, actor=actor, revision=revision, what=what)


def _cells(budget: Budget) -> dict[Key, int]:
    return {
        (style, week, field): round(float(getattr(budget, field)[row, column]))
        for row, style in enumerate(budget.styles)
        for column, week in enumerate(budget.weeks)
        for field in ("sales", "closing", "markdown")
    }


def open_to_buy(
    sheet: Sheet, *, by: Literal["week", "month", "all"], level: str, measure: str
) -> pl.DataFrame:
    """What may still be bought, from this week on.

    ``open to buy = planned closing + planned sales + planned markdown − opening − on order``, with
    the closing of a period's last week, the opening of its first and the sales between. The plan is
    the budget; where there is none, the re-forecast. The first opening is today's stock, so that
    what came or sold otherwise than planned counts.

    Args:
        sheet: the grid.
        by: length of the periods.
        level: total or category.
        measure: units, retail or cost.

    Returns:
        ``key, period, first, last, opening, sales, markdown, closing, on_order, suggested,
        open_to_buy`` and ``plan``, which is budget or reforecast.
    """
    name = "budget" if sheet.versions["budget"].height else "reforecast"
    groups = sheet.groups(level)
    rows = sheet.versions[name].filter(pl.col("week") >= sheet.this_week)
    plan = course.rolled_up(course.valued(rows, sheet.styles, measure), groups)
    today = sheet.versions["forecast"].filter(pl.col("week") == sheet.this_week)
    stock = course.rolled_up(course.valued(today, sheet.styles, measure), groups).select(
        "key", _stock="opening"
    )
    periods = _periods(sheet, by)
    spans = (
        plan.join(periods, on="week")
        .sort("key", "week")
        .group_by("key", "period", maintain_order=True)
        .agg(
            first=pl.col("week").min(),
            last=pl.col("week").max(),
            opening=pl.col("opening").first(),
            sales=pl.col("sales").sum(),
            markdown=pl.col("markdown").sum(),
            closing=pl.col("closing").last(),
        )
        .join(stock, on="key", how="left")
        .with_columns(
            opening=pl.when(pl.col("first") == sheet.this_week)
            .then(pl.coalesce("_stock", "opening"))
            .otherwise("opening")
        )
        .drop("_stock")
    )
    for column, coming in (("on_order", sheet.on_order), ("suggested", sheet.suggested)):
        spans = spans.join(
            _arriving(coming, sheet, groups, periods, measure).rename({"units": column}),
            on=["key", "period"],
            how="left",
        )
    cut = pl.col("markdown") if measure == "retail" else pl.lit(0.0)
    return (
        spans.with_columns(pl.col("on_order", "suggested").fill_null(0.0))
        .with_columns(
            open_to_buy=pl.col("closing") + pl.col("sales") + cut - pl.col("opening")
            - pl.col("on_order"),
            plan=pl.lit(name),
        )
        .sort("key", "first")
    )  # fmt: skip


def _periods(sheet: Sheet, by: str) -> pl.DataFrame:
    calendar = calendar_of(sheet.clock)
    rows = []
    for week in sheet.weeks:
        named = calendar.week_of(week)
        label = {"week": named.key, "month": f"{named.year}-P{named.month:02d}"}.get(by, "all")
        rows.append((week, label))
    return pl.DataFrame(rows, schema={"week": pl.Date, "period": pl.String}, orient="row")


def _arriving(
    coming: pl.DataFrame,
    sheet: Sheet,
    groups: pl.DataFrame,
    periods: pl.DataFrame,
    measure: str,
) -> pl.DataFrame:
    worth = {"retail": pl.col("full_price"), "cost": pl.col("cost")}.get(measure, pl.lit(1.0))
    return (
        coming.join(sheet.styles, on="product_id")
        .with_columns(units=pl.col("units") * worth.fill_null(0.0))
        .join(groups, on="product_id")
        .join(periods, on="week")
        .group_by("key", "period")
        .agg(pl.col("units").sum())
    )
