"""One attribute as a person asks for it: what is said of it everywhere, and what drives it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import polars as pl

from modiste.model.errors import NotEnoughDataError, UnknownNameError
from modiste.model.findings import STAGES
from modiste.model.schema import RUN
from modiste.perceive.text.extract import extract
from modiste.store.lake import Snapshot
from modiste.store.ledger import Run
from modiste.store.runs import get_run, list_runs
from modiste.store.workspace import Workspace
from modiste.trends.drivers import POST, PRODUCT
from modiste.trends.segments import ALL, main_segment
from modiste.trends.series import ATTRIBUTE
from modiste.trends.vocabulary import ancestors

WIDTH = 160
"""Characters of a post that are shown, around what it says of the attribute."""
STEP = "trends"


@dataclass(frozen=True)
class Attribute:
    """What a run says of one attribute.

    Attributes:
        run: the run.
        as_of: the day that it was made for.
        name: attribute, such as colour.
        value: its value.
        readings: rows of ``trend_reading``, all markets first.
        posts: what drives it, with ``weight, at, source, text, url``; nobody is named.
        products: the brand's styles, with ``weight, product_id, title``.
    """

    run: str
    as_of: dt.date
    name: str
    value: str
    readings: list[dict[str, Any]]
    posts: list[dict[str, Any]]
    products: list[dict[str, Any]]


def show(workspace: Workspace, asked: str, run_id: str | None = None) -> Attribute:
    """What a run says of an attribute.

    Args:
        workspace: where the findings lie.
        asked: ``colour=navy``, ``navy``, or another word for it in English or Chinese.
        run_id: the run; the newest that found trends by default.

    Raises:
        UnknownNameError: there is no such run, or no such attribute in it.
        NotEnoughDataError: no run has found trends.
    """
    run = get_run(workspace.ledger, run_id) if run_id else newest_run(workspace)
    mine = workspace.lake.scan("trend_reading").filter(pl.col(RUN) == run.run_id).collect()
    name, value = find_attribute(mine, asked)
    wanted = (pl.col("name") == name) & (pl.col("value") == value)
    rows = mine.filter(wanted).sort(pl.col("market") != ALL, "market", "segment")
    drivers = (
        workspace.lake.scan("trend_driver")
        .filter(pl.col(RUN) == run.run_id, pl.col("series_id").is_in(rows["series_id"].implode()))
        .sort("series_id", "kind", "rank")
        .collect()
    )
    named = drivers.with_columns(name=pl.lit(name), value=pl.lit(value))
    snapshot = workspace.lake.snapshot()
    return Attribute(
        run=run.run_id,
        as_of=dt.date.fromisoformat(run.inputs["as_of"]),
        name=name,
        value=value,
        readings=rows.drop(RUN).to_dicts(),
        posts=posts_shown(snapshot, named),
        products=products_shown(snapshot, named),
    )


def listed(workspace: Workspace, run_id: str | None, stage: str | None) -> list[dict[str, Any]]:
    """Readings of the main segment of all markets, the surest of each stage first.

    Args:
        workspace: where the findings lie.
        run_id: the run; the newest that found trends by default.
        stage: only those of this stage.

    Raises:
        UnknownNameError: there is no such run or stage.
        NotEnoughDataError: no run has found trends.
    """
    if stage is not None and stage not in STAGES:
        raise UnknownNameError(
            f"there is no stage {stage!r}", remedy=f"The stages are: {', '.join(STAGES)}."
        )
    run = get_run(workspace.ledger, run_id) if run_id else newest_run(workspace)
    mine = workspace.lake.scan("trend_reading").filter(pl.col(RUN) == run.run_id).collect()
    segment = main_segment(mine)
    rows = mine.filter((pl.col("market") == ALL) & (pl.col("segment") == segment))
    order = pl.col("stage").replace_strict(dict(zip(STAGES, range(len(STAGES)), strict=True)))
    ranked = rows.sort(order, -pl.col("confidence"), "series_id").drop(RUN)
    return ranked.filter(pl.col("stage") == stage if stage else True).to_dicts()


def newest_run(workspace: Workspace) -> Run:
    """The newest run that found trends.

    Raises:
        NotEnoughDataError: none has.
    """
    for run in list_runs(workspace.ledger):
        if run.state == "done" and run.outputs.get(STEP, {}).get("forecast"):
            return run
    raise NotEnoughDataError(
        "no run has found trends", remedy="Make them with 'modiste trends forecast'."
    )


def find_attribute(readings: pl.DataFrame, asked: str) -> tuple[str, str]:
    """The attribute that a person means, among those that were read.

    Raises:
        UnknownNameError: none, or several.
    """
    known = readings.select(ATTRIBUTE).unique().sort(ATTRIBUTE).rows()
    name, _, value = asked.rpartition("=")
    plain, name = value.strip().casefold(), name.strip()
    known = [pair for pair in known if name in ("", pair[0])]
    found = [pair for pair in known if pair[1].casefold() == plain]
    if not found:
        meant = set(extract(pl.Series([plain])).select(ATTRIBUTE).rows())
        found = [pair for pair in known if pair in meant]
    if len(found) == 1:
        return str(found[0][0]), str(found[0][1])
    if found:
        choice = ", ".join(f"{name}={value}" for name, value in found)
        raise UnknownNameError(f"{asked!r} may mean several attributes", remedy=f"Name {choice}.")
    raise UnknownNameError(
        f"no trend is called {asked!r}",
        remedy="Name one such as colour=navy; 'modiste trends stages' lists those that were read.",
    )


def posts_shown(snapshot: Snapshot, drivers: pl.DataFrame) -> list[dict[str, Any]]:
    """Posts that drive attributes, as people read them; erased ones are left out.

    Args:
        snapshot: where the posts lie.
        drivers: rows of ``trend_driver`` with ``name, value``.

    Returns:
        ``name, value, rank, weight, at, source, text, url``; the text is cut around the attribute.
    """
    mine = drivers.filter(pl.col("kind") == POST)
    if not mine.height:
        return []
    posts = (
        snapshot.scan("post")
        .filter(pl.col("post_id").is_in(mine["driver_id"].unique().implode()))
        .select("at", "source", "text", "url", driver_id="post_id")
        .collect()
    )
    rows = mine.join(posts, on="driver_id", how="inner", maintain_order="left")
    places = _places(rows)
    return [
        {
            **{key: row[key] for key in ("name", "value", "rank", "weight", "at", "source", "url")},
            "text": snippet(row["text"], place),
        }
        for row, place in zip(rows.iter_rows(named=True), places, strict=True)
    ]


def _places(rows: pl.DataFrame) -> list[int]:
    """Where each text first speaks of its attribute; its beginning where that is not found."""
    found = extract(rows["text"])
    above = found.join(ancestors(found), on=list(ATTRIBUTE)).with_columns(value="ancestor")
    both = pl.concat([found, above.select(found.columns)])
    first = (
        rows.with_row_index("row")
        .with_columns(pl.col("row").cast(pl.Int64))
        .join(both, on=["row", *ATTRIBUTE], how="left")
        .group_by("row")
        .agg(pl.col("start").min().fill_null(0))
        .sort("row")
    )
    return [int(place) for place in first["start"].to_list()]


def snippet(text: str, place: int, width: int = WIDTH) -> str:
    """A part of a text around a place, on one line, cut between words where there are any."""
    whole = " ".join(text.split())
    before = len(" ".join(f"{text[:place]}|".split())) - 1
    if len(whole) <= width:
        return whole
    begin = max(0, min(before - width // 3, len(whole) - width))
    if begin:
        blank = whole.find(" ", begin, begin + 20)
        begin = blank + 1 if blank >= 0 else begin
    part = whole[begin : begin + width]
    end = begin + len(part)
    if end < len(whole):
        blank = part.rfind(" ", len(part) - 20)
        part = part[:blank] if blank > 0 else part
    return f"{'…' if begin else ''}{part}{'…' if end < len(whole) else ''}"


def products_shown(snapshot: Snapshot, drivers: pl.DataFrame) -> list[dict[str, Any]]:
    """The brand's styles that carry attributes.

    Returns:
        ``name, value, rank, weight, product_id, title``.
    """
    mine = drivers.filter(pl.col("kind") == PRODUCT)
    if not mine.height:
        return []
    titles = (
        snapshot.scan("product")
        .filter(pl.col("product_id").is_in(mine["driver_id"].unique().implode()))
        .select("title", driver_id="product_id")
        .collect()
    )
    rows = mine.join(titles, on="driver_id", how="inner", maintain_order="left")
    return rows.select(
        "name", "value", "rank", "weight", "title", product_id="driver_id"
    ).to_dicts()
