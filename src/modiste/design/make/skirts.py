"""Skirts below a waist of given length: quarter panels by silhouette, with their waist seams.

A quarter is drafted from the centre (x = 0) outwards, its top at a height over the natural waist.
* Fitted quarters (straight, pencil, A-line with darts, cocoon, mermaid) have the width of the hip
  at its level; what is more than the waist is taken by the side (up to 45 %, 3 cm) and by darts.
* Cones (A-line without darts, fit and flare, circle, sunray, hip yokes) are sectors of a ring:
  waist length over angle is the radius. The A-line's angle just clears the hip; a circle's is a
  right angle a quarter.
* Gathered and pleated quarters are straight panels wider than the waist; pleats are mouths in the
  waist edge which close to the waist's length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from modiste.design.make.building import centre, hem, mark, wedge
from modiste.design.make.curves import (
    Path,
    Point,
    arc,
    hermite,
    line,
    path_length,
    path_moved,
    path_reverse,
    path_split,
    unit,
)
from modiste.design.make.panel import Copies, Dart, Edge, Inside, Label, Mark, Panel, Role, Zone
from modiste.design.spec.vocabulary import Hem, Pleats, Silhouette

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan

_SIDE_MOST: Final = 3.0
_DART_MOST: Final = 3.6


@dataclass
class Quarter:
    """A quarter of a skirt.

    Attributes:
        edges: hem, side, waist (with mouths), centre; anticlockwise.
        darts: its darts.
        inside: its marks.
        gathered: the waist is gathered to its seam.
    """

    edges: list[Edge]
    darts: list[Dart] = field(default_factory=list)
    inside: list[Inside] = field(default_factory=list)
    gathered: bool = False

    def waist(self) -> list[str]:
        """The waist's seam edges from the centre outwards."""
        names = [e.name for e in self.edges if e.name.startswith("waist") and e.role is Role.SEAM]
        return list(reversed(names))

    def panel(
        self,
        name: str,
        label: Label,
        *,
        fold: bool = True,
        facing: str = "front",
        allowance: float = 1.0,
    ) -> Panel:
        """The quarter as a panel."""
        edges = tuple(
            centre("centre", e.path, fold=fold, allowance=allowance) if e.name == "centre" else e
            for e in self.edges
        )
        top = max(e.start.imag for e in edges)
        low = min(e.start.imag for e in edges)
        x = max(e.start.real for e in edges) * 0.3
        return Panel(
            name,
            edges,
            label,
            (complex(x, low + (top - low) * 0.2), complex(x, low + (top - low) * 0.7)),
            Copies.FOLD if fold else Copies.PAIR,
            zone=Zone.TORSO,
            facing=facing,
            darts=tuple(self.darts),
            inside=tuple(self.inside),
        )


@dataclass(frozen=True)
class Ask:
    """What a quarter has to be.

    Attributes:
        waist: finished length of its waist edge in cm.
        hip: its width at the seat.
        top: height of the waist edge.
        bottom: height of the hem at the centre.
        allowance: of the hem.
        back: it is a back.
        darts: darts may be used.
        low: how much the hem falls (or rises) at the centre against the side (high-low hems).
    """

    waist: float
    hip: float
    top: float
    bottom: float
    allowance: float
    back: bool
    darts: bool = True
    low: float = 0.0


def quarter(  # noqa: PLR0911, one answer a kind
    plan: Plan, ask: Ask
) -> Quarter:
    """A quarter of the design's skirt."""
    spec = plan.spec
    pleats = spec.fullness.pleats
    if pleats in (Pleats.KNIFE, Pleats.BOX):
        return pleated(plan, ask, pleats)
    if pleats is Pleats.SUNRAY:
        return sunray(ask)
    if spec.fullness.gathers in ("waist", "yoke") or spec.waist.style in (
        "elastic",
        "drawstring",
        "shirred",
    ):
        return gathered(plan, ask)
    shape = spec.silhouette
    if shape is Silhouette.CIRCLE:
        return cone(ask, math.pi / 2)
    if shape is Silhouette.FIT_AND_FLARE:
        return cone(ask, math.pi / 4)
    if shape in (Silhouette.A_LINE, Silhouette.TRAPEZE) and not ask.darts:
        return cone(ask, max(fit_angle(plan, ask), 0.30))
    return fitted(plan, ask)


