r"""Multinomial classifier of grouped effects: each key shifts the log odds of every class.

.. math::

    P(c \mid x) = \operatorname{softmax}_c\Big(\alpha_c + \sum_g \sum_{k \in x_g}
    B^{(g)}_{kc} / |x_g| \Big), \qquad B^{(g)}_{kc} \sim N(0, \tau_g)

A group is a kind of key (category, style, month, colour …); a row may have several keys of a group
or none. The variances :math:`\tau_g` are found by EM with Laplace variances, so that groups that
say little shrink to nothing and rare keys fall back on the others. Unknown keys have no effect.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import minimize

from modiste.learn.threads import one_thread
from modiste.model.errors import NotEnoughDataError

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

Keys = Mapping[str, pl.Series]
"""Group → one text, or one list of texts, for every row."""


class Effects:
    """The classifier; see the module for its equations.

    Args:
        classes: names of the classes.
        rounds: EM rounds for the variances.
        iterations: steps of L-BFGS in a round, at the most.
    """

    def __init__(self, classes: Sequence[str], *, rounds: int = 3, iterations: int = 40) -> None:
        self.classes = tuple(classes)
        self.rounds, self.iterations = rounds, iterations

    def fit(self, keys: Keys, label: I64) -> Effects:
        """Learn from rows and the codes of their classes.

        Raises:
            NotEnoughDataError: there are no rows.
        """
        if not len(label):
            raise NotEnoughDataError(
                "there are no labelled rows to learn from", remedy="Give some rows with labels."
            )
        self.index = {
            group: {key: at for at, key in enumerate(_flat(series).unique().drop_nulls().sort())}
            for group, series in keys.items()
        }
        self.variance = dict.fromkeys(self.index, 0.3)
        design = self._design(keys, len(label))
        count = np.bincount(label, minlength=len(self.classes)) + 0.5
        self.base = np.log(count / count.sum())
        self.weights = np.zeros((design.shape[1], len(self.classes)))
        for _ in range(self.rounds):
            self._climb(design, label)
        return self

    def _priors(self) -> F64:
        parts = [np.full(len(self.index[g]), v) for g, v in self.variance.items()]
        return np.concatenate(parts) if parts else np.zeros(0)

    def _climb(self, design: sparse.csr_matrix, label: I64) -> None:
        prior = self._priors()[:, None]
        rows, classes = len(label), len(self.classes)
        hit = np.zeros((rows, classes))
        hit[np.arange(rows), label] = 1.0
        seen = np.asarray(design.power(2).sum(axis=0)).ravel()[:, None]
        scale = 1 / np.sqrt(1 / prior + 0.2 * seen)
        turned = design.T.tocsr()

        def loss(flat: F64) -> tuple[float, F64]:
            weights = flat.reshape(-1, classes) * scale
            raw = self.base + design @ weights
            top = raw.max(axis=1, keepdims=True)
            chance = np.exp(raw - top)
            total = chance.sum(axis=1, keepdims=True)
            value = float((np.log(total) + top).sum() - raw[np.arange(rows), label].sum())
            value += 0.5 * float((weights**2 / prior).sum())
            grad = turned @ (chance / total - hit) + weights / prior
            return value, (grad * scale).ravel()

        options = {"maxiter": self.iterations, "maxcor": 15}
        start = (self.weights / scale).ravel()
        with one_thread():
            found = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
        self.weights = found.reshape(-1, classes) * scale
        chance = self._chance(design)
        curve = np.asarray(design.power(2).T @ (chance * (1 - chance)))
        spread = self.weights**2 + 1 / (1 / prior + curve)
        at = 0
        for group, index in self.index.items():
            part = spread[at : at + len(index)]
            self.variance[group] = float(np.clip(part.mean(), 1e-4, 4.0)) if len(index) else 0.3
            at += len(index)

    def _chance(self, design: sparse.csr_matrix) -> F64:
        raw = self.base + design @ self.weights
        raised = np.exp(raw - raw.max(axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def predict(self, keys: Keys) -> F64:
        """``(rows, classes)`` probabilities."""
        rows = len(next(iter(keys.values()))) if keys else 0
        return self._chance(self._design(keys, rows))

    def effect(self, group: str, key: str) -> F64 | None:
        """Effect of a key on the log odds of every class; None where it was never seen."""
        at = 0
        for name, index in self.index.items():
            if name == group:
                return self.weights[at + index[key]] if key in index else None
            at += len(index)
        return None

    def _design(self, keys: Keys, rows: int) -> sparse.csr_matrix:
        blocks = []
        for group, index in self.index.items():
            series = keys.get(group)
            blocks.append(_block(series, index, rows))
        return sparse.hstack(blocks, format="csr") if blocks else sparse.csr_matrix((rows, 0))


def _flat(series: pl.Series) -> pl.Series:
    return series.explode() if isinstance(series.dtype, pl.List) else series


def _block(series: pl.Series | None, index: Mapping[str, int], rows: int) -> sparse.csr_matrix:
    if series is None or not index:
        return sparse.csr_matrix((rows, len(index)))
    long = pl.DataFrame({"row": np.arange(rows), "key": series})
    if isinstance(series.dtype, pl.List):
        long = long.explode("key")
    codes = pl.col("key").replace_strict(dict(index), default=None, return_dtype=pl.Int64)
    long = long.with_columns(code=codes, among=pl.col("key").count().over("row"))
    long = long.drop_nulls("code").unique(["row", "code"], maintain_order=True)
    value = 1 / np.maximum(long["among"].to_numpy(), 1)
    at = (long["row"].to_numpy(), long["code"].to_numpy())
    return sparse.csr_matrix((value, at), shape=(rows, len(index)))
