"""The body of everything that hangs from the shoulders, and the skirts that hang from it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from modiste.design.draw import skirts
from modiste.design.draw.outline import hem_curve, rise_of, skirt_side, torso_side
from modiste.design.draw.path import Path, Point, between
from modiste.design.draw.sleeves import kimono_edge, raglan_seam
from modiste.design.draw.upper import Upper, upper_of
from modiste.design.spec.vocabulary import (
    Category,
    Collar,
    Hem,
    Neckline,
    Pleats,
    Seams,
    SleeveType,
    WaistStyle,
    Yoke,
)

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec


def split_at_waist(spec: DesignSpec) -> bool:
    """Whether bodice and skirt (or legs) are cut apart."""
    return (
        spec.waist.style not in {WaistStyle.NONE, WaistStyle.DRAWSTRING}
        or (spec.category is Category.JUMPSUIT)
        or spec.fullness.ruffles == "waist"
        or spec.fullness.gathers == "waist"
    )


def hem_y(spec: DesignSpec, m: Frame) -> float:
    """Where the body of the garment ends: a rib hem is set below a shorter body."""
    return m.length - (rib_height(m) if spec.hem is Hem.RIB else 0.0)


def short_length(spec: DesignSpec, m: Frame, length: float) -> float:
    """Where the shorter side of an asymmetric hem ends; the length itself for others."""
    if spec.hem is not Hem.ASYMMETRIC or spec.neckline is Neckline.ONE_SHOULDER:
        return length
    above = max(m.armhole, min(m.figure.waist_y, length - 8 * m.unit))
    return length - min(max(0.3 * (length - above), 5 * m.unit), 20 * m.unit)


def rib_height(m: Frame) -> float:
    """Of ribbed hems."""
    return 6.0 * m.unit


def draw_torso(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> Path:
    """The body; gives its side, from underarm to hem."""
    full = hem_y(spec, m)
    length = short_length(spec, m, full)
    seam = _seam_y(spec, m, length)
    outline_up = up
    if spec.sleeve.type is SleeveType.RAGLAN and up.kind == "shoulder":
        line = raglan_seam(up)
        outline_up = replace(up, neck=up.neck.part(0, 0.86), tip=line.start, armhole=line)
    top = up.underarm
    kimono = spec.sleeve.type is SleeveType.KIMONO and up.kind == "shoulder"
    if kimono:
        edge = kimono_edge(spec, m, up)
        top = edge.end
        outline_up = replace(up, tip=edge.start, armhole=edge)
    if seam is None:
        side = torso_side(spec, m, top, length)
        hem = hem_curve(spec, m, side.end, length, back=sheet.back)
        if hem.start != side.end:
            side = skirts.cut(side, hem.start)
        if length < full:
            longer = torso_side(spec, m, top, full)
            skirts.slanted(sheet, "body", outline_up.half(), longer, side)
        else:
            _panel(sheet, "body", outline_up.closed(side.then(hem)), up)
        low = hem
    else:
        waist = (
            m.waist
            if m.waist_y > m.figure.armhole + 9 * m.unit
            else m.waist + 0.62 * (m.chest - m.waist),
            seam,
        )
        bodice_side = Path(top).curve(
            (top[0] - 0.5 * m.unit, top[1] + (seam - top[1]) * 0.35),
            (waist[0] + 0.2 * m.unit, seam - (seam - top[1]) * 0.34),
            waist,
        )
        sag = waist_sag(m)
        line = Path(waist).curve(
            (waist[0] * 0.6, seam + sag), (waist[0] * 0.3, seam + sag), (0, seam + sag)
        )
        _panel(sheet, "bodice", outline_up.closed(bodice_side.then(line)), up)
        _inside(sheet, spec, m, up)
        sheet.note("waist", line.along(0.5))
        if spec.category is Category.JUMPSUIT:
            return bodice_side
        lower = skirt_side(spec, m, waist, length)
        hem = hem_curve(spec, m, lower.end, length, back=sheet.back)
        other = skirt_side(spec, m, waist, full) if length < full else None
        skirts.draw_skirt(sheet, spec, m, lower, hem, line, other)
        side = bodice_side.then(lower)
        low = hem
    if seam is None:
        _inside(sheet, spec, m, up)
        skirts.finish_hem(sheet, spec, m, side, low)
        if spec.fullness.tiers:
            skirts.draw_tiers(sheet, spec, m, side, low, m.figure.waist_y)
        _folds(sheet, spec, m, up)
    _seams(sheet, spec, m, up, side, length if seam is None else seam)
    sheet.note("hem", low.along(0.45))
    return side


def waist_sag(m: Frame) -> float:
    """By how much waist lines dip in the middle."""
    return 0.7 * m.unit


def _seam_y(spec: DesignSpec, m: Frame, length: float) -> float | None:
    if not split_at_waist(spec) or m.waist_y > length - 4 * m.unit:
        return None
    return m.waist_y


def _panel(sheet: Sheet, name: str, outline: Path, up: Upper) -> None:
    if up.kind == "one":
        sheet.lone("body", name, outline, outer=True)
    else:
        from modiste.design.draw.sheet import Shape

        sheet.shapes.append(Shape("body", name, outline))
    if up.kind != "one":
        sheet.note("neckline", up.neck.along(0.6))
    sheet.note("body", (up.underarm[0] * 0.55, up.underarm[1] + 6))


def _inside(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """The inside of the back, seen through the front's neckline; a halter's band behind."""
    if sheet.back and spec.neckline is Neckline.HALTER:
        front = upper_of(spec, m, back=False)
        x, u = front.side[0], m.unit
        half = Path((0.0, -1.6 * u)).curve((x * 0.6, -1.6 * u), (x, -1.2 * u), front.side)
        half = half.line(front.tip).curve((x * 0.8, 1.5 * u), (x * 0.4, 1.4 * u), (0, 1.4 * u))
        bib = front.half().then(up.half().reversed())  # the front's inside, over the back's edge
        sheet.whole("inside", "front inside", bib, "inside", grain=None)
        sheet.whole("body", "neck band", half)
        sheet.buttons("body", [(0.0, -0.1 * u)], 0.45 * u)
    if sheet.back or up.kind in {"off", "one"}:
        return
    back = upper_of(spec, m, back=True)
    u = m.unit
    if up.kind == "strapless":
        return
    if up.kind == "halter":
        half = Path((0.0, -2.0 * u)).curve(
            (up.side[0] * 0.6, -2.0 * u), (up.side[0], -1.6 * u), up.side
        )
        half = half.line(up.tip).curve(
            (up.tip[0] * 0.8, 1.0 * u), (up.tip[0] * 0.4, 0.9 * u), (0, 0.9 * u)
        )
        sheet.whole("inside", "neck band", half, "inside", grain=None)
        return
    half = back.neck.then(up.neck.reversed()) if back.side == up.side else up.neck.reversed()
    sheet.whole("inside", "back inside", half, "inside", grain=None)
    if spec.collar is Collar.NONE and up.depth > 5 * u:
        y = back.depth + 0.5 * u
        tab = Path((0, y)).line((1.5 * u, y), (1.5 * u, y + 1.3 * u), (0, y + 1.3 * u))
        sheet.whole("inside", "label", tab, "lining", grain=None, outer=False)


def _folds(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A drape line or two from the underarm."""
    u = m.unit
    if up.kind != "shoulder" or spec.fit == "tight":
        return
    x, y = up.underarm
    sheet.both(
        "body",
        "folds",
        Path((x - 1.3 * u, y + 1.8 * u)).curve(
            (x - 2.4 * u, y + 4.2 * u), (x - 4.0 * u, y + 6.0 * u), (x - 6.2 * u, y + 7.2 * u)
        ),
        "fold",
    )