def fit_angle(plan: Plan, ask: Ask) -> float:
    """The angle of a cone that has the waist's and the hip's length at their levels."""
    return max(0.06, (ask.hip - ask.waist) / max(6.0, ask.top + plan.body.hip_depth))


def fitted(plan: Plan, ask: Ask) -> Quarter:
    """A quarter that follows the hip and is shaped by its side and darts."""
    hip_y = min(-plan.body.hip_depth, ask.top - 4.0)
    shape = plan.spec.silhouette
    swell = 3.5 * plan.size if shape is Silhouette.COCOON else 0.0
    wide = max(ask.hip + swell, ask.waist + 0.3)
    takes = wide - ask.waist
    at_side = min(takes * 0.45, _SIDE_MOST * max(0.7, plan.size))
    rest = takes - at_side
    count = 0 if rest < 0.6 else 1 if rest <= _DART_MOST else 2
    if count == 0:
        at_side, rest = takes, 0.0
    lift = min(1.4, at_side * 0.4)
    corner = complex(wide - at_side, ask.top + lift)
    at_hip = complex(wide, hip_y)
    side, end = _fitted_side(plan, ask, corner, at_hip)
    low = complex(0.0, ask.bottom - ask.low)
    flare = unit(side[-1][-1] - side[-1][-2])
    square = complex(-flare.imag, flare.real)
    edges = [
        hem(
            "hem",
            (hermite(low, 1 + 0j, end, square if square.real > 0 else 1 + 0j, 0.36),),
            ask.allowance,
        ),
        Edge("side", path_reverse(side)),
    ]
    top = (
        hermite(
            corner,
            complex(-1.0, -1.2 * lift / max(4.0, corner.real)),
            complex(0.0, ask.top),
            -1 + 0j,
            0.36,
        ),
    )
    made, darts = waist_darts(top, ask.waist, rest, count, _dart_length(plan, ask, hip_y))
    edges += [*made, Edge("centre", (line(complex(0.0, ask.top), low),))]
    return Quarter(edges, darts)


def _dart_length(plan: Plan, ask: Ask, hip_y: float) -> float:
    fall = ask.top - hip_y
    return min(fall - 2.0, (13.0 if ask.back else 9.5) * max(0.65, plan.size)) if fall > 6 else 4.0


def _fitted_side(plan: Plan, ask: Ask, corner: Point, hip: Point) -> tuple[Path, Point]:
    """The side from the waist to the hem of a fitted quarter, and its end."""
    shape = plan.spec.silhouette
    fall = hip.imag - ask.bottom
    slope = {
        Silhouette.PENCIL: -0.055,
        Silhouette.A_LINE: 0.17,
        Silhouette.SHEATH: -0.03,
        Silhouette.FIT_AND_FLARE: 0.3,
        Silhouette.COCOON: -0.12,
    }.get(shape, 0.015)
    if fall < 2.0:
        end = complex(hip.real + slope * (corner.imag - ask.bottom) * 0.3, ask.bottom)
        return (hermite(corner, complex(0.5, -1.0), end, complex(slope, -1.0), 0.36),), end
    into = complex(slope, -1.0)
    mean = (hip.real - corner.real) / max(1.0, corner.imag - hip.imag)
    first = hermite(corner, complex(max(0.12, 2.4 * mean - slope), -1.0), hip, into, 0.40)
    if shape is Silhouette.MERMAID:
        knee_y = max(ask.bottom + 14.0, -plan.body.knee_depth + 8.0)
        knee = complex(hip.real - 0.05 * (hip.imag - knee_y), knee_y)
        sweep = complex(0.75, -1.0)
        end = knee + unit(complex(0.5, -1.0)) * (knee_y - ask.bottom)
        return (
            first,
            line(hip, knee),
            hermite(knee, complex(-0.05, -1.0), end, sweep, 0.42),
        ), end
    end = hip + unit(into) * fall
    return (first, line(hip, end)), end


