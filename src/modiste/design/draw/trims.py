"""Trims: what is set on a finished garment."""

from __future__ import annotations

from itertools import pairwise
from math import cos, pi, sin
from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, Point, between
from modiste.design.draw.soft_collars import frill
from modiste.design.spec.vocabulary import Category, SleeveType, Trim

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def draw_trims(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper | None) -> None:
    """Every trim of a spec, on the view where it is seen."""
    if up is not None:
        _upper_trims(sheet, spec, m, up)
    legged = spec.category in {Category.TROUSERS, Category.SHORTS}
    if Trim.SIDE_STRIPE in spec.trims and legged:
        _side_stripe(sheet)
    if Trim.FRINGE in spec.trims:
        _fringe(sheet)
    if Trim.SEQUINS in spec.trims:
        _sequins(sheet, m.unit)
    if Trim.TOPSTITCH in spec.trims:
        _topstitches(sheet, spec, m, up)


def _topstitches(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper | None) -> None:
    """A row beside the armholes, or beside the outer seams of legs."""
    by = 0.7 * m.unit
    set_in = spec.sleeve.type not in {SleeveType.RAGLAN, SleeveType.KIMONO}
    if up is not None and up.kind == "shoulder" and set_in:
        sheet.both("trims", "topstitch", up.armhole.beside(by), "stitch")
    seam = _outer_seam(sheet)
    if seam is not None:
        sheet.both("trims", "topstitch", seam.beside(by), "stitch")


def _outer_seam(sheet: Sheet) -> Path | None:
    """The outer seam of the right leg, from waist to hem."""
    leg = next((s for s in sheet.shapes if s.name == "leg" and s.outline.start[0] > 0), None)
    if leg is None:
        return None
    count = 3 if len(leg.outline.pieces) > 6 else 2
    return Path(leg.outline.start, leg.outline.pieces[:count])


def _sequins(sheet: Sheet, u: float) -> None:
    """Sequins in offset rows over the body, as many on the left as on the right."""
    step = 3.0 * u
    for shape in [s for s in sheet.shapes if s.part == "body" and s.outer and not s.lone]:
        points = shape.outline.points(6)
        high, low = min(p[1] for p in points), max(p[1] for p in points)
        wide = max(p[0] for p in points)
        rows = int((low - high) / step)
        for row in range(1, rows):
            y = high + row * step
            for column in range(int(wide / step) + 1):
                x = (column + (0.5 if row % 2 else 1.0)) * step
                if _within(points, (x, y)) and _within(points, (x + 0.6 * u, y)):
                    sheet.button_pairs("trims", [(x, y)], 0.26 * u, "sequin")


def _within(points: list[Point], at: Point) -> bool:
    """Whether a point lies inside a polygon (even-odd rule)."""
    inside = False
    for (x0, y0), (x1, y1) in pairwise([*points, points[0]]):
        if (y0 > at[1]) != (y1 > at[1]) and at[0] < x0 + (x1 - x0) * (at[1] - y0) / (y1 - y0):
            inside = not inside
    return inside


