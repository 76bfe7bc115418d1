"""The typical garment of each category: where sampling, parsing and repair start."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Final

from modiste.design.spec.grammar import flat_cloth
from modiste.design.spec.rules import domains
from modiste.design.spec.slots import CHOICES, TIERS, Draft, build
from modiste.design.spec.vocabulary import Audience, Category

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

_WEAVES: Final[Mapping[str, tuple[str, str]]] = {
    "dress": ("crepe", "viscose"),
    "shirt": ("poplin", "cotton"),
    "blouse": ("crepe", "viscose"),
    "tee": ("jersey", "cotton"),
    "knit": ("plain-knit", "wool"),
    "jacket": ("twill", "wool"),
    "coat": ("flannel", "wool"),
    "skirt": ("twill", "cotton"),
    "trousers": ("twill", "cotton"),
    "shorts": ("twill", "cotton"),
    "jumpsuit": ("crepe", "viscose"),
}
_WEIGHTS: Final = {"coat": 420, "jacket": 300}
_WOMEN: Final = {
    "dress": {"shaping.darts": "bust"},
    "blouse": {"closure.type": "buttons", "closure.place": "back"},
}


@cache
def base_draft(category: str, audience: str = Audience.WOMEN) -> Mapping[str, object]:
    """The draft of the typical garment; do not change it."""
    domain = domains()[category]
    draft: Draft = {slot: domain[slot][0] for slot in CHOICES if slot in domain}
    weave, material = _WEAVES[category]
    draft |= flat_cloth(weave)
    draft |= {"audience": audience, "fabric.material": material, TIERS: "0"}
    draft["fabric.weight"] = _WEIGHTS.get(category, draft["fabric.weight"])
    draft |= {"print.kind": "solid", "print.scale": "medium"}
    if audience == Audience.WOMEN:
        draft |= _WOMEN.get(category, {})
    elif category == "blouse":
        draft |= {"closure.type": "buttons", "closure.place": "back"}
    return draft


def base(category: str, audience: str = Audience.WOMEN) -> DesignSpec:
    """The typical garment of a category, for an audience.

    Raises:
        InputError: no such category or audience.
    """
    return build(base_draft(Category(category), Audience(audience)))
