"""Lines cut into what can be bought of them step by step, each step worth less than the last."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.buying.season import SeasonBuy, buy
from modiste.learn.distributions import Floats

RARE = 1e-4
"""Chance of selling the last unit that is bought for a supplier's minimum."""


@dataclass(frozen=True)
class Chunks:
    """Steps of all lines, those of a line one after the other; arrays of shape (m,).

    The first step of a line is its minimum, the others are packs. As profit is concave, value a
    unit falls from step to step.

    Attributes:
        line: the line.
        units: what the step adds.
        cost: what it costs.
        value: profit it is expected to add.
        lines: number of lines, with steps or without.
    """

    line: NDArray[np.intp]
    units: Floats
    cost: Floats
    value: Floats
    lines: int

    @cached_property
    def density(self) -> Floats:
        """Profit for each unit of money, never rising along a line; the costs are above 0.

        Where profit is nearly straight, rounding could let a step come before the one below it, so
        the running minimum of each line is taken: of all lines at once, each moved far below the
        one before.
        """
        density = self.value / self.cost
        if not len(density):
            return density
        apart = self.line * (float(np.ptp(density)) + 1.0)
        falling: Floats = np.minimum.accumulate(density - apart) + apart
        return falling

    def quantities(self, taken: NDArray[np.bool_]) -> Floats:
        """Units of each line when some steps are taken."""
        bought = np.bincount(self.line[taken], weights=self.units[taken], minlength=self.lines)
        return bought.astype(float)


def chunks(problem: SeasonBuy, beyond: NDArray[np.bool_] | None = None) -> Chunks:
    """All steps of each line up to its most profitable quantity.

    Args:
        problem: n lines.
        beyond: lines, shape (n,), whose steps go on to what sells with a chance of 1 in 10,000,
            at a loss; a supplier's minimum may be worth it.
    """
    best = buy(problem).quantity
    pack = np.asarray(problem.pack)
    least = np.ceil(np.maximum(np.asarray(problem.moq), 1.0) / pack) * pack
    if beyond is not None and beyond.any():
        assert problem.with_markdown is not None  # noqa: S101
        sold = problem.with_markdown.quantile(1 - RARE) - problem.have
        top = np.floor(np.minimum(sold, problem.most) / pack) * pack
        best = np.where(beyond & (top >= least), np.maximum(top, best), best)
    counts = np.where(best > 0, np.rint((best - least) / pack) + 1, 0).astype(np.int64)
    line = np.repeat(np.arange(len(problem)), counts)
    place = np.arange(len(line)) - np.repeat(np.cumsum(counts) - counts, counts)
    bought = least[line] + place * pack[line]
    units = np.where(place == 0, least[line], pack[line])
    total = problem.rows(line).profit(bought) if len(line) else np.zeros(0)
    before = np.where(place == 0, 0.0, np.concatenate([[0.0], total[:-1]])[: len(total)])
    cost = units * np.asarray(problem.unit_cost)[line]
    return Chunks(line, units, cost, total - before, len(problem))
