"""Cloth as meshes: every piece of a pattern triangulated, with shared vertices along its seams.

Sewing lines are sampled so that both sides of a seam have the same number of vertices at the same
shares of its length; those pairs are then one particle each, so that a seam can neither open nor be
passed through. What one side is longer by (ease, gathers) lies in its rest lengths.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from modiste.design.make.curves import Path, path_at
from modiste.design.make.panel import Copies, Mark, Panel, Role, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modiste.design.make.panel import Pattern, Seam, Side

Doubles = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]

RIGHT, LEFT, WHOLE = "right", "left", "whole"
MATERIALS: Final = frozenset({"self", "rib", "lining"})
_SAME: Final = 1e-6


@dataclass(frozen=True)
class Piece:
    """One piece of cloth in the plane, in cm.

    Attributes:
        panel: the panel it is cut from.
        side: ``right`` as drawn, ``left`` mirrored, ``whole`` cut on the fold.
        points: shape (n, 2).
        triangles: shape (m, 3), anticlockwise seen from the cloth's right side.
        first: number of its first vertex among all.
    """

    panel: Panel
    side: str
    points: Doubles
    triangles: Indices
    first: int


@dataclass(frozen=True)
class Cloth:
    """A garment's pieces, and which vertices are one particle.

    Attributes:
        pieces: the pieces.
        particle: particle of each vertex, shape (vertices,).
        ties: pairs of vertices that lie on each other when it is closed (buttons, zips).
    """

    pieces: tuple[Piece, ...]
    particle: Indices
    ties: Indices

    @property
    def falls(self) -> npt.NDArray[np.bool_]:
        """Whether each triangle is of a part of a collar that turns down."""
        stands = any("stand" in piece.panel.name for piece in self.pieces)
        parts = []
        for piece in self.pieces:
            size = len(piece.triangles)
            whole = stands and piece.panel.zone is Zone.NECK and "stand" not in piece.panel.name
            level = piece.points[piece.triangles, 1].mean(axis=1)
            parts.append(np.full(size, whole) | (level > _roll(piece.panel)))
        return np.concatenate(parts)

    @property
    def leaves(self) -> Indices:
        """Which leaf of a collar each triangle is of, counted over all; 0 for all other cloth.

        Between two leaves it folds freely: at the seam of stand and fall, and at a roll line.
        """
        parts = []
        for number, piece in enumerate(self.pieces, 1):
            size = len(piece.triangles)
            if piece.panel.zone is not Zone.NECK:
                parts.append(np.zeros(size, np.int32))
                continue
            level = piece.points[piece.triangles, 1].mean(axis=1)
            parts.append((2 * number + (level > _roll(piece.panel))).astype(np.int32))
        return np.concatenate(parts)

    @property
    def points(self) -> Doubles:
        """All vertices in the plane, cm."""
        return np.concatenate([piece.points for piece in self.pieces])

    @property
    def triangles(self) -> Indices:
        """All triangles by vertex."""
        return np.concatenate([piece.triangles + piece.first for piece in self.pieces])


def _roll(panel: Panel) -> float:
    """Height of a collar's roll line; infinite where it has none."""
    lines = [line.path for line in panel.inside if line.mark is Mark.ROLL]
    found = max((path[0][0].imag for path in lines), default=math.inf)
    return found if panel.zone is Zone.NECK else math.inf


