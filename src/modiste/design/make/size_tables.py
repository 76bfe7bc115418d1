"""Published size tables that bodies come from, and the ratios that fill what they leave out.

Published, and taken as printed:

* **EN 13402-3** (2004/2013), women and men: bust or chest, waist (and hip of women) of the sizes at
  their steps of 4 cm, 6 cm for the large ones. German numbers name the rows: half the bust less 6
  for women (to 46), half the chest for men. The standard gives no heights with them; the usual
  168 cm and 176 cm are taken.
* **GB/T 1335.1, 1335.2 and 1335.3** (2008/2009): for men and women the middle body of each class
  (Y, A, B, C) and the steps per size of the controlling parts (5·4 series); for children the parts
  by chest (heights 80-130, and the mean of boys and girls above), and by height.
* **ASTM D5585-95**, misses 2-20: bust, waist and hips. The other tables of ASTM (D6240 for men,
  D6458 for boys and others) are not held here; US sizes of men and children are converted through
  the size charts.

Between two rows values are interpolated linearly, as the standards' own steps are; children between
130 and 135 cm pass from one table to the other. Everything that no table here holds is *derived* by
the ratios of `modiste.design.make.body`, which are fitted to the measurement charts usual in
teaching pattern cutting; a maker who has measurements should give them.
"""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

CM_PER_INCH: Final = 2.54

EN_WOMEN: Final[Mapping[int, tuple[float, float, float]]] = {
    32: (76, 60, 84), 34: (80, 64, 88), 36: (84, 68, 92), 38: (88, 72, 96), 40: (92, 76, 100),
    42: (96, 80, 104), 44: (100, 84, 108), 46: (104, 88, 112), 48: (110, 94, 117),
    50: (116, 100, 122), 52: (122, 106, 127), 54: (128, 112, 132), 56: (134, 118, 137),
    58: (140, 124, 142), 60: (146, 130, 147), 62: (152, 136, 152),
}  # fmt: skip
"""EN 13402-3, women: bust, waist and hip in cm by German number."""

EN_MEN: Final[Mapping[int, tuple[float, float]]] = {
    42: (84, 72), 44: (88, 76), 46: (92, 80), 48: (96, 84), 50: (100, 88), 52: (104, 92),
    54: (108, 96), 56: (112, 100), 58: (116, 104), 60: (120, 108), 63: (126, 114), 66: (132, 120),
    69: (138, 126), 72: (144, 132),
}  # fmt: skip
"""EN 13402-3, men: chest and waist in cm by half the chest."""

ASTM_MISSES: Final[Mapping[int, tuple[float, float, float]]] = {
    2: (32, 24, 34.5), 4: (33, 25, 35.5), 6: (34, 26, 36.5), 8: (35, 27, 37.5), 10: (36, 28, 38.5),
    12: (37.5, 29.5, 40), 14: (39, 31, 41.5), 16: (40.5, 32.5, 43), 18: (42.5, 34.5, 45),
    20: (44.5, 36.5, 47),
}  # fmt: skip
"""ASTM D5585-95, misses: bust, waist and hips in inches."""


class Middle(NamedTuple):
    """A middle body of GB/T 1335 and the change of its parts by size."""

    height: float
    chest: float
    waist: float
    hip: float
    neck: float
    across_shoulders: float
    waist_height: float
    neck_step: float
    """Per 4 cm of chest."""
    shoulder_step: float
    """Per 4 cm of chest."""
    hip_step: float
    """Per 4 cm of waist."""


GBT: Final[Mapping[tuple[str, str], Middle]] = {
    ("women", "Y"): Middle(160, 84, 64, 90, 33.4, 40.0, 98, 0.8, 1.0, 3.6),
    ("women", "A"): Middle(160, 84, 68, 90, 33.6, 39.4, 98, 0.8, 1.0, 3.6),
    ("women", "B"): Middle(160, 88, 78, 96, 34.6, 39.8, 98, 0.8, 1.0, 3.2),
    ("women", "C"): Middle(160, 88, 82, 96, 34.8, 39.2, 98, 0.8, 1.0, 3.2),
    ("men", "Y"): Middle(170, 88, 70, 90, 36.4, 44.0, 103, 1.0, 1.2, 3.2),
    ("men", "A"): Middle(170, 88, 74, 90, 36.8, 43.6, 102.5, 1.0, 1.2, 3.2),
    ("men", "B"): Middle(170, 92, 84, 95, 38.2, 44.4, 102, 1.0, 1.2, 2.8),
    ("men", "C"): Middle(170, 96, 92, 97, 39.6, 45.2, 102, 1.0, 1.2, 2.8),
}
"""Middle bodies by people and class."""

