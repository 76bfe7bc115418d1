"""Collars, lapels, high necks and hoods."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.lapels import draw_lapel
from modiste.design.draw.path import Path, between
from modiste.design.draw.soft_collars import (
    band,
    bow,
    collar_fill,
    cowl,
    neck_ruffle,
    peter_pan,
    ruffle,
    sailor,
)
from modiste.design.draw.upper import LAPELS
from modiste.design.spec.vocabulary import Category, Collar, Neckline, Ruffles

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def draw_collar(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """What is sewn to the neckline."""
    kind = spec.collar
    if spec.neckline is Neckline.COWL and not sheet.back:
        cowl(sheet, m, up)
    if spec.fullness.ruffles is Ruffles.NECK:
        neck_ruffle(sheet, m, up)
    if kind is Collar.NONE or up.kind not in {"shoulder", "halter"}:
        return
    sheet.note("collar", (up.side[0] + 0.5, up.side[1] + 1.2))
    if kind in LAPELS:
        draw_lapel(sheet, spec, m, up)
        return
    {
        Collar.SHIRT: _shirt,
        Collar.BUTTON_DOWN: _shirt,
        Collar.POLO: _polo,
        Collar.BAND: band,
        Collar.CAMP: _camp,
        Collar.PETER_PAN: peter_pan,
        Collar.SAILOR: sailor,
        Collar.BOW: bow,
        Collar.RUFFLE: ruffle,
        Collar.MOCK: _high,
        Collar.TURTLE: _high,
        Collar.FUNNEL: _high,
        Collar.HOOD: _hood,
    }[kind](sheet, spec, m, up)


def _shirt(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Stand and fall."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    if sheet.back:
        half = (
            Path((0, ny - 3.6 * u))
            .curve((nx * 0.5, ny - 3.6 * u), (nx * 0.86, ny - 3.2 * u), (nx * 0.98, ny - 2.3 * u))
            .curve((nx * 1.14, ny - 0.8 * u), (nx * 1.28, ny + 1.0 * u), (nx * 1.38, ny + 2.2 * u))
            .curve((nx * 0.9, ny + 2.9 * u), (nx * 0.45, ny + 3.2 * u), (0, ny + 3.2 * u))
        )
        sheet.whole("collar", "collar", half, fill, grain=90)
        sheet.middle(
            "collar",
            "topstitch",
            Path((0, ny + 2.7 * u)).curve(
                (nx * 0.45, ny + 2.7 * u), (nx * 0.86, ny + 2.4 * u), (nx * 1.26, ny + 1.8 * u)
            ),
            "stitch",
        )
        return
    front = up.depth
    spread = 1.0 if spec.audience == "men" else 1.06
    inner = Path((0, ny - 2.9 * u)).curve(
        (nx * 0.5, ny - 3.1 * u), (nx * 0.8, ny - 3.4 * u), (nx * 0.9, ny - 3.2 * u)
    )
    inner = inner.curve(
        (nx * 0.84, ny - 0.2 * u), (nx * 0.5, front - 3.4 * u), (0, front - 1.9 * u)
    )
    sheet.whole("collar", "stand inside", inner, "inside", grain=None)
    stand = (
        Path((0, front - 1.9 * u))
        .curve((nx * 0.34, front - 2.5 * u), (nx * 0.62, front - 4.4 * u), (nx * 0.8, ny + 0.4 * u))
        .line((nx, ny + 0.2 * u))
        .curve((nx * 0.99, front * 0.62), (nx * 0.56, front * 0.99), (0, front + 0.2 * u))
    )
    sheet.whole("collar", "stand", stand, fill, grain=90, outer=False)
    point = (nx * 1.06 * spread, front + 1.4 * u)
    leaf = (
        Path((nx * 0.9, ny - 3.2 * u))
        .curve((nx * 1.08, ny - 2.6 * u), (nx * 1.22, ny - 0.6 * u), (nx * 1.32, ny + 1.0 * u))
        .line(point)
        .line((0.25 * u, front - 1.7 * u))
        .curve((nx * 0.42, front - 3.0 * u), (nx * 0.78, ny + 0.6 * u), (nx * 0.9, ny - 3.2 * u))
    )
    sheet.pair("collar", "collar", leaf, fill, grain=60)
    a = (nx * 1.32 - 0.55 * u, ny + 1.5 * u)
    sheet.both(
        "collar",
        "topstitch",
        Path(a).line((point[0] - 0.6 * u, point[1] - 0.75 * u), (1.2 * u, front - 2.0 * u)),
        "stitch",
    )
    if spec.closure.type in {"buttons", "snaps"} and spec.closure.place in {"front", "half-front"}:
        sheet.buttons("collar", [(0.0, front - 0.8 * u)], 0.55 * u)
    if spec.collar is Collar.BUTTON_DOWN:
        sheet.button_pairs("collar", [(point[0] - 0.9 * u, point[1] - 1.4 * u)], 0.42 * u)


def _polo(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A soft knitted collar without a stand."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    if sheet.back:
        _shirt(sheet, spec, m, up)
        return
    front = up.depth
    inner = Path((0, ny - 2.2 * u)).curve(
        (nx * 0.5, ny - 2.4 * u), (nx * 0.8, ny - 2.6 * u), (nx * 0.92, ny - 2.2 * u)
    )
    inner = inner.curve((nx * 0.86, front * 0.5), (nx * 0.5, front * 0.96), (0, front))
    sheet.whole("collar", "collar inside", inner, "inside", grain=None)
    point = (nx * 0.98, front + 3.0 * u)
    leaf = (
        Path((nx * 0.92, ny - 2.2 * u))
        .curve((nx * 1.1, ny - 1.8 * u), (nx * 1.28, ny - 0.2 * u), (nx * 1.4, ny + 1.5 * u))
        .curve((nx * 1.34, front * 0.66), (nx * 1.1, front + 1.2 * u), point)
        .line((0.3 * u, front))
        .curve((nx * 0.5, front * 0.9), (nx * 0.84, front * 0.45), (nx * 0.92, ny - 2.2 * u))
    )
    sheet.pair("collar", "collar", leaf, fill, grain=None)
    sheet.both(
        "collar",
        "ribs",
        Path((nx * 1.3, ny + 1.8 * u)).curve(
            (nx * 1.24, front * 0.66),
            (nx * 1.02, front + 0.6 * u),
            (point[0] - 0.5 * u, point[1] - 0.9 * u),
        ),
        "rib",
    )


def _camp(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """An open collar with a small revers."""
    u, fill = m.unit, collar_fill(spec)
    if sheet.back:
        _shirt(sheet, spec, m, up)
        return
    nx, ny = up.side
    front = up.depth
    notch = (nx * 1.12, ny + (front - ny) * 0.52)
    tip = (nx * 1.34, ny + (front - ny) * 0.6)
    rever = (
        Path((0, front))
        .curve((nx * 0.4, front * 0.72), (nx * 0.7, front * 0.42), (nx * 0.84, ny + 3.0 * u))
        .line(notch)
        .line(tip)
        .curve((nx * 1.0, front * 0.84), (nx * 0.5, front * 0.97), (0, front))
    )
    sheet.pair("collar", "rever", rever, grain=20, outer=False)
    leaf = (
        Path((nx * 0.88, ny - 2.6 * u))
        .curve((nx * 1.1, ny - 2.0 * u), (nx * 1.3, ny - 0.4 * u), (nx * 1.42, ny + 1.4 * u))
        .line((nx * 1.62, ny + (front - ny) * 0.4), notch, (nx * 0.84, ny + 3.0 * u))
        .curve((nx * 0.94, ny + 1.2 * u), (nx * 0.94, ny - 1.0 * u), (nx * 0.88, ny - 2.6 * u))
    )
    inner = (
        Path((0, ny - 2.3 * u))
        .curve((nx * 0.5, ny - 2.5 * u), (nx * 0.76, ny - 2.7 * u), (nx * 0.88, ny - 2.6 * u))
        .curve((nx * 0.96, ny - 0.6 * u), (nx * 0.9, ny + 1.6 * u), (nx * 0.8, ny + 3.4 * u))
        .curve((nx * 0.5, ny + 1.2 * u), (nx * 0.2, ny + 0.9 * u), (0, ny + 0.9 * u))
    )
    sheet.whole("collar", "collar inside", inner, "inside", grain=None)
    sheet.pair("collar", "collar", leaf, fill, grain=60)


def _high(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Mock, turtle and funnel necks."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    tall = {Collar.MOCK: 4.2, Collar.TURTLE: 6.4, Collar.FUNNEL: 6.8}[spec.collar] * u
    lean = 1.06 if spec.collar is Collar.FUNNEL else 0.9
    head = (nx * lean, ny - tall)
    front = up.depth if not sheet.back else up.depth + 0.2 * u
    if not sheet.back:
        inner = (
            Path((0, head[1] - 0.7 * u))
            .curve((head[0] * 0.5, head[1] - 0.7 * u), (head[0] * 0.9, head[1] - 0.4 * u), head)
            .curve(
                (head[0] * 0.86, head[1] + 1.0 * u),
                (head[0] * 0.5, head[1] + 1.4 * u),
                (0, head[1] + 1.4 * u),
            )
        )
        sheet.whole("collar", "neck inside", inner, "inside", grain=None)
    dip = 1.4 * u if not sheet.back else -0.5 * u
    side = Path(head).curve(
        (head[0], head[1] + tall * 0.4), (nx * 0.97, ny - tall * 0.25), (nx, ny)
    )
    half = (
        Path((0, head[1] + dip))
        .curve((head[0] * 0.5, head[1] + dip), (head[0] * 0.86, head[1] + dip * 0.7), head)
        .then(side)
        .curve((nx * 0.985, ny + (front - ny) * 0.6), (nx * 0.58, front), (0, front))
    )
    sheet.whole("collar", "neck", half, fill, grain=None if spec.collar is Collar.TURTLE else 0)
    if spec.collar is Collar.TURTLE:
        fold_y = ny - 0.2 * u
        sheet.middle(
            "collar",
            "seams",
            Path((0, front - 2.2 * u)).curve(
                (nx * 0.5, front - 2.2 * u), (nx * 0.96, fold_y + 1.0 * u), (nx * 0.99, fold_y)
            ),
            "seam",
        )
    knitted = spec.category in {Category.KNIT, Category.TEE} and spec.collar is not Collar.FUNNEL
    if knitted:
        for k in range(8):
            t = (k + 0.5) / 8
            a = (head[0] * t, head[1] + dip * (1 - t * 0.6) + 0.2 * u)
            end = front - (front - ny) * t**2.2
            b = (nx * t, end - 0.3 * u)
            sheet.both("collar", "ribs", Path(a).line(between(a, b, 0.98)), "rib")
    else:
        sheet.middle(
            "collar",
            "topstitch",
            Path((0, head[1] + dip + 0.7 * u)).curve(
                (head[0] * 0.5, head[1] + dip + 0.7 * u),
                (head[0] * 0.86, head[1] + dip * 0.7 + 0.7 * u),
                (head[0], head[1] + 0.7 * u),
            ),
            "stitch",
        )


def _hood(sheet: Sheet, _spec: DesignSpec, m: Frame, up: Upper) -> None:
    u = m.unit
    nx, ny = up.side
    if sheet.back:
        half = (
            Path((0, ny - 20 * u))
            .curve((6 * u, ny - 20 * u), (12.6 * u, ny - 15 * u), (12.4 * u, ny - 6 * u))
            .curve((12.2 * u, ny - 2 * u), (nx + 1.6 * u, ny + 0.2 * u), (nx, ny + 0.4 * u))
        )
        half = half.curve(
            (nx * 0.8, up.depth + 0.4 * u), (nx * 0.4, up.depth + 0.4 * u), (0, up.depth + 0.4 * u)
        )
        sheet.whole("collar", "hood", half, grain=0)
        sheet.middle("collar", "seams", Path((0, ny - 20 * u)).line((0, up.depth + 0.4 * u)))
        return
    front = up.depth
    outer = (
        Path((0, ny - 20 * u))
        .curve((6.4 * u, ny - 20 * u), (12.8 * u, ny - 15.4 * u), (12.4 * u, ny - 6 * u))
        .curve((12.0 * u, ny - 2.4 * u), (nx + 2 * u, ny - 0.6 * u), (nx + 0.6 * u, ny + 0.6 * u))
    )
    opening = (
        Path((0, front))
        .curve((nx * 0.3, front - 2.5 * u), (7.4 * u, ny - 1.5 * u), (7.8 * u, ny - 7 * u))
        .curve((8.0 * u, ny - 13.6 * u), (4.6 * u, ny - 17.4 * u), (0, ny - 17.4 * u))
    )
    inside = (
        Path((0, front))
        .curve((nx * 0.3, front - 2.5 * u), (7.4 * u, ny - 1.5 * u), (7.8 * u, ny - 7 * u))
        .curve((8.0 * u, ny - 13.6 * u), (4.6 * u, ny - 17.4 * u), (0, ny - 17.4 * u))
    )
    sheet.whole("collar", "hood inside", inside, "inside", grain=None, outer=False)
    leaf = (
        outer.curve(
            (nx * 0.98, ny + (front - ny) * 0.66),
            (nx * 0.56, front + 0.4 * u),
            (0, front + 0.6 * u),
        )
        .line((0, front))
        .then(opening)
    )
    leaf = leaf.line((0, ny - 20 * u))
    sheet.pair("collar", "hood", leaf, grain=8)
    sheet.both(
        "collar",
        "topstitch",
        Path((0.6 * u, front - 0.7 * u))
        .curve((nx * 0.4, front - 2.6 * u), (8.9 * u, ny - 1.6 * u), (9.2 * u, ny - 7 * u))
        .curve((9.3 * u, ny - 14 * u), (5.2 * u, ny - 18.8 * u), (0, ny - 18.8 * u)),
        "stitch",
    )
    eye = (2.2 * u, front - 0.3 * u)
    sheet.button_pairs("collar", [eye], 0.35 * u, "eyelet")
    for gap in (0.0, 0.34 * u):
        sheet.both(
            "collar",
            "seams",
            Path((eye[0] + gap, eye[1])).curve(
                (eye[0] + 0.5 * u + gap, eye[1] + 4 * u),
                (eye[0] - 0.4 * u + gap, eye[1] + 8 * u),
                (eye[0] + 0.2 * u + gap, eye[1] + 13 * u),
            ),
            "fine",
        )
