"""What a collection wants of its designs: price, cloth, season, trends."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from modiste.design.generate.cost import PRICES
from modiste.model.errors import InputError

CLOTH_SHARE: Final = 0.11
"""Part of a retail price that may go into cloth: landed cost at a quarter of the price, cloth at
45 % of that. A rule of thumb of the trade; give your own."""

_PRICE: Final = re.compile(
    r"(?:under|below|max\.?|up to|at most|<=?|≤|不超过|低于|不高于|以内)?\s*"
    r"(?:(?P<before>€|\$|£|¥|￥|eur|usd|gbp|cny|rmb)\s*(?P<a>\d{1,7}(?:[.,]\d{1,2})?)"
    r"|(?P<b>\d{1,7}(?:[.,]\d{1,2})?)\s*(?P<after>€|\$|£|¥|￥|eur|usd|gbp|cny|rmb|euros?|元))"
    r"\s*(?:以内|以下|以內)?",
    re.IGNORECASE,
)
_LEAD: Final = re.compile(
    r"\s*(?:零售价|售价|价格|预算|retail|price|budget|priced at)\s*[:：]?\s*$"
)
_CODES: Final[Mapping[str, str]] = {
    "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "$": "USD", "usd": "USD",
    "£": "GBP", "gbp": "GBP", "¥": "CNY", "￥": "CNY", "cny": "CNY", "rmb": "CNY", "元": "CNY",
}  # fmt: skip


@dataclass(frozen=True)
class Brief:
    """Constraints of a board.

    Attributes:
        price: retail price that the garment must meet, in minor units; None for none.
        currency: of the price.
        cloth_share: part of the price that may go into cloth.
        prices: minor units for a square metre of cloth, by fibre.
        cloth_currency: of these; a price in another currency is not compared with them.
    """

    price: int | None = None
    currency: str = "EUR"
    cloth_share: float = CLOTH_SHARE
    prices: Mapping[str, int] = field(default_factory=lambda: PRICES)
    cloth_currency: str = "EUR"

    def __post_init__(self) -> None:
        if self.price is not None and self.price <= 0:
            raise InputError("the price is not above zero", remedy="Give the retail price.")
        if not 0 < self.cloth_share < 1:
            raise InputError(
                f"the share of cloth is {self.cloth_share}", remedy="Give a part, such as 0.11."
            )

    @property
    def cloth_budget(self) -> int | None:
        """What the cloth may cost, in minor units; None without a price in its currency."""
        if self.price is None or self.currency != self.cloth_currency:
            return None
        return round(self.price * self.cloth_share)


def priced(text: str) -> tuple[Brief, str]:
    """The brief in a text, and the text without its price.

    ``navy dress under 80 EUR`` → a price of 8000 cents and ``navy dress``.
    """
    found = _PRICE.search(text)
    if found is None:
        return Brief(), text
    amount = float((found["a"] or found["b"]).replace(",", "."))
    code = _CODES[(found["before"] or found["after"]).lower()]
    # As many blanks as it had letters: places in the rest are places in the whole.
    rest = (text[: found.start()] + " " * len(found[0]) + text[found.end() :]).strip()
    rest = re.sub(
        r"\s*(?:零售价|售价|价格|预算|retail|price|budget|priced at)\s*[:：]?\s*$", "", rest
    )
    return Brief(price=round(amount * 100), currency=code), rest
