"""A pattern while it is drafted: panels by name, seams between them, and what to say of it.

Drafting draws every half with its centre at x = 0 and its side at x > 0; fronts are turned over to
the wearer's right at the end (see `modiste.design.make.panel`). Seams are named in the directions
as drafted, a minus before an edge walking it the other way.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from modiste.design.make.curves import Path, Point, lines
from modiste.design.make.panel import (
    Copies,
    Dart,
    Edge,
    Inside,
    Kind,
    Label,
    Mark,
    Notch,
    Panel,
    Role,
    Seam,
    Side,
    Zone,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEAM_ALLOWANCE: Final = 1.0


@dataclass
class Draft:
    """Panels and seams as they come to be."""

    panels: dict[str, Panel] = field(default_factory=dict)
    turned: set[str] = field(default_factory=set)
    seams: list[Seam] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    girths: dict[str, float] = field(default_factory=dict)

    def add(self, panel: Panel, *, turned: bool = False) -> Panel:
        """Take a panel in; ``turned`` for fronts, which are mirrored at the end."""
        self.panels[panel.name] = panel
        if turned:
            self.turned.add(panel.name)
        return panel

    def length(self, chain: Sequence[str]) -> float:
        """Length of a chain of edges written ``panel.edge`` in cm."""
        return sum(self._edge(text).length for text in chain)

    def _edge(self, text: str) -> Edge:
        panel, edge = text.lstrip("-").split(".")
        return self.panels[panel].edge(edge)

    def _side(self, text: str) -> Side:
        panel, edge = text.lstrip("-").split(".")
        return Side(panel, edge, text.startswith("-") != (panel in self.turned))

    def seam(
        self,
        name: str,
        a: Sequence[str],
        b: Sequence[str],
        kind: Kind = Kind.PLAIN,
        *,
        opposite: bool = False,
        partial: float = 0.0,
    ) -> None:
        """Sew two chains; a seam that is not plain is eased by what its sides differ."""
        ease = 0.0 if kind is Kind.PLAIN else round(self.length(b) - self.length(a), 4)
        self.seams.append(
            Seam(
                name,
                tuple(self._side(t) for t in a),
                tuple(self._side(t) for t in b),
                ease,
                kind,
                opposite,
                round(partial, 3),
            )
        )

    def role(self, chain: Iterable[str], role: Role) -> None:
        """Say what becomes of the edges of a chain."""
        for text in chain:
            panel, edge = text.lstrip("-").split(".")
            old = self.panels[panel]
            edges = tuple(replace(e, role=role) if e.name == edge else e for e in old.edges)
            self.panels[panel] = replace(old, edges=edges)

    def join(self, name: str, a: Sequence[str], b: Sequence[str], *, partial: float = 0.0) -> None:
        """Sew two chains, the longer one gathered into the shorter if they differ."""
        gap = self.length(b) - self.length(a)
        if abs(gap) < 0.15:
            self.seam(name, a, b, partial=partial)
        elif gap > 0:
            kind = Kind.GATHERED if gap > 0.06 * self.length(a) else Kind.EASED
            self.seam(name, a, b, kind, partial=partial)
        else:
            kind = Kind.GATHERED if -gap > 0.06 * self.length(b) else Kind.EASED
            self.seam(name, b, a, kind, partial=partial)

    def match(self, a: str, b: str, share: float, strokes: int = 1) -> None:
        """Notch two edges of a seam at the same share of their lengths."""
        for text in (a, b):
            panel, edge = text.lstrip("-").split(".")
            where = 1 - share if text.startswith("-") else share
            self.notch(panel, edge, where * self._edge(text).length, strokes)

    def notch(self, panel: str, edge: str, distance: float, strokes: int = 1) -> None:
        """Put a notch on an edge at a distance from its start as drafted."""
        old = self.panels[panel]
        size = old.edge(edge).length
        mark = Notch(edge, min(max(distance, 0.0), size), strokes)
        self.panels[panel] = replace(old, notches=(*old.notches, mark))

    def inside(self, panel: str, *marks: Inside) -> None:
        """Add lines or points inside a panel."""
        old = self.panels[panel]
        self.panels[panel] = replace(old, inside=(*old.inside, *marks))

    def finished(self) -> tuple[tuple[Panel, ...], tuple[Seam, ...]]:
        """The panels, fronts turned to the wearer's right, and the seams."""
        panels = tuple(
            panel.mirrored() if name in self.turned else panel
            for name, panel in self.panels.items()
        )
        return panels, tuple(self.seams)


