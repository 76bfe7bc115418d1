"""The numbers behind suggestions: every step of a variant, and where stock stands."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Path, Query
from pydantic import Field

from modiste.inventory.api.naming import BLANK, location_names, variant_names
from modiste.inventory.explain import explain
from modiste.inventory.served import plan_problem, plan_solution
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.store.reading import Tables as CachedTables

router = Router(prefix="/inventory", tags=["inventory"])


class StepView(Answer):
    """One number with the formula that it follows from."""

    name: str = Field(description="Stable name.")
    value: float | int | str | None = Field(description="The number; null is unknown.")
    unit: str = Field(description="days, units, minor units of a currency, or nothing.")
    formula: str = Field(description="How it follows from the numbers above.")
    en: str = Field(description="What it is.")
    zh: str = Field(description="The same in Chinese.")


class ForecastWeek(Answer):
    """The forecast of a week."""

    week: dt.date = Field(description="First day of the week.")
    mean: float = Field(description="Expected units.")
    q10: float | None = Field(None, description="Stays below this in one case of ten.")
    q50: float | None = Field(None, description="Stays below this in every other case.")
    q90: float | None = Field(None, description="Stays below this in nine cases of ten.")


class ExplanationView(Answer):
    """Why a variant is ordered for a place, or is not."""

    variant_id: str = Field(description="The variant.")
    location_id: str = Field(description="Where.")
    location: str = Field(description="Name of the place.")
    verdict: dict[str, str] = Field(description="What is to be done, in en and zh.")
    steps: list[StepView] = Field(description="Every number, each after those it comes from.")
    forecast: list[ForecastWeek] = Field(description="Expected demand by week.")


class PositionRow(Answer):
    """Where the stock of a variant stands at a place, as the plan saw it."""

    variant_id: str = Field(description="The variant.")
    product_id: str | None = Field(description="Its style.")
    title: str | None = Field(description="Name of the style.")
    colour: str | None = Field(description="Colour.")
    size: str | None = Field(description="Size.")
    picture: str | None = Field(description="Address of a picture.")
    location_id: str = Field(description="Where.")
    location: str = Field(description="Name of the place.")
    policy: str = Field(description="How it is replenished.")
    on_hand: int | None = Field(description="Units present; null is unknown.")
    on_order: int | None = Field(description="Units ordered and not arrived.")
    committed: int | None = Field(description="Units promised to customers.")
    position: int | None = Field(description="On hand + on order − committed.")
    reorder_point: int | None = Field(description="Order at or below this position.")
    order_up_to: int | None = Field(description="Order up to this.")
    safety_stock: float | None = Field(description="Kept against uncertainty.")
    weeks_of_supply: float | None = Field(description="Position over expected weekly demand.")
    lead_time_days: float | None = Field(description="Lead time.")


@router.get(
    "/explain/{variant_id}",
    scope=Scope.INVENTORY_READ,
    summary="Explain a suggestion",
    responses=problem_responses(404, 409),
)
def explain_variant(
    variant_id: Annotated[str, Path(max_length=300, description="The variant.")],
    workspace: OpenWorkspace,
    tables: Tables,
    location_id: Annotated[str | None, Query(description="One place; all by default.")] = None,
) -> list[ExplanationView]:
    """Every number of what is suggested for a variant, so that it can be checked by hand."""
    problem = plan_problem(workspace, tables)
    solution = plan_solution(workspace, tables)
    places = location_names(tables)
    return [
        ExplanationView(
            variant_id=each.variant_id,
            location_id=each.location_id,
            location=places.get(each.location_id, each.location_id),
            verdict=each.verdict,
            steps=[StepView.model_validate(step) for step in each.steps],
            forecast=[ForecastWeek.model_validate(week) for week in each.weeks],
        )
        for each in explain(solution, problem.forecast, variant_id, location_id)
    ]


@router.get("/positions", scope=Scope.INVENTORY_READ, summary="List stock positions")
def positions(
    tables: Tables,
    query: PageQuery,
    variant_id: Annotated[str | None, Query(description="Only of this variant.")] = None,
    product_id: Annotated[str | None, Query(description="Only of this style.")] = None,
    location_id: Annotated[str | None, Query(description="Only at this place.")] = None,
    below: Annotated[bool, Query(description="Only at or below the reorder point.")] = False,
    sort: Annotated[
        Literal["variant_id", "weeks_of_supply", "position", "on_hand"],
        Query(description="What they are sorted by."),
    ] = "variant_id",
    descending: Annotated[bool, Query(description="Greatest first.")] = False,
) -> Page[PositionRow]:
    """Stock, reorder point and cover of every variant and place, as the newest plan saw them."""
    rows = _ranked(tables, sort, descending=descending)
    for name, value in (
        ("variant_id", variant_id), ("product_id", product_id), ("location_id", location_id)
    ):  # fmt: skip
        if value is not None:
            rows = rows.filter(pl.col(name) == value)
    if below:
        rows = rows.filter(pl.col("position") <= pl.col("reorder_point"))
    places, variants = location_names(tables), variant_names(tables)

    def make(row: dict[str, Any]) -> PositionRow:
        where = places.get(row["location_id"], row["location_id"])
        return PositionRow(**{**variants.get(row["variant_id"], BLANK), **row, "location": where})

    return paged(rows, query, key=("variant_id", "location_id"), make=make)


def _ranked(tables: CachedTables, column: str, *, descending: bool) -> pl.DataFrame:
    """Positions with their style in the order of a column, unknown ones last."""

    def rank() -> pl.DataFrame:
        style = tables.facts("variant").select("variant_id", "product_id")
        rows = tables.findings("stock_policy").join(style, on="variant_id", how="left")
        down = [descending, False, False]
        return rows.sort(column, "variant_id", "location_id", descending=down, nulls_last=True)

    return tables.derived(("positions", column, descending), ("stock_policy", "variant"), rank)
