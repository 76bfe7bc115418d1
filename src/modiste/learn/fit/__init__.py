"""Size and fit: how likely a garment is too small, right or too large on a person."""

from __future__ import annotations

from modiste.learn.fit.combined import SizeFit, SizeFitConfig
from modiste.learn.fit.ladder import SizeLadder
from modiste.learn.fit.latent import LatentSize, LatentSizeConfig
from modiste.learn.fit.records import OUTCOMES, FitRecords

__all__ = [
    "OUTCOMES",
    "FitRecords",
    "LatentSize",
    "LatentSizeConfig",
    "SizeFit",
    "SizeFitConfig",
    "SizeLadder",
]
