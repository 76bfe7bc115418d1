"""What a value is a kind of: crimson is red, a shirt dress a dress, gingham a check."""

from __future__ import annotations

import polars as pl

from modiste.model.colour import parents
from modiste.model.errors import UnknownNameError
from modiste.model.taxonomy import ancestors as above
from modiste.model.taxonomy import node
from modiste.perceive.text.lexicon import ATTRIBUTES
from modiste.perceive.text.lexicon import ancestors as wider


def ancestors(mentions: pl.DataFrame) -> pl.DataFrame:
    """Every ancestor of every value mentioned.

    Args:
        mentions: with ``name, value``.

    Returns:
        ``name, value, ancestor``.
    """
    rows = [
        (name, value, ancestor)
        for name, value in mentions.select("name", "value").unique().sort("name", "value").rows()
        for ancestor in _above(name, value)
    ]
    names = {"name": pl.String, "value": pl.String, "ancestor": pl.String}
    return pl.DataFrame(rows, schema=names, orient="row")


def _above(name: str, value: str) -> list[str]:
    try:
        if name == "colour":
            return list(parents(value))
        if name == "category":
            return [key for key in above(value) if node(key).level != "group"]
        if name in ATTRIBUTES:
            return list(wider(name, value))
    except UnknownNameError:
        return []
    return []
