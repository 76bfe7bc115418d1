"""The figures that flats are drawn on, and a spec's measures on them (cm, half widths, y down).

Proportions are those of fashion flats: true widths (a quarter of each girth, as cloth lies flat)
on a figure of usual height; y = 0 is the shoulder at the neck (high point shoulder).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.spec.vocabulary import (
    Audience,
    Category,
    Fit,
    Length,
    Silhouette,
    SleeveLength,
    SleeveType,
    WaistPosition,
)

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec


@dataclass(frozen=True)
class Figure:
    """A figure's landmarks: half widths and heights below the neck point."""

    neck: float
    shoulder: float
    drop: float
    chest: float
    waist: float
    hip: float
    armhole: float
    waist_y: float
    hip_y: float
    crotch_y: float
    knee_y: float
    floor_y: float
    arm: float
    upper_arm: float
    wrist: float

    @property
    def unit(self) -> float:
        """Size of the figure against the woman's: small parts scale by it."""
        return self.waist_y / 41


FIGURES = {
    Audience.WOMEN: Figure(
        7.4, 18.8, 4.8, 21.4, 16.8, 22.8, 20.8, 43, 63.5, 70, 104, 151, 63, 7.8, 8.0
    ),
    Audience.MEN: Figure(
        8.2, 22.2, 5.6, 24.4, 21.2, 24.2, 23.4, 48, 67, 75, 112, 161, 68, 9.2, 9.2
    ),
    Audience.CHILDREN: Figure(
        6.2, 14.6, 3.6, 16.2, 14.6, 17.2, 15.6, 31.5, 46, 51, 76, 109, 44.5, 6.7, 6.5
    ),
}
"""Women about 168 cm (38/M), men about 180 cm (M), children about 128 cm (8 years)."""

_EASE = {Fit.TIGHT: -0.8, Fit.SLIM: 0.8, Fit.REGULAR: 2.0, Fit.RELAXED: 4.2, Fit.OVERSIZED: 7.0}
_OVER = {Category.JACKET: 1.3, Category.COAT: 2.4, Category.KNIT: 0.4}
BOTTOMS = frozenset({Category.SKIRT, Category.TROUSERS, Category.SHORTS})
LEGGED = frozenset({Category.TROUSERS, Category.SHORTS, Category.JUMPSUIT})

# Where hems lie between landmarks: (landmark above, landmark below, share of the way).
_HEMS = {
    Length.CROPPED: ("armhole", "waist_y", 0.72),
    Length.WAIST: ("waist_y", "hip_y", 0.12),
    Length.HIP: ("waist_y", "hip_y", 1.0),
    Length.TUNIC: ("hip_y", "knee_y", 0.32),
    Length.MINI: ("hip_y", "knee_y", 0.5),
    Length.ABOVE_KNEE: ("hip_y", "knee_y", 0.8),
    Length.KNEE: ("hip_y", "knee_y", 1.02),
    Length.MIDI: ("knee_y", "floor_y", 0.4),
    Length.ANKLE: ("knee_y", "floor_y", 0.76),
    Length.MAXI: ("knee_y", "floor_y", 0.78),
    Length.FULL: ("knee_y", "floor_y", 0.95),
    Length.FLOOR: ("knee_y", "floor_y", 1.0),
}
_LEGS = {
    Length.MINI: ("crotch_y", "knee_y", 0.2),
    Length.ABOVE_KNEE: ("crotch_y", "knee_y", 0.58),
    Length.KNEE: ("crotch_y", "knee_y", 1.0),
}
_SLEEVES = {
    SleeveLength.NONE: 0.0,
    SleeveLength.CAP: 0.15,
    SleeveLength.SHORT: 0.34,
    SleeveLength.ELBOW: 0.54,
    SleeveLength.THREE_QUARTER: 0.76,
    SleeveLength.LONG: 1.0,
    SleeveLength.EXTRA_LONG: 1.12,
}
_WAISTS = {
    WaistPosition.EMPIRE: -0.58,
    WaistPosition.HIGH: -0.2,
    WaistPosition.NATURAL: 0.0,
    WaistPosition.LOW: 0.42,
}


