"""SVG to PNG."""

from __future__ import annotations

from modiste.model.errors import InputError, MissingExtraError


def png(svg: str, width: int = 900, *, background: str = "#ffffff") -> bytes:
    """The PNG of an SVG that is ``width`` pixels wide, through resvg.

    Args:
        svg: a whole SVG document.
        width: pixels, 1 … 8192; the height follows.
        background: hex behind it.

    Raises:
        InputError: the width is out of bounds.
        MissingExtraError: resvg is not installed.
    """
    if not 1 <= width <= 8192:
        raise InputError(
            f"A picture cannot be {width} pixels wide", remedy="Ask for 1 to 8192 pixels."
        )
    try:
        import resvg_py
    except ImportError as error:
        raise MissingExtraError(
            "Pictures need resvg, which is not installed",
            remedy="Install it: pip install 'modiste[design]'.",
        ) from error
    drawn: bytes = bytes(
        resvg_py.svg_to_bytes(svg_string=svg, width=width, background=background, dpi=96.0)
    )
    return drawn
