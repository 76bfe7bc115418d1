"""Technical flats: front and back of a spec as layered SVG, and PNG of it."""

from __future__ import annotations

from modiste.design.draw.flat import flat
from modiste.design.draw.raster import png

__all__ = ["flat", "png"]
