"""Limits of money by role, as the settings write them."""

from __future__ import annotations

from modiste.model.errors import InputError
from modiste.model.money import Money, parse_amounts

NAMES = ("owner", "planner", "buyer", "designer", "marketer", "viewer", "key")
"""Roles that a limit may name; ``key`` is every program."""


def parse_limits(text: str) -> dict[str, dict[str, Money]]:
    """Limits by role and currency, such as ``buyer EUR 20000, USD 20000; planner EUR 80000``.

    Raises:
        InputError: a role is unknown or named twice, or an amount cannot be read.
    """
    found: dict[str, dict[str, Money]] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        name, _, amounts = part.partition(" ")
        role = name.casefold()
        if role not in NAMES or role in found or not amounts.strip():
            raise InputError(
                f"{part!r} is no limit of a role",
                remedy=f"Write it like 'buyer EUR 20000'; each once of: {', '.join(NAMES)}.",
            )
        found[role] = parse_amounts(amounts)
    return found
