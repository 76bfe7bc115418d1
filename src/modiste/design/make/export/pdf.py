"""Patterns as PDF in real size: A4 tiles with registration marks and a page map, or A0.

The first page of the tiles shows the map of pages, a test square of 10 cm and how to join them;
each tile has a border, a mark at the middle of every side and its row and column. Text is drawn in
a font with Chinese characters that every PDF reader carries (Adobe's ``STSong-Light``).
"""

from __future__ import annotations

import io
import math
from typing import TYPE_CHECKING, Any, Final

from modiste.design.make.curves import Path, Point, path_moved
from modiste.design.make.export.sheet import (
    Placed,
    Sheet,
    caption,
    fold_edge,
    lay_out,
    middle,
    notches,
)
from modiste.design.make.panel import Mark, Role
from modiste.model.errors import InputError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.design.make.panel import Pattern

_CM: Final = 72 / 2.54
A4: Final = (21.0, 29.7)
A0: Final = (84.1, 118.9)
_BORDER: Final = 1.2
_FONT: Final = "STSong-Light"


def write_pdf(pattern: Pattern, page: str = "a4") -> bytes:
    """The pattern as PDF.

    Args:
        pattern: the pattern.
        page: ``a4`` for tiles or ``a0`` for sheets.

    Raises:
        InputError: another page size.
        MissingExtraError: reportlab is not installed.
    """
    try:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas
    except ImportError as error:
        raise MissingExtraError(
            "Writing PDF needs reportlab", remedy="Install it: pip install 'modiste[design]'."
        ) from error
    sizes = {"a4": A4, "a0": A0}
    if page not in sizes:
        raise InputError(f"There is no page size {page!r}", remedy="Use a4 or a0.")
    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    stream = io.BytesIO()
    wide, tall = sizes[page]
    # Every PDF is the same for the same pattern: no time of writing, no random identity.
    canvas = Canvas(stream, pagesize=(wide * _CM, tall * _CM), pageCompression=1, invariant=1)
    canvas.setTitle(f"{pattern.title} {pattern.size}")
    inner = (wide - 2 * _BORDER, tall - 2 * _BORDER)
    most = inner[0] if page == "a0" else inner[0] * 5
    sheet = lay_out(pattern.panels, most)
    columns = max(1, math.ceil(sheet.width / inner[0] - 1e-6))
    rows = max(1, math.ceil(sheet.height / inner[1] - 1e-6))
    canvas.beginForm("sheet", -_CM, -_CM, (sheet.width + 1) * _CM, (sheet.height + 1) * _CM)
    _Sheet(canvas, sheet, pattern).draw()
    canvas.endForm()
    if page == "a4":
        _cover(canvas, sheet, pattern, rows, columns, inner)
    for row in range(rows):
        for column in range(columns):
            if page == "a4" and _empty(sheet, row, column, inner):
                continue
            _tile(canvas, sheet, row, column, inner, label=f"{_row(row)}{column + 1}")
    canvas.save()
    return stream.getvalue()


def _row(row: int) -> str:
    return chr(ord("A") + row) if row < 26 else f"R{row + 1}-"


def _origin(sheet: Sheet, row: int, column: int, inner: tuple[float, float]) -> complex:
    """The sheet's point at a tile's lower left corner in cm."""
    return complex(column * inner[0], sheet.height - (row + 1) * inner[1])


def _empty(sheet: Sheet, row: int, column: int, inner: tuple[float, float]) -> bool:
    """Whether no piece touches a tile."""
    low = _origin(sheet, row, column, inner)
    from shapely.geometry import Polygon, box

    tile = box(low.real, low.imag, low.real + inner[0], low.imag + inner[1])
    return not any(
        Polygon([((p + q.offset).real, (p + q.offset).imag) for p in q.cut]).intersects(tile)
        for q in sheet.pieces
    )


