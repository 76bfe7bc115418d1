"""Seasons: how warm garments are, by general knowledge of kinds and materials."""

from __future__ import annotations

import datetime as dt
from typing import Final

from modiste.model.errors import UnknownNameError
from modiste.styling.pieces import Piece
from modiste.styling.slots import category_of

SEASONS: Final = ("spring", "summer", "autumn", "winter")
_WORDS: Final = {
    "fall": "autumn", "春": "spring", "夏": "summer", "秋": "autumn", "冬": "winter",
    "春季": "spring", "夏季": "summer", "秋季": "autumn", "冬季": "winter",
}  # fmt: skip
_NEEDED: Final = {"spring": 0.0, "summer": -1.0, "autumn": 0.3, "winter": 1.0}

_WARMTH: Final[dict[str, float]] = {
    "shorts": -1.0, "sandals": -1.0, "swimwear": -1.0, "tank-top": -0.8, "camisole": -0.7,
    "sundress": -1.0, "t-shirt": -0.4, "skirts": -0.2, "dresses": -0.2, "sneakers": 0.0,
    "jeans": 0.2, "trousers": 0.1, "knitwear": 0.7, "sweats": 0.5, "cardigan": 0.4, "boots": 0.7,
    "outerwear": 0.6, "coat": 1.0, "puffer-jacket": 1.2, "parka": 1.1, "denim-jacket": 0.1,
    "scarves": 0.7, "gloves": 1.0, "sweater": 0.8, "turtleneck": 1.0,
}  # fmt: skip
_MATERIAL: Final = {
    "linen": -0.6, "viscose": -0.2, "silk": -0.1, "crochet": -0.3, "cotton": -0.1, "wool": 0.6,
    "cashmere": 0.6, "corduroy": 0.4, "fleece": 0.5, "down": 0.8, "suede": 0.3, "leather": 0.2,
    "velvet": 0.4,
}  # fmt: skip
_SLEEVE: Final = {"sleeveless": -0.3, "short sleeve": -0.2, "long sleeve": 0.2}


def season_named(word: str) -> str:
    """A season by its name in English or Chinese.

    Raises:
        UnknownNameError: none is named so.
    """
    plain = word.strip().casefold()
    found = plain if plain in SEASONS else _WORDS.get(plain)
    if found is None:
        raise UnknownNameError(
            f"there is no season {word!r}", remedy=f"Use one of {', '.join(SEASONS)}."
        )
    return found


def season_of(day: dt.date, *, south: bool = False) -> str:
    """The meteorological season of a day."""
    quarter = (day.month % 12) // 3  # December to February is 0
    return ("winter", "spring", "summer", "autumn")[(quarter + 2 * south) % 4]


def warmth(piece: Piece) -> float:
    """How warm a piece is: about −1 for high summer, 1 for deep winter, 0 for all year."""
    base = _WARMTH.get(piece.category, _WARMTH.get(category_of(piece.category) or "", 0.0))
    attributes = dict(sorted(piece.attributes))
    base += _MATERIAL.get(attributes.get("material", ""), 0.0)
    return base + _SLEEVE.get(attributes.get("sleeve", ""), 0.0)


def season_weight(piece: Piece, season: str) -> float:
    """0 where the piece's warmth is the season's, down to −1 where it is two steps away."""
    gap = abs(warmth(piece) - _NEEDED[season])
    # What suits the whole year is out of place only at the extremes.
    return -min(max(gap - 0.7, 0.0) / 1.3, 1.0)
