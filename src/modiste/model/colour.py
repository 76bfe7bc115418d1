"""Colours: names in English and Chinese, their values and families, and colours in free text.

This is the public face of the colour rooms: `modiste.model.colourspace` (numbers),
`modiste.model.colour_names` (the table) and `modiste.model.colour_family` (boundaries).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from modiste.model.colour_family import family_of_rgb
from modiste.model.colour_names import (
    Colour,
    colour,
    colours,
    families,
    nearest_colour,
    nearest_colours,
    parents,
)
from modiste.model.colour_words import FLAT, ISH, MODIFIER_OF, MODIFIERS, NOISE
from modiste.model.colourspace import (
    Rgb,
    format_hex,
    oklab_to_rgb,
    oklch_to_rgb,
    parse_hex,
    rgb_to_oklab,
    rgb_to_oklch,
)
from modiste.model.errors import Place, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import polars as pl

__all__ = [
    "Colour",
    "ColourMatch",
    "Rgb",
    "colour",
    "colour_frame",
    "colours",
    "families",
    "family_of",
    "find_colour",
    "format_hex",
    "nearest_colour",
    "nearest_colours",
    "parents",
    "parse_hex",
]

_SEPARATOR = re.compile(r"\s*(?:[/|,;&+、，；·×]|\s-\s|\band\b|\bwith\b|\bw/|\bx\b|[和与配跟])\s*")
_HEX = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b")


@dataclass(frozen=True)
class ColourMatch:
    """A colour that was read in text.

    Attributes:
        name: the canonical English name with its modifiers, for example ``light olive``.
        base: the named colour beneath.
        rgb: 8-bit sRGB with the modifiers applied; None where the base has none.
        family: the colour family.
        modifiers: what changed the base, canonical (``light``, ``dusty``, …).
        others: further colours of the same text (``Black/White`` → black, with white here).
        exact: whether every word was understood.
    """

    name: str
    base: Colour
    rgb: Rgb | None
    family: str
    modifiers: tuple[str, ...] = ()
    others: tuple[ColourMatch, ...] = ()
    exact: bool = True

    @property
    def hex(self) -> str | None:
        """``#a0a55c``, or None where there is no single colour."""
        return format_hex(self.rgb) if self.rgb else None

    @property
    def every(self) -> tuple[ColourMatch, ...]:
        """This colour and the others, in order."""
        return (replace(self, others=()), *self.others)


def find_colour(text: str) -> ColourMatch:
    """The colour or colours that a text names, in English or Chinese.

    Understands names and synonyms, hexadecimal values, modifiers (``light``, ``dusty``, ``浅``,
    ``雾霾`` …), tints (``greyish beige``), and several colours (``Black/White``, ``黑白``), of
    which the first leads. Two hues side by side without a separator are one colour whose last word
    leads (``blue grey`` is a grey); black, white, metals and patterns do not blend that way.

    Raises:
        UnknownNameError: no colour is named.
    """
    found = _find(text)
    if found is None:
        raise UnknownNameError(
            "No colour is named here",
            remedy="Use a common colour name such as navy, light grey or 米白, or a hex value.",
            place=Place(value=text),
        )
    return found


def family_of(value: str | Rgb) -> str:
    """The colour family of a name, a hexadecimal value or 8-bit sRGB.

    Raises:
        UnknownNameError: the text names no colour.
        InputError: the channels are out of range.
    """
    if isinstance(value, str):
        return find_colour(value).family
    return family_of_rgb(parse_hex(format_hex(value)))


def colour_frame(texts: Iterable[str | None]) -> pl.DataFrame:
    """What every different text names, to join to a column of colours.

    Columns: text, name, family, hex (String); names, all colours in order (List of String); exact
    (Boolean). All but ``text`` are null where no colour is named.
    """
    import polars as pl

    schema = {
        "text": pl.String(),
        "name": pl.String(),
        "family": pl.String(),
        "hex": pl.String(),
        "names": pl.List(pl.String),
        "exact": pl.Boolean(),
    }
    rows: list[tuple[object, ...]] = []
    for text in sorted({text for text in texts if text is not None}):
        found = _find(text)
        if found is None:
            rows.append((text, None, None, None, None, None))
        else:
            names = [match.name for match in found.every]
            rows.append((text, found.name, found.family, found.hex, names, found.exact))
    return pl.DataFrame(rows, schema=schema, orient="row")


@lru_cache(maxsize=20_000)
def _find(text: str) -> ColourMatch | None:
    plain = unicodedata.normalize("NFKC", text).casefold().strip()
    whole = _index().get(_spaced(plain))
    if whole is not None:
        return _modified(whole, (), (), exact=True)
    found: list[ColourMatch] = []
    exact = True
    for part in filter(None, _SEPARATOR.split(plain)):
        matches, understood = _read_part(part)
        exact = exact and understood
        found += matches
    if not found:
        return None
    distinct = list({match.name: match for match in found}.values())
    # A pattern is how colours are laid out: a colour beside it leads.
    first = next((match for match in distinct if match.rgb), distinct[0])
    others = tuple(match for match in distinct if match is not first)
    return replace(first, others=others, exact=exact)


