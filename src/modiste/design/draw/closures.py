"""Closures: plackets with buttons, zips, flies, wraps, lacing.

Women's fronts close right over left, men's left over right; in a front view that puts the edge of
the overlap to the right of the middle for women and to the left for men.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.fastenings import bottom_closure, lacing, zip_line
from modiste.design.draw.outline import waist_corner
from modiste.design.draw.path import Path, Point, between
from modiste.design.draw.torso import short_length
from modiste.design.draw.upper import LAPELS
from modiste.design.spec.vocabulary import (
    Audience,
    Category,
    ClosurePlace,
    ClosureType,
    Collar,
    Hem,
)

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec

_BOTTOMS = frozenset({Category.SKIRT, Category.TROUSERS, Category.SHORTS})


def draw_closure(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper | None) -> None:
    """The closure, on the view where it is seen."""
    kind, place = spec.closure.type, spec.closure.place
    if up is not None and not sheet.back:
        _openings(sheet, spec, m, up)
    if kind is ClosureType.NONE:
        return
    if place is ClosurePlace.SIDE:
        _side(sheet, spec, m)
    elif (place is ClosurePlace.BACK) == sheet.back:
        if up is None:
            bottom_closure(sheet, spec, m)
        elif kind is ClosureType.TIE and spec.neckline != "wrap":
            _ties(sheet, spec, m, up)
        elif spec.neckline != "wrap" or place is not ClosurePlace.FRONT:
            _upright(sheet, spec, m, *_reach(spec, m, up))


def _openings(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """What a neckline itself opens, and the edges of fronts that nothing closes."""
    if spec.neckline == "keyhole":
        _keyhole(sheet, m, up)
    if spec.neckline == "wrap":
        _wrap(sheet, spec, m, up)
    elif spec.closure.type is ClosureType.NONE and spec.category in {"jacket", "coat"}:
        edge = Path((0, up.depth)).line((0, _foot(spec, m)))
        sheet.middle("closure", "seams", edge, "edge")


def _reach(spec: DesignSpec, m: Frame, up: Upper) -> tuple[float, float]:
    """Upper and lower end of a closure in the middle."""
    top, place = up.depth, spec.closure.place
    if place is ClosurePlace.BACK and up.kind == "one":
        top = m.armhole
    if place is ClosurePlace.HALF_FRONT:
        return top, top + _half_length(spec, m)
    foot = _foot(spec, m)
    if place is ClosurePlace.BACK and spec.closure.type in {
        ClosureType.ZIP,
        ClosureType.INVISIBLE_ZIP,
    }:
        foot = min(foot, m.figure.hip_y - 2 * m.unit)
    return top, foot


def _half_length(spec: DesignSpec, m: Frame) -> float:
    if spec.closure.type is ClosureType.ZIP:
        return 18 * m.unit
    return 15 * m.unit if spec.collar is not Collar.NONE else 13 * m.unit


def _foot(spec: DesignSpec, m: Frame) -> float:
    if spec.category is Category.JUMPSUIT:
        return m.figure.crotch_y - 3.0 * m.unit
    if spec.hem is Hem.HIGH_LOW:
        return m.length - min(0.3 * (m.length - m.armhole), 24 * m.unit)
    if spec.hem is Hem.CURVED:
        return m.length + 0.4 * m.unit
    if spec.hem is Hem.ASYMMETRIC:  # where the slanted hem crosses the middle
        short = short_length(spec, m, m.length)
        return short + 0.42 * (m.length - short)
    return m.length


def _over(spec: DesignSpec) -> float:
    """+1 where the overlap's edge lies right of the middle as seen, −1 left; backs are reversed."""
    side = -1.0 if spec.audience is Audience.MEN else 1.0
    return -side if spec.closure.place is ClosurePlace.BACK else side


