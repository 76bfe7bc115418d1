"""Pieces of a page: the frame with its title block, tables, swatches, vector flats."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from modiste.design.draw.render import box_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.design.draw.path import Path
    from modiste.design.draw.sheet import Sheet

MARGIN = 34.0
INK = (0.11, 0.11, 0.13)
GREY = (0.45, 0.45, 0.48)
RULE = (0.8, 0.8, 0.82)


@dataclass(frozen=True)
class Look:
    """Language and fonts of a pack."""

    language: str
    font: str
    bold: str

    def say(self, en: str, zh: str) -> str:
        """The text in the pack's language."""
        return zh if self.language == "zh" else en

    def pick(self, pair: tuple[str, str]) -> str:
        """One of (English, Chinese)."""
        return pair[self.language == "zh"]


def look(language: str) -> Look:
    """The fonts of a language: Helvetica, or the CID font STSong-Light that PDF readers bring."""
    if language != "zh":
        return Look("en", "Helvetica", "Helvetica-Bold")
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont

    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    return Look("zh", "STSong-Light", "STSong-Light")


@dataclass
class Page:
    """One page being drawn; y runs upwards from the foot, in points."""

    canvas: Any
    look: Look
    width: float
    height: float
    y: float

    def text(
        self,
        words: str,
        x: float,
        y: float,
        size: float = 9,
        *,
        bold: bool = False,
        grey: bool = False,
        right: bool = False,
    ) -> None:
        """Words at a place."""
        self.canvas.setFillColorRGB(*(GREY if grey else INK))
        self.canvas.setFont(self.look.bold if bold else self.look.font, size)
        (self.canvas.drawRightString if right else self.canvas.drawString)(x, y, words)

    def heading(self, words: str) -> None:
        """A heading; moves down."""
        self.y -= 24
        self.text(words, MARGIN, self.y, 12.5, bold=True)
        self.y -= 8

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        *,
        numbers: Sequence[int] = (),
        strong: int | None = None,
    ) -> None:
        """A table at the page's height, its cells wrapped; moves down."""
        from reportlab.lib import colors
        from reportlab.lib.styles import ParagraphStyle
        from reportlab.platypus import Paragraph, Table

        style = ParagraphStyle(
            "cell",
            fontName=self.look.font,
            fontSize=8,
            leading=10.2,
            textColor=colors.Color(*INK),
            wordWrap="CJK" if self.look.language == "zh" else None,
        )
        heads = ParagraphStyle(
            "head", parent=style, fontName=self.look.bold, textColor=colors.Color(*GREY)
        )
        right = ParagraphStyle("number", parent=style, alignment=2)
        strongs = ParagraphStyle("strong", parent=right, fontName=self.look.bold)

        def cell(words: str, column: int) -> Any:
            chosen = strongs if column == strong else right if column in numbers else style
            return Paragraph(_escaped(words), chosen)

        data = [
            [
                Paragraph(
                    _escaped(h),
                    ParagraphStyle("h", parent=heads, alignment=2 if i in numbers else 0),
                )
                for i, h in enumerate(head)
            ]
        ]
        data += [[cell(words, i) for i, words in enumerate(row)] for row in rows]
        total = self.width - 2 * MARGIN
        table = Table(data, colWidths=[w * total for w in widths], repeatRows=1)
        table.setStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, colors.Color(*INK)),
                ("LINEBELOW", (0, 1), (-1, -1), 0.35, colors.Color(*RULE)),
                ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
                ("TOPPADDING", (0, 0), (-1, -1), 3),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.4),
                ("LEFTPADDING", (0, 0), (-1, -1), 3),
                ("RIGHTPADDING", (0, 0), (-1, -1), 3),
            ]
        )
        _, tall = table.wrapOn(self.canvas, total, self.y)
        table.drawOn(self.canvas, MARGIN, self.y - tall)
        self.y -= tall + 6

    def picture(self, png: bytes, x: float, y: float, width: float, height: float) -> None:
        """A picture fitted into a box."""
        from reportlab.lib.utils import ImageReader

        self.canvas.drawImage(
            ImageReader(BytesIO(png)),
            x,
            y,
            width,
            height,
            preserveAspectRatio=True,
            anchor="c",
            mask="auto",
        )


