"""Projected stock: what will be on hand at the end of every week, how sure, and what arrives."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field, model_validator

from modiste.inventory.api.naming import location_names, named, style_names
from modiste.inventory.day import business_day
from modiste.inventory.pooled import pooled_projection, week_of
from modiste.inventory.problem import Problem, Solution, only
from modiste.inventory.projection import arriving, projection
from modiste.inventory.served import plan_problem, plan_solution
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.problems import problem_responses, unknown
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace

router = Router(prefix="/plan", tags=["plan"])

KEYS = ("variant_id", "location_id")


class ProjectionFilter(BaseModel):
    """Whose stock is projected."""

    model_config = ConfigDict(frozen=True)

    level: Literal["total", "category", "style", "variant"] = Field(
        "total", description="What is projected."
    )
    key: str | None = Field(None, max_length=300, description="Which one; not for the total.")
    location_id: str | None = Field(
        None, max_length=300, description="One place, for a variant; all of them by default."
    )
    with_orders: bool = Field(
        False, description="As if what is suggested now were ordered and arrived in its lead time."
    )

    @model_validator(mode="after")
    def _names_one(self) -> ProjectionFilter:
        if self.level != "total" and not self.key:
            raise ValueError(f"name the {self.level} as key")
        if self.location_id and self.level != "variant":
            raise ValueError("a place can only be named for a variant")
        return self


class ProjectedWeek(Answer):
    """Projected stock of a week; units."""

    week: dt.date = Field(description="First day of the week.")
    demand: float = Field(description="Expected demand of the week.")
    arrivals: int = Field(description="What arrives.")
    mean: float = Field(description="Expected stock at its end.")
    low: float = Field(description="Stock is above this in nine cases of ten.")
    high: float = Field(description="Stock is below this in nine cases of ten.")
    chance_out: float = Field(description="Chance that demand so far exceeds what was there.")


class Arrival(Answer):
    """What is under way."""

    purchase_order_id: str = Field(description="The order.")
    expected_on: dt.date | None = Field(description="Day of arrival; today where it is overdue.")
    overdue_days: int | None = Field(description="Days since it should have arrived.")
    units: int = Field(description="Units.")


class ProjectionView(Answer):
    """Projected stock."""

    level: str = Field(description="What is projected.")
    key: str = Field(description="Which one.")
    title: str = Field(description="Its name.")
    location: str | None = Field(description="Name of the place.")
    as_of: dt.date = Field(description="Day of the plan whose stock and forecast these are.")
    on_hand: int = Field(description="Units free on that day, of what is forecast.")
    pooled: bool = Field(
        description="Whether stock and demand are taken together, as if any unit could meet any "
        "demand; that is optimistic."
    )
    weeks: list[ProjectedWeek] = Field(description="By week.")
    arrivals: list[Arrival] = Field(description="What is under way, the next first.")


@router.get(
    "/projection",
    scope=Scope.INVENTORY_READ,
    summary="Project stock",
    responses=problem_responses(404, 409),
)
def read(
    workspace: OpenWorkspace, tables: Tables, wanted: Annotated[ProjectionFilter, Query()]
) -> ProjectionView:
    """Stock at the end of every forecast week with its 80 % interval, and what arrives when."""
    problem, solution = plan_problem(workspace, tables), plan_solution(workspace, tables)
    day = max(problem.as_of, business_day(workspace, tables))
    coming = tables.derived(
        ("arriving", day),
        ("purchase_order", "purchase_order_line"),
        lambda: arriving(workspace.lake.snapshot(), day),
    )
    names = named(tables, wanted.key)
    if wanted.level == "variant" and wanted.location_id:
        return _exact(tables, wanted, problem, solution, coming, names)
    return _pooled(workspace, tables, wanted, problem, solution, coming)


def _exact(
    tables: CachedTables,
    wanted: ProjectionFilter,
    problem: Problem,
    solution: Solution,
    coming: pl.DataFrame,
    names: dict[str, Any],
) -> ProjectionView:
    """Of a variant at one place, from its own distribution."""
    variant, place = wanted.key or "", wanted.location_id
    mine = only(solution, variant, place)
    here = (pl.col("variant_id") == variant) & (pl.col("location_id") == place)
    forecast = problem.forecast.filter(here)
    rows = projection(
        mine, forecast, coming.filter(here), problem.as_of, with_orders=wanted.with_orders
    )
    demand = forecast.select("week", demand="mean")
    row = mine.rows.row(0, named=True)
    return ProjectionView(
        level="variant",
        key=variant,
        title=_title(names, variant),
        location=location_names(tables).get(place or "", place),
        as_of=problem.as_of,
        on_hand=(row["on_hand"] or 0) - row["committed"],
        pooled=False,
        weeks=_weeks(rows.join(demand, on="week").sort("week")),
        arrivals=_arrivals(coming.filter(here)),
    )


def _pooled(
    workspace: Workspace,
    tables: CachedTables,
    wanted: ProjectionFilter,
    problem: Problem,
    solution: Solution,
    coming: pl.DataFrame,
) -> ProjectionView:
    key = wanted.key or "total"
    members = _members(tables, wanted.level, key)
    rows = solution.rows.join(members, on="variant_id", how="semi")
    demand = _demand(tables, problem, wanted.level, key)
    if not rows.height or not demand.height:
        raise unknown(f"forecast of the {wanted.level}", key)
    free = (pl.col("on_hand").fill_null(0) - pl.col("committed").fill_null(0)).sum()
    stock = int(rows.select(free).item() or 0)
    if problem.held is not None:
        held = problem.held.join(members, on="variant_id", how="semi")
        stock += int(held.select(free).item() or 0)
    mine = coming.join(members, on="variant_id", how="semi")
    first = demand["week"].min()
    assert isinstance(first, dt.date)  # noqa: S101
    lead = dt.timedelta(days=workspace.settings.planning.lead_time_days)
    arrivals = mine.select(
        week=week_of(pl.col("expected_on").fill_null(problem.as_of + lead), first), units="units"
    )
    if wanted.with_orders:
        days = pl.lit(problem.as_of) + pl.duration(days=pl.col("lead_time_days").ceil())
        orders = solution.orders.join(members, on="variant_id", how="semi")
        arrivals = pl.concat([arrivals, orders.select(week=week_of(days, first), units="quantity")])
    found = pooled_projection(stock, demand, arrivals, problem.elapsed_days / 7)
    names = named(tables, key) if wanted.level == "variant" else style_names(tables).get(key, {})
    return ProjectionView(
        level=wanted.level,
        key=key,
        title=_title(names, key),
        location=None,
        as_of=problem.as_of,
        on_hand=stock,
        pooled=True,
        weeks=_weeks(found),
        arrivals=_arrivals(mine),
    )


def _members(tables: CachedTables, level: str, key: str) -> pl.DataFrame:
    variant = tables.facts("variant").select("variant_id", "product_id")
    if level == "total":
        return variant.select("variant_id")
    if level == "variant":
        return variant.filter(pl.col("variant_id") == key).select("variant_id")
    if level == "style":
        return variant.filter(pl.col("product_id") == key).select("variant_id")
    group = pl.coalesce("category", "source_category", "gender")
    styles = tables.facts("product").filter(group == key).select("product_id")
    return variant.join(styles, on="product_id", how="semi").select("variant_id")


def _demand(tables: CachedTables, problem: Problem, level: str, key: str) -> pl.DataFrame:
    if level != "variant":
        total = tables.findings("demand_total")
        return total.filter((pl.col("level") == level) & (pl.col("key") == key)).sort("week")
    mine = problem.forecast.filter(pl.col("variant_id") == key)
    # Places of one variant err apart from each other.
    spread = (pl.col("cumulative_sd").fill_null(0) ** 2).sum().sqrt()
    return mine.group_by("week").agg(pl.col("mean").sum(), cumulative_sd=spread).sort("week")


def _weeks(rows: pl.DataFrame) -> list[ProjectedWeek]:
    return [ProjectedWeek.model_validate(row) for row in rows.to_dicts()]


def _arrivals(coming: pl.DataFrame) -> list[Arrival]:
    rows = (
        coming.group_by("purchase_order_id", "expected_on", "overdue_days")
        .agg(pl.col("units").sum())
        .sort("expected_on", "purchase_order_id", nulls_last=True)
    )
    return [Arrival.model_validate(row) for row in rows.to_dicts()]


def _title(names: dict[str, Any], key: str) -> str:
    parts = [names.get(part) for part in ("title", "colour", "size")]
    return " · ".join(str(part) for part in parts if part) or key
