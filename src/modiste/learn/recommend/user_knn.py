"""User-based collaborative filtering (Resnick and others 1994; Herlocker and others 1999).

``sim(h, v) = sum over items i of both of c(h, i) idf(i) w_vi / (|c(h)| |w_v| + shrink)`` with
``idf(i) = log(1 + U / p_i)^rarity``; the ``neighbours`` most similar users vote:
``s(h, j) = sum over them of sim(h, v)^power w_vj``. Nothing is fitted beforehand: new events count
at once, and an anonymous session is served like a known person.

Of an item only the ``recent`` users who took it last are looked at, so that the time for an answer
is bounded (as in VSKNN, Ludewig and Jannach 2018).
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.compiled import spans
from modiste.learn.recommend.frames import Top, empty_top, reasons
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import coefficients
from modiste.learn.recommend.links import Links, spread, spread_at, spread_best


class UserKNNConfig(RecommenderConfig):
    """Settings of user-based collaborative filtering."""

    neighbours: int = Field(100, ge=1, description="Similar users who vote.")
    shrink: float = Field(0.0, ge=0, description="Added below the fraction.")
    rarity: float = Field(1.0, ge=0, description="Power of an item's rarity in the similarity.")
    power: float = Field(1.0, gt=0, description="Power of the similarity in the vote.")
    recent: int = Field(5_000, ge=1, description="Users of an item that are looked at.")
    decay: float = Field(
        1.0, gt=0, le=1, description="Weight of a history's entry against the next newer one."
    )


class UserKNN(Recommender):
    """What people of the same taste took."""

    name: ClassVar[str] = "user-knn"
    because_of: ClassVar[str] = "people"
    config_class: ClassVar[type[UserKNNConfig]] = UserKNNConfig
    config: UserKNNConfig
    _witnesses: Links
    _votes: Links

    _norms: Floats

    def _learn(self, data: Interactions) -> None:
        """Put the matrix down by item, newest users first, and by user."""
        pairs = data.pairs
        squares = np.bincount(pairs.rows, pairs.weights.astype(np.float64) ** 2, data.n_users)
        self._norms = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
        rarity = np.log1p(data.n_users / np.maximum(data.popularity, 1)) ** self.config.rarity
        order = np.lexsort((pairs.rows, -pairs.times, pairs.items))
        counts = np.bincount(pairs.items, minlength=data.n_items)
        starts = np.concatenate([[0], np.cumsum(counts)])
        place = np.arange(pairs.size) - np.repeat(starts[:-1], counts)
        kept = order[place < self.config.recent]
        values = pairs.weights[kept] * rarity[pairs.items[kept]]
        if self.config.shrink == 0:
            values = values / self._norms[pairs.rows[kept]].astype(np.float64)
        offsets = np.concatenate([[0], np.cumsum(np.minimum(counts, self.config.recent))])
        self._witnesses = Links(
            offsets.astype(np.int64), pairs.rows[kept], values.astype(np.float32), data.n_users
        )
        self._votes = Links(pairs.offsets, pairs.items, pairs.weights, data.n_items)

    def _restore(self, state: Arrays) -> None:
        del state
        self._learn(self.data)

    def _voters(self, histories: Histories) -> tuple[Histories, Floats]:
        """The similar users of each history, and their votes."""
        values = coefficients(histories, self.config.decay, None)
        squares = np.bincount(histories.rows, values.astype(np.float64) ** 2, len(histories))
        own = np.sqrt(np.maximum(squares, 1e-12)).astype(np.float32)
        if self.config.shrink == 0:
            values /= np.repeat(own, histories.lengths)
            top = spread_best(
                self._witnesses, histories, values, self.config.neighbours, None, None
            )
        else:
            top = self._shrunk(histories, values, own)
        lists = Links.of_lists(top)
        voters = Histories(lists.offsets, lists.items, lists.values, np.zeros(len(lists.items)))
        return voters, np.power(np.maximum(lists.values, 0), self.config.power).astype(np.float32)

    def _shrunk(self, histories: Histories, values: Floats, own: Floats) -> Top:
        """The most similar users where few common items count less."""
        from modiste.learn.recommend.toplist import top_dense

        rows, k = len(histories), min(self.config.neighbours, self.data.n_users)
        top = empty_top(rows, k)
        block = max(1, 4_000_000 // max(self.data.n_users, 1))
        for start, end in spans(rows, block):
            wanted = histories.take(np.arange(start, end))
            part = slice(histories.offsets[start], histories.offsets[end])
            sums = spread(self._witnesses, wanted, values[part])
            sums /= own[start:end, None] * self._norms + np.float32(self.config.shrink)
            top_dense(sums, top.items[start:end], top.scores[start:end])
        return top

    def scores_of(self, histories: Histories) -> Floats:
        """Votes of the similar users."""
        voters, values = self._voters(histories)
        return spread(self._votes, voters, values)

    def scores_at(self, histories: Histories, items: Codes) -> Floats:
        """Votes for some items only."""
        voters, values = self._voters(histories)
        return spread_at(self._votes, voters, values, items)

    def _best_of(
        self, histories: Histories, k: int, allowed: Mask | None, exclude: Histories | None
    ) -> Top:
        voters, values = self._voters(histories)
        return spread_best(self._votes, voters, values, k, allowed, exclude)

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        voters, values = self._voters(history)
        took = [item in self.data.pairs.row(int(user)) for user in voters.items]
        if not any(took):
            return super()._explain(history, item)
        said = f"{sum(took)} of {len(took)} people of similar taste"
        return reasons([("people", said, float(values[took].sum()))])
