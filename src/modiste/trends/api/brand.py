"""The brand's own side: exposure of its range, what to add or reduce, and how far to trust it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import polars as pl
from fastapi import Query

from modiste.present.http.access import Scope
from modiste.present.http.depends import Tables
from modiste.present.http.money import Amount
from modiste.present.http.paging import Page, PageQuery, paged
from modiste.present.http.routing import Router
from modiste.trends import browse
from modiste.trends.api.answers import Advice, Calibration, Exposed, Rate, Stage, Trend
from modiste.trends.api.board import Kind, stand
from modiste.trends.show import STEP

router = Router(prefix="/trends")
Order = Literal["share_of_voice", "share_of_styles", "share_of_sales", "share_of_stock", "change"]


@router.get("/exposure", scope=Scope.TRENDS_READ)
def exposure(
    tables: Tables,
    query: PageQuery,
    kind: Kind = None,
    stage: Annotated[list[Stage] | None, Query(description="Only these stages.")] = None,
    sort: Annotated[Order, Query(description="What to sort by.")] = "share_of_voice",
    descending: bool = True,
) -> Page[Exposed]:
    """How much of the range, its sales and its stock shows each attribute that is talked about."""
    rows = tables.findings("exposure")
    if kind:
        rows = rows.filter(pl.col("name").is_in(kind))
    if stage:
        rows = rows.filter(pl.col("stage").is_in(stage))
    ranked = rows.sort(
        sort, "name", "value", descending=[descending, False, False], nulls_last=True
    )
    return paged(ranked, query, key=("name", "value"), make=_exposed)


def _exposed(row: Mapping[str, Any]) -> Exposed:
    same = set(Exposed.model_fields) - {"kind", "label", "hex", "name", "value"}
    return Exposed(**Exposed.parts(row["name"], row["value"]), **{name: row[name] for name in same})


@router.get("/suggestions", scope=Scope.TRENDS_READ)
def suggestions(
    tables: Tables,
    query: PageQuery,
    action: Annotated[Literal["range", "reduce"] | None, Query(description="Only these.")] = None,
) -> Page[Advice]:
    """What to add to the range and what to reduce, most money first."""
    rows = tables.findings("suggestion").filter(pl.col("kind").is_in(["range", "reduce"]))
    if action is not None:
        rows = rows.filter(pl.col("kind") == action)
    ranked = rows.sort("money_at_stake", "suggestion_id", descending=[True, False], nulls_last=True)
    main = browse.spoken(tables, None, None)
    read = {f"{row['name']}={row['value']}": row for row in main.to_dicts()}
    return paged(ranked, query, key="suggestion_id", make=lambda row: _advice(tables, row, read))


def _advice(
    tables: Tables, row: Mapping[str, Any], read: Mapping[str, Mapping[str, Any]]
) -> Advice:
    name, _, value = row["attribute"].partition("=")
    reading = read.get(row["attribute"])
    return Advice(
        **Advice.parts(name, value),
        suggestion_id=row["suggestion_id"],
        action=row["kind"],
        money_at_stake=Amount.of(row["money_at_stake"], row["currency"]),
        reason=row["reason"],
        trend=Trend.of(reading) if reading else None,
        exposure=stand(tables, name, value),
    )


@router.get("/calibration", scope=Scope.TRENDS_READ)
def calibration(tables: Tables) -> Calibration:
    """What became of earlier calls on the brand's own past: how far to trust those of today."""
    run = tables.plan_run()
    figures: Mapping[str, Any] = run.outputs.get(STEP, {}) if run else {}
    judged = figures.get("calibration", {})
    peaks = figures.get("peaks", {})
    return Calibration(
        rising=_rate(judged) if judged.get("called") else None,
        stages={name: _rate(rate) for name, rate in judged.get("stages", {}).items()},
        origins=judged.get("origins", []),
        peaks_judged=peaks.get("judged", 0),
        peak_weeks=peaks.get("median weeks"),
        peaks_near=peaks.get("within 4 weeks", 0),
        influencer_lead=figures.get("influencer lead"),
        model=figures.get("model"),
        posts=figures.get("posts", 0),
    )


def _rate(figures: Mapping[str, Any]) -> Rate:
    return Rate(**{name: figures[name] for name in Rate.model_fields})
