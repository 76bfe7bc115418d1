"""The tables of words: what each word, kind of product or lexicon value says of a garment.

A setting is ``slot=value``; some slots are no slots of the spec but depend on the category
(``pocket=patch``, ``length=@long``) and are resolved by `modiste.design.words.settings`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from modiste.perceive.text.fold import fold_word, simplified

Settings = tuple[tuple[str, str], ...]

_NO_PLURAL: Final = ("s", "x", "y", "ed")


@dataclass(frozen=True)
class Meaning:
    """What a word says: settings that were asked for, and settings that are merely typical."""

    said: Settings = ()
    typical: Settings = ()

    @property
    def category(self) -> str | None:
        """The category that it names."""
        return next((value for slot, value in self.said if slot == "category"), None)


NOTHING: Final = Meaning()
"""What a word means that says nothing."""


@cache
def construction() -> Mapping[str, Meaning]:
    """Our own words, folded, and their meaning."""
    found: dict[str, Meaning] = {}
    for words, text in _lines("construction.tsv"):
        meaning = _meaning(text)
        for word in words.split("|"):
            folded = fold_word(word)
            found.setdefault(folded, meaning)
            if folded.isascii() and not folded.endswith(_NO_PLURAL) and folded != "short":
                found.setdefault(f"{folded}s", meaning)
    return found


@cache
def kinds() -> Mapping[str, Meaning]:
    """By key of the product taxonomy."""
    return {key: _meaning(text) for key, text in _lines("kinds.tsv")}


@cache
def lexical() -> Mapping[tuple[str, str], Meaning]:
    """By attribute and value of the lexicon of posts."""
    found = {}
    for name, rest in _lines("lexicon.tsv"):
        value, _, text = rest.partition("\t")
        found[name, value] = _meaning(text)
    return found


@cache
def ignored() -> frozenset[str]:
    """Words that say nothing of a garment."""
    text = files("modiste.design.words").joinpath("data/ignored.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(simplified(word) for line in lines for word in line.split())


def _lines(name: str) -> Iterator[tuple[str, str]]:
    text = files("modiste.design.words").joinpath(f"data/{name}").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            first, _, rest = line.partition("\t")
            yield first, rest


def _meaning(text: str) -> Meaning:
    said, _, typical = text.partition("~")
    return Meaning(_settings(said), _settings(typical))


def _settings(text: str) -> Settings:
    pairs = (part.strip().partition("=") for part in text.split(";") if part.strip())
    return tuple((slot, value) for slot, _, value in pairs)
