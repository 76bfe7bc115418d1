"""Necklines, shoulders and armholes: the upper edge of a torso."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.draw.path import Path, Point
from modiste.design.spec.vocabulary import Category, Collar, Hem, Neckline, SleeveType

if TYPE_CHECKING:
    from modiste.design.draw.figure import Frame
    from modiste.design.spec.model import DesignSpec

LAPELS = frozenset({Collar.NOTCHED, Collar.PEAK, Collar.SHAWL})
STRAPLESS = frozenset({Neckline.STRAIGHT, Neckline.SWEETHEART})


@dataclass(frozen=True)
class Upper:
    """The upper edge of a torso's right half.

    Attributes:
        neck: from the middle to the neck's side point.
        tip: the shoulder's tip (or the end of the upper edge at the side).
        armhole: from the tip to the underarm.
        kind: ``shoulder``, ``strapless``, ``halter``, ``off`` or ``one``.
    """

    neck: Path
    tip: Point
    armhole: Path
    kind: str = "shoulder"

    @property
    def side(self) -> Point:
        """The neck's side point."""
        return self.neck.end

    @property
    def underarm(self) -> Point:
        """Where the side begins."""
        return self.armhole.end

    @property
    def depth(self) -> float:
        """Y of the neckline in the middle."""
        return self.neck.start[1]

    def half(self) -> Path:
        """The whole upper edge, from the middle to the underarm."""
        if self.kind == "strapless":
            return self.neck
        return self.neck.then(Path(self.side).line(self.tip)).then(self.armhole)

    def closed(self, low: Path) -> Path:
        """A closed torso; ``low`` runs from the underarm to the middle of its lower edge."""
        if self.kind != "one":
            return self.half().then(low).whole()
        edge = Path((-self.side[0], self.side[1])).curve(
            (-self.side[0] * 0.7, self.depth * 0.75),
            (self.side[0] * 0.4, self.depth * 1.05),
            self.underarm,
        )
        left = low.mirrored().reversed().then(self.armhole.mirrored().reversed())
        return edge.then(low).then(left)


def neck_size(spec: DesignSpec, m: Frame, *, back: bool) -> tuple[float, float]:
    """(half width, depth) of the neckline."""
    u, base = m.unit, m.figure.neck
    wide, deep, behind = {
        Neckline.CREW: (0.9, 8.6, 2.0),
        Neckline.SCOOP: (3.4, 14.5, 5.0),
        Neckline.V: (1.2, 17.0, 2.4),
        Neckline.DEEP_V: (1.8, 25.0, 3.0),
        Neckline.SQUARE: (3.6, 13.0, 4.0),
        Neckline.BOAT: (6.4, 4.6, 2.8),
        Neckline.COWL: (3.2, 10.5, 2.6),
        Neckline.KEYHOLE: (1.0, 8.2, 2.0),
        Neckline.WRAP: (1.2, 22.0, 2.2),
        Neckline.ONE_SHOULDER: (4.6, 15.0, 12.0),
    }.get(spec.neckline, (0.9, 8.6, 2.0))
    room = m.length / u - (12.0 if spec.hem is Hem.RIB else 6.0)  # a lapel breaks above the hem
    deep = min(_collar_depth(spec, m, deep * u) / u, room)
    if spec.category is Category.KNIT and spec.neckline is Neckline.CREW:
        wide += 0.6
    return base + wide * u, (behind if back else deep) * u


def _collar_depth(spec: DesignSpec, m: Frame, deep: float) -> float:
    u, wide_open = m.unit, {Neckline.V, Neckline.DEEP_V, Neckline.WRAP}
    if spec.collar in LAPELS:
        return _lapel_depth(spec) * u
    set_depths = {Collar.CAMP: 15.0, Collar.SAILOR: 18.0}
    if spec.collar in set_depths:
        return set_depths[spec.collar] * u
    if spec.collar is Collar.NONE or spec.neckline in wide_open:
        return deep
    return 8.4 * u


