"""Waists: bands, elastic, drawstrings, shirring, belts and sashes, peplums."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, Point, between
from modiste.design.draw.skirts import gather_line
from modiste.design.spec.vocabulary import Belt, Category, WaistStyle

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Fill, Sheet
    from modiste.design.spec.model import DesignSpec

_BOTTOMS = frozenset({Category.SKIRT, Category.TROUSERS, Category.SHORTS})


def strip(top: Point, low: Point, sag: float) -> Path:
    """The right half of a band: from the middle of its upper edge round to that of its lower."""
    return (
        Path((0.0, top[1] + sag))
        .curve((top[0] * 0.34, top[1] + sag), (top[0] * 0.7, top[1] + sag * 0.55), top)
        .line(low)
        .curve(
            (low[0] * 0.7, low[1] + sag * 0.55), (low[0] * 0.34, low[1] + sag), (0.0, low[1] + sag)
        )
    )


def draw_waist(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point | None) -> None:
    """What is made at the waist; ``top`` is the upper corner of a skirt or legs."""
    style = spec.waist.style
    if spec.category in _BOTTOMS and top is not None:
        _bottom(sheet, spec, m, top)
    elif top is not None or style is not WaistStyle.NONE:
        _torso(sheet, spec, m, top)
    if spec.waist.belt is not Belt.NONE:
        _belt(sheet, spec, m, top)
    if spec.fullness.ruffles == "waist" and spec.category not in _BOTTOMS:
        _peplum(sheet, m)


def _bottom(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point) -> None:
    u, style = m.unit, spec.waist.style
    if style is WaistStyle.NONE:
        line = Path((0.0, top[1] + 0.7 * u + 3.4 * u)).curve(
            (top[0] * 0.34, top[1] + 4.1 * u),
            (top[0] * 0.7, top[1] + 3.8 * u),
            (top[0] + 0.5 * u, top[1] + 3.4 * u),
        )
        sheet.middle("waist", "topstitch", line, "stitch")
        return
    tall = (6.5 if style is WaistStyle.SHIRRED else 3.8) * u
    head = (top[0] - 0.35 * u, top[1] - tall)
    elastic = style in {WaistStyle.ELASTIC, WaistStyle.SHIRRED, WaistStyle.DRAWSTRING}
    half = strip(head, top, 0.7 * u)
    _inside_band(sheet, head, u)
    sheet.whole("waist", "waistband", half, grain=None if style is WaistStyle.SHIRRED else 0)
    sheet.note("waistband", between(head, top, 0.5))
    if elastic:
        rows = {WaistStyle.SHIRRED: (0.2, 0.4, 0.6, 0.8)}.get(style, (0.5,))
        for share in rows:
            at = between(head, top, share)
            line = Path((0.0, at[1] + 0.7 * u)).curve(
                (at[0] * 0.34, at[1] + 0.7 * u), (at[0] * 0.7, at[1] + 0.4 * u), at
            )
            if style is not WaistStyle.DRAWSTRING:
                sheet.middle("waist", "topstitch", line, "stitch")
            for k in range(11):
                x, y = line.along((k + 0.5) / 11)
                long = (0.5, 0.8, 0.6)[k % 3] * tall / (len(rows) + 1)
                sheet.both("waist", "gathers", Path((x, y - long)).line((x, y + long)), "fine")
        if style is WaistStyle.DRAWSTRING and not sheet.back:
            _cord(sheet, u, top[1] - tall / 2 + 0.7 * u)
        return
    sheet.middle("waist", "topstitch", _offset(head, 0.5 * u, u), "stitch")
    sheet.middle("waist", "topstitch", _offset((top[0] - 0.1 * u, top[1]), -0.5 * u, u), "stitch")
    if spec.category is not Category.SKIRT or spec.fabric.weave == "denim":
        _loops(sheet, m, head, top)


def _inside_band(sheet: Sheet, head: Point, u: float) -> None:
    """The inside of the back waistband, above the front's."""
    if sheet.back:
        return
    half = Path((0.0, head[1] - 0.4 * u)).curve(
        (head[0] * 0.5, head[1] - 0.4 * u), (head[0] * 0.8, head[1] - 0.2 * u), head
    )
    half = half.curve(
        (head[0] * 0.7, head[1] + 0.4 * u),
        (head[0] * 0.34, head[1] + 0.7 * u),
        (0.0, head[1] + 0.7 * u),
    )
    sheet.whole("inside", "waist inside", half, "inside", grain=None)


def _offset(at: Point, by: float, u: float) -> Path:
    sag = 0.7 * u
    x, y = at[0], at[1] + by
    return Path((0.0, y + sag)).curve((x * 0.34, y + sag), (x * 0.7, y + sag * 0.55), (x, y))


