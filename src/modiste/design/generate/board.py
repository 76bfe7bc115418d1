"""A board of distinct designs, found by quality-diversity search (MAP-Elites, Mouret & Clune 2015).

The archive keeps the best design of every cell of three named descriptors; the board takes from it
designs that are good and far from one another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from modiste.design.generate.apart import apart
from modiste.design.generate.brief import Brief
from modiste.design.generate.evidence import Evidence
from modiste.design.generate.judge import Verdict, judge, statements
from modiste.design.generate.sampling import Sampler
from modiste.design.generate.taste import Taste
from modiste.design.spec.slots import CHOICES, Draft, build, flatten
from modiste.model.errors import InputError

if TYPE_CHECKING:
    from modiste.design.spec.model import DesignSpec

LEAST: Final = 0.07
"""Distance that two designs of a board have at least."""
MOST: Final = 60
_TRIES: Final = 1500
_START: Final = 40
_SPREAD: Final = 0.9

_VOLUMES: Final = {"tight": 0, "slim": 0, "regular": 1, "relaxed": 2, "oversized": 2}
_WIDE: Final = frozenset(
    {"circle", "fit-and-flare", "trapeze", "cocoon", "wide-leg", "flared", "barrel", "a-line"}
)
_COVER: Final = {
    "none": 0, "cap": 1, "short": 1, "elbow": 2, "three-quarter": 2, "long": 3, "extra-long": 3,
}  # fmt: skip


@dataclass(frozen=True)
class Candidate:
    """One design of a board.

    Attributes:
        spec: the garment.
        verdict: how it is judged, and why.
        cell: its descriptors: volume, ornament and coverage.
    """

    spec: DesignSpec
    verdict: Verdict
    cell: Mapping[str, int]


@dataclass(frozen=True)
class Board:
    """Distinct designs of one wish.

    Attributes:
        candidates: the designs, the wish itself first.
        seed: what reproduces it.
        tried: designs that were judged.
        filled: cells of the archive that were reached.
        closest: distance of the two nearest designs on the board, 0 … 1.
    """

    candidates: tuple[Candidate, ...]
    seed: int
    tried: int
    filled: int
    closest: float


@dataclass
class _Archive:
    """The best design of every cell."""

    judged: Callable[[Mapping[str, Any]], Verdict]
    best: dict[tuple[int, ...], tuple[Verdict, Draft]] = field(default_factory=dict)
    tried: int = 0

    def offer(self, draft: Draft) -> None:
        """Judge a design and keep it where it is the best of its cell."""
        verdict = self.judged(draft)
        cell = tuple(descriptors(draft).values())
        self.tried += 1
        old = self.best.get(cell)
        if old is None or verdict.quality > old[0].quality:
            self.best[cell] = (verdict, draft)


def descriptors(draft: Mapping[str, Any]) -> dict[str, int]:
    """Where a design stands: volume 0 … 3, ornament 0 … 3, coverage 0 … 3, surface 0 … 1."""
    volume = _VOLUMES[draft["fit"]] + (draft["silhouette"] in _WIDE)
    sleeve = _COVER[draft["sleeve.length"]]
    lengths = CHOICES["length"]
    low = lengths.index(draft["length"]) >= lengths.index("knee")
    cover = min(3, (sleeve + 3 * low + 1) // 2)
    return {
        "volume": int(volume),
        "ornament": min(3, statements(draft)),
        "coverage": int(cover),
        "surface": int(draft["print.kind"] != "solid"),
    }


def board(
    start: DesignSpec | Sequence[DesignSpec],
    count: int = 12,
    *,
    seed: int = 0,
    evidence: Evidence | None = None,
    brief: Brief | None = None,
    taste: Taste | None = None,
    tries: int = _TRIES,
    steps: int = 6,
) -> Board:
    """Distinct designs around one or several specs of one category.

    Args:
        start: where to start; it is the first design of the board.
        count: how many designs.
        seed: the same seed, start and evidence give the same board.
        evidence: what the brand's tables say; without it trends, fit and novelty are neutral.
        brief: constraints.
        taste: what is liked, disliked and locked.
        tries: designs to judge.
        steps: slots that are drawn anew at most, from one design to the next.

    Raises:
        InputError: no or too many designs, or specs of several categories.
    """
    starts = [start] if not isinstance(start, Sequence) else list(start)
    drafts = [flatten(spec) for spec in starts]
    if not 1 <= count <= MOST:
        raise InputError(f"a board has 1 to {MOST} designs", remedy=f"Ask for up to {MOST}.")
    if len({draft["category"] for draft in drafts}) != 1:
        raise InputError(
            "these designs are of several categories or none", remedy="Make a board of one."
        )
    known, asked = evidence or Evidence(), brief or Brief()
    wished = taste or Taste()
    sampler = Sampler(np.random.default_rng(seed), known, wished)
    archive = _Archive(lambda draft: judge(draft, known, asked, wished))
    for draft in drafts:
        archive.offer(draft)
    _searched(archive, sampler, drafts, tries=max(tries, 8 * count), steps=steps)
    chosen = _spread(archive.best.values(), drafts[0], archive.judged(drafts[0]), count)
    pool = [draft for _, draft in chosen]
    return Board(
        candidates=tuple(Candidate(build(d), v, descriptors(d)) for v, d in chosen),
        seed=seed,
        tried=archive.tried,
        filled=len(archive.best),
        closest=round(_closest(pool), 4),
    )


def laid_out(
    specs: Sequence[DesignSpec],
    *,
    evidence: Evidence | None = None,
    brief: Brief | None = None,
) -> Board:
    """Designs as they are, judged and in the order given."""
    known, asked = evidence or Evidence(), brief or Brief()
    drafts = [flatten(spec) for spec in specs]
    found = tuple(
        Candidate(spec, judge(draft, known, asked), descriptors(draft))
        for spec, draft in zip(specs, drafts, strict=True)
    )
    cells = {tuple(each.cell.values()) for each in found}
    return Board(found, 0, len(found), len(cells), round(_closest(drafts), 4))


def _searched(
    archive: _Archive, sampler: Sampler, starts: list[Draft], *, tries: int, steps: int
) -> None:
    rng = sampler.rng
    for turn in range(tries):
        if turn < _START:
            parent = starts[turn % len(starts)]
            archive.offer(sampler.mutated(parent, int(rng.integers(2, steps + 2))))
            continue
        cells = sorted(archive.best)
        parent = archive.best[cells[int(rng.integers(len(cells)))]][1]
        if rng.random() < 0.3:
            other = archive.best[cells[int(rng.integers(len(cells)))]][1]
            archive.offer(sampler.crossed(parent, other))
        else:
            archive.offer(sampler.mutated(parent, int(rng.integers(1, max(2, steps // 2) + 1))))


def _spread(
    found: Iterable[tuple[Verdict, Draft]], first: Draft, verdict: Verdict, count: int
) -> list[tuple[Verdict, Draft]]:
    """The start, then greedily what is good and far from all before."""
    chosen = [(verdict, first)]
    rest = [(v, d) for v, d in found if d != first]
    far = [apart(first, draft) for _, draft in rest]
    while len(chosen) < count and rest:
        worth = [v.quality + _SPREAD * min(f, 0.4) if f >= LEAST else -1.0
                 for (v, _), f in zip(rest, far, strict=True)]  # fmt: skip
        at = int(np.argmax(worth))
        if worth[at] < 0:
            break
        chosen.append(rest.pop(at))
        far.pop(at)
        far = [min(f, apart(chosen[-1][1], d)) for f, (_, d) in zip(far, rest, strict=True)]
    return chosen


def _closest(drafts: list[Draft]) -> float:
    pairs = (apart(a, b) for i, a in enumerate(drafts) for b in drafts[:i])
    return min(pairs, default=1.0)
