"""Sleeves: a cap drafted to the armhole, and the shapes that are spread from it.

The cap's height is a share of the armhole's length (a third for tailored sleeves, an eighth for
dropped shoulders), its two halves are S-curves whose widths are solved so that each half has the
length of its armhole with its part of the ease; where the sleeve would be tighter than the arm
allows, the cap is lowered until it is not. Fuller sleeves are the same draft spread sideways
(slash and spread) with a higher cap, gathered back into the armhole.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from modiste.design.make.building import free, hem, mark
from modiste.design.make.curves import (
    Path,
    Point,
    hermite,
    line,
    mirror,
    path_length,
    path_moved,
    path_reverse,
    path_split,
    solve,
)
from modiste.design.make.panel import Copies, Edge, Label, Mark, Panel, Zone
from modiste.design.make.plan import sleeve_length
from modiste.design.spec.vocabulary import Category, Cuff, SleeveLength, SleeveType

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.design.make.plan import Plan

# Height of the cap over the armhole's length, regular fit.
_CAP: Final[Mapping[Category, float]] = {
    Category.JACKET: 0.335, Category.COAT: 0.325, Category.DRESS: 0.315, Category.BLOUSE: 0.30,
    Category.JUMPSUIT: 0.30, Category.SHIRT: 0.25, Category.TEE: 0.27, Category.KNIT: 0.27,
}  # fmt: skip
_CAP_FIT: Final = (0.015, 0.01, 0.0, -0.03, -0.07)
# Ease of the cap over the armhole's length.
_EASE: Final[Mapping[Category, float]] = {
    Category.JACKET: 0.055, Category.COAT: 0.055, Category.DRESS: 0.03, Category.BLOUSE: 0.025,
    Category.JUMPSUIT: 0.025, Category.SHIRT: 0.012,
}  # fmt: skip
_SHALLOW: Final = (SleeveType.DROP_SHOULDER, SleeveType.FLUTTER)


@dataclass(frozen=True)
class Cap:
    """A sleeve cap in cm: its height, both half widths and both curves, from the underarm up."""

    height: float
    back: float
    front: float
    back_path: Path
    front_path: Path


def cap_half(width: float, height: float, scoop: float) -> Path:
    """Half a cap from the underarm at x = ``width`` up to the top at x = 0."""
    base, top = complex(width, 0.0), complex(0.0, height)
    turning = complex(width * (0.56 - scoop), height * 0.45)
    slope = complex(-0.62 * width, height)
    return (
        hermite(base, complex(-1.0, 0.16), turning, slope, 0.40),
        hermite(turning, slope, top, -1 + 0j, 0.40),
    )


def _width_for(target: float, height: float, scoop: float) -> float:
    return solve(lambda w: path_length(cap_half(w, height, scoop)) - target, 1.0, max(2.0, target))


def cap_for(plan: Plan, back: float, front: float) -> tuple[Cap, float]:
    """The cap for armholes of two lengths, and the ease that it holds in cm."""
    spec = plan.spec
    armhole = back + front
    ease = 0.0 if plan.knit else _EASE.get(spec.category, 0.0) * armhole
    if spec.sleeve.type in _SHALLOW:
        ease = 0.0
    share = _CAP.get(spec.category, 0.3) + _CAP_FIT[plan.step]
    if spec.sleeve.type is SleeveType.DROP_SHOULDER:
        share = 0.15 - 0.01 * plan.step
    elif spec.sleeve.type is SleeveType.FLUTTER:
        share = 0.24
    if plan.body.people == "children":
        share = max(0.1, share - 0.03)

    def cap(height: float) -> Cap:
        b = _width_for(back + ease * 0.55, height, 0.0)
        f = _width_for(front + ease * 0.45, height, 0.03)
        return Cap(height, b, f, cap_half(b, height, 0.0), cap_half(f, height, 0.03))

    found = cap(share * armhole)
    if found.back + found.front < plan.arm:
        height = solve(
            lambda h: cap(h).back + cap(h).front - plan.arm, armhole * 0.06, share * armhole, 20
        )
        found = cap(height)
    return found, ease


def hem_girth(plan: Plan, length: SleeveLength, arm: float) -> float:
    """The girth of a plain sleeve's hem in cm."""
    body, spec = plan.body, plan.spec
    outer = {Category.JACKET: 3.5, Category.COAT: 6.0}.get(spec.category, 0.0) * plan.size
    loose = (0.0, 0.5, 2.0, 4.0, 7.0)[plan.step] * plan.size
    wrist = body.hand + 1.0 + loose + outer
    if plan.knit and not outer:
        wrist = body.wrist + 1.5 + loose
    share = {
        SleeveLength.CAP: 1.0,
        SleeveLength.SHORT: 0.94,
        SleeveLength.ELBOW: 0.86,
        SleeveLength.THREE_QUARTER: 0.66,
        SleeveLength.LONG: 0.0,
        SleeveLength.EXTRA_LONG: 0.0,
        SleeveLength.NONE: 1.0,
    }[length]
    if length in (SleeveLength.CAP, SleeveLength.SHORT, SleeveLength.ELBOW):
        return arm * share
    return min(arm * 0.98, wrist + (arm - wrist) * share * 0.7)


