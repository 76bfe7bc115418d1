"""What most people take now.

Score of item i: ``sum over users u of w(u, i) * 2^(-(now - t(u, i)) / half_life) * season(i)``,
where the season is the smoothed lift of the item in the present month of the year:
``(n(i, month) + s p) / (n(i) + s) / p`` with p the month's share of all events and s the
``season_prior``.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.recency import recent_popularity


class PopularityConfig(RecommenderConfig):
    """Settings of popularity."""

    season_prior: float = Field(
        0.0, ge=0, description="Events that smooth the lift of the month; 0 leaves season out."
    )


class Popularity(Recommender):
    """The same list for all, without what each took already."""

    name: ClassVar[str] = "popularity"
    because_of: ClassVar[str] = "popularity"
    config_class: ClassVar[type[PopularityConfig]] = PopularityConfig
    config: PopularityConfig

    _scores: Floats

    def _learn(self, data: Interactions) -> None:
        counts = recent_popularity(data, self.config.half_life)
        if data.timed and self.config.season_prior > 0:
            counts = counts * _season_lift(data, self.config.season_prior)
        self._scores = counts.astype(np.float32)

    def scores_of(self, histories: Histories) -> Floats:
        """The same scores for every history."""
        return np.broadcast_to(self._scores, (len(histories), len(self._scores)))

    def _similar_to(self, items: Codes) -> Floats:
        return np.broadcast_to(self._scores, (len(items), len(self._scores)))

    def _state(self) -> Arrays:
        return {"scores": self._scores}

    def _restore(self, state: Arrays) -> None:
        self._scores = state["scores"]


def _season_lift(data: Interactions, prior: float) -> Doubles:
    """Lift of the month of the newest event, for each item."""
    pairs = data.pairs
    days = np.concatenate([pairs.times, [data.now]]).astype("datetime64[D]")
    months = days.astype("datetime64[M]").astype(np.int64) % 12
    here = months[:-1] == months[-1]
    inside = np.bincount(pairs.items[here], minlength=data.n_items)
    share = here.mean()
    lift: Doubles = (inside + prior * share) / (data.popularity + prior) / share
    return lift