def cloth_of(pattern: Pattern, spacing: float = 2.0) -> Cloth:
    """The cloth of a pattern.

    Args:
        pattern: its panels that lie on the body are taken; facings, pockets and linings that lie on
            other panels are left out.
        spacing: distance of vertices in cm.
    """
    panels = [p for p in pattern.panels if p.zone is not Zone.NONE and p.material in MATERIALS]
    names = {panel.name for panel in panels}
    seams = [s for s in pattern.seams if all(e.panel in names for e in (*s.a, *s.b))]
    samples = _sampled(panels, seams, spacing)
    pieces: list[Piece] = []
    places: dict[tuple[str, str, str], Indices] = {}
    for panel in panels:
        for side in _sides(panel):
            first = sum(len(piece.points) for piece in pieces)
            piece, along = _piece(panel, side, samples, spacing, first)
            pieces.append(piece)
            places |= {(panel.name, side, edge): at + first for edge, at in along.items()}
    union = _Union(sum(len(piece.points) for piece in pieces))
    for piece in pieces:
        for a, b in _closed(piece.panel, piece.side, places):
            union.join(a, b)
    for seam in seams:
        _sew(seam, pattern, places, samples, union)
    ties = np.concatenate([_buttoned(pieces), _hooked(pieces, places)])
    return Cloth(tuple(pieces), union.numbered(), ties)


def _sides(panel: Panel) -> tuple[str, ...]:
    if panel.copies is Copies.FOLD:
        return (WHOLE,)
    return (RIGHT, LEFT) if panel.copies is Copies.PAIR else (RIGHT,)


# Sampling of edges -------------------------------------------------------------------------------

Samples = dict[tuple[str, str], Doubles]
"""Distances of the vertices on each edge from its start, in cm, both ends among them."""


def _sampled(panels: Sequence[Panel], seams: Sequence[Seam], spacing: float) -> Samples:
    lengths = {(p.name, e.name): e.length for p in panels for e in p.edges}
    found: Samples = {}
    for seam in seams:
        shares = _shares(seam, lengths, found, spacing)
        for chain in (seam.a, seam.b):
            _spread(chain, lengths, shares, found)
    for key, length in lengths.items():
        if key not in found:
            count = max(1, math.ceil(length / spacing - 0.01))
            found[key] = np.linspace(0.0, length, count + 1)
    return found


def _shares(
    seam: Seam, lengths: dict[tuple[str, str], float], found: Samples, spacing: float
) -> Doubles:
    """Shares of the seam's length at which both sides have a vertex."""
    fixed, known = {0.0, 1.0}, False
    longest = 0.0
    for chain in (seam.a, seam.b):
        total = sum(lengths[s.panel, s.edge] for s in chain)
        longest = max(longest, total)
        done = 0.0
        for side in chain:
            key = (side.panel, side.edge)
            length = lengths[key]
            if key in found:  # an edge of an earlier seam keeps its vertices
                at = found[key] if not side.backwards else length - found[key][::-1]
                fixed |= {(done + float(d)) / total for d in at}
                known = True
            done += length
            fixed.add(min(1.0, done / total))
    marks = _apart(sorted(fixed), 0.25 * spacing / max(longest, _SAME))
    if known:
        return marks
    parts = []
    for low, high in itertools.pairwise(marks):
        count = max(1, math.ceil((high - low) * longest / spacing - 0.01))
        parts.append(np.linspace(low, high, count + 1)[:-1])
    return np.concatenate([*parts, [1.0]])


def _apart(marks: list[float], least: float) -> Doubles:
    """Marks without those that nearly fall together; the ends stay."""
    kept = [marks[0]]
    for mark in marks[1:-1]:
        if mark - kept[-1] > least and marks[-1] - mark > least:
            kept.append(mark)
    return np.array([*kept, marks[-1]])


def _spread(
    chain: tuple[Side, ...],
    lengths: dict[tuple[str, str], float],
    shares: Doubles,
    found: Samples,
) -> None:
    total = sum(lengths[s.panel, s.edge] for s in chain)
    done = 0.0
    for side in chain:
        key = (side.panel, side.edge)
        length = lengths[key]
        if key not in found:
            mine = shares * total - done
            inner = mine[(mine > 0.02 * length) & (mine < 0.98 * length)]
            at = np.concatenate([[0.0], inner, [length]])
            found[key] = length - at[::-1] if side.backwards else at
        done += length