def cuff_depth(plan: Plan) -> float:
    """Finished depth of the cuff in cm; 0 where the sleeve itself is the end."""
    return {
        Cuff.BAND: 3.0,
        Cuff.SHIRT: 6.0,
        Cuff.FRENCH: 6.5,
        Cuff.RIB: 6.0 if plan.spec.sleeve.length is not SleeveLength.SHORT else 2.5,
        Cuff.RUFFLE: 5.0,
    }.get(plan.spec.sleeve.cuff, 0.0) * max(0.75, plan.size)


def cuff_girth(plan: Plan) -> float:
    """Finished girth of the cuff in cm, without overlap."""
    body, spec = plan.body, plan.spec
    at_wrist = spec.sleeve.length in (SleeveLength.LONG, SleeveLength.EXTRA_LONG)
    if spec.sleeve.length is SleeveLength.THREE_QUARTER:
        return body.wrist * 1.35 + 2.5 + plan.step
    if not at_wrist:
        return plan.arm * (0.94 if not plan.knit else 0.9)
    if spec.sleeve.cuff in (Cuff.SHIRT, Cuff.FRENCH):
        return body.wrist + 4.5 + 0.4 * plan.step
    if spec.sleeve.cuff is Cuff.RIB:
        return body.wrist + 2.0
    if spec.sleeve.cuff in (Cuff.ELASTIC, Cuff.RUFFLE):
        return body.wrist + 2.0
    return body.hand + 1.5


_FULL: Final = {
    SleeveType.PUFF: (1.35, 1.35, 0.055),
    SleeveType.LEG_OF_MUTTON: (1.40, 1.0, 0.075),
    SleeveType.BISHOP: (1.0, 1.0, 0.0),
}


