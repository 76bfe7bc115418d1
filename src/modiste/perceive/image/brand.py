"""The pictures of a workspace with what is known of them: labels for the heads to learn.

The catalogue's category and the words of titles label most pictures; what a person corrected goes
before both, also where they say that a picture shows no pattern at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import polars as pl

from modiste.model.errors import NotEnoughDataError
from modiste.perceive.corrections import NOTHING, said
from modiste.perceive.image.heads import patterned
from modiste.store.lake import Snapshot

HEADS: Final = ("category", "pattern")


@dataclass(frozen=True)
class Labelled:
    """Pictures and their labels, in the same order.

    Attributes:
        images: files.
        labels: by head, a value a picture; None where it is not known.
        groups: the style of each picture; a style never lies on both sides of a split.
        taught: whether a person labelled it.
    """

    images: list[Path]
    labels: Mapping[str, list[str | None]]
    groups: list[str]
    taught: list[bool]


def brand_pictures(snapshot: Snapshot, media: Path) -> Labelled:
    """Pictures of styles that are there, with their labels.

    Args:
        snapshot: the facts.
        media: the workspace's folder of pictures; files outside of it are never read.

    Raises:
        NotEnoughDataError: no style has a picture.
    """
    from modiste.perceive.image.train import pattern_of

    pictures = snapshot.scan("image").filter(pl.col("path").is_not_null())
    style = snapshot.scan("product").select("product_id", "title", "category", "pattern")
    rows = pictures.select("product_id", "path").unique().join(style, on="product_id")
    root = media.resolve()
    found = [
        (root / row["path"], row)
        for row in rows.sort("product_id", "path").collect().iter_rows(named=True)
        if (root / row["path"]).resolve().is_relative_to(root) and (root / row["path"]).is_file()
    ]
    if not found:
        raise NotEnoughDataError(
            "no style has a picture in the media folder",
            remedy="Import pictures with your products, then train again.",
        )
    people = _by_style(said(snapshot.scan("attribute")))
    labels: dict[str, list[str | None]] = {name: [] for name in HEADS}
    taught = []
    for _, row in found:
        own = people.get(row["product_id"], {})
        category = own.get("category", row["category"])
        read = row["pattern"] or pattern_of(row["title"] or "")
        labels["category"].append(category)
        usual = read if category and patterned(category) else None
        labels["pattern"].append(own.get("pattern", usual))
        taught.append(bool(own))
    groups = [row["product_id"] for _, row in found]
    return Labelled([path for path, _ in found], labels, groups, taught)


def _by_style(people: pl.DataFrame) -> dict[str, dict[str, str | None]]:
    """What people say of each style by head; of several values a head can learn none."""
    found: dict[str, dict[str, str | None]] = {}
    told = people.filter(pl.col("name").is_in(HEADS)).group_by("product_id", "name").agg("value")
    for product, name, values in told.iter_rows():
        plain = len(values) == 1 and values[0] != NOTHING
        found.setdefault(product, {})[name] = values[0] if plain else None
    return found