def _escaped(words: str) -> str:
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def frame(page: Page, style: str, title: str, number: int, count: int) -> None:
    """The page's title block, rules and foot."""
    c, w, h = page.canvas, page.width, page.height
    c.setStrokeColorRGB(*INK)
    c.setLineWidth(0.9)
    c.line(MARGIN, h - MARGIN - 14, w - MARGIN, h - MARGIN - 14)
    page.text(style, MARGIN, h - MARGIN - 8, 11, bold=True)
    page.text(title, w - MARGIN, h - MARGIN - 8, 10, grey=True, right=True)
    c.setStrokeColorRGB(*RULE)
    c.line(MARGIN, MARGIN - 4, w - MARGIN, MARGIN - 4)
    page.text("Modiste", MARGIN, MARGIN - 16, 7.5, grey=True)
    page.text(f"{number} / {count}", w - MARGIN, MARGIN - 16, 7.5, grey=True, right=True)
    page.y = h - MARGIN - 18


def draw_sheet(
    canvas: Any, sheet: Sheet, box: tuple[float, float, float, float]
) -> tuple[float, float, float]:
    """A view as vectors within (x, y, width, height); gives scale and origin in points."""
    left, top, right, bottom = box_of(sheet)
    x, y, width, height = box
    scale = min(width / (right - left), height / (bottom - top))
    ox = x + width / 2 - (left + right) / 2 * scale
    oy = y + height / 2 + (top + bottom) / 2 * scale
    canvas.saveState()
    canvas.setLineJoin(1)
    canvas.setLineCap(1)
    canvas.setStrokeColorRGB(*INK)
    canvas.setLineWidth(1.5)
    for shape in sheet.shapes:
        if shape.outer:
            _put(canvas, shape.outline, scale, ox, oy, stroke=1, fill=0, close=True)
    from modiste.design.draw.sheet import LAYERS, PARTS

    for part in PARTS:
        for layer in LAYERS:
            _layer(canvas, sheet, part, layer, (scale, ox, oy))
    canvas.restoreState()
    return scale, ox, oy


_FILLS = {"inside": 0.86, "trim": 0.93, "lining": 1.0, "accent": 0.93, "second": 0.96}


def _layer(
    canvas: Any, sheet: Sheet, part: str, layer: str, place: tuple[float, float, float]
) -> None:
    for shape in sheet.shapes:
        if shape.part == part and shape.layer == layer:
            shade = _FILLS.get(shape.fill, 1.0)
            canvas.setFillColorRGB(shade, shade, shade)
            canvas.setLineWidth(0.7)
            canvas.setDash()
            _put(canvas, shape.outline, *place, stroke=1, fill=1, close=True)
    if layer == "construction":
        return
    for line in sheet.lines:
        if line.part == part and line.layer == layer:
            canvas.setLineWidth(0.45 if line.stroke in {"stitch", "fine", "fold", "rib"} else 0.7)
            if line.stroke in {"stitch", "zip"}:
                canvas.setDash(1.8, 1.2)
            else:
                canvas.setDash()
            grey = 0.45 if line.stroke in {"fold", "rib"} else 0.11
            canvas.setStrokeColorRGB(grey, grey, grey)
            _put(canvas, line.path, *place, stroke=1, fill=0, close=False)
    canvas.setDash()
    canvas.setStrokeColorRGB(*INK)
    if layer == "buttons":
        scale, ox, oy = place
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setLineWidth(0.5)
        for mark in sheet.marks:
            if mark.part == part:
                canvas.circle(
                    ox + mark.at[0] * scale, oy - mark.at[1] * scale, mark.size * scale, fill=1
                )


def _put(
    canvas: Any,
    path: Path,
    scale: float,
    ox: float,
    oy: float,
    *,
    stroke: int,
    fill: int,
    close: bool,
) -> None:
    def at(point: tuple[float, float]) -> tuple[float, float]:
        return ox + point[0] * scale, oy - point[1] * scale

    drawn = canvas.beginPath()
    drawn.moveTo(*at(path.start))
    for piece in path.pieces:
        if len(piece) == 1:
            drawn.lineTo(*at(piece[0]))
        else:
            drawn.curveTo(*at(piece[0]), *at(piece[1]), *at(piece[2]))
    if close:
        drawn.close()
    canvas.drawPath(drawn, stroke=stroke, fill=fill)
