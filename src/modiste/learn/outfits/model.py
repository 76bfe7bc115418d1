r"""How well categories go together in one outfit, learnt from outfits alone.

Given the rest of an outfit, the chance that category :math:`i` fills the blank is

.. math::

    P(i \mid R) \propto \exp\Big(a_i + \sum_{j \in R} w_{ij}\Big), \qquad i \notin R, \quad
    w_{ij} = w_{ji},

fitted by maximum pseudo-likelihood over every member of every outfit (Besag 1975), pair weights
shrunk to the smoothed pointwise mutual information (Church and Hanks 1990). A choice is scored by
:math:`\log P(i \mid R) - \log q_i` with the popularity :math:`q`, and an outfit by the mean of that
over its members, so that popular categories are no better than others for being popular and large
outfits no better than small ones.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy import sparse
from scipy.optimize import minimize

from modiste.learn.outfits.sets import Blanks, Outfits
from modiste.learn.threads import one_thread
from modiste.model.errors import NotEnoughDataError

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

FEWEST = 30
"""Outfits below which nothing is learnt."""


class OutfitModelConfig(BaseModel):
    """Settings of :class:`OutfitModel`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    smoothing: float = Field(5.0, gt=0, description="Outfits that chance counts for in a pair.")
    ridge: float = Field(2.5, gt=0, description="Precision of pair weights about their start.")
    iterations: int = Field(30, ge=5, description="Steps of L-BFGS, at the most.")


class OutfitModel:
    """The model; see the module for its equations.

    Attributes:
        names: the categories, in the order of every array.
        popularity: share of each among all members.
        single: ``(categories,)`` weights of categories by themselves.
        pair: ``(categories, categories)`` symmetric pair weights, zero on the diagonal.
    """

    names: tuple[str, ...]
    popularity: F64
    single: F64
    pair: F64

    def __init__(self, config: OutfitModelConfig | None = None) -> None:
        self.config = config or OutfitModelConfig()

    def fit(self, outfits: Outfits) -> OutfitModel:
        """Learn from outfits that people made.

        Raises:
            NotEnoughDataError: fewer than 30 outfits.
        """
        if len(outfits) < FEWEST:
            raise NotEnoughDataError(
                f"{len(outfits)} outfits are too few to learn from",
                remedy=f"Gather at least {FEWEST}, or do without: slot and colour rules remain.",
            )
        self.names, self.popularity = outfits.names, outfits.popularity
        start = lift(outfits.member, self.config.smoothing)
        likelihood = _PseudoLikelihood(outfits.member, start, self.config.ridge)
        self.pair, self.single = likelihood.maximise(self.config.iterations)
        return self

    def blanks(self, sets: Bool) -> tuple[NDArray[np.int64], F64]:
        """Row and log ratio to popularity of every member of every set, given the rest of it."""
        row, column = np.nonzero(sets)
        logs = self.single + sets[row].astype(float) @ self.pair - self.pair[column]
        rest = sets[row].copy()
        rest[np.arange(len(row)), column] = False
        logs[rest] = -np.inf
        top = logs.max(axis=1)
        total = top + np.log(np.exp(logs - top[:, None]).sum(axis=1))
        chosen = logs[np.arange(len(row)), column]
        with np.errstate(divide="ignore"):
            base = np.log(np.maximum(self.popularity[column], 1e-9))
        return row, chosen - total - base

    def score(self, sets: Bool) -> F64:
        """Mean log ratio of each set, a row of ``(sets, categories)``; 0 is chance."""
        row, ratio = self.blanks(sets)
        size = np.bincount(row, minlength=len(sets))
        return np.asarray(np.bincount(row, ratio, len(sets)) / np.maximum(size, 1))

    def answer(self, questions: Blanks) -> F64:
        """``(questions, choices)`` log ratios up to a constant; the highest is the answer."""
        rest = questions.context.astype(float) @ self.pair
        logs = self.single - np.log(np.maximum(self.popularity, 1e-9)) + rest
        return np.take_along_axis(logs, questions.choices, axis=1)


class _PseudoLikelihood:
    """Penalised negative log pseudo-likelihood of all pair and single weights in one vector."""

    def __init__(self, member: Bool, start: F64, ridge: float) -> None:
        row, self.column = np.nonzero(member)
        rest = member[row].copy()
        rest[np.arange(len(row)), self.column] = False
        # Outfits are small: sparse products cost a twentieth of dense ones.
        self.rest = sparse.csr_matrix(rest.astype(np.float32))
        self.turned = self.rest.T.tocsr()
        self.barred = np.where(rest, np.float32(-30.0), np.float32(0.0))
        self.count = member.shape[1]
        self.upper = np.triu_indices(self.count, 1)
        self.start, self.ridge = start[self.upper], ridge
        self.share = np.log(member.mean(axis=0) + 1e-4)

    def maximise(self, iterations: int) -> tuple[F64, F64]:
        """Pair and single weights."""
        options = {"maxiter": iterations, "maxcor": 15}
        begin = np.concatenate([self.start, self.share])
        with one_thread():
            found = minimize(self._loss, begin, jac=True, method="L-BFGS-B", options=options).x
        return self._unpack(found)

    def _unpack(self, vector: F64) -> tuple[F64, F64]:
        pair = np.zeros((self.count, self.count))
        pair[self.upper] = vector[: len(self.start)]
        return pair + pair.T, vector[len(self.start) :]

    def _loss(self, vector: F64) -> tuple[float, F64]:
        pair, single = self._unpack(vector)
        logs = self.rest @ pair.astype(np.float32) + single.astype(np.float32) + self.barred
        logs -= logs.max(axis=1, keepdims=True)
        chance = np.exp(logs)
        total = chance.sum(axis=1, keepdims=True)
        rows = np.arange(len(logs))
        value = float(np.log(total).sum() - logs[rows, self.column].sum())
        chance /= total
        chance[rows, self.column] -= 1.0
        outer = (self.turned @ chance).astype(float)
        off = vector[: len(self.start)] - self.start
        value += 0.5 * self.ridge * float(off @ off) + 0.05 * float(single @ single)
        grad = (outer + outer.T)[self.upper] + self.ridge * off
        return value, np.concatenate([grad, chance.sum(axis=0) + 0.1 * single])


def lift(member: Bool, smoothing: float) -> F64:
    """Smoothed log ratio of how often pairs meet to how often chance would have them meet.

    Chance draws outfits of the same sizes by popularity, so that pairs are not punished for there
    being few things in an outfit.
    """
    met = member.T.astype(float) @ member
    size = member.sum(axis=1).astype(float)
    share = member.sum(axis=0) / size.sum()
    expected = np.outer(share, share) * float((size * (size - 1)).sum())
    found = np.log((met + smoothing) / (expected + smoothing))
    np.fill_diagonal(found, 0.0)
    return np.asarray(found)


def score_choices(questions: Blanks, score: Callable[[Bool], F64]) -> F64:
    """``(questions, choices)``: the score of the outfit that each choice would make."""
    columns = []
    rows = np.arange(len(questions.context))
    for k in range(questions.choices.shape[1]):
        sets = questions.context.copy()
        sets[rows, questions.choices[:, k]] = True
        columns.append(score(sets))
    return np.column_stack(columns)
