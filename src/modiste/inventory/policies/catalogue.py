"""Policies by the names that settings and ``stock_policy`` use."""

from __future__ import annotations

from modiste.inventory.policies.base import LevelPolicy
from modiste.inventory.policies.baselines import NormalSafety, WeeksOfCover
from modiste.inventory.policies.economic import EconomicPairs, FixedLots
from modiste.inventory.policies.periodic import BaseStock, OrderUpTo, ReorderUpTo
from modiste.model.errors import UnknownNameError

POLICIES: dict[str, LevelPolicy] = {
    policy.name: policy
    for policy in (
        ReorderUpTo(),
        OrderUpTo(),
        FixedLots(),
        EconomicPairs(),
        BaseStock(),
        WeeksOfCover(),
        NormalSafety(),
    )
}
"""Policies that need nothing but a forecast and terms."""


def policy(name: str) -> LevelPolicy:
    """A policy by its name.

    Raises:
        UnknownNameError: there is none of that name.
    """
    if name not in POLICIES:
        raise UnknownNameError(
            f"there is no stock policy {name!r}",
            remedy=f"Choose one of: {'; '.join(POLICIES)}",
        )
    return POLICIES[name]
