"""Necklines: from a point on the shoulder to the centre line.

The basic neckline lies on the base of the neck: a fifth of its girth wide, front depth half a
centimetre more, both scaled until the curve has the length of the girth with ease. Shaped necklines
are cut from it: wider along the shoulder and deeper at the centre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.design.make.curves import (
    Path,
    Point,
    cubic,
    hermite,
    lines,
    path_length,
    solve,
)
from modiste.design.spec.vocabulary import Collar, Neckline

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.design.make.plan import Plan


@dataclass(frozen=True)
class Base:
    """The base of the neck in cm: half width, front depth and rise of the back."""

    width: float
    depth: float
    rise: float


@dataclass(frozen=True)
class Cut:
    """How a neckline departs from the base: along the shoulder, down the front, down the back."""

    wide: float
    front: float
    back: float


# At size 1 (bust 92), in cm.
_CUTS: Final[Mapping[Neckline, Cut]] = {
    Neckline.CREW: Cut(0.9, 0.8, 0.3),
    Neckline.KEYHOLE: Cut(0.9, 0.8, 0.3),
    Neckline.SCOOP: Cut(4.0, 7.5, 2.0),
    Neckline.V: Cut(1.8, 9.5, 0.6),
    Neckline.DEEP_V: Cut(2.6, 16.0, 1.0),
    Neckline.WRAP: Cut(1.8, 12.0, 0.6),
    Neckline.SQUARE: Cut(4.6, 6.5, 2.6),
    Neckline.BOAT: Cut(6.8, -0.6, 0.8),
    Neckline.SWEETHEART: Cut(5.2, 9.5, 2.5),
    Neckline.COWL: Cut(3.6, 2.0, 0.8),
}
_CLOSE: Final = Cut(0.0, 0.0, 0.0)
# Collars that stand at the neck need the base itself; these lie lower or wider.
_COLLARS: Final[Mapping[Collar, Cut]] = {
    Collar.PETER_PAN: Cut(0.8, 0.8, 0.2),
    Collar.SAILOR: Cut(1.0, 8.0, 0.2),
    Collar.RUFFLE: Cut(1.0, 1.0, 0.3),
    Collar.BOW: Cut(0.8, 1.5, 0.2),
    Collar.HOOD: Cut(0.8, 1.2, 0.2),
    Collar.FUNNEL: Cut(1.2, 0.8, 0.4),
    Collar.TURTLE: Cut(0.3, 0.2, 0.0),
    Collar.MOCK: Cut(0.5, 0.3, 0.1),
}


def base_neck(girth: float) -> Base:
    """The base neckline whose whole length is the neck's girth and 1.5 cm."""

    def of(scale: float) -> Base:
        width = girth / 5 * scale - 0.2
        return Base(width, girth / 5 * scale + 0.4, width * 0.32)

    def excess(scale: float) -> float:
        base = of(scale)
        tip = complex(base.width, 0.0)
        front = path_length(round_neck(tip, -base.depth, 0.4 - 1j))
        back = path_length(back_neck(tip, -base.rise))
        return 2 * (front + back) - girth - 1.5

    return of(solve(excess, 0.6, 1.4))


def cut_of(plan: Plan) -> Cut:
    """How the design's neckline departs from the base."""
    spec = plan.spec
    cut = _CUTS.get(spec.neckline, _CLOSE)
    if spec.collar in (Collar.NOTCHED, Collar.PEAK, Collar.SHAWL):
        # The front's depth is where the lapel breaks.
        deep = 24.0 if spec.neckline is Neckline.DEEP_V else 17.0
        cut = Cut(0.5, deep, 0.2)
    elif spec.collar is Collar.CAMP:
        cut = Cut(0.4, 2.5, 0.1)
    collar = _COLLARS.get(spec.collar, _CLOSE)
    if spec.collar is not Collar.NONE and spec.neckline in (Neckline.CREW, Neckline.NONE):
        cut = collar
    grow = plan.size
    room = max(1.5, plan.body.shoulder - 3.0)
    loose = 0.3 * plan.step if plan.knit and spec.collar is Collar.NONE else 0.0
    return Cut(min(cut.wide * grow + loose, room), cut.front * grow + loose, cut.back * grow)


