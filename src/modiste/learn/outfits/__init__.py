"""Outfits: which kinds of things are worn together, learnt from sets that people made."""

from __future__ import annotations

from modiste.learn.outfits.model import OutfitModel, OutfitModelConfig
from modiste.learn.outfits.sets import Outfits

__all__ = ["OutfitModel", "OutfitModelConfig", "Outfits"]
