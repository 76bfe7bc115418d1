"""Measure a garment's outline: lengths, widths, sleeves and legs, as ratios.

The garment is seen from the front, upright, laid flat or worn. Rows are scanned from the top; in
each the mask falls into runs. The run over the middle axis is the body; runs beside it are sleeves;
where the middle is empty down to the hem, there are legs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from modiste.perceive.image.pixels import regions

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

ROWS: Final = 300
"""Rows that an outline is measured in."""

_GAP: Final = 0.006
_SLIVER: Final = 0.015
_STEEP: Final = 0.045
"""Growth of the width over a 36th of the height by which an armhole is told from a flare."""


@dataclass(frozen=True)
class Shape:
    """What the outline of a garment measures; lengths are in widths of the chest or waist.

    Attributes:
        aspect: height by width of the box around it.
        legs: whether it has two legs.
        crotch: where they part, as a share of the height from the top; 1 without legs.
        sleeves: whether sleeves stand out.
        torso: whether it begins at the shoulders.
        unit: width that lengths are measured in (chest, else waist), as a share of the height.
        length: height by that width.
        sleeve: length of the sleeve by that width; 0 without.
        waist: narrowest width of the body between chest and hip, by chest.
        waist_at: where it is, as a share of the height.
        hem: width at the hem by chest or waist (of both legs together).
        middle: width half way down by chest or waist.
        widest: largest width of the body by chest or waist, and where.
        neck_depth: depth of the notch at the neck, by chest.
        neck_form: width of the notch half way down by its width at the top.
        knee: width of both legs at the knee by the width of the waist; the body's without legs.
        straps: whether it hangs from narrow straps.
        symmetry: overlap of the outline with its mirror image, 0 … 1.
        solidity: share of its box that it fills.
        pieces: parts of the mask that are not slivers.
    """

    aspect: float
    legs: bool
    crotch: float
    sleeves: bool
    torso: bool
    unit: float
    length: float
    sleeve: float
    waist: float
    waist_at: float
    hem: float
    middle: float
    widest: float
    neck_depth: float
    neck_form: float
    knee: float
    straps: bool
    symmetry: float
    solidity: float
    pieces: int


def largest(mask: Bools) -> tuple[Bools, int]:
    """The biggest connected part of a mask and how many parts are a tenth as big or bigger.

    Of several of nearly one size (front and back side by side) the leftmost.
    """
    if not mask.any():
        return mask, 0
    labels, sizes = regions(mask)
    sizes = np.where(np.arange(len(sizes)) == 0, 0, sizes)  # the first is the background
    order = np.argsort(-sizes)
    big = [int(i) for i in order if sizes[i] >= 0.85 * sizes[order[0]]]
    first = min(big, key=lambda i: int(np.flatnonzero((labels == i).any(axis=0))[0]))
    return labels == first, int((sizes >= 0.1 * sizes[order[0]]).sum())


def measure(mask: Bools) -> Shape | None:
    """Measure a mask; None where it holds nothing of a size.

    Args:
        mask: where the garment is; shape (rows, columns).
    """
    body, pieces = largest(mask)
    if not body.any():
        return None
    rows, columns = np.flatnonzero(body.any(axis=1)), np.flatnonzero(body.any(axis=0))
    box = body[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    if min(box.shape) < 24:
        return None
    grid = _scaled(box)
    outline = _Outline(grid)
    return outline.shape(box.shape[0] / box.shape[1], pieces)


def _scaled(box: Bools) -> Bools:
    high, wide = box.shape
    width = max(8, round(ROWS * wide / high))
    y = np.minimum((np.arange(ROWS) + 0.5) * high / ROWS, high - 1).astype(int)
    x = np.minimum((np.arange(width) + 0.5) * wide / width, wide - 1).astype(int)
    return np.asarray(box[np.ix_(y, x)])


class _Outline:
    """One mask of `ROWS` rows, in runs."""

    def __init__(self, grid: Bools) -> None:
        self.grid = grid
        width = grid.shape[1]
        self.runs = [_runs(row, max(1, round(_GAP * ROWS)), max(1, round(_SLIVER * ROWS)))
                     for row in grid]  # fmt: skip
        middles = [(runs[0][0] + runs[-1][1]) / 2 for runs in self.runs if runs]
        self.axis = float(np.median(middles)) if middles else width / 2
        self.central = np.array([self._over_axis(runs) for runs in self.runs])
        filled = np.flatnonzero(self.central)
        # Sleeves may hang lower than the hem.
        self.end = int(filled[-1]) + 1 if len(filled) else ROWS

    def _over_axis(self, runs: list[tuple[int, int]]) -> float:
        return next((float(b - a) for a, b in runs if a <= self.axis <= b), 0.0)

    def shape(self, aspect: float, pieces: int) -> Shape:
        """All measures."""
        crotch = self._crotch()
        if crotch < ROWS:
            self.end = ROWS
        under, sleeve_rows = self._armpit(crotch)
        end = self._drop(crotch) if under is None else None
        armhole = under if under is not None else end
        torso = armhole is not None or self._shoulders()
        at = armhole + 3 if armhole is not None else (self._chest() if torso else 2)
        at = min(at, self.end - 8)
        unit = max(float(np.median([self._width(y) for y in range(at, at + 5)])), 1.0)
        waist, waist_at = self._waist(at, crotch)
        depth, form = self._neck(unit)
        last = [self._width(y) for y in range(self.end - 10, self.end - 4)]
        return Shape(
            aspect=round(aspect, 3),
            legs=crotch < ROWS,
            crotch=round(crotch / ROWS, 3),
            sleeves=armhole is not None,
            torso=torso,
            unit=round(unit / ROWS, 3),
            length=round(self.end / unit, 3),
            sleeve=round(self._sleeve(under, sleeve_rows, end, unit), 3),
            waist=round(waist / unit, 3),
            waist_at=round(waist_at / ROWS, 3),
            hem=round(float(np.median(last)) / unit, 3),
            middle=round(self._width((at + self.end) // 2) / unit, 3),
            widest=round(max(self._width(y) for y in range(at, self.end)) / unit, 3),
            neck_depth=round(depth, 3),
            neck_form=round(form, 3),
            knee=round(self._knee(crotch) / unit, 3),
            straps=self._straps(unit) if torso else False,
            symmetry=round(self._symmetry(), 3),
            solidity=round(float(self.grid.mean()), 3),
            pieces=pieces,
        )

    def _width(self, y: int) -> float:
        """Width of the body in a row: the middle run; both legs from outside to outside."""
        if self.central[y]:
            return float(self.central[y])
        runs = self.runs[y]
        if not runs:
            return 0.0
        left = [r for r in runs if r[1] <= self.axis]
        right = [r for r in runs if r[0] >= self.axis]
        if not left or not right:
            return float(runs[-1][1] - runs[0][0])
        return float(right[0][1] - left[-1][0])

    def _crotch(self) -> int:
        """First row from which the middle is empty to the hem; `ROWS` where it is not.

        A gap between legs opens from a point; below a hem it is at once as wide as the body.
        """
        first = self.end
        if first >= 0.97 * ROWS or not self.runs[first]:
            return ROWS
        left = [b for _, b in self.runs[first] if b <= self.axis]
        right = [a for a, _ in self.runs[first] if a >= self.axis]
        if not left or not right:
            return ROWS
        opening = min(right) - max(left)
        if opening > 0.45 * self.central[first - 1]:
            return ROWS
        both = [len(self.runs[y]) >= 2 for y in range(first, ROWS - 4)]
        return first if np.mean(both or [False]) > 0.8 else ROWS

    def _armpit(self, crotch: int) -> tuple[int | None, list[int]]:
        """First row with a sleeve on both sides of the body, and all rows with one.

        The longest stretch of such rows counts: a neckline may look like one for a few.
        """
        blocks: list[list[int]] = []
        for y in range(ROWS // 16, min(crotch, self.end)):
            runs, body = self.runs[y], self.central[y]
            if len(runs) < 3 or body < 0.25 * (runs[-1][1] - runs[0][0]):
                continue
            if runs[0][1] < self.axis and runs[-1][0] > self.axis:
                if blocks and y - blocks[-1][-1] <= 6:
                    blocks[-1].append(y)
                else:
                    blocks.append([y])
        best = max(blocks, key=len, default=[])
        if len(best) < 4 or best[0] > 0.75 * ROWS:
            return None, []
        hanging = [y for y in range(best[-1], ROWS) if len(self.runs[y]) >= 2]
        return best[0], [*best, *hanging]

    def _drop(self, crotch: int) -> int | None:
        """Row where a sleeve that lies against the body ends: the width falls at once."""
        step = max(3, ROWS // 50)
        widths = np.array([self._width(y) for y in range(min(crotch, int(0.66 * ROWS)))])
        if len(widths) <= 2 * step or not widths.any():
            return None
        fall = widths[:-step] - widths[step:]
        at = int(np.argmax(fall))
        return at + step if fall[at] > 0.16 * widths[at] and at > ROWS // 50 else None

    def _shoulders(self) -> bool:
        """Whether the top edge widens as shoulders do; a waistband starts as wide as it goes on."""
        early = np.mean([self._outer(y) for y in range(1, 5)])
        later = np.mean([self._outer(y) for y in range(ROWS // 14, ROWS // 14 + 5)])
        apart = np.mean([len(self.runs[y]) for y in range(1, 5)]) > 1.5
        column = np.flatnonzero(self.grid[:, int(self.axis)])
        deep = len(column) > 0 and column[0] > ROWS // 28  # a waistband only dips
        return bool((apart and deep) or early < 0.72 * later)

    def _outer(self, y: int) -> float:
        runs = self.runs[y]
        return float(runs[-1][1] - runs[0][0]) if runs else 0.0

    def _chest(self) -> int:
        """Row of the armpit of a garment without sleeves: where the armhole has ended.

        Straps and shoulders may run down at one width; the armhole is the last steep rise.
        """
        step = ROWS // 36
        widths = np.array([self._outer(y) for y in range(int(0.45 * ROWS))])
        rise = (widths[step:] - widths[:-step]) / np.maximum(widths[:-step], 1)
        steep = np.flatnonzero(rise > _STEEP)
        return int(steep[-1]) + step if len(steep) else ROWS // 12

    def _waist(self, at: int, crotch: int) -> tuple[float, int]:
        end = max(at + 5, min(crotch, self.end - 4, int(0.72 * ROWS)))
        widths = np.array([self._width(y) for y in range(at, min(end, ROWS))])
        if not len(widths):
            return self._width(at), at
        low = int(np.argmin(widths))
        return float(widths[low]), at + low

    def _sleeve(self, under: int | None, rows: list[int], end: int | None, unit: float) -> float:
        """From the point of the shoulder to the end of the sleeve, by the width of the chest."""
        if under is None and end is None:
            return 0.0
        shoulder_x = self.axis - 0.40 * unit
        column = np.flatnonzero(self.grid[:, int(max(shoulder_x, 0))])
        top = int(column[0]) if len(column) else 0
        last = rows[-1] if rows else (end or 0)
        outer = self.runs[last][0] if self.runs[last] else (0, 0)
        tip = (outer[0] + min(outer[1], outer[0] + 0.3 * unit)) / 2
        return float(np.hypot(last - top, shoulder_x - tip)) / unit

    def _neck(self, unit: float) -> tuple[float, float]:
        column = np.flatnonzero(self.grid[:, int(self.axis)])
        depth = int(column[0]) if len(column) else 0
        if depth < 0.05 * unit or depth >= ROWS // 2:
            return depth / unit, 0.0
        wide = [self._notch(round(depth * part)) for part in (0.15, 0.6)]
        return depth / unit, wide[1] / wide[0] if wide[0] else 0.0

    def _notch(self, y: int) -> float:
        runs = self.runs[min(y, ROWS - 1)]
        left = [b for _, b in runs if b <= self.axis]
        right = [a for a, _ in runs if a >= self.axis]
        return float(min(right) - max(left)) if left and right else 0.0

    def _knee(self, crotch: int) -> float:
        """Cloth across both legs, a little above the middle of the leg."""
        y = crotch + (ROWS - crotch) * 2 // 5 if crotch < ROWS else (2 * self.end) // 3
        return float(sum(b - a for a, b in self.runs[min(y, ROWS - 1)]))

    def _straps(self, unit: float) -> bool:
        """Whether the topmost part is two narrow pieces."""
        runs = self.runs[max(2, ROWS // 60)]
        return len(runs) == 2 and all(b - a < 0.16 * unit for a, b in runs)

    def _symmetry(self) -> float:
        width = self.grid.shape[1]
        other = np.round(2 * self.axis - np.arange(width)).astype(int)
        inside = (other >= 0) & (other < width)
        mirror = np.zeros_like(self.grid)
        mirror[:, inside] = self.grid[:, other[inside]]
        union = (self.grid | mirror).sum()
        return float((self.grid & mirror).sum() / union) if union else 0.0


def _runs(row: Bools, gap: int, sliver: int) -> list[tuple[int, int]]:
    """Stretches of a row; gaps and stretches that are too small are left out."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], row.astype(np.int8), [0]])))
    found: list[tuple[int, int]] = []
    for start, end in edges.reshape(-1, 2).tolist():
        if found and start - found[-1][1] <= gap:
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return [(a, b) for a, b in found if b - a >= sliver]
