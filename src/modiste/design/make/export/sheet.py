"""Pieces laid out on a sheet, and what is drawn of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.design.make.allowance import whole_line
from modiste.design.make.curves import Path, Point, path_at, path_length, path_moved
from modiste.design.make.panel import Copies, Panel, Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from modiste.design.make.panel import Pattern

GAP: Final = 3.0
"""Between pieces on a sheet in cm."""
NOTCH: Final = 0.6
"""Length of a notch in cm, from the sewing line outwards."""

_MATERIALS: Final = {
    "self": ("self fabric", "面料"),
    "lining": ("lining", "里料"),
    "rib": ("rib", "罗纹"),
    "interfacing": ("interfacing", "衬"),
    "elastic": ("elastic", "松紧"),
}


@dataclass(frozen=True)
class Placed:
    """A piece on a sheet: the panel and where its origin lies, in cm."""

    panel: Panel
    cut: tuple[Point, ...]
    offset: complex

    def path(self, path: Path) -> Path:
        """A path of the panel on the sheet."""
        return path_moved(path, lambda p: p + self.offset)


@dataclass(frozen=True)
class Sheet:
    """Pieces laid side by side, lower left corner at the origin; sizes in cm."""

    pieces: tuple[Placed, ...]
    width: float
    height: float


def lay_out(panels: Sequence[Panel], most: float = 150.0, *, half: bool = True) -> Sheet:
    """Pieces in rows from above, no wider than ``most`` cm where they allow.

    Args:
        panels: the pieces.
        most: width of the sheet.
        half: pieces on the fold are shown as halves, as printed patterns are.
    """
    from modiste.design.make.allowance import cutting_line

    lines_ = [tuple(cutting_line(p) if half else whole_line(p)) for p in panels]
    boxes = [_box(line) for line in lines_]
    order = sorted(range(len(panels)), key=lambda n: -(boxes[n][3] - boxes[n][1]))
    rows: list[list[int]] = [[]]
    used = 0.0
    for n in order:
        wide = boxes[n][2] - boxes[n][0] + GAP
        if rows[-1] and used + wide > most:
            rows.append([])
            used = 0.0
        rows[-1].append(n)
        used += wide
    tall = [max(boxes[n][3] - boxes[n][1] for n in row) for row in rows]
    height = sum(tall) + GAP * (len(rows) - 1)
    placed: dict[int, Placed] = {}
    y, width = height, 0.0
    for row, high in zip(rows, tall, strict=True):
        x = 0.0
        for n in row:
            left, _, right, top = boxes[n]
            placed[n] = Placed(panels[n], lines_[n], complex(x - left, y - top))
            x += right - left + GAP
        width = max(width, x - GAP)
        y -= high + GAP
    return Sheet(tuple(placed[n] for n in range(len(panels))), width, height)


def _box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    xs, ys = [p.real for p in points], [p.imag for p in points]
    return min(xs), min(ys), max(xs), max(ys)


def notches(panel: Panel) -> Iterator[tuple[Point, Point]]:
    """Strokes of the notches, from the sewing line outwards; two for backs."""
    for notch, point, along in panel.notch_points():
        edge = panel.edge(notch.edge)
        size = min(NOTCH, edge.allowance) if edge.allowance > 0 else NOTCH
        for n in range(notch.strokes):
            shift = along * 0.6 * (n - (notch.strokes - 1) / 2)
            yield point + shift, point + shift - along * 1j * max(size, 0.4)


def caption(panel: Panel, pattern: Pattern) -> list[str]:
    """The words on a piece, English then Chinese."""
    en, zh = _MATERIALS.get(panel.material, (panel.material, panel.material))
    pairs = panel.copies is Copies.PAIR
    count = panel.pieces
    fold = panel.copies is Copies.FOLD
    cut_en = f"cut {count} {en}" + (" on fold" if fold else ", mirrored" if pairs else "")
    cut_zh = f"{zh} ×{count}" + (" 对折裁" if fold else " 对称" if pairs else "")
    words = [
        f"{panel.label.code} {panel.label.en}",
        panel.label.zh,
        cut_en + (" + interfacing" if panel.interfaced else ""),
        cut_zh + ("+ 衬" if panel.interfaced else ""),
        f"{pattern.title}, {pattern.size}",
    ]
    if panel.bias:
        words.append("on the bias 斜裁")
    return words


def fold_edge(panel: Panel) -> Path | None:
    """The edge that lies on a fold, if there is one."""
    return next((e.path for e in panel.edges if e.role is Role.FOLD), None)


def middle(panel: Panel) -> Point:
    """A point inside a panel, for its words."""
    from shapely.geometry import Polygon

    shape = Polygon([(p.real, p.imag) for p in panel.outline(0.2)]).buffer(0)
    point = shape.representative_point()
    centre = shape.centroid
    best = centre if shape.contains(centre) else point
    return complex(best.x, best.y)


def half_way(path: Path) -> tuple[Point, complex]:
    """The middle of a path and its direction there."""
    return path_at(path, path_length(path) / 2)
