"""Open-to-buy: what may still be bought, by week or month, for the whole or each category."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from modiste.inventory.wssi.planning import open_to_buy
from modiste.inventory.wssi.sheet import read_sheet, sheet_version
from modiste.present.http.access import Scope
from modiste.present.http.depends import OpenWorkspace, Tables
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.api.plan.grid_views import Day, Measure
from modiste.store.reading import Tables as CachedTables
from modiste.store.workspace import Workspace

router = Router(prefix="/plan", tags=["plan"])


class BuyingFilter(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(frozen=True)

    by: Literal["week", "month", "all"] = Field("month", description="Length of a period.")
    level: Literal["total", "category"] = Field("total", description="What a row is.")
    measure: Measure = Field("cost", description="units, retail or cost.")
    last: Day | None = Field(None, description="A day of the last week.")


class BuyingRow(Answer):
    """What may still be bought in a period; minor units, or units."""

    key: str = Field(description="The category, or total.")
    period: str = Field(description="The retail week or month, such as 2026-P02; or all.")
    first: dt.date = Field(description="First day of its first week.")
    last: dt.date = Field(description="First day of its last week.")
    opening: float = Field(description="Stock at the beginning; today's in the first period.")
    sales: float = Field(description="Planned sales.")
    markdown: float = Field(description="Planned markdown, minor units.")
    closing: float = Field(description="Planned stock at the end.")
    on_order: float = Field(description="Under way, and to arrive within the period.")
    suggested: float = Field(description="Suggested orders that would arrive; not approved yet.")
    open_to_buy: float = Field(
        description="closing + sales + markdown (at retail only) − opening − on order."
    )


class BuyingView(Answer):
    """Open-to-buy."""

    plan: Literal["budget", "reforecast"] = Field(
        description="What is planned by: the budget, or the re-forecast where there is none."
    )
    measure: Measure = Field(description="What it is measured in.")
    currency: str = Field(description="ISO 4217 code of money.")
    rows: list[BuyingRow] = Field(description="By row and period.")


@router.get("/open-to-buy", scope=Scope.INVENTORY_READ, summary="Read open-to-buy")
def read(
    workspace: OpenWorkspace, tables: Tables, wanted: Annotated[BuyingFilter, Query()]
) -> BuyingView:
    """Planned closing + sales + markdown − opening − on order, from this week on."""
    return tables.derived(
        ("open-to-buy", wanted.model_dump_json()),
        (),
        lambda: _view(workspace, tables, wanted),
        also=sheet_version(workspace, tables),
    )


def _view(workspace: Workspace, tables: CachedTables, wanted: BuyingFilter) -> BuyingView:
    sheet = read_sheet(workspace, tables, last=wanted.last)
    frame = open_to_buy(sheet, by=wanted.by, level=wanted.level, measure=wanted.measure)
    plan = "budget" if sheet.versions["budget"].height else "reforecast"
    return BuyingView(
        plan=plan,
        measure=wanted.measure,
        currency=sheet.clock.currency,
        rows=[_row(row) for row in frame.iter_rows(named=True)],
    )


def _row(row: dict[str, Any]) -> BuyingRow:
    return BuyingRow(
        **{name: round(x, 2) if isinstance(x, float) else x for name, x in row.items()}
    )
