"""What the cloth of a garment costs, before there is a pattern: a documented estimate.

Area = pieces of the body as rectangles over typical girths of a middle size, times a factor for
fit, silhouette and fullness, plus sleeves, collar and facings, over a marker that uses 80 % of the
cloth. Drafting (`modiste.design.make`) measures it; this is for comparing hundreds of ideas.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from modiste.design.spec.rules import weaves

_LENGTHS: Final = {
    "cropped": 42, "waist": 46, "hip": 64, "tunic": 78, "mini": 84, "above-knee": 92, "knee": 100,
    "midi": 120, "maxi": 138, "floor": 148, "ankle": 136, "full": 142,
}  # fmt: skip
"""From the shoulder to the hem, in cm, of a woman of 168 cm."""
_WAIST: Final = 42.0
_GIRTH: Final = {"women": 100.0, "men": 108.0, "children": 76.0}
_HEIGHT: Final = {"women": 1.0, "men": 1.06, "children": 0.72}
_FIT: Final = {"tight": 0.96, "slim": 1.02, "regular": 1.1, "relaxed": 1.22, "oversized": 1.38}
_SHAPE: Final = {
    "a-line": 1.25, "fit-and-flare": 1.4, "trapeze": 1.4, "circle": 2.3, "mermaid": 1.2,
    "cocoon": 1.2, "wide-leg": 1.3, "flared": 1.12, "barrel": 1.2,
}  # fmt: skip
_PLEATS: Final = {"knife": 2.2, "box": 1.9, "sunray": 2.2, "inverted": 1.15, "pintuck": 1.1}
_SLEEVE: Final = {
    "cap": 8,
    "short": 22,
    "elbow": 34,
    "three-quarter": 46,
    "long": 62,
    "extra-long": 70,
}
_SLEEVE_WIDTH: Final = {
    "puff": 1.6,
    "bishop": 1.6,
    "bell": 1.5,
    "leg-of-mutton": 1.5,
    "flutter": 1.5,
    "kimono": 1.4,
}
_COLLAR: Final = {"none": 0.0, "hood": 0.18, "shawl": 0.12, "notched": 0.12, "peak": 0.13}
_YIELD: Final = 0.8

PRICES: Final[Mapping[str, int]] = {
    "cotton": 450, "linen": 800, "silk": 2200, "wool": 1600, "cashmere": 6000, "mohair": 2800,
    "viscose": 450, "lyocell": 650, "polyester": 320, "nylon": 450, "acrylic": 350,
    "leather": 4500, "faux-leather": 700, "suede": 4500,
}  # fmt: skip
"""Cents of a euro for a square metre of ordinary weight: an assumption of ours, to be replaced by
the brand's own prices."""


def area(draft: Mapping[str, Any]) -> float:
    """Square metres of cloth, cutting waste included."""
    who = draft["audience"]
    bottom = draft["category"] in {"skirt", "trousers", "shorts"}
    drop = _LENGTHS[draft["length"]] - (_WAIST if bottom else 0.0)
    body = drop * _HEIGHT[who] * _GIRTH[who] * _FIT[draft["fit"]] * _fullness(draft)
    if draft["category"] in {"trousers", "shorts", "jumpsuit"}:
        body *= 1.15  # two legs, each around
    arms = _SLEEVE.get(draft["sleeve.length"], 0) * _HEIGHT[who]
    arms *= 2 * 0.36 * _GIRTH[who] * _FIT[draft["fit"]]
    arms *= _SLEEVE_WIDTH.get(draft["sleeve.type"], 1.0)
    small = _COLLAR.get(draft["collar"], 0.06) + 0.05
    lined = 1.0 if draft["category"] not in {"jacket", "coat"} else 1.12  # facings, flaps
    return round(((body + arms) / 1e4 * lined + small) / _YIELD, 2)


def _fullness(draft: Mapping[str, Any]) -> float:
    factor = _SHAPE.get(draft["silhouette"], 1.0)
    factor *= _PLEATS.get(draft["fullness.pleats"], 1.0)
    factor *= 1.0 + 0.14 * int(draft["fullness.tiers"])
    if draft["fullness.gathers"] == "waist":
        factor *= 1.35
    if draft["fullness.ruffles"] != "none":
        factor *= 1.12
    return factor


def square_metre(draft: Mapping[str, Any], prices: Mapping[str, int] = PRICES) -> int:
    """Price of a square metre in minor units: heavier than usual costs more, in proportion."""
    typical = weaves()[draft["fabric.weave"]].weight[1]
    heavier: float = 0.5 + 0.5 * draft["fabric.weight"] / typical
    return round(prices[draft["fabric.material"]] * heavier)


def cloth_cost(draft: Mapping[str, Any], prices: Mapping[str, int] = PRICES) -> int:
    """Cost of the cloth in minor units."""
    return round(area(draft) * square_metre(draft, prices))