def _lapel_depth(spec: DesignSpec) -> float:
    """Where a lapel breaks, on the woman's figure."""
    if spec.category is Category.COAT:
        return 25.0 if spec.closure.type == "double-breasted" else 27.0
    if spec.category is Category.JACKET:
        return 27.0 if spec.closure.type == "double-breasted" else 31.0
    return 24.0


def upper_of(spec: DesignSpec, m: Frame, *, back: bool) -> Upper:
    """The upper edge of the front or the back."""
    if spec.neckline in STRAPLESS and spec.collar is Collar.NONE and not _sleeved(spec):
        return _strapless(spec, m, back=back)
    if spec.neckline is Neckline.HALTER:
        return _halter(m, back=back)
    if spec.neckline is Neckline.OFF_SHOULDER:
        return _off(m)
    wide, deep = neck_size(spec, m, back=back)
    neck = _neck(spec, m, wide, deep, back=back)
    tip = _tip(spec, m, wide)
    kind = "one" if spec.neckline is Neckline.ONE_SHOULDER else "shoulder"
    return Upper(neck, tip, _armhole(spec, m, tip, back=back), kind)


def _sleeved(spec: DesignSpec) -> bool:
    return spec.sleeve.type not in {SleeveType.NONE, SleeveType.STRAP}


def on_shoulder(m: Frame, x: float) -> Point:
    """The point of the shoulder line at that x."""
    f = m.figure
    return x, max(0.0, m.drop * (x - f.neck) / (m.shoulder - f.neck))


def _neck(spec: DesignSpec, m: Frame, wide: float, deep: float, *, back: bool) -> Path:
    side = on_shoulder(m, wide)
    start = (0.0, side[1] + deep)
    y = start[1]
    kind = spec.neckline
    if spec.collar in LAPELS | {Collar.CAMP, Collar.SAILOR}:
        kind = Neckline.V
    if spec.collar in {Collar.SHIRT, Collar.BUTTON_DOWN, Collar.BAND} and kind is Neckline.V:
        kind = Neckline.CREW if deep <= 9 * m.unit else Neckline.V
    if back or kind not in {
        Neckline.V,
        Neckline.DEEP_V,
        Neckline.WRAP,
        Neckline.SQUARE,
        *STRAPLESS,
    }:
        flat = 0.66 if kind is Neckline.SCOOP else 0.58
        return Path(start).curve(
            (wide * flat, y), (wide * 0.985, side[1] + (y - side[1]) * 0.6), side
        )
    if kind is Neckline.SQUARE or kind is Neckline.STRAIGHT:
        return Path(start).line((wide - 0.5 * m.unit, y), side)
    if kind is Neckline.SWEETHEART:
        corner = (wide - 0.5 * m.unit, y - 1.5 * m.unit)
        return (
            Path((0.0, y + 1.5 * m.unit))
            .curve((2.4 * m.unit, y - 2.6 * m.unit), (wide * 0.72, y - 3.4 * m.unit), corner)
            .line(side)
        )
    deepest = 0.42 if kind is Neckline.WRAP else 0.36
    return Path(start).curve(
        (wide * deepest, side[1] + (y - side[1]) * 0.62),
        (wide * 0.86, side[1] + (y - side[1]) * 0.27),
        side,
    )


def _tip(spec: DesignSpec, m: Frame, wide: float) -> Point:
    u = m.unit
    if spec.sleeve.type is SleeveType.STRAP:
        return on_shoulder(m, wide + 3.4 * u)
    if spec.sleeve.type is SleeveType.NONE:
        inner = m.shoulder - (3.0 if spec.category in {"dress", "blouse", "jumpsuit"} else 1.6) * u
        return on_shoulder(m, max(inner, wide + 2.6 * u))
    if spec.sleeve.type in {SleeveType.PUFF, SleeveType.LEG_OF_MUTTON}:
        return on_shoulder(m, max(m.shoulder - 1.2 * u, wide + 2.2 * u))
    return on_shoulder(m, max(m.shoulder, wide + 2.2 * u))


