"""Exceptions of the newest plan, most money first."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from modiste.inventory.api.naming import BLANK, location_names, style_names, variant_names
from modiste.present.http.access import Scope
from modiste.present.http.depends import Tables
from modiste.present.http.money import Amount
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer

router = Router(prefix="/plan", tags=["plan"])

Kind = Literal["stock out", "heavy", "never sold", "wrong size mix", "late order"]


class ExceptionFilter(BaseModel):
    """Which exceptions are listed."""

    model_config = ConfigDict(frozen=True)

    kind: list[Kind] = Field([], description="Only of these kinds.")
    location_id: str | None = Field(None, max_length=300, description="Only at this place.")
    product_id: str | None = Field(None, max_length=300, description="Only of this style.")
    sort: Literal["rank", "units", "days", "weekly_demand"] = Field(
        "rank", description="What they are sorted by; rank is by money."
    )
    descending: bool = Field(False, description="Greatest first.")


class ExceptionRow(Answer):
    """Something about stock or orders that cannot wait."""

    rank: int = Field(description="1 is worth most money; currencies take turns.")
    kind: str = Field(description="What is the matter.")
    variant_id: str | None = Field(description="The variant; null for a size mix.")
    product_id: str | None = Field(description="Its style.")
    title: str | None = Field(description="Name of the style.")
    colour: str | None = Field(description="Colour.")
    size: str | None = Field(description="Size.")
    picture: str | None = Field(description="Address of a picture.")
    location_id: str | None = Field(description="Where; null for a size mix.")
    location: str | None = Field(description="Name of the place.")
    purchase_order_id: str | None = Field(description="The order that is late.")
    money: Amount | None = Field(description="What it is expected to cost; null is unknown.")
    units: int | None = Field(description="Units lost, too many, never sold or late.")
    position: int | None = Field(description="On hand + on order − committed.")
    on_hand: int | None = Field(description="Units present.")
    on_order: int | None = Field(description="Units ordered and not arrived.")
    weekly_demand: float | None = Field(description="Expected units a week.")
    days: int | None = Field(description="Days until goods could come, until sold, or late.")
    reason: dict[str, str] = Field(description="Why, in en and zh.")


@router.get("/exceptions", scope=Scope.INVENTORY_READ, summary="List exceptions")
def read(
    tables: Tables, query: PageQuery, wanted: Annotated[ExceptionFilter, Query()]
) -> Page[ExceptionRow]:
    """Running out, heavy, never sold, wrong size mix and late orders, ranked by money."""
    rows = tables.findings("exception")
    if wanted.kind:
        rows = rows.filter(pl.col("kind").is_in(wanted.kind))
    for name in ("location_id", "product_id"):
        value = getattr(wanted, name)
        if value is not None:
            rows = rows.filter(pl.col(name) == value)
    rows = rows.sort(wanted.sort, "rank", descending=[wanted.descending, False], nulls_last=True)
    places, styles = location_names(tables), style_names(tables)
    variants = variant_names(tables)

    def make(row: dict[str, Any]) -> ExceptionRow:
        names = dict(variants.get(row["variant_id"] or "", BLANK))
        if row["variant_id"] is None:
            names |= styles.get(row["product_id"] or "", {})
        names["product_id"] = row["product_id"] or names.get("product_id")
        place = row["location_id"]
        told = {
            "location": places.get(place, place),
            "money": Amount.of(row["money"], row["currency"]),
            "reason": {"en": row["reason"], "zh": row["reason_zh"]},
        }
        return ExceptionRow(**{**row, **names, **told})

    return paged(rows, query, key="rank", make=make)
