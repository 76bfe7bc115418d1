"""Which colours go together: neutrals, tone on tone, and angles of hue, in OKLCh.

The hue schemes are the textbook ones (Itten, *Kunst der Farbe*, 1961), read in the perceptual space
OKLCh (Ottosson 2020) instead of on a painter's circle; lightness contrast follows Ou and Luo
(*A colour harmony model for two-colour combinations*, Color Research & Application 31, 2006), who
found it to help every pair. The scores are our own and order pairs; they are no probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Final

from modiste.model.colour import find_colour
from modiste.model.colourspace import Rgb, rgb_to_oklch
from modiste.model.errors import UnknownNameError

NEUTRALS: Final = frozenset({"black", "white", "grey", "beige", "navy", "brown"})
_MUTED = 0.055
"""Chroma below which a hue no longer argues with another."""


@dataclass(frozen=True)
class Harmony:
    """How two colours stand to each other.

    Attributes:
        scheme: ``neutral``, ``tonal``, ``analogous``, ``complementary``, ``triadic``, ``muted``,
            ``contrast`` or ``unknown``.
        score: from 0 (they argue) to 1.
    """

    scheme: str
    score: float


_UNKNOWN = Harmony("unknown", 0.6)


def harmony(left: str | None, right: str | None) -> Harmony:
    """How two colour names stand to each other; what is no colour is *unknown*."""
    if not left or not right:
        return _UNKNOWN
    return _harmony(*sorted((left, right)))


@lru_cache(maxsize=50_000)
def _harmony(left: str, right: str) -> Harmony:
    one, two = _read(left), _read(right)
    if one is None or two is None:
        return _UNKNOWN
    (family, rgb), (other, rgb2) = one, two
    if rgb is None or rgb2 is None:
        # Patterns, metals and the like have no single colour; with a neutral they are safe.
        return Harmony("neutral", 0.8) if {family, other} & NEUTRALS else _UNKNOWN
    return of_oklch(rgb_to_oklch(rgb), rgb_to_oklch(rgb2), neutral=bool({family, other} & NEUTRALS))


def of_oklch(
    one: tuple[float, float, float], two: tuple[float, float, float], *, neutral: bool
) -> Harmony:
    """The relation of two OKLCh colours (lightness 0 to 1, chroma, hue in degrees).

    Args:
        one: first colour.
        two: second colour.
        neutral: one of them is a neutral of dressing: black, white, grey, beige, navy, brown.
    """
    contrast = abs(one[0] - two[0])
    chroma = min(one[1], two[1])
    turn = abs(one[2] - two[2]) % 360
    apart = min(turn, 360 - turn)
    lift = 0.15 * min(contrast / 0.4, 1.0)
    loud = min(max(chroma - _MUTED, 0.0) / 0.12, 1.0)
    schemes = (
        (neutral, Harmony("neutral", 0.8 + lift)),
        (chroma < _MUTED, Harmony("muted", 0.7 + lift)),
        # One hue in two near shades looks like a match that failed.
        (apart <= 15, Harmony("tonal", 0.55 + 0.4 * min(contrast / 0.25, 1.0))),
        (apart <= 50, Harmony("analogous", 0.7 + lift)),
        (apart >= 150, Harmony("complementary", 0.75 + lift - 0.25 * loud)),
        (105 <= apart <= 135, Harmony("triadic", 0.6 + lift - 0.2 * loud)),
    )
    contrasting = Harmony("contrast", 0.5 + lift - 0.35 * loud)
    return next((scheme for holds, scheme in schemes if holds), contrasting)


@lru_cache(maxsize=20_000)
def _read(text: str) -> tuple[str, Rgb | None] | None:
    try:
        found = find_colour(text)
    except UnknownNameError:
        return None
    return found.family, found.rgb


def outfit_harmony(colours: Sequence[str | None], patterned: Sequence[bool]) -> float:
    """Harmony of an outfit: mean of pairs and worst pair in halves, less for busy patterns.

    Args:
        colours: main colour of each piece.
        patterned: whether each piece bears a pattern.
    """
    if len(colours) < 2:
        return 1.0
    scores = [harmony(a, b).score for a, b in combinations(colours, 2)]
    hues = {f for f in map(_family, colours) if f and f not in NEUTRALS}
    # More than three hues, or more than one pattern, need a trained hand.
    busy = 0.12 * max(len(hues) - 3, 0) + 0.15 * max(sum(patterned) - 1, 0)
    return max(0.5 * (sum(scores) / len(scores) + min(scores)) - busy, 0.0)


def _family(colour: str | None) -> str | None:
    found = _read(colour) if colour else None
    return found[0] if found else None


def is_neutral(colour: str | None) -> bool:
    """Whether a colour is a neutral of dressing; what is no colour is none."""
    return _family(colour) in NEUTRALS
