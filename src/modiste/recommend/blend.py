"""The log-linear blend: a weighted sum of signals, with weights learnt from choices.

A person chooses one item out of those on sale; P(item) ∝ exp(Σ weight × signal) is the
multinomial logit of McFadden (1974). Weights maximise the likelihood of past choices with a
Gaussian prior around the default weights, so that a small shop gets the defaults and a large one
what its customers say. A uniform sample of what was not chosen suffices (McFadden 1978).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.query import Query
from modiste.recommend.signals import Signal

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
F64 = NDArray[np.float64]

PRIOR_SD = 0.5
"""How far weights are expected to lie from the defaults."""


@dataclass(frozen=True)
class Blend:
    """A weighted sum of signals.

    Attributes:
        signals: what is added up.
        weights: one a signal.
    """

    signals: tuple[Signal, ...]
    weights: F32

    @property
    def named(self) -> dict[str, float]:
        """Weights by signal."""
        pairs = zip(self.signals, self.weights, strict=True)
        return {signal.name: round(float(weight), 4) for signal, weight in pairs}

    def score(self, query: Query, items: I64 | None = None) -> F32:
        """Score of each item; only differences mean something."""
        return self.added(self.rows(query, items))

    def added(self, rows: list[F32]) -> F32:
        """Score of each item from what every signal says."""
        if not rows:
            raise ValueError("a blend without signals")
        total: F32 = self.weights[0] * rows[0]
        part = np.empty_like(total)
        for weight, row in zip(self.weights[1:], rows[1:], strict=True):
            if weight:
                total += np.multiply(row, weight, out=part)
        return total

    def rows(self, query: Query, items: I64 | None = None) -> list[F32]:
        """What every signal says of items."""
        return [signal.row(query, items) for signal in self.signals]

    def matrix(self, query: Query, items: I64) -> F32:
        """Every signal of some items, ``(items, signals)``."""
        return np.stack(self.rows(query, items), axis=1)

    @property
    def names(self) -> list[str]:
        """Names of the signals."""
        return [signal.name for signal in self.signals]


@dataclass(frozen=True)
class Choices:
    """Past choices to learn from.

    Attributes:
        signals: ``(choices, alternatives, signals)``; the first alternative was chosen.
        weight: of each choice, ``(choices,)``.
    """

    signals: F32
    weight: F64

    @classmethod
    def joined(cls, parts: Sequence[Choices]) -> Choices:
        """Several together."""
        return cls(
            np.concatenate([each.signals for each in parts]),
            np.concatenate([each.weight for each in parts]),
        )


def fit_weights(
    choices: Choices, default: F32, *, least: F32 | None = None, prior_sd: float = PRIOR_SD
) -> F32:
    """Weights of the highest posterior likelihood.

    Args:
        choices: past choices.
        default: mean of the prior.
        least: lower bound of each weight; none by default.
        prior_sd: its standard deviation, the same for every signal.

    Returns:
        One weight a signal; the default ones where there are no choices.
    """
    if not len(choices.weight):
        return default
    from scipy.optimize import minimize

    start = default.astype(np.float64)
    # Differences to the chosen alternative: its own signal is then nought.
    gap = choices.signals - choices.signals[:, :1]

    def loss(weights: F64) -> tuple[float, F64]:
        score = (gap @ weights.astype(np.float32)).astype(np.float64)
        top = score.max(axis=1, keepdims=True)
        likely = np.exp(score - top)
        total = likely.sum(axis=1, keepdims=True)
        likely *= choices.weight[:, None] / total
        value = choices.weight @ (np.log(total) + top)[:, 0]
        slope = np.einsum("qc,qcj->j", likely.astype(np.float32), gap, optimize=True)
        away = (weights - start) / prior_sd**2
        return float(value + 0.5 * away @ (weights - start)), slope.astype(np.float64) + away

    bounds = None if least is None else [(float(low), None) for low in least]
    found = minimize(
        loss, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"maxiter": 100}
    )
    return np.asarray(found.x, dtype=np.float32)
