"""What the studio reads of a workspace and writes to a folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from modiste.design.board.sheet import html
from modiste.design.draw import flat, png
from modiste.design.generate.board import Board, Candidate
from modiste.design.generate.evidence import Evidence, gathered
from modiste.design.spec.slots import build
from modiste.design.spec.versions import parsed, write_spec
from modiste.design.words import Reading, read
from modiste.model.errors import InputError, Place, UnknownNameError
from modiste.perceive.corrections import NOTHING, settled
from modiste.perceive.text.extract import extract

if TYPE_CHECKING:
    import polars as pl

    from modiste.design.spec.model import DesignSpec
    from modiste.store.lake import Snapshot
    from modiste.store.workspace import Workspace

BOARD = "board.json"
SHEET = "board.html"


@dataclass(frozen=True)
class Written:
    """Files of a board.

    Attributes:
        folder: where they lie.
        specs: the JSON of each design, in order of the board.
        sheet: the page to look at.
    """

    folder: Path
    specs: tuple[Path, ...]
    sheet: Path


def evidence(workspace: Workspace) -> Evidence:
    """What the newest facts and the newest trend run say; empty where there is nothing."""
    import polars as pl

    from modiste.store.reading import Tables

    snapshot = workspace.lake.snapshot()
    products = snapshot.read("product")
    if products.is_empty():
        return Evidence()
    attributes = pl.concat([_settled(snapshot), _mentioned(products)]).unique(
        ["product_id", "name", "value"], keep="first", maintain_order=True
    )
    titles = dict(products.select("product_id", "title").iter_rows())
    weights = sell_through(snapshot)
    readings = Tables(workspace).findings("trend_reading")
    return gathered(attributes, titles, weights, readings)


def _settled(snapshot: Snapshot) -> pl.DataFrame:
    import polars as pl

    known = settled(snapshot.read("attribute")).filter(pl.col("value") != NOTHING)
    return known.select("product_id", "name", "value", "confidence")


def _mentioned(products: pl.DataFrame) -> pl.DataFrame:
    """What titles, materials, patterns and categories of the catalogue say."""
    import polars as pl

    columns = [pl.col(name).fill_null("") for name in ("title", "material", "pattern")]
    texts = products.select(pl.concat_str(columns, separator=" · ")).to_series()
    found = extract(texts)
    found = found.with_columns(product_id=products["product_id"].gather(found["row"]))
    category = products.select(
        "product_id", name=pl.lit("category"), value="category", confidence=pl.lit(1.0)
    ).drop_nulls("value")
    return pl.concat([category, found.select("product_id", "name", "value", "confidence")])


def sell_through(snapshot: Snapshot) -> dict[str, float]:
    """Units sold ÷ (units sold + units on hand) by style, of all that the tables know."""
    import polars as pl

    variants = snapshot.read("variant").select("variant_id", "product_id")
    sold = snapshot.scan("sale").group_by("variant_id").agg(sold=pl.col("quantity").sum()).collect()
    latest = snapshot.read("stock").sort("counted_at")
    held = (
        latest.group_by("variant_id", "location_id", maintain_order=True)
        .last()
        .group_by("variant_id")
        .agg(held=pl.col("on_hand").sum())
    )
    both = (
        variants.join(sold, on="variant_id", how="left")
        .join(held, on="variant_id", how="left")
        .group_by("product_id")
        .agg(pl.col("sold").fill_null(0).sum(), pl.col("held").fill_null(0).clip(0).sum())
        .filter(pl.col("sold") > 0)
    )
    share = pl.col("sold") / (pl.col("sold") + pl.col("held"))
    return dict(both.select("product_id", share).sort("product_id").iter_rows())


def from_product(workspace: Workspace, product_id: str) -> Reading:
    """The spec of a style of the brand, from its title, its catalogue columns and its attributes.

    Raises:
        UnknownNameError: there is no such style.
        InputError: nothing that is known of it is about a garment.
    """
    import polars as pl

    snapshot = workspace.lake.snapshot()
    rows = snapshot.read("product").filter(pl.col("product_id") == product_id)
    if rows.is_empty():
        raise UnknownNameError(
            "there is no such style",
            remedy="See the table product: modiste query product.",
            place=Place(value=product_id),
        )
    row = rows.row(0, named=True)
    parts = [row[name] for name in ("title", "gender", "material", "pattern", "tags") if row[name]]
    if row["category"]:
        parts.append(row["category"].replace("-", " "))
    known = _settled(snapshot).filter(pl.col("product_id") == product_id)
    parts += known.sort("confidence", descending=True)["value"].to_list()
    text = ", ".join(str(part) for part in parts)
    reading = read(text[:4000])
    named = parsed(reading.spec.model_dump(mode="json") | {"name": str(row["title"])[:120]})
    return Reading(**{**vars(reading), "spec": named})


def write_board(
    made: Board,
    folder: Path,
    *,
    title: str = "",
    language: str = "en",
    heard: Reading | None = None,
    pictures: bool = True,
) -> Written:
    """Write a board: a spec as JSON and a flat as SVG and PNG for each design, and a page of all.

    Args:
        made: the board.
        folder: made where it is missing.
        title: heading of the page; the wish, say.
        language: of the page, ``en`` or ``zh``.
        heard: what was understood of a text, for the page.
        pictures: whether to write PNG files beside the SVG.
    """
    folder.mkdir(parents=True, exist_ok=True)
    specs, drawn = [], []
    for number, each in enumerate(made.candidates, start=1):
        path = folder / f"{number:02d}.json"
        write_spec(each.spec, path)
        svg = flat(each.spec)
        path.with_suffix(".svg").write_text(svg, "utf-8")
        if pictures:
            path.with_suffix(".png").write_bytes(png(svg))
        specs.append(path)
        drawn.append(svg)
    record = {
        "seed": made.seed,
        "tried": made.tried,
        "cells": made.filled,
        "closest": made.closest,
        "candidates": [
            shown(each, language) | {"file": path.name}
            for each, path in zip(made.candidates, specs, strict=True)
        ],
    }
    (folder / BOARD).write_text(json.dumps(record, ensure_ascii=False, indent=2) + "\n", "utf-8")
    page = folder / SHEET
    page.write_text(html(made, drawn, title=title, language=language, heard=heard), "utf-8")
    return Written(folder, tuple(specs), page)


def shown(each: Candidate, language: str = "en") -> dict[str, Any]:
    """A candidate as plain data: quality, scores, descriptors, why."""
    return {
        "quality": each.verdict.quality,
        "scores": dict(each.verdict.scores),
        "known": sorted(each.verdict.known),
        "descriptors": dict(each.cell),
        "why": [zh if language == "zh" else en for en, zh in each.verdict.why],
    }


def heard(reading: Reading, language: str = "en") -> dict[str, Any]:
    """A reading as plain data."""
    return {
        "spec": reading.spec.model_dump(mode="json"),
        "said": dict(reading.said),
        "assumed": list(reading.assumed),
        "aesthetics": list(reading.aesthetics),
        "understood": [
            {"text": m.text, "start": m.start, "end": m.end, "denied": m.denied}
            for m in reading.understood
        ],
        "unknown": [
            {"text": u.text, "start": u.start, "end": u.end, "reason": u.reason}
            for u in reading.unknown
        ],
        "conflicts": [
            {
                "slot": c.slot,
                "kept": c.kept,
                "dropped": c.dropped,
                "reason": c.zh if language == "zh" else c.en,
            }
            for c in reading.conflicts
        ],
    }


def chosen(folder: Path, numbers: Sequence[int]) -> list[DesignSpec]:
    """Designs of a board that was written, by their numbers.

    Raises:
        InputError: a design is missing.
    """
    from modiste.design.spec.versions import read_spec

    found = []
    for number in numbers:
        path = folder / f"{number:02d}.json"
        if not path.is_file():
            raise InputError(
                f"the board has no design {number}",
                remedy="Name numbers that its page shows.",
                place=Place(file=str(folder)),
            )
        found.append(read_spec(path))
    return found


def changed(
    spec: DesignSpec,
    settings: Mapping[str, str],
    *,
    lock: Iterable[str] = (),
    language: str = "en",
) -> tuple[DesignSpec, list[str]]:
    """A spec with slots set, repaired around them, and what else had to change.

    Raises:
        InputError: no such slot or value, or nothing fits around it.
    """
    from modiste.design.spec.grammar import repair
    from modiste.design.spec.slots import CHOICES, flatten

    draft = flatten(spec)
    for slot, value in settings.items():
        if slot not in CHOICES:
            raise InputError(
                "a garment has no such slot",
                remedy=f"Use one of {', '.join(CHOICES)}.",
                place=Place(value=slot),
            )
        if value not in CHOICES[slot]:
            raise InputError(
                f"{slot} cannot be {value!r}", remedy=f"Use one of {', '.join(CHOICES[slot])}."
            )
        draft[slot] = value
    fixed, changes = repair(draft, lock={*settings, *lock})
    return build(fixed), [each.text(language) for each in changes]
