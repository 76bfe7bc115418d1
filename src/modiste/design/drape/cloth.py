"""Cloth as meshes: every piece of a pattern triangulated, with shared vertices along its seams.

Sewing lines are sampled so that both sides of a seam have the same number of vertices at the same
shares of its length; those pairs are then one particle each, so that a seam can neither open nor be
passed through. What one side is longer by (ease, gathers) lies in its rest lengths.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.design.drape.meshing import piece_of
from modiste.design.drape.pieces import LEFT, RIGHT, WHOLE, Cloth, Piece
from modiste.design.drape.sampling import sampled
from modiste.design.drape.sewing import Places, Union, buttoned, closed, hooked, sew
from modiste.design.make.panel import Copies, Panel, Zone

if TYPE_CHECKING:
    from modiste.design.make.panel import Pattern

MATERIALS: Final = frozenset({"self", "rib", "lining"})


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
    samples = sampled(panels, seams, spacing)
    pieces: list[Piece] = []
    places: Places = {}
    for panel in panels:
        for side in _sides(panel):
            first = sum(len(piece.points) for piece in pieces)
            piece, along = piece_of(panel, side, samples, spacing, first)
            pieces.append(piece)
            places |= {(panel.name, side, edge): at + first for edge, at in along.items()}
    union = Union(sum(len(piece.points) for piece in pieces))
    for piece in pieces:
        for a, b in closed(piece.panel, piece.side, places):
            union.join(a, b)
    for seam in seams:
        sew(seam, pattern, places, samples, union)
    ties = np.concatenate([buttoned(pieces), hooked(pieces, places)])
    return Cloth(tuple(pieces), union.numbered(), ties)


def _sides(panel: Panel) -> tuple[str, ...]:
    if panel.copies is Copies.FOLD:
        return (WHOLE,)
    return (RIGHT, LEFT) if panel.copies is Copies.PAIR else (RIGHT,)
