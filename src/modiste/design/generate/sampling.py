"""Chance with taste: which value a slot gets next, and how two garments are crossed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from modiste.design.generate.evidence import Evidence, mapped
from modiste.design.generate.taste import Taste
from modiste.design.spec.grammar import flat_cloth, repair
from modiste.design.spec.model import ColourUse
from modiste.design.spec.rules import domains, weaves
from modiste.design.spec.slots import CHOICES, NUMBERS, TIERS, WEIGHTS, Draft
from modiste.design.words.palette import motif
from modiste.model.colour import colours
from modiste.model.errors import InputError

FREE: Final = tuple(slot for slot in CHOICES if slot not in {"category", "audience"})

_NONE: Final = 4.0
"""How much likelier an optional part is left out than each way of adding it."""
_EXTRA: Final = 16.0
"""The same of pockets and trims, which seldom make a design."""

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "neck": ("neckline", "collar", "fullness.ruffles"),
    "sleeve": ("sleeve.type", "sleeve.length", "sleeve.cuff"),
    "body": ("silhouette", "fit", "length", "hem", "slit", TIERS, "fullness.pleats"),
    "make": ("closure.type", "closure.place", "waist.style", "waist.position", "waist.belt"),
    "pockets": ("pockets.chest", "pockets.hip", "pockets.back", "pockets.leg"),
    "cloth": ("fabric.weave", "fabric.material", *NUMBERS),
    "surface": ("print.kind", "print.scale", "print.colours", "print.seed", "colours"),
}
"""Slots that are inherited together when two garments are crossed."""

_SHADES: Final = (
    "black", "ivory", "navy", "camel", "charcoal", "ecru", "burgundy", "forest green", "sage",
    "dusty blue", "terracotta", "mustard", "blush", "lavender", "cobalt", "chocolate", "stone",
    "rust", "emerald", "powder blue", "cream", "olive", "plum", "coral",
)  # fmt: skip


@dataclass
class Sampler:
    """Draws garments around others, under the grammar.

    Attributes:
        rng: the source of chance.
        evidence: shifts the odds to what sells and what rises.
        taste: shifts them to what is liked.
    """

    rng: np.random.Generator
    evidence: Evidence = field(default_factory=Evidence)
    taste: Taste = field(default_factory=Taste)

    def mutated(self, draft: Mapping[str, Any], steps: int) -> Draft:
        """A garment with up to ``steps`` slots drawn anew and repaired around them."""
        flat = dict(draft)
        free = [s for s in FREE if s not in self.taste.locked and not self._stuck(s, flat)]
        odds = np.array([WEIGHTS.get(slot, 0.35) for slot in free])
        count = min(steps, len(free))
        chosen = self.rng.choice(len(free), size=count, replace=False, p=odds / odds.sum())
        for at in chosen:
            flat = self._with(flat, free[int(at)])
        if "colours" not in self.taste.locked and self.rng.random() < 0.35:
            flat = self.recoloured(flat)
        return self._motif(flat, dict(draft))

    def crossed(self, one: Mapping[str, Any], two: Mapping[str, Any]) -> Draft:
        """The first garment with one or two groups of parts of the second, of one category."""
        groups = list(GROUPS.values())
        flat = dict(one)
        for at in self.rng.choice(len(groups), size=int(self.rng.integers(1, 3)), replace=False):
            taken = {slot: two[slot] for slot in groups[int(at)] if slot not in self.taste.locked}
            flat = self._repaired(flat | taken, taken) or flat
        return self._motif(flat, dict(one))

    def recoloured(self, draft: Mapping[str, Any]) -> Draft:
        """The garment in another colour: one of the brand, of a rising trend, or a classic."""
        shades = self._shades()
        hexes = sorted(shades)
        odds = np.array([shades[h] for h in hexes])
        ground = hexes[int(self.rng.choice(len(hexes), p=odds / odds.sum()))]
        use = ColourUse(hex=ground, name=_name(ground))
        kept = [u for u in draft["colours"] if u.role in {"lining", "trim"} and u.hex != ground]
        return {**draft, "colours": (use, *kept), "print.colours": ()}

    def _with(self, flat: Draft, slot: str) -> Draft:
        """The garment with a slot drawn anew; as it was where nothing allows it."""
        domain = domains()[flat["category"]]
        values = [value for value in domain[slot] if value != flat[slot]]
        if not values:
            return flat
        odds = np.array([self._odds(flat, slot, value, domain[slot]) for value in values])
        value = values[int(self.rng.choice(len(values), p=odds / odds.sum()))]
        wished: Draft = {slot: value}
        if slot == "fabric.weave":
            wished = flat_cloth(value)
            if flat["fabric.material"] in weaves()[value].fibres:
                wished["fabric.material"] = flat["fabric.material"]
        wished = {s: v for s, v in wished.items() if s not in self.taste.locked}
        return self._repaired(flat | wished, {slot}) or flat

    def _repaired(self, flat: Draft, wished: Iterable[str]) -> Draft | None:
        locked = {slot for slot in self.taste.locked if slot in CHOICES or slot in NUMBERS}
        try:
            return repair(flat, keep=dict.fromkeys(wished, 3.0), lock=locked)[0]
        except InputError:
            return None

    def _stuck(self, slot: str, flat: Mapping[str, Any]) -> bool:
        return len(domains()[flat["category"]][slot]) < 2

    def _odds(self, flat: Mapping[str, Any], slot: str, value: str, domain: Sequence[str]) -> float:
        plain = value in {"none", "0", "no", "solid"}
        extra = slot.startswith(("pockets.", "trim."))
        odds = (_EXTRA if extra else _NONE) if plain else 1.0
        if slot == "print.kind" and value == "photo":
            return 1e-6  # a photo needs its tile
        if value == domain[0]:
            odds *= 2.0
        shares = self.evidence.profile.get(flat["category"], {}).get(slot)
        if shares:
            odds *= 0.4 + 2.0 * shares.get(value, 0.0) * len(shares)
        for trend in self.evidence.trends:
            if mapped(trend, flat["category"]).get(slot) == value:
                odds *= 1.0 + max(-0.7, min(trend.change, 2.0)) * trend.confidence
        return odds * self._liked(slot, value)

    def _liked(self, slot: str, value: str) -> float:
        factor = 1.0
        if self.taste.likes:
            share = np.mean([each[slot] == value for each in self.taste.likes])
            factor *= 1.0 + 5.0 * float(share)
        if self.taste.dislikes:
            share = np.mean([each[slot] == value for each in self.taste.dislikes])
            factor /= 1.0 + 5.0 * float(share)
        return factor

    def _shades(self) -> dict[str, float]:
        known = {found.hex: 0.02 for name in _SHADES if (found := colours()[name]).hex}
        shades = {str(hex_): weight for hex_, weight in known.items()}
        for hex_, share in self.evidence.colours.items():
            shades[hex_] = shades.get(hex_, 0.0) + share
        for trend in self.evidence.trends:
            hex_ = mapped(trend, "dress").get("colour", "")
            if hex_ and trend.change > 0:
                shades[hex_] = shades.get(hex_, 0.0) + 0.1 * trend.change * trend.confidence
        for liked in self.taste.likes:
            hex_ = liked["colours"][0].hex
            shades[hex_] = shades.get(hex_, 0.0) + 0.3
        return shades

    def _motif(self, flat: Draft, before: Draft) -> Draft:
        """Colours and seed of a print that is new, or on new ground."""
        if flat["print.kind"] != before["print.kind"]:
            flat = {**flat, "print.colours": ()}
        if flat["print.kind"] == "solid":
            return {**flat, "print.colours": ()}
        if flat["print.colours"]:
            return flat
        uses = flat["colours"]
        extra = [u.hex for u in uses if u.role in {"second", "accent"}]
        shades = tuple(extra) or motif(uses[0].hex, flat["print.kind"])
        return {**flat, "print.colours": shades, "print.seed": int(self.rng.integers(1, 10**6))}


def _name(hex_: str) -> str:
    return next((c.name for c in colours().values() if c.hex == hex_), "")
