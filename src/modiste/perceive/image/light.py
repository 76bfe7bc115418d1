"""A light picture vector from plain numpy: colour, shape, outline and texture; no network.

Four blocks, each of unit length before weighting, computed on the garment cut out of its
background:

* **colour** (78): a soft OKLCh histogram (12 hues × 2 chromas × 3 lightnesses, and 6 greys), as
  square roots, so that the dot product is the Bhattacharyya coefficient;
* **shape** (64 + 1): where the garment is in its box, 8 × 8, and its aspect ratio;
* **outline** (128): histograms of oriented gradients, 4 × 4 cells × 8 orientations, after N. Dalal
  and B. Triggs, CVPR 2005;
* **texture** (20 + 24): uniform local binary patterns at two radii, after T. Ojala et al., IEEE
  PAMI 24 (2002), and mean and deviation of Gabor energies, 4 orientations × 3 wavelengths, after
  B. Manjunath and W. Ma, IEEE PAMI 18 (1996).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.perceive.image.pixels import Bools, Bytes, Floats, chroma_hue, oklab

if TYPE_CHECKING:
    from modiste.perceive.image.cutout import Cutout
    from modiste.perceive.image.load import Picture

NAME: Final = "light-1"
SIDE: Final = 64
SIZE: Final = 78 + 65 + 128 + 44
_WEIGHTS: Final = {"colour": 0.7, "shape": 0.85, "outline": 1.0, "texture": 0.85}


def light_vector(picture: Picture, cutout: Cutout) -> Floats:
    """The light vector of a picture, of unit length; shape (315,)."""
    rgb, mask, aspect = boxed(picture, cutout, SIDE)
    lab = oklab(rgb)
    grey = np.where(mask, lab[..., 0], 1.0)
    blocks = {
        "colour": _colour(lab, mask),
        "shape": _shape(mask, aspect),
        "outline": _outline(grey),
        "texture": _texture(grey, mask),
    }
    parts = [_unit(block) * _WEIGHTS[name] for name, block in blocks.items()]
    return _unit(np.concatenate(parts)).astype(np.float32)


def boxed(picture: Picture, cutout: Cutout, side: int) -> tuple[Bytes, Bools, float]:
    """The garment's box on white, as a square, its mask, and width ÷ height of the box.

    Returns:
        8-bit sRGB, shape (side, side, 3); mask, shape (side, side); aspect ratio.
    """
    from PIL import Image

    left, top, right, bottom = cutout.box()
    width, height = right - left, bottom - top
    longer = max(width, height)
    scale = side / longer
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    image = Image.fromarray(picture.on_white()).crop((left, top, right, bottom))
    opacity = Image.fromarray(np.round(cutout.mask * 255).astype(np.uint8))
    opacity = opacity.crop((left, top, right, bottom))
    x, y = (side - size[0]) // 2, (side - size[1]) // 2
    square = Image.new("RGB", (side, side), "white")
    square.paste(image.resize(size, Image.Resampling.BILINEAR), (x, y))
    cover = Image.new("L", (side, side), 0)
    cover.paste(opacity.resize(size, Image.Resampling.BILINEAR), (x, y))
    return np.asarray(square), np.asarray(cover) > 127, width / height


def _unit(values: Floats) -> Floats:
    length = float(np.linalg.norm(values))
    return values / length if length > 1e-12 else values


def _colour(lab: Floats, mask: Bools) -> Floats:
    found = lab[mask] if mask.any() else lab.reshape(-1, 3)
    chroma, hue = chroma_hue(found)
    light = found[:, 0]
    coloured = np.clip((chroma - 0.012) / 0.02, 0, 1)
    vivid = np.clip((chroma - 0.06) / 0.06, 0, 1)
    histogram = np.zeros((12, 2, 3))
    low, high = np.zeros(len(found), np.intp), np.ones(len(found), np.intp)
    for turn, hue_share in _around(hue / 30.0, 12):
        for step, light_share in _along(light * 2.0, 3):
            share = coloured * hue_share * light_share
            np.add.at(histogram, (turn, low, step), share * (1 - vivid))
            np.add.at(histogram, (turn, high, step), share * vivid)
    greys = np.zeros(6)
    for step, light_share in _along(light * 5.0, 6):
        np.add.at(greys, (step,), (1 - coloured) * light_share)
    return np.sqrt(np.concatenate([histogram.ravel(), greys]) / len(found))


Shares = list[tuple["np.ndarray[tuple[int, ...], np.dtype[np.intp]]", Floats]]


def _around(place: Floats, count: int) -> Shares:
    """The two bins of a circle that a place lies between, and its shares of them."""
    low = np.floor(place).astype(np.intp)
    part = place - low
    return [(low % count, 1 - part), ((low + 1) % count, part)]


def _along(place: Floats, count: int) -> Shares:
    """The same on a line."""
    place = np.clip(place, 0, count - 1)
    low = np.minimum(np.floor(place).astype(np.intp), count - 2)
    part = place - low
    return [(low, 1 - part), (low + 1, part)]


def _shape(mask: Bools, aspect: float) -> Floats:
    cells = mask.reshape(8, SIDE // 8, 8, SIDE // 8).mean(axis=(1, 3)).ravel()
    ratio = np.clip(np.log2(max(aspect, 1e-3)), -2, 2)
    return np.append(cells - 0.5, ratio)


def _outline(grey: Floats) -> Floats:
    rows, columns = np.gradient(grey)
    strength = np.hypot(rows, columns)
    angle = np.arctan2(rows, columns) % np.pi
    cells = np.zeros((4, 4, 8))
    cell = np.arange(SIDE) // (SIDE // 4)
    down, right = np.broadcast_arrays(cell[:, None], cell[None, :])
    for turn, share in _around(angle / np.pi * 8, 8):
        np.add.at(cells, (down, right, turn), strength * share)
    lengths = np.linalg.norm(cells, axis=2, keepdims=True)
    return np.asarray(cells / np.sqrt(lengths**2 + 0.25)).ravel()


def _texture(grey: Floats, mask: Bools) -> Floats:
    inner = mask if mask.sum() >= 16 else np.ones_like(mask)
    patterns = np.concatenate([_binary_patterns(grey, inner, radius) for radius in (1, 3)])
    return np.concatenate([np.sqrt(patterns), _gabor(grey, inner)])


def _binary_patterns(grey: Floats, mask: Bools, radius: int) -> Floats:
    """Shares of the ten rotation-invariant uniform local binary patterns of eight neighbours."""
    edge = np.pad(grey, radius, mode="edge")
    ring = [(-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1)]
    higher = np.stack(
        [
            edge[radius + dy * radius :, radius + dx * radius :][:SIDE, :SIDE] > grey + 0.004
            for dy, dx in ring
        ]
    )
    changes = np.sum(higher != np.roll(higher, 1, axis=0), axis=0)
    code = np.where(changes <= 2, higher.sum(axis=0), 9)
    return np.asarray(np.bincount(code[mask], minlength=10) / mask.sum())


@cache
def _filters() -> Floats:
    """Fourier transforms of 12 zero-mean Gabor filters; shape (12, 64, 64)."""
    rows, columns = np.mgrid[-SIDE // 2 : SIDE // 2, -SIDE // 2 : SIDE // 2]
    found = []
    for wavelength in (4.0, 8.0, 16.0):
        for turn in range(4):
            angle = np.pi * turn / 4
            along = columns * np.cos(angle) + rows * np.sin(angle)
            window = np.exp(-(rows**2 + columns**2) / (2 * (0.5 * wavelength) ** 2))
            wave = window * np.exp(2j * np.pi * along / wavelength)
            wave -= window * (wave.sum() / window.sum())
            found.append(np.fft.fft2(np.fft.ifftshift(wave / np.abs(wave).sum())))
    return np.stack(found)


def _gabor(grey: Floats, mask: Bools) -> Floats:
    level = np.where(mask, grey - grey[mask].mean(), 0.0)
    energy = np.abs(np.fft.ifft2(np.fft.fft2(level) * _filters()))[:, mask]
    return np.asarray(np.sqrt(np.concatenate([energy.mean(axis=1), energy.std(axis=1)])))
