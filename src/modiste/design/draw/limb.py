"""How a sleeve is laid out from its armhole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.draw.path import Point
from modiste.design.spec.vocabulary import Cuff, SleeveLength, SleeveType

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.draw.upper import Upper
    from modiste.design.spec.model import DesignSpec

# Degrees of the sleeve's axis from the vertical, by type and length.
_ANGLES = {
    SleeveLength.CAP: 38.0,
    SleeveLength.SHORT: 30.0,
    SleeveLength.ELBOW: 25.0,
    SleeveLength.THREE_QUARTER: 23.0,
    SleeveLength.LONG: 21.0,
    SleeveLength.EXTRA_LONG: 20.5,
}


@dataclass(frozen=True)
class Limb:
    """A sleeve's construction: points and directions of its right one.

    Attributes:
        top: where the sleeve's head leaves the shoulder.
        under: the underarm.
        outer: lower end of the outer edge.
        inner: lower end of the inner edge.
        axis: unit vector down the sleeve.
        normal: unit vector outwards, square to the axis.
        angle: degrees of the axis from the vertical.
    """

    top: Point
    under: Point
    outer: Point
    inner: Point
    axis: Point
    normal: Point
    angle: float

    def down(self, at: Point, by: float, out: float = 0.0) -> Point:
        """A point moved down the sleeve and outwards."""
        return (
            at[0] + self.axis[0] * by + self.normal[0] * out,
            at[1] + self.axis[1] * by + self.normal[1] * out,
        )

    @property
    def width(self) -> float:
        """At its end."""
        return math.dist(self.outer, self.inner)


def is_long(spec: DesignSpec) -> bool:
    """Whether a sleeve reaches the elbow or beyond."""
    return spec.sleeve.length in {
        SleeveLength.THREE_QUARTER,
        SleeveLength.LONG,
        SleeveLength.EXTRA_LONG,
        SleeveLength.ELBOW,
    }


def limb_of(spec: DesignSpec, m: Frame, up: Upper) -> Limb:
    """Lay a sleeve out from the armhole."""
    u, kind, long = m.unit, spec.sleeve.type, spec.sleeve.length
    angle = _ANGLES.get(long, 30.0)
    wide = max(0.0, m.ease / u - 2.0)
    if kind in {SleeveType.DROP_SHOULDER, SleeveType.KIMONO}:
        angle += 5.0 + 0.6 * wide
    angle += 0.5 * wide
    a = math.radians(angle)
    axis, normal = (math.sin(a), math.cos(a)), (math.cos(a), -math.sin(a))
    under = up.underarm
    top = up.tip
    if kind is SleeveType.KIMONO:
        under = (m.chest - 0.6 * u, m.armhole + (5.0 + 0.4 * wide) * u)
    reach = m.arm
    # The sleeve's upper width as it hangs, square to its axis.
    span = (m.figure.upper_arm + 0.34 * m.ease) * (1.12 if kind is SleeveType.KIMONO else 1.0)
    if kind is SleeveType.DROP_SHOULDER:
        reach -= 3.4 * u + 0.3 * wide * u
    least = (top[0] - under[0]) * normal[0] + (top[1] - under[1]) * normal[1]
    span = max(span, least + (2.2 if kind is not SleeveType.DROP_SHOULDER else 0.2) * u)
    head = (under[0] + normal[0] * span, under[1] + normal[1] * span)
    start = (top[0] - head[0]) * axis[0] + (top[1] - head[1]) * axis[1]
    travel = start + reach
    outer = (head[0] + axis[0] * travel, head[1] + axis[1] * travel)
    end = _end_width(spec, m, span)
    inner = (outer[0] - normal[0] * end, outer[1] - normal[1] * end)
    # A short sleeve must still pass the underarm.
    beyond = (inner[0] - under[0]) * axis[0] + (inner[1] - under[1]) * axis[1]
    least_inner = (0.8 if long is SleeveLength.CAP else 4.0) * u
    if beyond < least_inner:
        shift = least_inner - beyond
        inner = (inner[0] + axis[0] * shift, inner[1] + axis[1] * shift)
    return Limb(top, under, outer, inner, axis, normal, angle)


def _end_width(spec: DesignSpec, m: Frame, span: float) -> float:
    u, kind = m.unit, spec.sleeve.type
    share = {
        SleeveLength.CAP: 0.98,
        SleeveLength.SHORT: 0.94,
        SleeveLength.ELBOW: 0.86,
        SleeveLength.THREE_QUARTER: 0.8,
        SleeveLength.LONG: 0.0,
        SleeveLength.EXTRA_LONG: 0.0,
    }.get(spec.sleeve.length, 0.9)
    wrist = m.figure.wrist + max(0.0, 0.28 * m.ease)
    if spec.category in {"jacket", "coat"}:
        wrist += 2.2 * u
    cap = spec.sleeve.length is SleeveLength.CAP
    flares = {
        SleeveType.BELL: 1.0 if cap else 1.25 if share else 1.75,
        SleeveType.FLUTTER: 1.0 if cap else 1.3,
    }
    if kind in flares:
        return span * flares[kind]
    if kind in {SleeveType.BISHOP, SleeveType.PUFF, SleeveType.LEG_OF_MUTTON} and share:
        return span * 0.78
    if spec.sleeve.cuff in {Cuff.RIB, Cuff.ELASTIC, Cuff.BAND} and share:
        return span * share * 0.9
    if not share:
        return wrist
    return max(span * share, wrist)
