"""What the API says of the weekly grid."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, Field

from modiste.inventory.wssi import course
from modiste.inventory.wssi.sheet import VERSIONS, Sheet, calendar_of
from modiste.present.http.strict import Answer, Strict

Level = Literal["total", "category", "style"]
Measure = Literal["units", "retail", "cost"]
Version = Literal["actual", "last_year", "budget", "forecast", "reforecast"]
FieldName = Literal["sales", "closing", "markdown", "intake", "cover"]
Day = Annotated[dt.date, Field(ge=dt.date(1990, 1, 1), le=dt.date(2199, 12, 31))]
"""A day of which weeks can be counted."""

COLUMNS = ("opening", "sales", "intake", "markdown", "closing", "cover")


class GridFilter(BaseModel):
    """Which part of the grid is asked for."""

    model_config = ConfigDict(frozen=True)

    level: Level = Field("category", description="What a row is.")
    category: str | None = Field(None, max_length=200, description="Only of this category.")
    key: str | None = Field(None, max_length=300, description="Only this row.")
    first: Day | None = Field(
        None, description="A day of the first week; 8 weeks before this one by default."
    )
    last: Day | None = Field(
        None, description="A day of the last week; 17 weeks after this one by default."
    )
    measure: Measure = Field(
        "units", description="units; retail: stock at full price, sales as paid; or cost."
    )


class WeekView(Answer):
    """A week of the grid."""

    week: dt.date = Field(description="First day.")
    label: str = Field(description="The retail week, such as 2026-W05.")
    month: str = Field(description="The retail month, such as 2026-P02.")
    phase: Literal["past", "now", "ahead"] = Field(description="Whether it is over.")
    editable: bool = Field(description="Whether its budget may be edited.")


class Course(Answer):
    """One version of a row, a number a week; null is unknown."""

    opening: list[float | None] = Field(description="Stock at the beginning.")
    sales: list[float | None] = Field(description="Net sales.")
    intake: list[float | None] = Field(description="What comes in: closing − opening + sales.")
    markdown: list[float | None] = Field(description="Money below full price, in minor units.")
    closing: list[float | None] = Field(description="Stock at the end.")
    cover: list[float | None] = Field(description="Weeks of sales to come that it lasts for.")


class GridRow(Answer):
    """A row of the grid with all its versions."""

    level: Level = Field(description="What it is.")
    key: str = Field(description="Which one; total for the whole.")
    title: str = Field(description="Its name.")
    category: str | None = Field(description="Category of a style.")
    picture: str | None = Field(description="Address of a picture of a style.")
    versions: dict[Version, Course] = Field(description="Every version that has numbers.")


class Grid(Answer):
    """The weekly grid: sales, stock and intake in every version of the plan."""

    run_id: str | None = Field(description="The plan that forecast; null where there is none.")
    this_week: dt.date = Field(description="First day of the first week that is not over.")
    revision: int = Field(description="Revision of the budget; 0 where there is none.")
    currency: str = Field(description="ISO 4217 code of money.")
    level: Level = Field(description="What a row is.")
    measure: Measure = Field(description="What stock and sales are measured in.")
    weeks: list[WeekView] = Field(description="The weeks, in a row.")
    rows: list[GridRow] = Field(description="The rows of this page.")
    next_cursor: str | None = Field(description="Cursor of the next page.")
    total: int = Field(description="Rows in all.")


class CellEdit(Strict):
    """One cell of the budget."""

    level: Level = Field(description="What the row is.")
    key: str = Field(min_length=1, max_length=300, description="Which one; total for the whole.")
    week: dt.date = Field(description="First day of the week.")
    field: FieldName = Field(description="Which number; cover is weeks of supply.")
    value: float = Field(
        ge=-1e12, le=1e12, description="What it is to be: units, weeks, or minor units of markdown."
    )


class BudgetEdits(Strict):
    """BudgetEdits of the budget, carried out in their order as one change."""

    cells: list[CellEdit] = Field(min_length=1, max_length=5_000, description="The cells.")


class BudgetBegin(Strict):
    """How a budget is begun."""

    method: Literal["forecast", "last year", "last year and forecast"] = Field(
        "forecast", description="Where planned sales come from."
    )
    weeks: Annotated[int, Field(ge=1, le=104)] = Field(26, description="Weeks from this one on.")
    growth: float = Field(0.0, ge=-0.9, le=10.0, description="0.05 is 5 % more than that.")
    cover_weeks: float = Field(
        10.0, gt=0, le=104, description="Weeks of supply that stock runs down to."
    )


class Revised(Answer):
    """The budget after a change."""

    revision: int = Field(description="The new revision.")


class ChangeView(Answer):
    """A change of the budget."""

    revision: int = Field(description="The revision that it made.")
    at: dt.datetime = Field(description="When.")
    actor: str = Field(description="Who.")
    what: dict[str, object] = Field(description="What was done.")
    cells: int = Field(description="Numbers that changed.")
    undoes: int | None = Field(description="The revision that it took back.")
    undone: bool = Field(description="Whether it was taken back.")


def week_views(sheet: Sheet) -> list[WeekView]:
    """The weeks of a grid."""
    calendar = calendar_of(sheet.clock)
    found = []
    for week in sheet.weeks:
        named = calendar.week_of(week)
        phase = "past" if week < sheet.this_week else "now" if week == sheet.this_week else "ahead"
        found.append(
            WeekView(
                week=week,
                label=named.key,
                month=f"{named.year}-P{named.month:02d}",
                phase=phase,
                editable=week >= sheet.this_week,
            )
        )
    return found


def row_frame(sheet: Sheet, wanted: GridFilter) -> pl.DataFrame:
    """Every number asked for: ``key, version, week, opening … cover``."""
    groups = sheet.groups(wanted.level, wanted.category)
    if wanted.key is not None:
        groups = groups.filter(pl.col("key") == wanted.key)
    parts = []
    for name in VERSIONS:
        # What was is followed by what is forecast: its stock lasts for sales that are to come.
        source = "reforecast" if name == "actual" else name
        rows = course.valued(sheet.versions[source], sheet.styles, wanted.measure)
        rolled = course.rolled_up(rows, groups)
        with_cover = rolled.with_columns(course.cover(rolled), version=pl.lit(name))
        if name == "actual":
            with_cover = with_cover.filter(pl.col("week") < sheet.this_week)
        if with_cover.height:
            parts.append(with_cover)
    if not parts:
        return pl.DataFrame(
            schema={
                "key": pl.String, "week": pl.Date, **dict.fromkeys(COLUMNS, pl.Float64),
                "version": pl.String,
            }
        )  # fmt: skip
    return pl.concat(parts).with_columns(
        pl.when(pl.col(name).is_finite()).then(pl.col(name).round(2)).alias(name)
        for name in COLUMNS
    )


def courses(rows: pl.DataFrame, weeks: list[dt.date]) -> dict[Version, Course]:
    """The versions of one row."""
    found: dict[Version, Course] = {}
    for (name,), part in rows.partition_by("version", as_dict=True).items():
        known = {row["week"]: row for row in part.iter_rows(named=True)}
        found[name] = Course(
            **{
                column: [known[week][column] if week in known else None for week in weeks]
                for column in COLUMNS
            }
        )
    return found