def _seams(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper, side: Path, low: float) -> None:
    u = m.unit
    shaping = spec.shaping
    if shaping.seams is Seams.PRINCESS:
        _princess(sheet, m, up, low)
    if shaping.seams is Seams.CENTRE and (sheet.back or spec.closure.place not in {"front"}):
        top = up.depth
        sheet.middle("body", "seams", Path((0, top)).line((0, low + 0.3 * u)))
    if shaping.darts in {"bust", "both"} and not sheet.back:
        y = up.underarm[1] + 5.2 * u
        start = (side.at_y(y), y)
        tip = (m.chest * 0.5, up.underarm[1] + 2.6 * u)
        if up.kind != "one":
            sheet.both("body", "darts", Path(start).line(tip))
            sheet.note("darts", between(start, tip, 0.6))
    if shaping.darts in {"waist", "both"}:
        _waist_darts(sheet, spec, m, low)
    if shaping.yoke is Yoke.SHOULDER:
        _yoke(sheet, spec, m, up)
    if (
        sheet.back
        and spec.category is Category.SHIRT
        and spec.fullness.pleats in {Pleats.BOX, Pleats.INVERTED}
    ):
        y = _yoke_y(m, up)
        for x in (0.0, 2.0 * u):
            half = Path((x, y)).line((x, y + 9 * u))
            if x:
                sheet.both("body", "pleats", half)
        sheet.middle("body", "pleats", Path((0, y + 0.2)).line((2.0 * u, y + 0.2)))


