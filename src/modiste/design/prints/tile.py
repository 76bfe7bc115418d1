"""A print's repeat: vectors in centimetres that tile the plane exactly."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from modiste.perceive.image.pixels import Bytes

Point = tuple[float, float]
_HREF = re.compile(r"url\(#(?!\{)([\w-]+)\)")


def num(value: float) -> str:
    """A coordinate with three decimals (10 µm) and no trailing zeros."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text in {"", "-0"} else text


def rect(x: float, y: float, width: float, height: float, fill: str) -> str:
    """A filled rectangle."""
    return (
        f'<rect x="{num(x)}" y="{num(y)}" width="{num(width)}" height="{num(height)}" '
        f'fill="{fill}"/>'
    )


def disc(x: float, y: float, radius: float, fill: str) -> str:
    """A filled circle."""
    return f'<circle cx="{num(x)}" cy="{num(y)}" r="{num(radius)}" fill="{fill}"/>'


def path(d: str, fill: str = "none", *, stroke: str = "", width: float = 0.0) -> str:
    """A path, filled, stroked with round ends, or both."""
    line = (
        f' stroke="{stroke}" stroke-width="{num(width)}" stroke-linecap="round" '
        'stroke-linejoin="round"'
        if stroke
        else ""
    )
    return f'<path d="{d}" fill="{fill}"{line}/>'


def polygon(points: Iterable[Point]) -> str:
    """Path data of a closed polygon."""
    return "M" + "L".join(f"{num(x)} {num(y)}" for x, y in points) + "Z"


def moved(body: str, x: float, y: float, *, turn: float = 0.0, size: float = 1.0) -> str:
    """A group moved, turned (degrees) and scaled."""
    more = f" rotate({num(turn)})" if turn else ""
    more += f" scale({num(size)})" if size != 1.0 else ""
    return f'<g transform="translate({num(x)} {num(y)}){more}">{body}</g>'


def wrapped(
    body: str, place: Point, reach: float, size: Point, *, turn: float = 0.0, scale: float = 1.0
) -> str:
    """A motif, and its copies where it crosses the edges of the repeat.

    Args:
        body: the motif about the origin.
        place: where it goes, in the repeat.
        reach: no point of it is farther than this from its place.
        size: of the repeat.
        turn: degrees.
        scale: of the motif.
    """
    out = []
    for dx in (-size[0], 0.0, size[0]):
        for dy in (-size[1], 0.0, size[1]):
            x, y = place[0] + dx, place[1] + dy
            if -reach < x < size[0] + reach and -reach < y < size[1] + reach:
                out.append(moved(body, x, y, turn=turn, size=scale))
    return "".join(out)


@dataclass(frozen=True)
class Tile:
    """One repeat of a print.

    Attributes:
        kind: the print's name.
        width: of the repeat, cm.
        height: of the repeat, cm.
        body: SVG elements in centimetres; what crosses an edge comes in again at the other.
            References inside are written ``url(#name)`` and made unique on use.
        colours: hexes in it, the ground first.
        drop: share of the height by which each next column is moved down (0.5: half drop); the
            repeat given here already holds it, so it tiles straight.
    """

    kind: str
    width: float
    height: float
    body: str
    colours: tuple[str, ...]
    drop: float = 0.0

    def bled(self, prefix: str) -> str:
        """The body with its eight neighbours below it, so that no edge of the repeat is bare.

        A renderer that smooths the edges of a pattern's cell would else show hairlines there.
        """
        body = self.inside(prefix)
        ground = rect(-1, -1, self.width + 2, self.height + 2, self.colours[0])
        if len(body) > 4_000:  # dense prints cross their own edges; a bleed of ground is enough
            return ground + body
        around = "".join(
            moved(body, i * self.width, j * self.height)
            for i in (-1, 0, 1)
            for j in (-1, 0, 1)
            if i or j
        )
        return f"{around}{body}"

    def inside(self, prefix: str) -> str:
        """The body with its own ids under a prefix."""
        body = _HREF.sub(rf"url(#{prefix}-\1)", self.body)
        body = re.sub(r'\bid="([\w-]+)"', rf'id="{prefix}-\1"', body)
        return re.sub(r'\bhref="#([\w-]+)"', rf'href="#{prefix}-\1"', body)

    def pattern(
        self, name: str, *, scale: float = 1.0, turn: float = 0.0, at: Point = (0, 0)
    ) -> str:
        """An SVG ``<pattern>`` in centimetres of the drawing.

        Args:
            name: its id.
            scale: of the repeat; 1 is life size.
            turn: degrees by which the grain leans from the vertical.
            at: where a corner of the repeat lies.
        """
        return (
            f'<pattern id="{name}" patternUnits="userSpaceOnUse" width="{num(self.width)}" '
            f'height="{num(self.height)}" patternTransform="{_placed(scale, turn, at)}">'
            f"{_bled(self, name)}</pattern>"
        )

    def turned(self, name: str, base: str, *, scale: float, turn: float) -> str:
        """A ``<pattern>`` that shows another one (``base``) of this print on another grain."""
        return (
            f'<pattern id="{name}" href="#{base}" '
            f'patternTransform="{_placed(scale, turn, (0, 0))}"/>'
        )

    def svg(self, *, across: int = 1, down: int = 1) -> str:
        """A whole SVG of so many repeats, in real centimetres."""
        width, height = self.width, self.height
        uses = "".join(
            f'<use href="#repeat" x="{num(i * width)}" y="{num(j * height)}"/>'
            for i in range(across)
            for j in range(down)
        )
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{num(across * width)}cm" '
            f'height="{num(down * height)}cm" viewBox="0 0 {num(across * width)} '
            f'{num(down * height)}"><title>{self.kind}</title><defs>'
            f'<clipPath id="edge"><rect width="{num(width)}" height="{num(height)}"/></clipPath>'
            f'<g id="repeat" clip-path="url(#edge)">{self.inside("t")}</g></defs>{uses}</svg>'
        )

    def pixels(self, across: int = 512) -> Bytes:
        """The repeat as 8-bit RGB; shape (rows, across, 3), rows in proportion.

        Raises:
            MissingExtraError: resvg or Pillow is not installed.
        """
        from modiste.design.draw.raster import png

        rows = max(1, round(across * self.height / self.width))
        svg = (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{across}" height="{rows}" '
            f'viewBox="0 0 {num(self.width)} {num(self.height)}" preserveAspectRatio="none">'
            f"{self.inside('t')}</svg>"
        )
        return decoded(png(svg, across))


def _placed(scale: float, turn: float, at: Point) -> str:
    where = f"translate({num(at[0])} {num(at[1])})"
    where += f" rotate({num(turn)})" if turn else ""
    return where + (f" scale({num(scale)})" if scale != 1.0 else "")


@lru_cache(maxsize=64)
def _bled(tile: Tile, name: str) -> str:
    return tile.bled(name)


def decoded(data: bytes) -> Bytes:
    """8-bit RGB of an encoded picture; shape (rows, columns, 3)."""
    from PIL import Image

    with Image.open(BytesIO(data)) as picture:
        return np.asarray(picture.convert("RGB"), dtype=np.uint8)


def embedded(pixels: Bytes) -> str:
    """A picture as a ``data:`` URL (PNG)."""
    from PIL import Image

    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG", optimize=True)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")
