"""What a trunk follows: side lines, waist intake and where the bust dart goes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from modiste.design.make.plan import hem_level
from modiste.design.make.skirts import hem_allowance
from modiste.design.make.torso import Frame, Outline, apex_of
from modiste.design.spec.vocabulary import (
    Category,
    ClosureType,
    Darts,
    Gathers,
    Hem,
    Pleats,
    Ruffles,
    Seams,
    Silhouette,
    SleeveType,
    WaistPosition,
    WaistStyle,
)

if TYPE_CHECKING:
    from modiste.design.make.plan import Plan

_LOOSE = (Silhouette.BOXY, Silhouette.TRAPEZE, Silhouette.COCOON)
_CLOSE = (Silhouette.SHEATH, Silhouette.FIT_AND_FLARE, Silhouette.MERMAID)


@dataclass(frozen=True)
class Shape:
    """The shape of a trunk.

    Attributes:
        outline: its side and lower edge.
        seamed: it ends in a waist seam; something hangs from it.
        bust: where the bust dart goes: ``flat`` (unsewn), ``side``, ``waist``, ``gathers``,
            ``neck`` or ``princess``.
        front_dart: intake at the waist of a front's dart or seam, in cm.
        back_dart: the same of the back.
        princess: it is parted by princess seams.
        gore: flare of each princess edge below the seat, per cm.
    """

    outline: Outline
    seamed: bool
    bust: str
    front_dart: float
    back_dart: float
    princess: bool = False
    gore: float = 0.0


def seam_level(plan: Plan, apex_height: float) -> float:
    """Height of the waist seam over the natural waist in cm."""
    return {
        WaistPosition.EMPIRE: max(4.0 * plan.size, apex_height - 8.0 * plan.size),
        WaistPosition.HIGH: 4.0 * plan.size,
        WaistPosition.NATURAL: 0.0,
        WaistPosition.LOW: -9.0 * plan.size,
    }[plan.spec.waist.position]


def is_seamed(plan: Plan) -> bool:
    """Whether the trunk ends at a waist seam."""
    spec = plan.spec
    if spec.category is Category.JUMPSUIT:
        return True
    if spec.category is Category.DRESS:
        return (
            spec.waist.style is not WaistStyle.NONE
            or spec.fullness.tiers > 0
            or spec.fullness.pleats in (Pleats.KNIFE, Pleats.SUNRAY)
            or spec.shaping.seams is Seams.GORED
            or spec.fullness.gathers in (Gathers.WAIST, Gathers.BUST)
        )
    if spec.category in (Category.BLOUSE, Category.JACKET, Category.COAT):
        return (
            spec.waist.style is WaistStyle.SEAM
            or spec.fullness.tiers > 0
            or spec.fullness.ruffles is Ruffles.WAIST
            or spec.fullness.gathers in (Gathers.WAIST, Gathers.BUST)
        )
    return False


def extension(plan: Plan) -> float:
    """How far a front runs beyond the centre front, in cm."""
    kind = plan.spec.closure.type
    coat = plan.spec.category in (Category.COAT, Category.JACKET)
    return {
        ClosureType.BUTTONS: 2.5 if coat else 1.6,
        ClosureType.SNAPS: 2.0 if coat else 1.6,
        ClosureType.TOGGLES: 3.5,
        ClosureType.DOUBLE_BREASTED: 7.5 if coat else 6.0,
        ClosureType.TIE: 0.0,
    }.get(kind, 0.0) * max(0.75, plan.size)


def shape_of(plan: Plan, frame: Frame) -> Shape:
    """Resolve a trunk's shape."""
    spec = plan.spec
    seamed = is_seamed(plan)
    princess = spec.shaping.seams is Seams.PRINCESS
    waist_darts = spec.shaping.darts in (Darts.WAIST, Darts.BOTH) or princess
    bust = _bust(plan, seamed=seamed, princess=princess)
    quarter = plan.bust / 4
    takes = quarter - plan.waist / 4
    if takes < 0.0:
        at_side = takes  # a waist fuller than the bust: the side runs out to it
    elif spec.silhouette in _LOOSE:
        at_side = 0.0
    elif waist_darts:
        at_side = min(takes * 0.42, 3.2 * plan.size)
    elif seamed or spec.silhouette in _CLOSE:
        at_side = min(takes * 0.8, 3.4 * plan.size)
    else:
        at_side = min(takes * 0.5, (1.6 if plan.body.people == "women" else 0.6) * plan.size)
    if plan.body.people == "children":
        at_side = min(at_side, 1.0)
    dart = 0.0
    if waist_darts:
        # Darts shallower than 8 mm cannot be sewn: the side gives some of its intake up.
        if 0.0 <= takes - at_side < 0.8:
            at_side = max(0.0, takes - 0.8)
        dart = min(max(takes - at_side, 0.0), 4.6 * plan.size)
        dart = dart if dart >= 0.3 else 0.0
    outline = _hemmed(plan, _outline(plan, frame, seamed, -at_side), apex_of(plan, frame).imag)
    flare = {
        Silhouette.FIT_AND_FLARE: 0.16,
        Silhouette.A_LINE: 0.07,
        Silhouette.MERMAID: 0.06,
    }.get(spec.silhouette, 0.0)
    return Shape(outline, seamed, bust, dart, dart, princess, flare)


