"""A simulated fashion brand with known truth: the demo's data and the judge of policies."""

from __future__ import annotations

from modiste.simulate.config import PRESETS, WorldConfig, preset
from modiste.simulate.demand import DemandKernel
from modiste.simulate.truth import Truth
from modiste.simulate.world import World, simulate

__all__ = ["PRESETS", "DemandKernel", "Truth", "World", "WorldConfig", "preset", "simulate"]