def _princess(sheet: Sheet, m: Frame, up: Upper, low: float) -> None:
    u = m.unit
    if up.kind in {"strapless", "one"}:
        start: Point = (m.chest * 0.47, up.neck.at_x(m.chest * 0.47))
    else:
        start = up.armhole.along(0.5)
    bust = (m.chest * 0.5, m.armhole + 2.0 * u)
    waist = (m.waist * 0.52, min(m.figure.waist_y, low))
    path = (
        Path(start)
        .curve(
            (start[0] - (start[0] - bust[0]) * 0.7, start[1] + (bust[1] - start[1]) * 0.35),
            (bust[0] + 0.2 * u, bust[1] - 3.0 * u),
            bust,
        )
        .curve((bust[0], bust[1] + 5 * u), (waist[0], waist[1] - 6 * u), waist)
    )
    if low > m.figure.waist_y + 4 * u:
        foot = (m.waist * 0.52 + (low - waist[1]) * 0.1, low + 0.1 * u)
        path = path.curve((waist[0] + 0.3 * u, waist[1] + 6 * u), between(waist, foot, 0.7), foot)
    if up.kind != "one":
        sheet.both("body", "seams", path)
        sheet.note("princess", bust)


def _waist_darts(sheet: Sheet, spec: DesignSpec, m: Frame, low: float) -> None:
    u, waist = m.unit, m.figure.waist_y
    x = m.waist * 0.5
    top = (x + (0.6 if not sheet.back else 0.0) * u, waist - (12 if not sheet.back else 15) * u)
    if low < waist + 4 * u or split_at_waist(spec):
        if low < waist - 6 * u:
            return
        sheet.both("body", "darts", Path(top).line((x, min(low, waist) + 0.4 * u)))
        return
    foot = (x + 0.4 * u, min(waist + (11 if not sheet.back else 13) * u, low - 4 * u))
    wide = 0.8 * u
    for turn in (-1, 1):
        sheet.both(
            "body",
            "darts",
            Path(top)
            .bow((x + turn * wide * 1.2, waist - 4 * u), (x + turn * wide, waist))
            .bow((x + turn * wide * 1.2, waist + 4 * u), foot),
            "fine",
        )


def _yoke_y(m: Frame, up: Upper) -> float:
    return up.tip[1] + 6.4 * m.unit


