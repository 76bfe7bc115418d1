"""Pixel arithmetic on whole arrays: OKLab and regions of a mask.

The numbers agree with `modiste.model.colourspace`, which says the same of one colour at a time.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from modiste.model.colourspace import oklab_to_rgb

if TYPE_CHECKING:
    from modiste.model.colourspace import Rgb

Floats = np.ndarray[tuple[int, ...], np.dtype[np.floating]]
Bytes = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
Bools = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]
Ints = np.ndarray[tuple[int, ...], np.dtype[np.intp]]

# Björn Ottosson, "A perceptual color space for image processing" (2020).
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_OKLAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@cache
def _linear() -> Floats:
    """Linear light (0 … 1) of each 8-bit sRGB channel value; shape (256,)."""
    channel = np.arange(256) / 255
    light = np.where(channel <= 0.04045, channel / 12.92, ((channel + 0.055) / 1.055) ** 2.4)
    return light.astype(np.float32)


def oklab(rgb: Bytes) -> Floats:
    """OKLab (L 0 … 1; a, b about −0.4 … 0.4) of 8-bit sRGB; shape (…, 3) in and out."""
    cones = _linear()[rgb] @ _TO_LMS.T
    return np.asarray(np.cbrt(cones) @ _TO_OKLAB.T, dtype=np.float32)


def chroma_hue(lab: Floats) -> tuple[Floats, Floats]:
    """Chroma and hue (degrees, 0 … 360) of OKLab; shape (…, 3) → two of (…)."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    return chroma, np.degrees(np.arctan2(lab[..., 2], lab[..., 1])) % 360


def rgb_of(lab: Floats) -> Rgb:
    """8-bit sRGB of one OKLab colour; shape (3,)."""
    return oklab_to_rgb((float(lab[0]), float(lab[1]), float(lab[2])))


def regions(mask: Bools) -> tuple[Ints, Ints]:
    """The connected regions (four neighbours) of a mask.

    Returns:
        Labels, 0 outside the mask, shape (h, w); and the pixels of each label, shape (regions +
        1,).
    """
    from scipy import ndimage

    labels, count = ndimage.label(mask)
    return labels, np.bincount(labels.ravel(), minlength=count + 1)


def touching_border(mask: Bools) -> Bools:
    """The part of a mask whose regions reach the edge of the picture; shape (h, w)."""
    labels, sizes = regions(mask)
    keep = np.zeros(len(sizes), dtype=np.bool_)
    for edge in (labels[0], labels[-1], labels[:, 0], labels[:, -1]):
        keep[edge] = True
    keep[0] = False
    return keep[labels]


def eroded(mask: Bools, steps: int = 1) -> Bools:
    """A mask without its outermost pixels; the edge of the picture does not count as outside."""
    from scipy import ndimage

    if steps < 1:
        return mask
    return np.asarray(ndimage.binary_erosion(mask, iterations=steps, border_value=1))


def dilated(mask: Bools, steps: int = 1) -> Bools:
    """A mask grown by some pixels, four neighbours a step."""
    from scipy import ndimage

    return np.asarray(ndimage.binary_dilation(mask, iterations=steps)) if steps > 0 else mask
