"""Skirts and trousers on their own, ruffles, trims, yokes of the hip, and guide lines."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from modiste.design.draw import skirts
from modiste.design.draw.legs import draw_legs
from modiste.design.draw.outline import hem_curve, skirt_side, waist_corner
from modiste.design.draw.path import Path, Point, between
from modiste.design.draw.torso import short_length
from modiste.design.draw.trims import draw_trims
from modiste.design.spec.vocabulary import (
    Category,
    Gathers,
    Pleats,
    Ruffles,
    WaistStyle,
    Yoke,
)

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def draw_bottom(sheet: Sheet, spec: DesignSpec, m: Frame) -> Point:
    """A skirt, trousers or shorts; gives the upper corner below the band."""
    top = waist_corner(spec, m)
    if spec.category is not Category.SKIRT:
        draw_legs(sheet, spec, m, top)
        _hip_yoke(sheet, spec, m, top)
        return top
    u = m.unit
    length = short_length(spec, m, m.length)
    longer = skirt_side(spec, m, top, m.length) if length < m.length else None
    side = skirt_side(spec, m, top, length)
    hem = hem_curve(spec, m, side.end, length, back=sheet.back)
    sag = 0.7 * u
    waist = Path(top).curve(
        (top[0] * 0.7, top[1] + sag * 0.55), (top[0] * 0.34, top[1] + sag), (0.0, top[1] + sag)
    )
    skirts.draw_skirt(sheet, spec, m, side, hem, waist, longer)
    if spec.shaping.darts == "waist":
        for at, long in ((0.5, 9.0),) if not sheet.back else ((0.36, 12.0), (0.66, 11.0)):
            x = top[0] * at
            sheet.both(
                "body", "darts", Path((x, top[1] + 0.5 * u)).line((x + 0.5 * u, top[1] + long * u))
            )
    _hip_yoke(sheet, spec, m, top)
    sheet.note("hem", hem.along(0.45))
    return top


def _hip_yoke(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point) -> None:
    if spec.shaping.yoke is not Yoke.HIP or (
        spec.category is not Category.SKIRT and not sheet.back
    ):
        return
    u = m.unit
    y = top[1] + 6.0 * u
    x = top[0] + (m.hip - top[0]) * 0.52
    dip = 3.2 * u if sheet.back else 1.2 * u
    line = Path((0, y + dip)).curve(
        (x * 0.4, y + dip * 0.8), (x * 0.7, y + dip * 0.3), (x, y - 0.6 * u)
    )
    sheet.middle("body", "seams", line)
    sheet.middle("body", "topstitch", line.moved(0, 0.5 * u), "stitch")
    sheet.note("yoke", line.along(0.5))
    if spec.fullness.gathers is Gathers.YOKE:
        for k in range(9):
            x0, y0 = line.along((k + 0.5) / 9)
            sheet.both(
                "body",
                "gathers",
                Path((x0, y0)).line((x0 * 1.03, y0 + (3, 5.5)[k % 2] * u)),
                "fine",
            )


def draw_details(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper | None) -> None:
    """Everything that is set on last."""
    if up is not None:
        _upper_fullness(sheet, spec, m, up)
        _ruffles(sheet, spec, m, up)
    elif spec.fullness.ruffles is Ruffles.FRONT and not sheet.back:
        _cascade(sheet, m, m.waist_y + 1.0 * m.unit, m.length - 2 * m.unit)
    draw_trims(sheet, spec, m, up)
    _guides(sheet, spec, m)


def _upper_fullness(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    u, full = m.unit, spec.fullness
    if full.gathers is Gathers.NECK and up.kind != "one":
        for k in range(8):
            t = (k + 0.5) / 8
            x, y = up.neck.along(t * 0.92)
            long = (3.2, 5.4, 4.2)[k % 3] * u
            sheet.both(
                "body",
                "gathers",
                Path((x, y + 0.3 * u)).bow(
                    (x * 1.04, y + long * 0.6), (x * 1.16 + 0.1 * u, y + long)
                ),
                "fine",
            )
    if full.gathers is Gathers.BUST and not sheet.back:
        y = m.armhole + 4.6 * u
        for k in range(6):
            x = m.chest * (0.28 + 0.07 * k)
            sheet.both(
                "body",
                "gathers",
                Path((x, y + 5.2 * u)).bow(
                    (x + 0.1 * u, y + 2 * u),
                    (m.chest * 0.47 + (x - m.chest * 0.47) * 1.25, y - (0.5, 1.8)[k % 2] * u),
                ),
                "fine",
            )
    if full.gathers is Gathers.YOKE and up.kind == "shoulder":
        y = up.tip[1] + (6.4 if sheet.back else 2.6) * u
        wide = up.armhole.at_y(y)
        inner = 0.0 if sheet.back else up.neck.at_y(y) + 1.0 * u
        for k in range(7):
            x = inner + (wide - inner) * (k + 0.5) / 7
            sheet.both(
                "body",
                "gathers",
                Path((x, y + 0.6 * u)).line((x * 1.01, y + (3.4, 5.6)[k % 2] * u)),
                "fine",
            )
    if full.pleats is Pleats.PINTUCK and not sheet.back and up.kind == "shoulder":
        low = min(m.figure.waist_y - 6 * u, m.length - 8 * u)
        for k in range(5):
            x = (2.6 + 1.3 * k) * u
            top = max(up.neck.at_x(x) if x < up.side[0] else up.side[1] + 1.0 * u, 0.0) + 0.9 * u
            if top < low - 4 * u:
                sheet.both("body", "pleats", Path((x, top)).line((x, low)), "fine")


def _ruffles(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    u, where = m.unit, spec.fullness.ruffles
    if where is Ruffles.FRONT and not sheet.back:
        _cascade(sheet, m, up.depth + 0.5 * u, min(m.length - 2 * u, m.figure.hip_y))
    if where is Ruffles.SHOULDER and up.kind == "shoulder":
        line = up.armhole.part(0.0, 0.78, 8)
        u2 = 3.6 * u
        edge_points: list[Point] = []
        for k in range(9):
            t = k / 8
            x, y = line.along(t)
            swell = (0.45 + 0.75 * (1 - abs(2 * t - 0.8))) * u2
            edge_points.append((x + swell + (0.5 * u if k % 2 else 0.0), y - 0.2 * swell))
        edge = Path(edge_points[0])
        for a, b in pairwise(edge_points):
            edge = edge.bow((max(a[0], b[0]) + 0.7 * u, (a[1] + b[1]) / 2), b)
        shape = Path(line.start).line(edge.start).then(edge).line(line.end).then(line.reversed())
        sheet.pair("trims", "shoulder ruffle", shape, grain=-20, layer="ruffles")
        for k in range(1, 8):
            a, b = line.along(k / 8), edge.along(k / 8)
            sheet.both("trims", "gathers", Path(a).line(between(a, b, (0.5, 0.8)[k % 2])), "fine")
    if where is Ruffles.SLEEVE and spec.sleeve.cuff != "ruffle":
        sheet.note("ruffle", up.tip)


def _cascade(sheet: Sheet, m: Frame, top: float, foot: float) -> None:
    """A ruffle on both sides of the middle."""
    u = m.unit
    waves = max(4, round((foot - top) / (4.0 * u)))
    edge = Path((0.0, top))
    edge = edge.line((2.2 * u, top + 0.6 * u))
    for k in range(waves):
        y = top + (foot - top) * (k + 1) / waves
        x = (3.8 if k % 2 == 0 else 2.6) * u
        edge = edge.curve(
            (edge.end[0] + 1.0 * u, edge.end[1] + 1.2 * u), (x + 0.8 * u, y - 1.2 * u), (x, y)
        )
    shape = edge.line((0.0, foot)).line((0.0, top))
    sheet.pair("trims", "front ruffle", shape, grain=None, outer=False, layer="ruffles")
    for k in range(1, 2 * waves):
        y = top + (foot - top) * k / (2 * waves)
        sheet.both(
            "trims",
            "gathers",
            Path((0.15 * u, y)).line(((1.2, 2.2)[k % 2] * u, y + 0.7 * u)),
            "fine",
        )


def _guides(sheet: Sheet, spec: DesignSpec, m: Frame) -> None:
    """Middle, chest, waist, hip and knee: the construction lines, hidden unless asked for."""
    f = m.figure
    reach = m.hip + 8 * m.unit
    heights = [p[1] for s in sheet.shapes for p in s.outline.points(2)]
    top, low = min(0.0, *heights), max(heights)
    sheet.middle("trims", "construction", Path((0, top - 2)).line((0, low + 2)), "guide")
    for y in (m.armhole, f.waist_y, f.hip_y, f.crotch_y, f.knee_y):
        if top < y < low:
            sheet.middle("trims", "construction", Path((0, y)).line((reach, y)), "guide")
    if WaistStyle.NONE is not spec.waist.style:
        sheet.middle(
            "trims", "construction", Path((0, m.waist_y)).line((reach, m.waist_y)), "guide"
        )
