"""Trousers, shorts and the legs of jumpsuits.

The draft stands on the body's rise and hip (after the flat-cut method of Aldrich, in our own
formulas): the front's fork reaches hip / 16, the back's hip / 8 beyond the centre; the back's seat
seam leans with the hip and rises above the waist to cover the seat; the crotch is one curve that
leaves the centre line where it is straight and arrives level at the fork. The back fork is lowered
until both inside legs are of one length, and the back's waist corner is moved along the side until
both outside legs are.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.design.make.building import hem, mark
from modiste.design.make.curves import (
    Path,
    Point,
    cubic,
    hermite,
    line,
    path_length,
    path_reverse,
    path_split,
    solve,
    unit,
)
from modiste.design.make.panel import Copies, Dart, Edge, Inside, Label, Mark, Panel, Role, Zone
from modiste.design.make.plan import hem_level
from modiste.design.make.skirts import hem_allowance, waist_darts
from modiste.design.spec.vocabulary import Category, Hem, Length, Pleats, Silhouette, Yoke

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.design.make.plan import Plan

# Girth of knee and hem over the garment's hip.
_LEG: Final[Mapping[Silhouette, tuple[float, float]]] = {
    Silhouette.SKINNY: (0.385, 0.285),
    Silhouette.TAPERED: (0.45, 0.345),
    Silhouette.STRAIGHT: (0.455, 0.425),
    Silhouette.WIDE_LEG: (0.60, 0.625),
    Silhouette.A_LINE: (0.62, 0.68),
    Silhouette.FLARED: (0.415, 0.575),
    Silhouette.BARREL: (0.60, 0.38),
}


@dataclass(frozen=True)
class Top:
    """What the upper edge of a leg has to be: finished front and back lengths, its height."""

    front: float
    back: float
    height: float
    darts: bool
    gathered: bool = False


@dataclass(frozen=True)
class Leg:
    """Half widths of a leg at knee and hem, and its levels, in cm."""

    crease: float
    knee: float
    hem: float
    knee_y: float
    hem_y: float
    crotch: float


def girths(plan: Plan) -> tuple[float, float]:
    """Girth of the leg at knee level and at the ankle in cm."""
    body = plan.body
    knee, ankle = _LEG.get(plan.spec.silhouette, _LEG[Silhouette.STRAIGHT])
    stretchy = plan.spec.fabric.stretch >= 10
    least_knee = body.knee * (0.97 if stretchy and plan.step < 2 else 1.05) + (
        0.0 if plan.step < 2 else 2.0
    )
    least_hem = body.ankle * (0.80 if stretchy else 1.0) + 1.0
    loose = 1.0 + 0.02 * (plan.step - 2)
    return max(plan.hip * knee * loose, least_knee), max(plan.hip * ankle * loose, least_hem)


def legs(plan: Plan, top: Top) -> tuple[Panel, Panel]:
    """Front and back leg.

    Edges: ``hem``, ``side`` (up), ``waist…`` (side to centre), ``crotch`` and ``inside`` (down).
    """
    body, spec = plan.body, plan.spec
    fall = hem_level(spec.length, body)
    fall += rib_depth(plan)
    room = (0.2, 0.6, 1.2, 2.2, 3.2)[plan.step] * plan.size
    if spec.silhouette is Silhouette.BARREL:
        room += 1.0
    if spec.category is Category.JUMPSUIT:
        room += 2.0 * plan.size
    crotch = -body.rise - room
    fall = min(fall, crotch - 7.0)
    floor = -body.waist_height
    knee_y = min(-body.knee_depth + 3.0 * plan.size, crotch + 0.35 * (floor - crotch))
    quarter = plan.hip / 4
    front_wide, back_wide = quarter - 0.4, quarter + 0.4
    fork_front = plan.hip / 16 - 0.6 + 0.2 * plan.step
    fork_back = plan.hip / 8 - 1.4 + 0.35 * plan.step
    # The thigh has its room from the back's fork.
    short = body.thigh * 1.015 + 5.0 * plan.size - (front_wide + back_wide + fork_front + fork_back)
    if plan.spec.fabric.stretch < 15 or plan.step >= 2:
        fork_back += max(0.0, short)
    knee, low = girths(plan)
    crease = (front_wide - fork_front) / 2
    widths = _widths(plan, knee, low, knee_y, fall, crotch)
    front_leg = Leg(crease, widths[0] / 4 - 0.5, widths[1] / 4 - 0.5, knee_y, fall, crotch)
    front = _front(plan, top, front_leg, front_wide, fork_front)
    back_leg = Leg(
        (back_wide - fork_back) / 2 + 1.6 * plan.size,
        widths[0] / 4 + 0.5,
        widths[1] / 4 + 0.5,
        knee_y,
        fall,
        crotch,
    )
    back = _back(plan, top, back_leg, back_wide, fork_back, front)
    return front, back


def rib_depth(plan: Plan) -> float:
    """Depth of a rib or elastic band at the leg's end in cm."""
    if plan.spec.hem is Hem.RIB:
        return 5.0 * max(0.7, plan.size)
    return 0.0


