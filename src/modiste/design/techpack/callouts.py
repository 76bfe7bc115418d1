"""Call-outs: what the numbers beside a flat say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from modiste.design.spec.labels import slot_label, value_label
from modiste.design.spec.slots import flatten

if TYPE_CHECKING:
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec

# Note on the drawing: the slots that it speaks of.
_SLOTS: dict[str, tuple[str, ...]] = {
    "collar": ("collar",),
    "neck rib": ("neckline",),
    "neckline": ("neckline",),
    "darts": ("shaping.darts",),
    "pleats": ("fullness.pleats",),
    "gathers": ("fullness.gathers",),
    "keyhole": ("neckline",),
    "wrap": ("neckline", "closure.type"),
    "lapel": ("collar",),
    "sleeve": ("sleeve.type", "sleeve.length"),
    "cuff": ("sleeve.cuff",),
    "closure": ("closure.type", "closure.place"),
    "chest pocket": ("pockets.chest",),
    "pocket": ("pockets.hip",),
    "back pocket": ("pockets.back",),
    "cargo pocket": ("pockets.leg",),
    "waistband": ("waist.style", "waist.position"),
    "waist": ("waist.style", "waist.position"),
    "drawstring": ("waist.style",),
    "belt": ("waist.belt",),
    "princess": ("shaping.seams",),
    "yoke": ("shaping.yoke",),
    "tier": ("fullness.tiers",),
    "ruffle": ("fullness.ruffles",),
    "slit": ("slit",),
    "strap": ("sleeve.type",),
    "hem": ("hem", "length"),
    "hem rib": ("hem", "length"),
}


@dataclass(frozen=True)
class Callout:
    """A numbered note on one view; ``at`` is in centimetres of the drawing."""

    number: int
    view: str
    at: tuple[float, float]
    text: str


def callouts_of(
    spec: DesignSpec, sheets: tuple[Sheet, Sheet], language: str = "en"
) -> tuple[Callout, ...]:
    """The notes of both views, each part once, numbered from the top of the front down."""
    draft = flatten(spec)
    found: list[tuple[str, tuple[float, float], str]] = []
    told: set[str] = set()
    for sheet in sheets:
        for key, at in sorted(sheet.notes.items(), key=lambda note: note[1][1]):
            slots = [s for s in _SLOTS.get(key, ()) if str(draft[s]) not in {"none", "0"}]
            if not slots or slots[0] in told:
                continue
            told.add(slots[0])
            words = ", ".join(value_label(s, str(draft[s]), language) for s in slots)
            found.append((sheet.view, at, f"{slot_label(slots[0], language)}: {words}"))
    spread: list[Callout] = []
    for view in ("front", "back"):
        side = {True: -1e9, False: -1e9}
        for _, at, text in [one for one in found if one[0] == view]:
            # Numbers on one side must not touch: those that would go to the other.
            right = at[0] >= 0
            if at[1] - side[right] < 4.0 and at[1] - side[not right] >= 4.0:
                right = not right
            at_x = abs(at[0]) if right else -abs(at[0])
            at_y = max(at[1], side[right] + 4.0) if at[0] == 0 else at[1]
            side[right] = at_y
            spread.append(Callout(len(spread) + 1, view, (at_x, at_y), text))
    return tuple(spread)
