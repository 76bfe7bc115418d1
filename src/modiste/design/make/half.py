"""One half of a torso: its outline, darts opened in it, and cuts through it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from modiste.design.make.building import wedge
from modiste.design.make.curves import (
    Point,
    line,
    path_moved,
    path_split,
    turn,
    unit,
)
from modiste.design.make.panel import Dart, Edge, Inside, Role

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass
class Half:
    """A half with its centre at x = 0, walked anticlockwise from the centre of its lower edge.

    Attributes:
        edges: the outline: lower edge, side, armhole, shoulder, neck, centre.
        apex: the bust point (or the tip of a back dart).
        angle: the bust dart still to be opened, in radians.
        darts: darts so far.
        inside: marks so far.
        level: height of the underarm.
    """

    edges: list[Edge]
    apex: Point
    angle: float = 0.0
    darts: list[Dart] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    level: float = 0.0

    def index(self, name: str) -> int:
        """Place of an edge in the outline."""
        return next(i for i, e in enumerate(self.edges) if e.name == name)

    @property
    def joint(self) -> int:
        """Place of the first edge above the underarm."""
        return next(i for i, e in enumerate(self.edges) if e.name in ("armhole", "neck"))

    def joint_after(self) -> int:
        """Place of the first edge above the underarm, after it may have been parted."""
        stems = ("armhole", "neck")
        return next(i for i, e in enumerate(self.edges) if e.name.startswith(stems))

    def edge(self, name: str) -> Edge:
        """An edge by name."""
        return self.edges[self.index(name)]

    def named(self, stem: str) -> list[str]:
        """The seam edges of a stem in outline order: ``waist_1``, ``waist_2``."""
        return [
            e.name
            for e in self.edges
            if (e.name == stem or e.name.startswith(stem + "_"))
            and e.role not in (Role.DART, Role.PLEAT)
        ]

    def replace(self, name: str, *edges: Edge) -> None:
        """Put other edges in the place of one."""
        i = self.index(name)
        self.edges[i : i + 1] = list(edges)

    def cut(self, name: str, distance: float, first: str = "", second: str = "") -> None:
        """Part an edge at a distance from its start."""
        old = self.edge(name)
        left, right = path_split(old.path, distance)
        self.replace(
            name,
            replace(old, name=first or f"{name}_1", path=left),
            replace(old, name=second or f"{name}_2", path=right),
        )

    def open_wedge(self, stem: str, middle: float, intake: float, tip: Point, name: str) -> None:
        """Open a dart at the lower edge around x = ``middle`` (the edge must be level there)."""
        edge = self.edge(stem)
        before, _ = path_split(edge.path, middle - intake / 2 - edge.start.real)
        _, after = path_split(edge.path, middle + intake / 2 - edge.start.real)
        left, right = before[-1][-1], after[0][0]
        middle_point = (left + right) / 2
        tip = middle_point + unit((right - left) * 1j) * abs(tip - middle_point)
        self.replace(
            stem,
            replace(edge, name=f"{stem}_1", path=before),
            Edge(f"{name}_mouth", (line(left, right),), Role.DART, edge.allowance),
            replace(edge, name=f"{stem}_2", path=after),
        )
        self.darts.append(wedge(name, f"{name}_mouth", (left, right), tip, 0.0))

    def open_bust(self, target: str, distance: float, name: str, short: float) -> None:
        """Open the bust dart at a distance along an edge, turning what lies between about the apex.

        The halves of the outline below and above the underarm are drafted in two positions, which
        differ by the dart's angle about the bust point: whatever lies between the underarm and the
        place of the dart is turned, so that the outline closes at the underarm and opens there.
        """
        if self.angle <= 1e-6:
            return
        joint = self.joint
        i = self.index(target)
        before = i < joint
        self.cut(target, distance, f"{target}_1", f"{target}_2")
        spin = turn(self.angle if before else -self.angle, self.apex)
        if before:
            first, last = i + 1, joint + 1
        else:
            first, last = joint, i + 1
        self._move(first, last, spin)
        start, end = self.edges[i].end, self.edges[i + 1].start
        allowance = self.edges[i].allowance
        mouth = Edge(f"{name}_mouth", (line(start, end),), Role.DART, allowance)
        self.edges.insert(i + 1, mouth)
        self.darts.append(wedge(name, mouth.name, (start, end), self.apex, short))
        self.angle = 0.0

    def widen_wedge(self, name: str, short: float) -> None:
        """Open the bust dart into a dart that points to the bust point from the lower edge."""
        if self.angle <= 1e-6:
            return
        i = self.index(f"{name}_mouth")
        self._move(i + 1, self.joint, turn(self.angle, self.apex))
        start, end = self.edges[i].start, self.edges[i + 1].start
        self.edges[i] = replace(self.edges[i], path=(line(start, end),))
        self.darts = [
            wedge(name, f"{name}_mouth", (start, end), self.apex, short) if d.name == name else d
            for d in self.darts
        ]
        self.angle = 0.0

    def _move(self, first: int, last: int, change: Callable[[Point], Point]) -> None:
        for i in range(first, last):
            self.edges[i] = replace(self.edges[i], path=path_moved(self.edges[i].path, change))

    def rename(self, **names: str) -> None:
        """Give edges other names."""
        self.edges = [replace(e, name=names.get(e.name, e.name)) for e in self.edges]

    def closed(self) -> bool:
        """Whether every edge begins where the one before it ends."""
        ends = [*self.edges[1:], self.edges[0]]
        return all(abs(a.end - b.start) < 1e-6 for a, b in zip(self.edges, ends, strict=True))
