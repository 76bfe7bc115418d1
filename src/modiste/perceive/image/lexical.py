"""What the image models say, in the words of the lexicon.

A head knows the classes that its training table named, and the drawn patterns name a few plainly;
texts are read into the values of the lexicon. One table holds where the two differ, so that a
print that is seen and a print that is written about are one trend.
"""

from __future__ import annotations

from typing import Final

from modiste.model.errors import UnknownNameError
from modiste.perceive.text.lexicon import label

WORDS: Final = {
    ("pattern", "print"): "graphic print",
    ("pattern", "plain"): "solid",
    ("pattern", "dots"): "polka dot",
    ("pattern", "checked"): "check",
    ("pattern", "striped"): "stripe",
}
"""Values of image models that the lexicon calls otherwise."""


def lexicon_value(name: str, value: str) -> str | None:
    """The lexicon's word for what an image model says; ``None`` where it has none.

    Args:
        name: attribute: colour, category or pattern.
        value: the model's value.
    """
    said = WORDS.get((name, value), value)
    try:
        label(name, said)
    except UnknownNameError:
        return None
    return said
