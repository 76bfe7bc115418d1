"""Reading posts: attributes, language, sentiment, copies, trust and new words."""

from modiste.perceive.text.extract import extract
from modiste.perceive.text.lexicon import (
    ATTRIBUTES,
    Entry,
    Lexicon,
    Value,
    ancestors,
    label,
    lexicon,
    values,
)

__all__ = [
    "ATTRIBUTES",
    "Entry",
    "Lexicon",
    "Value",
    "ancestors",
    "extract",
    "label",
    "lexicon",
    "values",
]
