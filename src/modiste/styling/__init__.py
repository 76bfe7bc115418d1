"""Styling: outfits by body shape, taste and occasion."""

from __future__ import annotations

from modiste.store.capability import Capability

CAPABILITY = Capability(
    "styling",
    "Outfits by body shape, taste and occasion",
    commands="modiste.styling.cli:app",
    routes="modiste.styling.api:router",
    joins=("recommend", "modiste.styling.beside.cli:app"),
)