def _read_part(part: str) -> tuple[list[ColourMatch], bool]:
    """The colours of a text without separators, and whether all of it was understood."""
    code = _HEX.search(part)
    if code:
        rgb = parse_hex(code[0])
        base = nearest_colour(rgb)
        name = base.name if base.rgb == rgb else format_hex(rgb)
        return [ColourMatch(name, base, rgb, family_of_rgb(rgb))], part == code[0]
    bases: list[Colour] = []
    modifiers: list[str] = []
    tints: list[str] = []
    exact = True
    for kind, word in _tokens(part):
        if kind == "colour":
            bases.append(_index()[word])
        elif kind == "modifier":
            modifiers.append(MODIFIER_OF[word])
        elif kind == "tint":
            tints.append(ISH[word])
        elif kind == "unknown":
            exact = False
    return _combined(bases, tuple(dict.fromkeys(modifiers)), tints, exact=exact), exact


def _combined(
    bases: list[Colour], modifiers: tuple[str, ...], tints: list[str], *, exact: bool
) -> list[ColourMatch]:
    if not bases and tints:
        bases, tints = [colours()[tints[-1]]], tints[:-1]
    if len(bases) > 1 and bases[0].name == "heather":
        bases = bases[1:]  # "heather navy" is the yarn, not the plant
    blends = len(bases) == 2 and not any(
        base.name in FLAT or base.family in FLAT or base.rgb is None for base in bases
    )
    if blends:
        # "coffee brown" says brown twice; the more particular word is the colour.
        if bases[0].family == bases[1].name:
            bases = bases[:1]
        else:
            tints, bases = [*tints, bases[0].name], bases[1:]
    return [
        _modified(base, modifiers if i == 0 else (), tuple(tints) if i == 0 else (), exact=exact)
        for i, base in enumerate(bases)
    ]


def _modified(
    base: Colour, modifiers: tuple[str, ...], tints: tuple[str, ...], *, exact: bool
) -> ColourMatch:
    name = " ".join([*modifiers, *tints, base.name])
    known = _index().get(_spaced(name))
    if known is not None and (modifiers or tints):
        return ColourMatch(known.name, known, known.rgb, known.family, exact=exact)
    rgb = base.rgb
    for tint in tints if rgb else ():
        rgb = _mixed(rgb, colours()[tint].rgb, 0.3)
    for modifier in modifiers if rgb else ():
        rgb = _changed(rgb, modifier)
    return ColourMatch(name, base, rgb, base.family, (*modifiers, *tints), exact=exact)


def _changed(rgb: Rgb | None, modifier: str) -> Rgb | None:
    if rgb is None:
        return None
    lightness, chroma, hue = rgb_to_oklch(rgb)
    towards, factor = MODIFIERS[modifier]
    lightness += (1 - lightness) * towards if towards >= 0 else lightness * towards
    return oklch_to_rgb((lightness, chroma * factor, hue))


def _mixed(rgb: Rgb | None, other: Rgb | None, share: float) -> Rgb | None:
    if rgb is None or other is None:
        return rgb
    one, two = rgb_to_oklab(rgb), rgb_to_oklab(other)
    first, second, third = (a + (b - a) * share for a, b in zip(one, two, strict=True))
    return oklab_to_rgb((first, second, third))


def _spaced(text: str) -> str:
    return re.sub(r"[\s_\-]+", " ", text).strip()


@cache
def _index() -> dict[str, Colour]:
    """Every name and synonym, casefolded and with spaces for hyphens → its colour."""
    index: dict[str, Colour] = {}
    for named in colours().values():
        for word in (named.name, named.zh, *named.synonyms):
            index.setdefault(_spaced(word.casefold()), named)
    return index


@cache
def _longest_name() -> tuple[int, int]:
    """The most words of an English name, the most characters of a Chinese one."""
    english = [len(key.split()) for key in _index() if key.isascii()]
    chinese = [len(key) for key in _index() if not key.isascii()]
    return max(english), max(chinese)


def _tokens(part: str) -> Iterator[tuple[str, str]]:
    """Colours, modifiers, tints and the rest, in order, longest names first."""
    for run in re.findall(r"[\u3400-\u9fff]+|[^\u3400-\u9fff]+", _spaced(part)):
        chinese = "\u3400" <= run[0] <= "\u9fff"
        units = list(run) if chinese else re.findall(r"[^\W\d_]+(?:'s)?|\d+", run)
        joint = "" if chinese else " "
        longest = _longest_name()[1 if chinese else 0]
        at = 0
        while at < len(units):
            for size in range(min(longest, len(units) - at), 0, -1):
                word = joint.join(units[at : at + size])
                kind = _kind(word)
                if kind != "unknown" or size == 1:
                    yield kind, word
                    at += size
                    break


def _kind(word: str) -> str:
    if word in _index():
        return "colour"
    if word in MODIFIER_OF:
        return "modifier"
    if word in ISH:
        return "tint"
    return "noise" if word in NOISE or word.isdigit() else "unknown"
