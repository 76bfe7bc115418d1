"""Cutting the garment (and whoever wears it) out of its background.

Three ways, the first that applies:

* **alpha**: the picture brings its own mask;
* **plain**: the border of the picture has one colour, or a smooth gradient of one. A linear model
  of that colour in OKLab is fitted robustly to the border; what lies near it and hangs together
  with the border is background. The flood does not pass through gaps of a pixel or two, so that a
  white shirt on white paper keeps its outline;
* **u2netp**: a small saliency network, where the caller brings a `Segmenter`;
* **centre**: where none of these applies: colours that the border rarely shows, more so near the
  middle. Its confidence is low.

Nothing here finds, recognises or measures a person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.perceive.image.pixels import (
    Bools,
    Floats,
    dilated,
    eroded,
    oklab,
    regions,
    touching_border,
)

if TYPE_CHECKING:
    from modiste.perceive.image.load import Picture
    from modiste.perceive.image.segment import Segmenter

WORK_SIDE: Final = 192
"""Longer side, in pixels, at which masks are computed."""
NEAR: Final = 0.022
"""Least OKLab distance at which a pixel is told from the background; about what the eye sees."""
PLAIN: Final = 0.5
"""Share of the border that must follow the fitted background for it to count as plain."""
SOFT: Final = 0.035
"""Greatest OKLab difference between neighbouring pixels of a soft shadow."""
CORNERS: Final = 0.7
"""Share of the corners' pixels that suffices where the garment itself fills much of the border."""


_SHIFT: Final = np.array([0.0, 0.4, 0.4])
_CELL: Final = np.array([0.08, 0.05, 0.05])


@dataclass(frozen=True)
class Cutout:
    """Where the garment is.

    Attributes:
        mask: opacity of the garment, 0 … 1, shape (height, width) of the picture.
        method: ``alpha``, ``plain``, ``u2netp`` or ``centre``.
        confidence: 0 … 1, how far to trust the mask.
        background: OKLab of the background in the middle of the picture, where it is plain.
    """

    mask: Floats
    method: str
    confidence: float
    background: tuple[float, float, float] | None = None

    @property
    def share(self) -> float:
        """The share of the picture that the garment covers."""
        return float(self.mask.mean())

    def box(self, margin: float = 0.04) -> tuple[int, int, int, int]:
        """Left, top, right and bottom (exclusive) of the garment, with a margin.

        Args:
            margin: as a share of the picture's sides.
        """
        inside = self.mask > 0.5
        height, width = inside.shape
        if not inside.any():
            return (0, 0, width, height)
        rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
        dx, dy = round(margin * width), round(margin * height)
        return (
            max(0, int(columns[0]) - dx),
            max(0, int(rows[0]) - dy),
            min(width, int(columns[-1]) + 1 + dx),
            min(height, int(rows[-1]) + 1 + dy),
        )


def cut_out(picture: Picture, *, segmenter: Segmenter | None = None) -> Cutout:
    """Find the garment in a picture.

    Args:
        picture: the picture.
        segmenter: a network for pictures whose background is not plain; optional.
    """
    if picture.alpha is not None and _says_something(picture.alpha / 255):
        return Cutout((picture.alpha / 255).astype(np.float32), "alpha", 1.0)
    small = picture.reduced(WORK_SIDE)
    lab = oklab(small.on_white())
    found = _plain(lab)
    if found is not None:
        mask, confidence, background = found
        return Cutout(_enlarged(mask, picture.shape), "plain", confidence, background)
    if segmenter is not None:
        opacity = segmenter.opacity(picture)
        if _says_something(opacity):
            sure = float(np.abs(opacity - 0.5).mean() * 2)
            return Cutout(opacity, "u2netp", round(min(0.95, sure), 3))
    return Cutout(_enlarged(_centre(lab), picture.shape), "centre", 0.3)


def _says_something(opacity: Floats) -> bool:
    """Whether a mask leaves out something and keeps something."""
    share = float((opacity > 0.5).mean())
    return 0.01 < share < 0.995


