"""Pictures of a model from all sides, rendered here without a graphics card or a browser."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from modiste.design.drape.model import normals_of
from modiste.design.drape.solver import warp_library

if TYPE_CHECKING:
    from collections.abc import Sequence

    from modiste.design.drape.model import Model, Pixels

_FINER: Final = 2
"""Rays a pixel, in each direction."""
_MARGIN: Final = 1.06


def turntable(
    model: Model, angles: Sequence[float] = (0.0, 90.0, 180.0, 270.0), *, height: int = 900
) -> list[Pixels]:
    """Pictures from around the garment.

    Args:
        model: what is shown.
        angles: degrees by which one walks round it to the right from its front.
        height: of a picture in pixels; its width follows from the garment.

    Returns:
        One RGBA picture an angle, shape (height, width, 4), transparent beside the garment.
    """
    scene = _Scene(model)
    return [scene.picture(np.deg2rad(angle), height) for angle in angles]


class _Scene:
    def __init__(self, model: Model) -> None:
        wp = self.wp = warp_library()
        points, normals = [model.vertices], [model.normals]
        faces = [model.triangles]
        uvs = [model.uvs]
        skin = [np.zeros(len(model.triangles), np.int32)]
        if model.body is not None:
            first = len(model.vertices)
            points.append(model.body.vertices)
            normals.append(normals_of(model.body.vertices, model.body.faces))
            faces.append(model.body.faces + first)
            uvs.append(np.zeros((len(model.body.vertices), 2)))
            skin.append(np.ones(len(model.body.faces), np.int32))
        every = np.concatenate(points)
        self.low, self.high = every.min(axis=0), every.max(axis=0)
        joined = np.concatenate(faces).astype(np.int32)

        def array(values: npt.NDArray[Any], kind: Any) -> Any:
            return wp.array(np.ascontiguousarray(values), dtype=kind, device="cpu")

        self.mesh = wp.Mesh(array(every.astype(np.float32), wp.vec3), array(joined.ravel(), int))
        self.normals = array(np.concatenate(normals).astype(np.float32), wp.vec3)
        self.uvs = array(np.concatenate(uvs).astype(np.float32), wp.vec2)
        self.faces = array(joined, int)
        self.skin = array(np.concatenate(skin), int)
        self.texture = array((model.texture[..., :3] / 255.0).astype(np.float32), wp.vec3)

    def picture(self, angle: float, height: int) -> Pixels:
        """One view."""
        from modiste.design.drape import kernels

        wp = self.wp
        centre = (self.low + self.high) / 2
        tall = float(self.high[1] - self.low[1]) * _MARGIN
        wide = float(np.hypot(*(self.high - self.low)[[0, 2]]))
        wide = max(wide * 0.92, 0.3)
        rows = height * _FINER
        columns = max(2, round(rows * wide / tall / _FINER) * _FINER)
        away = np.array([np.sin(angle), 0.0, np.cos(angle)])
        right = np.array([np.cos(angle), 0.0, -np.sin(angle)])
        out = wp.zeros((rows, columns), dtype=wp.vec4, device="cpu")
        wp.launch(
            kernels.shade,
            dim=(rows, columns),
            inputs=[
                self.mesh.id, self.normals, self.uvs, self.faces, self.skin, self.texture,
                wp.vec3(*(centre + away * 5.0)), wp.vec3(*right), wp.vec3(0.0, 1.0, 0.0),
                wp.vec3(*-away), columns, rows, tall / rows, out,
            ],
            device="cpu",
        )  # fmt: skip
        fine = out.numpy().reshape(height, _FINER, columns // _FINER, _FINER, 4)
        alpha = fine[..., 3:].sum(axis=(1, 3))
        colour = (fine[..., :3] * fine[..., 3:]).sum(axis=(1, 3)) / np.maximum(alpha, 1e-6)
        picture = np.concatenate([colour, alpha / _FINER**2], axis=2)
        found: Pixels = np.round(picture * 255).astype(np.uint8)
        return found
