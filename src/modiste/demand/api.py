"""The API of demand: forecasts with what was, why they are so, size curves, launches, quality."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Path, Query
from pydantic import BaseModel, ConfigDict, Field

from modiste.demand.explain import explain
from modiste.demand.launched import launches_of
from modiste.demand.launches import NAME as ANALOGUES
from modiste.demand.past import weekly_units
from modiste.model.findings import QUANTILES, quantile_name
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.store.reading import Tables as CachedTables

router = Router(prefix="/demand", tags=["demand"])

Level = Literal["total", "category", "location", "style", "variant"]
_QUANTILES = tuple(quantile_name(level) for level in QUANTILES)


class ForecastFilter(BaseModel):
    """Whose demand is asked for."""

    model_config = ConfigDict(frozen=True)

    level: Level = Field("total", description="What is forecast.")
    key: str | None = Field(None, max_length=300, description="Which one; not for the total.")
    location_id: str | None = Field(
        None, max_length=300, description="One place, for a variant; all of them by default."
    )
    history_weeks: int = Field(104, ge=0, le=520, description="Weeks of history.")


class PastWeek(Answer):
    """What was sold in a week."""

    week: dt.date = Field(description="First day of the week.")
    units: int = Field(description="Units sold, gross of returns.")


class AheadWeek(Answer):
    """The forecast of a week."""

    week: dt.date = Field(description="First day of the week.")
    mean: float = Field(description="Expected units.")
    quantiles: dict[str, float | None] = Field(
        description="q05 … q95: units that demand stays below in so many cases of a hundred; null "
        "where places of a variant are added up."
    )
    last_year: int | None = Field(description="Units sold in the same week a year before.")


class ForecastView(Answer):
    """Demand that was and that is expected."""

    run_id: str = Field(description="The run that forecast it.")
    level: Level = Field(description="What it is of.")
    key: str = Field(description="Which one.")
    title: str = Field(description="Its name.")
    models: list[str] = Field(description="The forecasters.")
    history: list[PastWeek] = Field(description="What was, oldest first.")
    forecast: list[AheadWeek] = Field(description="What is expected.")


class ExplainView(Answer):
    """Why a variant is forecast as it is."""

    run_id: str = Field(description="The run that forecast it.")
    variant_id: str = Field(description="The variant.")
    forecast: list[dict[str, Any]] = Field(description="Rows of demand_forecast.")
    evidence: list[dict[str, Any]] = Field(
        description="Rows of demand_signal: weeks in which demand was not simply what was sold."
    )
    models: list[dict[str, Any]] = Field(description="How forecasters of its kind did, best first.")
    price: dict[str, Any] | None = Field(description="How its category answers to its price.")
    style: list[dict[str, Any]] = Field(description="Rows of demand_total of its style.")


class SizeCurveRow(Answer):
    """Share of a size in the demand of a category."""

    category: str = Field(description="The category.")
    scale: str = Field(description="The run of sizes, such as XS-XL.")
    location_id: str = Field(description="Where; all for every place together.")
    size: str = Field(description="The size.")
    position: int | None = Field(description="Place in the run, from 1.")
    share: float = Field(description="Share of demand, drawn to the category's.")
    share_sd: float | None = Field(description="Its standard deviation.")
    units: float | None = Field(description="Units of demand that it rests on.")
    raw: float | None = Field(description="Share of those units alone.")


class LaunchRow(Answer):
    """A style that is new, and what is expected of it."""

    product_id: str = Field(description="The style.")
    title: str | None = Field(description="Its name.")
    category: str | None = Field(description="Its category.")
    launched_on: dt.date | None = Field(description="First day on sale.")
    model: str = Field(description="analogues: from similar styles' launches; launch: told apart.")
    series: int = Field(description="Variants and places that are forecast.")
    weeks: int = Field(description="Weeks forecast.")
    sold: int = Field(description="Units sold so far.")
    expected: float = Field(description="Units expected in these weeks.")
    low: float | None = Field(description="Lower end of the style's 80 % interval, week by week.")
    high: float | None = Field(description="Upper end of it.")


class QualityRow(Answer):
    """How good a forecaster was on the brand's own past."""

    scope: str = Field(description="Which series: all, or a class of demand.")
    model: str = Field(description="The forecaster.")
    series: int | None = Field(description="Series judged.")
    origins: int | None = Field(description="Rolling origins.")
    wape: float | None = Field(description="Σ|actual − forecast| ÷ Σ actual.")
    bias: float | None = Field(description="Σ(forecast − actual) ÷ Σ actual.")
    mase: float | None = Field(description="Mean absolute error, scaled by the naive one.")
    rmsse: float | None = Field(description="Root mean squared scaled error.")
    pinball: float | None = Field(description="Mean pinball loss, scaled.")
    coverage80: float | None = Field(description="Share of actuals inside the 80 % interval.")
    chosen: bool | None = Field(description="Whether the plan used it.")


