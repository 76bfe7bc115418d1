"""Reasons in words, from the shares of the signals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.blend import Blend
from modiste.recommend.explain import LEAST, shares
from modiste.recommend.neighbours import ModelSignal
from modiste.recommend.preferences import Preference
from modiste.recommend.profile import SHARED
from modiste.recommend.query import Query
from modiste.recommend.signals import Constant, Signal
from modiste.recommend.windows import Candidates
from modiste.recommend.words import WORDS, spoken

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]

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
_PARTS = 2
"""Parts of a reason at the most."""


def reasons_of(
    blend: Blend,
    query: Query,
    items: I64,
    found: Candidates,
    title: Callable[[int], str],
    language: str,
    occasion: str | None,
) -> Sequence[str]:
    """One reason an item, of at most two parts; what concerns the person goes first.

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
    place = {item: row for row, item in enumerate(found.items.tolist())}
    own = found.signals[[place[item] for item in items.tolist()]]
    signals = {signal.name: signal for signal in blend.signals}
    teller = _Teller(query, items, signals, title, language, occasion)
    reasons = []
    for row, told in enumerate(shares(blend, own, found.signals.mean(axis=0), LEAST)):
        parts: list[str] = []
        for share in sorted(told, key=lambda each: teller.impersonal(each.signal)):
            part = teller.part(share.signal, row)
            if part and part not in parts:
                parts.append(part)
            if len(parts) == _PARTS:
                break
        reasons.append(teller.joined(parts))
    return reasons


@dataclass
class _Teller:
    """Says what a signal says of the items of one list; asks each signal once."""

    query: Query
    items: I64
    signals: dict[str, Signal]
    title: Callable[[int], str]
    language: str
    occasion: str | None
    _causes: dict[str, I64] = field(default_factory=dict)
    _likings: dict[str, F32] = field(default_factory=dict)

    @property
    def words(self) -> dict[str, str]:
        """Templates of reasons."""
        return WORDS[self.language]

    def impersonal(self, name: str) -> bool:
        """Whether a signal is the same for everyone."""
        return isinstance(self.signals[name], Constant) or name == "lift month"

    def part(self, name: str, row: int) -> str | None:
        """Words for a signal's share in the item of a row; ``None`` where there are none."""
        signal = self.signals[name]
        if isinstance(signal, ModelSignal):
            if name not in self._causes:
                self._causes[name] = signal.because(self.query, self.items)
            cause = int(self._causes[name][row])
            return self.words["because"].format(item=self.title(cause)) if cause >= 0 else None
        if isinstance(signal, Preference):
            return None if signal.trait in _UNSAID else self._taste(signal, row)
        if name == "lift occasion":
            if not self.occasion:
                return None
            value = spoken("occasion", self.occasion, self.language)
            return self.words["occasion"].format(value=value)
        if name.startswith("popularity"):
            return self.words["popular"]
        key = _PLAIN.get(name)
        return self.words[key] if key else None

    def joined(self, parts: list[str]) -> str:
        """A reason of its parts; what is popular needs no other."""
        if len(parts) == _PARTS:
            return self.words["both"].format(one=parts[0], two=parts[1])
        return parts[0] if parts else self.words["popular"]

    def _taste(self, signal: Preference, row: int) -> str | None:
        """The value of the item that the person likes most, if they like any."""
        if signal.trait not in self._likings:
            self._likings[signal.trait] = signal.values(self.query)
        liking = self._likings[signal.trait]
        codes = [code for code in signal.of.codes[self.items[row]].tolist() if code < len(liking)]
        if not codes:
            return None
        code = max(codes, key=lambda each: float(liking[each]))
        if liking[code] <= 0:
            return None
        stated = self.query.stated.get(signal.trait, {}).get(code, 0.0)
        value = spoken(signal.trait, signal.of.values[code], self.language)
        said = "stated" if stated > SHARED else "shared" if stated > 0 else "taste"
        return self.words[said].format(value=value)
