"""What stands around a mention: other mentions, denials, and what it is worn with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from modiste.perceive.text.cues import BEFORE, BREAK, COMPANY, CUES, NEGATION
from modiste.perceive.text.fold import Folded
from modiste.perceive.text.lexicon import IGNORED
from modiste.perceive.text.match import Spans, Vocabulary, letter_at

I64 = NDArray[np.int64]
Mask = NDArray[np.bool_]

_NEAR: Final = 60  # characters within which another mention shows what the talk is of
_WORDS: Final = 2  # words between an English denial and what it denies
_HAN: Final = 3  # characters between a Chinese one and what it denies
_STOPS: Final = b".,;:!?\n\r|~#()"
_EMOJI: Final = 0xF0  # lead byte
_DE: Final = tuple("的".encode())


@dataclass(frozen=True)
class Context:
    """For every span of a text what stands around it.

    Attributes:
        mention: whether it speaks of an attribute, by its marks and its neighbours.
        before: whether it stands right before another mention, or is a whole hashtag.
        behind: whether it stands right behind a mention or an article, or is a whole hashtag.
        hue: as ``before``, or it follows *in*, as colours do.
        near: whether another plain mention is near, or it is a whole hashtag.
        negated: whether the text denies it.
        company: whether it is of something that the garment is worn with.
        modifier: whether it is a category that only describes the next: *dress* in *dress boots*.
    """

    mention: Mask
    before: Mask
    behind: Mask
    hue: Mask
    near: Mask
    negated: Mask
    company: Mask
    modifier: Mask


@dataclass(frozen=True)
class Kinds:
    """What the words of a vocabulary can be, as a flag for each."""

    plain: Mask
    before: Mask
    hue: Mask
    behind: Mask
    near: Mask
    spare: Mask
    category: Mask
    article: Mask
    inside: Mask
    cue: dict[str, Mask]
    han: Mask


def kinds(vocabulary: Vocabulary) -> Kinds:
    """Flags for the words of a vocabulary."""
    skip = {IGNORED, *CUES}
    said = [[e for e in found if e.name not in skip] for found in vocabulary.entries]

    def flag(*marks: str, colour: bool | None = None) -> Mask:
        return np.array(
            [
                any(e.mark in marks and colour in (None, e.name == "colour") for e in found)
                for found in said
            ]
        )

    cue = {name: np.array([name in names for names in vocabulary.names]) for name in CUES}
    return Kinds(
        plain=flag(""),
        before=flag("^"),
        hue=flag("^", colour=True),
        behind=flag("<"),
        near=flag("~"),
        spare=flag("?"),
        category=np.array([any(e.name == "category" for e in found) for found in said]),
        article=cue[BEFORE],
        inside=np.array([word == "in" for word in vocabulary.words]),
        cue=cue,
        han=np.array([not word[-1].isascii() for word in vocabulary.words]),
    )


def read_context(texts: Folded, spans: Spans, flags: Kinds) -> Context:
    """Look around every span."""
    wide = np.flatnonzero(~spans.inner)
    outer = spans.take(wide)
    around = _neighbours(texts, outer, flags)
    ok, before, behind, hue, near = around
    stops = _stops(texts, outer, flags)
    negated = _negated(texts, outer, flags, ok, stops)
    company = _company(outer, flags, ok, stops)
    # A part shares what is true of the whole; it is always a mention itself.
    whole = np.maximum.accumulate(np.where(~spans.inner, np.arange(len(spans)), 0))
    at = np.searchsorted(wide, whole) if len(wide) else whole
    inner = spans.inner
    return Context(
        ok[at] | inner,
        before[at] | inner,
        behind[at] | inner,
        hue[at] | inner,
        near[at] | inner,
        negated[at],
        company[at],
        _modifiers(texts, outer, flags, ok)[at],
    )


def _neighbours(texts: Folded, outer: Spans, flags: Kinds) -> tuple[Mask, Mask, Mask, Mask, Mask]:
    word, count = outer.word, len(outer)
    tag = _whole_tags(texts, outer)
    joined = _touching(texts, outer)
    after_in = np.zeros(count, dtype=bool)
    after_article = np.zeros(count, dtype=bool)
    after_in[1:] = flags.inside[word[:-1]] & joined
    after_article[1:] = flags.article[word[:-1]] & joined
    near = _near(texts, outer, flags.plain[word]) | tag
    ok = flags.plain[word] | (flags.near[word] & near)
    pair = joined & flags.before[word[:-1]] & flags.behind[word[1:]]
    ok[:-1] |= pair  # "solid knit", 棉包: each makes the other clear
    ok[1:] |= pair
    before, behind = tag, tag | after_article
    for _ in range(8):
        now = ok.copy()
        before, behind = tag.copy(), tag | after_article
        before[:-1] |= joined & ok[1:]
        behind[1:] |= joined & ok[:-1]
        ok = ok | (flags.before[word] & before) | (flags.behind[word] & behind)
        ok |= flags.hue[word] & (before | after_in)
        if (ok == now).all():
            break
    return ok, before, behind, before | after_in, near


def _touching(texts: Folded, spans: Spans) -> Mask:
    """Whether nothing but a space, a hyphen or 的 stands between a span and the next."""
    end, start = spans.end[:-1], spans.start[1:]
    gap = start - end
    data = texts.data
    blank = np.isin(data[end], np.frombuffer(b" -_\x1f", dtype=np.uint8))
    padded = np.minimum(end[:, None] + np.arange(3), len(data) - 1) if len(end) else None
    linked = gap == 3
    if padded is not None:
        linked = linked & (data[padded] == np.array(_DE, dtype=np.uint8)).all(axis=1)
    same = spans.row[:-1] == spans.row[1:]
    return np.asarray(same & ((gap == 0) | ((gap == 1) & blank) | linked))


def _whole_tags(texts: Folded, spans: Spans) -> Mask:
    data = texts.data
    after = data[spans.end]
    closed = ~letter_at(data, spans.end) & (after < 0xE3)
    return np.asarray((data[spans.start - 1] == ord("#")) & closed)


def _near(texts: Folded, spans: Spans, plain: Mask) -> Mask:
    """Whether a plain mention other than itself is near."""
    at = texts.chars[spans.start]
    out = np.zeros(len(spans), dtype=bool)
    marks = np.flatnonzero(plain)
    if not len(marks):
        return out
    for side in (-1, 0, 1):
        other = np.searchsorted(marks, np.arange(len(spans))) + side
        valid = (other >= 0) & (other < len(marks))
        span = marks[np.clip(other, 0, len(marks) - 1)]
        here = (spans.row[span] == spans.row) & (span != np.arange(len(spans)))
        out |= valid & here & (np.abs(at[span] - at) <= _NEAR)
    return out


def _modifiers(texts: Folded, spans: Spans, flags: Kinds, ok: Mask) -> Mask:
    """Categories that stand right before another one."""
    out = np.zeros(len(spans), dtype=bool)
    category = ok & flags.category[spans.word]
    gap = spans.start[1:] - spans.end[:-1]
    spaced = (gap == 1) & (texts.data[spans.end[:-1]] == ord(" ")) & ~flags.han[spans.word[:-1]]
    close = (spans.row[:-1] == spans.row[1:]) & (spaced | (gap == 0))
    out[:-1] = category[:-1] & category[1:] & close
    return out


def _stops(texts: Folded, spans: Spans, flags: Kinds) -> I64:
    """Bytes at which a clause ends."""
    stop = np.zeros(256, dtype=bool)
    stop[[*_STOPS, _EMOJI]] = True
    words = spans.start[flags.cue[BREAK][spans.word]]
    return np.sort(np.concatenate([np.flatnonzero(stop[texts.data]), words]))


def _last(places: I64, at: I64) -> I64:
    """The index of the last place before each position; -1 where there is none."""
    return np.searchsorted(places, at, side="left") - 1


def _negated(texts: Folded, spans: Spans, flags: Kinds, ok: Mask, stops: I64) -> Mask:
    cues = np.flatnonzero(flags.cue[NEGATION][spans.word])
    out = np.zeros(len(spans), dtype=bool)
    if not len(cues):
        return out
    which = np.searchsorted(cues, np.arange(len(spans)), side="left") - 1
    cue = cues[np.maximum(which, 0)]
    end = spans.end[cue]
    stops = np.sort(np.concatenate([stops, _owned(texts, spans, ok)]))
    stopped = stops[np.maximum(_last(stops, spans.start), 0)]
    open_ = (which >= 0) & (spans.row[cue] == spans.row) & (stopped < end) & ok
    spaces = np.concatenate([[0], np.cumsum(texts.data == ord(" "))])
    words = spaces[spans.start] - spaces[end] - 1
    chars = texts.chars[spans.start] - texts.chars[end]
    han = flags.han[spans.word[cue]]
    out = np.asarray(open_ & np.where(han, chars <= _HAN, words <= _WORDS))
    joined = np.concatenate([[False], _touching(texts, spans)])[: len(spans)]
    for at in np.flatnonzero(open_ & joined & ~out).tolist():
        out[at] = out[at - 1]  # "没有碎花连衣裙" denies both
    return out


def _owned(texts: Folded, spans: Spans, ok: Mask) -> I64:
    """The 的 behind mentions: what follows is what has them, and is not denied with them."""
    end = spans.end[ok]
    at = np.minimum(end[:, None] + np.arange(3), len(texts.data) - 1)
    return np.asarray(end[(texts.data[at] == np.array(_DE, dtype=np.uint8)).all(axis=1)])


def _company(spans: Spans, flags: Kinds, ok: Mask, stops: I64) -> Mask:
    """Mentions between *with* and the category that it brings, after a category before it."""
    out = np.zeros(len(spans), dtype=bool)
    cues = np.flatnonzero(flags.cue[COMPANY][spans.word])
    heads = np.flatnonzero(ok & flags.category[spans.word])
    if not len(cues) or not len(heads):
        return out
    for cue in cues.tolist():
        row, start = spans.row[cue], spans.end[cue]
        at = int(np.searchsorted(stops, start))
        stop = stops[at] if at < len(stops) else np.iinfo(np.int64).max
        first = int(np.searchsorted(heads, cue))
        led = first > 0 and spans.row[heads[first - 1]] == row
        inside = heads[first : first + 6]
        inside = inside[(spans.row[inside] == row) & (spans.start[inside] < stop)]
        if led and len(inside):
            out[cue + 1 : inside[-1] + 1] = True
    return np.asarray(out & ok)
