"""Money as the API writes it."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from modiste.model.money import Money
from modiste.present.http.strict import Answer


class Amount(Answer):
    """An amount of money: a whole number of minor units (cents, fen) of a currency."""

    minor: int = Field(description="Minor units of the currency; 1999 is 19.99 euros.")
    currency: str = Field(
        description="ISO 4217 code.", pattern="^[A-Z]{3}$", json_schema_extra={"example": "EUR"}
    )

    @classmethod
    def of(cls, minor: int | None, currency: str | None) -> Amount | None:
        """An amount, or ``None`` where either part is unknown."""
        if minor is None or currency is None:
            return None
        return cls(minor=int(minor), currency=currency)

    @classmethod
    def all_of(cls, amounts: Mapping[str, int]) -> list[Amount]:
        """Amounts by currency, in the order of the codes; currencies are never added up."""
        return [cls(minor=int(minor), currency=code) for code, minor in sorted(amounts.items())]

    def money(self) -> Money:
        """The same as the model has it."""
        return Money(self.minor, self.currency)
