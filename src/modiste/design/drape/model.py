"""A draped garment as a model: vertices with normals and places in the print, and its body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from modiste.design.drape.avatar import Avatar
    from modiste.design.drape.pieces import Cloth, Doubles, Indices
    from modiste.design.drape.solver import Draped

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Model:
    """What is shown and exported.

    Attributes:
        vertices: of the cloth, shape (n, 3), metres, y up, the floor at 0.
        normals: unit length, same shape; smooth over seams.
        uvs: place in the print, shape (n, 2); 1 is one repeat, v points up along the grain.
        triangles: shape (m, 3).
        texture: one repeat of the print, shape (rows, columns, 3); one pixel for a plain cloth.
        roughness: 0 glossy to 1 matt.
        body: what it hangs on; ``None`` to show the garment alone.
        title: of the garment.
    """

    vertices: Doubles
    normals: Doubles
    uvs: Doubles
    triangles: Indices
    texture: Pixels
    roughness: float
    body: Avatar | None
    title: str


def model_of(
    cloth: Cloth,
    draped: Draped,
    *,
    texture: Pixels,
    repeat: float,
    roughness: float,
    body: Avatar | None,
    title: str,
) -> Model:
    """The model of a draped cloth.

    Args:
        cloth: the pieces.
        draped: where they came to lie.
        texture: one repeat of the print, shape (rows, columns, 3).
        repeat: its width in cm; its height follows from the picture's shape.
        roughness: of the surface.
        body: shown with it.
        title: of the garment.
    """
    rows, columns = texture.shape[:2]
    uvs = _in_print(cloth) / np.array([repeat, repeat * rows / columns])
    triangles = cloth.triangles
    return Model(
        draped.vertices,
        normals_of(draped.particles, cloth.particle[triangles])[cloth.particle],
        uvs,
        triangles,
        texture,
        roughness,
        body,
        title,
    )


def _in_print(cloth: Cloth) -> Doubles:
    """Each vertex across and along the grain of its piece, in cm."""
    parts = []
    for piece in cloth.pieces:
        start, end = piece.panel.grain
        along = np.array([end.real - start.real, end.imag - start.imag])
        along /= np.linalg.norm(along)
        if piece.side == "left":
            along = along * [-1.0, 1.0]
        across = np.array([along[1], -along[0]])
        origin = np.array([0.0, start.imag])
        offset = piece.points - origin
        parts.append(np.column_stack([offset @ across, offset @ along]))
    return np.concatenate(parts)


def normals_of(points: Doubles, triangles: Indices) -> Doubles:
    """Unit normals of vertices, weighted by area, shape (n, 3)."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for k in range(3):
        np.add.at(total, triangles[:, k], face)
    length = np.linalg.norm(total, axis=1, keepdims=True)
    found: Doubles = np.where(length > 0, total / np.maximum(length, 1e-12), [0.0, 1.0, 0.0])
    return found
