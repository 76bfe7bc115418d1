"""One spelling for matching, character by character, so that places in the text stay true.

Lower case, half-width forms, no accents, simplified characters, plain punctuation. Every character
becomes exactly one; where a word in camel case has a joint, a mark is put in that counts for none.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import polars as pl

JOINT = "\x1f"
"""Stands between the words of camel case."""

_SPACES = "\t\u00a0\u3000\u2002\u2003\u2009"
_HYPHENS = "\u2010\u2011\u2012\u30fb\u00b7"
_BREAKS = "\u2013\u2014\u2026\u2022\u3002\uff61\u2192\uff5e"
_QUOTES = "\u2018\u2019\u02bc\u00b4`"
_CAMEL = "([a-z])([A-Z])"


@dataclass(frozen=True)
class Folded:
    """Texts in one spelling.

    Attributes:
        texts: the texts to match in; hyphens and joints are spaces.
        data: all texts as UTF-8 with hyphens and joints, a line feed before and after each.
        starts: where each text begins in ``data``; one more for the end.
        chars: characters of the original before each byte, counted through all texts.
    """

    texts: pl.Series
    data: NDArray[np.uint8]
    starts: NDArray[np.int64]
    chars: NDArray[np.int64]

    def place(self, at: NDArray[np.int64], row: NDArray[np.int64]) -> NDArray[np.int64]:
        """The character of the original text that a byte of ``data`` stands for."""
        return self.chars[at] - self.chars[self.starts[row]]


def fold(texts: pl.Series) -> Folded:
    """Fold texts; null is an empty text."""
    import polars as pl

    marked = folded(texts)
    plain = marked.str.replace_many(["-", "_", JOINT, "\n", "\r"], [" ", " ", " ", "\x1e", "\x1e"])
    sizes = marked.str.len_bytes().to_numpy().astype(np.int64)
    starts = np.concatenate([[1], 1 + np.cumsum(sizes + 1)])
    joined = "\n" + "".join(f"{text}\n" for text in marked)
    data = np.frombuffer(joined.encode(), dtype=np.uint8)
    first = ((data & 0xC0) != 0x80) & (data != ord(JOINT))
    chars = np.concatenate([[0], np.cumsum(first, dtype=np.int64)])
    return Folded(plain.cast(pl.String), data, starts, chars)


def folded(texts: pl.Series) -> pl.Series:
    """Texts in one spelling, with joints; offsets count in normal form C."""
    out = composed(texts)
    if out.str.contains("[a-z][A-Z]").any():
        out = out.str.replace_all(_CAMEL, f"${{1}}{JOINT}${{2}}")
    out = out.str.replace_all("İ", "I", literal=True).str.to_lowercase()
    if out.str.contains(r"[^\x00-\x7f]").any():
        source, target = _single()
        out = out.str.replace_many(source, target)
    return out


def composed(texts: pl.Series) -> pl.Series:
    """Texts in normal form C, in which offsets count; null is empty."""
    out = texts.fill_null("")
    if out.str.contains(r"[\u0300-\u036f\u3099\u309a]").any():
        out = out.str.normalize("NFC")
    return out


def fold_word(word: str) -> str:
    """A word of the lexicon in the same spelling."""
    import unicodedata

    plain = unicodedata.normalize("NFC", word).casefold().translate(_table())
    return " ".join(plain.replace("-", " ").replace("_", " ").split())


def simplified(text: str) -> str:
    """Traditional characters as simplified ones."""
    return text.translate(_traditional())


@cache
def _traditional() -> dict[int, str]:
    """From the tables of OpenCC (Apache-2.0), single characters only."""
    text = files("modiste.perceive.text").joinpath("data/traditional.txt").read_text("utf-8")
    source, target = (line for line in text.splitlines() if not line.startswith("#"))
    return {ord(a): b for a, b in zip(source, target, strict=True)}


@cache
def _table() -> dict[int, str]:
    import unicodedata

    table = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for code in [*range(0xC0, 0x180), *range(0x1E00, 0x1F00)]:
        base = unicodedata.normalize("NFD", chr(code))[0]
        if base.isascii():
            table[code] = base.lower()
    for chars, instead in ((_SPACES, " "), (_HYPHENS, "-"), (_BREAKS, ";"), (_QUOTES, "'")):
        table.update(dict.fromkeys(map(ord, chars), instead))
    return table | _traditional()


@cache
def _single() -> tuple[list[str], list[str]]:
    table = {chr(code): into for code, into in _table().items()}
    return list(table), list(table.values())
