"""What posts feel about what they mention: from −1 (all bad) to 1 (all good).

The clause around a mention is judged, not the whole post. English needs the extra ``text``
(vaderSentiment, with words of the trade added); Chinese is read with a small lexicon of our own.
"""

from __future__ import annotations

import csv
import math
import re
import warnings
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

from modiste.model.errors import MissingExtraError
from modiste.perceive.text.fold import composed, simplified
from modiste.perceive.text.language import is_han

if TYPE_CHECKING:
    import polars as pl

_REACH: Final = 90  # characters on each side beyond which nothing belongs to a mention
_CLAUSE: Final = re.compile(
    r"[.!?;\n。！？；…]+(?=\s|$|[\u3400-\u9fff])|[。！？；…]+|\b(?:but|however|although)\b|但是?|不过|可是|而是"
)
_SOFTNESS: Final = 2.0
_FAR: Final = 3  # characters within which a negation or degree acts on a word


def sentiment(texts: pl.Series, mentions: pl.DataFrame) -> pl.Series:
    """The feeling about each mention.

    Args:
        texts: the posts.
        mentions: what `extract` found in them: ``row``, ``start`` and ``matched``.

    Returns:
        Scores from −1 to 1; 0 is neutral or nothing said.

    Raises:
        MissingExtraError: a text is English and the extra ``text`` is not installed.
    """
    import polars as pl

    needed = mentions.select("row", "start", pl.col("matched").str.len_chars().alias("size"))
    written = composed(texts.cast(pl.String)).gather(needed["row"]).to_list()
    scores = [
        feeling(_clause(text, start, start + size))
        for text, start, size in zip(written, needed["start"], needed["size"], strict=True)
    ]
    return pl.Series("sentiment", scores, dtype=pl.Float64)


@lru_cache(maxsize=100_000)
def feeling(text: str) -> float:
    """The feeling of one clause, from −1 to 1.

    Raises:
        MissingExtraError: it is English and the extra ``text`` is not installed.
    """
    if not text.strip():
        return 0.0
    return _chinese(text) if is_han(text) else _english(text)


def _clause(text: str, start: int, end: int) -> str:
    """The clause that holds a mention, with the mark that ends it."""
    low, high = max(0, start - _REACH), min(len(text), end + _REACH)
    for found in _CLAUSE.finditer(text, low, high):
        if found.end() <= start:
            low = found.end()
        elif found.start() >= end:
            high = found.end()
            break
    return text[low:high]


def _english(text: str) -> float:
    return round(float(_analyser().polarity_scores(text)["compound"]), 4)


@cache
def _analyser() -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            from vaderSentiment.vaderSentiment import (  # type: ignore[import-untyped,unused-ignore]
                SentimentIntensityAnalyzer,
            )

            analyser = SentimentIntensityAnalyzer()
    except ImportError:
        raise MissingExtraError(
            "sentiment of English posts needs vaderSentiment",
            remedy="Install it with: pip install 'modiste[text]'",
        ) from None
    for row in _rows("sentiment_en"):
        analyser.lexicon[row["word"]] = float(row["valence"])
    return analyser


def _chinese(text: str) -> float:
    plain = simplified(text).casefold()
    total, last = 0.0, 0
    for found in _pattern().finditer(plain):
        kind, value = _lexicon()[found[0]]
        if kind != "word":
            continue
        before = plain[max(last, found.start() - 2 * _FAR) : found.start()]
        total += value * _modifier(before)
        last = found.end()
    if plain.endswith(("！", "!")):
        total *= 1.2
    return round(total / math.sqrt(total * total + _SOFTNESS), 4)


def _modifier(before: str) -> float:
    """How the words before a word turn or strengthen it."""
    factor = 1.0
    clause = re.split(r"[，,、\s]", before)[-1]
    for found in _pattern().finditer(clause):
        kind, value = _lexicon()[found[0]]
        if kind == "not":
            factor *= -0.8
        elif kind == "degree":
            factor *= value
    return factor


@cache
def _lexicon() -> dict[str, tuple[str, float]]:
    return {
        word.strip(): (row["kind"], float(row["value"]))
        for row in _rows("sentiment_zh")
        for word in row["words"].split(";")
    }


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_lexicon(), key=len, reverse=True))))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("modiste.perceive.text").joinpath(f"data/{name}.tsv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), delimiter="\t"))