# Meshing -----------------------------------------------------------------------------------------


def _piece(
    panel: Panel, side: str, samples: Samples, spacing: float, first: int
) -> tuple[Piece, dict[str, Indices]]:
    """A piece and the vertices along each of its edges, in the outline's direction."""
    outline, along = _outline(panel, samples)
    points = np.array([[p.real, p.imag] for p in outline])
    if _doubled(panel):
        low = points[:, 1].min()
        points[:, 1] = low + (points[:, 1] - low) / 2
    inside = _inside(points, spacing)
    triangles = _triangulated(np.concatenate([points, inside]), points)
    points = np.concatenate([points, inside])
    if side == LEFT:
        points = points * [-1.0, 1.0]
        triangles = triangles[:, ::-1]
    if side == WHOLE:
        points, triangles, along = _unfolded(panel, points, triangles, along)
    return Piece(panel, side, points, np.ascontiguousarray(triangles, np.int32), first), along


def _doubled(panel: Panel) -> bool:
    """Whether a band is folded along its middle when it is sewn; its outer half is draped."""
    bands = (Zone.WAIST, Zone.NECK, Zone.WRIST)
    return panel.zone in bands and any(line.mark is Mark.FOLD for line in panel.inside)


def _outline(panel: Panel, samples: Samples) -> tuple[list[complex], dict[str, Indices]]:
    """The sewing line with darts cut out, and which of its points lie on which edge."""
    darts = {dart.edge: dart for dart in panel.darts if dart.edge}
    points: list[complex] = []
    along: dict[str, Indices] = {}
    for edge in panel.edges:
        if edge.name in darts:
            apex = darts[edge.name].apex
            path: Path = ((edge.start, apex), (apex, edge.end))
            leg = abs(edge.start - apex)
            other = abs(edge.end - apex)
            share = np.linspace(0.0, 1.0, max(2, math.ceil(leg / 2.0) + 1))
            at = np.concatenate([share * leg, leg + share[1:] * other])
        else:
            path, at = edge.path, samples[panel.name, edge.name]
        start = len(points)
        points += [path_at(path, float(d))[0] for d in at[:-1]]
        along[edge.name] = np.arange(start, start + len(at), dtype=np.int32)
    for name, at in along.items():
        along[name] = at % len(points)
    return points, along


def _inside(outline: Doubles, spacing: float) -> Doubles:
    """Points of a triangular grid well inside an outline."""
    import shapely

    shape = shapely.Polygon(outline)
    room = shape.buffer(0).buffer(-0.55 * spacing)
    low, high = outline.min(axis=0), outline.max(axis=0)
    rows = np.arange(low[1], high[1], spacing * math.sqrt(3) / 2)
    grid = [
        np.stack(
            [np.arange(low[0] + (k % 2) * spacing / 2, high[0], spacing),
             np.full(len(np.arange(low[0] + (k % 2) * spacing / 2, high[0], spacing)), y)],
            axis=1,
        )
        for k, y in enumerate(rows)
    ]  # fmt: skip
    if not grid or room.is_empty:
        return np.empty((0, 2))
    points = np.concatenate(grid)
    found: Doubles = points[shapely.contains_xy(room, points[:, 0], points[:, 1])]
    return found


def _triangulated(points: Doubles, outline: Doubles) -> Indices:
    """Delaunay triangles inside an outline, anticlockwise."""
    import shapely
    from scipy.spatial import Delaunay

    triangles = Delaunay(points).simplices
    centre = points[triangles].mean(axis=1)
    shape = shapely.Polygon(outline).buffer(0)
    triangles = triangles[shapely.contains_xy(shape, centre[:, 0], centre[:, 1])]
    a, b, c = (points[triangles[:, k]] for k in range(3))
    twice = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    triangles = np.where(twice[:, None] < 0, triangles[:, ::-1], triangles)
    found: Indices = triangles[np.abs(twice) > 1e-4].astype(np.int32)
    return found


