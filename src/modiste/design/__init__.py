"""Design: from a few words or a picture to a garment that can be drawn, cut and worn."""

from __future__ import annotations

from modiste.store.capability import Capability, JobKind

CAPABILITY = Capability(
    "design",
    "From words or a picture to garments that can be cut",
    commands="modiste.design.cli:app",
    routes="modiste.design.api:router",
    jobs=(
        JobKind(
            "drape",
            "A design on a body, as model and pictures",
            "modiste.design.drape.job:drape_job",
            attempts=1,
            scope="design:write",
        ),
        JobKind(
            "marker",
            "The pieces of a size mix laid on cloth",
            "modiste.design.make.job:marker_job",
            attempts=1,
            scope="design:write",
        ),
    ),
)
