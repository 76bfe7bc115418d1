"""What one view of a flat consists of: shapes, lines and marks, before any colour."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from modiste.design.draw.path import Path, Point

Fill = Literal["main", "second", "accent", "trim", "lining", "inside", "none"]
Stroke = Literal["seam", "edge", "stitch", "fold", "fine", "rib", "zip", "guide"]

PARTS = ("inside", "under", "sleeves", "body", "pockets", "closure", "waist", "collar", "trims")
"""Groups of a view from the back to the front."""

LAYERS = (
    "panels",
    "ruffles",
    "pleats",
    "gathers",
    "darts",
    "seams",
    "topstitch",
    "ribs",
    "zips",
    "buttons",
    "folds",
    "construction",
)
"""Layers of each group from the back to the front."""


@dataclass(frozen=True)
class Shape:
    """A closed, filled piece of cloth.

    Attributes:
        part: group.
        name: what it is: ``front bodice``.
        outline: closed path.
        fill: which colour.
        grain: degrees by which its grain leans clockwise; ``None`` for cloth without the print.
        lone: it has no mirror image (an overlap, a single pocket).
        outer: part of the outline of the whole.
        layer: within the group.
    """

    part: str
    name: str
    outline: Path
    fill: Fill = "main"
    grain: float | None = 0.0
    lone: bool = False
    outer: bool = True
    layer: str = "panels"


@dataclass(frozen=True)
class Line:
    """A drawn line."""

    part: str
    layer: str
    path: Path
    stroke: Stroke = "seam"
    lone: bool = False


@dataclass(frozen=True)
class Mark:
    """A button, snap, toggle, eyelet or stud."""

    part: str
    kind: str
    at: Point
    size: float
    lone: bool = False


@dataclass
class Sheet:
    """One view, being drawn."""

    view: str
    shapes: list[Shape] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    notes: dict[str, Point] = field(default_factory=dict)

    @property
    def back(self) -> bool:
        """Whether the back is seen."""
        return self.view == "back"

    def whole(
        self,
        part: str,
        name: str,
        half: Path,
        fill: Fill = "main",
        *,
        grain: float | None = 0.0,
        outer: bool = True,
        layer: str = "panels",
    ) -> None:
        """A symmetric piece across the middle, from its right half."""
        self.shapes.append(Shape(part, name, half.whole(), fill, grain, outer=outer, layer=layer))

    def pair(
        self,
        part: str,
        name: str,
        outline: Path,
        fill: Fill = "main",
        *,
        grain: float | None = 0.0,
        outer: bool = True,
        layer: str = "panels",
    ) -> None:
        """A piece and its mirror image."""
        for path, turn in (
            (outline, grain),
            (outline.mirrored(), None if grain is None else -grain),
        ):
            self.shapes.append(Shape(part, name, path, fill, turn, outer=outer, layer=layer))

    def lone(
        self,
        part: str,
        name: str,
        outline: Path,
        fill: Fill = "main",
        *,
        grain: float | None = 0.0,
        outer: bool = False,
        layer: str = "panels",
    ) -> None:
        """A piece without a mirror image."""
        self.shapes.append(Shape(part, name, outline, fill, grain, True, outer, layer))

    def both(self, part: str, layer: str, path: Path, stroke: Stroke = "seam") -> None:
        """A line and its mirror image."""
        self.lines.append(Line(part, layer, path, stroke))
        self.lines.append(Line(part, layer, path.mirrored(), stroke))

    def middle(self, part: str, layer: str, half: Path, stroke: Stroke = "seam") -> None:
        """A symmetric line across the middle, from its right half (which starts on the axis)."""
        self.lines.append(Line(part, layer, half.mirrored().reversed().then(half), stroke))

    def single(self, part: str, layer: str, path: Path, stroke: Stroke = "seam") -> None:
        """A line without a mirror image."""
        self.lines.append(Line(part, layer, path, stroke, lone=True))

    def buttons(
        self,
        part: str,
        places: Iterable[Point],
        size: float,
        kind: str = "button",
        *,
        lone: bool = False,
    ) -> None:
        """Marks at these places."""
        self.marks += [Mark(part, kind, at, size, lone) for at in places]

    def button_pairs(
        self, part: str, places: Iterable[Point], size: float, kind: str = "button"
    ) -> None:
        """Marks at these places and their mirror images."""
        for x, y in places:
            self.buttons(part, ((x, y), (-x, y)), size, kind)

    def note(self, key: str, at: Point) -> None:
        """Where a call-out of that name points."""
        self.notes.setdefault(key, at)