def _unfolded(
    panel: Panel, points: Doubles, triangles: Indices, along: dict[str, Indices]
) -> tuple[Doubles, Indices, dict[str, Indices]]:
    """A piece cut on the fold: the panel and its mirror image over the fold line.

    Vertices along an edge are those of the half as drawn; ``edge~`` names the other half's.
    """
    fold = next((edge for edge in panel.edges if edge.role is Role.FOLD), None)
    on = np.zeros(len(points), dtype=bool)
    if fold is not None:
        on[along[fold.name]] = True
        origin = np.array([fold.start.real, fold.start.imag])
        axis = np.array([(fold.end - fold.start).real, (fold.end - fold.start).imag])
        axis /= np.linalg.norm(axis)
        offset = points - origin
        twin = origin + 2 * np.outer(offset @ axis, axis) - offset
    else:
        twin = points * [-1.0, 1.0]
    number = np.where(on, np.arange(len(points)), 0)
    number[~on] = len(points) + np.arange(int((~on).sum()))
    both = np.concatenate([points, twin[~on]])
    turned = number[triangles][:, ::-1]
    other = {f"{name}~": number[at].astype(np.int32) for name, at in along.items()}
    return both, np.concatenate([triangles, turned.astype(np.int32)]), {**along, **other}


# Sewing ------------------------------------------------------------------------------------------


class _Union:
    """Vertices that become one."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, k: int) -> int:
        while self.parent[k] != k:
            self.parent[k] = self.parent[self.parent[k]]
            k = self.parent[k]
        return k

    def join(self, a: int, b: int) -> None:
        self.parent[self.find(int(a))] = self.find(int(b))

    def numbered(self) -> Indices:
        roots = np.array([self.find(k) for k in range(len(self.parent))])
        found: Indices = np.unique(roots, return_inverse=True)[1].astype(np.int32)
        return found


def _closed(
    panel: Panel, side: str, places: dict[tuple[str, str, str], Indices]
) -> Iterable[tuple[int, int]]:
    """Pairs of vertices on the two legs of each dart, and on the two halves of a pleat's mouth."""
    names = [dart.edge for dart in panel.darts if dart.edge]
    names += [edge.name for edge in panel.edges if edge.role is Role.PLEAT]
    for name in (*names, *(f"{name}~" for name in names)):
        at = places.get((panel.name, side, name))
        if at is not None:
            yield from zip(at.tolist(), at[::-1].tolist(), strict=True)


def _sew(
    seam: Seam,
    pattern: Pattern,
    places: dict[tuple[str, str, str], Indices],
    samples: Samples,
    union: _Union,
) -> None:
    for half in (RIGHT, LEFT):
        first = _line(seam.a, half, pattern, places, samples)
        second = _line(seam.b, _other(half) if seam.opposite else half, pattern, places, samples)
        if first is None or second is None:
            continue
        open_share = seam.partial / max(first[1][-1], _SAME) if _slit(seam, pattern) else 0.0
        for share, vertex in zip(first[1] / max(first[1][-1], _SAME), first[0], strict=True):
            shares = second[1] / max(second[1][-1], _SAME)
            nearest = int(np.argmin(np.abs(shares - share)))
            if share >= open_share - 1e-6 and abs(shares[nearest] - share) < 0.02:
                union.join(int(vertex), int(second[0][nearest]))


def _slit(seam: Seam, pattern: Pattern) -> bool:
    """Whether the part left open is a slit: it begins below. A zip begins above, and is closed."""
    path = pattern.chain(seam.a)
    return seam.partial > 0 and path[0][0].imag < path[-1][-1].imag


def _other(half: str) -> str:
    return LEFT if half == RIGHT else RIGHT


