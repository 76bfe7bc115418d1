"""Colours that a text names, with what each is for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from modiste.design.spec.model import ColourUse
from modiste.design.spec.vocabulary import ColourRole
from modiste.design.words.scan import Mention, folded
from modiste.model.colourspace import format_hex, oklch_to_rgb, parse_hex, rgb_to_oklch

_LINING: Final = re.compile(r"^\s*(?:lining|lined|里布|内衬|衬里)")
_TRIM: Final = re.compile(
    r"^\s*(?:trims?|buttons?|piping|collar|cuffs?|lace|embroidery|stitch\w*|zip|belt|binding"
    r"|扣|滚边|包边|领|袖口|刺绣|拉链|腰带|花边)"
)
_NEUTRAL: Final[Mapping[str, tuple[str, str]]] = {
    "denim": ("#3b5577", "denim"),
}
_PLAIN: Final = ("#f6f5f1", "white")


def coloured(text: str, mentions: Iterable[Mention], draft: Mapping[str, Any]) -> dict[str, Any]:
    """The slots ``colours`` and ``print.colours`` of a draft.

    The first colour is the ground; what precedes *trim*, *buttons* or *lining* is for that. A
    print without further colours gets a light or dark shade of its ground.
    """
    plain = folded(text)
    uses: list[ColourUse] = []
    for each in mentions:
        if each.colour is None or each.denied or not each.colour[0]:
            continue
        hex_, name = each.colour
        if any(use.hex == hex_ for use in uses):
            continue
        uses.append(ColourUse(hex=hex_, name=name, role=_role(plain[each.end :], uses)))
    if not any(use.role is ColourRole.MAIN for use in uses):
        ground = _NEUTRAL.get(draft["fabric.weave"], _PLAIN)
        uses.insert(0, ColourUse(hex=ground[0], name=ground[1]))
    kept = tuple(uses[:8])
    return {"colours": kept, "print.colours": _motif(kept, draft["print.kind"])}


def _role(after: str, uses: list[ColourUse]) -> ColourRole:
    if _LINING.match(after):
        return ColourRole.LINING
    if _TRIM.match(after):
        return ColourRole.TRIM
    if not any(use.role is ColourRole.MAIN for use in uses):
        return ColourRole.MAIN
    seconds = any(use.role is ColourRole.SECOND for use in uses)
    return ColourRole.ACCENT if seconds else ColourRole.SECOND


def _motif(uses: tuple[ColourUse, ...], kind: str) -> tuple[str, ...]:
    if kind == "solid":
        return ()
    named = [u.hex for u in uses if u.role in {ColourRole.SECOND, ColourRole.ACCENT}]
    ground = next(u.hex for u in uses if u.role is ColourRole.MAIN)
    return tuple(named) or motif(ground, kind)


_RICH: Final = frozenset({"floral", "paisley", "ikat", "argyle", "fair-isle", "colour-block"})


def motif(ground: str, kind: str) -> tuple[str, ...]:
    """Colours of a print on a ground, where nobody named any.

    One shade that shows; in prints of several colours also a warm accent across the colour wheel
    and a muted neighbour, as on most printed cloth.
    """
    if kind == "solid":
        return ()
    if kind == "camouflage":
        light, chroma, hue = rgb_to_oklch(parse_hex(ground))
        steps = ((-0.16, 0.0), (0.12, 25.0), (-0.28, -20.0))
        return tuple(
            format_hex(oklch_to_rgb((min(max(light + up, 0.15), 0.93), chroma, hue + turn)))
            for up, turn in steps
        )
    shades = [contrast(ground)]
    if kind in _RICH:
        light, chroma, hue = rgb_to_oklch(parse_hex(ground))
        high = 0.78 if light < 0.7 else 0.6
        grey = chroma < 0.03
        shades.append(format_hex(oklch_to_rgb((high, 0.11, 25.0 if grey else hue + 150))))
        shades.append(format_hex(oklch_to_rgb((high - 0.12, 0.06, 145.0 if grey else hue + 60))))
    return tuple(shades)


def contrast(ground: str) -> str:
    """A shade of a colour that shows on it: near white on dark grounds, deep on light ones."""
    light, chroma, hue = rgb_to_oklch(parse_hex(ground))
    shade = (0.95, chroma * 0.15, hue) if light < 0.62 else (0.38, min(chroma + 0.04, 0.12), hue)
    return format_hex(oklch_to_rgb(shade))
