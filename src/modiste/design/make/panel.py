"""The pieces of a sewing pattern: panels, edges, seams, darts, notches; all in centimetres.

How a pattern is to be read:

* Panels show the wearer's **right half from the outside**: backs run from the centre back at x = 0
  to the right, fronts from the centre front at x = 0 to the left, sleeves have the back at the
  left. y points up; on torso and legs y = 0 is the natural waist, so that a piece hangs where it is
  worn. The same pieces mirrored make the left half.
* An outline is closed and walked edge by edge, anticlockwise. An edge has a name, a path and a
  role. The lines are the **sewing** lines; the cutting line lies outside them by each edge's
  allowance (`modiste.design.make.allowance`).
* The mouths of darts and pleats are edges of their own (roles ``dart`` and ``pleat``): closed
  before the seam is sewn, they are no part of its length.
* A seam joins two chains of edges, start with start. Its ``ease`` says by how many centimetres the
  second chain is longer, and ``kind`` where that goes.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any

from modiste.design.make.curves import (
    Curve,
    Path,
    Point,
    mirror,
    path_at,
    path_flatten,
    path_length,
    path_moved,
    path_reverse,
)
from modiste.model.errors import UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping


class Role(StrEnum):
    """What becomes of an edge."""

    SEAM = "seam"
    FOLD = "fold"
    HEM = "hem"
    EDGE = "edge"
    """Finished by a facing, a binding or its own fold."""
    DART = "dart"
    PLEAT = "pleat"


class Copies(StrEnum):
    """How the pieces of a garment come from a panel."""

    FOLD = "fold"
    """One piece, the panel and its mirror image in one, cut on the fold."""
    PAIR = "pair"
    """A right piece and a mirrored left one."""
    SINGLE = "single"
    """One piece as drawn."""


class Zone(StrEnum):
    """Which part of the body a panel lies on (a hint for placing it in space)."""

    TORSO = "torso"
    LEG = "leg"
    ARM = "arm"
    NECK = "neck"
    WAIST = "waist"
    WRIST = "wrist"
    HEAD = "head"
    NONE = "none"
    """Lies on another panel: facings, pockets, linings."""


@dataclass(frozen=True)
class Edge:
    """A named part of an outline.

    Attributes:
        name: unique in its panel.
        path: its curves, in the outline's direction.
        role: what becomes of it.
        allowance: width of the seam or hem allowance in cm.
    """

    name: str
    path: Path
    role: Role = Role.SEAM
    allowance: float = 1.0

    @cached_property
    def length(self) -> float:
        """Length of the sewing line in cm."""
        return path_length(self.path)

    @property
    def start(self) -> Point:
        """First point."""
        return self.path[0][0]

    @property
    def end(self) -> Point:
        """Last point."""
        return self.path[-1][-1]


@dataclass(frozen=True)
class Dart:
    """A dart: a wedge from an edge, or a diamond inside the panel.

    Attributes:
        name: unique in its panel.
        mouth: the two points of the mouth (or the middle of a diamond), in outline order.
        apex: where it ends.
        second: the other end of a diamond (fish-eye) dart; None for a wedge.
        edge: the edge of role ``dart`` that is its mouth; empty for a diamond.
    """

    name: str
    mouth: tuple[Point, Point]
    apex: Point
    second: Point | None = None
    edge: str = ""

    @property
    def legs(self) -> tuple[float, float]:
        """Lengths of both legs from mouth to apex in cm."""
        return abs(self.mouth[0] - self.apex), abs(self.mouth[1] - self.apex)

    @property
    def intake(self) -> float:
        """What the dart takes in at its mouth, in cm."""
        return abs(self.mouth[1] - self.mouth[0])


@dataclass(frozen=True)
class Notch:
    """A mark on an edge at a distance from the edge's start; two strokes on backs."""

    edge: str
    distance: float
    strokes: int = 1


class Mark(StrEnum):
    """What a line or point inside a panel says."""

    FOLD = "fold"
    ROLL = "roll"
    STITCH = "stitch"
    PLACEMENT = "placement"
    PLEAT = "pleat"
    ELASTIC = "elastic"
    BUTTON = "button"
    BUTTONHOLE = "buttonhole"
    ZIP = "zip"
    GUIDE = "guide"
    DRILL = "drill"


@dataclass(frozen=True)
class Inside:
    """A line inside a panel, or a point (a path of no length is a drill hole or button)."""

    name: str
    path: Path
    mark: Mark


@dataclass(frozen=True)
class Label:
    """What is written on a piece.

    Attributes:
        code: short number of the piece, for example ``B1``.
        en: English name.
        zh: Chinese name.
        note: words beside it in English, for example "fold line = finished edge".
    """

    code: str
    en: str
    zh: str
    note: str = ""


