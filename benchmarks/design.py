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


def pairs() -> None:
    """Every pair of options of every category: how many go together, and that all are answered.

    Both values are locked and the rest is repaired around them. What cannot be is asked for its
    reasons and its nearest garment.
    """
    from modiste.design.spec.bases import base_draft
    from modiste.design.spec.grammar import check, repair
    from modiste.design.spec.rules import domains
    from modiste.design.spec.slots import TRIMS
    from modiste.model.errors import InputError

    start = time.process_time()
    total = together = 0
    for category, domain in domains().items():
        base = base_draft(category, "women")
        free = [s for s, v in domain.items() if len(v) > 1 and s not in {"audience", *TRIMS}]
        could = tried = 0
        for at, one in enumerate(free):
            for two in free[:at]:
                for a in domain[one]:
                    for b in domain[two]:
                        draft = {**base, one: a, two: b}
                        tried += 1
                        try:
                            fixed, _ = repair(draft, lock=(one, two))
                        except InputError:
                            assert check(draft), (category, one, a, two, b)
                            fixed, _ = repair(draft)
                        else:
                            could += 1
                        assert not check(fixed), (category, one, a, two, b)
        print(f"{category}: {could:,} of {tried:,} pairs go together")
        total, together = total + tried, together + could
    spent = time.process_time() - start
    print(f"all: {together:,} of {total:,}; {spent / total * 1e3:.2f} ms cpu a pair")


def boards() -> None:
    """Boards of 12 of the wishes of the frozen phrases: distinct, valid, time."""
    from modiste.design.generate import board
    from modiste.design.words import read

    texts = [phrase.text for phrase in phrases()][::10]
    closest, count, start = [], [], time.process_time()
    for text in texts:
        made = board(read(text).spec, 12, seed=0)
        closest.append(made.closest)
        count.append(len(made.candidates))
    spent = (time.process_time() - start) / len(texts)
    near = f"{min(closest):.2f} at the least, {sum(closest) / len(closest):.2f} on average"
    print(f"{len(texts)} boards of {min(count)} to {max(count)} designs; closest pair {near}")
    print(f"{spent:.1f} s cpu each")


def pictures(count: int = 8) -> None:
    """Spec → flat → picture reader → spec, of sampled garments of every category."""
    import numpy as np

    from modiste.design.draw import flat, png
    from modiste.design.generate.sampling import Sampler
    from modiste.design.seen import see
    from modiste.design.spec.bases import base
    from modiste.design.spec.slots import build, flatten
    from modiste.design.spec.vocabulary import Category
    from modiste.model.errors import InputError

    rng = np.random.default_rng(11)
    hit, tried, spent = Counter[str](), Counter[str](), 0.0
    for category in Category:
        for _ in range(count):
            draft = Sampler(rng).mutated(flatten(base(category)), 6)
            data = png(flat(build(draft), "front"), 500)
            start = time.process_time()
            tried["a garment is seen"] += 1
            try:
                seen = flatten(see(data).spec)
            except InputError:
                continue
            finally:
                spent += time.process_time() - start
            hit["a garment is seen"] += 1
            alike = _build_of(seen["category"]) == _build_of(draft["category"])
            tried["build (top, dress or coat, skirt, legs)"] += 1
            hit["build (top, dress or coat, skirt, legs)"] += alike
            for slot in ("length", "silhouette", "sleeve.length") if alike else ():
                tried[slot] += 1
                hit[slot] += seen[slot] == draft[slot]
    for name, of in tried.items():
        print(f"{name}: {hit[name]} of {of} ({hit[name] / of:.0%})")
    print(f"{spent / tried['a garment is seen'] * 1e3:.0f} ms cpu a picture")


def _build_of(category: str) -> str:
    builds = {"dress": "long", "coat": "long", "jumpsuit": "jumpsuit", "skirt": "skirt",
              "trousers": "legs", "shorts": "legs"}  # fmt: skip
    return builds.get(category, "top")


MEASURES: Mapping[str, Callable[[], None]] = {
    "words": words,
    "pairs": pairs,
    "boards": boards,
    "pictures": pictures,
}
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