@router.get(
    "/forecast",
    scope=Scope.DEMAND_READ,
    summary="Read a forecast",
    responses=problem_responses(404),
)
def forecast(
    workspace: OpenWorkspace, tables: Tables, wanted: Annotated[ForecastFilter, Query()]
) -> ForecastView:
    """Weekly demand of a variant, style, category, place or the whole: what was, and quantiles."""
    run = tables.plan_run()
    rows = _rows(tables, wanted)
    key = wanted.key or "total"
    if run is None or not rows.height:
        raise unknown(f"forecast of the {wanted.level}", key)
    brand = workspace.settings.brand
    sold = tables.derived(
        ("weekly units", brand.zone, brand.first_weekday),
        ("sale", "variant", "product"),
        lambda: weekly_units(workspace.lake.snapshot(), brand.zone, brand.first_weekday),
    )
    past = _past(sold, wanted, key, rows["week"].min())
    known = dict(past.iter_rows())
    history = past.filter(pl.col("week") < rows["week"].min()).tail(wanted.history_weeks)
    year = dt.timedelta(days=364)
    return ForecastView(
        run_id=run.run_id,
        level=wanted.level,
        key=key,
        title=_title(tables, wanted.level, key),
        models=sorted(set(rows["model"].drop_nulls())),
        history=[
            PastWeek(week=week, units=units)
            for week, units in history.iter_rows()
            if wanted.history_weeks
        ],
        forecast=[
            AheadWeek(
                week=row["week"],
                mean=row["mean"],
                quantiles={name: row[name] for name in _QUANTILES},
                last_year=known.get(row["week"] - year),
            )
            for row in rows.iter_rows(named=True)
        ],
    )


def _rows(tables: CachedTables, wanted: ForecastFilter) -> pl.DataFrame:
    if wanted.level != "variant":
        total = tables.findings("demand_total")
        mine = (pl.col("level") == wanted.level) & (pl.col("key") == (wanted.key or "total"))
        return total.filter(mine).sort("week")
    rows = tables.findings("demand_forecast").filter(pl.col("variant_id") == (wanted.key or ""))
    if wanted.location_id is not None:
        rows = rows.filter(pl.col("location_id") == wanted.location_id)
    if rows["location_id"].n_unique() <= 1:
        return rows.sort("week")
    # Quantiles do not add up, so that only the mean is told of several places together.
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in _QUANTILES]
    return (
        rows.group_by("week")
        .agg(pl.col("mean").sum(), pl.col("model").first())
        .with_columns(nothing)
        .sort("week")
    )


