"""The words of fashion in English and Chinese, and what each of them says.

Attribute values come from tables of our own beside this file; colours and categories from
`modiste.model`. A word may bear a mark that says when it counts:

* none: always;
* ``^``: only right before another mention (*straight jeans*, 黑裙), or as a whole hashtag;
* ``<``: only right after another mention or an article (*linen set*, 波点包), or as a hashtag;
* ``~``: only near a mention of something else, or as a hashtag;
* ``?``: a category, where the post names no other one;
* ``-``: never.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

from modiste.model.colour import colours
from modiste.model.colour import parents as colour_parents
from modiste.model.errors import Place, UnknownNameError
from modiste.model.taxonomy import ancestors as category_ancestors
from modiste.model.taxonomy import taxonomy
from modiste.perceive.text.fold import fold_word

ATTRIBUTES: Final = (
    "colour", "pattern", "material", "silhouette", "neckline", "sleeve", "length", "category",
    "occasion", "aesthetic",
)  # fmt: skip
"""Names of the attributes that texts are searched for."""

IGNORED: Final = "ignored"
"""Name of phrases that hide the words in them."""

MARKS: Final = "^<~?-"
_TABLES: Final = tuple(name for name in ATTRIBUTES if name not in {"colour", "category"})
_HAN: Final = re.compile("[\u3400-\u9fff]")
_NO_COLOURS: Final = {
    "clear", "print", "leopard", "camouflage", "tie dye", "stripe", "check", "tortoiseshell",
}  # fmt: skip


@dataclass(frozen=True)
class Entry:
    """One word of the lexicon.

    Attributes:
        name: the attribute.
        value: its value, canonical and in English; categories are keys of the taxonomy.
        word: what texts write, folded.
        mark: when it counts; see the module.
    """

    name: str
    value: str
    word: str
    mark: str = ""


@dataclass(frozen=True)
class Value:
    """One value of an attribute.

    Attributes:
        name: the attribute.
        value: the value, canonical and in English.
        parent: the next broader value of the same attribute; empty at the top.
        words: what texts write for it, as the table has them.
    """

    name: str
    value: str
    parent: str
    words: tuple[str, ...]

    @property
    def zh(self) -> str:
        """Its first Chinese word; the English value where there is none."""
        bare = (word.lstrip(MARKS) for word in self.words)
        return next((word for word in bare if _HAN.search(word)), self.value)


class Lexicon:
    """An immutable list of words, ready to be matched.

    Attributes:
        words: every different word, longest first.
        entries: what each word says; one word may speak of several attributes.
    """

    def __init__(self, entries: Iterable[Entry]) -> None:
        by_word: dict[str, dict[str, Entry]] = {}
        for entry in entries:
            by_word.setdefault(entry.word, {}).setdefault(entry.name, entry)
        self.words = tuple(sorted(by_word, key=lambda word: (-len(word), word)))
        self.entries = {
            word: tuple(e for e in by_word[word].values() if e.mark != "-") for word in self.words
        }
        self.words = tuple(word for word in self.words if self.entries[word])

    def __len__(self) -> int:
        return len(self.words)

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and fold_word(word) in self.entries

    def extended(self, entries: Iterable[Entry]) -> Lexicon:
        """The same lexicon with words of one's own, which come first.

        Args:
            entries: further words; spellings with hyphens and plurals are added to them.
        """
        own = [spelt for entry in entries for spelt in _spellings(entry)]
        return Lexicon([*own, *(e for found in self.entries.values() for e in found)])


@cache
def lexicon() -> Lexicon:
    """The lexicon that comes with Modiste."""
    base = list(_base())
    known = {entry.word for entry in base}
    spelt = [other for entry in base for other in _spellings(entry) if other.word not in known]
    return Lexicon([*base, *spelt])


def values(name: str) -> tuple[Value, ...]:
    """The values of an attribute, in the order of its table.

    Raises:
        UnknownNameError: no such attribute.
    """
    if name not in ATTRIBUTES:
        raise UnknownNameError(
            f"there is no attribute {name!r}", remedy=f"The attributes are {', '.join(ATTRIBUTES)}."
        )
    return _values()[name]


def ancestors(name: str, value: str) -> tuple[str, ...]:
    """The broader values above a value, nearest first: ``gingham`` → (``check``,).

    Raises:
        UnknownNameError: the attribute has no such value.
    """
    if name == "colour":
        return colour_parents(value)
    if name == "category":
        return category_ancestors(value)
    chain: list[str] = []
    above = _value(name, value).parent
    while above and above not in chain:
        chain.append(above)
        known = _by_value(name).get(above)
        above = known.parent if known else ""
    return tuple(chain)


def label(name: str, value: str, language: str = "en") -> str:
    """A value for people to read, in English (``en``) or Chinese (``zh``).

    Raises:
        UnknownNameError: the attribute has no such value.
    """
    if name == "category":
        node = taxonomy().get(value)
        if node is not None:
            return node.zh if language == "zh" else node.en
    found = _value(name, value)
    return found.zh if language == "zh" else found.value


def _value(name: str, value: str) -> Value:
    values(name)
    found = _by_value(name).get(value)
    if found is None:
        raise UnknownNameError(
            f"the attribute {name!r} has no such value",
            remedy="Use a value of the lexicon; values(name) lists them.",
            place=Place(value=value),
        )
    return found


@cache
def _by_value(name: str) -> dict[str, Value]:
    return {found.value: found for found in _values()[name]}


@cache
def _values() -> dict[str, tuple[Value, ...]]:
    found = {name: tuple(_table(name)) for name in _TABLES}
    found["colour"] = tuple(
        Value("colour", c.name, c.parent, (c.name, c.zh, *c.synonyms))
        for c in colours().values()
        if c.name not in _NO_COLOURS  # patterns and sheerness
    )
    found["category"] = tuple(
        Value(
            "category",
            node.key,
            node.parent,
            (node.en, node.zh, *node.synonyms, *(f"?{word}" for word in node.weak)),
        )
        for node in taxonomy().values()
        if node.apparel and node.level != "group"
    )
    return found


def _table(name: str) -> Iterator[Value]:
    for row in _rows(name):
        words = tuple(word.strip() for word in row["words"].split(";"))
        yield Value(name, row["value"], row["parent"], words)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files("modiste.perceive.text").joinpath(f"data/{name}.tsv").read_text("utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t")


@cache
def _marks() -> dict[tuple[str, str], str]:
    """Marks of words that come from the model, which has none."""
    marks = {}
    for row in _rows("marks"):
        for word in row["words"].split(";"):
            marks[row["name"], fold_word(word)] = row["mark"]
    return marks


def _base() -> Iterator[Entry]:
    attributes = {fold_word(w.lstrip(MARKS)) for n in _TABLES for v in values(n) for w in v.words}
    for name in ATTRIBUTES:
        for value in values(name):
            for word in value.words:
                bare = fold_word(word.lstrip(MARKS))
                mark = word[: len(word) - len(word.lstrip(MARKS))]
                said = _marks().get((name, bare), "" if mark == "?" else mark)
                if mark == "?" and bare in attributes and not said:
                    continue  # "midi" is a length, and "crew neck" a neckline
                yield Entry(name, value.value, bare, said or mark)
    for row in _rows("extra"):
        for word in row["words"].split(";"):
            bare = word.strip().lstrip(MARKS)
            mark = word.strip()[: len(word.strip()) - len(bare)]
            yield Entry(row["name"], row["value"], fold_word(bare), mark)
    text = files("modiste.perceive.text").joinpath("data/ignored.txt").read_text("utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            yield Entry(IGNORED, "", fold_word(line))


def _spellings(entry: Entry) -> Iterator[Entry]:
    """The word itself, its plural, and both written together."""
    yield entry
    if entry.name == IGNORED or _HAN.search(entry.word):
        return
    words = [entry.word]
    if re.search(r"[a-z]$", entry.word) and len(entry.word) > 2:
        words.append(_plural(entry.word))
    for word, joined in product(words, (False, True)):
        spelt = word.replace(" ", "") if joined else word
        if spelt != entry.word and (not joined or (" " in word and len(spelt) >= 6)):
            # What nobody writes as a word, such as "forwork", is only seen in a hashtag.
            yield Entry(entry.name, entry.value, spelt, entry.mark)


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return word if word.endswith("s") and not word.endswith("ss") else word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"