@dataclass(frozen=True)
class Frame:
    """The measures of one garment, ready to draw.

    Attributes:
        figure: of the audience.
        unit: scale of small parts.
        ease: added to each quarter.
        shoulder: half width at the shoulder tip.
        drop: y of the shoulder tip.
        chest: half width at the underarm.
        armhole: y of the underarm.
        waist: half width of the garment at the waist.
        hip: half width at the hip.
        waist_y: y of the seam or band at the waist, by its position.
        length: y of the hem.
        arm: length of the sleeve from the shoulder tip.
    """

    figure: Figure
    unit: float
    ease: float
    shoulder: float
    drop: float
    chest: float
    armhole: float
    waist: float
    hip: float
    waist_y: float
    length: float
    arm: float


def frame_of(spec: DesignSpec) -> Frame:
    """Resolve a spec's levels on the figure of its audience."""
    f = FIGURES[spec.audience]
    u = f.unit
    ease = (_EASE[spec.fit] + _OVER.get(spec.category, 0.0)) * u
    wide = max(0.0, ease / u - 2.0)
    shoulder = f.shoulder + 0.42 * wide * u
    if spec.sleeve.type is SleeveType.DROP_SHOULDER:
        shoulder = f.shoulder + (3.4 + 0.5 * wide) * u
    if spec.silhouette is Silhouette.BOXY:
        ease += 1.2 * u
    armhole = f.armhole + (0.42 * ease + 0.9 * u if ease > 0 else 0.6 * u)
    slope = (f.drop / (f.shoulder - f.neck)) * 0.92
    drop = f.drop + slope * (shoulder - f.shoulder)
    share = 0.42 if spec.category in BOTTOMS or spec.category is Category.JUMPSUIT else 0.75
    return Frame(
        f,
        u,
        ease,
        shoulder,
        drop,
        f.chest + ease,
        armhole,
        _waist(spec, f, ease),
        f.hip + max(0.4 * u, share * ease),
        f.waist_y
        + _WAISTS[spec.waist.position]
        * (f.waist_y - f.armhole if _WAISTS[spec.waist.position] < 0 else f.hip_y - f.waist_y),
        _length(spec, f),
        f.arm * _SLEEVES[spec.sleeve.length],
    )


_SHAPED = frozenset({Silhouette.SHEATH, Silhouette.FIT_AND_FLARE, Silhouette.MERMAID})


def _waist(spec: DesignSpec, f: Figure, ease: float) -> float:
    loose = f.chest + ease - 1.6 * f.unit
    if spec.category in BOTTOMS or spec.category is Category.JUMPSUIT:
        loose = 1.2 if spec.category is Category.JUMPSUIT else 0.0
        return f.waist + max(0.5 * f.unit, 0.35 * ease) + loose * f.unit
    fitted = f.waist + max(0.9 * f.unit, 0.55 * ease + 0.6 * f.unit)
    if spec.silhouette in _SHAPED or spec.waist.style != "none":
        return min(fitted, loose)
    if spec.shaping.darts in {"waist", "both"} or spec.shaping.seams == "princess":
        return min(fitted + 0.8 * f.unit, loose)
    if spec.audience is Audience.WOMEN and spec.silhouette in {
        Silhouette.STRAIGHT,
        Silhouette.A_LINE,
    }:
        return loose - (1.2 if spec.fit in {Fit.TIGHT, Fit.SLIM} else 0.3) * f.unit
    return loose + 1.0 * f.unit


def _length(spec: DesignSpec, f: Figure) -> float:
    table = _HEMS | _LEGS if spec.category in LEGGED else _HEMS
    above, below, share = table[spec.length]
    top = float(getattr(f, above))
    return top + (float(getattr(f, below)) - top) * share
