"""The slots of a spec as one flat table: what a grammar, a search and a parser work on.

A *draft* is a dictionary from slots to values, valid or not. Slots are dotted paths of
`DesignSpec` (``sleeve.length``), with ``trim.<name>`` = ``yes`` or ``no`` for each trim.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from modiste.design.spec import vocabulary as v

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

Draft = dict[str, Any]

ENUMS: Final[Mapping[str, type[StrEnum]]] = {
    "category": v.Category,
    "audience": v.Audience,
    "silhouette": v.Silhouette,
    "fit": v.Fit,
    "length": v.Length,
    "neckline": v.Neckline,
    "collar": v.Collar,
    "sleeve.type": v.SleeveType,
    "sleeve.length": v.SleeveLength,
    "sleeve.cuff": v.Cuff,
    "closure.type": v.ClosureType,
    "closure.place": v.ClosurePlace,
    "waist.style": v.WaistStyle,
    "waist.position": v.WaistPosition,
    "waist.belt": v.Belt,
    "hem": v.Hem,
    "slit": v.Slit,
    "pockets.chest": v.ChestPocket,
    "pockets.hip": v.HipPocket,
    "pockets.back": v.BackPocket,
    "pockets.leg": v.LegPocket,
    "shaping.darts": v.Darts,
    "shaping.seams": v.Seams,
    "shaping.yoke": v.Yoke,
    "fullness.pleats": v.Pleats,
    "fullness.gathers": v.Gathers,
    "fullness.ruffles": v.Ruffles,
    "fabric.material": v.Material,
    "fabric.weave": v.Weave,
    "print.kind": v.PrintKind,
    "print.scale": v.PrintScale,
}
"""Slots of named values, in the order of the spec."""

TIERS: Final = "fullness.tiers"
TIER_VALUES: Final = ("0", "2", "3", "4", "5")
NUMBERS: Final = ("fabric.weight", "fabric.stretch")
TRIMS: Final = tuple(f"trim.{trim}" for trim in v.Trim)

CHOICES: Final[Mapping[str, tuple[str, ...]]] = {
    **{slot: tuple(str(value) for value in enum) for slot, enum in ENUMS.items()},
    TIERS: TIER_VALUES,
    **dict.fromkeys(TRIMS, ("no", "yes")),
}
"""The values of each slot that has a closed list."""

ORDERED: Final = frozenset({"fit", "length", "sleeve.length", "waist.position", TIERS})
"""Slots whose values have an order, so that neighbours are near."""

WEIGHTS: Final[Mapping[str, float]] = {
    "silhouette": 4, "fit": 3, "length": 4, "neckline": 4, "collar": 4, "sleeve.type": 3,
    "sleeve.length": 4, "sleeve.cuff": 1, "closure.type": 1.2, "closure.place": 1,
    "waist.style": 1.5, "waist.position": 1.2, "waist.belt": 2, "hem": 1.5, "slit": 1,
    "pockets.chest": 1.5, "pockets.hip": 1.5, "pockets.back": 1, "pockets.leg": 2,
    "shaping.darts": 0.6, "shaping.seams": 1.2, "shaping.yoke": 0.8, "fullness.pleats": 3,
    "fullness.gathers": 1.5, TIERS: 3, "fullness.ruffles": 2.5, "fabric.material": 3,
    "fabric.weave": 2.5, "print.kind": 4, "print.scale": 1, "fabric.weight": 0.4,
    "fabric.stretch": 0.8,
}  # fmt: skip
"""How much of a garment's look a slot carries: the cost of changing it (1 for a trim)."""

_REST: Final = ("colours", "name")


def flatten(spec: DesignSpec) -> Draft:
    """The draft of a spec; `build` turns it back."""
    draft: Draft = {slot: str(_at(spec, slot)) for slot in ENUMS}
    draft[TIERS] = str(spec.fullness.tiers)
    draft["fabric.weight"] = spec.fabric.weight
    draft["fabric.stretch"] = spec.fabric.stretch
    worn = {str(trim) for trim in spec.trims}
    draft |= {slot: "yes" if slot.removeprefix("trim.") in worn else "no" for slot in TRIMS}
    draft |= {name: getattr(spec, name) for name in _REST}
    for name in ("colours", "seed", "sett", "tile"):
        draft[f"print.{name}"] = getattr(spec.print, name)
    return draft


