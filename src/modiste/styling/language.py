"""The languages that reasons are written in."""

from __future__ import annotations

from modiste.model.errors import InputError


def spoken(language: str | None, default: str = "en") -> str:
    """``en`` or ``zh``.

    Raises:
        InputError: another language is asked for.
    """
    found = language or default
    if found not in ("en", "zh"):
        raise InputError(f"there are no words in {found!r}", remedy="Use en or zh.")
    return found
