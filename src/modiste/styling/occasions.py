"""Occasions: general knowledge of what is worn for what, and one vocabulary for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

from modiste.model.errors import UnknownNameError
from modiste.styling.slots import category_of

OCCASIONS: Final = (
    "everyday", "work", "formal", "wedding guest", "party", "date", "vacation", "sport", "other",
)  # fmt: skip

CHINESE: Final = dict(
    zip(
        OCCASIONS,
        ("日常", "通勤", "正式场合", "婚礼", "派对", "约会", "度假", "运动", "其他"),
        strict=True,
    )
)

_WORDS: Final = {
    "everyday": "everyday casual daily weekend 日常 休闲",
    "work": "work office business 通勤 上班 工作 职场",
    "formal": "formal gala formal-affair black-tie formal_affair 正式 晚宴 正式场合",
    "wedding guest": "wedding wedding-guest wedding_guest 婚礼 婚宴",
    "party": "party night-out cocktail 派对 聚会",
    "date": "date date-night 约会",
    "vacation": "vacation holiday travel beach 度假 旅行 旅游",
    "sport": "sport sports gym running 运动 健身",
    "other": "other 其他",
}
_OF_WORD: Final = {word: name for name, words in _WORDS.items() for word in words.split()}

# Log weights: how much more than usual a kind of garment, or an attribute, is worn for an occasion.
_CATEGORY: Final[dict[str, dict[str, float]]] = {
    "tops": {"everyday": 0.6, "work": 0.3, "date": 0.2, "formal": -1.5, "wedding guest": -1.2},
    "knitwear": {"everyday": 0.7, "work": 0.5, "formal": -1.8, "wedding guest": -1.5},
    "sweats": {"everyday": 1.0, "sport": 1.0, "work": -1.2, "formal": -3, "wedding guest": -3},
    "dresses": {"wedding guest": 0.9, "party": 0.6, "date": 0.6, "formal": 0.4, "sport": -3},
    "jumpsuits": {"party": 0.6, "date": 0.4, "wedding guest": 0.3, "sport": -3},
    "skirts": {"work": 0.4, "date": 0.4, "party": 0.2, "sport": -2},
    "trousers": {"work": 0.9, "everyday": 0.4, "wedding guest": -0.6},
    "jeans": {"everyday": 1.0, "date": 0.1, "work": -0.3, "formal": -3, "wedding guest": -2.5},
    "shorts": {"vacation": 1.1, "everyday": 0.4, "sport": 0.5, "work": -1.5, "formal": -3},
    "outerwear": {"everyday": 0.5, "work": 0.3, "vacation": -0.5},
    "tailoring": {"work": 1.3, "formal": 0.9, "wedding guest": 0.4, "sport": -3},
    "sportswear": {"sport": 2.5, "everyday": 0.2, "formal": -3, "work": -2},
    "swimwear": {"vacation": 2.0, "work": -4, "formal": -4, "wedding guest": -4},
    "sneakers": {
        "everyday": 0.8,
        "sport": 1.0,
        "formal": -2.5,
        "wedding guest": -2.2,
        "work": -0.4,
    },
    "boots": {"everyday": 0.6, "work": 0.2, "vacation": -0.8, "wedding guest": -0.8},
    "sandals": {"vacation": 1.0, "party": 0.2, "everyday": 0.2, "work": -0.6},
}
_TYPE: Final[dict[str, dict[str, float]]] = {
    "evening-gown": {"formal": 2.2, "wedding guest": 0.9, "everyday": -3, "work": -3},
    "cocktail-dress": {"party": 1.4, "wedding guest": 1.0, "date": 0.5, "everyday": -1.5},
    "sheath-dress": {"work": 1.2, "wedding guest": 0.3},
    "shirt-dress": {"work": 0.8, "everyday": 0.8, "formal": -1.5},
    "sundress": {"vacation": 1.6, "everyday": 0.5, "work": -1.5, "formal": -2},
    "t-shirt-dress": {"everyday": 1.2, "formal": -2.5, "wedding guest": -2},
    "maxi-dress": {"vacation": 0.8, "wedding guest": 0.5},
    "tank-top": {"vacation": 0.8, "sport": 0.5, "work": -0.8},
    "t-shirt": {"everyday": 0.8, "work": -0.5},
    "hoodie": {"everyday": 0.6},
    "blouse": {"work": 1.0},
    "dress-shirt": {"work": 1.3, "formal": 0.8, "wedding guest": 0.5},
    "clutch": {"formal": 1.2, "wedding guest": 1.2, "party": 1.0, "work": -1.0, "everyday": -0.8},
    "tote-bag": {"work": 0.8, "everyday": 0.6, "formal": -1.5},
    "backpack": {"everyday": 0.8, "sport": 0.6, "formal": -2, "wedding guest": -2},
    "pumps": {"work": 0.7, "party": 0.6, "formal": 0.7, "wedding guest": 0.7, "sport": -4},
    "heels": {"party": 0.9, "formal": 0.8, "wedding guest": 0.9, "sport": -4},
}
_ATTRIBUTE: Final[dict[tuple[str, str], dict[str, float]]] = {
    ("material", "denim"): {"everyday": 0.8, "formal": -1.5, "wedding guest": -1.2},
    ("material", "linen"): {"vacation": 0.8, "everyday": 0.2, "formal": -0.6},
    ("material", "silk"): {"party": 0.4, "formal": 0.5, "wedding guest": 0.5, "sport": -2},
    ("material", "satin"): {"party": 0.7, "formal": 0.7, "wedding guest": 0.6, "sport": -2},
    ("material", "velvet"): {"party": 0.7, "formal": 0.7, "vacation": -1},
    ("material", "lace"): {"wedding guest": 0.6, "formal": 0.4, "date": 0.4, "sport": -2},
    ("material", "sequin"): {"party": 1.5, "formal": 0.6, "work": -2, "everyday": -1.5},
    ("material", "wool"): {"work": 0.4, "vacation": -1.0},
    ("material", "fleece"): {"everyday": 0.6, "sport": 0.6, "formal": -2},
    ("length", "mini"): {"party": 0.5, "vacation": 0.3, "work": -0.8, "formal": -0.8},
    ("length", "maxi"): {"formal": 0.6, "vacation": 0.4, "wedding guest": 0.4},
    ("length", "midi"): {"work": 0.4, "wedding guest": 0.3},
    ("pattern", "floral"): {"vacation": 0.5, "wedding guest": 0.4, "date": 0.2},
    ("pattern", "animal print"): {"party": 0.4, "date": 0.2, "work": -0.4},
    ("silhouette", "oversized"): {"everyday": 0.4, "formal": -0.6},
    ("sleeve", "sleeveless"): {"vacation": 0.3, "party": 0.2},
    ("neckline", "halter"): {"vacation": 0.3, "party": 0.4, "work": -0.8},
    ("neckline", "collared"): {"work": 0.5},
}
_STATED = 2.5
"""Log weight of an occasion that the catalogue itself names for a garment."""


def _even() -> NDArray[np.float64]:
    return np.full(len(OCCASIONS), 1 / len(OCCASIONS))


@dataclass(frozen=True)
class Occasions:
    """What a garment is worn for.

    Attributes:
        chance: probabilities of :data:`OCCASIONS`.
        base: the same over the whole range that it is compared with.
    """

    chance: NDArray[np.float64] = field(default_factory=_even)
    base: NDArray[np.float64] = field(default_factory=_even)

    def suits(self, occasion: str) -> float:
        """How much more than the rest of the range it is worn for an occasion.

        Log ratio, cut at ±3.
        """
        at = OCCASIONS.index(occasion)
        ratio = max(float(self.chance[at]), 1e-6) / max(float(self.base[at]), 1e-6)
        return float(np.clip(np.log(ratio), -3.0, 3.0))

    def likeness(self, other: Occasions) -> float:
        """Bhattacharyya coefficient of what two garments are worn for, 0 to 1."""
        return float(np.sqrt(self.chance * other.chance).sum())


def occasion_named(word: str) -> str:
    """The occasion of a word, in English or Chinese: ``wedding`` is ``wedding guest``.

    Raises:
        UnknownNameError: no occasion is named so.
    """
    plain = word.strip().casefold()
    found = (
        plain if plain in OCCASIONS else _OF_WORD.get(plain, _OF_WORD.get(plain.replace(" ", "-")))
    )
    if found is None:
        raise UnknownNameError(
            f"there is no occasion {word!r}", remedy=f"Use one of {', '.join(OCCASIONS)}."
        )
    return found


def occasion_or_none(word: str | None) -> str | None:
    """The same, with None for words that name none."""
    if word is None:
        return None
    try:
        return occasion_named(word)
    except UnknownNameError:
        return None


def rule_weights(
    category: str | None, attributes: Iterable[tuple[str, str]]
) -> NDArray[np.float64]:
    """Log weights of :data:`OCCASIONS` by general knowledge alone; 0 where nothing speaks."""
    total = dict.fromkeys(OCCASIONS, 0.0)
    parts = [_CATEGORY.get(category_of(category) or "", {}), _TYPE.get(category or "", {})]
    for name, value in set(attributes):
        if name == "occasion" and (stated := occasion_or_none(value)):
            parts.append({stated: _STATED})
        else:
            parts.append(_ATTRIBUTE.get((name, value), {}))
    for part in parts:
        for name, weight in part.items():
            total[name] += weight
    return np.array([total[name] for name in OCCASIONS])


def distribution(
    log_weights: NDArray[np.float64], base: Mapping[str, float] | None = None
) -> NDArray[np.float64]:
    """Probabilities of :data:`OCCASIONS` from log weights and a base rate (equal by default)."""
    start = np.array([np.log((base or {}).get(name, 1.0) + 1e-9) for name in OCCASIONS])
    raised = np.exp(start + log_weights - np.max(start + log_weights))
    return np.asarray(raised / raised.sum())