def _loops(sheet: Sheet, m: Frame, head: Point, top: Point) -> None:
    u = m.unit
    places = (0.5, 0.86) if not sheet.back else (0.42, 0.84)
    for share in places:
        x = top[0] * share
        y0, y1 = head[1] + 0.7 * u * (1 - share) - 0.3 * u, top[1] + 0.7 * u * (1 - share) + 0.5 * u
        loop = Path((x - 0.5 * u, y0)).line(
            (x + 0.5 * u, y0), (x + 0.5 * u, y1), (x - 0.5 * u, y1), (x - 0.5 * u, y0)
        )
        sheet.pair("waist", "belt loop", loop, grain=None, outer=False)
    if sheet.back:
        y0, y1 = head[1] + 0.4 * u, top[1] + 1.2 * u
        sheet.whole(
            "waist",
            "belt loop",
            Path((0, y0)).line((0.5 * u, y0), (0.5 * u, y1), (0, y1)),
            grain=None,
            outer=False,
        )


def _cord(sheet: Sheet, u: float, y: float) -> None:
    """Eyelets and the hanging ends of a drawstring, tied."""
    sheet.button_pairs("waist", [(2.2 * u, y)], 0.42 * u, "eyelet")
    for gap in (0.0, 0.32):
        sheet.both(
            "waist",
            "seams",
            Path((2.2 * u, y))
            .curve(
                (1.6 * u, y + 0.6 * u),
                (0.8 * u + gap * u, y + 0.9 * u),
                (0.3 * u + gap * u, y + 1.6 * u),
            )
            .curve(
                (0.6 * u + gap * u, y + 4 * u),
                (1.8 * u + gap * u, y + 7 * u),
                (1.5 * u + gap * u, y + 12 * u),
            ),
            "fine",
        )


def _torso(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point | None) -> None:
    """A waist within a dress, jumpsuit, blouse or jacket."""
    style, u, y = spec.waist.style, m.unit, m.waist_y
    if top is None and y > m.length - 4 * u and style is not WaistStyle.NONE:
        return
    x = top[0] if top is not None else _width_at(m, y)
    if style is WaistStyle.BAND:
        head, low = (x + 0.1 * u, y - 2.0 * u), (x + 0.1 * u, y + 2.0 * u)
        sheet.whole("waist", "waistband", strip(head, low, 0.7 * u))
        sheet.note("waistband", between(head, low, 0.5))
    elif style in {WaistStyle.ELASTIC, WaistStyle.SHIRRED}:
        rows = (-2.4, -1.2, 0.0, 1.2, 2.4) if style is WaistStyle.SHIRRED else (-0.7, 0.7)
        for row in rows:
            line = _offset((x, y + row * u), 0.0, u)
            sheet.middle("waist", "topstitch", line, "stitch")
        gather_line(
            sheet, "waist", _offset((x, y - (2.4 if len(rows) > 2 else 0.7) * u), 0, u), u, 12
        )
        sheet.note("waist", (x * 0.6, y))
    elif style is WaistStyle.DRAWSTRING:
        wide = _width_at(m, y)
        for row in (-0.8, 0.8):
            sheet.middle("waist", "topstitch", _offset((wide, y + row * u), 0.0, u), "stitch")
        gather_line(sheet, "waist", _offset((wide, y - 0.8 * u), 0, u), u, 9)
        if not sheet.back:
            _cord(sheet, u, y + 0.7 * u)
        sheet.note("drawstring", (2.2 * u, y))


def _width_at(m: Frame, y: float) -> float:
    """Half width of a torso at a height, near enough for a line inside it."""
    f = m.figure
    if y <= f.waist_y:
        share = (y - m.armhole) / max(1.0, f.waist_y - m.armhole)
        return m.chest + (m.waist - m.chest) * min(1.0, max(0.0, share))
    share = min(1.0, (y - f.waist_y) / (f.hip_y - f.waist_y))
    return m.waist + (m.hip - m.waist) * share * 0.9