def waist_darts(
    top: Path, finished: float, rest: float, count: int, deep: float
) -> tuple[list[Edge], list[Dart]]:
    """The waist edge from the side to the centre with darts that bring it to a length.

    Args:
        top: the edge, from the side to the centre.
        finished: its length when the darts are sewn, in cm.
        rest: what the darts should take in; corrected to the true length of ``top``.
        count: how many darts.
        deep: their length in cm.
    """
    whole = path_length(top)
    rest = whole - finished
    if count == 0 or rest <= 0.05:
        return [Edge("waist", top)], []
    shares = {1: (0.5,), 2: (0.34, 0.67)}[count]
    weights = {1: (1.0,), 2: (0.45, 0.55)}[count]
    edges: list[Edge] = []
    darts: list[Dart] = []
    left, done = top, 0.0
    for n, (share, weight) in enumerate(zip(shares, weights, strict=True), 1):
        takes = rest * weight
        start = whole * share - takes / 2 - done
        before, left = path_split(left, start)
        mouth, left = path_split(left, takes)
        done += start + takes
        a, b = mouth[0][0], mouth[-1][-1]
        middle = (a + b) / 2
        down = unit((b - a) * 1j)
        tip = middle + (down if down.imag < 0 else -down) * deep * (1.0 if n == 1 else 1.12)
        edges += [Edge(f"waist_{n}", before), Edge(f"dart_{n}_mouth", (line(a, b),), Role.DART)]
        darts.append(wedge(f"dart_{n}", f"dart_{n}_mouth", (a, b), tip, 0.0))
    edges.append(Edge(f"waist_{count + 1}", left))
    return edges, darts


def cone(ask: Ask, angle: float, fuller: float = 1.0) -> Quarter:
    """A sector: its waist is an arc of the finished length (times ``fuller``)."""
    radius = ask.waist * fuller / angle
    fall = ask.top - ask.bottom
    centre_point = complex(0.0, ask.top + radius)
    low, high = -math.pi / 2, -math.pi / 2 + angle
    outer = arc(centre_point, radius + fall, low, high)
    if ask.low:
        # The hem of a high-low skirt slides along the centre line.
        start = outer[0][0] - complex(0.0, ask.low)
        outer = (hermite(start, 1 + 0j, outer[-1][-1], _at(high) * 1j, 0.30 + 0.12 * angle),)
    inner = path_reverse(arc(centre_point, radius, low, high))
    return Quarter(
        [
            hem("hem", outer, min(ask.allowance, 1.5 if angle > 0.6 else ask.allowance)),
            Edge("side", (line(outer[-1][-1], inner[0][0]),)),
            Edge("waist", inner),
            Edge("centre", (line(inner[-1][-1], outer[0][0]),)),
        ],
        gathered=fuller > 1.0,
    )


def _at(angle: float) -> complex:
    return complex(math.cos(angle), math.sin(angle))


def sunray(ask: Ask) -> Quarter:
    """A half circle laid in rays: the waist holds 1.7 times its length until it is pleated."""
    made = cone(ask, math.pi / 4, 1.7)
    radius = ask.waist * 1.7 / (math.pi / 4)
    top = complex(0.0, ask.top + radius)
    fall = ask.top - ask.bottom
    for n in range(1, 12):
        ray = _at(-math.pi / 2 + math.pi / 4 * n / 12)
        made.inside.append(
            mark(f"ray_{n}", Mark.PLEAT, top + ray * radius, top + ray * (radius + fall))
        )
    return made


def gathered(plan: Plan, ask: Ask) -> Quarter:
    """A straight panel gathered at the waist: the hip with its ease, or 1.6 times the waist."""
    sheer = plan.spec.fabric.weight < 90
    fuller = 2.0 if sheer else 1.6
    if plan.spec.fullness.gathers not in ("waist", "yoke") or plan.spec.silhouette in (
        Silhouette.STRAIGHT,
        Silhouette.COCOON,
    ):
        fuller = 1.25
    wide = max(ask.waist * fuller, ask.hip * 1.04)
    slope = {
        Silhouette.A_LINE: 0.14,
        Silhouette.TRAPEZE: 0.2,
        Silhouette.FIT_AND_FLARE: 0.16,
        Silhouette.COCOON: -0.05,
        Silhouette.CIRCLE: 0.35,
        Silhouette.PENCIL: -0.03,
    }.get(plan.spec.silhouette, 0.02)
    fall = ask.top - ask.bottom
    corner = complex(wide, ask.top)
    end = corner + unit(complex(slope, -1.0)) * fall
    low = complex(0.0, ask.bottom - ask.low)
    square = complex(1.0, slope)
    return Quarter(
        [
            hem("hem", (hermite(low, 1 + 0j, end, square, 0.36),), ask.allowance),
            Edge("side", (line(end, corner),)),
            Edge("waist", (line(corner, complex(0.0, ask.top)),)),
            Edge("centre", (line(complex(0.0, ask.top), low),)),
        ],
        gathered=True,
    )


