"""Base of the models that are a sparse item-to-item matrix."""

from __future__ import annotations

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.events import ITEM
from modiste.learn.recommend.frames import Top, reasons
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask
from modiste.learn.recommend.links import (
    Links,
    contributions,
    spread,
    spread_at,
    spread_best,
    strongest,
)


class LinkedConfig(RecommenderConfig):
    """Settings of a model of links."""

    neighbours: int = Field(100, ge=1, description="Links kept for each item.")
    decay: float = Field(
        1.0,
        gt=0,
        le=1,
        description="Weight of a history's entry against the next newer one; 1 for no decay.",
    )
    forget: float | None = Field(
        None,
        gt=0,
        description="Days after which an entry of a history counts half, where times are known.",
    )


class LinkedModel(Recommender):
    """Scores are ``s(u, j) = sum over i in the history of u of c(u, i) * S(i, j)``.

    ``c(u, i) = decay^age(i) * 2^(-(t_last(u) - t(i)) / forget)``, where the age counts the entries
    of the history that are newer.
    """

    config: LinkedConfig
    _links: Links

    @property
    def links(self) -> Links:
        """The fitted item-to-item matrix."""
        return self._links

    def _coefficients(self, histories: Histories) -> Floats:
        """What each entry of the histories counts, shape (entries,)."""
        return coefficients(histories, self.config.decay, self.config.forget)

    def scores_of(self, histories: Histories) -> Floats:
        """Dense scores of the links that the histories reach."""
        return spread(self._links, histories, self._coefficients(histories))

    def _best_of(
        self, histories: Histories, k: int, allowed: Mask | None, exclude: Histories | None
    ) -> Top:
        return spread_best(
            self._links, histories, self._coefficients(histories), k, allowed, exclude
        )

    def scores_at(self, histories: Histories, items: Codes) -> Floats:
        """Scores of some items only, without dense rows."""
        return spread_at(self._links, histories, self._coefficients(histories), items)

    def because(self, histories: Histories, items: Codes) -> Codes:
        """The entry that adds most to each item's score."""
        return strongest(self._links, histories, self._coefficients(histories), items)

    def _similar_to(self, items: Codes) -> Floats:
        alone = Histories.of([[item] for item in items])
        return spread(self._links, alone, np.ones(alone.size, np.float32))

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        found = contributions(self._links, history, self._coefficients(history), item)
        if not found:
            return super()._explain(history, item)
        return reasons([(ITEM, str(self.data.items[entry]), share) for entry, share in found])

    def _state(self) -> Arrays:
        return self._links.state()

    def _restore(self, state: Arrays) -> None:
        self._links = Links.of_state(state)


def coefficients(histories: Histories, decay: float, forget: float | None) -> Floats:
    """Weights of entries by place and time; see :class:`LinkedModel`."""
    weights = np.power(decay, histories.ages, dtype=np.float64)
    if forget is not None and histories.size:
        newest = histories.times[np.maximum(histories.offsets[1:] - 1, 0)]
        gaps = np.repeat(newest, histories.lengths) - histories.times
        weights = weights * np.exp2(-np.maximum(gaps, 0.0) / forget)
    return weights.astype(np.float32)