def sleeve(plan: Plan, back: float, front: float) -> tuple[Panel, float]:
    """A sleeve in one piece for armholes of two lengths in cm, and the ease of its cap.

    Edges: ``hem``, ``under_front``, ``cap_front`` (up), ``cap_back`` (down), ``under_back`` (down).
    """
    spec = plan.spec
    kind = spec.sleeve.type
    cap, _ = cap_for(plan, back, front)
    spread, _, rise = _FULL.get(kind, (1.0, 1.0, 0.0))
    lift = rise * (back + front) * 1.6

    def spread_out(p: Point) -> Point:
        share = max(0.0, p.imag / cap.height)
        return complex(p.real * spread, p.imag + lift * share)

    top = cap.height + lift
    front_cap = path_moved(cap.front_path, spread_out)
    back_cap = path_moved(path_moved(cap.back_path, spread_out), mirror)
    length = max(sleeve_length(spec.sleeve.length, plan.body) - cuff_depth(plan), 2.0)
    if kind is SleeveType.DROP_SHOULDER:
        length -= _dropped(plan)
    arm = cap.back + cap.front
    bottom = min(cap.height - length, -2.0)
    right, left = complex(cap.front * spread, 0), complex(-cap.back * spread, 0)
    width = _hem_width(plan, arm) / 2
    middle = (right.real + left.real) / 2
    skew = middle * 0.5
    low_right, low_left = complex(skew + width, bottom), complex(skew - width, bottom)
    # Both underarm edges must be of one length: the hem is shifted until they are.
    shift = solve(lambda s: abs(low_right + s - right) - abs(low_left + s - left), -width, width)
    low_right, low_left = low_right + shift, low_left + shift
    under_front, under_back = _under(plan, kind, right, left, low_right, low_left)
    sag = {SleeveType.BISHOP: 2.5, SleeveType.BELL: 2.0, SleeveType.FLUTTER: 2.5}.get(kind, 0.0)
    hem_path = _hem(low_left, low_right, sag * plan.size)
    allowance = hem_allowance(plan)
    edges = (
        (hem if cuff_depth(plan) == 0 else Edge)("hem", hem_path, allowance=allowance),
        Edge("under_front", under_front),
        Edge("cap_front", front_cap),
        Edge("cap_back", path_reverse(back_cap)),
        Edge("under_back", path_reverse(under_back)),
    )
    elbow = complex(0.0, max(bottom + 3.0, cap.height - plan.body.arm * 0.56))
    inside = []
    if bottom < cap.height - plan.body.arm * 0.62:
        inside.append(
            mark(
                "elbow",
                Mark.GUIDE,
                complex(left.real * 0.85, elbow.imag),
                complex(right.real * 0.85, elbow.imag),
            )
        )
    if spec.sleeve.cuff in (Cuff.SHIRT, Cuff.FRENCH):
        at = complex(low_left.real + width * 0.5, bottom)
        inside.append(mark("placket", Mark.PLACEMENT, at, at + 12j * plan.size))
    if spec.sleeve.cuff is Cuff.ELASTIC:
        inside.append(mark("elastic", Mark.ELASTIC, low_left + 1.2j, low_right + 1.2j))
    panel = Panel(
        "sleeve",
        edges,
        Label("SL", "Sleeve", "袖片"),
        (complex(0.0, bottom + (top - bottom) * 0.12), complex(0.0, top * 0.75)),
        Copies.PAIR,
        zone=Zone.ARM,
        facing="around",
        inside=tuple(inside),
    )
    return panel, path_length(front_cap) + path_length(back_cap) - back - front


def _dropped(plan: Plan) -> float:
    return (3.0, 4.0, 5.0, 6.5, 9.0)[plan.step] * plan.size


def _hem_width(plan: Plan, arm: float) -> float:  # noqa: PLR0911, one answer a kind
    """Full width of the sleeve at its hem in cm, with what is gathered or pleated there."""
    spec = plan.spec
    kind, cuff = spec.sleeve.type, spec.sleeve.cuff
    plain = hem_girth(plan, spec.sleeve.length, arm)
    if kind is SleeveType.BELL:
        return arm * 1.55
    if kind is SleeveType.FLUTTER:
        return arm * 1.45
    if kind is SleeveType.PUFF:
        return max(arm * 1.3, cuff_girth(plan) * 1.4)
    if kind is SleeveType.BISHOP:
        return max(arm * 1.25, cuff_girth(plan) * 1.6)
    if cuff in (Cuff.SHIRT, Cuff.FRENCH):
        return cuff_girth(plan) + 4.0 * plan.size
    if cuff is Cuff.RIB:
        return max(cuff_girth(plan) * 1.18, plain * 0.9)
    if cuff in (Cuff.ELASTIC, Cuff.RUFFLE):
        return max(plain, cuff_girth(plan) * 1.25)
    if cuff is Cuff.BAND:
        return max(cuff_girth(plan) * 1.06, plain * 0.95)
    return plain


def hem_allowance(plan: Plan) -> float:
    """Allowance of a sleeve's hem in cm; a seam's where a cuff is sewn on."""
    cuff = plan.spec.sleeve.cuff
    if cuff_depth(plan) > 0:
        return 1.0
    if cuff is Cuff.TURN_UP:
        return 8.0 * max(0.7, plan.size)
    if plan.spec.sleeve.type in (SleeveType.FLUTTER, SleeveType.BELL):
        return 1.0
    outer = plan.spec.category in (Category.JACKET, Category.COAT)
    return 4.0 if outer else 2.0