@dataclass(frozen=True)
class Panel:
    """One pattern piece.

    Attributes:
        name: unique in the pattern, for example ``front``.
        edges: the outline, anticlockwise, each edge beginning where the one before it ends.
        label: its names.
        grain: start and end of the grain line, pointing up the piece.
        copies: how pieces come from it.
        layers: how many times each piece is cut from the material (2 for a collar).
        material: ``self``, ``lining``, ``rib``, ``interfacing`` or ``elastic``.
        interfaced: an interfacing of the same shape is cut too.
        zone: where it lies on the body.
        facing: ``front``, ``back`` or ``around``, of the body part.
        darts: its darts.
        notches: its notches.
        inside: lines and points inside it.
        bias: cut on the true bias.
    """

    name: str
    edges: tuple[Edge, ...]
    label: Label
    grain: tuple[Point, Point]
    copies: Copies = Copies.PAIR
    layers: int = 1
    material: str = "self"
    interfaced: bool = False
    zone: Zone = Zone.NONE
    facing: str = "front"
    darts: tuple[Dart, ...] = ()
    notches: tuple[Notch, ...] = ()
    inside: tuple[Inside, ...] = ()
    bias: bool = False

    def edge(self, name: str) -> Edge:
        """An edge by name.

        Raises:
            UnknownNameError: there is none.
        """
        for each in self.edges:
            if each.name == name:
                return each
        raise UnknownNameError(
            f"Panel {self.name!r} has no edge {name!r}",
            remedy=f"It has {', '.join(e.name for e in self.edges)}.",
        )

    def has(self, name: str) -> bool:
        """Whether an edge of this name exists."""
        return any(e.name == name for e in self.edges)

    def outline(self, tolerance: float = 0.02) -> list[Point]:
        """The sewing line as points, without repeating the first; darts' mouths closed over."""
        return path_flatten(tuple(c for e in self.edges for c in e.path), tolerance)[:-1]

    @property
    def pieces(self) -> int:
        """How many pieces of cloth are cut."""
        return self.layers * (2 if self.copies is Copies.PAIR else 1)

    @cached_property
    def box(self) -> tuple[float, float, float, float]:
        """Left, bottom, right and top of the sewing line."""
        points = self.outline(0.1)
        xs, ys = [p.real for p in points], [p.imag for p in points]
        return min(xs), min(ys), max(xs), max(ys)

    def moved(self, change: Callable[[Point], Point], *, flips: bool = False) -> Panel:
        """The panel under a rigid motion; ``flips`` if it mirrors (the outline is turned round)."""
        edges = [replace(e, path=path_moved(e.path, change)) for e in self.edges]
        notches = self.notches
        if flips:
            edges = [replace(e, path=path_reverse(e.path)) for e in reversed(edges)]
            lengths = {e.name: e.length for e in edges}
            notches = tuple(replace(n, distance=lengths[n.edge] - n.distance) for n in notches)
        return replace(
            self,
            edges=tuple(edges),
            notches=notches,
            grain=(change(self.grain[0]), change(self.grain[1])),
            darts=tuple(
                replace(
                    d,
                    mouth=(change(d.mouth[int(flips)]), change(d.mouth[1 - int(flips)])),
                    apex=change(d.apex),
                    second=None if d.second is None else change(d.second),
                )
                for d in self.darts
            ),
            inside=tuple(replace(i, path=path_moved(i.path, change)) for i in self.inside),
        )

    def mirrored(self) -> Panel:
        """The panel for the other half of the body."""
        return self.moved(mirror, flips=True)

    def notch_points(self) -> Iterator[tuple[Notch, Point, complex]]:
        """Every notch with its point and the edge's direction there."""
        for notch in self.notches:
            point, along = path_at(self.edge(notch.edge).path, notch.distance)
            yield notch, point, along


@dataclass(frozen=True)
class Side:
    """An edge in a seam; ``backwards`` if it is walked against the outline's direction."""

    panel: str
    edge: str
    backwards: bool = False


class Kind(StrEnum):
    """Where the difference in length of a seam goes."""

    PLAIN = "plain"
    EASED = "eased"
    GATHERED = "gathered"
    STRETCHED = "stretched"


@dataclass(frozen=True)
class Seam:
    """Two chains of edges that are sewn together, start with start.

    Attributes:
        name: unique in the pattern.
        a: first chain.
        b: second chain.
        ease: length of ``b`` less length of ``a`` that is meant, in cm (negative: ``b`` is
            stretched, as a rib is onto a neckline).
        kind: where it goes.
        opposite: ``b`` belongs to the mirrored half (centre seams, crotch seams).
        partial: the part left open at the start, in cm (a zip, a slit).
    """

    name: str
    a: tuple[Side, ...]
    b: tuple[Side, ...]
    ease: float = 0.0
    kind: Kind = Kind.PLAIN
    opposite: bool = False
    partial: float = 0.0


@dataclass(frozen=True)
class Pattern:
    """All panels of a garment for one body.

    Attributes:
        title: what it is, in English.
        size: the size's label, or ``made to measure``.
        panels: the pieces.
        seams: what is sewn to what.
        body: measurements of the body in cm.
        ease: garment less body in cm at bust, waist and hip where the garment covers them.
        girths: the garment's finished girths in cm by name.
        spec: the design it was drafted from, as JSON data.
        notes: what the maker should know, in English.
    """

    title: str
    size: str
    panels: tuple[Panel, ...]
    seams: tuple[Seam, ...]
    body: Mapping[str, float]
    ease: Mapping[str, float] = field(default_factory=dict)
    girths: Mapping[str, float] = field(default_factory=dict)
    spec: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def panel(self, name: str) -> Panel:
        """A panel by name.

        Raises:
            UnknownNameError: there is none.
        """
        for each in self.panels:
            if each.name == name:
                return each
        raise UnknownNameError(
            f"The pattern has no panel {name!r}",
            remedy=f"It has {', '.join(p.name for p in self.panels)}.",
        )

    def chain(self, sides: tuple[Side, ...]) -> Path:
        """The path of a seam's chain (its curves may lie apart where mouths were between)."""
        curves: list[Curve] = []
        for side in sides:
            path = self.panel(side.panel).edge(side.edge).path
            curves.extend(path_reverse(path) if side.backwards else path)
        return tuple(curves)

    def seam_lengths(self, seam: Seam) -> tuple[float, float]:
        """Lengths of both chains of a seam in cm."""
        return path_length(self.chain(seam.a)), path_length(self.chain(seam.b))
