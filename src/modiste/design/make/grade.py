"""Graded sizes: the same design drafted for every size, shown as a nest.

Patterns are not graded by moving points of one size: each size is drafted anew from its body, so
that ease, curves and seam lengths hold in every size. All sizes share the same axes (the centre
line and the waist), on which a nest lays them over each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.design.make.body import body_of_size
from modiste.design.make.curves import Point
from modiste.design.make.export.sheet import caption
from modiste.design.make.export.svg import MARGIN, path_data
from modiste.design.make.garment import draft
from modiste.design.make.panel import Role
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.design.make.panel import Panel, Pattern
    from modiste.design.spec.model import DesignSpec

_INKS: Final = ("#1d4e89", "#b3261e", "#2e7d32", "#7b3fa0", "#c77700", "#00838f", "#5d4037", "#444")
_GAP: Final = 4.0


@dataclass(frozen=True)
class Nest:
    """The same design in several sizes, smallest first as given."""

    patterns: tuple[Pattern, ...]

    def names(self) -> tuple[str, ...]:
        """Names of the panels that every size has."""
        shared = [p.name for p in self.patterns[0].panels]
        for pattern in self.patterns[1:]:
            names = {p.name for p in pattern.panels}
            shared = [n for n in shared if n in names]
        return tuple(shared)


def nest(spec: DesignSpec, sizes: Sequence[str]) -> Nest:
    """Draft a design in several sizes.

    Raises:
        InputError: no sizes, or a size twice.
        UnknownNameError: no table has a size.
        NotDraftedError: the design is not drafted.
    """
    if not sizes or len(set(sizes)) != len(sizes):
        raise InputError("A nest needs sizes, each once", remedy="Give sizes such as 36,38,40.")
    return Nest(tuple(draft(spec, body_of_size(size, spec.audience)) for size in sizes))


def nest_svg(made: Nest, width: float = 150.0) -> str:
    """All sizes of every panel over each other on the shared axes, one colour a size."""
    blocks: list[tuple[list[Panel], tuple[float, float, float, float]]] = []
    for name in made.names():
        panels = [p.panel(name) for p in made.patterns]
        boxes = [p.box for p in panels]
        blocks.append(
            (
                panels,
                (
                    min(b[0] for b in boxes),
                    min(b[1] for b in boxes),
                    max(b[2] for b in boxes),
                    max(b[3] for b in boxes),
                ),
            )
        )
    blocks.sort(key=lambda block: block[1][1] - block[1][3])
    x, y, row, most = 0.0, 0.0, 0.0, 0.0
    parts = []
    for panels, (left, low, right, top) in blocks:
        if x and x + right - left > width:
            x, y, row = 0.0, y + row + _GAP, 0.0
        shift = complex(x - left, 0.0)

        def at(p: Point, shift: complex = shift, top: float = top, y: float = y) -> Point:
            q = p + shift
            return complex(MARGIN + q.real * 10, MARGIN + (y + top - q.imag) * 10)

        parts.append(f'<g id="nest-{panels[0].name}">')
        for n, panel in enumerate(panels):
            data = "".join(path_data(e.path, at) for e in panel.edges if e.role is not Role.DART)
            parts.append(f'<path d="{data}" stroke="{_INKS[n % len(_INKS)]}"/>')
            for dart in panel.darts:
                ends = [dart.mouth[0], dart.apex, dart.mouth[1]]
                if dart.second is not None:
                    ends += [dart.second, dart.mouth[0]]
                line = " ".join(f"{q.real:.1f},{q.imag:.1f}" for q in map(at, ends))
                parts.append(f'<polyline points="{line}" stroke="{_INKS[n % len(_INKS)]}"/>')
        words = caption(panels[-1], made.patterns[-1])[0]
        middle = at(complex((left + right) / 2, (low + top) / 2))
        parts.append(f'<text x="{middle.real:.1f}" y="{middle.imag:.1f}">{words}</text></g>')
        x += right - left + _GAP
        row = max(row, top - low)
        most = max(most, x - _GAP)
    wide, tall = most * 10 + 2 * MARGIN, (y + row) * 10 + 2 * MARGIN + 14
    legend = "".join(
        f'<text x="{MARGIN + 24 * n:.0f}" y="{tall - 6:.1f}" style="text-anchor:start;fill:'
        f'{_INKS[n % len(_INKS)]}">{p.size}</text>'
        for n, p in enumerate(made.patterns)
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        f'width="{wide:.1f}mm" height="{tall:.1f}mm" viewBox="0 0 {wide:.1f} {tall:.1f}">'
        "<style>path,polyline{fill:none;stroke-width:.7}"
        "text{font:7px 'Noto Sans',sans-serif;text-anchor:middle;fill:#333}</style>"
        '<rect width="100%" height="100%" fill="#fff"/>' + "".join(parts) + legend + "</svg>\n"
    )
