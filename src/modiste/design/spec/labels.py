"""What slots and values are called, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from modiste.design.spec.rules import rows


@cache
def _labels() -> Mapping[tuple[str, str], tuple[str, str]]:
    return {(slot, value): (en, zh) for slot, value, en, zh in rows("labels")}


def slot_label(slot: str, language: str = "en") -> str:
    """The name of a slot in English (``en``) or Chinese (``zh``)."""
    if slot.startswith("trim."):
        return value_label("trim", slot.removeprefix("trim."), language)
    return _labels()[slot, ""][language == "zh"]


def value_label(slot: str, value: str, language: str = "en") -> str:
    """The name of a value in English (``en``) or Chinese (``zh``)."""
    found = _labels().get((slot, value)) or _labels().get(("*", value))
    return found[language == "zh"] if found else value.replace("-", " ")
