"""The torso block: back and front from shoulder to hem, with the bust dart ready to be placed.

The method is that of the flat-cut systems taught in Europe (W. Aldrich, *Metric Pattern Cutting*;
the Müller system), in our own formulas:

* half the garment's bust is shared between back and front at the underarm; across the back and the
  chest the garment takes a small part of the ease, the rest lies under the arm;
* the back's length from nape to waist is the body's; the underarm lies the depth of the armhole
  below the nape, lower with the fit; shoulders slope by 19 degrees (men 20, children 17);
* the bust dart of a woman's front has its point at the bust point and an intake of
  0.15 × bust - 6.2 cm at the shoulder, 25 cm away (7 cm at bust 88). The front's armhole, shoulder
  and neck are drafted with the dart closed, the side with the dart open: turning what lies between
  about the bust point puts the dart anywhere (dart rotation);
* half the difference of bust and waist goes to the side seams and darts in stated shares.

Front and back have the same side curve, so that both side seams are of one length.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.design.make.building import centre, free, hem
from modiste.design.make.curves import (
    Path,
    Point,
    cubic,
    hermite,
    line,
    lines,
    parameter_where,
    path_reverse,
    split,
    turn,
    unit,
)
from modiste.design.make.half import Half
from modiste.design.make.necks import Base, Cut, back_neck, base_neck, cut_of, front_neck, passing
from modiste.design.make.panel import Edge
from modiste.design.spec.vocabulary import SleeveType

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan

_SLOPE: Final = {"women": 19.0, "men": 20.0, "children": 17.0}
_LEAST_TURN: Final = 1e-9


@dataclass(frozen=True)
class Outline:
    """What the lower part of a torso follows.

    Attributes:
        waist: half-panel change of width at the waist against the underarm (negative: in).
        hip: the same at the seat.
        flare: change of width per cm below ``flare_from``.
        flare_from: height from which it flares.
        bottom: height of the lower edge at the centre.
        knee: slope of the side down to the knee, below which it sweeps out (mermaid).
        hem: allowance of the lower edge; 0 where it is a waist seam.
        seam: the lower edge is a waist seam.
        tail: how much higher the side ends than the centre (shirt tails).
        low_front: how much lower the front's centre is (high-low hems).
        low_back: the same of the back.
        bust: height of the bust point, down to which the side stays full; None without a bust.
    """

    waist: float
    hip: float
    bottom: float
    flare: float = 0.0
    flare_from: float = 0.0
    knee: float | None = None
    hem: float = 2.5
    seam: bool = False
    tail: float = 0.0
    low_front: float = 0.0
    low_back: float = 0.0
    bust: float | None = None


@dataclass(frozen=True)
class Frame:
    """Points of a torso that both halves share, in cm.

    Attributes:
        back: half width of the back at the underarm.
        front: half width of the front.
        under: height of the underarm.
        neck: the base of the neck.
        cut: the neckline's departure from it.
        shoulder: length from base neck to shoulder point of the garment.
        slope: of the shoulder in radians.
        across_back: half width across the back.
        across_front: half width across the chest.
        lift: how much higher the front's neck point lies than the back's.
        dart: angle of the bust dart in radians.
    """

    back: float
    front: float
    under: float
    neck: Base
    cut: Cut
    shoulder: float
    slope: float
    across_back: float
    across_front: float
    lift: float
    dart: float


def frame_of(plan: Plan) -> Frame:
    """The shared points for a design."""
    body, spec = plan.body, plan.spec
    half = plan.bust / 2
    ease = max(0.0, plan.bust - body.bust)
    shift = 0.6 * plan.size if body.people == "women" else 0.0
    dropped = {
        SleeveType.DROP_SHOULDER: (3.0, 4.0, 5.0, 6.5, 9.0)[plan.step],
        SleeveType.KIMONO: 1.0,
    }.get(spec.sleeve.type, (-0.6, -0.3, 0.0, 0.8, 2.5)[plan.step])
    puffed = spec.sleeve.type in (SleeveType.PUFF, SleeveType.LEG_OF_MUTTON)
    shoulder = body.shoulder + (dropped - (1.0 if puffed else 0.0)) * plan.size
    width = 0.3 + 0.055 * ease
    back = half / 2 - shift
    front = half / 2 + shift
    neck = base_neck(body.neck)
    return Frame(
        back=back,
        front=front,
        under=body.back_length - body.armhole_depth - 0.5 - plan.drop,
        neck=neck,
        cut=passing(plan, neck, cut_of(plan)),
        shoulder=shoulder,
        slope=math.radians(_SLOPE[body.people] - (1.5 if plan.step >= 3 else 0.0)),
        across_back=min(body.back_width / 2 + width, back - 2.8 * plan.size),
        across_front=min(body.chest_width / 2 + width * 0.8, front - 3.2 * plan.size),
        lift=0.6 * plan.size if body.people == "women" else -0.2,
        dart=bust_dart(plan),
    )


def bust_dart(plan: Plan) -> float:
    """The angle of the bust dart in radians; less in loose fits, none for men and children."""
    if plan.body.people != "women":
        return 0.0
    intake = min(13.0, max(3.0, 0.15 * plan.body.bust - 6.2))
    return 2 * math.asin(intake / 2 / 25.0) * (1.0, 1.0, 0.95, 0.7, 0.5)[plan.step]


def back_half(plan: Plan, frame: Frame, outline: Outline) -> Half:
    """The back, closed and without darts."""
    body = plan.body
    nape = complex(0.0, body.back_length)
    base = complex(frame.neck.width, body.back_length + frame.neck.rise)
    down = cmath.rect(1.0, -frame.slope)
    start = base + down * frame.cut.wide
    tip = base + down * frame.shoulder
    neck_low = nape.imag - frame.cut.back
    neck = back_neck(start, min(neck_low, start.imag - 0.8))
    return _assemble(
        plan, outline, frame.back, frame.under, tip, start, neck, frame.across_back, 0.42, 0.50
    )


def front_half(plan: Plan, frame: Frame, outline: Outline, *, darted: bool) -> Half:
    """The front; its bust dart is ready to be opened if ``darted``."""
    body = plan.body
    top = body.back_length + frame.neck.rise + (frame.lift if darted else 0.0)
    base = complex(frame.neck.width, top)
    down = cmath.rect(1.0, -frame.slope)
    start = base + down * frame.cut.wide
    tip = base + down * frame.shoulder
    apex = apex_of(plan, frame, darted=darted)
    low = top - frame.neck.depth - frame.cut.front
    kind = plan.spec.neckline
    neck = front_neck(kind, start, min(low, start.imag - 1.2), apex)
    return _assemble(
        plan,
        outline,
        frame.front,
        frame.under,
        tip,
        start,
        neck,
        frame.across_front,
        0.36,
        0.60,
        frame.dart if darted else 0.0,
        apex,
    )


def apex_of(plan: Plan, frame: Frame, *, darted: bool = True) -> Point:
    """The bust point on the front."""
    body = plan.body
    top = body.back_length + frame.neck.rise + (frame.lift if darted else 0.0)
    across = body.bust_span / 2
    fall = math.sqrt(max(1.0, body.bust_depth**2 - (across - frame.neck.width) ** 2))
    return complex(across, top - fall)


def _assemble(  # noqa: PLR0913, PLR0917, the points of one construction
    plan: Plan,
    outline: Outline,
    width: float,
    under: float,
    tip: Point,
    start: Point,
    neck: Path,
    across: float,
    pitch_share: float,
    scoop: float,
    angle: float = 0.0,
    apex: Point = 0j,
) -> Half:
    low = complex(width, under)
    lifted = turn(angle, apex)(low) if angle > _LEAST_TURN else low
    armhole = armhole_path(lifted, tip, start, across, pitch_share, scoop, angle)
    side = side_path(plan, outline, width, under)
    low_centre = outline.low_front if apex else outline.low_back
    bottom = lower_edge(outline, side[-1][-1], low_centre)
    allowance = 1.0 if outline.seam else outline.hem
    name = "waist" if outline.seam else "hem"
    lower = Edge(name, bottom) if outline.seam else hem(name, bottom, allowance)
    middle = neck[-1][-1]
    edges = [
        lower,
        Edge("side", path_reverse(side)),
        Edge("armhole", armhole),
        Edge("shoulder", lines(tip, start)),
        free("neck", neck),
        centre("centre", lines(middle, bottom[0][0]), fold=True),
    ]
    return Half(edges, apex, angle, level=under)


def armhole_path(
    low: Point, tip: Point, neck: Point, across: float, share: float, scoop: float, angle: float
) -> Path:
    """The armhole from the underarm up to the shoulder point: two cubics that meet at the pitch.

    It leaves the underarm level (square to the side seam), stands upright at the pitch point, where
    the garment is narrowest, and meets the shoulder at a right angle.
    """
    height = tip.imag - low.imag
    pitch = complex(min(across, tip.real - 0.3, low.real - 2.0), low.imag + height * share)
    if tip.real > low.real - 3.0 or across > tip.real - 0.3:
        # A dropped shoulder: the armhole is a shallow hollow.
        pitch = complex(min(across, low.real - 2.2, tip.real - 0.8), pitch.imag)
    up = 1j
    level = cmath.rect(1.0, math.pi + angle)
    outward = unit(tip - neck) * 1j
    dx, dy = abs(low.real - pitch.real), abs(pitch.imag - low.imag)
    first = cubic(low, low + level * dx * scoop, pitch - up * dy * scoop, pitch)
    reach = abs(tip - pitch)
    second = cubic(pitch, pitch + up * reach * 0.36, tip - outward * reach * 0.33, tip)
    return (first, second)


def side_path(plan: Plan, outline: Outline, width: float, under: float) -> Path:
    """The side seam from the underarm down to the lower edge."""
    body = plan.body
    start = complex(width, under)
    waist = complex(width + outline.waist, 0.0)
    flare = complex(outline.flare, -1.0)
    hip_y = -body.hip_depth
    hip = complex(width + outline.hip + outline.flare * max(0.0, outline.flare_from - hip_y), hip_y)
    path: list[tuple[complex, ...]] = []
    if abs(outline.waist) < 1e-6 and abs(outline.hip) < 1e-6 and outline.flare_from >= under - 1e-6:
        end = start + unit(flare) * (under - outline.bottom - outline.tail)
        return (line(start, end),)
    down = hip - waist
    at_waist = -1j if outline.waist < 0 else unit(unit(waist - start) + unit(down))
    leaving = unit(waist - start) - 1j
    if outline.bust is not None and 2.0 < outline.bust < under - 0.3:
        path.append(line(start, complex(width, outline.bust)))
        start = complex(width, outline.bust)
        leaving = -1j
    path.append(hermite(start, leaving, waist, at_waist, 0.36))
    if outline.bottom < hip_y - 1e-6:
        into = flare if outline.knee is None else complex(outline.knee, -1.0)
        path.append(hermite(waist, at_waist, hip, into, 0.36))
        path.extend(_below(plan, outline, hip))
    else:
        path.append(hermite(waist, at_waist, hip, flare, 0.36))
    return _cut_at(tuple(path), outline.bottom + outline.tail)


def _below(plan: Plan, outline: Outline, hip: Point) -> Path:
    """From the seat down: straight, or in to the knee and out again (mermaid)."""
    fall = hip.imag - outline.bottom
    if outline.knee is None:
        return (line(hip, hip + unit(complex(outline.flare, -1.0)) * fall),)
    knee_y = max(outline.bottom + 12.0, -plan.body.knee_depth + 6.0)
    knee = complex(hip.real + outline.knee * (hip.imag - knee_y), knee_y)
    sweep = complex(0.55, -1.0)
    end = knee + unit(sweep) * (knee_y - outline.bottom) * 1.02
    return (line(hip, knee), hermite(knee, complex(outline.knee, -1.0), end, sweep, 0.4))


def _cut_at(path: Path, level: float) -> Path:
    """The part of a falling path above a level; as it is where it does not reach below it."""
    kept = []
    for curve in path:
        if curve[-1].imag >= level - 1e-9:
            kept.append(curve)
            continue
        t = parameter_where(curve, lambda p: p.imag - level)
        if t is not None and t > 1e-6:
            kept.append(split(curve, t)[0])
        break
    return tuple(kept)


def lower_edge(outline: Outline, side: Point, low: float) -> Path:
    """The lower edge from the centre to the side, square to both; tails rise to the side."""
    start = complex(0.0, outline.bottom - low)
    if outline.tail:
        turn_x = side.real * 0.62
        mid = complex(turn_x, outline.bottom + outline.tail * 0.42)
        return (
            hermite(start, 1 + 0j, mid, complex(1.0, 0.62), 0.42),
            hermite(mid, complex(1.0, 0.62), side, 1 + 0.05j, 0.38),
        )
    if outline.seam or abs(side.imag - start.imag) < 0.05:
        return (line(start, side),)
    across = side - start
    steep = outline.flare if outline.knee is None else 0.55
    square = complex(1.0, max(-0.6, min(0.6, steep)))
    return (hermite(start, 1 + 0j, side, square, 0.36 if across.real > 0 else 0.3),)
