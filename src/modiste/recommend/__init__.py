"""Recommendation: the right garment, in the right size, for this person."""

from __future__ import annotations

from modiste.store.capability import Capability, Step

CAPABILITY = Capability(
    "recommend",
    "The right garment for this person",
    steps=(Step("recommendations", ("attributes",), "modiste.recommend.service:recommendations"),),
    commands="modiste.recommend.cli:app",
    routes="modiste.recommend.api:router",
)
