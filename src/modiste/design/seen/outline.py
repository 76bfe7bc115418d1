"""What an outline says of a garment.

The bounds are half way between what flats of known lengths measure, in widths of the chest (from
the shoulder) or of the waist (from the waist); they are those of middle sizes in a regular fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from modiste.design.seen.measure import Shape

Found = dict[str, tuple[str, float]]
"""By slot, the value and its confidence 0 … 1."""

Bounds = Sequence[tuple[float, str]]

_FROM_SHOULDER: Final[Bounds] = (
    (0.85, "cropped"), (1.12, "waist"), (1.5, "hip"), (1.71, "tunic"), (1.9, "mini"),
    (2.12, "above-knee"), (2.45, "knee"), (2.85, "midi"), (3.18, "maxi"), (9.9, "floor"),
)  # fmt: skip
_SKIRT: Final[Bounds] = (
    (1.27, "mini"), (1.55, "above-knee"), (1.95, "knee"), (2.42, "midi"), (2.8, "maxi"),
    (9.9, "floor"),
)  # fmt: skip
_LEGS: Final[Bounds] = (
    (1.15, "mini"), (1.5, "above-knee"), (1.95, "knee"), (2.4, "midi"), (2.72, "ankle"),
    (3.05, "full"), (9.9, "floor"),
)  # fmt: skip
_JUMPSUIT: Final[Bounds] = (
    (1.9, "mini"), (2.1, "above-knee"), (2.4, "knee"), (2.8, "midi"), (3.02, "ankle"),
    (3.4, "full"), (9.9, "floor"),
)  # fmt: skip
_SLEEVES: Final[Bounds] = (
    (0.3, "cap"), (0.62, "short"), (0.88, "elbow"), (1.17, "three-quarter"), (1.5, "long"),
    (9.9, "extra-long"),
)  # fmt: skip
_PLAIN_TOP: Final = 1.6
"""Lengths below which what hangs from the shoulders is a top rather than a dress."""


def plausible(shape: Shape) -> str:
    """Why an outline is no garment's; empty where it may be one."""
    if shape.symmetry < 0.62:
        return "what stands out has no two like sides"
    if shape.solidity > 0.97:
        return "what stands out fills a whole rectangle"
    if shape.pieces > 4:
        return "several things stand out"
    if not 0.3 <= shape.aspect <= 5.5:
        return "what stands out is a strip"
    parts = shape.sleeves or shape.legs or shape.straps or shape.neck_depth > 0.03
    hangs = shape.hem > 0.75 * shape.middle  # a hem, not a rounded end
    if not parts and not hangs and (shape.torso or shape.solidity < 0.45):
        return "what stands out has neither sleeves, legs, neckline nor waistband"
    return ""


def read_outline(shape: Shape, *, seam: bool = False) -> Found:
    """Slots of an outline.

    Args:
        shape: its measures.
        seam: whether a line runs down the middle below the crotch, where legs lie close together.
    """
    legs = shape.legs or (seam and (shape.hem < 1.45) and shape.length > 2.3)
    found: Found = {}
    if shape.torso:
        _torso(shape, found, legs=legs)
    else:
        _bottom(shape, found, legs=legs)
    return found


def _torso(shape: Shape, found: Found, *, legs: bool) -> None:
    if legs:
        found["category"] = ("jumpsuit", 0.55)
        found["length"] = _level(shape.length, _JUMPSUIT)
        found["silhouette"] = ("wide-leg" if shape.hem > 1.35 else "straight", 0.5)
    else:
        # Sleeves that lie on the body hide the chest; then the box tells more than the ratio.
        tall = shape.aspect > (1.2 if shape.sleeves else 1.5) or shape.hem > 1.3
        long = shape.length >= _PLAIN_TOP and tall
        found["category"] = ("dress", 0.55) if long else ("tee", 0.35)
        found["length"] = _level(shape.length, _FROM_SHOULDER)
        if not long and shape.length >= (1.8 if shape.sleeves else _PLAIN_TOP):
            found["length"] = ("hip", 0.35)
        found["silhouette"] = _dress(shape) if long else _top(shape)
    if not legs and 1.0 < shape.length < 1.2 and shape.sleeve < 1.15:
        # The width grows with the ease, the length hardly: a short wide box is an oversized top.
        found["fit"] = ("oversized", 0.5)
        found["length"] = ("hip", 0.45)
    _arms(shape, found)


