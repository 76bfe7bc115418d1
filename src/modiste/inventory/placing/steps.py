"""Values of single units at many places, as steps that can be ranked together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from modiste.learn.distributions import Distribution, Floats

Index = NDArray[np.intp]


def spread(counts: NDArray[np.int64]) -> tuple[Index, NDArray[np.int64]]:
    """Owner and place of each of so many steps of each series, such as 0 0 0 1 1 and 0 1 2 0 1."""
    owner = np.repeat(np.arange(len(counts)), counts)
    place = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    return owner, place


def worth(
    demand: Distribution, owner: Index, stock: Floats, units: Floats, margin: Floats
) -> Floats:
    """Margin expected to be earned by some units beyond a stock, one row a step.

    Args:
        demand: of n series.
        owner: series of each step.
        stock: units there before the step.
        units: units the step adds.
        margin: of each step, for a unit.
    """
    of = demand.rows(owner)
    value: Floats = margin * (of.loss(stock) - of.loss(stock + units))
    return value


def ranks(group: Index, worth: Floats) -> tuple[Index, NDArray[np.int64]]:
    """Order of steps by group and falling worth (ties keep their order), and rank in the group."""
    order = np.lexsort((np.arange(len(group)), -worth, group))
    grouped = group[order]
    first = np.searchsorted(grouped, grouped, side="left")
    return order, np.arange(len(order)) - first