def build(draft: Mapping[str, Any]) -> DesignSpec:
    """The spec of a draft.

    Raises:
        IncompatibleSpecError: the grammar forbids it.
        InputError: a slot or value is unknown or missing.
    """
    from modiste.design.spec.versions import parsed

    tree: dict[str, Any] = {}
    worn: list[str] = []
    for slot, value in draft.items():
        if slot.startswith("trim."):
            worn += [slot.removeprefix("trim.")] if value == "yes" else []
            continue
        *above, leaf = slot.split(".")
        into = tree
        for part in above:
            into = into.setdefault(part, {})
        into[leaf] = int(value) if slot == TIERS else value
    return parsed({**tree, "trims": worn})


def distance(slot: str, old: str, new: str) -> float:
    """How far two values of a slot are apart: 0 for the same, about 1 for unlike ones."""
    if old == new:
        return 0.0
    if slot in ORDERED and "none" not in {old, new}:
        values = CHOICES[slot]
        return 0.4 + 0.15 * abs(values.index(old) - values.index(new))
    return NEAR.get((slot, frozenset({old, new})), 1.0)


NEAR: Final[Mapping[tuple[str, frozenset[str]], float]] = {
    (slot, frozenset(pair.split())): 0.5
    for slot, pairs in {
        "silhouette": (
            "straight boxy", "sheath pencil", "a-line trapeze", "a-line circle",
            "a-line fit-and-flare", "straight sheath", "straight pencil", "skinny tapered",
            "straight wide-leg", "straight tapered", "tapered barrel", "flared straight",
            "straight a-line", "cocoon boxy", "cocoon trapeze",
        ),
        "neckline": (
            "crew boat", "crew scoop", "v deep-v", "v wrap", "v scoop", "square straight",
            "sweetheart straight", "crew v", "crew keyhole", "scoop cowl", "square scoop",
        ),
        "collar": (
            "shirt button-down", "shirt camp", "mock turtle", "mock funnel", "notched peak",
            "notched shawl", "shirt polo", "shirt band", "bow ruffle", "notched camp",
            "shirt notched",
        ),
        "sleeve.type": (
            "set-in drop-shoulder", "set-in raglan", "puff bishop", "bishop leg-of-mutton",
            "drop-shoulder kimono", "set-in flutter", "none strap",
        ),
        "sleeve.cuff": ("band shirt", "shirt french", "rib elastic", "hem turn-up", "band elastic"),
        "closure.type": (
            "zip invisible-zip", "buttons snaps", "buttons double-breasted", "buttons toggles",
            "fly zip",
        ),
        "waist.style": ("elastic drawstring", "elastic shirred", "seam band", "seam elastic"),
        "hem": ("rib elastic", "plain curved", "plain turn-up", "high-low asymmetric"),
        "fullness.pleats": ("knife box", "box inverted", "knife sunray"),
        "fabric.weave": (
            "voile chiffon", "chiffon organza", "poplin twill", "twill denim", "twill canvas",
            "jersey rib", "plain-knit cable-knit", "plain-knit rib", "flannel tweed",
            "crepe satin", "poplin voile", "jersey pique", "lace tulle", "poplin seersucker",
            "jersey plain-knit", "poplin crepe",
        ),
        "fabric.material": (
            "wool cashmere", "wool mohair", "leather faux-leather", "leather suede",
            "viscose lyocell", "polyester nylon", "cotton linen", "wool acrylic", "silk viscose",
        ),
        "print.kind": (
            "stripe breton", "stripe rugby", "stripe pinstripe", "check gingham", "check tartan",
            "check windowpane", "leopard zebra", "geometric argyle", "geometric ikat",
        ),
    }.items()
    for pair in pairs
}  # fmt: skip
"""Values that are kin; half as far as strangers."""


def _at(spec: DesignSpec, slot: str) -> Any:
    value: Any = spec
    for part in slot.split("."):
        value = getattr(value, part)
    return value