def _upper_trims(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    u = m.unit
    sleeved = spec.sleeve.type not in {SleeveType.NONE, SleeveType.STRAP}
    if Trim.EPAULETTES in spec.trims and up.kind == "shoulder" and sleeved:
        a, b = up.tip, between(up.side, up.tip, 0.22)
        tab = Path((a[0], a[1] - 0.5 * u)).line(
            (b[0], b[1] - 0.4 * u),
            (b[0] - 0.8 * u, b[1] + 1.0 * u),
            (b[0] + 0.2 * u, b[1] + 2.4 * u),
            (a[0] - 0.6 * u, a[1] + 3.0 * u),
            (a[0], a[1] - 0.5 * u),
        )
        sheet.pair("trims", "epaulette", tab, outer=False)
        sheet.button_pairs("trims", [(b[0] + 0.9 * u, b[1] + 1.0 * u)], 0.5 * u)
    if Trim.BOW in spec.trims and not sheet.back and spec.collar not in {"bow", "sailor"}:
        y = up.depth + 1.2 * u if up.kind != "one" else m.armhole
        loop = Path((0, y)).curve(
            (1.2 * u, y - 1.8 * u), (3.6 * u, y - 1.6 * u), (3.4 * u, y + 0.3 * u)
        )
        loop = loop.curve((3.2 * u, y + 1.6 * u), (1.2 * u, y + 1.1 * u), (0, y))
        sheet.pair("trims", "bow", loop, "trim", grain=None, outer=False)
    for trim, kind in ((Trim.LACE, "lace"), (Trim.PIPING, "piping"), (Trim.RICKRACK, "rickrack")):
        if trim in spec.trims and up.kind in {"shoulder", "halter", "off"}:
            _edging(sheet, m, up, kind)
    if Trim.STUDS in spec.trims and up.kind == "shoulder":
        line = up.neck.beside(1.4 * u)
        sheet.button_pairs("trims", [line.along((k + 0.5) / 7) for k in range(7)], 0.24 * u, "stud")
    if Trim.EMBROIDERY in spec.trims and not sheet.back and up.kind == "shoulder":
        _sprigs(sheet, m)


def _edging(sheet: Sheet, m: Frame, up: Upper, kind: str) -> None:
    u = m.unit
    if kind == "lace":
        frill(sheet, up.neck, u * 0.7, 1.6 * u, "lining", "trims")
        return
    line = up.neck.beside(0.5 * u if kind == "piping" else 2.4 * u)
    line = Path((0.0, line.start[1]), line.pieces)
    if kind == "piping":
        sheet.middle("trims", "topstitch", line, "edge")
        return
    count = max(8, round(line.length() / (1.0 * u)))
    zig = Path(line.start)
    for k in range(1, count + 1):
        x, y = line.along(k / count)
        zig = zig.line((x, y + (0.7 * u if k % 2 else 0.0)))
    sheet.middle("trims", "topstitch", zig, "edge")


def _sprigs(sheet: Sheet, m: Frame) -> None:
    """An embroidered sprig on each side of the chest."""
    u = m.unit
    x, y = m.chest * 0.46, m.armhole - 1.5 * u
    sheet.both(
        "trims",
        "topstitch",
        Path((x - 1.5 * u, y + 4 * u)).curve(
            (x - 1 * u, y + 1.5 * u), (x + 0.5 * u, y), (x + 1.6 * u, y - 3 * u)
        ),
        "seam",
    )
    for dx, dy in ((1.6, -3.2), (-0.9, 0.6), (1.2, 0.8)):
        cx, cy = x + dx * u, y + dy * u
        for k in range(5):
            a = 2 * pi * k / 5
            tip = (cx + 0.9 * u * cos(a), cy + 0.9 * u * sin(a))
            sheet.both(
                "trims",
                "topstitch",
                Path((cx, cy)).bow((cx + 0.7 * u * cos(a + 0.6), cy + 0.7 * u * sin(a + 0.6)), tip),
                "fine",
            )


def _fringe(sheet: Sheet) -> None:
    """Threads hanging from the hem."""
    at = sheet.notes.get("hem")
    body = [s for s in sheet.shapes if s.part == "body" and s.outer]
    points = [p for s in body for p in s.outline.points(8) if p[0] > 0]
    if at is None or not points:
        return
    low = max(p[1] for p in points)
    edge = [p for p in points if p[1] > low - 8]
    wide = max(p[0] for p in edge)
    for k in range(26):
        x = wide * (k + 0.5) / 26
        near = min(edge, key=lambda p: abs(p[0] - x))
        sheet.both("trims", "topstitch", Path((x, near[1])).line((x + 0.1, near[1] + 5.0)), "fine")


def _side_stripe(sheet: Sheet) -> None:
    """A stripe along the outer seam of each leg."""
    seam = _outer_seam(sheet)
    if seam is None:
        return
    inner = seam.beside(1.9)
    shape = seam.then(inner.reversed()).line(seam.start)
    sheet.pair("trims", "side stripe", shape, "accent", grain=None, outer=False)
