"""Occasions of garments, learnt from what people say they wore them for.

The log odds of every occasion are the sum of effects of category, style and attributes
(:class:`~modiste.learn.effects.Effects`); a style with few mentions falls back on its attributes
and category. General knowledge (:mod:`modiste.styling.occasions`) is pooled with what was learnt,
and is all there is where a shop has no mentions.
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.effects import Effects
from modiste.store.lake import Snapshot
from modiste.styling.garments import Garments
from modiste.styling.occasions import (
    OCCASIONS,
    Occasions,
    distribution,
    occasion_or_none,
    rule_weights,
)

F64 = NDArray[np.float64]

FEWEST = 200
"""Mentions below which general knowledge alone decides."""

_EQUAL = 1_000.0
"""Mentions at which what was learnt counts as much as general knowledge."""


class OccasionModel:
    """Distribution of occasions by style.

    Args:
        traits: ``item, category`` and ``traits`` (list of texts) of every style.
    """

    def __init__(self, traits: pl.DataFrame) -> None:
        self.traits = traits
        self.mentions = 0

    def fit(self, mentions: pl.DataFrame) -> OccasionModel:
        """Learn from ``item, occasion`` (one of :data:`OCCASIONS`)."""
        rows = mentions.join(self.traits, on="item")
        codes = {name: code for code, name in enumerate(OCCASIONS)}
        label = rows["occasion"].replace_strict(codes, return_dtype=pl.Int64).to_numpy()
        self.mentions = rows.height
        self.effects = Effects(OCCASIONS).fit(_keys(rows), label)
        return self

    def predict(self, items: pl.DataFrame) -> F64:
        """``(rows, occasions)`` probabilities; ``items`` has the columns of ``traits``."""
        return self.effects.predict(_keys(items))


def _keys(rows: pl.DataFrame) -> dict[str, pl.Series]:
    return {"category": rows["category"], "trait": rows["traits"], "item": rows["item"]}


def traits_of(garments: Garments) -> pl.DataFrame:
    """``item, category, traits`` of every style; traits are written ``name=value``."""
    styles = garments.variants.unique("product_id", keep="first", maintain_order=True)
    listed = [
        sorted(f"{name}={value}" for name, value in garments.attributes.get(product, ()))
        for product in styles["product_id"]
    ]
    return styles.select("category", item="product_id").with_columns(
        traits=pl.Series(listed, dtype=pl.List(pl.String))
    )


def read_mentions(snapshot: Snapshot, end: dt.datetime) -> pl.DataFrame:
    """``item, occasion`` of events that name an occasion in words that are understood."""
    rows = (
        snapshot.scan("event")
        .filter(pl.col("at") < end, pl.col("occasion").is_not_null())
        .select(pl.col("product_id").alias("item"), "occasion")
        .drop_nulls()
        .collect()
    )
    words = {word: occasion_or_none(word) for word in rows["occasion"].unique()}
    named = pl.col("occasion").replace_strict(words, default=None, return_dtype=pl.String)
    return rows.with_columns(named).drop_nulls()


def occasions_of(garments: Garments, mentions: pl.DataFrame) -> dict[str, Occasions]:
    """Occasions of every style.

    Where there are at least 200 mentions, what was learnt and general knowledge are pooled
    log-linearly, the more mentions the more weight on what was learnt.
    """
    traits = traits_of(garments)
    ruled = np.array(
        [
            distribution(rule_weights(category, garments.attributes.get(item, ())))
            for item, category in traits.select("item", "category").iter_rows()
        ]
    ).reshape(-1, len(OCCASIONS))
    chance = ruled
    if mentions.height >= FEWEST and traits.height:
        learnt = OccasionModel(traits).fit(mentions).predict(traits)
        weight = mentions.height / (mentions.height + _EQUAL)
        logs = weight * np.log(learnt + 1e-6) + (1 - weight) * np.log(ruled + 1e-6)
        raised = np.exp(logs - logs.max(axis=1, keepdims=True))
        chance = raised / raised.sum(axis=1, keepdims=True)
    return {
        item: Occasions(row, chance.mean(axis=0))
        for item, row in zip(traits["item"], chance, strict=True)
    }
