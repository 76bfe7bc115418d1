"""Where words of the lexicon stand in texts: whole words only, the longest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from modiste.perceive.text.cues import AFFIRMATIONS, CUES
from modiste.perceive.text.fold import Folded, fold_word
from modiste.perceive.text.hashtags import joints
from modiste.perceive.text.lexicon import IGNORED, Entry, Lexicon

if TYPE_CHECKING:
    import polars as pl

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LETTER = np.zeros(256, dtype=bool)
_LETTER[[*b"abcdefghijklmnopqrstuvwxyz0123456789"]] = True
# Jeans and trainers are called so, whatever they are made of or for.
_OPAQUE = (("牛仔", "牛仔裤"), ("运动", "运动鞋"), ("休闲", "休闲鞋"), ("工装", "工装靴"),
           ("渔夫", "渔夫帽"))  # fmt: skip
_TWO_BYTES = range(0xC3, 0xE0)  # lead bytes of accented Latin, Greek, Cyrillic … letters
_SPACE = np.zeros(256, dtype=bool)
_SPACE[[*b" \n\r\t"]] = True


@dataclass(frozen=True)
class Vocabulary:
    """A lexicon with the cues, numbered for the automaton.

    Attributes:
        words: every word; its index is its number.
        entries: what each says.
        sizes: bytes of each.
        latin: whether each begins and ends with a letter that needs a word boundary.
        names: attributes and kinds of cue of each.
        categories: the words that name a category.
        parts: single Latin words that hashtags may be made of.
    """

    words: list[str]
    entries: list[tuple[Entry, ...]]
    sizes: I64
    latin: tuple[Mask, Mask]
    names: list[frozenset[str]]
    categories: frozenset[str]
    parts: frozenset[str]


@dataclass(frozen=True)
class Spans:
    """Words in texts, in order.

    Attributes:
        row: number of the text.
        start: first byte in `Folded.data`.
        end: byte after the last.
        word: number of the word.
        inner: whether it is a part of a longer word that speaks of something else.
        spelt: whether it was found by spelling a hashtag out.
    """

    row: I64
    start: I64
    end: I64
    word: I64
    inner: Mask
    spelt: Mask

    def __len__(self) -> int:
        return len(self.row)

    def take(self, keep: Mask | I64) -> Spans:
        """Some of them."""
        return Spans(
            self.row[keep], self.start[keep], self.end[keep], self.word[keep], self.inner[keep],
            self.spelt[keep],
        )  # fmt: skip


@cache
def vocabulary(lexicon: Lexicon) -> Vocabulary:
    """Number the words of a lexicon and the cues."""
    entries = {word: lexicon.entries[word] for word in lexicon.words}
    for name, cues in CUES.items():
        for cue in map(fold_word, cues):
            entries[cue] = (*entries.get(cue, ()), Entry(name, "", cue))
    for phrase in map(fold_word, AFFIRMATIONS):
        entries.setdefault(phrase, (Entry(IGNORED, "", phrase),))
    words = list(entries)
    names = [frozenset(e.name for e in entries[word]) for word in words]
    return Vocabulary(
        words,
        [entries[word] for word in words],
        np.array([len(word.encode()) for word in words], dtype=np.int64),
        (
            np.array([word[0].isascii() and word[0].isalnum() for word in words]),
            np.array([word[-1].isascii() and word[-1].isalnum() for word in words]),
        ),
        names,
        frozenset(w for w, found in zip(words, names, strict=True) if "category" in found),
        _single_words(words),
    )


def _single_words(words: list[str]) -> frozenset[str]:
    """Latin words of one part; not what stands for several, such as ``widelegpants``."""
    latin = [word for word in words if word.isascii()]
    together = {word.replace(" ", "") for word in latin if " " in word}
    return frozenset(part for word in latin if word not in together for part in word.split())


def find(texts: Folded, vocabulary: Vocabulary) -> Spans:
    """The words in texts: the longest at each place, and the parts of compounds."""
    spans = _hits(texts, vocabulary)
    spans = _bounded(texts, spans, vocabulary)
    return _longest(spans, vocabulary)


def _hits(texts: Folded, vocabulary: Vocabulary) -> Spans:
    import polars as pl

    words = vocabulary.words
    offsets = texts.texts.str.find_many(words, overlapping=True)
    found = texts.texts.str.extract_many(words, overlapping=True)
    counts = offsets.list.len().fill_null(0).to_numpy()
    row = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    some = offsets.filter(pl.Series(counts > 0)).explode()
    named = found.filter(pl.Series(counts > 0)).explode()
    word = _numbers(named, words)
    start = texts.starts[row] + some.to_numpy().astype(np.int64)
    end = start + vocabulary.sizes[word]
    order = np.lexsort((-end, start))
    none = np.zeros(len(order), dtype=bool)
    return Spans(row[order], start[order], end[order], word[order], none, none)


def _numbers(named: pl.Series, words: list[str]) -> I64:
    import polars as pl

    return named.cast(pl.Enum(words)).to_physical().to_numpy().astype(np.int64)


def _bounded(texts: Folded, spans: Spans, vocabulary: Vocabulary) -> Spans:
    """Without parts of longer Latin words, addresses and the names of people."""
    first, last = vocabulary.latin
    left = ~first[spans.word] | ~letter_before(texts.data, spans.start)
    right = ~last[spans.word] | ~letter_at(texts.data, spans.end)
    whole = left & right
    doubtful = np.flatnonzero(~whole & first[spans.word] & last[spans.word])
    spelt = np.zeros(len(spans), dtype=bool)
    spelt[doubtful] = joints(texts.data, spans.start[doubtful], spans.end[doubtful],
                             vocabulary.parts)  # fmt: skip
    keep = (whole | spelt) & ~_in_address(texts.data, spans.start)
    return Spans(
        spans.row[keep], spans.start[keep], spans.end[keep], spans.word[keep],
        spans.inner[keep], spelt[keep],
    )  # fmt: skip


def letter_at(data: NDArray[np.uint8], at: I64) -> Mask:
    """Whether a Latin letter or digit begins at a byte."""
    byte = data[at]
    return np.asarray(_LETTER[byte] | ((byte >= _TWO_BYTES[0]) & (byte <= _TWO_BYTES[-1])))


def letter_before(data: NDArray[np.uint8], at: I64) -> Mask:
    """Whether a Latin letter or digit ends before a byte."""
    byte, lead = data[at - 1], data[np.maximum(at - 2, 0)]
    tail = (byte & 0xC0) == 0x80
    wide = tail & (lead >= _TWO_BYTES[0]) & (lead <= _TWO_BYTES[-1])
    return np.asarray(_LETTER[byte] | wide)


def _in_address(data: NDArray[np.uint8], at: I64) -> Mask:
    """Whether the run of characters around a byte is a web address, an e-mail or a handle."""
    spaces = np.flatnonzero(_SPACE[data])
    token = spaces[np.searchsorted(spaces, at, side="right") - 1] + 1
    close = spaces[np.searchsorted(spaces, at, side="left")]
    signs = np.flatnonzero(data == ord("@"))
    low = np.searchsorted(signs, token)
    mail = low < np.searchsorted(signs, close)
    padded = np.concatenate([data, np.zeros(8, dtype=np.uint8)])
    web = np.ones(len(at), dtype=bool)
    www = np.ones(len(at), dtype=bool)
    for i, (h, w) in enumerate(zip(b"http", b"www.", strict=True)):
        web &= padded[token + i] == h
        www &= padded[token + i] == w
    return np.asarray(web | www | mail)


def _longest(spans: Spans, vocabulary: Vocabulary) -> Spans:
    """Drop words inside longer ones and settle those that overlap."""
    while len(spans):
        top = tops(spans)
        loser = _losers(spans, top, vocabulary)
        if not len(loser):
            return _with_parts(spans, top, vocabulary)
        keep = np.ones(len(spans), dtype=bool)
        keep[loser] = False
        spans = spans.take(keep)
    return spans


def tops(spans: Spans) -> I64:
    """For each word, in order, the position of the widest word that holds it."""
    reach = np.maximum.accumulate(spans.end)
    widest = np.concatenate([[True], spans.end[1:] > reach[:-1]])
    return np.maximum.accumulate(np.where(widest, np.arange(len(spans)), 0))


def _losers(spans: Spans, top: I64, vocabulary: Vocabulary) -> I64:
    """Of words that overlap the shorter; of two categories the first, for the last is the head."""
    outer = np.unique(top)
    cross = np.flatnonzero(spans.end[outer[:-1]] > spans.start[outer[1:]])
    lost: list[int] = []
    for at in cross.tolist():
        one, two = int(outer[at]), int(outer[at + 1])
        if one in lost:
            continue
        both = [vocabulary.names[int(spans.word[k])] for k in (one, two)]
        heads = all("category" in names for names in both)
        longer = spans.end[one] - spans.start[one] >= spans.end[two] - spans.start[two]
        lost.append(two if longer and not heads else one)
    return np.array(lost, dtype=np.int64)


def _with_parts(spans: Spans, top: I64, vocabulary: Vocabulary) -> Spans:
    """The widest words, and the parts of compounds such as *denim* in *denim jacket*."""
    own = np.arange(len(spans)) == top
    inside = np.flatnonzero(~own)
    pairs = np.stack([spans.word[top[inside]], spans.word[inside]], axis=1)
    distinct, back = np.unique(pairs, axis=0, return_inverse=True)
    clear = np.array([_is_part(int(o), int(i), vocabulary) for o, i in distinct], dtype=bool)
    part = np.zeros(len(spans), dtype=bool)
    if len(inside):
        part[inside] = clear[back.reshape(-1)]
    kept = spans.take(own | part)
    return Spans(kept.row, kept.start, kept.end, kept.word, part[own | part], kept.spelt)


def _is_part(outer: int, inner: int, vocabulary: Vocabulary) -> bool:
    """Whether a word keeps its meaning in a longer one: the rest of it names a category too."""
    if "category" not in vocabulary.names[outer]:
        return False
    if not any(e.name not in {"category", IGNORED, *CUES} for e in vocabulary.entries[inner]):
        return False
    whole, word = vocabulary.words[outer], vocabulary.words[inner]
    if any(word == part and whole.endswith(end) for part, end in _OPAQUE):
        return False
    before, _, after = whole.partition(word)
    rest = (before.strip() + " " + after.strip()).strip()
    return rest in vocabulary.categories or rest.replace(" ", "") in vocabulary.categories