def _upright(sheet: Sheet, spec: DesignSpec, m: Frame, top: float, foot: float) -> None:
    """A closure that runs down the middle."""
    u, kind = m.unit, spec.closure.type
    sheet.note("closure", (0.0, top + 0.4 * (foot - top)))
    if kind in {ClosureType.ZIP, ClosureType.INVISIBLE_ZIP}:
        start = top
        if spec.collar in {Collar.FUNNEL, Collar.MOCK, Collar.TURTLE} and not sheet.back:
            start = -3.2 * u if spec.collar is not Collar.MOCK else -1.6 * u
        zip_line(sheet, start, foot, u, hidden=kind is ClosureType.INVISIBLE_ZIP)
        return
    if kind is ClosureType.LACING:
        lacing(sheet, top, foot, u)
        return
    if kind is ClosureType.DOUBLE_BREASTED:
        _double(sheet, spec, m, top, foot)
        return
    side = _over(spec)
    jacket = spec.category in {Category.JACKET, Category.COAT}
    wide = (2.2 if jacket else 1.55) * u
    if kind is ClosureType.TOGGLES:
        _toggles(sheet, spec, m, top, foot)
        return
    edge = Path((side * wide, top + _dip(spec, wide, u))).line((side * wide, foot))
    rounded = jacket and spec.hem is Hem.CURVED
    if rounded:
        edge = (
            Path((side * wide, top))
            .line((side * wide, foot - 9 * u))
            .bow((side * wide, foot - 1 * u), (side * -4 * u, foot - 0.1 * u))
        )
    sheet.single("closure", "seams", edge, "edge" if jacket else "seam")
    inner = -side * wide
    half = spec.closure.place is ClosurePlace.HALF_FRONT
    if not jacket:
        sheet.single(
            "closure", "seams", Path((inner, top + _dip(spec, wide, u))).line((inner, foot))
        )
        for x in (side * (wide - 0.4 * u), inner + side * 0.4 * u):
            sheet.single(
                "closure", "topstitch", Path((x, top + 0.5 * u)).line((x, foot - 0.2 * u)), "stitch"
            )
    else:
        sheet.single(
            "closure",
            "topstitch",
            Path((side * (wide - 0.6 * u), top + u)).line(
                (side * (wide - 0.6 * u), foot - 0.2 * u)
            ),
            "stitch",
        )
    if half:
        box = Path((side * wide, foot)).line((inner, foot))
        sheet.single("closure", "seams", box)
        sheet.single(
            "closure",
            "topstitch",
            Path((side * wide, foot - 1.6 * u)).line((inner, foot - 1.6 * u)),
            "stitch",
        )
    _buttons(sheet, spec, m, top, foot)


def _dip(spec: DesignSpec, wide: float, u: float) -> float:
    """By how much a neckline has risen at the edge of a placket."""
    return -0.25 * u if spec.neckline not in {"v", "deep-v"} else -1.1 * wide


def _buttons(sheet: Sheet, spec: DesignSpec, m: Frame, top: float, foot: float) -> None:
    u = m.unit
    tall = foot - top
    size = {Category.COAT: 1.1, Category.JACKET: 0.95, Category.KNIT: 0.85}.get(spec.category, 0.62)
    kind = "snap" if spec.closure.type is ClosureType.SNAPS else "button"
    tailored = spec.collar in LAPELS and spec.category in {Category.JACKET, Category.COAT}
    if tailored:
        count = 2 if spec.category is Category.JACKET else 3
        first = top + 1.2 * u
        last = min(first + (10.5 if count == 2 else 26) * u, foot - 8 * u)
    elif spec.closure.place is ClosurePlace.HALF_FRONT:
        count, first, last = 3, top + (1.2 if spec.collar == "none" else 2.4) * u, foot - 3.4 * u
    else:
        gap = (9.0 if spec.category not in {Category.COAT} else 13.0) * u
        first = top + (1.6 if spec.collar == "none" else 5.6) * u
        last = foot - (6.5 if spec.category is Category.SHIRT else 5.5) * u
        if spec.category in {Category.DRESS, Category.COAT} and tall > 80 * u:
            last = foot - 22 * u
        count = max(2, round((last - first) / gap) + 1)
    step = (last - first) / max(1, count - 1)
    sheet.buttons("closure", [(0.0, first + i * step) for i in range(count)], size * u, kind)


