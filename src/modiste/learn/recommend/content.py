"""Content: items like those of the history, by their attributes, texts and image vectors.

With ``a_f(i)`` the unit vector of field f (see ``attributes``), items are compared by
``cos(i, j) = sum over f of weight_f a_f(i) . a_f(j)`` and a history scores
``s(u, j) = sum over i of c(u, i) cos(i, j) / sum over i of c(u, i)``. An item needs no event.

The weights are learnt from what people take one after the other: ``weight_f`` is proportional to
``max(0, m - r) / d``, with m the mean of ``a_f . a_f`` over such pairs, r its mean and d its
deviation over random pairs, drawn by popularity. Without pairs all fields weigh the same.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import polars as pl
from pydantic import Field

from modiste.learn.recommend.attributes import fields_of
from modiste.learn.recommend.base import Arrays, Recommender, RecommenderConfig
from modiste.learn.recommend.events import ITEM
from modiste.learn.recommend.frames import NOTHING, reasons
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Histories
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import coefficients
from modiste.model.errors import NotEnoughDataError


class ContentConfig(RecommenderConfig):
    """Settings of content."""

    decay: float = Field(
        0.8, gt=0, le=1, description="Weight of a history's entry against the next newer one."
    )
    pairs: int = Field(50_000, ge=1, description="Pairs of items that weights are learnt from.")
    seed: int = Field(0, ge=0, description="Seed of the draw of pairs.")


class Content(Recommender):
    """Items that look like those of the history; new ones too."""

    name: ClassVar[str] = "content"
    because_of: ClassVar[str] = "attribute"
    config_class: ClassVar[type[ContentConfig]] = ContentConfig
    config: ContentConfig
    weights: dict[str, float]
    """Weight of each field; they sum to 1."""

    _matrix: Any
    _labels: list[str]

    def _learn(self, data: Interactions) -> None:
        fields = self._fields(data)
        lifts = np.array([self._lift(field.matrix, data) for field in fields])
        shares = lifts / lifts.sum() if lifts.sum() > 0 else np.full(len(fields), 1 / len(fields))
        self._build(data, shares)

    def _fields(self, data: Interactions) -> list[Any]:
        fields = [] if data.item_table is None else fields_of(data.item_table, ITEM)
        if not fields:
            raise NotEnoughDataError(
                "content needs attributes of the items",
                remedy="Give a table of items with columns such as colour, category or text.",
            )
        return fields

    def _lift(self, matrix: Any, data: Interactions) -> float:
        """How much more alike a field is in pairs taken one after the other."""
        events = data.events
        inside = np.flatnonzero((np.diff(events.rows) == 0) & (np.diff(events.items) != 0))
        if not len(inside):
            return 0.0
        rng = np.random.default_rng(self.config.seed)
        places = rng.choice(inside, min(self.config.pairs, len(inside)), replace=False)
        real = _alike(matrix, events.items[places], events.items[places + 1])
        others = [rng.choice(events.items, len(places)) for _ in range(2)]
        chance = _alike(matrix, *others)
        return float(max(real.mean() - chance.mean(), 0.0) / (chance.std() + 1e-3))

    def _build(self, data: Interactions, shares: Doubles) -> None:
        """Put the weighted fields side by side."""
        from scipy import sparse

        fields = self._fields(data)
        self.weights = {
            field.name: float(share) for field, share in zip(fields, shares, strict=True)
        }
        self._matrix = sparse.hstack(
            [field.matrix * np.sqrt(share) for field, share in zip(fields, shares, strict=True)],
            format="csr",
        ).astype(np.float32)
        self._matrix.eliminate_zeros()
        self._labels = [label for field in fields for label in field.labels]
        self._known = np.diff(self._matrix.indptr) > 0

    def vectors(self) -> Any:
        """Vectors of all items whose products are the cosines, sparse (items, columns)."""
        return self._matrix

    def scores_of(self, histories: Histories) -> Floats:
        """Mean similarity to the history's items."""
        scores = np.asarray((self._profiles(histories) @ self._matrix.T).todense(), np.float32)
        scores[:, ~self._known] = NOTHING
        scores[histories.lengths == 0] = NOTHING
        return scores

    def _profiles(self, histories: Histories) -> Any:
        from scipy import sparse

        values = coefficients(histories, self.config.decay, None)
        sums = np.bincount(histories.rows, values, len(histories))
        taken = sparse.csr_matrix(
            (values / sums[histories.rows], histories.items, histories.offsets),
            shape=(len(histories), self._matrix.shape[0]),
        )
        return (taken.astype(np.float32) @ self._matrix).tocsr()

    def _similar_to(self, items: Codes) -> Floats:
        scores = np.asarray((self._matrix[items] @ self._matrix.T).todense(), np.float32)
        scores[:, ~self._known] = NOTHING
        scores[~self._known[items]] = NOTHING
        return scores

    def because(self, histories: Histories, items: Codes) -> Codes:
        """The entry of the history that is most like each item."""
        found = np.full(items.shape, -1, np.int32)
        for row in np.flatnonzero(histories.lengths):
            own = histories.row(int(row))
            asked = items[row]
            alike = (self._matrix[own] @ self._matrix[np.maximum(asked, 0)].T).toarray()
            best = alike.argmax(axis=0)
            real = (asked >= 0) & (alike[best, np.arange(len(asked))] > 0)
            found[row, real] = own[best[real]]
        return found

    def _explain(self, history: Histories, item: int) -> pl.DataFrame:
        """The attributes that profile and item share."""
        shared = self._profiles(history).multiply(self._matrix[item]).tocoo()
        if not shared.nnz:
            return super()._explain(history, item)
        sums: dict[str, float] = {}
        for column, value in zip(shared.col, shared.data, strict=True):
            label = self._labels[int(column)]
            sums[label] = sums.get(label, 0.0) + float(value)
        return reasons([("attribute", label, value) for label, value in sums.items()])

    def _state(self) -> Arrays:
        return {"shares": np.array(list(self.weights.values()))}

    def _restore(self, state: Arrays) -> None:
        self._build(self.data, state["shares"])


def _alike(matrix: Any, left: Codes, right: Codes) -> Doubles:
    """Products of pairs of rows."""
    return np.asarray(matrix[left].multiply(matrix[right]).sum(axis=1), np.float64).ravel()