def _widths(
    plan: Plan, knee: float, low: float, knee_y: float, hem_y: float, crotch: float
) -> tuple[float, float]:
    """Girths at the knee level and at the hem, for legs that may end above the knee."""
    body = plan.body
    ankle_y = -body.waist_height + 0.04 * body.height
    thigh = max(body.thigh * 1.04, plan.hip * 0.62)
    spec = plan.spec
    if hem_y >= knee_y - 1.0:
        # Shorts: between thigh and knee, freer with the outline.
        open_ = {
            Silhouette.SKINNY: -0.03,
            Silhouette.TAPERED: 0.0,
            Silhouette.STRAIGHT: 0.03,
            Silhouette.WIDE_LEG: 0.14,
            Silhouette.A_LINE: 0.20,
        }.get(spec.silhouette, 0.03)
        share = min(1.0, max(0.0, (crotch - hem_y) / max(1.0, crotch - knee_y)))
        end = thigh * (1.0 + open_) - (thigh - max(knee, body.knee * 1.08)) * share * 0.8
        return end, end
    share = min(1.0, max(0.0, (knee_y - hem_y) / max(1.0, knee_y - ankle_y)))
    if spec.length is Length.MIDI:
        low = max(low, body.knee * 0.98 + 1.0) if plan.spec.fabric.stretch < 10 else low
    return knee, knee + (low - knee) * share


def _sides(plan: Plan, leg: Leg, hip: Point, fork: Point) -> tuple[Path, Path]:
    """Outside leg from the hip down, and inside leg from the fork down."""
    knee_out, knee_in = (
        complex(leg.crease + leg.knee, leg.knee_y),
        complex(leg.crease - leg.knee, leg.knee_y),
    )
    hem_out, hem_in = (
        complex(leg.crease + leg.hem, leg.hem_y),
        complex(leg.crease - leg.hem, leg.hem_y),
    )
    if leg.hem_y >= leg.knee_y - 1.0:
        return _short_sides(plan, leg, hip, fork)
    down_out = unit(hem_out - knee_out)
    down_in = unit(hem_in - knee_in)
    if plan.spec.silhouette is Silhouette.BARREL:
        bulge = complex(leg.crease + leg.knee + 1.5, leg.knee_y)
        return (
            (
                hermite(hip, 0.12 - 1j, bulge, -1j, 0.36),
                hermite(bulge, -1j, hem_out, hem_out - bulge - 4.0, 0.4),
            ),
            (
                hermite(fork, complex(0.35, -1.0), knee_in, down_in, 0.33),
                hermite(knee_in, down_in, hem_in, hem_in - knee_in + 1.0, 0.33),
            ),
        )
    return (
        (hermite(hip, -1j, knee_out, down_out, 0.36), line(knee_out, hem_out)),
        (hermite(fork, complex(0.42, -1.0), knee_in, down_in, 0.36), line(knee_in, hem_in)),
    )


# How far a short leg's inside moves in per cm of its length.
_TAPER: Final[Mapping[Silhouette, float]] = {
    Silhouette.SKINNY: 0.26, Silhouette.TAPERED: 0.24, Silhouette.STRAIGHT: 0.18,
    Silhouette.WIDE_LEG: 0.08, Silhouette.A_LINE: 0.06,
}  # fmt: skip


