"""How far two garments are apart, by their slots and colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from modiste.design.spec.slots import CHOICES, WEIGHTS, distance
from modiste.model.colourspace import parse_hex, rgb_to_oklab

Floats = NDArray[np.float64]

COLOUR_WEIGHT: Final = 5.0
"""How much the main colour counts, on the scale of `slots.WEIGHTS`."""
_FAR: Final = 0.35
"""Distance in OKLab at which two colours are as unlike as can be told."""

SLOTS: Final = tuple(slot for slot in CHOICES if slot in WEIGHTS)


def apart(one: Mapping[str, Any], two: Mapping[str, Any]) -> float:
    """0 for the same look, 1 for nothing in common; drafts of one category or of two."""
    if one["category"] != two["category"]:
        return 1.0
    total = sum(WEIGHTS[slot] * distance(slot, one[slot], two[slot]) for slot in SLOTS)
    # Garments share most slots by nature: a handful of the weightiest apart is already far.
    colour = COLOUR_WEIGHT * colour_apart(ground(one), ground(two))
    return min((total + colour) / _SPAN, 1.0)


_SPAN: Final = 30.0


def ground(draft: Mapping[str, Any]) -> str:
    """The main colour."""
    uses = draft["colours"]
    return str(next((u.hex for u in uses if u.role == "main"), uses[0].hex))


def colour_apart(one: str, two: str) -> float:
    """0 for the same colour, 1 for unlike ones (Euclidean in OKLab, cut off)."""
    a, b = np.array(_lab(one)), np.array(_lab(two))
    return min(float(np.linalg.norm(a - b)) / _FAR, 1.0)


@cache
def _lab(hex_: str) -> tuple[float, float, float]:
    return rgb_to_oklab(parse_hex(hex_))


class Range:
    """The styles that exist already, as far as their slots are known.

    Attributes:
        names: what to call each.
    """

    def __init__(self, names: Sequence[str], known: Sequence[Mapping[str, str]]) -> None:
        self.names = tuple(names)
        self._code = {slot: {v: i for i, v in enumerate(CHOICES[slot])} for slot in _CODED}
        self._codes = {
            slot: np.array([self._code[slot].get(each.get(slot, ""), -1) for each in known])
            for slot in _CODED
        }

    def __len__(self) -> int:
        return len(self.names)

    def nearest(self, draft: Mapping[str, Any]) -> tuple[float, str]:
        """How far the nearest style is, over the slots that are known of it, and its name.

        The distance is the weighted mean over known slots, 0 … 1; of another category it is 1.
        """
        total, weight = np.zeros(len(self)), np.full(len(self), 1e-9)
        for slot in _CODED:
            codes = self._codes[slot]
            known = codes >= 0
            table = _distances(slot)[self._code[slot][draft[slot]]]
            total += np.where(known, weight_of(slot) * table[codes], 0.0)
            weight += np.where(known, weight_of(slot), 0.0)
        mean = total / weight
        other = self._codes["category"] != CHOICES["category"].index(draft["category"])
        mean = np.where(other | (weight < 1.0), 1.0, mean)
        at = int(np.argmin(mean))
        return float(mean[at]), self.names[at]


_CODED: Final = ("category", *SLOTS)


@cache
def _distances(slot: str) -> Floats:
    values = CHOICES[slot]
    return np.array([[distance(slot, a, b) for b in values] for a in values])


def weight_of(slot: str) -> float:
    """What a slot counts; the category itself is compared apart from the rest."""
    return 0.0 if slot == "category" else WEIGHTS[slot]
