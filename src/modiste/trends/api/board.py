"""The board: what rises, peaks and falls, with pictures, palettes and curves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Final, Literal

import polars as pl
from fastapi import Depends, Query, Request, Response

from modiste.model.findings import STAGES
from modiste.present.http.access import Scope
from modiste.present.http.depends import Tables
from modiste.present.http.editing import etag, not_modified
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.problems import problem_responses
from modiste.present.http.routing import Router
from modiste.trends import browse
from modiste.trends.api.answers import (
    Ahead,
    Board,
    Card,
    Colour,
    Column,
    Curve,
    Label,
    Shot,
    Stage,
    Stand,
    Trend,
)
from modiste.trends.segments import ALL

router = Router(prefix="/trends")

PARTS: Final = (
    ("rising", ("emerging", "rising")),
    ("peaking", ("peak",)),
    ("falling", ("falling", "fad")),
)
PICTURES: Final = 4
_TABLES: Final = ("trend_reading", "trend_series", "trend_forecast", "exposure", "product", "image")
_PLACES: Final = 5
"""Decimals of shares in curves: as fine as a chart can show."""

Market = Annotated[str | None, Query(max_length=80, description="all, or one of the markets.")]
Segment = Annotated[str | None, Query(max_length=80, description="Whose voice; the main one.")]
Kind = Annotated[list[str] | None, Query(max_length=20, description="Only these attributes.")]


@router.get("/board", scope=Scope.TRENDS_READ, responses=problem_responses(404))
def board(
    tables: Tables,
    request: Request,
    response: Response,
    market: Market = None,
    segment: Segment = None,
    kind: Kind = None,
    cards: Annotated[int, Query(ge=1, le=60, description="Cards of a column at the most.")] = 12,
) -> Board:
    """What rises, peaks and falls, the surest first; single attributes before combinations."""
    tag = etag([tables.version(*_TABLES), str(request.url.query)])
    if not_modified(request, response, tag):
        return response  # type: ignore[return-value]
    key = ("trend board", market, segment, tuple(kind or ()), cards)
    return tables.derived(key, _TABLES, lambda: _board(tables, market, segment, kind, cards))


def _board(
    tables: Tables, market: str | None, segment: str | None, kind: list[str] | None, cards: int
) -> Board:
    every = browse.readings(tables)
    there = browse.spoken(tables, market, segment)
    rows = there.filter(pl.col("name").is_in(kind)) if kind else there
    run = tables.plan_run()
    return Board(
        run_id=run.run_id if run else None,
        as_of=browse.as_of(tables),
        market=market or ALL,
        segment=there["segment"][0] if there.height else segment or "",
        markets=sorted(every["market"].unique().to_list()),
        segments=sorted(every["segment"].unique().to_list()),
        kinds={name: Label.of_name(name) for name in sorted(there["name"].unique().to_list())},
        stages={stage: rows.filter(pl.col("stage") == stage).height for stage in STAGES},
        columns=[_column(tables, part, _ranked(rows, stages), cards) for part, stages in PARTS],
    )


def _ranked(rows: pl.DataFrame, stages: Sequence[str]) -> pl.DataFrame:
    return rows.filter(pl.col("stage").is_in(stages)).sort(
        pl.col("name") == "combination", "confidence", pl.col("change").abs(), "series_id",
        descending=[False, True, True, False], nulls_last=True,
    )  # fmt: skip


def _column(tables: Tables, part: Any, rows: pl.DataFrame, most: int) -> Column:
    colours = rows.filter(pl.col("name") == "colour")["value"].to_list()
    held = browse.pictures(tables)
    palette = [
        Colour(
            value=value,
            label=Label.of("colour", value),
            hex=hue,
            styles=held["colour", value].height if ("colour", value) in held else 0,
        )
        for value in colours
        if (hue := Trend.parts("colour", value)["hex"])
    ]
    shown = rows.head(most).to_dicts()
    return Column(
        part=part, total=rows.height, cards=[_card(tables, row) for row in shown], palette=palette
    )


def _card(tables: Tables, row: Mapping[str, Any]) -> Card:
    name, value = row["name"], row["value"]
    return Card(
        **Trend.fields(row),
        curve=curves_of(tables, [row["series_id"]])[0],
        pictures=shots(tables, name, value),
        palette=colours(tables, name, value),
        exposure=stand(tables, name, value),
    )


def shots(tables: Tables, name: str, value: str, most: int = PICTURES) -> list[Shot]:
    """Pictures of the brand's own styles that show an attribute."""
    rows = browse.pictures(tables).get((name, value))
    if rows is None:
        return []
    return [Shot(**row) for row in rows.select(tuple(Shot.model_fields)).head(most).to_dicts()]