def _line(
    chain: tuple[Side, ...],
    half: str,
    pattern: Pattern,
    places: dict[tuple[str, str, str], Indices],
    samples: Samples,
) -> tuple[list[int], Doubles] | None:
    """Vertices along a chain on one half of the garment, and how far along each lies in cm."""
    vertices: list[int] = []
    distances: list[float] = []
    done = 0.0
    for side in chain:
        panel = pattern.panel(side.panel)
        copies = panel.copies
        name = side.edge
        where = half
        if copies is Copies.FOLD:
            where, name = WHOLE, side.edge if half == RIGHT else f"{side.edge}~"
        elif copies is Copies.SINGLE:
            where = RIGHT
        at = places.get((side.panel, where, name))
        if at is None:
            return None
        along = samples[side.panel, side.edge]
        if len(along) != len(at):
            return None
        if side.backwards:
            at, along = at[::-1], along[-1] - along[::-1]
        vertices += at.tolist()
        distances += (along + done).tolist()
        done += float(along[-1])
    return vertices, np.array(distances)


def _buttoned(pieces: Sequence[Piece]) -> Indices:
    """Where a front that opens is closed: the centre lines of its halves lie on each other."""
    by_panel: dict[str, dict[str, Piece]] = defaultdict(dict)
    for piece in pieces:
        by_panel[piece.panel.name][piece.side] = piece
    pairs: list[tuple[int, int]] = []
    for sides in by_panel.values():
        right, left = sides.get(RIGHT), sides.get(LEFT)
        if right is None or left is None or not _buttons(right.panel):
            continue
        near = np.flatnonzero(np.abs(right.points[:, 0]) < 1.1)
        levels = np.arange(right.points[:, 1].min() + 1.0, right.points[:, 1].max(), 4.0)
        for level in levels:
            if len(near):
                k = near[np.argmin(np.hypot(*(right.points[near] - [0.0, level]).T))]
                pairs.append((right.first + int(k), left.first + int(k)))
    return np.array(sorted(set(pairs)), dtype=np.int32).reshape(-1, 2)


def _buttons(panel: Panel) -> bool:
    """Whether a body panel's halves overlap at the centre and are buttoned."""
    marks = {line.mark for line in panel.inside}
    return panel.zone is Zone.TORSO and bool(marks & {Mark.BUTTON, Mark.BUTTONHOLE})


def _hooked(pieces: Sequence[Piece], places: dict[tuple[str, str, str], Indices]) -> Indices:
    """Ends of bands that are no seam meet: a cuff's two ends, a waistband's at its opening.

    The end of a half is met by the other half's, where it lies on the same line of the body, else
    by the end of another band of its zone.
    """
    waist: list[Indices] = []
    pairs: list[Indices] = []
    for piece in pieces:
        if piece.panel.zone not in {Zone.WAIST, Zone.WRIST}:
            continue
        names = [e.name for e in piece.panel.edges if e.name.startswith("end")]
        found = [
            at
            for name in (*names, *(f"{name}~" for name in names))
            if (at := places.get((piece.panel.name, piece.side, name))) is not None
        ]
        if piece.panel.zone is Zone.WAIST:
            waist += found
        elif len(found) == 2:
            pairs.append(_matched(found[0], found[1][::-1]))
    if len(waist) == 2:  # one band all round
        pairs.append(_matched(waist[0], waist[1]))
    elif len(waist) == 4:  # a front and a back: right with right, left with left
        pairs += [_matched(waist[0], waist[2]), _matched(waist[1], waist[3])]
    return np.concatenate([*pairs, np.empty((0, 2))]).astype(np.int32)


def _matched(a: Indices, b: Indices) -> Indices:
    """Vertices of two edges in order, as many as the shorter has."""
    size = min(len(a), len(b))
    pick_a = np.round(np.linspace(0, len(a) - 1, size)).astype(int)
    pick_b = np.round(np.linspace(0, len(b) - 1, size)).astype(int)
    found: Indices = np.column_stack([a[pick_a], b[pick_b]]).astype(np.int32)
    return found
