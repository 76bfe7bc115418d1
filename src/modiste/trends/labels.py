"""What attributes, values and stages are called in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from modiste.model.colour import colour
from modiste.model.errors import UnknownNameError
from modiste.perceive.text.lexicon import ATTRIBUTES, label

_PAIR: Final = " + "
LEAD_CORRELATION: Final = 0.6
"""Two years hold about a dozen independent changes of 8 weeks; below this it may be chance."""

NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {},
    "zh": {
        "colour": "颜色", "pattern": "图案", "material": "面料", "silhouette": "廓形",
        "neckline": "领型", "sleeve": "袖型", "length": "长度", "category": "品类",
        "occasion": "场合", "aesthetic": "风格", "combination": "组合",
    },
}  # fmt: skip

STAGE_NAMES: Final[dict[str, dict[str, str]]] = {
    "en": {
        "emerging": "emerging", "rising": "rising", "peak": "at its peak", "falling": "falling",
        "fad": "a fad on its way back", "seasonal": "seasonal", "flat": "flat",
    },
    "zh": {
        "emerging": "萌芽", "rising": "上升", "peak": "处于高点", "falling": "下降",
        "fad": "短暂热潮消退", "seasonal": "季节性", "flat": "平稳",
    },
}  # fmt: skip
"""Stages as a sentence says them."""


def name_label(name: str, language: str) -> str:
    """What an attribute is called: *colour*, 颜色."""
    return NAMES[language].get(name, name)


def label_of(name: str, value: str, language: str) -> str:
    """What a value is called, as it is where no other word is known.

    Args:
        name: the attribute; a combination's value has two parts.
        value: its value.
        language: ``en`` or ``zh``.
    """
    if name == "combination":
        return _PAIR.join(_part(part, language) for part in value.split(_PAIR))
    try:
        said = label(name, value, language)
    except UnknownNameError:
        return value
    return said.lower() if name == "category" and language == "en" else said


def _part(value: str, language: str) -> str:
    """A part of a combination, which does not say its attribute."""
    labels = (label_of(name, value, language) for name in ATTRIBUTES)
    return next((said for said in labels if said != value), value)


def hex_of(value: str) -> str | None:
    """The colour of a colour's name; ``None`` where it is no single colour."""
    try:
        return colour(value).hex
    except UnknownNameError:
        return None


def lead_of(reading: Mapping[str, Any]) -> int | None:
    """Weeks by which influencers are ahead, where the two run alike enough to say.

    Args:
        reading: with ``lead_weeks, lead_correlation``.
    """
    correlation = reading["lead_correlation"]
    alike = correlation is not None and correlation >= LEAD_CORRELATION
    return reading["lead_weeks"] if alike and reading["lead_weeks"] else None
