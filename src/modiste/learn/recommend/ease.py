"""EASE (Steck 2019): each item as a linear function of the others, in closed form.

Dense, for catalogues of up to ``dense_items``: with ``P = (X^T X + penalty I)^-1`` the matrix is
``B(i, j) = -P(i, j) / P(j, j)``, 0 on the diagonal. Column j of it is the ridge regression of item
j on all other items.

Sparse, for larger ones: the same ridge regression of each item on the ``support`` items that go
with it most (by cosine) alone: ``(G_NN + penalty I) b = G_Nj``. With everything as support it is
the dense one.
"""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
from pydantic import Field

from modiste.learn.recommend.compiled import in_blocks
from modiste.learn.recommend.cooccurrence import Pairing, strongest_links
from modiste.learn.recommend.histories import Doubles, Floats
from modiste.learn.recommend.interactions import Interactions
from modiste.learn.recommend.linked import LinkedConfig, LinkedModel
from modiste.learn.recommend.links import Links
from modiste.model.errors import InputError


class EaseConfig(LinkedConfig):
    """Settings of EASE."""

    neighbours: int = Field(300, ge=1, description="Links kept for each item.")
    penalty: float = Field(50.0, gt=0, description="L2 penalty.")
    dense_items: int = Field(
        4_000, ge=0, description="Items up to which all are solved at once; beyond, on a support."
    )
    support: int = Field(100, ge=1, description="Items on which one is regressed, where sparse.")
    memory: float = Field(
        2.0, gt=0, description="Gigabytes that sums of pairs may take; more is refused."
    )


class Ease(LinkedModel):
    """Linear item-to-item weights, negative ones included."""

    name: ClassVar[str] = "ease"
    because_of: ClassVar[str] = "taste"
    config_class: ClassVar[type[EaseConfig]] = EaseConfig
    config: EaseConfig

    def _learn(self, data: Interactions) -> None:
        gram = _gram(data, self.config.memory)
        if data.n_items <= self.config.dense_items:
            self._links = _kept(_dense_weights(gram.toarray(), self.config.penalty), self.config)
        else:
            self._links = self._sparse(data, gram)

    def _sparse(self, data: Interactions, gram: Any) -> Links:
        from modiste.learn.recommend.regress import Gram, regress_columns

        pairs = data.pairs
        values = None if bool((pairs.weights == 1).all()) else pairs.weights
        pairing = Pairing.cosine(pairs, data.n_items, values, 0.0)
        support = strongest_links(pairs, data.n_items, pairing, self.config.support)
        sums = Gram(gram.indptr.astype(np.int64), gram.indices.astype(np.int32), gram.data)
        weights = np.zeros(len(support.items), np.float32)
        in_blocks(
            lambda start, end: regress_columns(
                sums,
                support.offsets,
                support.items,
                self.config.penalty,
                start,
                end,
                weights,
            ),
            data.n_items,
            256,
        )
        return _turned(Links(support.offsets, support.items, weights))


def pair_bytes(data: Interactions) -> float:
    """Bytes that the sums of all pairs of items take at most, as a sparse matrix of doubles."""
    filled = min(float((data.pairs.lengths.astype(np.float64) ** 2).sum()), data.n_items**2)
    return 12.0 * filled


def _gram(data: Interactions, memory: float) -> Any:
    """``X^T X`` as a sparse matrix.

    Raises:
        InputError: it may take more memory than allowed.
    """
    from scipy import sparse

    needed = pair_bytes(data) / 1e9
    if needed > memory:
        raise InputError(
            f"EASE on {data.n_items:,} items may take {needed:.1f} GB",
            remedy=f"Use item-knn, or allow more than {memory:g} GB (setting memory).",
        )
    pairs = data.pairs
    matrix = sparse.csr_matrix(
        (pairs.weights.astype(np.float64), pairs.items, pairs.offsets),
        shape=(data.n_users, data.n_items),
    )
    return (matrix.T @ matrix).tocsr()


def _dense_weights(gram: Doubles, penalty: float) -> Doubles:
    """The matrix B of EASE, shape (items, items)."""
    from scipy import linalg

    gram[np.diag_indices_from(gram)] += penalty
    inverse: Doubles = linalg.inv(gram, overwrite_a=True, check_finite=False)
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def _kept(weights: Doubles, config: EaseConfig) -> Links:
    """The largest weights of each row, by size."""
    k = min(config.neighbours, len(weights))
    chosen = np.argpartition(-np.abs(weights), k - 1, axis=1)[:, :k]
    values = np.take_along_axis(weights, chosen, axis=1)
    order = np.lexsort((chosen, -values), axis=1)
    items = np.take_along_axis(chosen, order, axis=1)
    values = np.take_along_axis(values, order, axis=1)
    real = values != 0
    offsets = np.concatenate([[0], np.cumsum(real.sum(axis=1))]).astype(np.int64)
    return Links(offsets, items[real].astype(np.int32), values[real].astype(np.float32))


def _turned(columns: Links) -> Links:
    """Links of columns as links of rows, largest first."""
    rows = np.repeat(np.arange(len(columns), dtype=np.int32), np.diff(columns.offsets))
    order = np.lexsort((rows, -columns.values, columns.items))
    counts = np.bincount(columns.items, minlength=len(columns))
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    values: Floats = columns.values[order]
    return Links(offsets, rows[order], values)