def neck_stretch(stretch: float) -> float:
    """How far a neck edge opens when the head is forced through, as a share of its length.

    The stretch of a cloth is stated under a light load; a neck edge is pulled half as far again.
    """
    return min(0.6, 0.015 * stretch)


def passing(plan: Plan, base: Base, cut: Cut) -> Cut:
    """The neckline, opened as far as the head needs where nothing else opens at the neck.

    It is widened by at most 3 cm at size 1; `Cut` is returned as it was where it opens in front or
    back, or where a collar is fastened to it.
    """
    spec = plan.spec
    if (
        spec.closure.place in ("front", "back", "half-front")
        or spec.category in ("jacket", "coat")
        or spec.neckline in (Neckline.WRAP, Neckline.KEYHOLE)
    ):
        return cut
    need = (plan.body.head + 0.5) / (1 + neck_stretch(spec.fabric.stretch)) / 2
    room = max(cut.wide, min(cut.wide + 3.0 * plan.size, plan.body.shoulder - 3.0))
    steps = 12
    for n in range(steps + 1):
        more = n / steps
        found = Cut(
            cut.wide + (room - cut.wide) * more,
            cut.front + 3.0 * plan.size * more,
            cut.back + 1.0 * plan.size * more,
        )
        across = base.width + found.wide * 0.94
        tip = complex(across, -0.33 * found.wide)
        front = front_neck(spec.neckline, tip, -base.depth - found.front, complex(across, -20.0))
        back = back_neck(tip, -base.rise - found.back)
        if path_length(front) + path_length(back) >= need:
            break
    return found


def round_neck(tip: Point, centre: float, leaving: complex) -> Path:
    """A round neckline from the shoulder down to the centre line at height ``centre``."""
    end = complex(0.0, centre)
    drop = tip.imag - centre
    reach = leaving / abs(leaving) * drop * 0.5
    return (cubic(tip, tip + reach, end + tip.real * 0.58, end),)


def back_neck(tip: Point, centre: float) -> Path:
    """The back neckline: nearly level, turning up to the shoulder in its outer third."""
    end = complex(0.0, centre)
    drop = tip.imag - centre
    return (
        cubic(
            tip,
            tip + complex(-0.06 * tip.real, -0.75 * drop),
            end + complex(0.55 * tip.real, 0.0),
            end,
        ),
    )


def front_neck(kind: Neckline, tip: Point, centre: float, apex: Point) -> Path:
    """The front neckline of a kind from the shoulder to the centre line.

    Args:
        kind: its shape.
        tip: where it starts, on the shoulder.
        centre: its height at the centre line.
        apex: the bust point, which a sweetheart curves over.
    """
    end = complex(0.0, centre)
    if kind in (Neckline.V, Neckline.DEEP_V, Neckline.WRAP):
        # A V cut straight gapes: it is curved in by a hundredth of its length.
        middle = (tip + end) / 2 - complex(0.012, 0.0) * abs(tip - end)
        return (cubic(tip, tip + (middle - tip) * 0.66, end + (middle - end) * 0.66, end),)
    if kind is Neckline.SQUARE:
        corner = complex(tip.real * 0.93, centre)
        return lines(tip, corner, end)
    if kind is Neckline.BOAT:
        return (
            cubic(
                tip,
                tip + complex(-0.3 * tip.real, -0.55 * (tip.imag - centre)),
                end + 0.5 * tip.real,
                end,
            ),
        )
    if kind is Neckline.SWEETHEART:
        crest = complex(apex.real * 0.95, centre + 2.4)
        edge = complex(tip.real * 0.98, centre + 2.9)
        # The heart meets the strap a little under its corner.
        return (
            (tip, edge),
            hermite(edge, crest - edge + 0.6j, crest, -1 + 0.0j, 0.35),
            hermite(crest, -1 + 0j, end, -0.45 - 1j, 0.42),
        )
    return round_neck(tip, centre, complex(-0.08, -1.0))
