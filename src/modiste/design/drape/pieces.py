"""Pieces of cloth in the plane, and the garment that they are sewn to."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from modiste.design.make.panel import Mark, Panel, Zone

Doubles = npt.NDArray[np.float64]
Indices = npt.NDArray[np.int32]

RIGHT, LEFT, WHOLE = "right", "left", "whole"


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