def _enlarged(mask: Bools | Floats, shape: tuple[int, int]) -> Floats:
    from PIL import Image

    if mask.shape == shape:
        return mask.astype(np.float32)
    levels = Image.fromarray((mask * 255).astype(np.uint8))
    grown = levels.resize((shape[1], shape[0]), Image.Resampling.BILINEAR)
    return np.asarray(grown).astype(np.float32) / 255


def _plain(lab: Floats) -> tuple[Bools, float, tuple[float, float, float]] | None:
    """The garment before a plain background, the confidence, and the background's OKLab."""
    found = _background(lab)
    if found is None:
        return None
    distance = np.linalg.norm(lab - found.model, axis=2)
    near = distance < max(NEAR, 4 * found.noise)
    flood = _flood(near)
    mask = _tidy(~(flood | _soft(lab, flood, distance)), near, distance)
    if not 0.01 < float(mask.mean()) < 0.985:
        return None
    height, width = mask.shape
    middle = found.model[height // 2, width // 2]
    share = max(found.border, 0.8 * found.corners)
    confidence = round(min(0.98, 0.4 + 0.6 * share) * _contrast(distance, mask), 3)
    return mask, confidence, (float(middle[0]), float(middle[1]), float(middle[2]))


@dataclass(frozen=True)
class _Background:
    """The background: OKLab (h, w, 3), noise, and the shares of the edge that follow it."""

    model: Floats
    noise: float
    border: float
    corners: float


def _background(lab: Floats) -> _Background | None:
    """The colour of a plain background, or None where it is not plain.

    The model is linear in x and y, fitted by iterated least squares on the border's pixels that
    lie near it, from the most common colour of the corners, or else of the border, on.
    """
    height, width = lab.shape[:2]
    ring, corner = _edges(height, width)
    rows, columns = np.mgrid[0:height, 0:width]
    terms = np.stack([np.ones((height, width)), columns / width - 0.5, rows / height - 0.5], axis=2)
    for start in (lab[corner], lab[ring]):
        weights, inside = _fitted(terms[ring], lab[ring].astype(np.float64), _commonest(start))
        if weights is None:
            continue
        model = (terms @ weights).astype(np.float32)
        errors = np.linalg.norm(lab - model, axis=2)
        followed = float((errors[corner] < 0.04).mean())
        border = float(inside.mean())
        noise = 1.05 * float(np.median(errors[ring][inside]))
        if border >= PLAIN or (followed >= CORNERS and border >= 0.12 and noise < 0.015):
            return _Background(model, noise, border, followed)
    return None


def _edges(height: int, width: int) -> tuple[Bools, Bools]:
    """Masks of the border and of the four corners."""
    depth = max(1, round(0.025 * min(height, width)))
    ring = np.ones((height, width), dtype=np.bool_)
    ring[depth:-depth, depth:-depth] = False
    corner = np.ones((height, width), dtype=np.bool_)
    side = max(2, round(0.05 * min(height, width)))
    corner[side:-side] = False
    corner[:, side:-side] = False
    return ring, corner


def _fitted(points: Floats, colours: Floats, start: Floats) -> tuple[Floats | None, Bools]:
    """Coefficients (3, 3) of the linear model and which of the border's pixels follow it."""
    inside = np.linalg.norm(colours - start, axis=1) < 0.06
    weights = None
    for _ in range(4):
        if inside.sum() < 8:
            return None, inside
        weights = np.linalg.lstsq(points[inside], colours[inside], rcond=None)[0]
        inside = np.linalg.norm(colours - points @ weights, axis=1) < 0.04
    return (weights, inside) if inside.sum() >= 8 else (None, inside)


def _commonest(colours: Floats) -> Floats:
    """The most common colour: the median of a coarse grid's fullest cell; (n, 3) → (3,)."""
    cells = np.round(colours / 0.06).astype(np.int64)
    _, which, counts = np.unique(cells, axis=0, return_inverse=True, return_counts=True)
    return np.asarray(np.median(colours[which.ravel() == counts.argmax()], axis=0))


def _flood(near: Bools) -> Bools:
    """The part of the background-coloured pixels that hangs together with the border.

    The flood runs through what is left of them after an erosion, so that it does not leak through
    narrow gaps in an outline, and is grown back afterwards.
    """
    steps = 1 if min(near.shape) < 120 else 2
    core = touching_border(eroded(near, steps))
    return np.asarray(dilated(core, steps + 1) & near) | (
        touching_border(near) & ~_deep(near, core)
    )


def _deep(near: Bools, core: Bools) -> Bools:
    """Background-coloured pixels far from the core of the flood: beyond a gap."""
    return near & ~dilated(core, 4 if min(near.shape) < 120 else 6)


def _soft(lab: Floats, flood: Bools, distance: Floats) -> Bools:
    """Soft shadows, reflections and vignettes: what the background runs into without an edge.

    Only under a product that stands free, and only where what remains is one piece that stands out
    far more than what is taken away: the folds of a white shirt on white paper are soft too, and
    stay.
    """
    slope = np.zeros(flood.shape, dtype=np.float32)
    down, right = (np.linalg.norm(np.diff(lab, axis=axis), axis=2) for axis in (0, 1))
    slope[:-1], slope[:, :-1] = down, np.maximum(slope[:, :-1], right)
    gentle = (distance < 0.22) & (slope < SOFT)
    taken = touching_border(gentle | flood) & ~flood
    taken = dilated(eroded(taken)) & taken
    rest = ~(flood | taken)
    whole = (~flood).sum()
    if (
        whole == 0
        or taken.sum() < 0.12 * whole
        or rest.sum() < 0.3 * whole
        or touching_border(rest).any()
    ):
        return np.zeros_like(flood)
    if regions(rest)[1][1:].max() < 0.9 * rest.sum():
        return np.zeros_like(flood)
    apart = float(np.median(distance[rest])) > max(0.16, 2.5 * float(np.median(distance[taken])))
    return taken if apart else np.zeros_like(flood)


def _tidy(mask: Bools, near: Bools, distance: Floats) -> Bools:
    """Without specks; holes are cut only where the background really shows through."""
    labels, sizes = regions(mask)
    if len(sizes) == 1:
        return mask
    keep = sizes >= max(6, 0.04 * sizes[1:].max())
    keep[0] = False
    kept = keep[labels]
    return np.asarray(kept & ~_holes(kept, near, distance))


def _holes(kept: Bools, near: Bools, distance: Floats) -> Bools:
    """Where the background shows between arm and body.

    A region of background colour inside the outline is a hole when it is small and what surrounds
    it differs sharply from the background; where its edge is soft it is cloth of the same colour.
    """
    holes = np.zeros_like(kept)
    inner, areas = regions(kept & eroded(near))
    total = kept.sum()
    for label in np.flatnonzero((areas < 0.05 * total) & (areas > max(4, 0.003 * total))):
        if label:
            hole = dilated(inner == label) & near
            edge = dilated(hole, 3) & ~dilated(hole, 1)
            if np.percentile(distance[edge], 25) > 0.12:
                holes |= hole
    return holes


def _contrast(distance: Floats, mask: Bools) -> float:
    """Below 1 where the garment hardly differs from the background (white on white)."""
    if not mask.any():
        return 0.0
    return float(np.clip(np.median(distance[mask]) / 0.08, 0.35, 1.0))


def _centre(lab: Floats) -> Floats:
    """Opacity from the rarity of a colour at the border, and from the distance to the middle."""
    height, width = lab.shape[:2]
    cells = np.clip(np.round((lab + _SHIFT) / _CELL), 0, 31).astype(np.int64)
    codes = (cells[..., 0] * 32 + cells[..., 1]) * 32 + cells[..., 2]
    depth = max(1, round(0.06 * min(height, width)))
    ring = np.ones((height, width), dtype=np.bool_)
    ring[depth:-depth, depth:-depth] = False
    outer = np.bincount(codes[ring], minlength=32**3) / ring.sum()
    inner = np.bincount(codes[~ring], minlength=32**3) / (~ring).sum()
    odds = (inner + 1e-4) / (inner + outer + 2e-4)
    rows, columns = np.mgrid[0:height, 0:width]
    away = ((columns / width - 0.5) / 0.38) ** 2 + ((rows / height - 0.5) / 0.45) ** 2
    return np.asarray(odds[codes] * np.exp(-0.5 * away)).astype(np.float32)
