"""Settings that depend on the category: a long skirt is a maxi, a long shirt a tunic."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from modiste.design.spec.rules import domains, weaves
from modiste.design.spec.slots import CHOICES, NUMBERS, TIERS, TRIMS

_SKIRTS: Final = frozenset({"dress", "skirt"})
_LEGS: Final = frozenset({"trousers", "shorts", "jumpsuit"})
_BOTTOMS: Final = frozenset({"skirt", "trousers", "shorts"})
_CHEST: Final = frozenset({"tee", "shirt", "blouse"})

_LEVELS: Final[Mapping[str, Mapping[str, str]]] = {
    "length=@short": {
        "dress": "mini", "skirt": "mini", "shorts": "mini", "jumpsuit": "mini",
        "trousers": "ankle", "coat": "tunic", "jacket": "waist", "": "cropped",
    },
    "length=@cropped": {
        "trousers": "midi", "jumpsuit": "midi", "coat": "tunic", "shorts": "mini",
        "dress": "mini", "skirt": "mini", "": "cropped",
    },
    "length=@long": {
        "dress": "maxi", "skirt": "maxi", "coat": "maxi", "trousers": "full",
        "jumpsuit": "full", "shorts": "knee", "": "tunic",
    },
    "length=@ankle": {"trousers": "ankle", "jumpsuit": "ankle", "": "maxi"},
    "silhouette=@wide": {
        "skirt": "circle", "dress": "fit-and-flare", "trousers": "wide-leg",
        "jumpsuit": "wide-leg", "shorts": "a-line", "": "a-line",
    },
    "silhouette=@pencil": {
        "skirt": "pencil", "dress": "sheath", "trousers": "skinny", "": "straight",
    },
    "pleats=any": {
        "trousers": "front", "shorts": "front", "jumpsuit": "front", "shirt": "pintuck",
        "blouse": "pintuck", "jacket": "inverted", "coat": "inverted", "": "knife",
    },
    "gathers=any": {"blouse": "neck", "tee": "neck", "shirt": "yoke", "": "waist"},
    "slit=any": {"jacket": "back", "coat": "back", "": "side"},
}  # fmt: skip
_NAMES: Final = {"pleats": "fullness.pleats", "gathers": "fullness.gathers"}


def resolved(settings: Iterable[tuple[str, str]], category: str) -> Iterator[tuple[str, str]]:
    """Settings of slots of the spec, for a category; what it cannot have stays in."""
    for slot, value in settings:
        by_category = _LEVELS.get(f"{slot}={value}")
        if by_category is not None:
            yield _NAMES.get(slot, slot), by_category.get(category, by_category[""])
        elif slot in _SPECIAL:
            yield from _SPECIAL[slot](value, category)
        elif value == "any":
            yield slot, _first(slot, category)
        elif slot in CHOICES:
            yield slot, value


def denied(settings: Iterable[tuple[str, str]], category: str) -> Iterator[tuple[str, str, bool]]:
    """What a denial of settings sets: slot, value, and whether the value is to be avoided."""
    for slot, value in settings:
        if slot in _DENIED:
            yield *_DENIED[slot], False
        elif slot == "pocket":
            yield _pocket_place("none", category), "none", False
        elif slot == "closure.type" and value in {"buttons", "zip"} and category == "knit":
            yield slot, "none", False
        elif slot.startswith(("pockets.", "fullness.", "shaping.", "trim.")):
            yield slot, {TIERS: "0"}.get(slot, "no" if slot in TRIMS else "none"), False
        elif value == "any":
            yield slot, "none", False
        elif slot == "sleeve.type" and value == "none":
            yield from ((slot, bare, True) for bare in ("none", "strap"))
        elif slot in CHOICES:
            yield slot, value, True


_DENIED: Final = {
    "print": ("print.kind", "solid"),
    "sleeve": ("sleeve.type", "none"),
    "cuff": ("sleeve.cuff", "hem"),
    "yoke": ("shaping.yoke", "none"),
    "pleats": ("fullness.pleats", "none"),
    "gathers": ("fullness.gathers", "none"),
    "slit": ("slit", "none"),
    "waist.belt": ("waist.belt", "none"),
}
"""What it means to deny a part as such."""


def numbers(settings: Iterable[tuple[str, str]], weave: str) -> dict[str, int]:
    """Weight and stretch that words such as *heavy* and *stretchy* mean for a weave."""
    weft, found = weaves()[weave], {}
    for slot, value in settings:
        if slot == "weight":
            low, typical, high = weft.weight
            found["fabric.weight"] = (typical + (low if value == "light" else high)) // 2
        elif slot == "stretch":
            found["fabric.stretch"] = (weft.stretch[1] + weft.stretch[2] + 1) // 2
    return {slot: value for slot, value in found.items() if slot in NUMBERS}


def _first(slot: str, category: str) -> str:
    values = domains()[category].get(slot, ("none",))
    return next((value for value in values if value != "none"), "none")


def _pocket_place(value: str, category: str) -> str:
    if category in _CHEST:
        return "pockets.chest"
    at_hip = value == "none" or value in domains()[category]["pockets.hip"]
    return "pockets.hip" if at_hip else "pockets.chest"


def _pocket(value: str, category: str) -> Iterator[tuple[str, str]]:
    place = _pocket_place(value if value != "any" else "none", category)
    yield place, _first(place, category) if value == "any" else value


def _yoke(_: str, category: str) -> Iterator[tuple[str, str]]:
    yield "shaping.yoke", "hip" if category in _BOTTOMS else "shoulder"


def _end(value: str, category: str) -> Iterator[tuple[str, str]]:
    yield ("hem" if category in _LEGS else "sleeve.cuff"), value


def _nothing(_: str, __: str) -> Iterator[tuple[str, str]]:
    yield from ()


_SPECIAL: Final = {
    "pocket": _pocket,
    "yoke": _yoke,
    "end": _end,
    "sleeve": _nothing,
    "cuff": _nothing,
    "print": _nothing,
    "place": _nothing,
    "scale": _nothing,
    "colour": _nothing,
    "weight": _nothing,
    "stretch": _nothing,
}
