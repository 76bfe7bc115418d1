"""Demand: what would sell in each coming week if stock were no limit."""

from __future__ import annotations

from modiste.store.capability import Capability, Step

CAPABILITY = Capability(
    "demand",
    "Weekly demand with quantiles",
    steps=(Step("demand forecast", ("trends",), "modiste.demand.service:forecast_demand"),),
    commands="modiste.demand.cli:app",
    routes="modiste.demand.api:router",
)
