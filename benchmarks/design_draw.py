"""Flats and prints: every pair of options draws, exactly mirrored, fast; pictures read back."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from modiste.design.draw.path import Path
    from modiste.design.draw.sheet import Sheet
    from modiste.design.spec.model import DesignSpec

_NOT_DRAWN = ("category", "audience", "fabric.", "print.")


def paired(category: str) -> Iterator[tuple[DesignSpec | None, bool]]:
    """A spec for each pair of options of two slots, and whether others had to give way for it.

    ``None`` for a pair that no garment has.
    """
    from modiste.design.spec.bases import base_draft
    from modiste.design.spec.grammar import check, repair
    from modiste.design.spec.rules import domains
    from modiste.design.spec.slots import build
    from modiste.model.errors import InputError

    draft, domain = dict(base_draft(category)), domains()[category]
    slots = [s for s in domain if len(domain[s]) > 1 and not s.startswith(_NOT_DRAWN)]
    for one, two in itertools.combinations(slots, 2):
        for pair in itertools.product(domain[one], domain[two]):
            changed = {**draft, one: pair[0], two: pair[1]}
            if not check(changed):
                yield build(changed), False
                continue
            try:
                yield build(repair(changed, lock=(one, two))[0]), True
            except InputError:
                yield None, True


def crossing(sheet: Sheet) -> list[str]:
    """Names of shapes whose outline crosses itself."""
    from shapely.geometry import Polygon

    return [s.name for s in sheet.shapes if not Polygon(s.outline.points(8)).is_valid]


def lopsided(sheet: Sheet) -> int:
    """Elements without their exact mirror image, to the hundredth of a millimetre written."""

    def points(path: Path, turn: int) -> tuple[tuple[str, str], ...]:
        every = [path.start, *itertools.chain.from_iterable(path.pieces)]
        return tuple(sorted((f"{turn * x + 0.0:.4f}", f"{y:.4f}") for x, y in every))

    paths = [x.outline for x in sheet.shapes if not x.lone]
    paths += [x.path for x in sheet.lines if not x.lone]
    found = Counter(tuple(p) for p in (points(path, 1) for path in paths))
    turned = Counter(tuple(p) for p in (points(path, -1) for path in paths))
    zero = str.maketrans("", "", "-")

    def plain(counter: Counter[tuple[tuple[str, str], ...]]) -> Counter[tuple[str, ...]]:
        return Counter({
            tuple(sorted(f"{x.translate(zero) if float(x) == 0 else x} {y}" for x, y in key)): n
            for key, n in counter.items()
        })  # fmt: skip

    return sum((plain(found) - plain(turned)).values())


def pairs() -> None:
    """Draw every pair of options, front and back."""
    from modiste.design.draw.flats import sheet_of
    from modiste.design.spec.slots import CHOICES

    total = Counter[str]()
    for category in CHOICES["category"]:
        count, seen = Counter[str](), set()
        for spec, repaired in paired(category):
            if spec is None:
                count["impossible"] += 1
                continue
            count["pairs"] += 1
            count["with others changed"] += repaired
            if spec in seen:
                continue
            seen.add(spec)
            for view in ("front", "back"):
                sheet = sheet_of(spec, view)
                count["views"] += 1
                count["crossing"] += len(crossing(sheet))
                if len(seen) % 5 == 0:
                    count["mirrored views"] += 1
                    count["lopsided"] += lopsided(sheet)
        print(category, {key: count[key] for key in sorted(count)}, flush=True)
        total += count
    names = ("pairs", "with others changed", "impossible", "views", "crossing", "mirrored views",
             "lopsided")  # fmt: skip
    print("all", {name: total[name] for name in names})


def sampled(count: int, seed: int) -> list[DesignSpec]:
    """Specs with about a third of their drawn slots changed at random."""
    from modiste.design.spec.bases import base_draft
    from modiste.design.spec.grammar import nearest
    from modiste.design.spec.rules import domains
    from modiste.design.spec.slots import CHOICES

    rng = random.Random(seed)  # noqa: S311 - a sample, no secret
    out = []
    for k in range(count):
        category = CHOICES["category"][k % len(CHOICES["category"])]
        draft, domain = dict(base_draft(category)), domains()[category]
        for slot, values in domain.items():
            if len(values) > 1 and not slot.startswith(("fabric", "trim")) and rng.random() < 0.35:
                draft[slot] = rng.choice(values)
        out.append(nearest(draft)[0])
    return out


def speed() -> None:
    """Cpu of a flat of both views, plain and printed (each print's repeat drawn once before)."""
    from modiste.design.draw import flat
    from modiste.design.spec.model import Print

    specs = sampled(220, 3)
    flat(specs[0])
    for name, change in (("plain", Print()), ("as sampled", None),
                         ("liberty print", Print(kind="floral"))):  # fmt: skip
        drawn = [s if change is None else s.model_copy(update={"print": change}) for s in specs]
        for spec in drawn:
            flat(spec)
        took = []
        for spec in drawn:
            start = time.process_time()
            flat(spec)
            took.append((time.process_time() - start) * 1e3)
        took.sort()
        print(f"{name}: median {statistics.median(took):.2f} ms, "
              f"p95 {took[int(len(took) * 0.95)]:.2f} ms, worst {took[-1]:.2f} ms")  # fmt: skip


def prints() -> None:
    """Cold cpu of each print's repeat, its size, and how its join compares to its inside."""
    import numpy as np

    from modiste.design.prints.catalogue import STYLES
    from modiste.design.prints.palette import Palette

    palette = Palette.of(("#f3ede1", "#1f2f55", "#b3202c", "#d8a13a"))
    for name in sorted(STYLES):
        start = time.process_time()
        tile = STYLES[name](palette, 5)
        took = (time.process_time() - start) * 1e3
        pixels = tile.pixels(256).astype(float)
        ratio = 0.0
        for axis in (0, 1):
            inside = np.abs(np.diff(pixels, axis=axis)).mean(axis=(1 - axis, 2))
            join = np.abs(np.take(pixels, 0, axis) - np.take(pixels, -1, axis)).mean()
            ratio = max(ratio, float(join) / max(float(inside.max()), 1.0))
        print(f"{name:18} {took:7.1f} ms {len(tile.body) / 1000:6.1f} KB  "
              f"join ÷ sharpest line inside {ratio:.2f}")  # fmt: skip


def trip() -> None:
    """Spec to flat to the picture reader and back: the share of slots read right."""
    from modiste.design.draw import flat, png
    from modiste.design.seen import see
    from modiste.design.spec.slots import flatten
    from modiste.model.errors import InputError

    right, asked, none = Counter[str](), Counter[str](), 0
    slots = ("category", "silhouette", "length", "sleeve.length", "fit")
    for spec in sampled(66, 8):
        plain = spec.model_copy(update={"print": type(spec.print)()})
        try:
            seen = flatten(see(png(flat(plain, "front"), 700)).spec)
        except InputError:
            none += 1
            continue
        want = flatten(plain)
        for slot in slots:
            if want[slot] != "none":
                asked[slot] += 1
                right[slot] += seen[slot] == want[slot]
    print(f"no garment seen in {none} of 66")
    for slot in slots:
        print(f"{slot:14} {right[slot]} of {asked[slot]} ({right[slot] / max(1, asked[slot]):.0%})")


MEASURES: Mapping[str, Callable[[], None]] = {
    "flat-pairs": pairs, "flat-speed": speed, "prints": prints, "flat-round-trip": trip,
}  # fmt: skip
