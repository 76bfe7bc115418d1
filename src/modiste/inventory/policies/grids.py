"""Expected cost of every whole position, in blocks of series that fit into memory."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.policies.costs import Rates
from modiste.learn.distributions import Count, Distribution, Floats, count_masses

CELLS = 2_000_000
"""Cells of a block's grid: 16 MB of floats."""


def losses(demand: Distribution, low: int, high: int) -> Floats:
    """E[(D − y)⁺] for y = low … high, shape (n, high − low + 1)."""
    if not isinstance(demand, Count):
        return demand.loss(np.arange(low, high + 1, dtype=float)[:, None]).T
    grid = np.empty((len(demand.mean), high - low + 1))
    below = max(min(0, high + 1) - low, 0)
    grid[:, :below] = demand.mean[:, None] - np.arange(low, low + below)
    if high >= 0:
        # n(y + 1) = n(y) − P(D > y), from n(0) = m.
        masses = count_masses(demand.mean, demand.variance, high)
        above = 1.0 - np.cumsum(masses, axis=1)
        falling = np.cumsum(above[:, :-1], axis=1)
        whole = np.maximum(demand.mean[:, None] - falling, 0.0)
        from_zero = np.concatenate([demand.mean[:, None], whole], axis=1)
        grid[:, below:] = from_zero[:, max(low, 0) :]
    return grid


def position_costs(demand: Distribution, rates: Rates, low: int, high: int) -> Floats:
    """G(y) = h E[(y − D)⁺] + b E[(D − y)⁺] for y = low … high, shape (n, high − low + 1).

    Args:
        demand: of n series.
        rates: arrays of shape (n,).
        low: first position.
        high: last position.
    """
    short = losses(demand, low, high)
    left = np.arange(low, high + 1)[None, :] - demand.mean[:, None] + short
    held, owed = np.asarray(rates.holding)[:, None], np.asarray(rates.shortage)[:, None]
    cost: Floats = held * left + owed * short
    return cost


def blocks(widths: NDArray[np.int64]) -> Iterator[NDArray[np.intp]]:
    """Series of like width together, so that none pads another's grid by much.

    Args:
        widths: cells each series needs.
    """
    order = np.argsort(widths, kind="stable")
    start = 0
    while start < len(order):
        # A block grows until its widest row times its rows fills the cells.
        reach = widths[order[start:]] * np.arange(1, len(order) - start + 1)
        near = widths[order[start:]] <= 2 * widths[order[start]] + 16
        count = max(int(np.argmin((reach <= CELLS) & near)), 1)
        if ((reach <= CELLS) & near).all():
            count = len(order) - start
        yield order[start : start + count]
        start += count
