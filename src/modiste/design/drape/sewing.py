"""Seams, darts, pleats and closures: which vertices are one, and which lie on each other."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.design.drape.pieces import LEFT, RIGHT, WHOLE, Doubles, Indices, Piece
from modiste.design.make.panel import Copies, Mark, Panel, Role, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from modiste.design.drape.sampling import Samples
    from modiste.design.make.panel import Pattern, Seam, Side

_SAME: Final = 1e-6

Places = dict[tuple[str, str, str], Indices]
"""Vertices along each edge, by panel, side and edge."""


class Union:
    """Vertices that become one."""

    def __init__(self, count: int) -> None:
        self.parent = list(range(count))

    def find(self, k: int) -> int:
        """The vertex that stands for all that are one with ``k``."""
        while self.parent[k] != k:
            self.parent[k] = self.parent[self.parent[k]]
            k = self.parent[k]
        return k

    def join(self, a: int, b: int) -> None:
        """Make two one."""
        self.parent[self.find(int(a))] = self.find(int(b))

    def numbered(self) -> Indices:
        """Number of the particle of each vertex."""
        roots = np.array([self.find(k) for k in range(len(self.parent))])
        found: Indices = np.unique(roots, return_inverse=True)[1].astype(np.int32)
        return found


def closed(panel: Panel, side: str, places: Places) -> Iterable[tuple[int, int]]:
    """Pairs of vertices on the two legs of each dart, and on the two halves of a pleat's mouth."""
    names = [dart.edge for dart in panel.darts if dart.edge]
    names += [edge.name for edge in panel.edges if edge.role is Role.PLEAT]
    for name in (*names, *(f"{name}~" for name in names)):
        at = places.get((panel.name, side, name))
        if at is not None:
            yield from zip(at.tolist(), at[::-1].tolist(), strict=True)


def sew(
    seam: Seam,
    pattern: Pattern,
    places: Places,
    samples: Samples,
    union: Union,
) -> None:
    """Join both chains of a seam on each half of the garment, but for a slit."""
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
    places: Places,
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


def buttoned(pieces: Sequence[Piece]) -> Indices:
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


def hooked(pieces: Sequence[Piece], places: Places) -> Indices:
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
