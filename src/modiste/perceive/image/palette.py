"""The colours of a garment: a few swatches with names and shares, and the base colour.

The pixels of the garment (without its rim, where it mixes with the background, and without skin)
are counted in a fine OKLab histogram, grouped by weighted k-means, and groups that differ only as
light and shade of one cloth are merged. A swatch shows the lit part of its group, because folds
darken a colour and do not change its name. Nothing is random: the same picture has the same
palette.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from modiste.model.colour import colour, family_of, format_hex, nearest_colours
from modiste.model.colourspace import rgb_to_oklab
from modiste.perceive.image.cutout import Cutout, cut_out
from modiste.perceive.image.names import photo_family
from modiste.perceive.image.pixels import Floats, eroded, oklab, rgb_of
from modiste.perceive.image.skin import body

if TYPE_CHECKING:
    from modiste.perceive.image.load import Picture

SIDE: Final = 160
"""Longer side, in pixels, at which colours are counted."""
LIGHT: Final = 0.5
"""Weight of lightness beside hue and chroma: light and shade of one cloth lie near each other."""
MERGE: Final = 0.05
"""Distance, with lightness so weighted, below which two groups are one colour."""
FLAT: Final = 0.006
"""Mean OKLab deviation below which a group is a flat, drawn colour."""
_GROUPS: Final = 8
_CELL: Final = np.array([0.025, 0.0125, 0.0125], dtype=np.float32)


@dataclass(frozen=True)
class Swatch:
    """One colour of a garment.

    Attributes:
        hex: ``#1f2a4d``.
        name: the nearest name, English.
        name_zh: the same in Chinese.
        family: its colour family.
        share: its share of the garment, 0 … 1.
    """

    hex: str
    name: str
    name_zh: str
    family: str
    share: float


def palette(
    picture: Picture, *, cutout: Cutout | None = None, most: int = 5, least: float = 0.04
) -> list[Swatch]:
    """The colours of the garment, the largest first; empty where no garment is seen.

    Args:
        picture: the picture.
        cutout: where the garment is; found here if not given.
        most: how many colours at most.
        least: the smallest share worth naming. Shares are of the named colours and sum to 1.
    """
    lab, weights = garment_pixels(picture, cutout or cut_out(picture))
    groups = [group for group in grouped(lab, weights) if group.share >= least][:most]
    total = sum(group.share for group in groups)
    return [_swatch(group, group.share / total) for group in groups]


def base_colour(swatches: list[Swatch]) -> Swatch | None:
    """The colour that names the garment: the one with the largest share."""
    return swatches[0] if swatches else None


@dataclass(frozen=True)
class Group:
    """Pixels of one colour.

    Attributes:
        lab: OKLab of their lit part, shape (3,).
        share: their share of the garment, 0 … 1.
        flat: whether they are all but equal, as in a drawing, and not cloth in light and shade.
    """

    lab: Floats
    share: float
    flat: bool = False


def garment_pixels(picture: Picture, cutout: Cutout) -> tuple[Floats, Floats]:
    """OKLab, shape (n, 3), and weight, shape (n,), of the garment's pixels.

    Pixels in the middle count more: what a picture offers is there, and what is worn with it is
    not.
    """
    small = picture.reduced(SIDE)
    height, width = small.shape
    opacity = _fitted(cutout.mask, (height, width))
    mask = opacity > 0.5
    lab = oklab(small.rgb)
    if cutout.method == "centre":
        return lab.reshape(-1, 3), opacity.ravel()
    inside = eroded(mask, 1 if min(height, width) < 120 else 2)
    inside = inside if inside.sum() >= 0.25 * mask.sum() else mask
    figure = body(lab, mask)
    inside = inside & ~figure.skin & ~figure.head
    weights = inside * _middle(mask)
    keep = weights > 0
    return lab[keep], weights[keep].astype(np.float32)


def _middle(mask: np.ndarray) -> Floats:
    """Weights by the distance to the middle of the picture; shape (height, width)."""
    height, width = mask.shape
    rows, columns = np.mgrid[0:height, 0:width]
    away = ((columns / width - 0.5) / 0.3) ** 2 + ((rows / height - 0.52) / 0.3) ** 2
    return np.asarray(0.05 + np.exp(-0.5 * away)).astype(np.float32)


def _fitted(mask: Floats, shape: tuple[int, int]) -> Floats:
    from PIL import Image

    if mask.shape == shape:
        return mask
    levels = Image.fromarray(np.round(mask * 255).astype(np.uint8))
    fitted = levels.resize((shape[1], shape[0]), Image.Resampling.BOX)
    return np.asarray(fitted).astype(np.float32) / 255


def grouped(lab: Floats, weights: Floats) -> list[Group]:
    """Groups of like colour, the largest first.

    Args:
        lab: OKLab, shape (n, 3).
        weights: weight of each pixel, shape (n,).
    """
    if not len(lab) or weights.sum() <= 0:
        return []
    cells, which = np.unique(np.floor(lab / _CELL).astype(np.int64), axis=0, return_inverse=True)
    which = which.ravel()
    mass: Floats = np.bincount(which, weights=weights, minlength=len(cells)).astype(float)
    means = (
        np.stack(
            [
                np.bincount(which, weights=weights * lab[:, i], minlength=len(cells))
                for i in range(3)
            ],
            1,
        )
        / np.maximum(mass, 1e-12)[:, None]
    )
    points = means * [LIGHT, 1.0, 1.0]
    label = _merged(points, mass, _k_means(points, mass, _GROUPS))
    groups = [_group(means[label == i], mass[label == i], mass.sum()) for i in np.unique(label)]
    return sorted(groups, key=lambda group: (-group.share, *group.lab.tolist()))


def _k_means(points: Floats, mass: Floats, count: int) -> np.ndarray:
    """Labels by weighted k-means from far-apart starts (k-means++ without chance)."""
    centres = [points[int(mass.argmax())]]
    gap = np.sum((points - centres[0]) ** 2, axis=1)
    while len(centres) < min(count, len(points)):
        score = mass * gap
        if score.max() <= 1e-12:
            break
        centres.append(points[int(score.argmax())])
        gap = np.minimum(gap, np.sum((points - centres[-1]) ** 2, axis=1))
    middle = np.array(centres)
    label = np.zeros(len(points), dtype=np.intp)
    for _ in range(20):
        found = np.argmin(np.sum((points[:, None] - middle) ** 2, axis=2), axis=1)
        if np.array_equal(found, label) and _ > 0:
            break
        label = found
        for i in np.unique(label):
            own = label == i
            middle[i] = np.average(points[own], axis=0, weights=mass[own])
    return label


def _merged(points: Floats, mass: Floats, label: np.ndarray) -> np.ndarray:
    """Labels after joining, nearest first, the groups that are one colour."""
    label = label.copy()
    while True:
        kinds = np.unique(label)
        if len(kinds) < 2:
            return label
        middle = np.stack(
            [np.average(points[label == i], axis=0, weights=mass[label == i]) for i in kinds]
        )
        gaps = np.linalg.norm(middle[:, None] - middle, axis=2)
        gaps[np.tril_indices(len(kinds))] = np.inf
        one, two = np.unravel_index(int(gaps.argmin()), gaps.shape)
        if gaps[one, two] >= MERGE:
            return label
        label[label == kinds[two]] = kinds[one]


def _group(means: Floats, mass: Floats, total: float) -> Group:
    """A group, shown by its pixels between the 40th and the 95th percentile of lightness."""
    order = np.argsort(means[:, 0], kind="stable")
    upto = np.cumsum(mass[order]) / mass.sum()
    lit = order[(upto > 0.4) & (upto <= 0.95)]
    lit = lit if len(lit) else order[[int(np.searchsorted(upto, 0.6))]]
    shown = np.average(means[lit], axis=0, weights=mass[lit])
    spread = np.average(
        np.abs(means - np.average(means, axis=0, weights=mass)).max(axis=1), weights=mass
    )
    return Group(shown.astype(np.float32), float(mass.sum() / total), bool(spread < FLAT))


def _swatch(group: Group, share: float) -> Swatch:
    rgb = rgb_of(group.lab)
    family = family_of(rgb) if group.flat else photo_family(rgb_to_oklab(rgb))
    near = nearest_colours(rgb, 40)
    named = next((found for found, _ in near if found.family == family), colour(family))
    return Swatch(format_hex(rgb), named.name, named.zh, family, round(share, 4))
