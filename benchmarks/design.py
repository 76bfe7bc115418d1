"""The design studio: words read, options that build, designs that differ.

Other rooms of the studio add ``benchmarks/design_<room>.py`` with a ``MEASURES`` of their own.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

PHRASES = Path(__file__).parent / "design_phrases.tsv"


@dataclass
class Score:
    """Slots found, against those that a person wrote down."""

    hit: int = 0
    extra: int = 0
    missed: int = 0
    by_slot: Counter[str] = field(default_factory=Counter)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over all slots of all phrases."""
        return 2 * self.hit / max(2 * self.hit + self.extra + self.missed, 1)


@dataclass(frozen=True)
class Phrase:
    """One line of the frozen phrases."""

    half: str
    language: str
    text: str
    slots: frozenset[tuple[str, str]]
    unknown: tuple[str, ...]


def phrases() -> Iterator[Phrase]:
    """The frozen phrases."""
    for line in PHRASES.read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        half, language, text, slots, unknown = line.split("\t")
        pairs = (part.partition("=")[::2] for part in slots.split("; "))
        wanted = frozenset((slot, value) for slot, value in pairs)
        yield Phrase(half, language, text, wanted, tuple(filter(None, unknown.split("; "))))


def found(reading: Any) -> frozenset[tuple[str, str]]:
    """The slots that a reading says were asked for, written as the phrases write them."""
    pairs = {
        ("trim", slot.removeprefix("trim.")) if slot.startswith("trim.") else (slot, value)
        for slot, value in reading.said.items()
        if not (slot.startswith("trim.") and value == "no")
    }
    pairs |= {("colour", m.text) for m in reading.understood if m.colour and not m.denied}
    return frozenset(map(_plain, pairs))


def _plain(pair: tuple[str, str]) -> tuple[str, str]:
    slot, value = pair
    return slot, value.removesuffix("色").lower().replace("-", " ") if slot == "colour" else value


def score(half: str, *, language: str = "", show: bool = False) -> tuple[Score, Counter[str]]:
    """Slot scores of one half, and how unknown words fared."""
    from modiste.design.words import read

    total, words = Score(), Counter[str]()
    for phrase in phrases():
        if phrase.half != half or language not in {"", phrase.language}:
            continue
        reading = read(phrase.text)
        have, want = found(reading), frozenset(map(_plain, phrase.slots))
        total.hit += len(have & want)
        total.extra += len(have - want)
        total.missed += len(want - have)
        total.by_slot.update(f"-{slot}" for slot, _ in want - have)
        total.by_slot.update(f"+{slot}" for slot, _ in have - want)
        reported = [each.text.lower() for each in reading.unknown]
        for word in phrase.unknown:
            told = any(
                w in each or each in w for each in reported for w in [word.replace("-", " ")]
            )
            words["reported" if told else "silent"] += 1
        if not phrase.unknown:
            words["needless"] += len(reported)
        if show and (have != want or (reported and not phrase.unknown)):
            print(phrase.text, "| missed", sorted(want - have), "| extra", sorted(have - want),
                  "| unknown", reported, "| conflicts",
                  [(c.slot, c.kept, c.dropped) for c in reading.conflicts])  # fmt: skip
    return total, words


def words() -> None:
    """Slot F1 by half and language, unknown words, time."""
    for half in ("dev", "held-out"):
        for language in ("", "en", "zh"):
            total, told = score(half, language=language)
            counts = f"{total.hit} hit, {total.extra} extra, {total.missed} missed"
            print(f"{half} {language or 'all'}: F1 {total.f1:.3f} ({counts}); {dict(told)}")
    from modiste.design.words import read

    texts = [phrase.text for phrase in phrases()]
    start = time.process_time()
    for text in texts:
        read(text)
    print(f"{(time.process_time() - start) / len(texts) * 1e3:.1f} ms cpu a phrase")


MEASURES: Mapping[str, Callable[[], None]] = {"words": words}
ROOMS = ("draw", "make", "drape")
"""Files ``design_<room>.py`` beside this one, where they exist."""


def measures() -> dict[str, Callable[[], None]]:
    """The measures of every room."""
    every = dict(MEASURES)
    for room in ROOMS:
        if (Path(__file__).parent / f"design_{room}.py").exists():
            every |= import_module(f"benchmarks.design_{room}").MEASURES
    return every


def main() -> None:
    """Run the measures that are named, or all."""
    every = measures()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*every, []], help="which; all by default")
    for name in parser.parse_args().names or every:
        print(f"== {name}")
        every[name]()


if __name__ == "__main__":
    main()
