"""Where vertices lie on the edges of panels: alike on both sides of every seam."""

from __future__ import annotations

import itertools
import math
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.design.drape.pieces import Doubles

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.design.make.panel import Panel, Seam, Side

_SAME: Final = 1e-6

Samples = dict[tuple[str, str], Doubles]
"""Distances of the vertices on each edge from its start, in cm, both ends among them."""


def sampled(panels: Sequence[Panel], seams: Sequence[Seam], spacing: float) -> Samples:
    """Sample every edge; an edge of an earlier seam keeps its vertices in a later one."""
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
