"""Colour families by measure: which basic colour word fits an sRGB colour.

The boundaries are in OKLCh (lightness L 0 … 1, chroma C, hue H in degrees) and are our own,
drawn so that the fashion names of `modiste.model.colour` fall where the trade puts them. In words:

* **neutrals** have next to no chroma: black below L 0.29, white from L 0.945, grey between. Cool
  greys may bear a little more chroma (0.032) than warm ones (0.016), which soon look beige.
* **warm and muted** (H 42 … 112): beige when light (L ≥ 0.71, C < 0.08), brown when darker.
* **hues**, going round: pink and red share H 335 … 42 (pink is light or muted, red is deep), then
  orange to H 70, yellow to H 114, green to H 172, turquoise to H 222, blue to H 284, purple to
  H 335. Deep blue (L < 0.335) is navy; deep orange and dark yellow are brown, and yellow without
  light is green (olive).

Gold, silver, multi and clear cannot be told from one colour and are never the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from modiste.model.colourspace import rgb_to_oklch

if TYPE_CHECKING:
    from modiste.model.colourspace import Rgb

MEASURED: Final = (
    "black", "white", "grey", "beige", "brown", "red", "pink", "orange", "yellow", "green",
    "turquoise", "blue", "navy", "purple",
)  # fmt: skip


def family_of_rgb(rgb: Rgb) -> str:
    """The family of an 8-bit sRGB colour, one of `MEASURED`."""
    return family_of_oklch(*rgb_to_oklch(rgb))


def family_of_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The family of an OKLCh colour, one of `MEASURED`."""
    return _neutral(lightness, chroma, hue) or _hued(lightness, chroma, hue)


def _neutral(lightness: float, chroma: float, hue: float) -> str:
    if lightness < 0.17 or (lightness < 0.29 and chroma < 0.022):
        return "black"
    if lightness >= 0.945 and chroma < 0.024:
        return "white"
    warm = 35 <= hue <= 115
    limit = 0.016 if warm or lightness > 0.88 else 0.032 if 195 <= hue <= 290 else 0.014
    return "grey" if chroma < limit else ""


def _hued(lightness: float, chroma: float, hue: float) -> str:
    if hue >= 335 or hue < 42:
        return _red_or_pink(lightness, chroma, hue)
    if hue < 114 or (hue < 118 and lightness >= 0.9):
        return _warm(lightness, chroma, hue)
    if hue < 172:
        return "green"
    if hue < 222:
        return "turquoise"
    if hue < 284:
        return "navy" if lightness < 0.335 else "blue"
    return "purple"


def _red_or_pink(lightness: float, chroma: float, hue: float) -> str:
    if hue >= 335 or hue < 10:
        # Plum and aubergine lie beside magenta, only darker.
        dark = "purple" if 335 <= hue < 350 else "red"
        return "pink" if lightness >= (0.5 if hue >= 335 else 0.49) else dark
    if hue >= 31 and chroma >= 0.13 and lightness >= 0.6:
        return "orange"
    if lightness >= 0.69 or (chroma < 0.11 and lightness >= 0.62):
        return "pink"
    if hue >= 28 and chroma < 0.115:
        return "brown"
    return "orange" if hue >= 37 and lightness >= 0.5 else "red"


def _warm(lightness: float, chroma: float, hue: float) -> str:
    if lightness >= 0.712 and chroma < (0.072 if hue < 60 else 0.082):
        return "green" if hue >= 108 and lightness < 0.9 else "beige"
    if hue >= 78 and lightness >= 0.70:
        return "yellow"
    if hue < 78 and ((chroma >= 0.122 and lightness >= 0.53) or lightness >= 0.77):
        return "orange"
    return "green" if hue >= 100 else "brown"
