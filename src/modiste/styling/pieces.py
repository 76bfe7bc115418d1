"""Pieces: what an outfit can be made of, each a style in one colour and one size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from modiste.model.errors import InputError
from modiste.styling.occasions import Occasions
from modiste.styling.slots import Slot


@dataclass(frozen=True)
class Piece:
    """One garment that may go into an outfit.

    Attributes:
        product_id: the style.
        variant_id: the SKU that would be bought.
        title: its name.
        category: taxonomy key.
        slot: where it is worn.
        colour: its main colour by name; None where it is not known.
        pattern: its pattern; None or ``solid`` is plain.
        size: its size; None where it has none.
        price: in minor units; 0 for what the person owns already.
        currency: ISO 4217 code.
        gender: women, men, unisex or None.
        attributes: ``(name, value)`` pairs.
        taste: how well it meets the person's taste, from 0 to 1; 0.5 says nothing.
        occasions: what it is worn for.
        owned: whether the person has it already.
    """

    product_id: str
    variant_id: str
    title: str
    category: str
    slot: Slot
    colour: str | None = None
    pattern: str | None = None
    size: str | None = None
    price: int = 0
    currency: str = "EUR"
    gender: str | None = None
    attributes: frozenset[tuple[str, str]] = frozenset()
    taste: float = 0.5
    occasions: Occasions = field(default_factory=Occasions, repr=False, compare=False)
    owned: bool = False

    @property
    def plain(self) -> bool:
        """Whether it bears no pattern."""
        return self.pattern in (None, "", "solid", "plain", "none")


def one_currency(pieces: Sequence[Piece]) -> str:
    """The currency of all prices.

    Raises:
        InputError: prices are in several currencies, which cannot be added.
    """
    found = {piece.currency for piece in pieces if not piece.owned}
    if len(found) > 1:
        raise InputError(
            f"prices are in {', '.join(sorted(found))}",
            remedy="Ask for pieces of one currency: a budget cannot add several.",
        )
    return next(iter(found), "EUR")


def wearable_together(left: Piece, right: Piece) -> bool:
    """Whether two pieces are cut for the same people."""
    return not {left.gender, right.gender} >= {"women", "men"}
