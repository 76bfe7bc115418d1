"""What a person takes again (after Bhagat and others 2018, "Buy It Again").

``s(u, i) = r_i * w_ui * 2^(-(now - t(u, i)) / forget)`` for the items i of the history, where
``r_i = (b_i + prior * r) / (n_i + prior)`` is the smoothed share of an item's n_i users who took it
more than once (b_i), and r that share over all items. Without real times the age in places takes
the place of days: ``decay^age``.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.frames import NOTHING
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import coefficients


class RepurchaseConfig(RecommenderConfig):
    """Settings of repurchase."""

    prior: float = Field(20.0, gt=0, description="Users that smooth an item's share of repeaters.")
    forget: float = Field(60.0, gt=0, description="Days after which a purchase counts half.")
    decay: float = Field(
        0.9, gt=0, le=1, description="Weight of one more place back, where times are unknown."
    )


class Repurchase(Recommender):
    """The person's own items again; ask it with ``filter_seen=False``."""

    name: ClassVar[str] = "repurchase"
    config_class: ClassVar[type[RepurchaseConfig]] = RepurchaseConfig
    config: RepurchaseConfig
    _rates: Doubles

    def _learn(self, data: Interactions) -> None:
        events = data.events
        key = events.rows.astype(np.int64) * data.n_items + events.items
        pairs, counts = np.unique(key, return_counts=True)
        items = pairs % data.n_items
        users = np.bincount(items, minlength=data.n_items)
        again = np.bincount(items, weights=counts > 1, minlength=data.n_items)
        overall = again.sum() / max(users.sum(), 1)
        self._rates = (again + self.config.prior * overall) / (users + self.config.prior)
        self._moment = np.array([data.now, float(data.timed)])

    _moment: Doubles

    def scores_of(self, histories: Histories) -> Floats:
        """Scores of the histories' own items."""
        scores = np.full((len(histories), len(self._rates)), NOTHING, np.float32)
        now, timed = self._moment
        if timed:
            fresh = np.exp2(-np.maximum(now - histories.times, 0.0) / self.config.forget)
        else:
            fresh = coefficients(histories, self.config.decay, None).astype(np.float64)
        found = self._rates[histories.items] * histories.weights * fresh
        positive = found > 0
        scores[histories.rows[positive], histories.items[positive]] = found[positive]
        return scores

    def _similar_to(self, items: Codes) -> Floats:
        return np.full((len(items), len(self._rates)), NOTHING, np.float32)

    def because(self, histories: Histories, items: Codes) -> Codes:
        """The item itself, where it is in the history."""
        found = np.full(items.shape, -1, np.int32)
        for row in range(len(items)):
            own = np.isin(items[row], histories.row(row))
            found[row, own] = items[row, own]
        return found

    def _state(self) -> Arrays:
        return {"rates": self._rates, "moment": self._moment}

    def _restore(self, state: Arrays) -> None:
        self._rates, self._moment = state["rates"], state["moment"]
