"""Why an outfit, in words and numbers that can be checked."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np

from modiste.model.money import Money, format_money
from modiste.styling.advice import advise, words
from modiste.styling.harmony import harmony, is_neutral
from modiste.styling.language import said
from modiste.styling.look import Outfit, Wish
from modiste.styling.occasions import CHINESE as OCCASIONS_ZH
from modiste.styling.person import Person
from modiste.styling.pieces import Piece
from modiste.styling.slots import CHINESE as SLOTS_ZH
from modiste.styling.together import Together

_SCHEMES = {
    "tonal": ("tone on tone", "同色系深浅搭配"),
    "analogous": ("neighbouring hues", "邻近色"),
    "complementary": ("opposite hues", "互补色"),
    "triadic": ("hues a third of the circle apart", "三角配色"),
    "muted": ("two muted colours", "两个低饱和色"),
}
_SAID = 1.25
"""Ratio from which being bought together, or worn for an occasion, is worth saying."""


def outfit_reasons(
    outfit: Outfit, together: Together, wish: Wish, person: Person | None, language: str = "en"
) -> list[str]:
    """Reasons for an outfit, the most telling first."""
    chinese = language == "zh"
    found = [_bought(outfit, together, chinese=chinese), _colours(outfit, language)]
    if wish.occasion is not None:
        found.append(_occasion(outfit, wish.occasion, chinese=chinese))
    if wish.shape is not None:
        found.append(_shape(outfit, wish, language))
        found.append(_kept(outfit, wish, language))
    if person is not None:
        found.append(_taste(outfit, person, language))
        found.append(_sizes(outfit, chinese=chinese))
    if wish.budget is not None:
        found.append(_price(outfit, wish.budget, chinese=chinese))
    return [text for text in found if text]


def _bought(outfit: Outfit, together: Together, *, chinese: bool) -> str:
    pairs = [(together.bought.lift(a, b), a, b) for a, b in combinations(outfit.pieces, 2)]
    best = max(pairs, key=lambda pair: pair[0], default=None)
    if best is None or np.exp(best[0]) < _SAID:
        return ""
    times, left, right = float(np.exp(best[0])), best[1].title, best[2].title
    if chinese:
        return f"“{left}”与“{right}”在同一订单中出现的次数是随机情况的 {times:.1f} 倍"
    return f"{left} and {right} are bought together {times:.1f} times as often as by chance"


def _colours(outfit: Outfit, language: str) -> str:
    named = list(dict.fromkeys(piece.colour for piece in outfit.pieces if piece.colour))
    if len(named) < 2:
        return ""
    chinese = language == "zh"
    hues = [colour for colour in named if not is_neutral(colour)]
    if not hues:
        listed = [said("colour", colour, language) for colour in named]
        return (
            f"全部为中性色：{'、'.join(listed)}"
            if chinese
            else f"all in neutrals: {' and '.join(listed)}"
        )
    if len(hues) == 1:
        accent = said("colour", hues[0], language)
        return f"中性色衬托{accent}一个亮点" if chinese else f"neutrals with {accent} as the accent"
    scored = [(harmony(a, b), a, b) for a, b in combinations(hues, 2)]
    best, *pair = max(scored, key=lambda each: each[0].score)
    if best.scheme not in _SCHEMES:
        return ""
    one, two = (said("colour", colour, language) for colour in pair)
    english, zh = _SCHEMES[best.scheme]
    return f"{one}与{two}：{zh}" if chinese else f"{one} and {two} are {english}"


def _occasion(outfit: Outfit, occasion: str, *, chinese: bool) -> str:
    ratios = [(float(np.exp(piece.occasions.suits(occasion))), piece) for piece in outfit.pieces]
    best, piece = max(ratios, key=lambda each: each[0])
    if best < _SAID:
        if chinese:
            return f"店里没有更适合{OCCASIONS_ZH[occasion]}的款式"
        return f"nothing in stock is worn for {occasion} clearly more than the rest"
    if chinese:
        return f"“{piece.title}”用于{OCCASIONS_ZH[occasion]}的比例是其他款式的 {best:.1f} 倍"
    return (
        f"{piece.title} is worn for {occasion} {best:.1f} times as often as the rest of the range"
    )


def _shape(outfit: Outfit, wish: Wish, language: str) -> str:
    if wish.shape is None:
        return ""
    advices = [
        (advise(wish.shape, piece.category, piece.attributes), piece) for piece in outfit.pieces
    ]
    best, _ = max(advices, key=lambda each: each[0].score)
    return words(wish.shape, best, language)


def _kept(outfit: Outfit, wish: Wish, language: str) -> str:
    """The attribute that people of the shape keep most above others."""
    pairs = {pair for piece in outfit.pieces for pair in piece.attributes if pair in wish.habits}
    above = [(wish.habits[pair].rate - wish.habits[pair].others, pair) for pair in sorted(pairs)]
    best, pair = max(above, default=(0.0, ("", "")))
    if best <= 0:
        return ""
    kept, value = wish.habits[pair], said(*pair, language)
    if language == "zh":
        return (
            f"同身形的人留下{value}的比例为 {kept.rate:.0%}，"
            f"其他人为 {kept.others:.0%}（{kept.outcomes} 次）"
        )
    return (
        f"people of this figure keep {value} in {kept.rate:.0%} of cases, "
        f"others in {kept.others:.0%} ({kept.outcomes} cases)"
    )


def _taste(outfit: Outfit, person: Person, language: str) -> str:
    added = outfit.pieces[outfit.given :]
    liked = dict.fromkeys(pair for piece in added for pair in person.likes(piece.attributes))
    values = [said(*pair, language) for pair in liked][:3]
    if not values:
        return ""
    if language == "zh":
        return f"符合你的喜好：{'、'.join(values)}"
    return f"matches your taste: {', '.join(values)}"


def _sizes(outfit: Outfit, *, chinese: bool) -> str:
    sizes = [piece.size for piece in outfit.pieces[outfit.given :] if piece.size]
    if not sizes:
        return ""
    listed = ("、" if chinese else ", ").join(sizes)
    return f"你的尺码有货：{listed}" if chinese else f"in stock in your size: {listed}"


def _price(outfit: Outfit, budget: int, *, chinese: bool) -> str:
    currency = outfit.pieces[-1].currency
    price, limit = (format_money(Money(x, currency)) for x in (outfit.price, budget))
    return f"新增 {price}，预算 {limit}" if chinese else f"{price} of a budget of {limit}"


def piece_dict(piece: Piece, language: str = "en") -> dict[str, Any]:
    """A piece for people and programs; prices in minor units."""
    return {
        "slot": SLOTS_ZH[piece.slot] if language == "zh" else piece.slot.value,
        "product": piece.product_id,
        "variant": piece.variant_id,
        "title": piece.title,
        "category": piece.category,
        "colour": said("colour", piece.colour, language) if piece.colour else None,
        "size": piece.size,
        "price": piece.price,
        "currency": piece.currency,
        "costs": format_money(Money(piece.price, piece.currency)),
        "owned": piece.owned,
    }


def outfit_dict(
    outfit: Outfit, together: Together, wish: Wish, person: Person | None, language: str = "en"
) -> dict[str, Any]:
    """An outfit with its reasons."""
    return {
        "pieces": [piece_dict(piece, language) for piece in outfit.pieces],
        "given": outfit.given,
        "price": outfit.price,
        "currency": outfit.pieces[-1].currency,
        "score": round(outfit.score, 4),
        "parts": {name: round(value, 4) for name, value in outfit.parts.items()},
        "why": outfit_reasons(outfit, together, wish, person, language),
    }
