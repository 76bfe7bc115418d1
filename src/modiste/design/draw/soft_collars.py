"""Stands, flat collars, bows, ruffles and cowls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, between
from modiste.design.spec.vocabulary import Trim

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.sheet import Fill, Sheet
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec


def collar_fill(spec: DesignSpec) -> Fill:
    """Of the collar: contrasting where asked."""
    return "trim" if Trim.CONTRAST_COLLAR in spec.trims else "main"


def band(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A stand that meets in the middle."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    tall = 3.0 * u
    if sheet.back:
        half = (
            Path((0, ny - tall * 0.7))
            .curve((nx * 0.4, ny - tall * 0.7), (nx * 0.8, ny - tall * 0.9), (nx * 0.92, ny - tall))
            .line((nx, ny))
            .curve((nx * 0.8, up.depth), (nx * 0.4, up.depth), (0, up.depth))
        )
        sheet.whole("collar", "stand", half, fill, grain=90)
        return
    front = up.depth
    inner = Path((0, ny - tall * 0.8)).curve(
        (nx * 0.5, ny - tall * 0.9), (nx * 0.8, ny - tall), (nx * 0.9, ny - tall)
    )
    inner = inner.curve((nx * 0.86, front * 0.3), (nx * 0.5, front * 0.66), (0.9 * u, front - tall))
    inner = inner.line((0, front - tall * 0.9))
    sheet.whole("collar", "stand inside", inner, "inside", grain=None)
    stand = (
        Path((0, front))
        .line((0, front - tall * 0.5))
        .curve((0.1 * u, front - tall * 0.95), (0.5 * u, front - tall), (0.9 * u, front - tall))
        .curve((nx * 0.5, front * 0.66), (nx * 0.86, front * 0.3), (nx * 0.9, ny - tall))
        .line((nx, ny))
    )
    stand = stand.curve((nx * 0.985, ny + (front - ny) * 0.6), (nx * 0.58, front), (0, front))
    sheet.pair("collar", "stand", stand, fill, grain=70)


def peter_pan(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A flat round collar."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    wide = 6.2 * u
    if sheet.back:
        half = Path((0.25 * u, up.depth)).curve(
            (nx * 0.6, up.depth), (nx * 0.96, ny + 1.0 * u), (nx, ny)
        )
        half = half.curve(
            (nx + wide * 0.5, ny - 0.2 * u),
            (nx + wide * 0.9, ny + 2 * u),
            (nx + wide * 0.7, ny + 4.6 * u),
        )
        half = half.curve(
            (nx, up.depth + wide * 0.96),
            (2.4 * u, up.depth + wide),
            (1.2 * u, up.depth + wide * 0.94),
        ).curve(
            (0.5 * u, up.depth + wide * 0.8), (0.25 * u, up.depth + 3 * u), (0.25 * u, up.depth)
        )
        sheet.pair("collar", "collar", half, fill, grain=30, outer=False)
        return
    front = up.depth
    leaf = (
        Path((0.2 * u, front))
        .curve((nx * 0.58, front), (nx * 0.985, ny + (front - ny) * 0.6), (nx, ny - 0.3 * u))
        .curve(
            (nx + wide * 0.42, ny - 0.2 * u),
            (nx + wide * 0.86, ny + 1.2 * u),
            (nx + wide * 0.82, ny + 4.6 * u),
        )
        .curve(
            (nx + wide * 0.7, front + 2.6 * u),
            (nx * 0.72, front + wide * 1.02),
            (nx * 0.36, front + wide * 0.95),
        )
        .curve((0.9 * u, front + wide * 0.82), (0.2 * u, front + 2.4 * u), (0.2 * u, front))
    )
    sheet.pair("collar", "collar", leaf, fill, grain=30, outer=False)
    _edge_stitch(sheet, leaf, u)


def _edge_stitch(sheet: Sheet, leaf: Path, u: float) -> None:
    edge = leaf.part(0.36, 0.93, 16).beside(0.55 * u)
    sheet.both("collar", "topstitch", edge, "stitch")


def sailor(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A sailor collar, square behind, with its tie."""
    u, fill = m.unit, collar_fill(spec)
    nx, ny = up.side
    if sheet.back:
        x, y = m.shoulder * 0.78, ny + 20 * u
        half = (
            Path((0, ny - 1.0 * u))
            .curve((nx * 0.5, ny - 1.0 * u), (nx * 0.9, ny - 0.8 * u), (nx, ny - 0.4 * u))
            .line((x, ny + 2.4 * u), (x + 0.4 * u, y), (0, y))
        )
        sheet.whole("collar", "collar", half, fill, outer=False)
        for by in (1.4, 2.2):
            sheet.middle(
                "collar",
                "topstitch",
                Path((0, y - by * u)).line((x - by * u, y - by * u), (x - by * u, ny + 3 * u)),
                "seam",
            )
        return
    front = up.depth
    outer_x = m.shoulder * 0.7
    leaf = (
        Path((0, front))
        .curve(
            (nx * 0.36, ny + (front - ny) * 0.62),
            (nx * 0.86, ny + (front - ny) * 0.27),
            (nx, ny - 0.5 * u),
        )
        .line((outer_x, ny + 2.0 * u))
        .curve((outer_x - 0.6 * u, ny + 8 * u), (nx * 0.8, front * 0.94), (0, front + 3.0 * u))
        .line((0, front))
    )
    sheet.pair("collar", "collar", leaf, fill, grain=12, outer=False)
    for by in (1.2, 2.0):
        sheet.both(
            "collar",
            "topstitch",
            Path((outer_x - by * u, ny + 2.0 * u)).curve(
                (outer_x - (0.6 + by) * u, ny + 8 * u),
                (nx * 0.8 - by * 0.7 * u, front * 0.93),
                (0.4 * u, front + (3.0 - by) * u),
            ),
            "seam",
        )
    knot_y = front + 2.0 * u
    for turn in (1, -1):
        tail = (
            Path((0, knot_y))
            .curve(
                (turn * 1.6 * u, knot_y + 3 * u),
                (turn * 3.0 * u, knot_y + 6 * u),
                (turn * 4.4 * u, knot_y + 10 * u),
            )
            .line((turn * 1.2 * u, knot_y + 9 * u))
            .curve((turn * 0.8 * u, knot_y + 6 * u), (turn * 0.4 * u, knot_y + 3 * u), (0, knot_y))
        )
        if turn == 1:
            sheet.pair("collar", "tie", tail, "trim", grain=None, outer=False)
    knot = Path((0, knot_y - 1.0 * u)).line(
        (1.1 * u, knot_y - 0.8 * u), (0.8 * u, knot_y + 1.4 * u), (0, knot_y + 1.5 * u)
    )
    sheet.whole("collar", "knot", knot, "trim", grain=None, outer=False)


