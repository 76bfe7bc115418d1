"""Patterns as DXF in the manner of ANSI/AAMA 292 and ASTM D6673.

Each piece is a block named after it and its size, inserted once. Layers are the standard's numbers:

====  ==========================================================
1     piece boundary (the cutting line)
2     turn points
3     curve points
4     notches
6     mirror line (a piece cut on the fold is stored as a half)
7     grain line
8     internal lines (darts, pleats, placements)
13    drill holes (button places, dart points)
14    sew line
15    annotation text
====  ==========================================================

Text on layer 1 carries the data fields of the standard (``Piece Name``, ``Size``, ``Quantity`` …).
Coordinates are millimetres; the file is DXF R12, which every reader of the standard takes.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Final

from modiste.design.make.allowance import cutting_line
from modiste.design.make.curves import Point, path_flatten, unit
from modiste.design.make.export.sheet import caption, fold_edge, lay_out, middle, notches
from modiste.design.make.panel import Copies, Mark, Panel, Role
from modiste.model.errors import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.design.make.panel import Pattern

CUT, TURN, CURVE, NOTCH, MIRROR, GRAIN, INSIDE, DRILL, SEW, NOTE = (
    "1", "2", "3", "4", "6", "7", "8", "13", "14", "15",
)  # fmt: skip
LAYERS: Final = (CUT, TURN, CURVE, NOTCH, MIRROR, GRAIN, INSIDE, DRILL, SEW, NOTE)
_CORNER: Final = 0.17  # radians by which a boundary must turn to be a turn point


def write_dxf(patterns: Sequence[Pattern]) -> bytes:
    """Patterns (one, or the sizes of a nest) as one DXF file.

    Raises:
        MissingExtraError: ezdxf is not installed.
    """
    try:
        from ezdxf.document import Drawing
    except ImportError as error:
        raise MissingExtraError(
            "Writing DXF needs ezdxf", remedy="Install it: pip install 'modiste[design]'."
        ) from error
    drawing = Drawing.new("R12")
    for name in LAYERS:
        drawing.layers.add(name)
    space = drawing.modelspace()
    y = 0.0
    for pattern in patterns:
        sheet = lay_out(pattern.panels, 250.0)
        for placed in sheet.pieces:
            name = f"{placed.panel.name}-{pattern.size}".replace("/", "_").replace(" ", "_")
            block = drawing.blocks.new(name)
            _piece(block, placed.panel, pattern)
            at = placed.offset + complex(0.0, y)
            space.add_blockref(name, (at.real * 10, at.imag * 10))
        y -= sheet.height + 20.0
    for n, text in enumerate(
        (
            f"Style Name: {patterns[0].title}",
            "Creation System: Modiste",
            "Units: METRIC",
            f"Sample Size: {patterns[0].size}",
        )
    ):
        space.add_text(text, height=5, dxfattribs={"layer": CUT}).set_placement((0, 20.0 + 8 * n))
    stream = io.StringIO()
    drawing.write(stream)
    return stream.getvalue().encode("utf-8")


def _piece(block: Any, panel: Panel, pattern: Pattern) -> None:
    boundary = cutting_line(panel)
    _polyline(block, boundary, CUT, close=True)
    for point, corner in turns(boundary):
        block.add_point(_mm(point), dxfattribs={"layer": TURN if corner else CURVE})
    for edge in panel.edges:
        if edge.role not in (Role.FOLD, Role.DART, Role.PLEAT) and edge.allowance > 0:
            _polyline(block, path_flatten(edge.path, 0.03), SEW)
    fold = fold_edge(panel)
    if fold:
        _polyline(block, path_flatten(fold), MIRROR)
    for stroke, _ in notches(panel):
        block.add_point(_mm(stroke), dxfattribs={"layer": NOTCH})
    block.add_line(_mm(panel.grain[0]), _mm(panel.grain[1]), dxfattribs={"layer": GRAIN})
    for dart in panel.darts:
        ends = [dart.mouth[0], dart.apex, dart.mouth[1]]
        _polyline(block, ends, INSIDE)
        if dart.second is not None:
            _polyline(block, [dart.mouth[1], dart.second, dart.mouth[0]], INSIDE)
        block.add_point(_mm(dart.apex), dxfattribs={"layer": DRILL})
    for inside in panel.inside:
        if inside.mark in (Mark.BUTTON, Mark.DRILL):
            block.add_point(_mm(inside.path[0][0]), dxfattribs={"layer": DRILL})
        else:
            _polyline(block, path_flatten(inside.path), INSIDE)
    _texts(block, panel, pattern)


def _texts(block: Any, panel: Panel, pattern: Pattern) -> None:
    at = middle(panel)
    pair = panel.copies is Copies.PAIR
    fields = (
        f"Piece Name: {panel.label.en}",
        f"Size: {pattern.size}",
        f"Quantity: {panel.layers},{panel.layers if pair else 0}",
        f"Material: {panel.material}",
        f"Category: {panel.label.code}",
    )
    for n, text in enumerate(fields):
        place = (at.real * 10, at.imag * 10 - 6 * n)
        block.add_text(text, height=4, dxfattribs={"layer": CUT}).set_placement(place)
    for n, text in enumerate(caption(panel, pattern)):
        place = (at.real * 10, at.imag * 10 + 8 + 6 * n)
        block.add_text(text, height=4, dxfattribs={"layer": NOTE}).set_placement(place)


def turns(points: Sequence[Point]) -> list[tuple[Point, bool]]:
    """The vertices of a closed line, each with whether the line turns a corner there."""
    found = []
    count = len(points)
    for n, p in enumerate(points):
        before, after = unit(p - points[n - 1]), unit(points[(n + 1) % count] - p)
        found.append((p, abs((before.conjugate() * after).imag) > _CORNER
                      or (before.conjugate() * after).real < 0))  # fmt: skip
    return found


def _polyline(block: Any, points: Sequence[Point], layer: str, *, close: bool = False) -> None:
    block.add_polyline2d([_mm(p) for p in points], close=close, dxfattribs={"layer": layer})


def _mm(p: Point) -> tuple[float, float]:
    return round(p.real * 10, 4), round(p.imag * 10, 4)