def _tile(
    canvas: Any,
    sheet: Sheet,
    row: int,
    column: int,
    inner: tuple[float, float],
    label: str,
) -> None:
    low = _origin(sheet, row, column, inner)
    b, (w, h) = _BORDER * _CM, (inner[0] * _CM, inner[1] * _CM)
    canvas.saveState()
    clip = canvas.beginPath()
    clip.rect(b, b, w, h)
    canvas.clipPath(clip, stroke=0, fill=0)
    canvas.translate(b - low.real * _CM, b - low.imag * _CM)
    canvas.doForm("sheet")
    canvas.restoreState()
    canvas.setLineWidth(0.4)
    canvas.setStrokeGray(0.45)
    canvas.rect(b, b, w, h)
    canvas.setStrokeGray(0)
    for x, y in ((b + w / 2, b), (b + w / 2, b + h), (b, b + h / 2), (b + w, b + h / 2)):
        canvas.circle(x, y, 5)
        canvas.line(x - 9, y, x + 9, y)
        canvas.line(x, y - 9, x, y + 9)
    canvas.setFont(_FONT, 9)
    canvas.drawString(b + 4, b - 11, label)
    canvas.drawRightString(b + w - 4, b + h + 4, label)
    canvas.showPage()


def _cover(
    canvas: Any,
    sheet: Sheet,
    pattern: Pattern,
    rows: int,
    columns: int,
    inner: tuple[float, float],
) -> None:
    x, y = 2.0 * _CM, (A4[1] - 2.2) * _CM
    canvas.setFont(_FONT, 17)
    canvas.drawString(x, y, f"{pattern.title}, {pattern.size}")
    canvas.setFont(_FONT, 9)
    y -= 20
    for line in (
        "Print at 100 % (no scaling). Measure the square: it must be 10 cm wide.",
        "请按 100% 打印,不要缩放。用尺量一下方框,边长应为 10 厘米。",
        "Cut off the border of each page and join equal marks: A1 left of A2, A1 above B1.",
    ):
        canvas.drawString(x, y, line)
        y -= 13
    side = 10 * _CM
    y -= side + 6
    canvas.setLineWidth(0.8)
    canvas.rect(x, y, side, side)
    canvas.drawCentredString(x + side / 2, y + side / 2, "10 cm × 10 cm")
    _facts(canvas, pattern, x + side + 14, y + side - 8)
    _map(canvas, sheet, rows, columns, inner, y - 1.0 * _CM)
    canvas.showPage()


def _facts(canvas: Any, pattern: Pattern, x: float, y: float) -> None:
    from modiste.design.make.check import measured

    lines = [f"{k}: {pattern.body[k]:.1f} cm" for k in ("height", "bust", "waist", "hip")]
    rows = ["Body 人体", *lines, "", "Finished 成衣"]
    rows += [f"{k}: {v:.1f} cm" for k, v in measured(pattern).items()]
    for row in rows:
        canvas.drawString(x, y, row)
        y -= 12


def _map(
    canvas: Any, sheet: Sheet, rows: int, columns: int, inner: tuple[float, float], top: float
) -> None:
    """The pieces over the grid of pages, small."""
    room = (A4[0] - 4.0) * _CM, top - 2.0 * _CM
    scale = min(room[0] / (columns * inner[0]), room[1] / (rows * inner[1]))
    x0, y0 = 2.0 * _CM, top
    canvas.setLineWidth(0.3)
    canvas.setStrokeGray(0.6)
    for row in range(rows):
        for column in range(columns):
            x, y = x0 + column * inner[0] * scale, y0 - (row + 1) * inner[1] * scale
            canvas.rect(x, y, inner[0] * scale, inner[1] * scale)
            canvas.drawString(x + 2, y + inner[1] * scale - 9, f"{_row(row)}{column + 1}")
    canvas.setStrokeGray(0)
    canvas.setLineWidth(0.6)
    for piece in sheet.pieces:
        path = canvas.beginPath()
        for n, p in enumerate(piece.cut):
            q = p + piece.offset
            at = x0 + q.real * scale, y0 - (sheet.height - q.imag) * scale
            path.lineTo(*at) if n else path.moveTo(*at)
        path.close()
        canvas.drawPath(path)


