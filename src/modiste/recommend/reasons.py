"""Reasons in words, from the shares of the signals."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.blend import Blend
from modiste.recommend.explain import Share, shares, worth_telling
from modiste.recommend.neighbours import ModelSignal
from modiste.recommend.preferences import Preference
from modiste.recommend.query import Query
from modiste.recommend.windows import Candidates
from modiste.recommend.words import WORDS

I64 = NDArray[np.int64]

_PLAIN = {
    "lift size": "size",
    "lift age": "people",
    "lift country": "people",
    "lift height": "people",
    "lift build": "people",
    "lift month": "season",
    "new": "new",
    "other colour": "colour",
    "bought before": "again",
    "looked at": "looked",
}
"""Ages and bodies are never told back to people."""
_UNSAID = ("gender", "brand", "price")
"""Traits whose values make no good reason."""


def reasons_of(
    blend: Blend,
    query: Query,
    items: I64,
    found: Candidates,
    title: Callable[[int], str],
    language: str,
    occasion: str | None,
) -> Sequence[str]:
    """One reason an item, of at most two parts.

    Args:
        blend: the blend that scored them.
        query: the question.
        items: the items.
        found: the candidates that they were chosen from.
        title: how people call an item.
        language: en or zh.
        occasion: the occasion asked for.
    """
    if not len(items):
        return []
    words = WORDS[language]
    signals = {signal.name: signal for signal in blend.signals}
    place = {int(item): row for row, item in enumerate(found.items.tolist())}
    own = found.signals[[place[int(item)] for item in items]]
    reasons = []
    for item, told in zip(
        items.tolist(), shares(blend, own, found.signals.mean(axis=0)), strict=True
    ):
        parts: list[str] = []
        for share in worth_telling(told):
            part = _part(share, signals, query, item, title, words, occasion)
            if part and part not in parts:
                parts.append(part)
            if len(parts) == 2:
                break
        if len(parts) == 2:
            reasons.append(words["both"].format(one=parts[0], two=parts[1]))
        else:
            reasons.append(parts[0] if parts else words["popular"])
    return reasons


def _part(
    share: Share,
    signals: Mapping[str, object],
    query: Query,
    item: int,
    title: Callable[[int], str],
    words: dict[str, str],
    occasion: str | None,
) -> str | None:
    signal = signals[share.signal]
    if isinstance(signal, ModelSignal):
        because = int(signal.because(query, np.array([item]))[0])
        return words["because"].format(item=title(because)) if because >= 0 else None
    if isinstance(signal, Preference):
        if signal.trait in _UNSAID:
            return None
        return _taste(signal, query, item, words)
    if share.signal == "lift occasion":
        return words["occasion"].format(value=occasion) if occasion else None
    if share.signal.startswith("popularity"):
        return words["popular"]
    key = _PLAIN.get(share.signal)
    return words[key] if key else None


def _taste(signal: Preference, query: Query, item: int, words: dict[str, str]) -> str | None:
    """The value of the item that the person likes most, if they like any."""
    liking = signal.values(query)
    codes = [code for code in signal.of.codes[item].tolist() if code < len(liking)]
    if not codes:
        return None
    code = max(codes, key=lambda each: float(liking[each]))
    if liking[code] <= 0:
        return None
    stated = query.stated.get(signal.trait, {}).get(code, 0.0) > 0
    return words["stated" if stated else "taste"].format(value=signal.of.values[code])
