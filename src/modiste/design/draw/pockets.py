"""Pockets of torso, skirt and trousers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.outline import waist_corner
from modiste.design.draw.path import Path, Point
from modiste.design.spec.vocabulary import Category, ChestPocket, Hem, HipPocket

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec

_BOTTOMS = frozenset({Category.SKIRT, Category.TROUSERS, Category.SHORTS})


def draw_pockets(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper | None) -> None:
    """All pockets of a view."""
    if up is not None and not sheet.back:
        _chest(sheet, spec, m)
    if spec.pockets.hip is HipPocket.NONE:
        _backs(sheet, spec, m)
        return
    if spec.category in _BOTTOMS:
        _bottom(sheet, spec, m, waist_corner(spec, m))
    elif spec.category is Category.JUMPSUIT:
        _bottom(sheet, spec, m, (m.waist, m.waist_y))
    elif not sheet.back:
        _torso(sheet, spec, m)
    _backs(sheet, spec, m)


def _backs(sheet: Sheet, spec: DesignSpec, m: Frame) -> None:
    if spec.category is Category.SKIRT and spec.pockets.back != "none" and sheet.back:
        from modiste.design.draw.leg_details import back_pockets

        back_pockets(sheet, spec, m, waist_corner(spec, m))


def rect_path(x: float, y: float, wide: float, tall: float) -> Path:
    """A closed rectangle."""
    return Path((x, y)).line((x + wide, y), (x + wide, y + tall), (x, y + tall), (x, y))


def _chest(sheet: Sheet, spec: DesignSpec, m: Frame) -> None:
    u, kind = m.unit, spec.pockets.chest
    if kind is ChestPocket.NONE:
        return
    wide, tall = (10.4 if spec.audience == "men" else 9.4) * u, 11.0 * u
    x, y = max(3.4 * u, m.chest * 0.46 - wide / 2), m.armhole - 3.6 * u
    single = spec.category in {Category.SHIRT, Category.TEE, Category.KNIT, Category.BLOUSE} and (
        kind is ChestPocket.PATCH
    )
    if kind is ChestPocket.WELT:
        strip = Path((x, y + 1.2 * u)).line(
            (x + wide, y), (x + wide, y + 2.2 * u), (x, y + 3.4 * u), (x, y + 1.2 * u)
        )
        sheet.lone("pockets", "chest welt", strip)
        sheet.note("chest pocket", (x + wide, y + u))
        return
    bag = Path((x, y)).line(
        (x + wide, y),
        (x + wide, y + tall - 1.6 * u),
        (x + wide / 2, y + tall),
        (x, y + tall - 1.6 * u),
        (x, y),
    )
    if spec.category in {Category.TEE, Category.KNIT}:
        bag = rect_path(x, y, wide, tall * 0.96)
    stitch = Path((x, y + 2.2 * u)).line((x + wide, y + 2.2 * u))
    sheet.note("chest pocket", (x + wide, y + tall / 2))
    if single:
        sheet.lone("pockets", "chest pocket", bag)
        sheet.single("pockets", "topstitch", stitch, "stitch")
        return
    sheet.pair("pockets", "chest pocket", bag, outer=False)
    if kind is ChestPocket.FLAP:
        flap = Path((x - 0.25 * u, y - 1.1 * u)).line(
            (x + wide + 0.25 * u, y - 1.1 * u),
            (x + wide + 0.25 * u, y + 2.4 * u),
            (x + wide / 2, y + 4.0 * u),
            (x - 0.25 * u, y + 2.4 * u),
            (x - 0.25 * u, y - 1.1 * u),
        )
        sheet.pair("pockets", "chest flap", flap, outer=False)
        sheet.button_pairs("pockets", [(x + wide / 2, y + 2.5 * u)], 0.5 * u)
    else:
        sheet.both("pockets", "topstitch", stitch, "stitch")


def _torso(sheet: Sheet, spec: DesignSpec, m: Frame) -> None:
    """Pockets of jackets, coats, dresses, knits."""
    u, kind, f = m.unit, spec.pockets.hip, m.figure
    end = m.length - (6.0 * u if spec.hem is Hem.RIB else 0.0)
    low = min(end, f.hip_y + 16 * u)
    y = min(f.waist_y + (13 if spec.category is not Category.COAT else 12) * u, low - 15 * u)
    y = max(y, m.armhole + 8 * u)
    room = low - y
    wide = min(14.5 * u, m.waist * 0.64)
    x = max(3.4 * u, min(m.waist * 0.62 - wide / 2 + 1.2 * u, m.waist - wide - 2.2 * u))
    sheet.note("pocket", (x + wide, y + 2 * u))
    if kind is HipPocket.KANGAROO:
        tall = min(18 * u, room - 2 * u)
        top = y + 0.02 * u
        foot = top + tall
        half = (
            Path((0.0, top))
            .line((7.2 * u, top))
            .curve(
                (8.8 * u, top + tall * 0.3),
                (12.4 * u, top + tall * 0.52),
                (14.6 * u, top + tall * 0.62),
            )
            .line((14.6 * u, foot), (0.0, foot))
        )
        sheet.whole("pockets", "kangaroo pocket", half, outer=False)
        edge = Path((7.6 * u, top + 0.4 * u)).curve(
            (9.0 * u, top + tall * 0.34),
            (12.2 * u, top + tall * 0.57),
            (14.4 * u, top + tall * 0.67),
        )
        sheet.both("pockets", "topstitch", edge.moved(-0.6 * u, 0.2 * u), "stitch")
    elif kind is HipPocket.PATCH:
        tall = min(17 * u, room - 1.5 * u)
        r = 2.2 * u
        bag = (
            Path((x, y))
            .line((x + wide, y), (x + wide, y + tall - r))
            .bow((x + wide, y + tall), (x + wide - r, y + tall))
            .line((x + r, y + tall))
            .bow((x, y + tall), (x, y + tall - r))
            .line((x, y))
        )
        sheet.pair("pockets", "patch pocket", bag, outer=False)
        sheet.both(
            "pockets", "topstitch", Path((x, y + 2.6 * u)).line((x + wide, y + 2.6 * u)), "stitch"
        )
    elif kind is HipPocket.FLAP:
        flap = (
            Path((x, y + 0.5 * u))
            .line((x + wide, y))
            .line((x + wide + 0.1 * u, y + 4.6 * u))
            .curve(
                (x + wide * 0.7, y + 5.2 * u),
                (x + 2.4 * u, y + 5.5 * u),
                (x + 1.4 * u, y + 5.3 * u),
            )
            .curve((x + 0.5 * u, y + 5.1 * u), (x + 0.1 * u, y + 4.2 * u), (x, y + 3.2 * u))
            .line((x, y + 0.5 * u))
        )
        sheet.pair("pockets", "pocket flap", flap, outer=False)
        sheet.both(
            "pockets", "seams", Path((x - 0.1 * u, y)).line((x + wide + 0.1 * u, y - 0.5 * u))
        )
    elif kind is HipPocket.WELT:
        lean = 3.2 if spec.category is Category.COAT else 0.6
        strip = Path((x + 2 * u, y + 11 * u * (lean > 1))).line(
            *(
                (
                    (x + 6.2 * u, y - 3 * u),
                    (x + 9.2 * u, y - 2.2 * u),
                    (x + 5 * u, y + 11.8 * u),
                    (x + 2 * u, y + 11 * u),
                )
                if lean > 1
                else (
                    (x + wide, y - 0.6 * u),
                    (x + wide, y + 0.9 * u),
                    (x + 2 * u, y + 1.5 * u),
                    (x + 2 * u, y),
                )
            )
        )
        sheet.pair("pockets", "welt pocket", strip, outer=False)
    elif kind is HipPocket.SLANT:
        line = Path((x + wide * 0.5, y - 4 * u)).line((x + wide * 0.95, y + 10 * u))
        sheet.both("pockets", "seams", line, "edge")
        sheet.both("pockets", "topstitch", line.moved(-0.7 * u, 0.1 * u), "stitch")
    elif kind is HipPocket.IN_SEAM:
        _in_seam(sheet, m, m.waist, y - 2 * u, 13 * u)


def _in_seam(sheet: Sheet, m: Frame, x: float, y: float, tall: float) -> None:
    """The two bars of a pocket in the side seam, and its mouth."""
    u = m.unit
    for at in (y, y + tall):
        share = (at - m.figure.waist_y) / (m.figure.hip_y - m.figure.waist_y)
        edge = x + (m.hip - m.waist) * min(1.0, max(0.0, share)) * 0.9
        sheet.both(
            "pockets", "topstitch", Path((edge - 1.5 * u, at)).line((edge - 0.1 * u, at)), "seam"
        )


def _bottom(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point) -> None:
    """Pockets of trousers, shorts, skirts and jumpsuits; hip pockets show in front."""
    u, kind = m.unit, spec.pockets.hip
    if sheet.back:
        return
    x, y = top
    sheet.note("pocket", (x - 2 * u, y + 8 * u))
    if kind is HipPocket.SLANT:
        a, b = (x - 4.6 * u, y + 0.3 * u), (_edge(m, top, y + 15.5 * u) - 0.2 * u, y + 15.5 * u)
        line = Path(a).line(b)
        sheet.both("pockets", "seams", line)
        sheet.both("pockets", "topstitch", line.moved(-0.65 * u, 0.05 * u), "stitch")
    elif kind is HipPocket.FIVE:
        _five(sheet, m, top)
    elif kind is HipPocket.PATCH:
        wide, tall = 13.0 * u, 15.0 * u
        px, py = x * 0.62 - wide / 2 + 2.6 * u, y + 6.5 * u
        bag = (
            Path((px, py))
            .line((px + wide, py), (px + wide, py + tall - 2 * u))
            .bow((px + wide, py + tall), (px + wide - 2 * u, py + tall))
            .line((px + 2 * u, py + tall))
            .bow((px, py + tall), (px, py + tall - 2 * u))
            .line((px, py))
        )
        sheet.pair("pockets", "patch pocket", bag, outer=False)
        sheet.both(
            "pockets",
            "topstitch",
            Path((px, py + 2.4 * u)).line((px + wide, py + 2.4 * u)),
            "stitch",
        )
    elif kind in {HipPocket.WELT, HipPocket.FLAP}:
        px, py = x * 0.3, y + 6 * u
        tall = 1.4 * u if kind is HipPocket.WELT else 4.4 * u
        strip = Path((px, py + 0.5 * u)).line(
            (px + 12 * u, py - 1.4 * u),
            (px + 12 * u, py - 1.4 * u + tall),
            (px, py + 0.5 * u + tall),
            (px, py + 0.5 * u),
        )
        sheet.pair("pockets", "welt pocket", strip, outer=False)
    elif kind is HipPocket.IN_SEAM:
        for at in (y + 3.0 * u, y + 16 * u):
            edge = _edge(m, top, at)
            sheet.both("pockets", "seams", Path((edge - 1.6 * u, at)).line((edge - 0.15 * u, at)))


def _edge(m: Frame, top: Point, y: float) -> float:
    """The side of a skirt or leg between waist and hip."""
    share = min(1.0, max(0.0, (y - top[1]) / max(1.0, m.figure.hip_y - top[1])))
    return top[0] + (m.hip - top[0]) * (1 - float((1 - share) ** 1.8))


def _five(sheet: Sheet, m: Frame, top: Point) -> None:
    """The curved pockets of jeans, with the coin pocket and rivets."""
    u = m.unit
    x, y = top
    side = (_edge(m, top, y + 8.6 * u) - 0.15 * u, y + 8.6 * u)
    mouth = Path((x - 9.0 * u, y + 0.55 * u)).curve(
        (x - 8.6 * u, y + 5.2 * u), (x - 4.6 * u, y + 7.8 * u), side
    )
    sheet.both("pockets", "seams", mouth)
    for by in (0.45 * u, 0.95 * u):
        sheet.both("pockets", "topstitch", mouth.moved(-by * 0.7, by * 0.75), "stitch")
    coin = Path((x - 5.8 * u, y + 6.0 * u)).line(
        (x - 5.6 * u, y + 2.6 * u), (x - 0.2 * u, y + 2.4 * u)
    )
    sheet.single("pockets", "seams", coin.mirrored(), "fine")
    sheet.button_pairs(
        "pockets",
        [(x - 8.5 * u, y + 1.2 * u), (side[0] - 0.7 * u, side[1] - 0.6 * u)],
        0.22 * u,
        "stud",
    )
