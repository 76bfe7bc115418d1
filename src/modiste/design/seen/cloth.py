"""The print of a garment in a picture: a patch of its cloth, what is on it, and a seamless tile."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from modiste.perceive.image.pixels import Bytes, oklab

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

LEAST: Final = 48
"""Side of a patch, in pixels, from which a print can be cut."""
_OFF: Final = 0.055
_SHARE: Final = 0.09


@dataclass(frozen=True)
class Patch:
    """A square of cloth.

    Attributes:
        pixels: 8-bit RGB; shape (side, side, 3).
        printed: whether there is a pattern on it.
        kind: ``stripe``, ``check``, ``photo`` (any other), or ``solid`` where there is none.
        confidence: of the kind, 0 … 1.
    """

    pixels: Bytes
    printed: bool
    kind: str
    confidence: float


def patch(rgb: Bytes, mask: Bools) -> Patch | None:
    """The largest square of cloth away from the edges, upper middle first; None if it is tiny.

    Args:
        rgb: the picture; shape (rows, columns, 3).
        mask: where the garment is.
    """
    place = _square(mask)
    if place is None:
        return None
    y, x, side = place
    pixels = rgb[y : y + side, x : x + side]
    kind, sure = _kind(oklab(pixels).astype(np.float64))
    return Patch(pixels, kind != "solid", kind, sure)


def _square(mask: Bools) -> tuple[int, int, int] | None:
    """Top, left and side of the largest square inside, by the maximal-square recurrence."""
    from scipy.ndimage import distance_transform_cdt

    inside = np.pad(mask, 1)
    far = distance_transform_cdt(inside, metric="chessboard")[1:-1, 1:-1].astype(np.float64)
    rows = np.arange(mask.shape[0])[:, None] / mask.shape[0]
    best = far * (1 - 0.15 * np.abs(rows - 0.45))
    y, x = np.unravel_index(int(np.argmax(best)), far.shape)
    half = int(far[y, x] * 0.82)
    if 2 * half < LEAST:
        return None
    return int(y) - half, int(x) - half, 2 * half


def _kind(lab: Floats) -> tuple[str, float]:
    from scipy.ndimage import gaussian_filter

    slow = np.stack([gaussian_filter(lab[..., c], lab.shape[0] / 4) for c in range(3)], axis=-1)
    off = np.linalg.norm(lab - slow, axis=-1)
    share = float((off > _OFF).mean())
    if share < _SHARE:
        return "solid", min(0.9, 0.5 + (_SHARE - share) / _SHARE)
    grey = lab[..., 0] + 0.5 * lab[..., 1] + 0.5 * lab[..., 2]
    smooth = gaussian_filter(grey, 1.0)
    down, right = (np.abs(np.diff(smooth, axis=axis)) for axis in (0, 1))
    vertical, horizontal = float(down.mean()), float(right.mean())
    # Averages along rows and columns keep what runs straight across, and nothing of scattered
    # motifs.
    across, along = (float(smooth.mean(axis=axis).std()) for axis in (0, 1))
    spread = max(float(smooth.std()), 1e-9)
    if vertical > 4 * horizontal or horizontal > 4 * vertical:
        return "stripe", 0.8
    if min(across, along) > 0.4 * spread:
        return "check", 0.7
    return "photo", 0.6