def _yoke(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    u = m.unit
    if up.kind != "shoulder" or spec.sleeve.type in {SleeveType.RAGLAN, SleeveType.KIMONO}:
        return
    if sheet.back:
        y = _yoke_y(m, up)
        x = up.armhole.at_y(y)
        half = Path((0, y)).curve((x * 0.4, y), (x * 0.7, y - 0.2 * u), (x, y - 0.5 * u))
        sheet.middle("body", "seams", half)
        sheet.middle("body", "topstitch", half.moved(0, 0.45 * u), "stitch")
        sheet.note("yoke", (x * 0.5, y))
        return
    share = 3.0 * u
    neck_at = up.neck.reversed().along(min(0.5, share / max(up.neck.length(), 1)))
    arm_at = up.armhole.along(min(0.5, share / max(up.armhole.length(), 1)))
    line = Path(neck_at).line(arm_at)
    sheet.both("body", "seams", line)
    sheet.both("body", "topstitch", line.moved(0, 0.45 * u), "stitch")


def draw_straps(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Spaghetti straps of a strapless edge."""
    if up.kind != "strapless" or spec.sleeve.type is not SleeveType.STRAP:
        return
    u = m.unit
    x = m.chest * 0.5
    y = up.neck.at_x(x)
    thick = 0.55 * u
    over = (m.figure.neck + 2.4 * u, 1.2 * u)
    outline = (
        Path((x - thick, y + 0.2))
        .curve(
            (x - thick, y - 5 * u), (over[0] - thick, over[1] + 6 * u), (over[0] - thick, over[1])
        )
        .bow((over[0], over[1] - 0.9 * u), (over[0] + thick, over[1]))
        .curve((over[0] + thick, over[1] + 6 * u), (x + thick, y - 5 * u), (x + thick, y + 0.2))
    )
    sheet.pair("under", "strap", outline, grain=None)
    sheet.note("strap", (x, y - 4 * u))


def draw_one_strap_edges(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Stitching along a neckline that carries no collar, and along bare armholes."""
    u = m.unit
    if spec.collar is not Collar.NONE or up.kind == "one":
        return
    if spec.category in {Category.TEE, Category.KNIT} and spec.neckline not in {
        Neckline.COWL,
        Neckline.WRAP,
    }:
        _rib_neck(sheet, spec, m, up)
    elif spec.neckline is not Neckline.COWL:
        line = up.neck.beside(0.75 * u) if up.kind != "strapless" else up.neck.moved(0, 0.9 * u)
        sheet.middle("body", "topstitch", _from_axis(line), "stitch")
    bare = spec.sleeve.type in {SleeveType.NONE, SleeveType.STRAP}
    if bare and up.kind in {"shoulder", "halter"}:
        sheet.both("body", "topstitch", up.armhole.beside(0.8 * u), "stitch")


def _rib_neck(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    u = m.unit
    wide = (2.6 if spec.category is Category.KNIT else 1.9) * u
    if up.kind == "strapless":
        sheet.middle("body", "topstitch", _from_axis(up.neck.moved(0, 1.2 * u)), "stitch")
        return
    line = _from_axis(up.neck.beside(wide))
    sheet.middle("body", "seams", line)
    sheet.middle("body", "topstitch", _from_axis(up.neck.beside(wide + 0.5 * u)), "stitch")
    sheet.note("neck rib", line.along(0.4))
    if spec.category is Category.KNIT:
        inner, outer = up.neck, line
        count = 11
        for k in range(1, count):
            t = k / count
            sheet.both("body", "ribs", Path(inner.along(t)).line(outer.along(t)), "rib")


def _from_axis(path: Path) -> Path:
    """A half line that begins exactly on the axis."""
    return Path((0.0, path.start[1]), path.pieces)


__all__ = ["draw_one_strap_edges", "draw_straps", "draw_torso", "rise_of", "split_at_waist"]
