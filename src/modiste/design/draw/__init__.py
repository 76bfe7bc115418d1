"""Technical flats: front and back of a spec as layered SVG, and PNG of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from modiste.design.draw.flats import flat
    from modiste.design.draw.raster import png

__all__ = ["flat", "png"]


def __getattr__(name: str) -> Any:
    # Loaded on use, so that the command line starts without numpy.
    if name == "flat":
        from modiste.design.draw.flats import flat

        return flat
    if name == "png":
        from modiste.design.draw.raster import png

        return png
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
