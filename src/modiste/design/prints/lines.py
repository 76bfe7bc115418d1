"""Stripes and printed or yarn-dyed checks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from modiste.design.prints.palette import Palette
from modiste.design.prints.tile import Tile, rect

Band = tuple[float, str]


def bands(kind: str, widths: Sequence[Band], *, across: bool) -> Tile:
    """Stripes of these widths (cm) and colours; ``across`` the body or along it."""
    total = sum(width for width, _ in widths)
    # The repeat begins in the middle of the first band: its join lies within one colour.
    half = (widths[0][0] / 2, widths[0][1])
    body, at = [], 0.0
    for width, colour in (half, *widths[1:], half):
        body.append(rect(0, at, 1, width, colour) if across else rect(at, 0, width, 1, colour))
        at += width
    colours = tuple(dict.fromkeys(colour for _, colour in widths))
    width, height = (1.0, total) if across else (total, 1.0)
    return Tile(kind, width, height, "".join(body), colours)


def rugby(p: Palette) -> Tile:
    """Broad bars; with more colours, a narrow rule of the third between them."""
    if len(p.motifs) == 1:
        return bands("rugby", [(5, p.ground), (5, p.motif(0))], across=True)
    rule = p.motif(1)
    return bands(
        "rugby",
        [(4.6, p.ground), (0.7, rule), (4.6, p.motif(0)), (0.7, rule)],
        across=True,
    )


def breton(p: Palette) -> Tile:
    """The sailor's jersey: 2 cm of ground to 1 cm of stripe."""
    return bands("breton", [(2, p.ground), (1, p.motif(0))], across=True)


def horizontal(p: Palette) -> Tile:
    """Even stripes across, one after another of the motifs."""
    parts = [part for one in p.motifs for part in ((1.8, p.ground), (1.8, one))]
    return bands("stripe", parts, across=True)


def vertical(p: Palette) -> Tile:
    """Bengal stripes along the grain."""
    parts = [part for one in p.motifs for part in ((0.7, p.ground), (0.7, one))]
    return bands("vertical stripe", parts, across=False)


def pin(p: Palette) -> Tile:
    """Pinstripe: one thread every 1.8 cm, broken as it is by the weave."""
    dots = "".join(rect(0.85, 0.12 * i, 0.075, 0.08, p.motif(0)) for i in range(10))
    return Tile(
        "pinstripe", 1.8, 1.2, rect(0, 0, 1.8, 1.2, p.ground) + dots, (p.ground, p.motif(0))
    )


def ticking(p: Palette) -> Tile:
    """Mattress ticking: one stripe and two hairlines on either side."""
    ink, g = p.motif(0), p.ground
    hair = 0.11
    side = [(0.28, g), (hair, ink), (0.2, g), (hair, ink), (0.28, g)]
    return bands("ticking", [(0.42, ink), *side, (0.95, g), *side], across=False)


def candy(p: Palette) -> Tile:
    """Multicolour stripes of unlike widths, mirrored."""
    half = [(1.4, p.ground)] + [
        (w, p.motif(i)) for i, w in enumerate((0.9, 0.35, 1.2, 0.5)[: max(2, len(p.motifs))])
    ]
    return bands("multi stripe", [*half, *half[-2:0:-1]], across=True)


def gingham(p: Palette) -> Tile:
    """Two even colours each way: the crossings are full, the sides half."""
    s, ink = 0.9, p.motif(0)
    half = p.tint(0, 0.48)
    body = (
        rect(0, 0, 2 * s, 2 * s, p.ground)
        + rect(0, 0, s, 2 * s, half)
        + rect(s, 0, s, s, half)
        + rect(0, 0, s, s, ink)
    )
    return Tile("gingham", 2 * s, 2 * s, body, (p.ground, half, ink))


def windowpane(p: Palette) -> Tile:
    """A fine grid of one colour; a second, thinner beside it where there is one."""
    w, h, t = 6.0, 7.2, 0.17
    body = rect(0, 0, w, h, p.ground)
    for place in range(min(2, len(p.motifs))):
        off, line = (0.0, t) if place == 0 else (0.55, t * 0.6)
        body += rect(1.5 + off, 0, line, h, p.motif(place)) + rect(
            0, 2 + off, w, line, p.motif(place)
        )
    return Tile("windowpane", w, h, body, (p.ground, *p.motifs[:2]))


def madras(p: Palette) -> Tile:
    """Unlike translucent bars each way, as madras and shirt checks are woven."""
    w = h = 7.5
    bars = ((0.4, 1.5, 0), (2.5, 0.35, 1), (3.5, 1.0, 2), (5.1, 0.25, 0), (6.0, 0.8, 1))
    out = [rect(0, 0, w, h, p.ground)]
    for at, wide, place in bars:
        out.append(_faded(rect(at, 0, wide, h, p.motif(place))))
    for at, wide, place in bars:
        out.append(_faded(rect(0, at, w, wide, p.motif(place))))
    return Tile("check", w, h, "".join(out), (p.ground, *(p.motif(i) for i in range(3))))


def _faded(shape: str) -> str:
    return shape.replace("/>", ' fill-opacity=".58"/>')


LINES: dict[str, Callable[[Palette], Tile]] = {
    "stripe": horizontal, "vertical stripe": vertical, "rugby stripe": rugby, "breton": breton,
    "pinstripe": pin, "ticking": ticking, "multi stripe": candy, "gingham": gingham,
    "windowpane": windowpane, "check": madras,
}  # fmt: skip
"""Every stripe and check by name."""
