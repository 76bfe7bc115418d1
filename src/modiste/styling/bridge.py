"""Sets of outfits from files, and the bridge from their categories to the shop's taxonomy."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

import numpy as np

from modiste.learn.outfits.model import OutfitModel
from modiste.learn.outfits.sets import Outfits
from modiste.model.errors import InputError, Place
from modiste.model.taxonomy import classify, node, taxonomy
from modiste.styling.slots import category_of, slot_of

# Names of outfit sites that the taxonomy would read otherwise, and those too wide for any slot.
_TABLE: Final[dict[str, str | None]] = {
    "ankle booties": "boots",
    "flats": "shoes",
    "bracelets & bangles": "jewellery",
    "charms & pendants": "jewellery",
    "jewelry": "jewellery",
    "capri & cropped pants": "trousers",
    "activewear pants": "sportswear",
    "suits": "tailoring",
    "vests": "outerwear",
    "outerwear": "outerwear",
    "dresses": "dresses",
    "clothing": None,
    "accessories": None,
    "costumes": None,
    "font": None,
    "men's fashion": None,
    "kids": None,
    "toys": None,
}


def shop_category(name: str) -> str | None:
    """Taxonomy key of a category of an outfit site; None where it makes no part of an outfit."""
    plain = name.strip().casefold()
    if plain in _TABLE:
        return _TABLE[plain]
    if plain in taxonomy():
        return plain
    match = classify(plain.removeprefix("men's ").removeprefix("women's "))
    if match is None or not match.node.apparel or slot_of(match.node.key) is None:
        return None
    return match.node.key


@dataclass(frozen=True)
class Learnt:
    """A model of outfits, asked in the shop's categories.

    Attributes:
        model: learnt on the categories of a file.
        keys: taxonomy key of each of its categories that has one.
    """

    model: OutfitModel
    keys: Mapping[str, str]

    @cached_property
    def _of_key(self) -> dict[str, list[int]]:
        """Categories of the model under every taxonomy key, types under their category too."""
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self.model.names):
            key = self.keys.get(name)
            if key is None:
                continue
            found.setdefault(key, []).append(at)
            above = category_of(key)
            if above is not None and above != key:
                found.setdefault(above, []).append(at)
        return found

    def between(self, left: str, right: str) -> float:
        """Weight of a pair of taxonomy keys, the mean over what stands for them; 0 if unknown.

        A type that the model does not know is read as its category.
        """
        one, two = self._known(left), self._known(right)
        if not one or not two:
            return 0.0
        share = self.model.popularity
        weight = np.outer(share[one], share[two])
        return float((self.model.pair[np.ix_(one, two)] * weight).sum() / weight.sum())

    def _known(self, key: str) -> list[int]:
        if key in self._of_key:
            return self._of_key[key]
        return self._of_key.get(category_of(key) or "", [])


def read_outfits(path: Path, names: Path | None = None) -> Outfits:
    """Read outfits from a file.

    JSON: a list of objects with ``items_category`` (or ``items``, or a bare list each): ids or
    names of categories. CSV or TSV: ``outfit, category``, one row an item. ``names`` gives the
    names of ids: lines of an id, a space or tab, and a name.

    Raises:
        InputError: the file is none of these or has no outfit of two categories.
    """
    called = _names(names) if names is not None else {}
    sets = _json_sets(path) if path.suffix.casefold() == ".json" else _table_sets(path)
    return Outfits.of([[called.get(each, each) for each in one] for one in sets])


def _names(path: Path) -> dict[str, str]:
    found = {}
    for line in path.read_text("utf-8-sig").splitlines():
        parts = line.replace("\t", " ").split(" ", 1)
        if len(parts) == 2:
            found[parts[0]] = parts[1].strip()
    return found


def _json_sets(path: Path) -> list[list[str]]:
    try:
        rows = json.loads(path.read_text("utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from None
    if not isinstance(rows, list):
        raise _unreadable(path, "it holds no list")
    return [_members(row, path, at) for at, row in enumerate(rows, start=1)]


def _members(row: Any, path: Path, at: int) -> list[str]:
    found = row
    if isinstance(row, dict):
        found = next((row[k] for k in ("items_category", "categories", "items") if k in row), None)
    if not isinstance(found, list) or not all(isinstance(each, str | int) for each in found):
        raise InputError(
            "an outfit has no list of categories",
            place=Place(file=str(path), row=at),
            remedy='Write outfits like {"items_category": ["jeans", "t-shirt", "sneakers"]}.',
        )
    return [str(each) for each in found]


def _table_sets(path: Path) -> list[list[str]]:
    import polars as pl

    separator = "\t" if path.suffix.casefold() in {".tsv", ".tab"} else ","
    try:
        frame = pl.read_csv(path, separator=separator, infer_schema=False)
    except (pl.exceptions.PolarsError, UnicodeDecodeError) as error:
        raise _unreadable(path, str(error)) from None
    if not {"outfit", "category"} <= set(frame.columns):
        raise _unreadable(path, "it needs columns outfit and category")
    rows = frame.drop_nulls(["outfit", "category"])
    grouped = rows.group_by("outfit", maintain_order=True).agg("category")
    return [list(each) for each in grouped["category"]]


def _unreadable(path: Path, why: str) -> InputError:
    return InputError(
        f"the outfits cannot be read: {why}",
        place=Place(file=str(path)),
        remedy="Give JSON with items_category lists, or CSV with outfit and category.",
    )


def bridged(model: OutfitModel) -> Learnt:
    """The model with its categories read as the shop's."""
    keys = {name: shop_category(name) for name in model.names}
    return Learnt(model, {name: key for name, key in keys.items() if key is not None and node(key)})
