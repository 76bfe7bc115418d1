"""What the trend report shows, read from the lake."""

from __future__ import annotations

import base64
import datetime as dt
import mimetypes
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from modiste.model.errors import NotEnoughDataError
from modiste.model.schema import RUN
from modiste.store.lake import Snapshot
from modiste.store.ledger import Run
from modiste.store.runs import get_run
from modiste.store.workspace import Workspace
from modiste.trends.pictured import pictured
from modiste.trends.segments import ALL, main_segment
from modiste.trends.show import STEP, newest_run

_IMAGE_LIMIT = 200_000
"""Bytes of a picture beyond which it is left out."""


@dataclass(frozen=True)
class Findings:
    """One run's trends, of the main segment of all markets.

    Attributes:
        run: the run.
        as_of: the day it was made for.
        figures: what the run's record says of it.
        readings: rows of ``trend_reading``.
        series: rows of ``trend_series`` of the same series.
        forecast: rows of ``trend_forecast`` of the same series.
        suggestions: rows of ``suggestion`` about the range.
        exposure: rows of ``exposure``.
        drivers: rows of ``trend_driver`` with ``name, value``.
        segment: the main segment.
        snapshot: the facts that the run read.
        media: folder of the pictures.
    """

    run: Run
    as_of: dt.date
    figures: dict[str, Any]
    readings: pl.DataFrame
    series: pl.DataFrame
    forecast: pl.DataFrame
    suggestions: pl.DataFrame
    exposure: pl.DataFrame
    drivers: pl.DataFrame
    segment: str
    snapshot: Snapshot
    media: Path


def findings(workspace: Workspace, run_id: str | None) -> Findings:
    """Read the trends of a run, the newest that found some by default.

    Raises:
        UnknownNameError: there is no such run.
        NotEnoughDataError: the run found no trends.
    """
    run = get_run(workspace.ledger, run_id) if run_id else newest_run(workspace)
    lake = workspace.lake

    def mine(name: str) -> pl.LazyFrame:
        return lake.scan(name).filter(pl.col(RUN) == run.run_id)

    readings = mine("trend_reading").filter(pl.col("market") == ALL).collect()
    segment = main_segment(readings)
    shown = readings.filter(pl.col("segment") == segment).sort("name", "value")
    if not shown.height:
        raise NotEnoughDataError(
            f"the run {run.run_id} has no trends",
            remedy="Import posts, then make them with 'modiste trends forecast'.",
        )
    of_shown = pl.col("series_id").is_in(shown["series_id"].implode())
    return Findings(
        run=run,
        as_of=dt.date.fromisoformat(run.inputs["as_of"]),
        figures=dict(run.outputs.get(STEP, {})),
        readings=shown,
        series=mine("trend_series").filter(of_shown).sort("series_id", "week").collect(),
        forecast=mine("trend_forecast").filter(of_shown).sort("series_id", "week").collect(),
        suggestions=mine("suggestion")
        .filter(pl.col("kind").is_in(["range", "reduce"]))
        .sort("rank")
        .collect(),
        exposure=mine("exposure").collect(),
        drivers=mine("trend_driver")
        .collect()
        .join(shown.select("series_id", "name", "value"), on="series_id")
        .sort("series_id", "kind", "rank"),
        segment=str(segment),
        snapshot=lake.snapshot(run.inputs["tables"]),
        media=workspace.root / "media",
    )


def pictures(found: Findings, wanted: pl.DataFrame, most: int) -> dict[str, list[dict[str, str]]]:
    """Pictures of the brand's own styles that show attributes, as data addresses.

    Args:
        found: the trends.
        wanted: ``name, value`` of the attributes.
        most: pictures of each at the most.

    Returns:
        By ``name=value``: ``title`` and ``address`` of each picture.
    """
    facts = {name: found.snapshot.scan(name).collect() for name in ("product", "variant", "image")}
    rows = pictured(**facts).join(wanted, on=["name", "value"], how="semi")
    out: dict[str, list[dict[str, str]]] = {}
    for row in rows.iter_rows(named=True):
        mine = out.setdefault(f"{row['name']}={row['value']}", [])
        address = _address(found.media, row["path"]) if len(mine) < most else None
        if address:
            mine.append({"title": row["title"], "address": address})
    return out


def post_pictures(
    found: Findings, wanted: pl.DataFrame, most: int
) -> dict[str, list[dict[str, str]]]:
    """Pictures of the posts that drive attributes, where they lie in the media folder.

    Args:
        found: the trends.
        wanted: ``name, value`` of the attributes.
        most: pictures of each at the most.

    Returns:
        By ``name=value``: ``title`` (the source) and ``address`` of each picture.
    """
    mine = found.drivers.filter(pl.col("kind") == "post").join(
        wanted, on=["name", "value"], how="semi"
    )
    paths = (
        found.snapshot.scan("post")
        .filter(
            pl.col("post_id").is_in(mine["driver_id"].unique().implode()),
            pl.col("image_path").is_not_null(),
        )
        .select("image_path", "source", driver_id="post_id")
        .collect()
    )
    out: dict[str, list[dict[str, str]]] = {}
    for row in mine.join(paths, on="driver_id", maintain_order="left").iter_rows(named=True):
        shown = out.setdefault(f"{row['name']}={row['value']}", [])
        address = _address(found.media, row["image_path"]) if len(shown) < most else None
        if address:
            shown.append({"title": row["source"], "address": address})
    return out


def _address(media: Path, path: str) -> str | None:
    """A picture as a ``data:`` address; ``None`` if absent, too large or outside the folder."""
    file = (media / path).resolve()
    if not file.is_relative_to(media.resolve()) or not file.is_file():
        return None
    if file.stat().st_size > _IMAGE_LIMIT:
        return None
    kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
    return f"data:{kind};base64,{base64.b64encode(file.read_bytes()).decode()}"
