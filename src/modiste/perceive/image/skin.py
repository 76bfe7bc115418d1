"""Skin beside the garment, so that a model's arms do not make a garment beige.

The pixels are only set aside: no person, face, or body is found, measured or described, and nothing
about them is kept. Skin is told in two steps:

1. **skin-like** colours: hue 22 … 88° and moderate chroma in OKLCh, lightness from the deepest to
   the fairest of the ten Monk skin tones (E. Monk, "The Monk Skin Tone Scale", 2019), with room
   for light and shade. Many garments are of such colours too: beige, tan, peach, brown. Therefore
2. skin is only sought where a body can be expected: at the head of an upright figure, and where it
   runs out of the picture. The tone seen there is what is set aside elsewhere in the same picture.
   A garment that lies flat has no such place and loses nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from modiste.perceive.image.pixels import Bools, Floats, chroma_hue, eroded, regions

HUES: Final = (22.0, 88.0)
CHROMAS: Final = (0.022, 0.16)
LIGHTNESSES: Final = (0.22, 0.95)


@dataclass(frozen=True)
class Body:
    """What is not garment; masks of shape (height, width).

    Attributes:
        skin: bare skin.
        head: everything above the shoulders.
    """

    skin: Bools
    head: Bools

    @property
    def any(self) -> bool:
        """Whether somebody wears the garment."""
        return bool(self.skin.any())


def skin_like(lab: Floats) -> Bools:
    """Which colours could be skin; OKLab (…, 3) → (…)."""
    chroma, hue = chroma_hue(lab)
    light = lab[..., 0]
    # Fair and deep skin are paler in chroma than skin of middle lightness.
    least = np.where((light > 0.85) | (light < 0.35), CHROMAS[0], 0.035)
    return np.asarray(
        (hue >= HUES[0]) & (hue <= HUES[1]) & (chroma >= least) & (chroma <= CHROMAS[1])
        & (light >= LIGHTNESSES[0]) & (light <= LIGHTNESSES[1])
    )  # fmt: skip


def body(lab: Floats, mask: Bools) -> Body:
    """Skin and head of whoever wears the garment.

    Args:
        lab: OKLab of the picture, shape (height, width, 3).
        mask: the garment with its wearer, shape (height, width).
    """
    nothing = Body(np.zeros_like(mask), np.zeros_like(mask))
    rows = np.flatnonzero(mask.any(axis=1))
    if not len(rows):
        return nothing
    like = mask & skin_like(lab)
    head = _head(mask, like, rows)
    seeds = eroded(like) & (head | _leaving(mask, like))
    if seeds.sum() < max(6, 0.008 * mask.sum()):
        return nothing
    skin = _same_tone(lab, like, seeds)
    rest = mask & ~skin & ~head
    if rest.sum() < 0.06 * mask.sum():
        return nothing  # all of it is of that colour: a garment
    return Body(skin, head)


def _head(mask: Bools, like: Bools, rows: np.ndarray) -> Bools:
    """The narrow top of an upright figure that shows skin, down to where it widens to shoulders."""
    top, height = int(rows[0]), int(rows[-1]) + 1 - int(rows[0])
    widths = mask[top : top + height].sum(axis=1)
    broad = float(np.percentile(widths, 80))
    # A figure that is cut off at the hips shows more head than one shown to the feet.
    most = 0.4 if mask[-1].any() else 0.29
    upper = widths[: max(2, round(most * height) + 1)]
    narrow = np.flatnonzero(upper > 0.62 * broad)
    neck = int(narrow[0]) if len(narrow) else len(upper)
    found = np.zeros_like(mask)
    if not 0.06 * height <= neck <= most * height:
        return found
    found[top : top + neck] = mask[top : top + neck]
    shown = like[found].mean() if found.any() else 0.0
    return found if 0.18 <= shown <= 0.95 else np.zeros_like(mask)


def _leaving(mask: Bools, like: Bools) -> Bools:
    """Skin-like regions that run out of the picture at the top, the bottom or a side."""
    labels, sizes = regions(like)
    edges = np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]])
    touching = np.bincount(edges, minlength=len(sizes))
    outline = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]]).sum()
    keep = (touching >= 3) & (touching >= 0.1 * outline) & (sizes >= 0.02 * mask.sum())
    keep[0] = False
    return np.asarray(keep[labels])


def _same_tone(lab: Floats, like: Bools, seeds: Bools) -> Bools:
    """Skin-like pixels of the tone that the seeds show, in light or in shade."""
    tone = np.median(lab[seeds], axis=0)
    chroma, hue = chroma_hue(lab)
    tone_chroma, tone_hue = chroma_hue(tone)
    turn = np.abs((hue - tone_hue + 180) % 360 - 180)
    light = lab[..., 0] - tone[0]
    near = (turn < 15) & (np.abs(chroma - tone_chroma) < 0.045) & (light > -0.3) & (light < 0.2)
    labels, sizes = regions(like & near)
    keep = sizes >= max(3, 0.002 * like.sum())
    keep[0] = False
    return np.asarray(keep[labels])
