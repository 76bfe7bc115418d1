"""Items for an item: like it, or worn with it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.model.errors import UnknownNameError
from modiste.model.taxonomy_tree import node
from modiste.recommend.catalogue import Catalogue
from modiste.recommend.index import Index
from modiste.recommend.journal import Journal
from modiste.recommend.query import Query
from modiste.recommend.windows import best
from modiste.recommend.words import WORDS, spoken

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

TOGETHER_DAYS = 14.0
"""Purchases of one person within so many days count as taken together."""
_SMOOTHING = 5.0
_UNTOLD = ("gender", "brand", "price", "colour family")


@dataclass(frozen=True)
class Companion:
    """An item that goes with another.

    Attributes:
        item: its code.
        product_id: the style.
        colour: its colour, where the style has several.
        score: only differences within a list mean something.
        reason: why, in words.
    """

    item: int
    product_id: str
    colour: str | None
    score: float
    reason: str


def alike(index: Index, item: int, k: int, *, language: str | None = None) -> list[Companion]:
    """Items most like one: what they show in common and who takes them.

    The score is the information that the shared attribute values carry, −Σ ln P(value), over that
    of the item's own values, plus ln(1 + people who took both, over what chance would give). An
    item that nobody took yet is compared by its attributes alone.

    Args:
        index: the shop.
        item: code of the item.
        k: length of the list.
        language: of reasons; the brand's by default.
    """
    catalogue = index.assortment.catalogue
    shared, told = _shared(catalogue, item)
    score = shared + 0.5 * np.log1p(np.maximum(together(index.journal, item) - 1.0, 0.0))
    allowed = index.assortment.shelf.allowed(in_stock=index.in_size)
    allowed &= catalogue.style != catalogue.style[item]
    told_in = language or index.language
    words, title = WORDS[told_in], index.title(item)
    found = []
    for code, value in zip(*best(score.astype(np.float32), allowed, k), strict=True):
        common = _values(catalogue, told, item, int(code))[:3]
        values = ("、" if told_in == "zh" else ", ").join(
            spoken(name, each, told_in) for name, each in common
        )
        reason = words["alike"].format(item=title, value=values) if values else words["popular"]
        found.append(_companion(index, int(code), float(value), reason))
    return found


def worn_with(index: Index, item: int, k: int, *, language: str | None = None) -> list[Companion]:
    """Items of other parts of the body that people took together with one, best first.

    The score is ln of the lift of joint purchases, smoothed, plus popularity; where nobody took
    the item yet, that of its category speaks for it.

    Args:
        index: the shop.
        item: code of the item.
        k: length of the list.
        language: of reasons; the brand's by default.
    """
    zones = _zones(index.assortment.table["category"])
    lifted = together(index.journal, item)
    if not (lifted != 1.0).any():
        alike_ones = np.flatnonzero(zones == zones[item])
        lifted = np.mean([together(index.journal, int(n)) for n in alike_ones[:50]], axis=0)
    popular = index.blend.signals[0].row(Query())
    score = np.log(np.maximum(lifted, 1e-3)) + 0.3 * (popular - popular.max(initial=0.0))
    allowed = index.assortment.shelf.allowed(in_stock=index.in_size)
    genders = index.assortment.table["gender"].fill_null("unisex").to_numpy()
    fits = (genders == genders[item]) | (genders == "unisex") | (genders[item] == "unisex")
    allowed &= (zones != zones[item]) & fits & ~_covered(zones, zones[item])
    words, title = WORDS[language or index.language], index.title(item)
    reason = words["like"].format(item=title)
    return [
        _companion(index, int(code), float(value), reason if lifted[code] > 1 else words["popular"])
        for code, value in zip(*best(score.astype(np.float32), allowed, k), strict=True)
    ]


def together(journal: Journal, item: int) -> F32:
    """How much more often each item is bought near a purchase of one than by chance, ``(items,)``.

    (both + k) ÷ (expected + k), where *expected* is the number of other purchases in these days
    times the item's share of all purchases; 1 for an item that nobody took.
    """
    bought = journal.purchases
    mine = np.flatnonzero((bought.item == item) & (bought.user >= 0))
    share = np.bincount(bought.item, minlength=journal.n_items) / max(len(bought), 1)
    joint = np.zeros(journal.n_items)
    for row in mine[-2_000:].tolist():
        user = int(bought.user[row])
        rows = slice(int(bought.start[user]), int(bought.start[user + 1]))
        near = np.abs(bought.day[rows] - bought.day[row]) <= TOGETHER_DAYS
        others = np.unique(bought.item[rows][near])
        joint[others[others != item]] += 1
    lifted = (joint + _SMOOTHING) / (joint.sum() * share + _SMOOTHING)
    return np.asarray(lifted, dtype=np.float32)


def _shared(catalogue: Catalogue, item: int) -> tuple[F32, dict[str, F32]]:
    """Share of an item's information that each other shows, and the bits of each value."""
    total = np.zeros(len(catalogue), dtype=np.float32)
    own, told = 0.0, {}
    for name, trait in catalogue.traits.items():
        count = np.bincount(trait.codes.ravel(), minlength=len(trait.values) + 1)[:-1]
        bits = -np.log((count + 0.5) / (len(catalogue) + 1)).astype(np.float32)
        told[name] = bits
        for code in trait.codes[item]:
            if code < len(trait.values):
                total += bits[code] * (trait.codes == code).any(axis=1)
                own += float(bits[code])
    return total / np.float32(max(own, 1e-9)), told


def _values(
    catalogue: Catalogue, told: dict[str, F32], one: int, other: int
) -> list[tuple[str, str]]:
    """What two items have in common by name and value, the rarest first."""
    found = []
    for name, trait in catalogue.traits.items():
        if name in _UNTOLD:
            continue
        common = set(trait.codes[one].tolist()) & set(trait.codes[other].tolist())
        known = (code for code in common if code < len(trait.values))
        found += [(-float(told[name][code]), trait.values[code], name) for code in known]
    return [(name, value) for _, value, name in sorted(found)]


def _zones(categories: pl.Series) -> NDArray[np.str_]:
    """Where on the body each category is worn; the category itself where it is not known."""
    return np.array([_zone(each) for each in categories.to_list()])


def _zone(category: str | None) -> str:
    if category is None:
        return ""
    try:
        return node(category).zone
    except UnknownNameError:
        return category


def _covered(zones: NDArray[np.str_], zone: str) -> NDArray[np.bool_]:
    """What is worn in the same place: a dress takes that of a top and of trousers."""
    parts = {"full": ("upper", "lower"), "upper": ("full",), "lower": ("full", "legs")}
    return np.isin(zones, parts.get(zone, ()))


def _companion(index: Index, item: int, score: float, reason: str) -> Companion:
    row = index.assortment.table.row(item, named=True)
    return Companion(item, row["product_id"], row["colour"], round(score, 4), reason)
