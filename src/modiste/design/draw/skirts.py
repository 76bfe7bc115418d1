"""Skirts and hems: pleats, gathers, tiers, ruffles, gores, slits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, Point, between, through
from modiste.design.spec.vocabulary import (
    Category,
    Gathers,
    Hem,
    Pleats,
    PrintKind,
    Ruffles,
    Seams,
    Slit,
    WaistStyle,
)

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec


def draw_skirt(
    sheet: Sheet,
    spec: DesignSpec,
    m: Frame,
    side: Path,
    hem: Path,
    waist: Path,
    longer: Path | None = None,
) -> None:
    """A skirt between a line at the waist (side to middle) and a hem (side to middle).

    ``longer`` is the other side of an asymmetric one.
    """
    body = side if hem.start == side.end else cut(side, hem.start)
    if longer is not None:
        slanted(sheet, "skirt", waist.reversed(), longer, side)
    else:
        sheet.whole("body", "skirt", waist.reversed().then(body).then(hem))
    if spec.hem is Hem.HIGH_LOW and not sheet.back:
        _behind(sheet, spec, m, side, hem)
    top = waist.start
    _fullness(sheet, spec, m, waist, side, hem)
    if spec.fullness.tiers:
        draw_tiers(sheet, spec, m, side, hem, top[1])
    if spec.shaping.seams is Seams.GORED:
        for share in (0.36, 0.72):
            a, b = waist.reversed().along(share), hem.reversed().along(share)
            sheet.both("body", "seams", Path(a).curve(between(a, b, 0.3), between(a, b, 0.7), b))
    if spec.shaping.seams is Seams.CENTRE or (sheet.back and _back_seam(spec)):
        sheet.middle("body", "seams", Path((0, waist.end[1])).line((0, hem.end[1])))
    if spec.print.kind is PrintKind.COLOUR_BLOCK and hem.start == side.end:
        _block(sheet, m, side, hem, top[1])
    finish_hem(sheet, spec, m, side, hem)
    sheet.note("skirt", between(waist.along(0.5), hem.along(0.5), 0.5))


def slanted(sheet: Sheet, name: str, top: Path, longer: Path, shorter: Path) -> None:
    """A piece whose hem falls from the shorter to the longer side (the wearer's left).

    ``top`` is its upper edge from the middle to the side; the sides run down from there.
    """
    a, b = longer.end, (-shorter.end[0], shorter.end[1])
    wide, tall = a[0] - b[0], a[1] - b[1]
    hem = Path(a).curve(
        (a[0] - wide * 0.3, a[1] + 0.1 * tall), (b[0] + wide * 0.3, b[1] + 0.22 * tall), b
    )
    other = shorter.mirrored().reversed().then(top.mirrored().reversed())
    outline = top.then(longer).then(hem).then(other)
    stitches = hem.beside(2.2)
    if sheet.back:
        outline, stitches = outline.mirrored(), stitches.mirrored()
    sheet.lone("body", name, outline, outer=True)
    sheet.single("body", "topstitch", stitches, "stitch")


def _block(sheet: Sheet, m: Frame, side: Path, hem: Path, top: float) -> None:
    """The lower part of a colour-blocked skirt."""
    u = m.unit
    y = top + 0.58 * (side.end[1] - top)
    x = side.at_y(y)
    seam = Path((0.0, y + 0.4 * u)).curve((x * 0.34, y + 0.4 * u), (x * 0.68, y + 0.2 * u), (x, y))
    edge = through([(x, y), *(p for p in side.points(8) if p[1] > y + 0.5 * u)])
    sheet.whole("body", "block", seam.then(edge).then(hem), outer=False)


def _back_seam(spec: DesignSpec) -> bool:
    return spec.category is Category.SKIRT and spec.closure.place == "back"


def cut(side: Path, at: Point) -> Path:
    """A side that stops higher, at a tail's hem."""
    points = [p for p in side.points(8) if p[1] < at[1] - 0.5]
    return through([*points[:: max(1, len(points) // 6)], at])


def _behind(sheet: Sheet, spec: DesignSpec, m: Frame, side: Path, hem: Path) -> None:
    """The longer back of a high-low hem, seen from inside."""
    from modiste.design.draw.outline import hem_curve

    back = hem_curve(spec, m, side.end, m.length, back=True)
    half = hem.reversed().then(back)
    sheet.whole("inside", "back hem", half, "inside", grain=None)


def _fullness(sheet: Sheet, spec: DesignSpec, m: Frame, waist: Path, side: Path, hem: Path) -> None:
    full, u = spec.fullness, m.unit
    up, low = waist.reversed(), hem.reversed()  # both now from the middle to the side
    for key in ("pleats", "gathers"):
        sheet.note(key, between(up.along(0.4), low.along(0.4), 0.12))
    if full.pleats in _FOLDED:
        _pleats(sheet, full.pleats, up, low, side)
        return
    gathered = full.gathers is Gathers.WAIST or spec.waist.style in {
        WaistStyle.ELASTIC,
        WaistStyle.SHIRRED,
        WaistStyle.DRAWSTRING,
    }
    deep = low.start[1] - up.start[1]
    if gathered:
        count = 13
        for k in range(count):
            t = (k + 0.5) / count
            reach = (0.16, 0.34, 0.22, 0.28)[k % 4] * min(1.0, 40 * u / max(deep, 1))
            a, b = up.along(t), low.along(min(1.0, t * 1.02))
            path = _ray(a, b, side, t)
            sheet.both("body", "gathers", path.part(0.005, max(0.06, reach), 3), "fine")
    if not full.tiers and (
        gathered or spec.silhouette in {"circle", "fit-and-flare", "a-line", "trapeze"}
    ):
        wide = hem.start[0] - m.hip
        for t in (0.3, 0.68) if wide > 6 * u else ():
            path = _ray(up.along(t), low.along(t), side, t)
            sheet.both("body", "folds", path.part(0.46, 0.985, 5), "fold")


_FOLDED = frozenset({Pleats.KNIFE, Pleats.SUNRAY, Pleats.BOX, Pleats.INVERTED})


def _pleats(sheet: Sheet, kind: Pleats, up: Path, low: Path, side: Path) -> None:
    """Folds from waist to hem; both lines run from the middle to the side."""
    if kind in {Pleats.KNIFE, Pleats.SUNRAY, Pleats.BOX}:
        count = {Pleats.KNIFE: 9, Pleats.SUNRAY: 14, Pleats.BOX: 5}[kind]
        for k in range(count):
            t = (k + 0.5) / count
            a, b = up.along(t), low.along(t)
            sheet.both("body", "pleats", _ray(a, b, side, t))
            if kind is Pleats.BOX:
                t2 = min(0.97, t + 0.3 / count)
                sheet.both("body", "pleats", _ray(up.along(t2), low.along(t2), side, t2), "fine")
    else:
        a, b = up.along(0.0), low.along(0.0)
        sheet.middle("body", "pleats", Path((0, a[1])).line((0, b[1])))
        for t in (0.16,):
            sheet.both(
                "body",
                "pleats",
                Path(up.along(0.02)).bow(between(a, low.along(t), 0.5), low.along(t)),
                "fine",
            )


def _ray(a: Point, b: Point, side: Path, share: float) -> Path:
    """A line from waist to hem that bends as the side does, less so towards the middle."""
    if len(side.pieces) == 1 and len(side.pieces[0]) == 3:
        p, (c, d, e) = side.start, side.pieces[0]
        tall = e[1] - p[1]
        wide = e[0] - p[0]
        if tall > 0:
            y1, y2 = (c[1] - p[1]) / tall, (d[1] - p[1]) / tall
            x1 = (c[0] - p[0]) / wide if abs(wide) > 0.5 else y1
            x2 = (d[0] - p[0]) / wide if abs(wide) > 0.5 else y2
            go = (b[0] - a[0], b[1] - a[1])
            x1, x2 = y1 + (x1 - y1) * share, y2 + (x2 - y2) * share
            return Path(a).curve(
                (a[0] + go[0] * x1, a[1] + go[1] * y1), (a[0] + go[0] * x2, a[1] + go[1] * y2), b
            )
    middle = (a[1] + b[1]) / 2
    x = side.at_y(middle) * share
    return Path(a).bow((2 * x - (a[0] + b[0]) / 2, middle), b)


def draw_tiers(sheet: Sheet, spec: DesignSpec, m: Frame, side: Path, hem: Path, top: float) -> None:
    """Seams of tiers, each gathered into the one above."""
    count, u = spec.fullness.tiers, m.unit
    low = hem.end[1]
    for k in range(1, count):
        share = (k / count) ** 0.92
        y_side = top + (side.end[1] - top) * share
        x = side.at_y(y_side)
        y_mid = top + (low - top) * share + 0.3 * u
        seam = Path((0, y_mid)).curve(
            (x * 0.34, y_mid), (x * 0.68, y_mid - 0.1 * (y_mid - y_side)), (x, y_side)
        )
        sheet.middle("body", "seams", seam)
        strokes = max(8, round(x / (2.0 * u)))
        for i in range(strokes):
            t = (i + 0.5) / strokes
            a = seam.along(t)
            long = (2.2, 4.2, 3.0)[i % 3] * u
            sheet.both(
                "body",
                "gathers",
                Path(a).bow(
                    (a[0] + 0.12 * t * long, a[1] + long * 0.5),
                    (a[0] + 0.34 * t * long, a[1] + long),
                ),
                "fine",
            )
        sheet.note("tier", seam.along(0.5))


def finish_hem(sheet: Sheet, spec: DesignSpec, m: Frame, side: Path, hem: Path) -> None:
    """Hem stitches, rib, elastic, turn-up, ruffle; slits."""
    u = m.unit
    kind = spec.hem
    low = hem.reversed()  # from the middle to the side
    if spec.fullness.ruffles is Ruffles.HEM:
        _hem_ruffle(sheet, m, side, low)
    elif kind is Hem.RIB:
        rib_band(sheet, m, low)
    elif kind is Hem.ELASTIC:
        line = _axis(low.beside(-1.6 * u))
        sheet.middle("body", "topstitch", line, "stitch")
        gather_line(sheet, "body", line, u, 10)
    elif kind is Hem.RAW or (kind is Hem.ASYMMETRIC and spec.neckline != "one-shoulder"):
        pass
    elif kind is Hem.TURN_UP:
        sheet.middle("body", "seams", _axis(low.beside(-4 * u)))
    else:
        depths = {Hem.CURVED: (0.7,), Hem.SCALLOPED: (0.5,)}.get(kind, _depths(spec))
        for depth in depths:
            line = low if kind is Hem.SCALLOPED else low.beside(-depth * u)
            if kind is Hem.SCALLOPED:
                line = low.moved(0, -depth * u)
            sheet.middle("body", "topstitch", _axis(line), "stitch")
    if spec.slit is not Slit.NONE:
        _slit(sheet, spec, m, side, hem)


def _depths(spec: DesignSpec) -> tuple[float, ...]:
    if spec.category in {Category.TEE, Category.KNIT}:
        return (2.0, 2.45)
    if spec.category in {Category.JACKET, Category.COAT}:
        return (3.6,)
    return (2.2,)


def _axis(path: Path) -> Path:
    return Path((0.0, path.start[1]), path.pieces)


def rib_band(sheet: Sheet, m: Frame, low: Path) -> None:
    """A ribbed band below a body; ``low`` is the body's edge from the middle to the side."""
    u, tall = m.unit, 6.0 * m.unit
    corner = low.end
    narrow = 0.93
    foot = (corner[0] * narrow, corner[1] + tall)
    half = low.curve(
        (corner[0], corner[1] + tall * 0.3), (foot[0] + 0.2 * u, foot[1] - tall * 0.3), foot
    )
    depth = low.start[1] + tall
    half = half.curve((foot[0] * 0.66, depth), (foot[0] * 0.33, depth), (0, depth))
    sheet.whole("body", "hem rib", half, "main", grain=None, layer="ruffles")
    count = max(10, round(corner[0] / (0.85 * u)))
    bottom = Path((0, depth)).curve((foot[0] * 0.33, depth), (foot[0] * 0.66, depth), foot)
    for k in range(count):
        t = (k + 0.5) / count
        sheet.both("body", "ribs", Path(low.along(t)).line(bottom.along(t)), "rib")
    sheet.note("hem rib", bottom.along(0.5))


def gather_line(sheet: Sheet, part: str, line: Path, u: float, count: int) -> None:
    """Short strokes on both sides of a gathering line (half, from the middle)."""
    for k in range(count):
        x, y = line.along((k + 0.5) / count)
        up, down = (1.2, 2.2, 1.6)[k % 3] * u, (1.0, 1.4)[k % 2] * u
        sheet.both(part, "gathers", Path((x, y - up)).line((x, y + down)), "fine")


def _hem_ruffle(sheet: Sheet, m: Frame, side: Path, low: Path) -> None:
    u = m.unit
    tall = 7.5 * u
    top_y = low.end[1] - tall
    x = side.at_y(top_y)
    seam = Path((0, low.start[1] - tall)).curve(
        (x * 0.34, low.start[1] - tall), (x * 0.68, low.start[1] - tall - 0.1 * u), (x, top_y)
    )
    waves = max(4, round(low.end[0] / (4.2 * u)))
    flare = 2.2 * u
    corner = (low.end[0] + flare, low.end[1] + 0.4 * u)
    edge = Path((0, low.start[1] + 0.5 * u))
    for k in range(waves):
        a = _stretch(low.along(k / waves), k / waves, flare, u)
        b = (
            corner
            if k == waves - 1
            else _stretch(low.along((k + 1) / waves), (k + 1) / waves, flare, u)
        )
        swing = 1.0 * u if k % 2 else 0.3 * u
        edge = edge.curve(
            (a[0] + (b[0] - a[0]) * 0.3, a[1] + swing),
            (a[0] + (b[0] - a[0]) * 0.7, b[1] + swing),
            b,
        )
    half = seam.line(corner).then(edge.reversed())
    sheet.whole("body", "hem ruffle", half, layer="ruffles")
    for k in range(waves * 2):
        t = (k + 0.5) / (waves * 2)
        a, b = seam.along(t), edge.along(t)
        if k % 2:
            sheet.both(
                "body", "folds", Path(b).bow(between(a, b, 0.5), between(b, a, 0.72)), "fold"
            )
        sheet.both("body", "gathers", Path(a).line(between(a, b, (0.24, 0.36)[k % 2])), "fine")
    sheet.note("ruffle", edge.along(0.55))


def _stretch(p: Point, t: float, flare: float, u: float) -> Point:
    return p[0] + flare * t, p[1] + 0.5 * u


def _slit(sheet: Sheet, spec: DesignSpec, m: Frame, side: Path, hem: Path) -> None:
    u = m.unit
    deep = (
        min(26 * u, 0.36 * (hem.end[1] - m.figure.hip_y))
        if hem.end[1] > m.figure.hip_y + 8 * u
        else 5 * u
    )
    if spec.slit is Slit.SIDE:
        a = (side.at_y(side.end[1] - deep), side.end[1] - deep)
        inset = [(side.at_y(a[1] + deep * k / 4) - 0.6 * u, a[1] + deep * k / 4) for k in range(5)]
        path = Path(inset[0])
        for p in inset[1:]:
            path = path.line(p)
        sheet.both("body", "topstitch", path, "stitch")
        sheet.note("slit", a)
        return
    if (spec.slit is Slit.BACK) != sheet.back:
        return
    y = hem.end[1]
    top = y - deep
    sheet.middle("body", "seams", Path((0, top)).line((0, y)))
    sheet.single(
        "body",
        "topstitch",
        Path((0, top)).line((3.2 * u, top + 2.4 * u), (3.2 * u, y - 0.1 * u)),
        "stitch",
    )
    if spec.slit is Slit.FRONT:
        sheet.single(
            "body",
            "folds",
            Path((0, y)).bow((1.6 * u, y - 1.0 * u), (2.6 * u, y - 0.4 * u)),
            "fold",
        )
    sheet.note("slit", (0, top))
