"""Zips, lacing, and the closures of skirts and trousers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.outline import waist_corner
from modiste.design.draw.path import Path
from modiste.design.spec.vocabulary import Audience, Category, ClosureType

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec


def zip_line(sheet: Sheet, top: float, foot: float, u: float, *, hidden: bool) -> None:
    """A zip down the middle: teeth, tape stitches, puller; or the bare seam of a hidden one."""
    if hidden:
        sheet.middle("closure", "zips", Path((0, top)).line((0, foot)), "seam")
        pull = Path((0, top + 0.3 * u)).line(
            (0.28 * u, top + 0.6 * u), (0.2 * u, top + 2.0 * u), (0, top + 2.2 * u)
        )
        sheet.whole("closure", "zip pull", pull, "trim", grain=None, outer=False, layer="zips")
        stop = Path((0, foot)).line((0.5 * u, foot))
        sheet.middle("closure", "zips", stop, "fine")
        return
    sheet.middle("closure", "zips", Path((0, top)).line((0, foot)), "zip")
    sheet.both("closure", "zips", Path((0.62 * u, top)).line((0.62 * u, foot)))
    sheet.both("closure", "zips", Path((1.25 * u, top)).line((1.25 * u, foot)), "stitch")
    pull = Path((0, top + 0.6 * u)).line(
        (0.5 * u, top + 0.8 * u), (0.34 * u, top + 3.0 * u), (0, top + 3.2 * u)
    )
    sheet.whole("closure", "zip pull", pull, "trim", grain=None, outer=False, layer="zips")


def lacing(sheet: Sheet, top: float, foot: float, u: float) -> None:
    """Eyelets in two rows and the cord between them."""
    count = max(3, round((foot - top) / (3.4 * u)))
    step = (foot - top - 1.6 * u) / count
    gap = 1.5 * u
    sheet.both("closure", "seams", Path((gap * 1.8, top + 0.4 * u)).line((gap * 1.8, foot)), "fine")
    for k in range(count):
        y = top + 0.9 * u + k * step
        sheet.button_pairs("closure", [(gap, y)], 0.3 * u, "eyelet")
        if k + 1 < count:
            sheet.both("closure", "seams", Path((gap, y)).line((-gap, y + step)))
    y = top + 0.9 * u
    sheet.both(
        "closure",
        "seams",
        Path((gap, y)).curve((0.6 * u, y - 1.6 * u), (0.4 * u, y + 2 * u), (2.2 * u, y + 8 * u)),
        "seam",
    )


def bottom_closure(sheet: Sheet, spec: DesignSpec, m: Frame) -> None:
    """Flies, zips and buttons of skirts, trousers and shorts."""
    u, kind = m.unit, spec.closure.type
    band = 3.8 * u if spec.waist.style == "band" else 0.0
    top = waist_corner(spec, m)[1] + 0.7 * u
    sheet.note("closure", (0.0, top + 8 * u))
    if kind is ClosureType.FLY and not sheet.back:
        _fly(sheet, spec, u, top, band)
    elif kind in {ClosureType.ZIP, ClosureType.INVISIBLE_ZIP}:
        zip_line(sheet, top - band, top + 15 * u, u, hidden=kind is ClosureType.INVISIBLE_ZIP)
    elif kind in {ClosureType.BUTTONS, ClosureType.SNAPS}:
        _button_front(sheet, spec, m, top, band)
    elif kind is ClosureType.LACING:
        lacing(sheet, top, top + 15.5 * u, u)
    elif kind is ClosureType.TIE:
        _wrap_tie(sheet, m, top, top - band)


def _overlap(spec: DesignSpec) -> float:
    return -1.0 if spec.audience is Audience.MEN else 1.0


def _fly(sheet: Sheet, spec: DesignSpec, u: float, top: float, band: float) -> None:
    """The J of stitches over a fly's zip, and the band's button."""
    side, long = _overlap(spec), 15.5 * u
    for by in (0.0, 0.5) if spec.fabric.weave == "denim" else (0.0,):
        x = side * (3.4 - by) * u
        turn = (x, top + long * (0.95 - by * 0.04))
        stitches = Path((x, top)).line((x, top + long * 0.68)).bow(turn, (0.0, top + long))
        sheet.single("closure", "topstitch", stitches, "stitch")
    if band:
        x = side * 2.6 * u
        sheet.single("closure", "seams", Path((x, top - band)).line((x, top)))
        sheet.buttons("closure", [(side * 1.0 * u, top - band / 2)], 0.75 * u, lone=True)
    if spec.category is Category.SKIRT:
        sheet.single("closure", "seams", Path((0, top)).line((0, top + long)))


def _button_front(sheet: Sheet, spec: DesignSpec, m: Frame, top: float, band: float) -> None:
    """A buttoned skirt front from waist to hem, or the buttoned fly of trousers."""
    u, side, skirt = m.unit, _overlap(spec), spec.category is Category.SKIRT
    foot = m.length - 0.2 * u if skirt else top + 15.5 * u
    for x in (side * 1.7 * u, -side * 1.7 * u) if skirt else (side * 3.2 * u,):
        sheet.single("closure", "seams", Path((x, top)).line((x, foot)))
    count = max(3, round((foot - top) / (8 * u))) if skirt else 3
    first, last = top + 3 * u, foot - (6 if skirt else 3) * u
    x = 0.0 if skirt else side * 1.5 * u
    places = [(x, first + (last - first) * i / (count - 1)) for i in range(count)]
    marks = "snap" if spec.closure.type is ClosureType.SNAPS else "button"
    sheet.buttons("closure", places, 0.72 * u, marks, lone=not skirt)
    if band:
        sheet.buttons("closure", [(0.0, top - band / 2)], 0.72 * u, marks)


def _wrap_tie(sheet: Sheet, m: Frame, top: float, head: float) -> None:
    """The edge of a wrapped skirt and the ends that tie it."""
    u = m.unit
    x = m.waist * 0.55
    edge = Path((x, top)).curve(
        (x + 1 * u, top + 20 * u), (x - 1 * u, m.length - 20 * u), (x - 3 * u, m.length - 0.2 * u)
    )
    sheet.single("closure", "seams", edge, "edge")
    y = head + 1.5 * u
    for lean, tall in ((0.5, 20.0), (3.0, 16.0)):
        tail = Path((x, y)).curve(
            (x + 2 * u, y + 3.5 * u), (x + lean * u, y + 8.5 * u), (x + lean * u, head + tall * u)
        )
        tail = tail.line((x + (lean - 1.8) * u, head + (tall - 1) * u)).curve(
            (x + (lean - 1.6) * u, y + 8.5 * u), (x + 0.2 * u, y + 3.5 * u), (x, y)
        )
        sheet.lone("closure", "tie", tail, "main", grain=None)
