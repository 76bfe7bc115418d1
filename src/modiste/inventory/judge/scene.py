"""What a policy is judged on: demand, lead times and money of n series in S scenarios."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.inventory.policies.base import Terms
from modiste.model.errors import InputError

Ints = NDArray[np.int64]
Counts = NDArray[np.int32]

NEVER = 1_000_000
"""Week of an end that is not planned."""

WEEKS_A_YEAR = 365.25 / 7

SHELF_DAYS = 3.5
"""Mean wait of goods that arrive within a week for the next week's start, when they can be sold."""


@dataclass(frozen=True)
class Economics:
    """Money of n series, in minor units of one currency a series.

    Attributes:
        price: what a unit sold brings, shape (n,), or (W, n) where it changes from week to week.
        full_price: price without markdown, shape (n,).
        unit_cost: what a unit ordered costs, shape (n,).
        salvage: what a unit brings that can no longer be sold, shape (n,).
        holding_rate: cost of holding stock, a share of the unit cost a year.
        order_cost: fixed cost of an order line.
    """

    price: Ints
    full_price: Ints
    unit_cost: Ints
    salvage: Ints
    holding_rate: float = 0.2
    order_cost: int = 0

    def __post_init__(self) -> None:
        n = np.shape(self.unit_cost)
        same = np.shape(self.full_price) == n == np.shape(self.salvage)
        if not same or np.shape(self.price)[-1:] != n:
            raise _uneven("money")
        lowest = min(
            (int(np.min(each)) for each in (self.price, self.full_price, self.unit_cost)
             if np.size(each)),
            default=0,
        )  # fmt: skip
        if lowest < 0 or self.holding_rate < 0 or self.order_cost < 0:
            raise InputError(
                "a price or cost is below zero",
                remedy="Give prices and costs of at least 0, in minor units.",
            )


@dataclass(frozen=True)
class Scene:
    """Demand of n series over W weeks in S scenarios, and what binds whoever serves it.

    In every week goods due arrive first, then orders are placed, then demand is served. An order
    with a lead time of L weeks is on the shelf at the start of the week L weeks later; L = 0 is
    there at once.

    Attributes:
        demand: units wanted, shape (S, W, n).
        lead: weeks that an order placed in a week would take, shape (S, W, n) or broadcastable.
        opening: units on hand before the first week, shape (n,); below zero they are owed.
        due: units on their way by the week in which they arrive, shape (n, K).
        ends: first week in which a series is no longer sold; what is left then is waste.
        terms: minimum, pack, and what policies are told of lead times; lengths of n.
        review_weeks: weeks between two reviews; the first one is in week 0.
        backorders: whether unserved demand waits instead of being lost.
        crossing: whether an order may overtake an earlier one of its series.
    """

    demand: Counts
    lead: NDArray[np.integer]
    opening: Ints
    terms: Terms
    due: Ints = field(default_factory=lambda: np.zeros((0, 0), dtype=np.int64))
    ends: Ints | None = None
    review_weeks: int = 1
    backorders: bool = False
    crossing: bool = False

    def __post_init__(self) -> None:
        if self.demand.ndim != 3 or np.shape(self.opening) != self.demand.shape[2:]:
            raise _uneven("demand or opening stock")
        if self.demand.size and int(self.demand.min()) < 0:
            raise InputError(
                "demand is below zero in a scenario", remedy="Give gross demand, without returns."
            )
        try:
            np.broadcast_shapes(self.lead.shape, self.demand.shape)
        except ValueError:
            raise _uneven("lead times") from None
        if self.lead.size and int(self.lead.min()) < 0:
            raise InputError("a lead time is below zero", remedy="Give weeks of at least 0.")
        if self.review_weeks < 1:
            raise InputError(
                f"a review every {self.review_weeks} weeks", remedy="Review every week or less."
            )
        if self.due.size and (self.due.shape[0] != self.series or int(self.due.min()) < 0):
            raise _uneven("deliveries")

    @property
    def scenarios(self) -> int:
        """The number of scenarios, S."""
        return int(self.demand.shape[0])

    @property
    def weeks(self) -> int:
        """The number of weeks, W."""
        return int(self.demand.shape[1])

    @property
    def series(self) -> int:
        """The number of series, n."""
        return int(self.demand.shape[2])

    @property
    def lead_weeks(self) -> NDArray[np.integer]:
        """Lead times of shape (S, W, n), without copying."""
        return np.broadcast_to(self.lead, self.demand.shape)

    @property
    def last_weeks(self) -> Ints:
        """``ends`` of every series; :data:`NEVER` where none is planned."""
        return np.full(self.series, NEVER, dtype=np.int64) if self.ends is None else self.ends

    @property
    def deliveries(self) -> Ints:
        """``due`` with at least one column."""
        return self.due if self.due.size else np.zeros((self.series, 1), dtype=np.int64)


def _uneven(what: str) -> InputError:
    return InputError(
        f"the arrays of {what} do not fit together",
        remedy="Give one column a series: demand (scenarios, weeks, series), the rest as stated.",
    )
