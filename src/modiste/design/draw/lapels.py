"""Notched, peaked and shawl lapels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, between
from modiste.design.draw.soft_collars import collar_fill
from modiste.design.spec.vocabulary import Category, Collar

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def draw_lapel(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """Collar and lapels that roll from the neck to the break point."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    if sheet.back:
        half = (
            Path((0, ny - 3.4 * u))
            .curve((nx * 0.5, ny - 3.4 * u), (nx * 0.86, ny - 3.0 * u), (nx * 0.98, ny - 2.2 * u))
            .curve((nx * 1.16, ny - 0.8 * u), (nx * 1.36, ny + 1.0 * u), (nx * 1.5, ny + 2.4 * u))
            .curve((nx * 0.96, ny + 3.2 * u), (nx * 0.45, ny + 3.5 * u), (0, ny + 3.5 * u))
        )
        sheet.whole("collar", "collar", half, fill, grain=90)
        return
    front = up.depth
    wide = (8.6 if spec.category is Category.COAT else 7.6) * u
    if spec.closure.type == "double-breasted":
        wide += 1.2 * u
    roll = up.neck.reversed()  # from the side point down the roll line
    inner = (
        Path((0, ny - 2.9 * u))
        .curve((nx * 0.5, ny - 3.1 * u), (nx * 0.8, ny - 3.3 * u), (nx * 0.9, ny - 3.1 * u))
        .line((nx, ny))
        .curve((nx * 0.8, ny + 2.1 * u), (nx * 0.4, ny + 2.7 * u), (0, ny + 2.7 * u))
    )
    sheet.whole("collar", "stand inside", inner, "inside", grain=None)
    if spec.collar is Collar.SHAWL:
        shawl = (
            Path((nx * 0.9, ny - 3.1 * u))
            .curve((nx * 1.12, ny - 2.4 * u), (nx * 1.34, ny - 0.2 * u), (nx * 1.5, ny + 1.8 * u))
            .curve((nx + wide * 0.95, ny + front * 0.34), (nx * 0.9, ny + front * 0.72), (0, front))
            .then(up.neck)
            .line((nx * 0.9, ny - 3.1 * u))
        )
        sheet.pair("collar", "shawl", shawl, fill, grain=18, outer=True)
        sheet.note("lapel", (nx + wide * 0.5, front * 0.4))
        return
    peak = spec.collar is Collar.PEAK
    gorge = roll.along(0.22)  # where collar meets lapel on the roll line
    out = (gorge[0] + wide * 0.62, gorge[1] + (1.6 if not peak else 2.2) * u)  # inner end of notch
    tip = (gorge[0] + wide, out[1] + (0.2 if not peak else -2.6) * u)
    lapel = Path((0, front)).then(roll.part(0.22, 1.0, 6).reversed())
    lapel = lapel.line(out, tip).curve(
        (tip[0] - 0.4 * u, tip[1] + (front - tip[1]) * 0.34),
        (tip[0] * 0.56, tip[1] + (front - tip[1]) * 0.72),
        (0, front),
    )
    sheet.pair("collar", "lapel", lapel, fill, grain=14, outer=True)
    corner = (out[0] + wide * (0.24 if not peak else 0.06), out[1] - (2.9 if not peak else 2.2) * u)
    if peak:
        corner = (out[0] + wide * 0.14, out[1] - 2.9 * u)
    leaf = (
        Path((nx * 0.9, ny - 3.1 * u))
        .curve((nx * 1.12, ny - 2.5 * u), (nx * 1.32, ny - 0.5 * u), (nx * 1.48, ny + 1.4 * u))
        .line(corner, out, gorge)
        .curve(between(gorge, (nx, ny), 0.5), (nx * 0.98, ny - 1.0 * u), (nx * 0.9, ny - 3.1 * u))
    )
    sheet.pair("collar", "collar", leaf, fill, grain=60)
    sheet.note("lapel", between(tip, (0, front), 0.4))
    if spec.category is Category.JACKET:
        hole = between(tip, out, 0.34)
        sheet.single(
            "collar",
            "seams",
            Path((hole[0] - 1.8 * u, hole[1] + 1.6 * u)).line(
                (hole[0] - 0.2 * u, hole[1] + 1.3 * u)
            ),
            "fine",
        )
