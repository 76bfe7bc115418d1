"""Choosing a size: the one whose misfit costs least, and saying when that is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from modiste.model.errors import InputError

F64 = NDArray[np.float64]


class Costs(BaseModel):
    """What a misfit costs, relative to each other, and when sizes count as equal.

    What is too small cannot be worn; what is too large sometimes can, or can be altered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    small: float = Field(1.0, gt=0, description="Cost of a garment that is too small.")
    large: float = Field(0.7, gt=0, description="Cost of a garment that is too large.")
    between: float = Field(
        0.05, ge=0, description="Difference of expected costs below which it is between two sizes."
    )
    least: float = Field(
        0.08, ge=0, description="Spread of expected costs below which the size is not known."
    )


@dataclass(frozen=True)
class Choice:
    """A size, or that it is not known.

    Attributes:
        size: index of the size to take; None where it is not known.
        second: index of the neighbouring size that is nearly as good; None where there is none.
        cost: expected cost of every size.
        why_unknown: ``""``, ``nobody`` (nothing is known of the person) or ``flat`` (the sizes do
            not differ).
    """

    size: int | None
    second: int | None
    cost: F64
    why_unknown: str = ""


def choose(
    probability: F64, *, known: bool = True, offered: Sequence[bool] | None = None,
    costs: Costs | None = None,
) -> Choice:  # fmt: skip
    """The size of least expected cost.

    Args:
        probability: ``(sizes, 3)`` of small, fit and large, sizes in order.
        known: whether anything is known of the person.
        offered: which sizes may be chosen; all by default.
        costs: of misfits.

    Raises:
        InputError: there is no size to choose.
    """
    costs = costs or Costs()
    may = np.ones(len(probability), bool) if offered is None else np.asarray(offered, bool)
    if not may.any():
        raise InputError("no size is offered", remedy="Name a style that has sizes.")
    cost = costs.small * probability[:, 0] + costs.large * probability[:, 2]
    if len(cost) == 1:
        return Choice(0, None, cost)
    if not known:
        return Choice(None, None, cost, "nobody")
    if float(np.ptp(cost)) < costs.least:
        return Choice(None, None, cost, "flat")
    best = int(np.argmin(np.where(may, cost, np.inf)))
    beside = [k for k in (best - 1, best + 1) if 0 <= k < len(cost) and may[k]]
    near = [k for k in beside if cost[k] - cost[best] < costs.between]
    second = min(near, key=lambda k: cost[k]) if near else None
    return Choice(best, second, cost)