def _double(sheet: Sheet, spec: DesignSpec, m: Frame, top: float, foot: float) -> None:
    u, side = m.unit, _over(spec)
    wide = 6.6 * u
    lapel = spec.collar in LAPELS
    start: Point = (side * wide * (0.82 if lapel else 1.0), top + (0.2 if lapel else 0.6) * u)
    edge = Path(start).line((side * wide, top + 4 * u), (side * wide, foot))
    sheet.single("closure", "seams", edge, "edge")
    sheet.single(
        "closure",
        "topstitch",
        Path((side * (wide - 0.6 * u), top + 4 * u)).line(
            (side * (wide - 0.6 * u), foot - 0.2 * u)
        ),
        "stitch",
    )
    long = foot - top > 60 * u
    rows = 4 if long else (3 if foot - top > 26 * u else 2)
    first = top + 2.0 * u
    step = min((15 if long else 11) * u, (foot - first - 8 * u) / max(1, rows - 1))
    size = (1.1 if spec.category is Category.COAT else 0.95) * u
    sheet.button_pairs("closure", [(5.0 * u, first + i * step) for i in range(rows)], size)


def _toggles(sheet: Sheet, spec: DesignSpec, m: Frame, top: float, foot: float) -> None:
    u, side = m.unit, _over(spec)
    sheet.single(
        "closure", "seams", Path((side * 2.4 * u, top)).line((side * 2.4 * u, foot)), "edge"
    )
    count = 4 if foot - top > 45 * u else 3
    first = top + 4 * u
    step = min(15 * u, (foot - first - 12 * u) / (count - 1))
    for k in range(count):
        y = first + k * step
        patch = Path((4.0 * u, y - 1.1 * u)).line(
            (7.4 * u, y), (4.0 * u, y + 1.1 * u), (4.0 * u, y - 1.1 * u)
        )
        sheet.pair("closure", "toggle patch", patch, "trim", grain=None, outer=False)
        for dy in (-0.35 * u, 0.35 * u):
            sheet.middle("closure", "seams", Path((0, y + dy)).line((4.0 * u, y + dy)), "fine")
        horn = Path((-2.6 * u, y)).curve(
            (-2.2 * u, y - 0.8 * u), (1.8 * u, y - 0.8 * u), (2.6 * u, y)
        )
        horn = horn.curve((1.8 * u, y + 0.8 * u), (-2.2 * u, y + 0.8 * u), (-2.6 * u, y))
        sheet.lone("closure", "toggle", horn, "trim", grain=None, layer="buttons")


