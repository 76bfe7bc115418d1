"""Design: from a few words or a picture to a garment that can be drawn, cut and worn."""

from __future__ import annotations

from modiste.store.capability import Capability

CAPABILITY = Capability(
    "design",
    "From words or a picture to garments that can be cut",
    commands="modiste.design.cli:app",
)
