"""Colour families of photographed cloth.

`modiste.model.colour_family` draws its borders for colours as they are specified. Cloth in a
photograph is different: black reflects the studio and comes out dark grey, white has shadows and
comes out light grey, and every colour is paler than its swatch because of gloss, of shading and of
the reduction in size. The borders here are those, moved. They were chosen on one half of a
catalogue of 44,000 labelled photographs and are measured on the other (``benchmarks/images.py``);
they are rounded, and all there is to them is written here.

In words, in OKLCh: **black** reaches up to L 0.42 where there is next to no chroma; **white**
begins at L 0.86; between them **grey** has C < 0.014; deep blue is **navy** up to L 0.45; **blue**
lies between H 210 and 288 and turquoise begins at H 184; vivid **yellow** begins at H 70, vivid
**orange** at H 36; for every other colour the chroma is raised by 40 % and the borders of the
model apply.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from modiste.model.colour_family import family_of_oklch
from modiste.model.colourspace import oklab_to_oklch

if TYPE_CHECKING:
    from modiste.model.colourspace import Triple

CHROMA: Final = 1.4
"""How much more chroma a swatch of the cloth has than its photograph."""
GREY: Final = 0.014
"""Chroma below which photographed cloth has no hue."""


def photo_family(lab: Triple) -> str:
    """The family of an OKLab colour that was measured on photographed cloth."""
    lightness, chroma, hue = oklab_to_oklch(lab)
    if _black(lightness, chroma):
        return "black"
    if _white(lightness, chroma):
        return "white"
    return "grey" if chroma < GREY else _hued(lightness, chroma, hue)


def _black(lightness: float, chroma: float) -> bool:
    limit = 0.17 if chroma >= 0.02 else 0.33 if chroma >= 0.014 else 0.42
    return lightness < limit


def _white(lightness: float, chroma: float) -> bool:
    return (lightness >= 0.87 and chroma < 0.018) or (lightness >= 0.86 and chroma < 0.009)


def _hued(lightness: float, chroma: float, hue: float) -> str:
    if 245 <= hue < 296 and lightness < 0.45:
        return "navy"
    if 210 <= hue < 288:
        return "blue"
    if chroma >= 0.09 and 70 <= hue < 114 and lightness > 0.75:
        return "yellow"
    if chroma >= 0.09 and 36 <= hue < 70 and lightness > 0.6:
        return "orange"
    # Past the neutrals, what is left has a hue: a chroma at which the model sees one too.
    found = family_of_oklch(lightness, max(chroma * CHROMA, 0.033), hue)
    if found == "turquoise" and hue < 184:
        return "green"
    return found if found not in ("black", "white") else "grey"