def _belt(sheet: Sheet, spec: DesignSpec, m: Frame, top: Point | None) -> None:
    u = m.unit
    y = m.waist_y if top is None else top[1] - (1.9 * u if spec.category in _BOTTOMS else 0.0)
    x = (_width_at(m, y) if top is None else top[0]) + 0.15 * u
    tall = 1.9 * u if spec.waist.belt is Belt.BELT else 2.2 * u
    if spec.category in _BOTTOMS:
        tall = 1.5 * u
    fill: Fill = "trim" if spec.waist.belt is Belt.BELT else "main"
    head, low = (x, y - tall), (x, y + tall)
    sheet.whole("waist", "belt", strip(head, low, 0.7 * u), fill, grain=None)
    sheet.note("belt", (x * 0.6, y + 0.6 * u))
    if sheet.back:
        return
    cy = y + 0.7 * u
    if spec.waist.belt is Belt.BELT:
        for grow in (0.0, 0.55 * u):
            w, h = 2.6 * u - grow, tall + 0.7 * u - grow
            sheet.middle(
                "waist",
                "seams",
                Path((0, cy - h)).line((w, cy - h), (w, cy + h), (0, cy + h)),
                "edge",
            )
        sheet.single("waist", "seams", Path((0.4 * u, cy)).line((2.6 * u, cy)), "edge")
        return
    side = -1.0
    knot = (
        Path((-1.2 * u, cy - 1.6 * u))
        .curve((1.0 * u, cy - 2.0 * u), (1.9 * u, cy + 0.6 * u), (1.0 * u, cy + 1.7 * u))
        .curve((-0.6 * u, cy + 2.2 * u), (-1.9 * u, cy + 0.4 * u), (-1.2 * u, cy - 1.6 * u))
    )
    long = min(26 * u, max(8 * u, 0.45 * (m.length - y)))
    for lean, end in ((0.8, long), (3.8, long * 0.84)):
        x0, x1 = side * 0.4 * u, side * -lean * u
        tail = (
            Path((x0 - 0.6 * u, cy + 0.8 * u))
            .curve(
                (x0 - 0.6 * u, cy + 0.3 * end),
                (x1 - 1.6 * u, cy + 0.6 * end),
                (x1 - 1.5 * u, cy + end),
            )
            .line((x1 + 1.5 * u, cy + end - 1.4 * u))
            .curve(
                (x1 + 1.4 * u, cy + 0.6 * end),
                (x0 + 1.0 * u, cy + 0.3 * end),
                (x0 + 0.8 * u, cy + 0.8 * u),
            )
            .line((x0 - 0.6 * u, cy + 0.8 * u))
        )
        sheet.lone("waist", "sash end", tail, "main", grain=None)
    for turn in (1, -1):
        loop = (
            Path((0.0, cy))
            .curve(
                (turn * 3.0 * u, cy - 4.4 * u),
                (turn * 8.6 * u, cy - 3.4 * u),
                (turn * 8.2 * u, cy + 0.2 * u),
            )
            .curve((turn * 7.4 * u, cy + 3.0 * u), (turn * 2.6 * u, cy + 2.2 * u), (0.0, cy))
        )
        sheet.lone("waist", "sash loop", loop, "main", grain=None)
        sheet.single(
            "waist",
            "folds",
            Path((turn * 0.9 * u, cy - 0.2 * u)).bow(
                (turn * 3.6 * u, cy - 1.4 * u), (turn * 5.6 * u, cy - 0.8 * u)
            ),
            "fold",
        )
    sheet.lone("waist", "sash knot", knot, "main", grain=None)


def _peplum(sheet: Sheet, m: Frame) -> None:
    """A flounce set into the waist over the skirt."""
    u, y = m.unit, m.waist_y
    x = _width_at(m, y)
    long = min(17 * u, max(5 * u, m.length - y - 3 * u))
    wide = x + 0.52 * long
    corner = (wide, y + long)
    half = Path((0.0, y + 0.7 * u)).curve((x * 0.34, y + 0.7 * u), (x * 0.7, y + 0.4 * u), (x, y))
    half = half.curve(
        (x + 0.24 * long, y + 0.14 * long), (wide - 0.08 * long, y + 0.6 * long), corner
    )
    depth = y + long + 1.8 * u
    edge = Path(corner)
    waves = 4
    for k in range(waves):
        a = (wide * (1 - k / waves), corner[1] + (depth - corner[1]) * (k / waves) ** 0.7)
        b = (
            wide * (1 - (k + 1) / waves),
            corner[1] + (depth - corner[1]) * ((k + 1) / waves) ** 0.7,
        )
        swing = 1.3 * u if k % 2 == 0 else 0.2 * u
        edge = edge.curve(
            (a[0] - (a[0] - b[0]) * 0.3, a[1] + swing),
            (b[0] + (a[0] - b[0]) * 0.3, b[1] + swing),
            b,
        )
    sheet.whole("waist", "peplum", half.then(edge))
    for k in range(1, waves):
        foot = edge.along(1 - k / waves)
        head = (x * k / waves, y + 0.5 * u)
        sheet.both(
            "waist",
            "folds",
            Path(foot).bow(between(foot, head, 0.5), between(foot, head, 0.8)),
            "fold",
        )
    gather_line(sheet, "waist", Path((0.0, y + 1.2 * u)).line((x, y + 0.6 * u)), u * 0.8, 9)