class _Sheet:
    """Draws the pieces of a sheet at full size, its lower left corner at the origin."""

    def __init__(self, canvas: Any, sheet: Sheet, pattern: Pattern) -> None:
        self.canvas, self.sheet, self.pattern = canvas, sheet, pattern

    def draw(self) -> None:
        for placed in self.sheet.pieces:
            self._piece(placed)

    def _at(self, p: Point, placed: Placed) -> tuple[float, float]:
        q = p + placed.offset
        return q.real * _CM, q.imag * _CM

    def _piece(self, placed: Placed) -> None:
        c, panel = self.canvas, placed.panel
        c.setStrokeGray(0)
        c.setDash()
        c.setLineWidth(1.1)
        self._poly(placed.cut, placed, close=True)
        c.setLineWidth(0.5)
        c.setDash(5, 3)
        for edge in panel.edges:
            if edge.role not in (Role.FOLD, Role.DART) and edge.allowance > 0:
                self._path(edge.path, placed)
        fold = fold_edge(panel)
        if fold:
            c.setLineWidth(0.9)
            c.setDash([10, 3, 2, 3])
            self._path(fold, placed)
        c.setDash()
        c.setLineWidth(0.6)
        for dart in panel.darts:
            ends = [dart.mouth[0], dart.apex, dart.mouth[1]]
            if dart.second is not None:
                ends += [dart.second, dart.mouth[0]]
            self._poly(ends, placed)
        for inside in panel.inside:
            if inside.mark is Mark.BUTTON:
                x, y = self._at(inside.path[0][0], placed)
                c.circle(x, y, 8)
                c.line(x - 6, y, x + 6, y)
                c.line(x, y - 6, x, y + 6)
                continue
            c.setDash(3, 2)
            self._path(inside.path, placed)
            c.setDash()
        c.setLineWidth(1.0)
        for a, b in notches(panel):
            c.line(*self._at(a, placed), *self._at(b, placed))
        self._grain(placed)
        self._words(placed)

    def _poly(self, points: Sequence[Point], placed: Placed, *, close: bool = False) -> None:
        path = self.canvas.beginPath()
        for n, p in enumerate(points):
            at = self._at(p, placed)
            path.lineTo(*at) if n else path.moveTo(*at)
        if close:
            path.close()
        self.canvas.drawPath(path)

    def _path(self, path: Path, placed: Placed) -> None:
        out = self.canvas.beginPath()
        for n, curve in enumerate(path_moved(path, lambda p: (p + placed.offset) * _CM)):
            if n == 0:
                out.moveTo(curve[0].real, curve[0].imag)
            if len(curve) == 2:
                out.lineTo(curve[1].real, curve[1].imag)
                continue
            a, b, d = _as_cubic(curve)
            out.curveTo(a.real, a.imag, b.real, b.imag, d.real, d.imag)
        self.canvas.drawPath(out)

    def _grain(self, placed: Placed) -> None:
        low, high = placed.panel.grain
        along = (high - low) / abs(high - low)
        self.canvas.setLineWidth(0.8)
        self.canvas.line(*self._at(low, placed), *self._at(high, placed))
        for tip, way in ((high, along), (low, -along)):
            side = way * 0.25j
            self._poly([tip - way * 0.6 + side, tip, tip - way * 0.6 - side], placed)

    def _words(self, placed: Placed) -> None:
        panel = placed.panel
        left, low, right, top = panel.box
        room = min(right - left, top - low)
        size = 14 if room > 14 else 9 if room > 6 else 6
        x, y = self._at(middle(panel), placed)
        rows = caption(panel, self.pattern)
        y += size * 1.25 * (len(rows) - 1) / 2
        for row in rows:
            self.canvas.setFont(_FONT, size)
            self.canvas.drawCentredString(x, y, row)
            y -= size * 1.25


def _as_cubic(curve: tuple[complex, ...]) -> tuple[complex, complex, complex]:
    if len(curve) == 4:
        return curve[1], curve[2], curve[3]
    a, b, d = curve
    return a + (b - a) * 2 / 3, d + (b - d) * 2 / 3, d
