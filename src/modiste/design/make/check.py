"""Checks of a finished pattern, measured on its panels and not taken from the drafting.

* every outline is closed and does not cross itself;
* every seam's two sides are of one length within 2 mm, or differ by the ease that is stated;
* a dart's legs are of one length within 1 mm;
* the garment's girths at bust, waist, hip and thigh, measured across the panels, are at least the
  body's with the least ease for its cloth;
* a sleeve's cap holds between -1 % and 9 % of the armhole's length as ease unless it is gathered;
* the neck passes the head, by its own length, by stretch or by an opening.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from modiste.design.make.curves import Point, path_flatten
from modiste.design.make.necks import neck_stretch
from modiste.design.make.panel import Copies, Kind, Panel, Pattern, Role, Zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

TOLERANCE: Final = 0.2
"""Allowed difference of a seam's sides in cm."""
_LEG: Final = 0.1
_ELASTIC: Final = ("elastic", "drawstring", "shirred")


@dataclass(frozen=True)
class Problem:
    """Something wrong with a pattern.

    Attributes:
        check: which check it failed: ``outline``, ``seam``, ``dart``, ``girth``, ``cap``, ``neck``.
        where: panel, seam or girth.
        text: what is wrong.
    """

    check: str
    where: str
    text: str


def check(pattern: Pattern) -> tuple[Problem, ...]:
    """Every problem of a pattern; empty where it can be sewn and worn."""
    return (
        *_outlines(pattern),
        *_seams(pattern),
        *_darts(pattern),
        *_girths(pattern),
        *_caps(pattern),
        *_neck(pattern),
    )


# Outlines -----------------------------------------------------------------------------------------


def _outlines(pattern: Pattern) -> Iterable[Problem]:
    for panel in pattern.panels:
        ends = [*panel.edges[1:], panel.edges[0]]
        for a, b in zip(panel.edges, ends, strict=True):
            if abs(a.end - b.start) > 1e-4:
                yield Problem("outline", panel.name, f"open between {a.name} and {b.name}")
        points = panel.outline(0.05)
        if crosses(points):
            yield Problem("outline", panel.name, "the outline crosses itself")
        if signed_area(points) <= 0:
            yield Problem("outline", panel.name, "the outline runs clockwise")


def signed_area(points: Sequence[Point]) -> float:
    """Area inside a polygon in cm²; negative where it runs clockwise."""
    return sum((a.conjugate() * b).imag for a, b in _sides(points)) / 2


