"""Reading posts: attributes, language, sentiment, copies, trust and new words."""

from modiste.perceive.text.candidates import candidates
from modiste.perceive.text.clean import clean
from modiste.perceive.text.dedupe import duplicates
from modiste.perceive.text.extract import extract
from modiste.perceive.text.language import languages
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
from modiste.perceive.text.sentiment import feeling, sentiment
from modiste.perceive.text.weeks import market_zone, outages, week_of
from modiste.perceive.text.weights import Rules, weights

__all__ = [
    "ATTRIBUTES",
    "Entry",
    "Lexicon",
    "Rules",
    "Value",
    "ancestors",
    "candidates",
    "clean",
    "duplicates",
    "extract",
    "feeling",
    "label",
    "languages",
    "lexicon",
    "market_zone",
    "outages",
    "sentiment",
    "values",
    "week_of",
    "weights",
]