def _hem(left: Point, right: Point, sag: float) -> Path:
    if sag == 0.0:
        return (line(left, right),)
    drop = complex(0.0, -sag)
    low = left + (right - left) * 0.38 + drop
    return (
        hermite(left, (right - left) + 1.2 * drop, low, right - left, 0.36),
        hermite(low, right - left, right, (right - left) - 0.6 * drop, 0.36),
    )


def _under(
    plan: Plan, kind: SleeveType, right: Point, left: Point, low_right: Point, low_left: Point
) -> tuple[Path, Path]:
    """Underarm edges, both upwards; mirror images but for their place."""
    if kind is not SleeveType.LEG_OF_MUTTON:
        return (line(low_right, right),), (line(low_left, left),)
    arm = plan.arm / 2
    y = right.imag - (right.imag - low_right.imag) * 0.42

    def edge(low: Point, high: Point, side: float) -> Path:
        centre = (low_right.real + low_left.real) / 2
        elbow = complex(centre + side * (arm * 0.92), y)
        return (
            hermite(low, elbow - low, elbow, complex(side * 0.10, 1.0), 0.33),
            hermite(elbow, complex(side * 0.10, 1.0), high, complex(side * 0.55, 1.0), 0.38),
        )

    front, back = edge(low_right, right, 1.0), edge(low_left, left, -1.0)
    return front, back


def cap_sleeve(plan: Plan, back: float, front: float) -> tuple[Panel, float, float]:
    """A cap sleeve: the top of a cap, and the lengths of both armholes that it takes.

    Edges: ``hem``, ``cap_front`` (up), ``cap_back`` (down).
    """
    cap, _ = cap_for(plan, back, front)
    length = sleeve_length(SleeveLength.CAP, plan.body)
    ends = []
    for path, armhole in ((cap.front_path, front), (cap.back_path, back)):
        whole = path_length(path)
        share = 0.62
        _, upper = path_split(path, whole * (1 - share))
        ends.append((upper, armhole * share))
    (front_cap, taken_front), (back_upper, taken_back) = ends
    back_cap = path_moved(back_upper, mirror)
    right, left = front_cap[0][0], back_cap[0][0]
    low = complex((right.real + left.real) / 2, cap.height - length)
    hem_path = (
        hermite(left, 1 - 0.45j, low, 1 + 0j, 0.4),
        hermite(low, 1 + 0j, right, 1 + 0.45j, 0.4),
    )
    panel = Panel(
        "sleeve",
        (
            hem("hem", hem_path, 1.5),
            Edge("cap_front", front_cap),
            Edge("cap_back", path_reverse(back_cap)),
        ),
        Label("SL", "Cap sleeve", "盖袖"),
        (complex(0, low.imag + 1.0), complex(0, cap.height - 1.0)),
        Copies.PAIR,
        zone=Zone.ARM,
        facing="around",
    )
    return panel, taken_back, taken_front


def off_sleeve(panel: Panel, back: float, front: float) -> Panel:
    """A sleeve without its top, for a neckline off the shoulders.

    Args:
        panel: the whole sleeve.
        back: length of the back armhole that is left, in cm.
        front: the same of the front.
    """
    front_cap, back_cap = panel.edge("cap_front").path, panel.edge("cap_back").path
    low_front, _ = path_split(front_cap, front)
    _, low_back = path_split(back_cap, path_length(back_cap) - back)
    start, end = low_front[-1][-1], low_back[0][0]
    bow = (
        hermite(
            start,
            end - start + 0.35j * abs(end - start),
            end,
            end - start - 0.35j * abs(end - start),
            0.36,
        ),
    )

    edges = tuple(
        edge
        for e in panel.edges
        for edge in (
            (replace(e, path=low_front), free("top", bow))
            if e.name == "cap_front"
            else (replace(e, path=low_back),)
            if e.name == "cap_back"
            else (e,)
        )
    )
    grain = (panel.grain[0], complex(0.0, min(start.imag, end.imag) - 1.0))
    return replace(panel, edges=edges, grain=grain)