def pleated(plan: Plan, ask: Ask, kind: Pleats) -> Quarter:
    """A straight panel with pleats that close to the waist's length.

    Knife pleats show about 3.5 cm each and take twice what they show; box pleats lie two to a
    quarter. The panel's width is chosen by the hip, so that the pleats hang closed at the seat.
    """
    count = max(2, round(ask.waist / (3.6 * max(0.7, plan.size)))) if kind is Pleats.KNIFE else 2
    wide = max(ask.hip, ask.waist) * (2.6 if kind is Pleats.KNIFE else 1.9)
    takes = (wide - ask.waist) / count
    shows = ask.waist / count
    fall = ask.top - ask.bottom
    edges: list[Edge] = []
    inside: list[Inside] = []
    x = wide
    for n in range(1, count + 1):
        half = shows / 2
        a, b = complex(x - half, ask.top), complex(x - half - takes, ask.top)
        edges.append(Edge(f"waist_{2 * n - 1}", (line(complex(x, ask.top), a),)))
        edges.append(Edge(f"pleat_{n}", (line(a, b),), Role.PLEAT))
        edges.append(Edge(f"waist_{2 * n}", (line(b, b - half),)))
        folds = (a.real, b.real, (a.real + b.real) / 2)
        for k, fold in enumerate(folds):
            down = fall * (0.98 if k < 2 else 0.6)
            inside.append(
                mark(
                    f"pleat_{n}_{k}",
                    Mark.PLEAT,
                    complex(fold, ask.top),
                    complex(fold, ask.top - down),
                )
            )
        x = b.real - half
    low = complex(0.0, ask.bottom - ask.low)
    end = complex(wide, ask.bottom)
    path = (line(low, end),) if not ask.low else (hermite(low, 1 + 0j, end, 1 + 0j, 0.4),)
    return Quarter(
        [
            hem("hem", path, ask.allowance),
            Edge("side", (line(end, complex(wide, ask.top)),)),
            *edges,
            Edge("centre", (line(complex(0.0, ask.top), low),)),
        ],
        [],
        inside,
    )


def with_inverted(quarter_: Quarter, deep: float) -> Quarter:
    """The quarter with half an inverted pleat added along its centre line."""
    shift = complex(deep, 0.0)
    edges = [_shifted(e, shift) for e in quarter_.edges]
    lower = edges[0]
    low, top = lower.start - shift, edges[-1].start
    edges[0] = Edge("hem", (line(low, lower.start), *lower.path), lower.role, lower.allowance)
    edges[-1:] = [
        Edge("pleat_centre", (line(top, top - shift),), Role.PLEAT),
        Edge("centre", (line(top - shift, low),)),
    ]
    fold = mark(
        "pleat_fold", Mark.PLEAT, top, complex(top.real, top.imag - abs(top.imag - low.imag) * 0.9)
    )
    return Quarter(
        edges,
        [_shifted_dart(d, shift) for d in quarter_.darts],
        [
            *(
                Inside(i.name, path_moved(i.path, lambda p: p + shift), i.mark)
                for i in quarter_.inside
            ),
            fold,
        ],
        quarter_.gathered,
    )


def _shifted(edge: Edge, by: complex) -> Edge:
    return Edge(edge.name, path_moved(edge.path, lambda p: p + by), edge.role, edge.allowance)


def _shifted_dart(dart: Dart, by: complex) -> Dart:
    return Dart(
        dart.name, (dart.mouth[0] + by, dart.mouth[1] + by), dart.apex + by, None, dart.edge
    )


def hem_allowance(plan: Plan) -> float:
    """Allowance of a skirt's or body's hem in cm."""
    kind = plan.spec.hem
    if kind is Hem.RAW:
        return 0.0
    if kind in (Hem.RIB, Hem.SCALLOPED):
        return 1.0
    if kind in (Hem.CURVED, Hem.HIGH_LOW, Hem.ASYMMETRIC):
        return 1.5
    if kind is Hem.TURN_UP:
        return 9.0 * max(0.7, plan.size)
    if kind is Hem.ELASTIC:
        return 3.0
    return 2.5 if plan.knit or plan.spec.category in ("blouse", "shirt", "tee") else 4.0
