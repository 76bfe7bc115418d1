"""A seamless tile from a picture of cloth.

Three steps: the light is evened out; the repeat is found by autocorrelation where there is one;
the borders are joined along the path where they differ least (the minimum error boundary cut of
Efros and Freeman, "Image quilting", SIGGRAPH 2001), feathered by a few pixels.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from modiste.design.prints.tile import Tile, embedded, num
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from modiste.perceive.image.pixels import Bytes, Floats

_FEATHER = 2
_LARGEST = 768


@dataclass(frozen=True)
class Cut:
    """A tile cut from a picture.

    Attributes:
        pixels: 8-bit RGB; shape (rows, columns, 3).
        repeats: how strongly the picture repeats at the period found, −1 … 1; 0 where none was.
        seam: mean step across the joins by the mean step inside (about 1: no seam to see).
    """

    pixels: Bytes
    repeats: float
    seam: float


def seamless(pixels: Bytes, *, even: bool = True) -> Cut:
    """The largest tile of a picture that repeats without a seam.

    Args:
        pixels: 8-bit RGB of cloth alone; shape (rows, columns, 3), at least 24 × 24.
        even: take out slow changes of light first.

    Raises:
        InputError: the picture is too small or of another shape.
    """
    if pixels.ndim != 3 or pixels.shape[2] != 3 or min(pixels.shape[:2]) < 24:
        raise InputError(
            f"A print cannot be cut from a picture of shape {pixels.shape}",
            remedy="Give a colour picture of at least 24 × 24 pixels of cloth.",
        )
    step = max(1, -(-max(pixels.shape[:2]) // _LARGEST))
    image: Floats = pixels[::step, ::step].astype(np.float64)
    if even:
        image = _evened(image)
    down, right, strength = _period(image)
    tile = _joined(image, right)
    tile = _joined(tile.swapaxes(0, 1), down).swapaxes(0, 1)
    out = np.clip(np.rint(tile), 0, 255).astype(np.uint8)
    return Cut(out, strength, seam_ratio(out))


def photo_tile(pixels: Bytes, width: float, *, even: bool = True) -> Tile:
    """A picture's seamless tile, ``width`` centimetres wide, as a print."""
    if not 0.2 <= width <= 300:
        raise InputError(
            f"A repeat of {num(width)} cm cannot be printed", remedy="Ask for 0.2 to 300 cm."
        )
    cut = seamless(pixels, even=even)
    rows, columns = cut.pixels.shape[:2]
    height = width * rows / columns
    mean = "#" + "".join(f"{round(float(v)):02x}" for v in cut.pixels.mean(axis=(0, 1)))
    body = (
        f'<image href="{embedded(cut.pixels)}" width="{num(width)}" height="{num(height)}" '
        'preserveAspectRatio="none"/>'
    )
    return Tile("photo", width, height, body, (mean,))


def seam_ratio(pixels: Bytes) -> float:
    """Mean step across the joins of a tile by the mean step inside it; 1 where none can be seen."""
    a = pixels.astype(np.float64)
    ratios = []
    for axis in (0, 1):
        inside = np.abs(np.diff(a, axis=axis)).mean()
        join = np.abs(np.take(a, 0, axis) - np.take(a, -1, axis)).mean()
        ratios.append(join / max(float(inside), 0.5))
    return float(max(ratios))


def _evened(image: Floats) -> Floats:
    """Without its slow changes of lightness; textures and motifs stay."""
    from scipy.ndimage import gaussian_filter

    grey = image.mean(axis=2)
    slow = gaussian_filter(grey, max(grey.shape) / 3, mode="nearest")
    gain = np.clip(slow.mean() / np.maximum(slow, 8), 0.6, 1.7)
    return np.asarray(image * gain[..., None])


def _period(image: Floats) -> tuple[int, int, float]:
    """(rows, columns) of the tile and how well the picture repeats so.

    Of the lags between an eighth and three quarters of a side, the one where the picture is most
    like itself, where that is a clear peak; the largest whole number of periods is kept. Else three
    quarters of the side.
    """
    grey = image.mean(axis=2)
    out, strengths = [], []
    for axis in (0, 1):
        size = grey.shape[axis]
        likeness = _likeness(grey if axis == 0 else grey.T)
        low, high = max(6, size // 24), size * 3 // 4
        peaks = [
            lag
            for lag in range(low, high)
            if likeness[lag] >= likeness[max(low, lag - 3) : lag + 4].max() and likeness[lag] > 0.45
        ]
        if peaks:
            best = max(peaks, key=lambda lag: likeness[lag])
            first = next(lag for lag in peaks if likeness[lag] > likeness[best] - 0.06)
            strengths.append(float(likeness[first]))
            out.append(first * max(1, high // first))
        else:
            strengths.append(0.0)
            out.append(high)
    return out[0], out[1], min(strengths)


def _likeness(grey: Floats) -> Floats:
    """Correlation of a picture with itself moved down by each lag; shape (rows,)."""
    rows = grey.shape[0]
    centred = grey - grey.mean()
    spectrum = np.fft.rfft(centred, 2 * rows, axis=0)
    auto = np.fft.irfft(np.abs(spectrum) ** 2, axis=0)[:rows].sum(axis=1)
    count = np.arange(rows, 0, -1)
    auto = auto / count
    return np.asarray(auto / max(float(auto[0]), 1e-9))


def _joined(image: Floats, period: int) -> Floats:
    """Columns 0 … period of an image, the left border replaced by what follows the right one.

    What lies past the right border is laid over the left one and cut where the two agree best, so
    the tile's first column continues its last.
    """
    over = min(image.shape[1] - period, period // 2)
    left, right = image[:, :over], image[:, period : period + over]
    cost = ((left - right) ** 2).sum(axis=2)
    cut = _cheapest(cost)
    where = np.arange(over)[None, :]
    share = np.clip((where - cut[:, None]) / (2 * _FEATHER) + 0.5, 0, 1)
    share[:, 0] = 0.0
    mixed = right * (1 - share[..., None]) + left * share[..., None]
    return np.concatenate((mixed, image[:, over:period]), axis=1)


def _cheapest(cost: Floats) -> np.ndarray[tuple[int, ...], np.dtype[np.intp]]:
    """The column of each row of the cheapest path down; it moves by at most one column a row.

    The path is closed (its ends lie within a column of each other), as the tile repeats downwards.
    """
    rows, columns = cost.shape
    lead = min(rows, 2 * columns)
    tall = np.concatenate((cost[-lead:], cost, cost[:lead]))
    total = tall.copy()
    for y in range(1, len(tall)):
        before = np.pad(total[y - 1], 1, constant_values=np.inf)
        total[y] += np.minimum(np.minimum(before[:-2], before[1:-1]), before[2:])
    at = int(np.argmin(total[-1]))
    out = np.empty(len(tall), dtype=np.intp)
    out[-1] = at
    for y in range(len(tall) - 2, -1, -1):
        low = max(0, at - 1)
        at = low + int(np.argmin(total[y, low : at + 2]))
        out[y] = at
    return out[lead : lead + rows]
