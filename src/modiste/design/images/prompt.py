"""A design in words, for models that read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.slots import ENUMS, flatten

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

_PLAIN: Final = frozenset({"none", "solid", "regular", "natural"})
_LEFT_OUT: Final = frozenset({"category", "audience", "closure.place", "print.scale"})


def described(spec: DesignSpec) -> str:
    """The garment as features in English: ``navy dress for women, length to the knee``."""
    draft = flatten(spec)
    colours = " and ".join(use.name or use.hex for use in spec.colours)
    head = f"{colours} {value_label('category', spec.category)} for {spec.audience}"
    parts = [
        f"{slot_label(slot)} {value_label(slot, draft[slot])}"
        for slot in ENUMS
        if slot not in _LEFT_OUT and draft[slot] not in _PLAIN
    ]
    trims = [value_label("trim", trim) for trim in spec.trims]
    return ", ".join([head, *parts, *trims])