def _bust(  # noqa: PLR0911, one answer a kind
    plan: Plan, *, seamed: bool, princess: bool
) -> str:
    spec = plan.spec
    if plan.body.people != "women":
        return "flat"
    if princess:
        return "princess"
    if spec.fullness.gathers is Gathers.BUST and seamed:
        return "gathers"
    if spec.fullness.gathers is Gathers.NECK and not plan.knit and spec.neckline != "off-shoulder":
        return "neck"
    if spec.shaping.darts in (Darts.BUST, Darts.BOTH):
        if spec.sleeve.type is not SleeveType.KIMONO:
            return "side"
        # A sleeve cut in one leaves no side seam above the bust.
        return "waist" if seamed and spec.shaping.darts is Darts.BOTH else "flat"
    if spec.shaping.darts is Darts.WAIST and seamed:
        return "waist"
    return "flat"


def _outline(  # noqa: PLR0911, one answer a silhouette
    plan: Plan, frame: Frame, seamed: bool, at_waist: float
) -> Outline:
    spec, body = plan.spec, plan.body
    hip = plan.hip / 4 - plan.bust / 4
    shape = spec.silhouette
    allowance = hem_allowance(plan)
    if seamed:
        level = min(seam_level(plan, apex_of(plan, frame).imag), frame.under - 5.0 * plan.size)
        if shape in _LOOSE and at_waist <= 0.0:
            return Outline(0.0, 0.0, level, 0.04, frame.under, seam=True)
        return Outline(at_waist, max(hip, at_waist), level, hem=1.0, seam=True)
    bottom = min(hem_level(spec.length, body) + rib_depth(plan), frame.under - 7.0 * plan.size)
    if shape is Silhouette.TRAPEZE:
        return Outline(0.0, 0.0, bottom, 0.21, frame.under, hem=allowance)
    if shape is Silhouette.A_LINE and -1.7 * plan.size < at_waist <= 0.8:
        slope = 0.13 if spec.category is Category.DRESS else 0.11
        return Outline(0.0, 0.0, bottom, slope, frame.under, hem=allowance)
    if shape is Silhouette.COCOON:
        return Outline(
            max(0.8, at_waist),
            max(hip, 0.0) + 3.0 * plan.size,
            bottom,
            -0.10,
            -body.hip_depth,
            hem=allowance,
        )
    if shape is Silhouette.BOXY:
        return (
            Outline(0.0, 0.0, bottom, 0.0, frame.under, hem=allowance)
            if hip <= 0.6 and at_waist <= 0.0
            else Outline(
                max(0.0, at_waist), max(hip, at_waist), bottom, 0.0, -body.hip_depth, hem=allowance
            )
        )
    slope, knee = {
        Silhouette.SHEATH: (-0.03, None),
        Silhouette.MERMAID: (0.0, -0.05),
        Silhouette.FIT_AND_FLARE: (0.24, None),
        Silhouette.A_LINE: (0.15, None),
    }.get(shape, (0.012 if spec.category in (Category.DRESS, Category.COAT) else 0.0, None))
    wide = hip if shape in _CLOSE else max(hip, 0.0, at_waist)
    return Outline(at_waist, wide, bottom, slope, -body.hip_depth, knee, allowance)


def _hemmed(plan: Plan, outline: Outline, bust: float) -> Outline:
    """The outline with the hem's own shape."""
    if plan.body.people == "women":
        outline = replace(outline, bust=bust)
    if outline.seam:
        return outline
    grow = plan.size
    if plan.spec.hem is Hem.CURVED:
        tail = min(7.0 * grow, 0.3 * (plan.body.back_length * 0.45 - outline.bottom))
        return replace(outline, tail=tail, low_back=1.5 * grow if outline.bottom < -8 else 0.0)
    if plan.spec.hem is Hem.HIGH_LOW:
        much = high_low(plan, outline.bottom)
        return replace(outline, low_front=-much * 0.5, low_back=much)
    return outline


def high_low(plan: Plan, bottom: float) -> float:
    """How much a high-low hem falls at the back, in cm."""
    return min(18.0, max(4.0, -bottom * 0.22)) * min(1.0, plan.size)


def rib_depth(plan: Plan) -> float:
    """Depth of the rib or band at a body's hem in cm."""
    spec = plan.spec
    if spec.hem is Hem.RIB or spec.waist.style is WaistStyle.BAND:
        return 6.0 * max(0.7, plan.size)
    return 0.0
