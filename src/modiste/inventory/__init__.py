"""Inventory: when to order, how much, from whom."""

from __future__ import annotations

from modiste.store.capability import Capability, Step

CAPABILITY = Capability(
    "inventory",
    "Reorder points and purchase orders",
    steps=(
        Step("purchase suggestions", ("demand forecast",), "modiste.inventory.service:suggest"),
        Step(
            "exceptions", ("purchase suggestions",), "modiste.inventory.exceptions:find_exceptions"
        ),
        Step(
            "replenishment",
            ("purchase suggestions",),
            "modiste.inventory.replenish.step:replenish",
        ),
    ),
    commands="modiste.inventory.cli:app",
    routes="modiste.inventory.api:router",
)
