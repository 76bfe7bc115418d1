"""Find what a text mentions: our words of construction beside the lexicon of posts.

The longest words win; inside the name of a product its parts count too (*denim* in *denim jacket*).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations_with_replacement
from typing import Final

from modiste.design.words.tables import NOTHING, Meaning, construction, ignored, kinds, lexical
from modiste.perceive.text.extract import extract
from modiste.perceive.text.fold import simplified
from modiste.perceive.text.lexicon import lexicon

_HAN: Final = "\u3400-\u9fff"
_HYPHENS: Final = dict.fromkeys(map(ord, "-\u2010\u2011\u2012_"), " ")
_QUOTES: Final = dict.fromkeys(map(ord, "\u2018\u2019\u02bc\u00b4`"), "'")
_WORD: Final = re.compile(rf"[a-z][a-z']*|\d[\d.]*|[{_HAN}]+")
_STYLE: Final = re.compile(r"^\s?(?:style|styled|inspired|like)\b|^[风式]")
_HEX: Final = re.compile(r"#[0-9a-f]{6}\b")
_NO: Final = re.compile(
    r"(?:(?:\b(?:no|not|without|non|minus|never|isn't|aren't|don't want)\s+"
    r"(?:(?:a|an|any|the|visible|too|very|so)\s+)*)"
    r"|(?:没有|不要|不带|不加|不含|不用|去掉|去除|拒绝|不是|不需要|别|无|非|没|不)(?:任何|太|那么)?\s*)$"
)


@dataclass(frozen=True)
class Mention:
    """One word that was understood.

    Attributes:
        start: its first character in the text.
        end: one past its last.
        text: as written.
        meaning: what it says.
        colour: hex and English name, where it is a colour.
        aesthetic: the aesthetic, where it is one.
        denied: whether the text denies it.
        unsupported: why nothing can be made of it, if so.
    """

    start: int
    end: int
    text: str
    meaning: Meaning = NOTHING
    colour: tuple[str, str] | None = None
    aesthetic: str = ""
    denied: bool = False
    unsupported: str = ""

    @property
    def names_category(self) -> bool:
        """Whether it names a category."""
        return self.meaning.category is not None


@dataclass(frozen=True)
class Unknown:
    """Words that were not understood.

    Attributes:
        start: the first character in the text.
        end: one past the last.
        text: as written.
        reason: why nothing was made of it.
    """

    start: int
    end: int
    text: str
    reason: str


def scan(text: str) -> tuple[list[Mention], list[Unknown]]:
    """What a text mentions, in order, and what of it is not understood.

    Offsets count characters of the text in Unicode normal form C.
    """
    text = unicodedata.normalize("NFC", text)
    plain = folded(text)
    found = _chosen([*_own(plain), *_posts(text), *_hexes(plain)])
    found = _chosen([*found, *_loose(plain, found)])
    mentions, covered = [], bytearray(len(text))
    for each in found:
        lead = _NO.search(plain[: each.start])
        han = bool(re.search(f"[{_HAN}]", each.text))
        denied = lead is not None or (each.denied and not han)
        end = each.end
        if each.names_category and _STYLE.match(plain[end:]):
            each = replace(each, meaning=NOTHING)  # noqa: PLW2901
        if each.colour and text[end : end + 1] in {"色", "系"}:
            end += 1
        mentions.append(replace(each, end=end, text=text[each.start : end], denied=denied))
        begin = lead.start() if lead else each.start
        covered[begin:end] = b"\x01" * (end - begin)
    unknown = [Unknown(m.start, m.end, m.text, m.unsupported) for m in mentions if m.unsupported]
    unknown += _left_over(text, plain, covered)
    known = [each for each in mentions if not each.unsupported]
    return known, sorted(unknown, key=lambda each: each.start)


def folded(text: str) -> str:
    """One spelling, character by character: lower case, half width, simplified, no hyphens."""
    return "".join(map(_one, simplified(text).translate(_HYPHENS).translate(_QUOTES)))


def _one(char: str) -> str:
    for plain in (unicodedata.normalize("NFKC", char).lower(), char.lower()):
        if len(plain) == 1:
            return plain
    return char


def _own(plain: str) -> Iterator[Mention]:
    """Every one of our words, wherever it stands."""
    words = construction()
    for start in range(len(plain)):
        inside = start > 0 and plain[start].isascii() and plain[start - 1].isalnum()
        if inside and plain[start - 1].isascii():
            continue
        for size in range(min(_longest(), len(plain) - start), 0, -1):
            word = plain[start : start + size]
            meaning = words.get(word)
            if meaning is None or _cut(plain, start + size):
                continue
            colour = next((value for slot, value in meaning.said if slot == "colour"), None)
            yield Mention(
                start, start + size, word, meaning, colour=_colour(colour) if colour else None
            )


def _cut(plain: str, end: int) -> bool:
    """Whether a word would end inside another."""
    if end >= len(plain):
        return False
    last, after = plain[end - 1], plain[end]
    return last.isascii() and last.isalnum() and after.isascii() and after.isalnum()


@cache
def _longest() -> int:
    return max(map(len, construction()))


def _posts(text: str) -> Iterator[Mention]:
    """What the lexicon of posts finds."""
    import polars as pl

    rows = extract(pl.Series([text], dtype=pl.String), negated=True)
    for name, value, matched, start, denied in rows.select(
        "name", "value", "matched", "start", "negated"
    ).iter_rows():
        at = Mention(start, start + len(matched), matched, denied=denied)
        yield _from_lexicon(name, value, at)
        # The lexicon may have taken the garment for a part of its feature: *cropped-hem trousers*.
        _, _, last = matched.rpartition(" ")
        for entry in lexicon().entries.get(last.lower(), ()) if name != "category" else ():
            if entry.name == "category" and len(last) < len(matched):
                head = Mention(start + len(matched) - len(last), at.end, last, denied=denied)
                yield _from_lexicon(entry.name, entry.value, head)


def _from_lexicon(name: str, value: str, at: Mention) -> Mention:
    if name == "colour":
        return replace(at, colour=_colour(value))
    if name == "category":
        meaning = kinds().get(value)
        reason = "" if meaning else "the studio does not draw this kind of product"
        return replace(at, meaning=meaning or NOTHING, unsupported=reason)
    meaning = lexical().get((name, value))
    soft = name in {"aesthetic", "occasion"}
    return replace(
        at,
        meaning=meaning or NOTHING,
        aesthetic=value if name == "aesthetic" else "",
        unsupported="" if meaning or soft else "the studio has no such part",
    )


def _loose(plain: str, found: Iterable[Mention]) -> Iterator[Mention]:
    """Words of the lexicon that posts use in other senses, but a list of features does not.

    *Rust*, *jersey* or *relaxed* alone in a post may mean anything; here they mean the colour, the
    cloth and the fit.
    """
    from modiste.perceive.text.lexicon import IGNORED

    rest = list(plain)
    for each in found:
        rest[each.start : each.end] = "\x00" * (each.end - each.start)
    entries = lexicon().entries
    for span in re.finditer(r"[^\x00,;:.，；：。、]+", "".join(rest)):
        words = list(re.finditer(rf"[a-z']+|[{_HAN}]+", span[0]))
        for first, last in combinations_with_replacement(range(len(words)), 2):
            if last - first > 2:
                continue
            start, end = words[first].start(), words[last].end()
            for entry in entries.get(span[0][start:end], ()):
                if entry.name not in {IGNORED, "occasion"}:
                    at = span.start() + start
                    word = span[0][start:end]
                    yield _from_lexicon(entry.name, entry.value, Mention(at, at + len(word), word))


def _hexes(plain: str) -> Iterator[Mention]:
    for found in _HEX.finditer(plain):
        yield Mention(found.start(), found.end(), found[0], colour=(found[0], ""))


def _colour(name: str) -> tuple[str, str]:
    from modiste.model.colour import colours

    return colours()[name].hex or "", name


def _chosen(found: Iterable[Mention]) -> list[Mention]:
    """The longest that do not overlap, and what stands inside the names of products."""
    ranked = sorted(
        _beheaded(list(found)),
        # Our own words come first among equals, then what can be drawn.
        key=lambda m: (m.start - m.end, bool(m.unsupported), m.start),
    )
    kept: list[Mention] = []
    for each in ranked:
        over = [k for k in kept if k.start < each.end and each.start < k.end]
        same = [k for k in over if (k.start, k.end) == (each.start, each.end)]
        if same and not each.unsupported and not same[0].unsupported:
            at = kept.index(same[0])
            kept[at] = _merged(same[0], each)
        elif all(_inside(each, k) for k in over):
            kept.append(each)
    return sorted(kept, key=lambda m: (m.start, m.end))


def _beheaded(found: list[Mention]) -> Iterator[Mention]:
    """Features that the lexicon writes with their garment, without it: *ankle length trousers*."""
    heads = [m for m in found if m.names_category]
    features = {(m.start, m.end) for m in found if not m.names_category}
    for each in found:
        head = next((h for h in heads if h.end == each.end and h.start > each.start), None)
        if head is None or each.names_category or (each.start, each.end) in _own_spans(found):
            yield each
            continue
        text = each.text[: head.start - each.start].rstrip()
        end = each.start + len(text)
        if not any(start == each.start and stop <= end for start, stop in features):
            yield replace(each, end=end, text=text)


def _own_spans(found: list[Mention]) -> set[tuple[int, int]]:
    words = construction()
    return {(m.start, m.end) for m in found if words.get(m.text) is m.meaning}


def _inside(part: Mention, whole: Mention) -> bool:
    if part.end - part.start == 1 and part.colour is None:
        return False
    nested = whole.start <= part.start and part.end <= whole.end
    names = part.names_category or part.unsupported or not (part.meaning.said or part.colour)
    generic = all(value == "any" for _, value in part.meaning.said) and not part.colour
    return nested and whole.names_category and not names and not generic


def _merged(one: Mention, two: Mention) -> Mention:
    """Two meanings of the same words: the first; of the second what it leaves open."""
    if one.colour and two.meaning.said:
        return one
    open_slots = {slot for slot, _ in one.meaning.said}
    if open_slots and (one.names_category or not two.names_category):
        return replace(one, denied=one.denied or two.denied)
    more = tuple(pair for pair in two.meaning.said if pair[0] not in open_slots)
    meaning = Meaning(one.meaning.said + more, one.meaning.typical + two.meaning.typical)
    return replace(
        one,
        meaning=meaning,
        colour=one.colour or (None if one.meaning.said else two.colour),
        aesthetic=one.aesthetic or two.aesthetic,
        denied=one.denied or two.denied,
    )


def _left_over(text: str, plain: str, covered: bytearray) -> Iterator[Unknown]:
    """Words that nothing covers and that are not small talk."""
    rest = "".join(" " if mark else char for char, mark in zip(plain, covered, strict=True))
    for found in _WORD.finditer(rest):
        word, at = found[0], found.start()
        if word[0].isascii():
            if word.strip("'") not in ignored() and len(word) > 1:
                yield Unknown(at, found.end(), text[at : found.end()], "unknown word")
            continue
        for start, end in _han(word):
            yield Unknown(at + start, at + end, text[at + start : at + end], "unknown word")


def _han(run: str) -> Iterator[tuple[int, int]]:
    """The stretches of a run of characters that are not small talk."""
    start, at = None, 0
    while at < len(run):
        size = next((n for n in (4, 3, 2, 1) if run[at : at + n] in ignored()), 0)
        if size and start is not None:
            yield start, at
            start = None
        elif not size and start is None:
            start = at
        at += size or 1
    if start is not None:
        yield start, len(run)
