"""Attributes that posts mention, with where and how surely."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from modiste.perceive.text.context import Context, Kinds, kinds, read_context
from modiste.perceive.text.cues import CUES
from modiste.perceive.text.fold import composed, fold
from modiste.perceive.text.lexicon import IGNORED, Lexicon, lexicon
from modiste.perceive.text.match import Spans, Vocabulary, find, vocabulary

if TYPE_CHECKING:
    import polars as pl

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

_ROWS: Final = 50_000
_SURE: Final = {"": 0.95, "^": 0.85, "<": 0.85, "~": 0.6, "?": 0.5}
_COMPANY: Final = 0.6
_SPELT: Final = 0.9


def extract(
    texts: pl.Series, *, words: Lexicon | None = None, negated: bool = False
) -> pl.DataFrame:
    """The attributes that texts mention, in English and Chinese.

    The longest word counts (*rose gold* is no *gold*), except that a compound of a category keeps
    its part (*denim jacket* is also *denim*). Hashtags, camel case, full-width forms and
    traditional characters are understood. What a text denies (*no florals*) is left out.

    Confidence is 0.95 for a plain word; 0.85 for one that counts only beside another mention
    (*straight jeans*); 0.6 for one that could mean something else; 0.5 for a category that only
    a loose word names. It is less by the factor 0.6 for what the garment is worn with
    (*… with white trainers*) and 0.9 in a hashtag whose words are written together.

    Args:
        texts: posts; null mentions nothing.
        words: another lexicon than the one that comes with Modiste.
        negated: keep what is denied and say so in a column ``negated``.

    Returns:
        A row for every mention, in order of the texts: ``row`` (position in ``texts``), ``name``,
        ``value``, ``confidence``, ``matched`` (as written) and ``start`` (its first character,
        counted in Unicode normal form C). The same value may be mentioned several times.
    """
    import polars as pl

    known = _known(words or lexicon())
    texts = texts.cast(pl.String)
    parts = [
        _extract(texts.slice(at, _ROWS), at, known) for at in range(0, max(len(texts), 1), _ROWS)
    ]
    found = pl.concat(parts)
    return found if negated else found.filter(~pl.col("negated")).drop("negated")


@dataclass(frozen=True)
class _Known:
    """A vocabulary and its entries in one numbered list, those of a word side by side."""

    vocabulary: Vocabulary
    kinds: Kinds
    first: I64
    count: I64
    name: pl.Series
    value: pl.Series
    mark: NDArray[np.str_]
    category: Mask


@cache
def _known(words: Lexicon) -> _Known:
    import polars as pl

    found = vocabulary(words)
    skip = {IGNORED, *CUES}
    said = [[e for e in entries if e.name not in skip] for entries in found.entries]
    count = np.array([len(entries) for entries in said], dtype=np.int64)
    flat = [entry for entries in said for entry in entries]
    return _Known(
        found,
        kinds(found),
        np.concatenate([[0], np.cumsum(count)[:-1]]),
        count,
        pl.Series("name", [e.name for e in flat], dtype=pl.String),
        pl.Series("value", [e.value for e in flat], dtype=pl.String),
        np.array([e.mark for e in flat]),
        np.array([e.name == "category" for e in flat]),
    )


def _extract(texts: pl.Series, first: int, known: _Known) -> pl.DataFrame:
    import polars as pl

    folded = fold(texts)
    spans = find(folded, known.vocabulary)
    context = read_context(folded, spans, known.kinds)
    span, entry = _said(spans, context, known)
    kept = spans.take(span)
    sure = np.ones(len(span))
    for mark, confidence in _SURE.items():
        sure[known.mark[entry] == mark] = confidence
    sure *= np.where(context.company[span], _COMPANY, 1.0) * np.where(kept.spelt, _SPELT, 1.0)
    found = pl.DataFrame(
        {
            "row": kept.row + first,
            "name": known.name.gather(entry),
            "value": known.value.gather(entry),
            "confidence": sure.round(3),
            "matched": composed(texts).gather(kept.row),
            "start": folded.place(kept.start, kept.row),
            "negated": context.negated[span],
            "size": folded.chars[kept.end] - folded.chars[kept.start],
        }
    )
    written = pl.col("matched").str.slice("start", "size")
    return found.with_columns(written).drop("size")


def _said(spans: Spans, context: Context, known: _Known) -> tuple[I64, I64]:
    """Which entries of which spans count."""
    count = known.count[spans.word]
    span = np.repeat(np.arange(len(spans), dtype=np.int64), count)
    nth = np.arange(len(span)) - np.repeat(np.cumsum(count) - count, count)
    entry = known.first[spans.word[span]] + nth
    mark, category = known.mark[entry], known.category[entry]
    colour = (known.name.gather(entry) == "colour").to_numpy()
    here = context.mention[span]
    keep = here & (mark == "")
    keep |= here & (mark == "^") & np.where(colour, context.hue[span], context.before[span])
    keep |= here & (mark == "<") & context.behind[span]
    keep |= here & (mark == "~") & context.near[span]
    keep &= ~(category & (spans.inner | context.modifier)[span])
    named = np.unique(spans.row[span[keep & category]])
    keep |= (mark == "?") & ~np.isin(spans.row[span], named)
    return span[keep], entry[keep]