def _armhole(spec: DesignSpec, m: Frame, tip: Point, *, back: bool) -> Path:
    u = m.unit
    under = (m.chest, m.armhole)
    deep = under[1] - tip[1]
    if spec.sleeve.type is SleeveType.DROP_SHOULDER:
        under = (max(m.chest, tip[0] + 0.6 * u), m.armhole + 1.6 * u)
        return Path(tip).curve(
            (tip[0] - 0.5 * u, tip[1] + deep * 0.35), (tip[0] - 0.4 * u, under[1] - 4 * u), under
        )
    if spec.sleeve.type in {SleeveType.NONE, SleeveType.STRAP}:
        under = (m.chest - 0.3 * u, m.armhole - 0.6 * u)
        inner = tip[0] - (0.6 if spec.sleeve.type is SleeveType.STRAP else 1.0) * u
        return Path(tip).curve(
            (inner, tip[1] + deep * 0.52),
            (max(tip[0] - 1.6 * u, under[0] - 6.6 * u), under[1] + 0.2 * u),
            under,
        )
    hollow = 1.1 if back else 2.0
    return Path(tip).curve(
        (tip[0] - hollow * 0.75 * u, tip[1] + deep * 0.42),
        (min(tip[0] - hollow * 0.6 * u, under[0] - 4.4 * u), under[1] - 0.5 * u),
        under,
    )


def _strapless(spec: DesignSpec, m: Frame, *, back: bool) -> Upper:
    u = m.unit
    under = (m.chest - 0.5 * u, m.armhole - 0.8 * u)
    if spec.neckline is Neckline.SWEETHEART and not back:
        peak = m.chest * 0.47
        neck = (
            Path((0.0, m.armhole - 1.6 * u))
            .curve(
                (1.2 * u, m.armhole - 5.6 * u),
                (peak * 0.5, m.armhole - 7.6 * u),
                (peak, m.armhole - 7.4 * u),
            )
            .curve(
                (peak * 1.5, m.armhole - 7.2 * u), (under[0] - 2.4 * u, under[1] - 2.6 * u), under
            )
        )
    else:
        top = m.armhole - (1.2 if back else 4.4) * u
        neck = Path((0.0, top)).curve(
            (m.chest * 0.45, top - 0.1 * u), (under[0] - 4.5 * u, top + 0.5 * u), under
        )
    return Upper(neck, under, Path(under), "strapless")


def _halter(m: Frame, *, back: bool) -> Upper:
    u = m.unit
    under = (m.chest - 0.5 * u, m.armhole - 0.4 * u)
    if back:
        top = m.armhole + 5 * u
        neck = Path((0.0, top)).curve((m.chest * 0.5, top), (under[0] - 4 * u, top - 2 * u), under)
        return Upper(neck, under, Path(under), "strapless")
    side = (m.figure.neck - 0.4 * u, -0.8 * u)
    neck = Path((0.0, 8.0 * u)).curve((side[0] * 0.6, 8.0 * u), (side[0] * 0.98, 4.4 * u), side)
    tip = (side[0] + 2.0 * u, -0.2 * u)
    arm = Path(tip).curve((tip[0] + 0.8 * u, 8 * u), (under[0] - 8 * u, under[1] - 0.6 * u), under)
    return Upper(neck, tip, arm, "halter")


def _off(m: Frame) -> Upper:
    u = m.unit
    y = m.drop + 7.2 * u
    tip = (m.shoulder - 0.6 * u, y)
    neck = Path((0.0, y + 3.4 * u)).curve(
        (m.shoulder * 0.5, y + 3.4 * u), (m.shoulder * 0.8, y + 1.2 * u), tip
    )
    under = (m.chest, m.armhole + 0.6 * u)
    arm = Path(tip).curve(
        (tip[0] - 1.4 * u, y + 3.5 * u), (under[0] - 4.2 * u, under[1] - 0.5 * u), under
    )
    return Upper(neck, tip, arm, "off")
