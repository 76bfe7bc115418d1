"""Levels, ease and lengths: a design's words turned to centimetres for a body.

Ease is what a garment measures more than the body. The tables give it in cm for an adult of bust
92 (hip 100); it grows with the body's girth in proportion. Cloth that stretches may be smaller than
the body: a tight garment takes up to 45 % of the cloth's stretch, a slim one 20 %, never over 15 %
of the girth.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.design.spec.vocabulary import (
    Category,
    Fit,
    Length,
    SleeveLength,
    Weave,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.design.make.body import Body
    from modiste.design.spec.model import DesignSpec

FITS: Final = (Fit.TIGHT, Fit.SLIM, Fit.REGULAR, Fit.RELAXED, Fit.OVERSIZED)

# Bust ease by category and fit, tightest first.
_BUST: Final[Mapping[Category, tuple[float, ...]]] = {
    Category.DRESS: (4, 6, 9, 15, 26),
    Category.JUMPSUIT: (4, 6, 9, 15, 26),
    Category.BLOUSE: (5, 7, 11, 17, 28),
    Category.SHIRT: (7, 10, 15, 21, 32),
    Category.TEE: (2, 4, 8, 14, 24),
    Category.KNIT: (3, 5, 9, 15, 26),
    Category.JACKET: (9, 11, 15, 21, 32),
    Category.COAT: (13, 15, 19, 26, 38),
}
_WAIST: Final = (2.0, 3.0, 5.0, 9.0, 16.0)
_HIP: Final = (3.0, 4.0, 6.0, 10.0, 18.0)
_OUTER: Final = {Category.JACKET: 3.0, Category.COAT: 6.0}
# Trousers and skirts: at the waist they are held, at the hip they move.
_BOTTOM_HIP: Final = (1.5, 3.0, 5.0, 9.0, 15.0)
_TAKES: Final = {Fit.TIGHT: 0.45, Fit.SLIM: 0.20}

KNITS: Final = frozenset(
    {
        Weave.JERSEY,
        Weave.PIQUE,
        Weave.RIB,
        Weave.FLEECE,
        Weave.PLAIN_KNIT,
        Weave.CABLE_KNIT,
        Weave.CROCHET,
    }
)


@dataclass(frozen=True)
class Plan:
    """What drafting needs of a design, in cm.

    Attributes:
        body: the body.
        spec: the design.
        bust: garment's girth at the bust.
        waist: at the natural waist, where it is shaped.
        hip: at the seat.
        arm: of the sleeve at the upper arm.
        drop: how much lower the armhole is than the armpit's level.
        step: 0 tightest … 4 loosest.
        knit: the cloth is knitted or stretches by a fifth.
        size: the body's girth over that of the tables' body, which scales ease and details.
    """

    body: Body
    spec: DesignSpec
    bust: float
    waist: float
    hip: float
    arm: float
    drop: float
    step: int
    knit: bool
    size: float


def plan_of(spec: DesignSpec, body: Body) -> Plan:
    """Resolve a design for a body."""
    step = FITS.index(spec.fit)
    size = min(1.3, max(0.55, body.bust / 92.0))
    stretch = spec.fabric.stretch
    outer = _OUTER.get(spec.category, 0.0)
    bottom = spec.category in (Category.SKIRT, Category.TROUSERS, Category.SHORTS)
    bust = _BUST.get(spec.category, (4, 6, 9, 15, 26))[step]
    hip = (_BOTTOM_HIP if bottom else _HIP)[step] + outer
    waist = (1.5 if bottom else _WAIST[step]) + outer

    def girth(measure: float, ease: float) -> float:
        takes = _TAKES.get(spec.fit, 0.0) if stretch >= 15 and not outer else 0.0
        if takes:
            return measure * (1 - min(0.15, takes * stretch / 100))
        return measure + ease * size

    return Plan(
        body,
        spec,
        girth(body.bust, bust),
        girth(body.waist, waist),
        girth(body.hip, hip),
        _arm(body, spec, step, outer),
        (-1.0, -0.5, 0.5, 1.5, 3.5)[step] * size + outer * 0.25,
        step,
        spec.fabric.weave in KNITS or stretch >= 20,
        size,
    )


def _arm(body: Body, spec: DesignSpec, step: int, outer: float) -> float:
    size = min(1.3, max(0.55, body.bust / 92.0))
    if spec.fabric.stretch >= 15 and step < 2 and not outer:
        return body.upper_arm * (1 - min(0.1, _TAKES[spec.fit] * spec.fabric.stretch / 200)) + 0.5
    return body.upper_arm + ((3.0, 4.0, 5.5, 8.0, 12.0)[step] + outer * 0.9) * size


def hem_level(length: Length, body: Body) -> float:
    """Height of a hem over the natural waist in cm (below it: negative)."""
    floor = -body.waist_height
    knee = -body.knee_depth
    crotch = -body.rise
    ankle = floor + 0.055 * body.height
    return {
        Length.CROPPED: 0.14 * body.back_length,
        Length.WAIST: -0.05 * body.back_length,
        Length.HIP: -body.hip_depth * 0.95,
        Length.TUNIC: crotch - 0.02 * body.height,
        Length.MINI: crotch + (knee - crotch) * 0.40,
        Length.ABOVE_KNEE: knee + 0.045 * body.height,
        Length.KNEE: knee - 0.005 * body.height,
        Length.MIDI: knee + (ankle - knee) * 0.55,
        Length.ANKLE: ankle,
        Length.MAXI: floor + 0.075 * body.height,
        Length.FULL: floor + 0.012 * body.height,
        Length.FLOOR: floor + 0.008 * body.height,
    }[length]


def sleeve_length(length: SleeveLength, body: Body) -> float:
    """From shoulder point to the sleeve's hem in cm."""
    share = {
        SleeveLength.NONE: 0.0,
        SleeveLength.CAP: 0.17,
        SleeveLength.SHORT: 0.42,
        SleeveLength.ELBOW: 0.60,
        SleeveLength.THREE_QUARTER: 0.80,
        SleeveLength.LONG: 1.03,
        SleeveLength.EXTRA_LONG: 1.12,
    }[length]
    return share * body.arm
