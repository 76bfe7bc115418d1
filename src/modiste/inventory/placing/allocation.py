"""Sharing out a buy: each unit goes where it is expected to earn most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.inventory.placing.steps import Index, ranks, spread, worth
from modiste.learn.distributions import Distribution, Floats
from modiste.model.errors import InputError

RARE = 1e-4
"""A unit that sells with a lesser chance than this stays where it is."""


@dataclass(frozen=True)
class Allocation:
    """Units of v variants to be shared out to n places; arrays of shape (n,) unless said.

    Attributes:
        variant: index of each place's variant, shape (n,).
        available: units to share out, shape (v,).
        demand: of each place until the next delivery.
        have: units there or on the way.
        margin: what a unit sold earns.
        kept: what a unit earns that stays in the warehouse, shape (v,), such as the margin times
            the chance that it is needed later.
        least: units below which a place is not worth showing the variant; filled up to before
            anything else, whole or not at all.
        pack: units are sent in multiples of it, shape (v,).
        most: units that a place gets at the most beyond its least quantity.

    Raises:
        InputError: a number is negative or not known, or indices and arrays do not fit together.
    """

    variant: Index
    available: Floats
    demand: Distribution
    have: Floats
    margin: Floats
    kept: Floats | float = 0.0
    least: Floats | float = 0.0
    pack: Floats | float = 1.0
    most: Floats | float = np.inf

    def __post_init__(self) -> None:
        count, variants = len(self.variant), len(self.available)
        fits = len(self.demand.mean) == len(self.have) == len(self.margin) == count
        inside = count == 0 or (self.variant.min() >= 0 and self.variant.max() < variants)
        if not fits or not inside:
            raise InputError(
                "places, demand and variants of an allocation do not fit together",
                remedy="Give one demand, stock and margin a place, and one availability a variant",
            )
        for name in ("available", "margin", "kept", "least", "most"):
            if not np.all(np.asarray(getattr(self, name)) >= 0):
                raise InputError(
                    f"{name} of an allocation is negative or not known",
                    remedy="Give numbers of at least 0",
                )
        if not np.all(np.asarray(self.pack) >= 1):
            raise InputError("a pack of an allocation is below 1", remedy="Give packs of 1 or more")


@dataclass(frozen=True)
class Shares:
    """Who gets what.

    Attributes:
        units: for each place, shape (n,).
        left: units of each variant that stay, shape (v,).
        value: margin that each place is expected to earn with its units, shape (n,).
        last: what the last unit of each variant earned, shape (v,); no other place would earn more
            with it. NaN where none was sent.
    """

    units: Floats
    left: Floats
    value: Floats
    last: Floats


def allocate(problem: Allocation) -> Shares:
    """The shares that earn most.

    The value of units at a place is concave, so taking the most valuable unit again and again is
    exact (Gross, A class of discrete-type minimization problems, 1956; Fox, Operations Research 14,
    1966) where no place has a least quantity. Those are filled first, the most valuable ones for a
    unit leading.
    """
    base, left = _presented(problem)
    pack = np.broadcast_to(np.asarray(problem.pack, dtype=float), left.shape)[problem.variant]
    stock = problem.have + base
    reach = np.minimum(problem.demand.quantile(1 - RARE) - stock, left[problem.variant])
    reach = np.minimum(reach, problem.most)
    counts = np.maximum(np.floor(reach / pack), 0.0).astype(np.int64)
    owner, place = spread(counts)
    units = pack[owner]
    value = worth(problem.demand, owner, stock[owner] + place * units, units, problem.margin[owner])
    density = value / units
    kept = np.broadcast_to(np.asarray(problem.kept, dtype=float), left.shape)
    group = problem.variant[owner]
    order, rank = ranks(group, density)
    room = np.floor(left[group[order]] / units[order])
    taken = order[(rank < room) & (density[order] > kept[group[order]])]
    sent = np.bincount(owner[taken], units[taken], minlength=len(base))
    last = np.full(len(left), np.inf)
    np.minimum.at(last, group[taken], density[taken])
    everything = base + sent
    earned = worth(problem.demand, np.arange(len(base)), problem.have, everything, problem.margin)
    gone = np.bincount(problem.variant, everything, minlength=len(left))
    return Shares(
        everything, problem.available - gone, earned, np.where(np.isfinite(last), last, np.nan)
    )


def _presented(problem: Allocation) -> tuple[Floats, Floats]:
    """Units that bring places up to their least quantity, and what remains of each variant."""
    available = np.asarray(problem.available, dtype=float)
    pack = np.broadcast_to(np.asarray(problem.pack, dtype=float), available.shape)[problem.variant]
    short = np.where(np.asarray(problem.least) > 0, problem.least - problem.have, 0.0)
    missing = np.ceil(np.maximum(short, 0.0) / pack) * pack
    rows = np.flatnonzero(missing > 0)
    base = np.zeros(len(problem.have))
    if not len(rows):
        return base, available.copy()
    value = worth(problem.demand, rows, problem.have[rows], missing[rows], problem.margin[rows])
    group = problem.variant[rows]
    order, _ = ranks(group, value / missing[rows])
    chosen = rows[order]
    total = np.cumsum(missing[chosen])
    start = np.searchsorted(group[order], group[order], side="left")
    used = total - np.concatenate([[0.0], total])[start]
    fits = (used <= available[problem.variant[chosen]]) & (value[order] > 0)
    base[chosen[fits]] = missing[chosen[fits]]
    return base, available - np.bincount(problem.variant, base, minlength=len(available))
