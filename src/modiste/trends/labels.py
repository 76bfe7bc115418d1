"""What attributes, values and stages are called in English and Chinese."""

from __future__ import annotations

from typing import Final

from modiste.model.errors import UnknownNameError
from modiste.perceive.text.lexicon import ATTRIBUTES, label

_PAIR: Final = " + "

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
