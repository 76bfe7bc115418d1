"""What every distribution of demand can say."""

from __future__ import annotations

from typing import Protocol, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


class Distribution(Protocol):
    """Demand of n series over some span; arguments and results broadcast with shape (n,).

    The second-order loss is the tail sum of the first: Σ_{y > x} E[(D − y)⁺] for whole numbers,
    ½ E[((D − x)⁺)²] otherwise (Zipkin, Foundations of Inventory Management, §C.2.3; Snyder and
    Shen, Fundamentals of Supply Chain Theory, §C.3). Costs of policies with lots need nothing else.
    """

    def rows(self, index: NDArray[np.intp]) -> Self:
        """The distribution of some of the series."""

    @property
    def whole(self) -> bool:
        """Whether demand comes in whole units."""

    @property
    def mean(self) -> Floats:
        """Expected units, shape (n,)."""

    @property
    def variance(self) -> Floats:
        """Variance of the units, shape (n,)."""

    def cdf(self, x: ArrayLike) -> Floats:
        """Chance that demand is at most x."""

    def quantile(self, level: ArrayLike) -> Floats:
        """Least x that demand stays at or below with a chance of at least the level in (0, 1)."""

    def loss(self, x: ArrayLike) -> Floats:
        """Expected units short of a stock x: E[(D − x)⁺]."""

    def second_loss(self, x: ArrayLike) -> Floats:
        """Second-order loss of a stock x; see above."""