def colours(tables: Tables, name: str, value: str) -> list[Colour]:
    """Colours of the brand's own styles that show an attribute."""
    return [
        Colour(value=colour, label=Label.of("colour", colour), hex=hue, styles=styles)
        for colour, hue, styles in browse.palette(tables, name, value)
    ]


def stand(tables: Tables, name: str, value: str) -> Stand | None:
    """How the range stands to an attribute; ``None`` where that is not known."""
    rows = tables.findings("exposure").filter(pl.col("name") == name, pl.col("value") == value)
    return Stand.model_validate(rows.row(0, named=True)) if rows.height else None


def curves_of(tables: Tables, series: list[str]) -> list[Curve]:
    """Curves of series.

    Raises:
        UnknownNameError: there is no such series.
    """
    made = []
    for past, ahead in browse.curves(tables, series):
        first = past.row(0, named=True)
        made.append(
            Curve(
                **{key: first[key] for key in ("series_id", "name", "value", "market", "segment")},
                weeks=past["week"].to_list(),
                share=past["share"].round(_PLACES).to_list(),
                ahead=_ahead(ahead) if ahead.height else None,
            )
        )
    return made


def _ahead(rows: pl.DataFrame) -> Ahead:
    short = rows.select(pl.col("week"), pl.col("mean", "q10", "q25", "q75", "q90").round(_PLACES))
    return Ahead(weeks=short["week"].to_list(), **short.drop("week").to_dict(as_series=False))


@dataclass(frozen=True)
class Wanted:
    """Which trends a list is of."""

    market: Market = None
    segment: Segment = None
    kind: Kind = None
    stage: Annotated[list[Stage] | None, Query(description="Only these stages.")] = None
    q: Annotated[str | None, Query(max_length=80, description="Part of a name, en or zh.")] = None


Order = Literal["stage", "change", "confidence", "level", "peak_week", "name"]


@router.get("", scope=Scope.TRENDS_READ, responses=problem_responses(404))
def list_trends(
    tables: Tables,
    query: PageQuery,
    wanted: Annotated[Wanted, Depends()],
    sort: Annotated[Order, Query(description="What to sort by.")] = "stage",
    descending: bool = False,
) -> Page[Trend]:
    """Every attribute that was read, in one market and segment."""
    rows = browse.spoken(tables, wanted.market, wanted.segment)
    if wanted.kind:
        rows = rows.filter(pl.col("name").is_in(wanted.kind))
    if wanted.stage:
        rows = rows.filter(pl.col("stage").is_in(wanted.stage))
    if wanted.q:
        named = [_named(row, wanted.q) for row in rows.to_dicts()]
        rows = rows.filter(pl.Series(named, dtype=pl.Boolean))
    order = pl.col("stage").replace_strict(dict(zip(STAGES, range(len(STAGES)), strict=True)))
    by = {"stage": order, "name": pl.col("value")}.get(sort, pl.col(sort))
    ranked = rows.sort(
        by, -pl.col("confidence"), "series_id",
        descending=[descending, False, False], nulls_last=True,
    )  # fmt: skip
    return paged(ranked, query, key="series_id", make=Trend.of)


def _named(row: Mapping[str, Any], asked: str) -> bool:
    label = Label.of(row["name"], row["value"])
    return asked.casefold() in f"{row['value']} {label.en} {label.zh}".casefold()


@router.get("/curves", scope=Scope.TRENDS_READ, responses=problem_responses(404))
def curves(
    tables: Tables,
    series_id: Annotated[
        list[str], Query(alias="id", min_length=1, max_length=24, description="series_id of each.")
    ],
) -> list[Curve]:
    """Past and forecast of some series: two years back, half a year ahead, with bands."""
    return curves_of(tables, series_id)