def loop(*edges: Edge | None) -> tuple[Edge, ...]:
    """The edges of an outline, without those that are of no length."""
    return tuple(e for e in edges if e is not None and e.length > 1e-6)


def free(name: str, path: Path, allowance: float = SEAM_ALLOWANCE) -> Edge:
    """An edge that a facing or binding finishes."""
    return Edge(name, path, Role.EDGE, allowance)


def hem(name: str, path: Path, allowance: float) -> Edge:
    """A hem."""
    return Edge(name, path, Role.HEM, allowance)


def centre(name: str, path: Path, *, fold: bool, allowance: float = SEAM_ALLOWANCE) -> Edge:
    """A centre line: a fold or a seam."""
    return Edge(name, path, Role.FOLD if fold else Role.SEAM, 0.0 if fold else allowance)


def mark(name: str, kind: Mark, *points: Point) -> Inside:
    """A line inside a panel through points, or a single point."""
    return Inside(name, lines(*points) if len(points) > 1 else ((points[0], points[0]),), kind)


def strip(  # noqa: PLR0913, what a band can be
    name: str,
    label: Label,
    length: float,
    width: float,
    *,
    folded: bool = True,
    copies: Copies = Copies.SINGLE,
    layers: int = 1,
    material: str = "self",
    interfaced: bool = False,
    zone: Zone = Zone.NONE,
    facing: str = "around",
    allowance: float = SEAM_ALLOWANCE,
) -> Panel:
    """A straight band: waistband, cuff, tie, rib. Its finished width doubles where it is folded.

    Edges: ``seam`` (lower, sewn on), ``end_b``, ``top`` and ``end_a``.
    """
    tall = width * (2 if folded else 1)
    a, b, c, d = 0j, length + 0j, complex(length, tall), complex(0, tall)
    inner = (mark("fold", Mark.FOLD, complex(0, width), complex(length, width)),) if folded else ()
    along = min(length * 0.35, 12.0)
    middle = complex(length / 2, tall * (0.25 if folded else 0.5))
    grain = (
        (complex(length / 2 - along, middle.imag), complex(length / 2 + along, middle.imag))
        if length > 2.2 * tall
        else (complex(length / 2, tall * 0.2), complex(length / 2, tall * 0.8))
    )
    return Panel(
        name,
        (
            Edge("seam", ((a, b),), Role.SEAM, allowance),
            Edge("end_b", ((b, c),), Role.SEAM, allowance),
            Edge("top", ((c, d),), Role.SEAM, allowance),
            Edge("end_a", ((d, a),), Role.SEAM, allowance),
        ),
        label,
        grain,
        copies,
        layers,
        material,
        interfaced,
        zone,
        facing,
        inside=inner,
    )


def half_strip(  # noqa: PLR0913, what a band can be
    name: str,
    label: Label,
    length: float,
    width: float,
    *,
    stand: float = 0.0,
    folded: bool = True,
    layers: int = 1,
    material: str = "self",
    interfaced: bool = False,
    zone: Zone = Zone.WAIST,
    bias: bool = False,
) -> Panel:
    """A straight band on the fold, half of what goes round the body.

    Edges: ``seam``, ``stand`` (the overlap beyond it), ``end``, ``top`` and ``centre`` (the fold).
    """
    tall = width * (2 if folded else 1)
    whole = length + stand
    edges = [Edge("seam", lines(0j, complex(length, 0)))]
    if stand:
        edges.append(free("stand", lines(complex(length, 0), complex(whole, 0))))
    edges += [
        Edge("end", lines(complex(whole, 0), complex(whole, tall))),
        Edge("top", lines(complex(whole, tall), complex(0, tall))),
        centre("centre", lines(complex(0, tall), 0j), fold=True),
    ]
    inner = (mark("fold", Mark.FOLD, complex(0, width), complex(whole, width)),) if folded else ()
    y = tall * (0.25 if folded else 0.5)
    return Panel(
        name,
        tuple(edges),
        label,
        (complex(whole * 0.3, y), complex(whole * 0.7, y)),
        Copies.FOLD,
        layers,
        material,
        interfaced,
        zone,
        "around",
        inside=inner,
        bias=bias,
    )


def wedge(name: str, edge: str, mouth: tuple[Point, Point], apex: Point, short: float) -> Dart:
    """A dart whose tip lies ``short`` cm before the point it turns about, on the bisector."""
    middle = (mouth[0] + mouth[1]) / 2
    away = middle - apex
    tip = apex + away / abs(away) * min(short, abs(away) * 0.5) if abs(away) else apex
    return Dart(name, mouth, tip, edge=edge)
