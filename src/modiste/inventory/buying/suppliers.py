"""Which suppliers to order from at all, where orders have minima and fixed costs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from modiste.inventory.buying.chunks import Chunks
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError

PIECES = 60
"""Straight pieces by which a supplier's profit over spending is drawn, at the most."""


@dataclass(frozen=True)
class SupplierTerms:
    """What an order of each of m suppliers is bound by; arrays of shape (m,), money.

    Attributes:
        minimum: least value of an order.
        fixed_cost: freight, papers and such of an order, whatever its size.

    Raises:
        InputError: a number is negative or not known, or the arrays differ in length.
    """

    minimum: Floats
    fixed_cost: Floats

    def __post_init__(self) -> None:
        both = np.shape(self.minimum) == np.shape(self.fixed_cost)
        if not both or not (np.all(self.minimum >= 0) and np.all(self.fixed_cost >= 0)):
            raise InputError(
                "minima or fixed costs of suppliers are negative, not known or of unequal number",
                remedy="Give each supplier both numbers, 0 where there is none",
            )

    def __len__(self) -> int:
        return len(self.minimum)


@dataclass(frozen=True)
class Choice:
    """Suppliers opened, what each is expected to earn, and what no choice can beat."""

    opened: NDArray[np.bool_]
    profit: Floats
    bound: float


def chosen(
    steps: Chunks, supplier: NDArray[np.intp], terms: SupplierTerms, budget: float, seconds: float
) -> Choice:
    """Choose suppliers by a mixed-integer programme over what is spent with each.

    A supplier's profit is a concave function of what is spent with it when steps can be split; it
    is drawn by straight pieces from below, and the greatest distance between the two is added to
    the bound, so that the bound holds for the function itself.

    Args:
        steps: of all lines.
        supplier: of each step.
        terms: minima and fixed costs.
        budget: over all suppliers, fixed costs included.
        seconds: most that HiGHS may think.
    """
    count = len(terms)
    curves = [_curve(steps, np.flatnonzero(supplier == s)) for s in range(count)]
    owner = np.repeat(np.arange(count), [len(width) for width, _, _ in curves])
    width = np.concatenate([w for w, _, _ in curves])
    slope = np.concatenate([v for _, v, _ in curves])
    distance = sum(d for _, _, d in curves)
    pieces, fixed = len(width), np.asarray(terms.fixed_cost, dtype=float)
    member = sparse.csr_array((np.ones(pieces), (owner, np.arange(pieces))), shape=(count, pieces))
    spent = np.bincount(owner, weights=width, minlength=count)
    rows = [
        LinearConstraint(
            sparse.hstack([member, sparse.diags_array(-np.asarray(terms.minimum, dtype=float))]),
            lb=0,
        ),
        # Each piece by itself: the weaker Σ pieces ≤ spent leaves bounds that prove nothing.
        LinearConstraint(
            sparse.hstack([sparse.eye_array(pieces), -member.T * width[:, None]]), ub=0
        ),
        LinearConstraint(np.concatenate([np.ones(pieces), fixed])[None, :], ub=budget),
    ]
    open_at_most = (np.asarray(terms.minimum) <= spent * (1 + 1e-12)) & (spent > 0)
    found = milp(
        np.concatenate([-slope, fixed]),
        integrality=np.concatenate([np.zeros(pieces), np.ones(count)]),
        bounds=Bounds(0, np.concatenate([width, open_at_most.astype(float)])),
        constraints=rows,
        options={"time_limit": seconds, "mip_rel_gap": 5e-4},
    )
    if found.x is None:  # nothing opened is always allowed, so only time can have run out
        return Choice(
            np.zeros(count, dtype=bool), np.zeros(count), float(np.maximum(steps.value, 0.0).sum())
        )
    earned = np.bincount(owner, weights=slope * found.x[:pieces], minlength=count)
    profit: Floats = earned.astype(float)
    bound = -float(found.mip_dual_bound) + float(distance)
    return Choice(found.x[pieces:] > 0.5, profit, bound)


def _curve(steps: Chunks, mine: NDArray[np.intp]) -> tuple[Floats, Floats, float]:
    """Widths and slopes of the pieces, and their greatest distance from the function below."""
    order = mine[np.lexsort((mine, -steps.density[mine]))]
    spent = np.concatenate([[0.0], np.cumsum(steps.cost[order])])
    earned = np.concatenate([[0.0], np.cumsum(steps.value[order])])
    kept = np.arange(len(spent))
    if len(spent) > PIECES + 1:
        # Short pieces where the slope changes much: equal shares of spending and of slope.
        slope = steps.density[order]
        bend = np.concatenate([[0.0], slope[0] - slope])
        way = spent / spent[-1] + bend / max(bend[-1], 1e-12)
        kept = np.unique(np.searchsorted(way, np.linspace(0, way[-1], PIECES + 1)[:-1]))
        kept = np.append(kept, len(spent) - 1)
    at, value = spent[kept], earned[kept]
    distance = float(np.max(earned - np.interp(spent, at, value), initial=0.0))
    width = np.diff(at)
    slope = np.divide(np.diff(value), width, out=np.zeros(len(width)), where=width > 0)
    return width, slope, distance
