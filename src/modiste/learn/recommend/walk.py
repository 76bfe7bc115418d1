"""RP3beta (Paudel and others 2017): random walks of three steps, popular ends held back.

``S(i, j) = sum over users u of (w_ui / d_i)^alpha (w_uj / d_u)^alpha / d_j^beta``, where d is the
summed weight of an item or user. In terms of the symmetric sums
``a(i, j) = sum over u of w_ui^alpha w_uj^alpha d_u^-alpha`` that is
``left(i) a(i, j) right(j)`` with ``left(i) = d_i^-alpha`` and ``right(j) = d_j^-beta``.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.recommend.cooccurrence import Pairing, renewed_links, strongest_links
from modiste.learn.recommend.extend import Extended
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.item_knn import changed_items
from modiste.learn.recommend.linked import LinkedConfig, LinkedModel


class RandomWalkConfig(LinkedConfig):
    """Settings of random walks."""

    alpha: float = Field(0.7, gt=0, description="Power of the probabilities of a step.")
    beta: float = Field(0.2, ge=0, description="Power of the popularity that is divided by.")


class RandomWalk(LinkedModel):
    """Where walks from the history's items end."""

    name: ClassVar[str] = "rp3beta"
    config_class: ClassVar[type[RandomWalkConfig]] = RandomWalkConfig
    config: RandomWalkConfig

    def _learn(self, data: Interactions) -> None:
        self._links = strongest_links(
            data.pairs, data.n_items, self._pairing(data), self.config.neighbours
        )

    def _extend(self, more: Extended) -> None:
        self._links = renewed_links(
            self._links.renamed(more.items, more.data.n_items),
            more.data.pairs,
            more.data.n_items,
            self._pairing(more.data),
            self.config.neighbours,
            changed_items(more),
        )

    def _pairing(self, data: Interactions) -> Pairing:
        pairs, alpha = data.pairs, self.config.alpha
        weights = pairs.weights.astype(np.float64)
        of_items = np.maximum(np.bincount(pairs.items, weights, data.n_items), 1e-12)
        of_users = np.maximum(np.bincount(pairs.rows, weights, data.n_users), 1e-12)
        values = weights**alpha * of_users[pairs.rows] ** (-alpha / 2)
        ones = np.ones(data.n_items)
        return Pairing(
            values.astype(np.float32), of_items**-alpha, of_items**-self.config.beta, ones
        )
