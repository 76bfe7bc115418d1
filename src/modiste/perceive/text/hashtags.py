"""Hashtags of several words written together: ``#linenseason``."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

_LETTER = np.zeros(256, dtype=bool)
_LETTER[[*b"abcdefghijklmnopqrstuvwxyz0123456789"]] = True
_LONGEST_TAG: Final = 40
_COMMON_TEXT: Final = """
a the my of for in on to and is it me i we you your our this that all day days week month year
season seasons summer winter spring autumn fall weather style styles styled styling stylist fashion
fashionista look looks lookbook outfit outfits outfitinspo ootd ootn inspo inspiration inspired
trend trends trendy love lover lovers loves girl girls girly woman women womens lady ladies man men
mens boy boys kids baby mom mum addict obsessed obsession daily life lifestyle shop shopping store
sale haul find finds ideas idea vibes vibe mood aesthetic core wear wearing wardrobe closet
essentials essential collection new newin now edit design designer designs made handmade home diy
art print prints brand brands label boutique blog blogger bloggers influencer community friday
monday tuesday wednesday thursday saturday sunday weekend today tomorrow time 2023 2024 2025 2026
2027 ss aw fw london paris milan nyc newyork tokyo seoul berlin street chic cute pretty beautiful
cool hot best perfect favourite favorite forever always more less only not big size sized over
under no diaries diary club gang squad crew queen king goals check wishlist must have haves tok
insta reels tiktok approved era girlsummer everything everyday please gift guide tips tip hack
hacks review try on dress dressed dressing up down out go going with over plus mid
"""
_COMMON: Final = frozenset(_COMMON_TEXT.split())


def joints(
    data: NDArray[np.uint8],
    start: NDArray[np.int64],
    end: NDArray[np.int64],
    known: frozenset[str],
) -> NDArray[np.bool_]:
    """Which spans begin and end at the joint of two words inside a hashtag.

    Args:
        data: texts as bytes.
        start: first byte of each span.
        end: byte after the last.
        known: words that hashtags may be made of.
    """
    out = np.zeros(len(start), dtype=bool)
    if not len(start):
        return out
    breaks = np.flatnonzero(~_LETTER[data])
    first = breaks[np.searchsorted(breaks, start, side="left") - 1] + 1
    last = breaks[np.searchsorted(breaks, end, side="left")]
    tagged = np.flatnonzero((data[first - 1] == ord("#")) & (last - first <= _LONGEST_TAG))
    for i in tagged.tolist():
        tag = data[first[i] : last[i]].tobytes().decode()
        at = spelt_out(tag, known)
        out[i] = int(start[i] - first[i]) in at and int(end[i] - first[i]) in at
    return out


@lru_cache(maxsize=100_000)
def spelt_out(tag: str, known: frozenset[str]) -> frozenset[int]:
    """Where the words of a tag begin and end, in as few words as possible; empty if it has none."""
    best: list[tuple[int, int] | None] = [(0, 0)] + [None] * len(tag)
    for end in range(1, len(tag) + 1):
        for begin in range(max(0, end - 16), end):
            before = best[begin]
            if before is None or not _is_word(tag[begin:end], known):
                continue
            # Fewer words, and among equals the longer last one.
            cost = before[0] + (1 if end - begin > 2 else 3)
            now = best[end]
            if now is None or cost < now[0]:
                best[end] = (cost, begin)
    if best[-1] is None:
        return frozenset()
    at, cuts = len(tag), {len(tag)}
    while at > 0:
        step = best[at]
        at = step[1] if step else 0
        cuts.add(at)
    return frozenset(cuts)


def _is_word(text: str, known: frozenset[str]) -> bool:
    return text in _COMMON or text in known