# Per 5 cm of height, adults: nape height, waist height, length of the arm.
CERVICAL_STEP, WAIST_HEIGHT_STEP, ARM_STEP = 4.0, 3.0, 1.5
CERVICAL: Final = {"women": (160, 136.0), "men": (170, 145.0)}
ARM: Final = {"women": (160, 50.5), "men": (170, 55.5)}

GBT_CHILDREN: Final[Mapping[int, tuple[float, ...]]] = {
    48: (47, 49, 24.2, 24.4), 52: (50, 54, 25.0, 26.2), 56: (53, 59, 25.8, 28.0),
    60: (56, 64, 26.6, 29.8), 64: (59, 69, 27.4, 31.6),
}  # fmt: skip
"""GB/T 1335.3, heights 80-130, by chest: waist, hip, neck, across the shoulders."""
GBT_YOUTH: Final[Mapping[int, tuple[float, ...]]] = {
    60: (53, 65.0, 28.75, 34.2), 64: (56, 69.5, 29.75, 35.4), 68: (59, 74.0, 30.75, 36.6),
    72: (62, 78.5, 31.75, 37.8), 76: (65, 83.0, 32.75, 39.0), 80: (68, 87.5, 33.75, 40.2),
}  # fmt: skip
"""The same above 130 cm, the mean of boys and girls."""
CHEST_AT: Final[Mapping[int, float]] = {
    80: 48, 90: 51, 100: 54, 110: 57, 120: 60, 130: 64, 135: 66, 140: 68, 145: 70, 150: 72,
    155: 76, 160: 80, 164: 82,
}  # fmt: skip
"""Which chest goes with a height: the middle of those that GB/T 1335.3 pairs with it."""
ARM_AT: Final[Mapping[int, float]] = {
    80: 25, 90: 28, 100: 31, 110: 34, 120: 37, 130: 40, 140: 45.25, 150: 48.25, 160: 51.25,
    164: 52.5,
}  # fmt: skip
WAIST_HEIGHT_AT: Final[Mapping[int, float]] = {
    80: 44, 90: 51, 100: 58, 110: 65, 120: 72, 130: 79, 140: 86.5, 150: 92.5, 160: 98.5, 164: 101,
}  # fmt: skip


def between(table: Mapping[int, float], key: float) -> float:
    """A value between two rows, linearly; beyond the ends along the last piece."""
    keys = sorted(table)
    i = min(max(bisect_right(keys, key), 1), len(keys) - 1)
    low, high = keys[i - 1], keys[i]
    return table[low] + (table[high] - table[low]) * (key - low) / (high - low)


def child(height: float) -> dict[str, float]:
    """The published measurements of a child of a height, by GB/T 1335.3."""
    chest = between(CHEST_AT, height)
    young = _by_chest(GBT_CHILDREN, chest)
    older = _by_chest(GBT_YOUTH, chest)
    share = min(1.0, max(0.0, (height - 130) / 5))
    waist, hip, neck, across = (a + (b - a) * share for a, b in zip(young, older, strict=True))
    return {
        "height": height,
        "bust": chest,
        "waist": waist,
        "hip": hip,
        "neck": neck,
        "across_shoulders": across,
        "arm": between(ARM_AT, height),
        "waist_height": between(WAIST_HEIGHT_AT, height),
    }


def _by_chest(table: Mapping[int, tuple[float, ...]], chest: float) -> list[float]:
    count = len(next(iter(table.values())))
    return [between({k: row[i] for k, row in table.items()}, chest) for i in range(count)]


def adult(
    people: str, kind: str, height: float, chest: float, waist: float, hip: float | None = None
) -> dict[str, float]:
    """The controlling parts of GB/T 1335 of a man or woman, by the steps of a class.

    Args:
        people: ``women`` or ``men``.
        kind: class Y, A, B or C.
        height: height in cm.
        chest: girth of bust or chest.
        waist: girth of the waist.
        hip: girth of the hip; by the class's step where it is not given.
    """
    middle = GBT[people, kind]
    base, cervical = CERVICAL[people]
    steps = (height - base) / 5
    large = (chest - middle.chest) / 4
    if hip is None:
        hip = middle.hip + (waist - middle.waist) / 4 * middle.hip_step
    waist_height = middle.waist_height + WAIST_HEIGHT_STEP * steps
    return {
        "height": height,
        "bust": chest,
        "waist": waist,
        "hip": hip,
        "neck": middle.neck + middle.neck_step * large,
        "across_shoulders": middle.across_shoulders + middle.shoulder_step * large,
        "arm": ARM[people][1] + ARM_STEP * steps,
        "waist_height": waist_height,
        "cervical_height": cervical + CERVICAL_STEP * steps,
    }
