"""A design on a body: drafted, sewn, draped, and written as model and pictures."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.design.drape.avatar import avatar_of
from modiste.design.drape.cloth import cloth_of
from modiste.design.drape.fabric import behaviour, preset_of
from modiste.design.drape.model import model_of
from modiste.design.drape.place import placed
from modiste.design.drape.solver import drape
from modiste.store.files import replace_text

if TYPE_CHECKING:
    from modiste.design.drape.avatar import Avatar
    from modiste.design.drape.model import Model, Pixels
    from modiste.design.drape.pieces import Cloth
    from modiste.design.drape.solver import Draped
    from modiste.design.make.body import Body
    from modiste.design.make.panel import Pattern
    from modiste.design.spec.model import DesignSpec

Progress = Callable[[str, float], None]

ANGLES: Final = (0, 45, 90, 135, 180, 225, 270, 315)
"""Degrees of the turntable's pictures."""
_PRINT_PIXELS: Final = 1_024
_GROUND_CM: Final = 10.0


@dataclass(frozen=True)
class Dressed:
    """A garment on a body.

    Attributes:
        pattern: what it was sewn from.
        avatar: the body.
        cloth: its meshes.
        draped: where the cloth lies.
        model: what is shown and exported.
        fabric: name of the preset.
    """

    pattern: Pattern
    avatar: Avatar
    cloth: Cloth
    draped: Draped
    model: Model
    fabric: str

    def figures(self) -> dict[str, Any]:
        """What can be checked of it."""
        strain = self.draped.strain
        return {
            "title": self.pattern.title,
            "size": self.pattern.size,
            "fabric": self.fabric,
            "vertices": len(self.cloth.points),
            "triangles": len(self.cloth.triangles),
            "strain_p50": round(float(np.quantile(strain, 0.5)), 4),
            "strain_p95": round(float(np.quantile(strain, 0.95)), 4),
            "particles_inside": self.draped.inside,
            "deepest_mm": round(self.draped.depth * 1_000, 2),
            "speed_mm_s": round(self.draped.moving * 1_000, 1),
            "body_cm": self.avatar.measured,
        }


def cache_folder() -> Path:
    """Where fitted bodies are kept: ``MODISTE_CACHE``, else the user's cache folder."""
    named = os.environ.get("MODISTE_CACHE") or os.environ.get("XDG_CACHE_HOME")
    return (Path(named) if named else Path.home() / ".cache") / "modiste"


def dress(
    spec: DesignSpec,
    body: Body,
    *,
    fabric: str | None = None,
    spacing: float = 2.0,
    bodies: Path | None = None,
    progress: Progress = lambda *_: None,
) -> Dressed:
    """Draft a design for a body and let it fall onto it.

    Args:
        spec: the design.
        body: the body, of the design's audience.
        fabric: a preset; by default the one nearest to the design's fabric.
        spacing: distance of the cloth's vertices in cm.
        bodies: folder of fitted bodies; the user's cache by default.
        progress: told what is being done and the share that is done.

    Raises:
        InputError: the design cannot be drafted for the body.
        UnknownNameError: there is no such fabric.
        MissingExtraError: a library for draping is not installed.
    """
    from modiste.design.make.garment import draft

    name = fabric or preset_of(spec.fabric)
    way = behaviour(name)
    progress("drafting", 0.0)
    pattern = draft(spec, body)
    progress("body", 0.05)
    avatar = avatar_of(body, cache_folder=bodies or cache_folder())
    progress("cloth", 0.2)
    cloth = cloth_of(pattern, spacing)
    found = drape(
        cloth, placed(cloth, avatar), avatar, way,
        progress=lambda share: progress("draping", 0.25 + 0.7 * share),
    )  # fmt: skip
    texture, repeat = _surface(spec)
    model = model_of(
        cloth, found, texture=texture, repeat=repeat, roughness=way.roughness, body=avatar,
        title=pattern.title,
    )  # fmt: skip
    return Dressed(pattern, avatar, cloth, found, model, name)


def _surface(spec: DesignSpec) -> tuple[Pixels, float]:
    """One repeat of the print and its width in cm; a plain cloth is one colour."""
    from modiste.design.prints.catalogue import scale_of, tile_of

    tile = tile_of(spec)
    if tile is None:
        ground = np.array([int(spec.main.hex[k : k + 2], 16) for k in (1, 3, 5)], np.uint8)
        return np.tile(ground, (8, 8, 1)), _GROUND_CM
    return tile.pixels(_PRINT_PIXELS), tile.width * scale_of(spec.print)


def write_dressed(dressed: Dressed, folder: Path, *, height: int = 1_000) -> dict[str, Path]:
    """Write GLB, USDZ, the turntable's pictures and the figures.

    Args:
        dressed: what is written.
        folder: made if it is not there.
        height: of the pictures in pixels.

    Returns:
        The files by what they are.
    """
    from modiste.design.drape.glb import glb_of, png_of, usdz_of
    from modiste.design.drape.look import turntable

    folder.mkdir(parents=True, exist_ok=True)
    files: dict[str, Path] = {"glb": folder / "garment.glb", "usdz": folder / "garment.usdz"}
    files["glb"].write_bytes(glb_of(dressed.model))
    with tempfile.TemporaryDirectory() as parts:
        files["usdz"].write_bytes(usdz_of(dressed.model, Path(parts)))
    for angle, picture in zip(ANGLES, turntable(dressed.model, ANGLES, height=height), strict=True):
        files[f"picture {angle}"] = folder / f"turn-{angle:03d}.png"
        files[f"picture {angle}"].write_bytes(png_of(picture))
    files["figures"] = folder / "drape.json"
    replace_text(files["figures"], json.dumps(dressed.figures(), indent=2) + "\n")
    return files