def _past(sold: pl.DataFrame, wanted: ForecastFilter, key: str, before: object) -> pl.DataFrame:
    """``week, units`` of every week from the first with sales to the forecast."""
    column = {"variant": "variant_id", "style": "product_id", "location": "location_id"}
    rows = sold
    if wanted.level != "total":
        rows = rows.filter(pl.col(column.get(wanted.level, "category")) == key)
    if wanted.location_id is not None:
        rows = rows.filter(pl.col("location_id") == wanted.location_id)
    rows = rows.group_by("week").agg(pl.col("units").sum()).sort("week")
    if not rows.height or not isinstance(before, dt.date):
        return rows
    first = rows["week"][0]
    every = pl.DataFrame(
        {"week": pl.date_range(first, max(before, first), "7d", eager=True, closed="left")},
        schema={"week": pl.Date},
    )
    return every.join(rows, on="week", how="left").with_columns(pl.col("units").fill_null(0))


def _title(tables: CachedTables, level: str, key: str) -> str:
    style = tables.facts("product").select("product_id", "title")
    if level == "variant":
        rows = tables.facts("variant").filter(pl.col("variant_id") == key)
        named = rows.join(style, on="product_id", how="left")
        parts = named.select("title", "colour", "size").row(0) if named.height else ()
        return " · ".join(part for part in parts if part) or key
    if level == "style":
        found = style.filter(pl.col("product_id") == key)["title"].to_list()
        return (found[0] if found else None) or key
    if level == "location":
        rows = tables.facts("location").filter(pl.col("location_id") == key)
        return (rows["name"].to_list() or [None])[0] or key
    return key


@router.get(
    "/explain/{variant_id}",
    scope=Scope.DEMAND_READ,
    summary="Explain a forecast",
    responses=problem_responses(404),
)
def explain_variant(
    variant_id: Annotated[str, Path(max_length=300, description="The variant.")],
    workspace: OpenWorkspace,
    location_id: Annotated[str | None, Query(description="One place; all by default.")] = None,
) -> ExplainView:
    """The forecast, the weeks that were not simply sold, the forecasters, the price's effect."""
    found = explain(workspace.lake, variant_id, location_id)
    lists = {name: found[name].to_dicts() for name in ("forecast", "evidence", "models", "style")}
    return ExplainView(run_id=found["run"], variant_id=variant_id, price=found["price"], **lists)


@router.get("/size-curves", scope=Scope.DEMAND_READ, summary="List size curves")
def size_curves(
    tables: Tables,
    query: PageQuery,
    category: Annotated[str | None, Query(description="Only of this category.")] = None,
    location_id: Annotated[str | None, Query(description="Only here; all is every place.")] = None,
) -> Page[SizeCurveRow]:
    """How demand of each category splits into sizes, for every place and all together."""
    rows = tables.findings("size_curve")
    for name, value in (("category", category), ("location_id", location_id)):
        if value is not None:
            rows = rows.filter(pl.col(name) == value)
    key = ("category", "scale", "location_id", "position", "size")
    return paged(rows.sort(key), query, key=key, make=lambda row: SizeCurveRow(**row))


@router.get("/launches", scope=Scope.DEMAND_READ, summary="List launches")
def launches(tables: Tables, query: PageQuery) -> Page[LaunchRow]:
    """New styles, forecast from the launches of similar ones; the newest first."""
    rows = tables.derived(
        "launches",
        ("demand_forecast", "demand_total", "product", "variant", "sale"),
        lambda: launches_of(
            tables.findings("demand_forecast").filter(pl.col("model").is_in((ANALOGUES, "launch"))),
            tables.findings("demand_total"),
            tables.facts("product"),
            tables.facts("variant"),
            tables.facts("sale"),
        ),
    )
    return paged(rows, query, key="product_id", make=lambda row: LaunchRow(**row))


@router.get("/quality", scope=Scope.DEMAND_READ, summary="List forecasters by quality")
def quality(tables: Tables, query: PageQuery) -> Page[QualityRow]:
    """How good each forecaster was on the brand's own past, for each class of demand."""
    rows = tables.findings("backtest").sort("scope", "rmsse", "model", nulls_last=True)
    return paged(rows, query, key=("scope", "model"), make=lambda row: QualityRow(**row))
