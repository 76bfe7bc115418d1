"""Implicit ALS, well regularised (Hu and others 2008; Rendle and others 2022, "Revisiting iALS").

Minimises, by turns, over the vectors x of users and y of items::

    sum over pairs (u, i) of w_ui (x_u . y_i - 1)^2
    + unobserved * sum over all u and i of (x_u . y_i)^2
    + penalty * sum over u of (n_u + unobserved * I)^power |x_u|^2
    + penalty * sum over i of (n_i + unobserved * U)^power |y_i|^2

with n the number of pairs, U of users and I of items. Each least-squares problem is solved by a few
steps of conjugate gradients from where it stood (Takacs and others 2011). A history is folded in
the same way, to the end.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.compiled import in_blocks
from modiste.learn.recommend.events import ITEM
from modiste.learn.recommend.frames import NOTHING, reasons
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories, Mask
from modiste.learn.recommend.interactions import Interactions


class ALSConfig(RecommenderConfig):
    """Settings of implicit ALS."""

    factors: int = Field(128, ge=1, description="Length of the vectors.")
    sweeps: int = Field(12, ge=1, description="Turns.")
    unobserved: float = Field(0.02, ge=0, description="Weight of a pair that was not seen.")
    penalty: float = Field(0.003, gt=0, description="L2 penalty.")
    power: float = Field(
        1.0, ge=0, le=1, description="How the penalty grows with the number of pairs (nu)."
    )
    spread: float = Field(0.1, gt=0, description="Deviation of the first vectors' length.")
    steps: int = Field(3, ge=1, description="Steps of conjugate gradients in a turn.")
    seed: int = Field(0, ge=0, description="Seed of the first vectors.")


class ALS(Recommender):
    """Vectors of people and items whose product tells what is taken."""

    name: ClassVar[str] = "als"
    because_of: ClassVar[str] = "taste"
    config_class: ClassVar[type[ALSConfig]] = ALSConfig
    config: ALSConfig
    _vectors: Floats
    _known: Mask
    _item_gram: Floats

    def _learn(self, data: Interactions) -> None:
        config, pairs = self.config, data.pairs
        rng = np.random.default_rng(config.seed)
        scale = config.spread / np.sqrt(config.factors)
        items = rng.normal(0, scale, (data.n_items, config.factors)).astype(np.float32)
        users = rng.normal(0, scale, (data.n_users, config.factors)).astype(np.float32)
        turned = _turned(pairs, data.n_items)
        of_users = self._penalties(pairs, data.n_items)
        of_items = self._penalties(turned, data.n_users)
        for _ in range(config.sweeps):
            _solve(pairs, items, self._gram(items), of_users, users, config.steps)
            _solve(turned, users, self._gram(users), of_items, items, config.steps)
        items[data.popularity == 0] = 0
        self._restore({"vectors": items})

    def _gram(self, vectors: Floats) -> Floats:
        """``unobserved Y^T Y``."""
        wide = vectors.astype(np.float64)
        return (self.config.unobserved * (wide.T @ wide)).astype(np.float32)

    def _penalties(self, rows: Histories, others: int) -> Floats:
        sizes = rows.lengths + self.config.unobserved * others
        return (self.config.penalty * sizes**self.config.power).astype(np.float32)

    def vectors_of(self, histories: Histories) -> Floats:
        """The vectors that fit histories best, shape (rows, factors)."""
        found = np.zeros((len(histories), self.config.factors), np.float32)
        penalties = self._penalties(histories, len(self._vectors))
        steps = 2 * self.config.factors
        _solve(histories, self._vectors, self._item_gram, penalties, found, steps)
        return found

    def scores_of(self, histories: Histories) -> Floats:
        """Products of vectors; nothing for an empty history or an item never taken."""
        scores = self.vectors_of(histories) @ self._vectors.T
        scores[:, ~self._known] = NOTHING
        scores[histories.lengths == 0] = NOTHING
        return scores

    def _similar_to(self, items: Codes) -> Floats:
        length = np.linalg.norm(self._vectors, axis=1)
        unit = self._vectors / np.maximum(length, 1e-12)[:, None]
        scores: Floats = unit[items] @ unit.T
        scores[:, ~self._known] = NOTHING
        scores[~self._known[items]] = NOTHING
        return scores

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        """Shares of the history's entries: ``y_j . A^-1 y_i w_i`` (Hu and others 2008)."""
        if not history.size or not self._known[item]:
            return super()._explain(history, item)
        taken = self._vectors[history.items].astype(np.float64)
        weights = history.weights.astype(np.float64)
        matrix = self._item_gram + (taken * weights[:, None]).T @ taken
        matrix += self._penalties(history, len(self._vectors))[0] * np.eye(len(matrix))
        pulled = np.linalg.solve(matrix, self._vectors[item].astype(np.float64))
        shares: Doubles = (taken @ pulled) * weights
        names = self.data.items.gather(history.items)
        return reasons([(ITEM, name, float(s)) for name, s in zip(names, shares, strict=True)])

    def _state(self) -> Arrays:
        return {"vectors": self._vectors}

    def _restore(self, state: Arrays) -> None:
        self._vectors = state["vectors"]
        self._item_gram = self._gram(self._vectors)
        self._known = np.abs(self._vectors).sum(axis=1) > 0


def _turned(pairs: Histories, items: int) -> Histories:
    """The matrix by item."""
    order = np.argsort(pairs.items, kind="stable")
    counts = np.bincount(pairs.items, minlength=items)
    return Histories(
        np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        pairs.rows[order],
        pairs.weights[order],
        pairs.times[order],
    )


def _solve(
    rows: Histories, others: Floats, gram: Floats, penalties: Floats, vectors: Floats, steps: int
) -> None:
    """Improve the vectors of rows in place, given those of the other side."""
    from modiste.learn.recommend.gradients import Rows, improve

    entries = Rows(rows.offsets, rows.items, rows.weights)
    in_blocks(
        lambda start, end: improve(entries, others, gram, penalties, steps, start, end, vectors),
        len(rows),
        1024,
    )