def bow(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A band tied in a bow in front."""
    u, fill = m.unit, collar_fill(spec)
    band(sheet, spec, m, up)
    if sheet.back:
        return
    y = up.depth - 0.6 * u
    tail = (
        Path((0.1 * u, y + 0.6 * u))
        .curve((1.0 * u, y + 6 * u), (4.6 * u, y + 12 * u), (5.4 * u, y + 19 * u))
        .line((1.8 * u, y + 20.4 * u))
        .curve((1.4 * u, y + 13 * u), (0.3 * u, y + 7 * u), (0.1 * u, y + 0.6 * u))
    )
    sheet.pair("collar", "bow tail", tail, fill, grain=10, outer=False)
    loop = Path((0, y)).curve(
        (2.6 * u, y - 4.4 * u), (9.6 * u, y - 4.2 * u), (9.4 * u, y + 0.6 * u)
    )
    loop = loop.curve((9.0 * u, y + 4.2 * u), (2.8 * u, y + 3.0 * u), (0, y))
    sheet.pair("collar", "bow loop", loop, fill, grain=60, outer=False)
    sheet.both(
        "collar",
        "folds",
        Path((1.2 * u, y - 0.3 * u)).bow((4 * u, y - 1.4 * u), (6.6 * u, y - 0.6 * u)),
        "fine",
    )
    sheet.both(
        "collar",
        "folds",
        Path((1.2 * u, y + 0.4 * u)).bow((4 * u, y + 1.2 * u), (6.0 * u, y + 1.2 * u)),
        "fine",
    )
    knot = (
        Path((0, y - 1.5 * u))
        .curve((1.0 * u, y - 1.6 * u), (1.4 * u, y - 0.6 * u), (1.2 * u, y + 1.2 * u))
        .curve((0.8 * u, y + 1.8 * u), (0.3 * u, y + 1.8 * u), (0, y + 1.8 * u))
    )
    sheet.whole("collar", "bow knot", knot, fill, grain=None, outer=False)


def ruffle(sheet: Sheet, spec: DesignSpec, m: Frame, up: Upper) -> None:
    """A ruffle that stands at the neck."""
    frill(sheet, up.neck, m.unit, 3.6 * m.unit, collar_fill(spec))
    if not sheet.back:
        nx, ny = up.side
        u = m.unit
        half = (
            Path((0, ny - 1.8 * u))
            .curve((nx * 0.5, ny - 2.2 * u), (nx * 0.9, ny - 2.6 * u), (nx + 0.6 * u, ny - 2.4 * u))
            .line((nx, ny))
        )
        half = half.curve((nx * 0.8, ny + 1.4 * u), (nx * 0.4, ny + 1.9 * u), (0, ny + 1.9 * u))
        sheet.whole("inside", "ruffle back", half, "inside", grain=None)


def frill(
    sheet: Sheet, neck: Path, u: float, tall: float, fill: Fill, part: str = "collar"
) -> None:
    """A gathered frill that hangs from a line (half, from the middle)."""
    waves = max(4, round(neck.length() / (2.6 * u)))
    foot_line = neck.beside(tall)
    edge = Path(_axis_point(foot_line))
    for k in range(waves):
        a = edge.end
        b = foot_line.along((k + 1) / waves)
        lean = 0.8 * u if k % 2 == 0 else 0.1 * u
        dx, dy = b[0] - a[0], b[1] - a[1]
        long = max(0.3, (dx * dx + dy * dy) ** 0.5)
        px, py = -dy / long * lean, dx / long * lean
        edge = edge.curve(
            (a[0] + dx * 0.3 + px, a[1] + dy * 0.3 + py),
            (a[0] + dx * 0.7 + px, a[1] + dy * 0.7 + py),
            b,
        )
    half = neck.line(edge.end).then(edge.reversed())
    sheet.whole(part, "ruffle", half, fill, grain=None, outer=False, layer="ruffles")
    for k in range(1, 2 * waves):
        t = k / (2 * waves)
        a, b = neck.along(t), edge.along(t)
        end = between(a, b, 0.85 if k % 2 == 0 else 0.45)
        sheet.both(part, "gathers", Path(a).line(end), "fine")


def _axis_point(path: Path) -> tuple[float, float]:
    return 0.0, path.start[1]


def neck_ruffle(sheet: Sheet, m: Frame, up: Upper) -> None:
    """A ruffle that hangs from the neckline."""
    frill(sheet, up.neck, m.unit, 4.4 * m.unit, "main")
    sheet.note("ruffle", up.neck.along(0.5))


def cowl(sheet: Sheet, m: Frame, up: Upper) -> None:
    """Draped folds below the neckline."""
    u = m.unit
    nx, ny = up.side
    for k in range(1, 5):
        x = nx + 0.9 * k * u
        y = ny + 0.55 * k * u
        deep = up.depth + (2.6 + 3.0 * k) * u
        sheet.middle(
            "collar",
            "folds",
            Path((0, deep)).curve(
                (x * 0.5, deep), (x * 0.92, y + (deep - y) * 0.62), (x, y + 0.4 * u)
            ),
            "fine" if k < 4 else "fold",
        )
