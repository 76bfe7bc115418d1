"""Pictures of garments: a clean flat of each style and colour, drawn as SVG text.

The shape follows the category and some attributes (neckline, sleeve, length, silhouette), the fill
the colour, and the print the pattern. Nothing random: the same garment has the same picture.
"""

from __future__ import annotations

from modiste.simulate import flats
from modiste.simulate.flats import Flat
from modiste.simulate.garments import GARMENTS, VOCABULARY
from modiste.simulate.palette import COLOURS
from modiste.simulate.styles import Assortment
from modiste.simulate.vocabulary import NAMES

_PAPER = "#f7f5f2"


def draw(assortment: Assortment, option: int) -> str:
    """SVG text, 400 × 500, of an option of the assortment.

    Args:
        assortment: the styles and their colours.
        option: index of the option.
    """
    codes = assortment.codes[option]
    named = {
        name: VOCABULARY.values[code].value
        for name, code in zip(NAMES, codes.tolist(), strict=True)
        if code >= 0
    }
    garment = GARMENTS[int(assortment.styles.garment[assortment.style[option]])]
    return garment_svg(garment.shape, named)


def garment_svg(shape: str, attributes: dict[str, str]) -> str:
    """SVG text of a garment.

    Args:
        shape: one of the silhouettes of ``flats.SHAPES``.
        attributes: values by attribute name; ``colour`` is one of the palette's.
    """
    fill = next(c.hex for c in COLOURS if c.name == attributes["colour"])
    ink = shade(fill, 0.62) if _light(fill) > 0.25 else shade(fill, 1.9, 28)
    flat = flats.SHAPES[shape](attributes)
    pattern = attributes.get("pattern", "solid")
    accent = shade(fill, 0.72) if _light(fill) > 0.45 else shade(fill, 1.5, 60)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 500" width="400" height="500">',
        "<defs>",
        _print(pattern, fill, accent),
        '<linearGradient id="light" x1="0" y1="0" x2="1" y2="0">',
        '<stop offset="0" stop-color="#000" stop-opacity=".10"/>',
        '<stop offset=".3" stop-color="#fff" stop-opacity=".10"/>',
        '<stop offset=".7" stop-color="#fff" stop-opacity="0"/>',
        '<stop offset="1" stop-color="#000" stop-opacity=".12"/></linearGradient>',
        "</defs>",
        f'<rect width="400" height="500" fill="{_PAPER}"/>',
        '<ellipse cx="200" cy="474" rx="110" ry="7" fill="#000" opacity=".06"/>',
        *_body(flat, "url(#print)", fill, ink),
        "</svg>",
    ]
    return "".join(parts)


def _body(flat: Flat, fill: str, plain: str, ink: str) -> list[str]:
    """Back parts, body, shading, then seams on top."""
    line = f'stroke="{ink}" stroke-linejoin="round" stroke-linecap="round"'
    out = [
        f'<path d="{d}" fill="{shade(plain, 0.8)}" {line} stroke-width="2"/>' for d in flat.behind
    ]
    for d in flat.body:
        out.append(f'<path d="{d}" fill="{fill}" {line} stroke-width="2.4"/>')
        out.append(f'<path d="{d}" fill="url(#light)"/>')
    out += [f'<path d="{d}" fill="{shade(plain, 0.86)}" {line} stroke-width="2"/>'
            for d in flat.trim]  # fmt: skip
    out += [f'<path d="{d}" fill="none" {line} stroke-width="1.5" opacity=".75"/>'
            for d in flat.seams]  # fmt: skip
    out += [
        f'<path d="{d}" fill="none" {line} stroke-width="1.2" stroke-dasharray="4 3" opacity=".6"/>'
        for d in flat.stitches
    ]
    out += [f'<circle cx="{x}" cy="{y}" r="3.4" fill="{_PAPER}" stroke="{ink}" stroke-width="1.2"/>'
            for x, y in flat.buttons]  # fmt: skip
    return out


def _print(pattern: str, fill: str, accent: str) -> str:
    """The SVG pattern ``print``: a tile of the fill with the motif on it."""
    size, motif = _MOTIFS.get(pattern, (40, ""))
    tile = motif.format(a=accent, b=shade(accent, 1.25, 10))
    return (
        f'<pattern id="print" width="{size}" height="{size}" patternUnits="userSpaceOnUse">'
        f'<rect width="{size}" height="{size}" fill="{fill}"/>{tile}</pattern>'
    )


def _flower(x: int, y: int, r: float) -> str:
    petals = ((0, -1), (0.95, -0.3), (0.6, 0.8), (-0.6, 0.8), (-0.95, -0.3))
    circles = "".join(
        f'<circle cx="{x + r * dx:.1f}" cy="{y + r * dy:.1f}" r="{r * 0.72:.1f}" fill="{{a}}"/>'
        for dx, dy in petals
    )
    return circles + f'<circle cx="{x}" cy="{y}" r="{r * 0.5:.1f}" fill="#f2d15c"/>'


_MOTIFS = {
    "stripe": (18, '<rect y="0" width="18" height="6" fill="{a}"/>'),
    "check": (
        36,
        '<rect width="12" height="36" fill="{a}" opacity=".55"/>'
        '<rect width="36" height="12" fill="{a}" opacity=".55"/>'
        '<rect x="23" width="2" height="36" fill="{b}"/><rect y="23" width="36" height="2" '
        'fill="{b}"/>',
    ),
    "polka dot": (
        28,
        '<circle cx="7" cy="7" r="4.2" fill="{a}"/><circle cx="21" cy="21" r="4.2" fill="{a}"/>',
    ),
    "floral": (
        56,
        _flower(15, 16, 6)
        + _flower(42, 42, 7)
        + '<path d="M34 12q6 -7 11 0q-6 6 -11 0M8 44q5 -6 9 0q-5 5 -9 0" fill="{b}"/>',
    ),
    "animal print": (
        46,
        '<path d="M8 8q6 -6 11 0q3 6 -2 9q-7 3 -9 -2M30 26q7 -5 11 2q1 7 -5 8q-7 1 -8 -4M6 34q5 -5 '
        '9 0q2 5 -3 7M28 5q4 -3 7 1M20 24q3 2 1 5" fill="none" stroke="{a}" stroke-width="4.2" '
        'stroke-linecap="round"/>',
    ),
}


def shade(colour: str, factor: float, lift: int = 0) -> str:
    """A darker (factor < 1) or lighter (factor > 1, and lift) sRGB colour as ``#rrggbb``."""
    parts = [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{min(255, max(0, round(p * factor) + lift)):02x}" for p in parts)


def _light(colour: str) -> float:
    """Relative luminance without gamma, 0 to 1; good enough to choose an ink."""
    r, g, b = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