def _sides(points: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(points, [*points[1:], points[0]], strict=True)


def crosses(points: Sequence[Point]) -> bool:
    """Whether a closed polygon crosses or touches itself."""
    from shapely.geometry import LinearRing

    kept = [p for p, q in _sides(points) if abs(p - q) > 1e-6]
    return not LinearRing([(p.real, p.imag) for p in kept]).is_simple


# Seams and darts ----------------------------------------------------------------------------------


def _seams(pattern: Pattern) -> Iterable[Problem]:
    for seam in pattern.seams:
        a, b = pattern.seam_lengths(seam)
        if abs(b - a - seam.ease) > TOLERANCE:
            yield Problem("seam", seam.name, f"{a:.2f} cm and {b:.2f} cm with ease {seam.ease:.2f}")
        elif seam.kind is Kind.PLAIN and abs(b - a) > TOLERANCE:
            yield Problem("seam", seam.name, f"plain, but {a:.2f} cm and {b:.2f} cm")
        elif seam.kind is Kind.EASED and abs(seam.ease) > 0.12 * a:
            yield Problem("seam", seam.name, f"{seam.ease:.2f} cm cannot be eased into {a:.2f} cm")
        elif seam.kind is Kind.STRETCHED and seam.ease < -0.35 * a:
            yield Problem("seam", seam.name, f"{b:.2f} cm cannot be stretched to {a:.2f} cm")


def _darts(pattern: Pattern) -> Iterable[Problem]:
    for panel in pattern.panels:
        for dart in panel.darts:
            a, b = dart.legs
            if abs(a - b) > _LEG:
                yield Problem(
                    "dart", f"{panel.name}.{dart.name}", f"legs of {a:.2f} and {b:.2f} cm"
                )


# Girths -------------------------------------------------------------------------------------------


def width_at(panel: Panel, level: float) -> float:
    """Width of a panel at a height in cm, less what its darts take in there.

    Button extensions are left out: fronts count from the centre line.
    """
    points = panel.outline(0.1)
    xs = sorted(
        a.real + (b.real - a.real) * (level - a.imag) / (b.imag - a.imag)
        for a, b in _sides(points)
        if (a.imag <= level) != (b.imag <= level)
    )
    front = (panel.facing == "front") != panel.name.endswith("_left")
    if panel.zone is Zone.TORSO and (panel.has("front") or panel.has("stand")):
        xs = [min(x, 0.0) if front else max(x, 0.0) for x in xs]
    width = sum(b - a for a, b in zip(xs[::2], xs[1::2], strict=False))
    return width - sum(_dart_at(panel, n, level) for n in range(len(panel.darts)))


def _dart_at(panel: Panel, index: int, level: float) -> float:
    dart = panel.darts[index]
    a, b = dart.mouth
    if abs(b.real - a.real) < abs(b.imag - a.imag):
        return 0.0  # a dart from the side takes in no width
    middle = (a + b) / 2
    for end in (dart.apex, dart.second):
        if end is None:
            continue
        low, high = sorted((middle.imag, end.imag))
        if low <= level <= high and high > low:
            return dart.intake * abs(level - end.imag) / (high - low)
    return 0.0


def girth_at(
    pattern: Pattern, level: float, zones: Sequence[Zone] = (Zone.TORSO, Zone.LEG)
) -> float:
    """Girth of the garment at a height over the natural waist in cm, across its panels."""
    return sum(
        _halves(panel) * width_at(panel, level)
        for panel in pattern.panels
        if panel.zone in zones and "ruffle" not in panel.name and panel.name != "strap"
    )


def _halves(panel: Panel) -> int:
    """How often a panel counts around the body: single pieces once, others for both halves."""
    return 1 if panel.copies is Copies.SINGLE else 2


def below(panel: Panel, depth: float) -> float:
    """Length in cm of the line that runs ``depth`` below a panel's waist edge."""
    total = 0.0
    for edge in panel.edges:
        if not edge.name.startswith("waist") or edge.role in (Role.DART, Role.PLEAT):
            continue
        points = path_flatten(edge.path, 0.02)
        moved = []
        for n, p in enumerate(points):
            a, b = points[max(0, n - 1)], points[min(len(points) - 1, n + 1)]
            along = (b - a) / abs(b - a)
            moved.append(p + along * 1j * depth)
        total += sum(abs(q - p) for p, q in pairwise(moved))
    return total


def measured(pattern: Pattern) -> dict[str, float]:
    """Finished girths of a pattern in cm, measured on its panels: bust, waist, hip, thigh.

    Waist seams and waistbands are taken by their length; the bust as drafted where its dart opens
    into the waist, which turns the side out of level.
    """
    found: dict[str, float] = {}
    body, girths = pattern.body, pattern.girths
    skirts = [p for p in pattern.panels if p.name.startswith("skirt_")]
    if "bust_level" in girths:
        found["bust"] = girth_at(pattern, girths["bust_level"])
    elif "bust" in girths:
        found["bust"] = girths["bust"]
    if "waist_seam" in girths:
        found["waist"] = girths["waist_seam"]
    elif "waistband" in girths:
        found["waist"] = girths["waistband"]
    elif "bust" in found and _reaches(pattern, 0.0):
        found["waist"] = girth_at(pattern, 0.0)
    hip = -body["hip_depth"]
    if _reaches(pattern, hip):
        across = girth_at(pattern, hip)
        if skirts:
            top = max(p.box[3] for p in skirts)
            names = [p for p in skirts if not p.name.endswith("_yoke")]
            uppers = [p for p in names if p.name.rsplit("_", 1)[-1] not in ("2", "3", "4", "5")]
            cone = sum(_halves(p) * below(p, top - hip) for p in uppers)
            across = max(across, cone)
        found["hip"] = across
    if any(p.zone is Zone.LEG for p in pattern.panels):
        legs = [p for p in pattern.panels if p.zone is Zone.LEG]
        forks = [e for p in legs for e in p.edges if e.name == "inside"]
        crotch = min(max(e.start.imag, e.end.imag) for e in forks) - 0.5
        found["thigh"] = sum(width_at(p, crotch) for p in legs)
    return {k: round(v, 2) for k, v in found.items()}


def _reaches(pattern: Pattern, level: float) -> bool:
    """Whether the garment's side seams come down to a level."""
    ends = [
        min(min(e.start.imag, e.end.imag) for e in sides)
        for p in pattern.panels
        if p.zone in (Zone.TORSO, Zone.LEG)
        for left in (False, True)
        for sides in (
            [e for e in p.edges if e.name.startswith("side") and e.name.endswith("_l") is left],
        )
        if sides
    ]
    if pattern.spec.get("category") in ("skirt", "dress", "jumpsuit", "trousers", "shorts"):
        return bool(ends) and min(ends) < level - 0.5
    return bool(ends) and max(ends) < level - 0.5


def least_ease(pattern: Pattern, name: str) -> float:
    """The least ease in cm that a girth may have, by cloth and fit (negative: stretch)."""
    stretch = float(_fabric(pattern).get("stretch", 0))
    body = pattern.body[{"bust": "bust", "waist": "waist", "hip": "hip", "thigh": "thigh"}[name]]
    size = min(1.3, max(0.55, pattern.body["bust"] / 92.0))
    if stretch >= 15 and pattern.spec.get("fit") in ("tight", "slim"):
        return -0.5 * min(0.32, stretch / 100) * body
    if stretch >= 15:
        return 0.0
    return {"bust": 2.5, "waist": 1.0, "hip": 1.0, "thigh": 1.0}[name] * size


def _fabric(pattern: Pattern) -> dict[str, Any]:
    return dict(pattern.spec.get("fabric", {}))


def _girths(pattern: Pattern) -> Iterable[Problem]:
    for name, value in measured(pattern).items():
        need = pattern.body[name] + least_ease(pattern, name)
        if name == "waist" and "waistband" in pattern.girths:
            need = min(need, pattern.girths["waistband"])
        if value < need - 0.1:
            yield Problem(
                "girth",
                name,
                f"{value:.1f} cm, the body and its least ease need {need:.1f} cm",
            )


# Sleeves and neck ---------------------------------------------------------------------------------


def _caps(pattern: Pattern) -> Iterable[Problem]:
    for seam in pattern.seams:
        if not seam.name.startswith("armhole ") or seam.kind is Kind.GATHERED:
            continue
        a, b = pattern.seam_lengths(seam)
        if not -0.01 * a - 0.05 <= b - a <= 0.09 * a:
            yield Problem("cap", seam.name, f"cap {b:.1f} cm on an armhole of {a:.1f} cm")


def _neck(pattern: Pattern) -> Iterable[Problem]:
    if "neck_opening" not in pattern.girths:
        return
    spec = pattern.spec
    if spec["closure"]["place"] in ("front", "back", "half-front") or spec["category"] in (
        "jacket",
        "coat",
    ):
        return
    opening = pattern.girths["neck_opening"] * (
        1 + neck_stretch(_fabric(pattern).get("stretch", 0))
    )
    if opening < pattern.body["head"] - 0.5:
        yield Problem(
            "neck",
            "neckline",
            f"opens to {opening:.1f} cm, the head measures {pattern.body['head']:.1f} cm",
        )


def summary(pattern: Pattern) -> dict[str, Any]:
    """The figures of a pattern: pieces, girths and ease, in cm."""
    found = measured(pattern)
    return {
        "pieces": len(pattern.panels),
        "cut": sum(p.pieces for p in pattern.panels),
        "area_cm2": round(
            sum(
                abs(signed_area(p.outline(0.1))) * p.pieces * (2 if p.copies is Copies.FOLD else 1)
                for p in pattern.panels
            )
        ),
        "girths": found,
        "ease": {k: round(v - pattern.body[k], 1) for k, v in found.items()},
        "longest_seam_gap_mm": round(
            10
            * max(
                (
                    abs(b - a - s.ease)
                    for s in pattern.seams
                    for a, b in (pattern.seam_lengths(s),)
                    if math.isfinite(a)
                ),
                default=0.0,
            ),
            2,
        ),
    }