def _short_sides(plan: Plan, leg: Leg, hip: Point, fork: Point) -> tuple[Path, Path]:
    """The sides of shorts: the inside falls from the fork, the outside gives the hem its girth."""
    fall = fork.imag - leg.hem_y
    inner = complex(fork.real + _TAPER.get(plan.spec.silhouette, 0.18) * fall, leg.hem_y)
    most = 0.12 if plan.spec.silhouette is Silhouette.A_LINE else 0.03
    drop = hip.imag - leg.hem_y
    # Each leg's half of the girth, kept near the fall of the hip.
    wish = inner.real + 2 * leg.hem - hip.real
    outer = hip + complex(min(most * drop, max(-0.10 * drop, wish)), -drop)
    return (
        (hermite(hip, -1j, outer, outer - hip, 0.33),),
        (hermite(fork, complex(0.28, -1.0), inner, complex(0.05, -1.0), 0.36),),
    )


def _front(plan: Plan, top: Top, leg: Leg, wide: float, fork: float) -> Panel:
    body = plan.body
    hip_y = -body.hip_depth
    slant = 0.0 if top.gathered else min(1.2, 0.5 + 0.02 * max(0.0, plan.hip - plan.waist))
    pleats = _front_pleats(plan)
    centre_top = complex(slant, top.height - (0.0 if top.gathered else 0.6))
    takes = wide - slant - top.front - sum(pleats)
    at_side = 0.0 if top.gathered else min(max(0.0, takes), 1.9 if top.darts else max(0.0, takes))
    corner = complex(wide - at_side, top.height)
    if top.gathered and wide < top.front:
        corner = complex(top.front, top.height)
    if not top.gathered and takes < 0:
        corner = complex(wide - takes, top.height)
    hip = complex(wide, hip_y)
    point = complex(-fork, leg.crotch)
    outside, inner = _sides(plan, leg, hip, point)
    side = (hermite(corner, complex(max(0.0, at_side) * 0.10, -1.0), hip, -1j, 0.38), *outside)
    start = complex(0.0, hip_y + 1.0)
    low = max(2.0, start.imag - leg.crotch)
    crotch: Path = (
        line(centre_top, start),
        cubic(start, start - 1j * low * 0.62, point + complex(fork * 0.62, -0.0), point),
    )
    edge = (line(corner, centre_top),)
    waist, darts, marks = _waist(plan, top, edge, pleats, back=False)
    return _leg_panel(
        plan,
        "front",
        Label("F", "Trouser front", "裤前片"),
        leg,
        side,
        waist,
        crotch,
        inner,
        darts,
        marks,
    )


def _front_pleats(plan: Plan) -> tuple[float, ...]:
    if plan.spec.fullness.pleats is not Pleats.FRONT:
        return ()
    return (3.0 * plan.size, 2.0 * plan.size) if plan.step >= 2 else (2.4 * plan.size,)


def _back(plan: Plan, top: Top, leg: Leg, wide: float, fork: float, front: Panel) -> Panel:
    body = plan.body
    hip_y = -body.hip_depth
    tall = top.height - hip_y
    slant = 0.0 if top.gathered else 0.14 * tall
    rise = (1.4 if top.gathered else 2.4) * plan.size
    if plan.spec.category is Category.JUMPSUIT:
        rise = 0.6
    centre_top = complex(slant, top.height + rise)
    hip = complex(wide, hip_y)
    inside_length = front.edge("inside").length
    side_length = front.edge("side").length

    def fork_at(drop: float) -> Point:
        return complex(-fork, leg.crotch - drop)

    short = leg.hem_y >= leg.knee_y - 1.0
    drop = 0.0
    if not short:
        drop = solve(
            lambda d: path_length(_sides(plan, leg, hip, fork_at(d))[1]) - inside_length, -8.0, 12.0
        )
    point = fork_at(drop)
    outside, inner = _sides(plan, leg, hip, point)
    takes = wide - slant - top.back
    at_side = 0.0 if top.gathered else min(max(0.0, takes), 1.2 if top.darts else max(0.0, takes))

    def upper(y: float) -> Path:
        x = wide - at_side
        if top.gathered and wide - slant < top.back:
            x = slant + top.back
        elif takes < 0:
            x = wide - takes
        return (hermite(complex(x, y), complex(max(0.0, at_side) * 0.10, -1.0), hip, -1j, 0.38),)

    want = side_length - path_length(outside)
    y = solve(lambda v: path_length(upper(v)) - want, top.height - 6.0, top.height + 6.0)
    side = (*upper(y), *outside)
    lean = centre_top - complex(0.0, hip_y)
    start = complex(0.0, hip_y) - unit(lean) * 0.5
    reach = max(2.0, start.imag - point.imag)
    crotch: Path = (
        line(centre_top, start),
        cubic(start, start - unit(lean) * reach * 0.66, point + complex(fork * 0.66, -0.5), point),
    )
    edge = (line(side[0][0], centre_top),)
    waist, darts, marks = _waist(plan, top, edge, (), back=True)
    return _leg_panel(
        plan,
        "back",
        Label("B", "Trouser back", "裤后片"),
        leg,
        side,
        waist,
        crotch,
        inner,
        darts,
        marks,
    )


