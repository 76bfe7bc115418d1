"""The languages that reasons are written in."""

from __future__ import annotations

from modiste.model.errors import InputError, UnknownNameError
from modiste.perceive.text.lexicon import label


def spoken(language: str | None, default: str = "en") -> str:
    """``en`` or ``zh``.

    Raises:
        InputError: another language is asked for.
    """
    found = language or default
    if found not in ("en", "zh"):
        raise InputError(f"there are no words in {found!r}", remedy="Use en or zh.")
    return found


def said(name: str, value: str, language: str) -> str:
    """A value of an attribute for people to read; as it is stored where it has no other name."""
    try:
        return label(name, value, language)
    except UnknownNameError:
        return value
