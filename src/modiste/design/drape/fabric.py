"""How fabrics behave: weight, how little they give, how they bend and how thick they lie.

The presets are ours: weights are those of shop cloth; stiffness in bending follows the order of
cantilever tests (silk, jersey, poplin, wool, denim), scaled to the solver; no value is measured.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from modiste.model.errors import UnknownNameError

if TYPE_CHECKING:
    from modiste.design.spec.model import Fabric


@dataclass(frozen=True)
class Behaviour:
    """What the solver needs of a fabric.

    Attributes:
        weight: kg per square metre.
        give: compliance along warp and weft, m per N; less is stiffer.
        bias: compliance on the bias, m per N.
        slack: compliance against compression, m per N: cloth wrinkles rather than shortens.
        bend: compliance in bending, m per N; less stands away more.
        friction: between cloth and body, 0 to 1.
        thickness: distance of its middle from the body, m.
        roughness: of its surface in light, 0 glossy to 1 matt.
    """

    weight: float
    give: float
    bias: float
    slack: float
    bend: float
    friction: float
    thickness: float
    roughness: float


PRESETS: Final = {
    "cotton poplin": Behaviour(0.120, 2e-7, 2e-5, 2e-3, 6e-3, 0.35, 0.0055, 0.9),
    "denim": Behaviour(0.400, 1e-7, 8e-6, 8e-4, 6e-4, 0.45, 0.0065, 0.95),
    "silk": Behaviour(0.065, 4e-7, 6e-5, 8e-3, 8e-2, 0.20, 0.0050, 0.45),
    "jersey": Behaviour(0.180, 2e-5, 6e-5, 5e-3, 3e-2, 0.40, 0.0055, 0.95),
    "wool": Behaviour(0.320, 4e-7, 2e-5, 1e-3, 1.5e-3, 0.45, 0.0070, 1.0),
}  # fmt: skip
"""Behaviours by name."""

_WEAVES: Final = {
    "denim": ("denim", "twill", "corduroy", "canvas", "gabardine"),
    "silk": ("satin", "chiffon", "crepe", "georgette", "organza", "charmeuse", "voile", "tulle"),
    "jersey": ("jersey", "rib", "pique", "fleece", "plain_knit", "cable_knit", "crochet"),
    "wool": ("wool", "tweed", "felt", "flannel", "boucle", "melton"),
}


def behaviour(name: str) -> Behaviour:
    """A preset by name.

    Raises:
        UnknownNameError: there is none.
    """
    if name not in PRESETS:
        raise UnknownNameError(
            f"there is no fabric {name!r}", remedy=f"There are: {', '.join(PRESETS)}."
        )
    return PRESETS[name]


def preset_of(fabric: Fabric) -> str:
    """The preset that is nearest to a design's fabric."""
    weave, material = str(fabric.weave.value), str(fabric.material.value)
    for preset, words in _WEAVES.items():
        if weave.replace(" ", "_").replace("-", "_") in words:
            return "wool" if preset == "denim" and material == "wool" else preset
    if material in {"silk", "viscose", "satin", "cupro"}:
        return "silk"
    if material in {"wool", "cashmere", "alpaca"}:
        return "wool"
    return "denim" if fabric.weight >= 260 else "cotton poplin"