def _waist(
    plan: Plan, top: Top, edge: Path, pleats: tuple[float, ...], *, back: bool
) -> tuple[list[Edge], list[Dart], list[Inside]]:
    """The waist edge from the side to the centre, with its darts or pleats."""
    want = top.back if back else top.front
    whole = path_length(edge)
    rest = whole - want
    if top.gathered or rest <= 0.05:
        return [Edge("waist", edge)], [], []
    if pleats:
        return _pleated_waist(edge, rest, len(pleats), plan)
    yoked = plan.spec.shaping.yoke is Yoke.HIP
    count = 2 if rest > 3.4 and back and not yoked else 1
    deep = (11.0 if back else 8.5) * max(0.65, plan.size)
    made, darts = waist_darts(edge, want, rest, count, deep)
    return made, darts, []


def _pleated_waist(
    edge: Path, takes: float, count: int, plan: Plan
) -> tuple[list[Edge], list[Dart], list[Inside]]:

    whole = path_length(edge)
    each = takes / count
    edges: list[Edge] = []
    inside = []
    left, done = edge, 0.0
    # The pleat nearest the centre lies on the crease.
    centres = (0.28, 0.52)[2 - count :] if count == 2 else (0.48,)
    for n, share in enumerate(centres, 1):
        start = whole * share - each / 2 - done
        before, left = path_split(left, start)
        mouth, left = path_split(left, each)
        done += start + each
        edges += [Edge(f"waist_{n}", before), Edge(f"pleat_{n}", mouth, Role.PLEAT)]
        for k, point in enumerate((mouth[0][0], mouth[-1][-1])):
            inside.append(mark(f"pleat_{n}_{k}", Mark.PLEAT, point, point - 6j * plan.size))
    edges.append(Edge(f"waist_{count + 1}", left))
    return edges, [], inside


def _leg_panel(  # noqa: PLR0913, PLR0917, the parts of one outline
    plan: Plan,
    name: str,
    label: Label,
    leg: Leg,
    side: Path,
    waist: list[Edge],
    crotch: Path,
    inner: Path,
    darts: list[Dart],
    marks: list[Inside],
) -> Panel:
    low_in, low_out = inner[-1][-1], side[-1][-1]
    allowance = 1.0 if plan.spec.hem in (Hem.RIB,) else hem_allowance(plan)
    hem_edge = (hem if plan.spec.hem is not Hem.RIB else Edge)(
        "hem", (line(low_in, low_out),), allowance=allowance
    )
    crease = mark(
        "crease", Mark.GUIDE, complex(leg.crease, leg.hem_y + 1.0), complex(leg.crease, leg.crotch)
    )
    return Panel(
        f"leg_{name}",
        (
            hem_edge,
            Edge("side", path_reverse(side)),
            *waist,
            Edge("crotch", crotch),
            Edge("inside", inner),
        ),
        label,
        (
            complex(leg.crease, leg.hem_y + (leg.crotch - leg.hem_y) * 0.25),
            complex(leg.crease, leg.crotch * 0.62),
        ),
        Copies.PAIR,
        zone=Zone.LEG,
        facing=name,
        darts=tuple(darts),
        inside=(*marks, crease),
    )
