"""Patterns as SVG in real size: one layer a kind of line, one group a piece.

Units are millimetres; curves stay Bézier curves. Layers are groups with Inkscape's layer labels.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from modiste.design.make.curves import Path, Point, path_moved
from modiste.design.make.export.sheet import (
    Placed,
    Sheet,
    caption,
    fold_edge,
    half_way,
    lay_out,
    middle,
    notches,
)
from modiste.design.make.panel import Mark, Role

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from modiste.design.make.panel import Pattern

MARGIN: Final = 10.0
LAYERS: Final = ("cut", "sew", "fold", "grain", "darts", "marks", "notches", "labels")
_STYLE: Final = """
.cut{fill:#fff;stroke:#111;stroke-width:.7}
.sew{fill:none;stroke:#111;stroke-width:.35;stroke-dasharray:3 1.6}
.fold{fill:none;stroke:#b3261e;stroke-width:.6;stroke-dasharray:7 2 1.5 2}
.grain{fill:none;stroke:#0b6b57;stroke-width:.5}.head{fill:#0b6b57}
.dart{fill:none;stroke:#6d3aa8;stroke-width:.4}
.mark{fill:none;stroke:#667;stroke-width:.35;stroke-dasharray:2 1.4}
.spot{fill:none;stroke:#667;stroke-width:.4}
.notch{stroke:#111;stroke-width:.7}
text{font-family:'Noto Sans','Noto Sans CJK SC','Noto Sans SC',sans-serif;fill:#111;
paint-order:stroke;stroke:#fff;stroke-width:1.4;stroke-linejoin:round}
"""


def path_data(path: Path, place: Callable[[Point], Point], *, start: bool = True) -> str:
    """A path as SVG path data in mm, y down."""
    parts = []
    for n, curve in enumerate(path_moved(path, place)):
        points = [f"{p.real:.2f} {p.imag:.2f}" for p in curve]
        if n == 0 and start:
            parts.append(f"M{points[0]}")
        kind = {2: "L", 3: "Q", 4: "C"}[len(curve)]
        parts.append(kind + " ".join(points[1:]))
    return "".join(parts)


def write_svg(pattern: Pattern, *, width: float = 150.0) -> str:
    """The pattern as an SVG in real size.

    Args:
        pattern: the pattern.
        width: width of the sheet in cm.
    """
    sheet = lay_out(pattern.panels, width)
    layers = {name: [] for name in LAYERS}  # type: dict[str, list[str]]
    for placed in sheet.pieces:
        _draw(placed, sheet, pattern, layers)
    wide, tall = sheet.width * 10 + 2 * MARGIN, sheet.height * 10 + 2 * MARGIN
    groups = "\n".join(
        f'<g id="{name}" inkscape:groupmode="layer" inkscape:label="{name}">'
        + "\n".join(items)
        + "</g>"
        for name, items in layers.items()
    )
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" '
        'xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" '
        f'width="{wide:.2f}mm" height="{tall:.2f}mm" viewBox="0 0 {wide:.2f} {tall:.2f}">'
        f"<title>{escape(pattern.title)} {escape(pattern.size)}</title>"
        f"<style>{_STYLE}</style>\n{groups}\n</svg>\n"
    )


def _draw(placed: Placed, sheet: Sheet, pattern: Pattern, layers: dict[str, list[str]]) -> None:
    panel = placed.panel

    def at(p: Point) -> Point:
        q = p + placed.offset
        return complex(MARGIN + q.real * 10, MARGIN + (sheet.height - q.imag) * 10)

    key = escape(panel.name)
    cut = " ".join(f"{q.real:.2f},{q.imag:.2f}" for q in map(at, placed.cut))
    layers["cut"].append(f'<polygon id="cut-{key}" class="cut" points="{cut}"/>')
    sewing = []
    previous: Path = ()
    for edge in panel.edges:
        if edge.role in (Role.FOLD, Role.DART):
            previous = ()
            continue
        sewing.append(path_data(edge.path, at, start=not previous))
        previous = edge.path
    layers["sew"].append(f'<path id="sew-{key}" class="sew" d="{"".join(sewing)}"/>')
    fold = fold_edge(panel)
    if fold:
        layers["fold"].append(f'<path id="fold-{key}" class="fold" d="{path_data(fold, at)}"/>')
        point, along = half_way(fold)
        layers["labels"].append(
            _text(at(point + along * 1j * 0.5), ["fold 对折线"], 4.0, along, 90)
        )
    for dart in panel.darts:
        points = [dart.mouth[0], dart.apex, dart.mouth[1]]
        if dart.second is not None:
            points += [dart.second, dart.mouth[0]]
        layers["dart" + "s"].append(f'<polyline class="dart" points="{_points(points, at)}"/>')
    for inside in panel.inside:
        layers["marks"].append(_inside(inside.path, inside.mark, at))
    for a, b in notches(panel):
        p, q = at(a), at(b)
        layers["notches"].append(
            f'<line class="notch" x1="{p.real:.2f}" y1="{p.imag:.2f}" x2="{q.real:.2f}" '
            f'y2="{q.imag:.2f}"/>'
        )
    layers["grain"].append(_grain(*map(at, panel.grain)))
    left, low, right, top = panel.box
    room = min(right - left, top - low)
    size = 7.0 if room > 14 else 4.2 if room > 6 else 2.8
    layers["labels"].append(_text(at(middle(panel)), caption(panel, pattern), size))


def _points(points: Sequence[Point], at: Callable[[Point], Point]) -> str:
    return " ".join(f"{q.real:.2f},{q.imag:.2f}" for q in map(at, points))


def _inside(path: Path, kind: Mark, at: Callable[[Point], Point]) -> str:
    start = at(path[0][0])
    if kind is Mark.BUTTON:
        x, y = start.real, start.imag
        return (
            f'<path class="spot" d="M{x - 4:.2f} {y:.2f}h8M{x:.2f} {y - 4:.2f}v8"/>'
            f'<circle class="spot" cx="{x:.2f}" cy="{y:.2f}" r="5.5"/>'
        )
    return f'<path class="mark" d="{path_data(path, at)}"/>'


def _grain(low: Point, high: Point) -> str:
    along = (high - low) / abs(high - low)
    heads = []
    for tip, way in ((high, along), (low, -along)):
        a, b = tip - way * 4 + way * 1.5j, tip - way * 4 - way * 1.5j
        heads.append(
            f'<polygon class="head" points="{tip.real:.2f},{tip.imag:.2f} {a.real:.2f},'
            f'{a.imag:.2f} {b.real:.2f},{b.imag:.2f}"/>'
        )
    return (
        f'<line class="grain" x1="{low.real:.2f}" y1="{low.imag:.2f}" x2="{high.real:.2f}" '
        f'y2="{high.imag:.2f}"/>' + "".join(heads)
    )


def _text(
    at: Point, lines: Sequence[str], size: float, along: complex | None = None, turn: float = 0.0
) -> str:
    rotate = f' transform="rotate({turn:g} {at.real:.2f} {at.imag:.2f})"' if along else ""
    first = at.imag - (len(lines) - 1) * size * 0.62
    rows = "".join(
        f'<tspan x="{at.real:.2f}" y="{first + n * size * 1.25:.2f}"'
        + (' font-weight="bold"' if n == 0 and len(lines) > 1 else "")
        + f">{escape(line)}</tspan>"
        for n, line in enumerate(lines)
    )
    return f'<text text-anchor="middle" font-size="{size:g}"{rotate}>{rows}</text>'