def _wrap(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """The edge of the upper front runs from the neckline's point across to the waist."""
    u, side = m.unit, _over(spec)
    start = (0.0, up.depth)
    waist = min(m.waist_y, m.length - 3 * u)
    corner = (side * m.waist * 0.9, waist - 0.4 * u)
    line = Path(start).curve(
        (side * 2.4 * u, up.depth + 4 * u), between((start[0], start[1]), corner, 0.6), corner
    )
    sheet.single("closure", "seams", line, "edge")
    sheet.single("closure", "topstitch", line.moved(-side * 0.3 * u, 0.9 * u), "stitch")
    sheet.note("wrap", between(start, corner, 0.5))
    if m.length > m.figure.hip_y + 6 * u and spec.category is not Category.JUMPSUIT:
        foot = (side * m.hip * 0.42, m.length - 0.2 * u)
        sheet.single(
            "closure",
            "seams",
            Path(corner).curve(
                (corner[0] * 0.98, waist + 14 * u),
                (foot[0] + side * 4 * u, m.length - 24 * u),
                foot,
            ),
            "edge",
        )
    if spec.closure.type is ClosureType.TIE and spec.waist.belt == "none":
        x, y = corner
        for lean, long in ((0.2, 15.0), (3.2, 12.0)):
            tail = (
                Path((x, y))
                .curve(
                    (x + side * 1.4 * u, y + 3 * u),
                    (x + side * lean * u, y + long * 0.6 * u),
                    (x + side * (lean + 0.5) * u, y + long * u),
                )
                .line((x + side * (lean - 1.6) * u, y + (long - 0.8) * u))
                .curve(
                    (x + side * (lean - 1.4) * u, y + long * 0.5 * u),
                    (x - side * 0.4 * u, y + 3 * u),
                    (x, y),
                )
            )
            sheet.lone("closure", "tie", tail, "main", grain=None)
        for turn in (-1, 1):
            loop = (
                Path((x, y))
                .curve(
                    (x + turn * 2.2 * u, y - 3.2 * u),
                    (x + turn * 5.4 * u, y - 2.2 * u),
                    (x + turn * 5.0 * u, y + 0.4 * u),
                )
                .curve((x + turn * 4.2 * u, y + 1.8 * u), (x + turn * 1.6 * u, y + 1.2 * u), (x, y))
            )
            sheet.lone("closure", "tie loop", loop, "main", grain=None)


def _ties(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Fronts or backs that meet in the middle and are tied there."""
    u = m.unit
    sheet.middle("closure", "seams", Path((0, up.depth)).line((0, _foot(spec, m))), "edge")
    y = min(up.depth + 1.0 * u, m.armhole + 4 * u)
    if spec.category in {Category.COAT, Category.JACKET, Category.KNIT}:
        y = min(m.figure.waist_y, m.length - 8 * u)
    loop = Path((0, y)).curve(
        (1.6 * u, y - 2.4 * u), (5.0 * u, y - 2.0 * u), (4.8 * u, y + 0.4 * u)
    )
    loop = loop.curve((4.4 * u, y + 2.0 * u), (1.6 * u, y + 1.4 * u), (0, y))
    tail = (
        Path((0, y))
        .curve((0.4 * u, y + 4 * u), (1.8 * u, y + 7 * u), (2.6 * u, y + 12 * u))
        .line((1.2 * u, y + 12.6 * u))
        .curve((0.8 * u, y + 8 * u), (0.1 * u, y + 4 * u), (0, y))
    )
    sheet.pair("closure", "tie", tail, grain=None, outer=False)
    sheet.pair("closure", "tie loop", loop, grain=None, outer=False)
    sheet.note("closure", (0.0, y))


def _keyhole(sheet: Sheet, m: Frame, up: Upper) -> None:
    u = m.unit
    y = up.depth + 1.0 * u
    half = Path((0, y)).curve(
        (0.5 * u, y + 1.0 * u), (2.1 * u, y + 4.4 * u), (2.1 * u, y + 6.4 * u)
    )
    half = half.curve((2.1 * u, y + 8.2 * u), (0.9 * u, y + 8.9 * u), (0, y + 8.9 * u))
    sheet.whole("closure", "keyhole", half, "inside", grain=None, outer=False)
    sheet.buttons("closure", [(0.0, up.depth + 0.45 * u)], 0.5 * u)
    sheet.note("keyhole", (2.0 * u, y + 6 * u))


def _side(sheet: Sheet, spec: DesignSpec, m: Frame) -> None:
    """A closure in the left side seam of the wearer."""
    u = m.unit
    turn = -1.0 if sheet.back else 1.0
    if spec.category in _BOTTOMS:
        corner = waist_corner(spec, m)
        y0, y1 = corner[1] - 3.8 * u, corner[1] + 13 * u
        xs = (corner[0], corner[0] + 0.8 * (m.hip - corner[0]))
    else:
        y0, y1 = m.armhole + 3 * u, m.figure.waist_y + 9 * u
        xs = (m.chest - 0.35 * (m.chest - m.waist), m.waist + 0.3 * (m.hip - m.waist))
    x0, x1 = xs
    inset = 0.55 * u
    line = Path((turn * (x0 - inset), y0)).bow(
        (turn * (min(x0, x1) - inset - 0.2 * u), (y0 + y1) / 2), (turn * (x1 - inset - 0.4 * u), y1)
    )
    sheet.single("closure", "zips", line, "stitch")
    sheet.single("closure", "zips", Path(line.end).line((turn * (x1 + 0.05 * u), y1)), "fine")
    sheet.note("closure", line.start)
