"""The table of fashion colour names, its hierarchy, and the nearest name to a colour.

The names are the trade's common words in English and Chinese and the sRGB values our own; a name
without a value (``multi``, ``print``) is a family of appearances rather than one colour.
"""

from __future__ import annotations

import csv
import math
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from modiste.model.colourspace import format_hex, parse_hex, rgb_to_oklab
from modiste.model.errors import InputError, Place, UnknownNameError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from modiste.model.colourspace import Rgb, Triple


@dataclass(frozen=True)
class Colour:
    """One named colour.

    Attributes:
        name: the English name, lower case; the key.
        zh: the Chinese name.
        rgb: 8-bit sRGB, or None where the name is no single colour.
        parent: the next broader name (``crimson`` → ``red``); empty for a family.
        synonyms: other spellings and names, English and Chinese.
    """

    name: str
    zh: str
    rgb: Rgb | None
    parent: str
    synonyms: tuple[str, ...] = field(default=(), repr=False)

    @property
    def hex(self) -> str | None:
        """``#b8122f``, or None where the name is no single colour."""
        return format_hex(self.rgb) if self.rgb else None

    @property
    def family(self) -> str:
        """The broadest name above this one, which may be itself."""
        return parents(self.name)[-1] if self.parent else self.name


@cache
def colours() -> Mapping[str, Colour]:
    """Every named colour by its English name; families first."""
    text = files("modiste.model").joinpath("data/colours.tsv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter="\t")
    return MappingProxyType(
        {
            row["name"]: Colour(
                row["name"],
                row["zh"],
                parse_hex(row["hex"]) if row["hex"] else None,
                row["parent"],
                tuple(filter(None, row["synonyms"].split("; "))),
            )
            for row in rows
        }
    )


def families() -> tuple[str, ...]:
    """The names of the colour families."""
    return tuple(colour.name for colour in colours().values() if not colour.parent)


def colour(name: str) -> Colour:
    """The colour of an exact English name of the table.

    Raises:
        UnknownNameError: the table has no such name (`find_colour` reads freer text).
    """
    found = colours().get(name)
    if found is None:
        raise UnknownNameError(
            "There is no such colour",
            remedy="Use a name of the table, or find_colour for free text.",
            place=Place(value=name),
        )
    return found


def parents(name: str) -> tuple[str, ...]:
    """The broader names above a colour, nearest first: ``crimson`` → (``red``,).

    Raises:
        UnknownNameError: the table has no such name.
    """
    chain = []
    above = colour(name).parent
    while above:
        chain.append(above)
        above = colour(above).parent
    return tuple(chain)


@cache
def _points() -> tuple[tuple[Triple, Colour], ...]:
    """OKLab of every colour that has a value and can be told by it (metals cannot)."""
    return tuple(
        (rgb_to_oklab(named.rgb), named)
        for named in colours().values()
        if named.rgb and named.family not in ("gold", "silver")
    )


def nearest_colours(value: str | Rgb, count: int = 1) -> list[tuple[Colour, float]]:
    """The named colours nearest to a colour, with their OKLab distances, nearest first.

    Args:
        value: a hexadecimal colour or 8-bit sRGB.
        count: how many.

    Raises:
        InputError: the value is no colour, or ``count`` is below 1.
    """
    if count < 1:
        raise InputError("At least one colour must be asked for", remedy="Use count ≥ 1.")
    rgb = parse_hex(value) if isinstance(value, str) else parse_hex(format_hex(value))
    lab = rgb_to_oklab(rgb)
    ranked = sorted(((math.dist(lab, point), named.name) for point, named in _points()))
    return [(colours()[name], distance) for distance, name in ranked[:count]]


def nearest_colour(value: str | Rgb) -> Colour:
    """The named colour nearest to a hexadecimal colour or 8-bit sRGB, by OKLab distance.

    Raises:
        InputError: the value is no colour.
    """
    return nearest_colours(value)[0][0]
