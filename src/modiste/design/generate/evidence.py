"""What the brand's tables say for and against a design: trends, profile, range."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from modiste.design.generate.apart import Range
from modiste.design.words.settings import resolved
from modiste.design.words.tables import kinds, lexical
from modiste.model.colour import colours

if TYPE_CHECKING:
    import polars as pl

SURE = 0.6
"""Confidence from which an attribute counts."""
MOST = 3.0
"""Change that is believed at most: from next to nothing, a little more is any number of times."""

Pair = tuple[str, str]


@dataclass(frozen=True)
class Trend:
    """One attribute's forecast.

    Attributes:
        name: the attribute.
        value: its value.
        change: expected share of the next year over the last, less 1.
        confidence: probability that the change has this sign.
        market: where.
    """

    name: str
    value: str
    change: float
    confidence: float
    market: str = ""


@dataclass(frozen=True)
class Evidence:
    """What is known; everything may be empty.

    Attributes:
        trends: forecasts of attributes.
        profile: by category, slot and value, the sell-through-weighted share among the brand's
            styles whose slot is known.
        support: by category and slot, how many styles the shares rest on.
        colours: main colours of the brand's styles (hex) with their weight.
        range: the styles that exist.
    """

    trends: tuple[Trend, ...] = ()
    profile: Mapping[str, Mapping[str, Mapping[str, float]]] = field(default_factory=dict)
    support: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    colours: Mapping[str, float] = field(default_factory=dict)
    range: Range | None = None


def slots_of(pairs: Iterable[Pair], category: str) -> dict[str, str]:
    """Attributes of the lexicon as slots of a garment of a category."""
    found: dict[str, str] = {}
    for name, value in pairs:
        meaning = kinds().get(value) if name == "category" else lexical().get((name, value))
        if meaning is None:
            continue
        for slot, chosen in resolved(meaning.said, category):
            if slot != "category":
                found.setdefault(slot, chosen)
    return found


def category_of(pairs: Iterable[Pair]) -> str | None:
    """The category of the studio that attributes name, if one."""
    for name, value in pairs:
        if name == "category" and value in kinds():
            found = kinds()[value].category
            if found and not found.startswith("@"):
                return found
    return None


def gathered(
    attributes: pl.DataFrame,
    titles: Mapping[str, str],
    weights: Mapping[str, float],
    readings: pl.DataFrame | None = None,
) -> Evidence:
    """Evidence from tables; a style of which no pattern is known counts as plain.

    Args:
        attributes: ``product_id, name, value, confidence`` of the brand's styles.
        titles: what to call each style.
        weights: sell-through of each style; one that is missing counts as the median.
        readings: the table ``trend_reading``, or None.
    """
    by_product: dict[str, list[Pair]] = defaultdict(list)
    rows = attributes.select("product_id", "name", "value", "confidence").iter_rows()
    for product, name, value, sure in rows:
        if sure is None or sure >= SURE:
            by_product[product].append((name, value))
    middle = sorted(weights.values())[len(weights) // 2] if weights else 1.0
    sums: dict[str, dict[str, dict[str, float]]] = defaultdict(
        lambda: defaultdict(lambda: defaultdict(float))
    )
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    shades: dict[str, float] = defaultdict(float)
    names, known = [], []
    for product, pairs in sorted(by_product.items()):
        category = category_of(pairs)
        if category is None:
            continue
        weight = max(weights.get(product, middle), 0.02)
        # Catalogues name patterns, seldom their absence.
        slots = {"print.kind": "solid"} | slots_of(pairs, category)
        for slot, value in slots.items():
            sums[category][slot][value] += weight
            counts[category][slot] += 1
        for name, value in pairs:
            hex_ = colours()[value].hex if name == "colour" and value in colours() else None
            if hex_:
                shades[hex_] += weight
        names.append(titles.get(product, product))
        known.append({"category": category, **slots})
    profile = {
        category: {slot: _shares(values) for slot, values in slots.items()}
        for category, slots in sums.items()
    }
    return Evidence(
        trends=_trends(readings),
        profile=profile,
        support={category: dict(slots) for category, slots in counts.items()},
        colours=_shares(shades),
        range=Range(names, known) if names else None,
    )


def _shares(weights: Mapping[str, float]) -> dict[str, float]:
    total = sum(weights.values())
    return {key: weight / total for key, weight in weights.items()} if total else {}


def _trends(readings: pl.DataFrame | None) -> tuple[Trend, ...]:
    if readings is None or readings.is_empty():
        return ()
    rows = readings.drop_nulls(["name", "value", "change"]).sort("series_id").iter_rows(named=True)
    best: dict[Pair, Trend] = {}
    for row in rows:
        change, sure = min(row["change"], MOST), row["confidence"] or 0.5
        trend = Trend(row["name"], row["value"], change, sure, row["market"] or "")
        old = best.get((trend.name, trend.value))
        if old is None or trend.confidence > old.confidence:
            best[trend.name, trend.value] = trend
    return tuple(best.values())


def mapped(trend: Trend, category: str) -> dict[str, str]:
    """The slots that a trend speaks of, for a category; ``colour`` → hex for colours."""
    if trend.name == "colour":
        found: Any = colours().get(trend.value)
        return {"colour": found.hex} if found is not None and found.hex else {}
    if trend.name == "category" and category_of([(trend.name, trend.value)]) != category:
        return {}  # a dress with lapels is no blazer
    return slots_of([(trend.name, trend.value)], category)