def _arms(shape: Shape, found: Found) -> None:
    if shape.sleeves:
        wide = 1.25 if found.get("fit", ("", 0))[0] == "oversized" else 1.0
        found["sleeve.length"] = _level(shape.sleeve * wide, _SLEEVES)
        return
    found["sleeve.length"] = ("none", 0.65)
    found["sleeve.type"] = ("strap", 0.6) if shape.straps else ("none", 0.6)


def _bottom(shape: Shape, found: Found, *, legs: bool) -> None:
    if legs:
        short = shape.length < _LEGS[2][0]
        found["category"] = ("shorts" if short else "trousers", 0.75 if shape.legs else 0.6)
        found["length"] = _level(shape.length, _LEGS)
        found["silhouette"] = _trouser(shape, short=short)
        return
    found["category"] = ("skirt", 0.6)
    found["length"] = _level(shape.length, _SKIRT)
    found["silhouette"] = _skirt(shape)


def _dress(shape: Shape) -> tuple[str, float]:
    narrow = shape.waist < 0.88
    if narrow and shape.middle < 1.2 and shape.hem > 1.35 and shape.length > 2.4:
        return "mermaid", 0.6
    if narrow:
        return ("fit-and-flare", 0.75) if shape.hem > 1.25 else ("sheath", 0.75)
    if shape.hem < 0.93 * shape.middle:
        return "cocoon", 0.55
    if shape.hem < 1.22:
        return "straight", 0.75
    flare = (shape.hem - 1) / max(shape.length - 1, 0.3)
    early = shape.waist > 0.955 and shape.waist_at < 0.3 and flare > 0.45
    return ("trapeze", 0.5) if early else ("a-line", 0.75)


def _top(shape: Shape) -> tuple[str, float]:
    if shape.hem > 1.28:
        return "a-line", 0.6
    return ("boxy", 0.45) if shape.length < 1.2 and shape.waist > 0.97 else ("straight", 0.6)


def _skirt(shape: Shape) -> tuple[str, float]:
    if shape.middle < 1.3 and shape.hem > 1.45:
        return "mermaid", 0.7
    if shape.hem < 0.9 * shape.middle and shape.widest > 1.5:
        return "cocoon", 0.5
    flare = (shape.widest - 1) / max(shape.length, 0.5)
    if flare > 0.8:
        return "circle", 0.75
    if shape.hem < 1.25:
        return "pencil", 0.7
    return ("straight", 0.7) if shape.widest < 1.45 else ("a-line", 0.8)


def _trouser(shape: Shape, *, short: bool) -> tuple[str, float]:
    if short:
        return ("a-line", 0.5) if shape.hem > 1.55 else ("straight", 0.6)
    if shape.hem < 0.85 * shape.middle and shape.middle > 1.45:
        return "barrel", 0.5
    bounds: Bounds = ((1.04, "skinny"), (1.15, "tapered"), (1.5, "straight"))
    for bound, name in bounds:
        if shape.hem < bound:
            return name, 0.65
    return ("flared", 0.55) if shape.knee < 0.62 * shape.hem else ("wide-leg", 0.65)


def _level(measure: float, bounds: Bounds) -> tuple[str, float]:
    """The level between bounds; surest in the middle between them."""
    low = 0.0
    for bound, name in bounds:
        if measure < bound:
            room = min(measure - low, bound - measure) / max((bound - low) / 2, 1e-9)
            return name, round(0.5 + 0.35 * min(room, 1.0), 3)
        low = bound
    return bounds[-1][1], 0.4
