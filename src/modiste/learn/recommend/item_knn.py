"""Item-based collaborative filtering (Sarwar and others 2001): items that the same people took.

With V the weighted users × items matrix, ``S(i, j) = (v_i . v_j) / (|v_i| |v_j| + shrink)`` and the
strongest ``neighbours`` of each item are kept. Weightings of an entry with weight w:

- cosine: V = w;
- tf-idf: V = sqrt(w) (log(I) - log(1 + n_u)), n_u the number of items of the user, I of all items:
  who takes everything says little;
- bm25: V = w (K + 1) / (K (1 - B + B p_i / mean p) + w) (log(I) - log(1 + n_u)), p_i the summed
  weight of the item; here S is the inner product, without norms, as in Lucene's and implicit's
  BM25.
"""

from __future__ import annotations

from typing import ClassVar, Literal

import numpy as np
from pydantic import Field

from modiste.learn.recommend.cooccurrence import Pairing, renewed_links, strongest_links
from modiste.learn.recommend.extend import Extended
from modiste.learn.recommend.histories import Doubles, Floats, Histories, Mask
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import LinkedConfig, LinkedModel


class ItemKNNConfig(LinkedConfig):
    """Settings of item-based collaborative filtering."""

    weighting: Literal["cosine", "tf-idf", "bm25"] = Field(
        "cosine", description="How entries of the matrix are weighted."
    )
    shrink: float = Field(
        0.0, ge=0, description="Added below the fraction, so that few witnesses count less."
    )
    saturation: float = Field(100.0, gt=0, description="K of BM25.")
    length: float = Field(0.8, ge=0, le=1, description="B of BM25.")


class ItemKNN(LinkedModel):
    """Items that go with those of the history."""

    name: ClassVar[str] = "item-knn"
    config_class: ClassVar[type[ItemKNNConfig]] = ItemKNNConfig
    config: ItemKNNConfig

    def _learn(self, data: Interactions) -> None:
        pairing = self._pairing(data)
        self._links = strongest_links(data.pairs, data.n_items, pairing, self.config.neighbours)

    def _extend(self, more: Extended) -> None:
        if self.config.weighting == "bm25" or (
            self.config.weighting == "tf-idf" and more.data.n_items > self.data.n_items
        ):
            self._learn(more.data)  # the mean length, or the number of items, moves every weight
            return
        old = self._links.renamed(more.items, more.data.n_items)
        changed = changed_items(more)
        self._links = renewed_links(
            old,
            more.data.pairs,
            more.data.n_items,
            self._pairing(more.data),
            self.config.neighbours,
            changed,
        )

    def _pairing(self, data: Interactions) -> Pairing:
        values = self._weighted(data.pairs, data.n_items)
        if self.config.weighting == "bm25":
            ones = np.ones(data.n_items)
            return Pairing(values, ones, ones, ones, self.config.shrink)
        return Pairing.cosine(data.pairs, data.n_items, values, self.config.shrink)

    def _weighted(self, pairs: Histories, items: int) -> Floats | None:
        """The matrix V by entry; ``None`` if it is all ones."""
        weights = pairs.weights.astype(np.float64)
        if self.config.weighting == "cosine":
            return None if bool((weights == 1).all()) else pairs.weights
        rarity = np.repeat(np.log(items) - np.log1p(pairs.lengths), pairs.lengths)
        if self.config.weighting == "tf-idf":
            rare: Doubles = np.sqrt(weights) * rarity
            return rare.astype(np.float32)
        k = self.config.saturation
        sums = np.bincount(pairs.items, weights=weights, minlength=items)
        norm = 1 - self.config.length + self.config.length * sums / sums.mean()
        found: Doubles = weights * (k + 1) / (k * norm[pairs.items] + weights) * rarity
        return found.astype(np.float32)


def changed_items(more: Extended) -> Mask:
    """Items whose column of the matrix may have changed: all items of users with new events."""
    changed = np.zeros(more.data.n_items, bool)
    changed[more.data.pairs.take(more.touched).items] = True
    return changed
