"""Sewing patterns: seams and girths over sampled designs and sizes, speed, markers.

Peer figures (GarmentCode, from the paper's own tables): 150-300 ms for a garment without sleeves,
3.3 s with sleeves, on its authors' machine; they are quoted, not run here.
"""

from __future__ import annotations

import random
import statistics
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise

from modiste.design.make.body import Body, body_of_size, size_run
from modiste.design.make.check import check, girth_at, measured
from modiste.design.make.garment import draft
from modiste.design.make.marker import make_marker
from modiste.design.make.refuse import refusals
from modiste.design.spec.bases import base
from modiste.design.spec.grammar import repair, values
from modiste.design.spec.model import DesignSpec
from modiste.design.spec.slots import CHOICES, build, flatten
from modiste.design.spec.vocabulary import Audience, Category

DESIGNS = 1000


def sampled(seed: int, count: int) -> Iterator[DesignSpec]:
    """Valid designs: every slot of the typical garment changed with probability 0.5."""
    rng = random.Random(seed)  # noqa: S311 - designs, no secrets
    made = 0
    while made < count:
        category, audience = rng.choice(list(Category)), rng.choice(list(Audience))
        found = dict(flatten(base(category, audience)))
        slots = [s for s in CHOICES if s not in ("category", "audience") and "trim" not in s]
        rng.shuffle(slots)
        for slot in slots:
            if rng.random() < 0.5:
                found[slot] = rng.choice(values(found, slot) or (found[slot],))
        made += 1
        yield build(found)


def sizes_of(spec: DesignSpec, rng: random.Random) -> list[Body]:
    """Three sizes: one small, one in the middle, one large."""
    run = size_run(spec.audience)
    third = len(run) // 3
    names = (rng.choice(run[:third]), rng.choice(run[third:-third]), rng.choice(run[-third:]))
    return [body_of_size(name, spec.audience) for name in names]


def patterns() -> None:
    """Every check over 1,000 designs in three sizes each; milliseconds a pattern by category."""
    rng = random.Random(7)  # noqa: S311 - sizes, no secrets
    problems: Counter[str] = Counter()
    times: dict[str, list[float]] = defaultdict(list)
    gaps: list[float] = []
    refused = drafted = sound = pieces = seams = 0
    for spec in sampled(11, DESIGNS):
        if refusals(spec):
            refused += 1
            continue
        for body in sizes_of(spec, rng):
            start = time.process_time()
            pattern = draft(spec, body)
            times[spec.category].append(1000 * (time.process_time() - start))
            found = check(pattern)
            drafted += 1
            sound += not found
            pieces += len(pattern.panels)
            seams += len(pattern.seams)
            problems.update(each.check for each in found)
            gaps += [abs(b - a - s.ease) for s in pattern.seams
                     for a, b in (pattern.seam_lengths(s),)]  # fmt: skip
    print(f"designs {DESIGNS}, refused with a reason {refused}, patterns drafted {drafted}")
    print(
        f"patterns without any problem {sound} ({sound / drafted:.2%}); by check {dict(problems)}"
    )
    print(f"pieces {pieces}, seams {seams}; seam gap beyond the stated ease: "
          f"p99 {10 * sorted(gaps)[int(0.99 * len(gaps))]:.2f} mm, "
          f"over 2 mm {sum(g > 0.2 for g in gaps)}")  # fmt: skip
    print(f"{'category':10} {'patterns':>8} {'median ms':>9} {'p95 ms':>7}  (cpu)")
    for category, taken in sorted(times.items()):
        p95 = sorted(taken)[int(0.95 * len(taken))]
        print(f"{category:10} {len(taken):8d} {statistics.median(taken):9.2f} {p95:7.2f}")


def girths() -> None:
    """Finished girths of a fitted dress and of trousers against body and intended ease."""
    specs = {
        "dress": dict(flatten(base("dress", "women")))
        | {"silhouette": "sheath", "shaping.darts": "both", "length": "knee"},
        "trousers": dict(flatten(base("trousers", "women"))) | {"shaping.darts": "waist"},
    }
    for name, asked in specs.items():
        spec = build(repair(asked)[0])
        print(f"{name}: size, girth, body + intended ease, measured on the panels (cm)")
        for size in ("34", "38", "42", "48", "54"):
            pattern = draft(spec, body_of_size(size))
            for girth, value in measured(pattern).items():
                if girth in pattern.ease:
                    want = pattern.body[girth] + pattern.ease[girth]
                    print(f"  {size} {girth:6} {want:7.1f} {value:7.1f} {value - want:+5.1f}")
    spec = build(repair(specs["dress"])[0])
    falls = [girth_at(draft(spec, body_of_size(s)), 0.0) for s in size_run("women")]
    steps = [b - a for a, b in pairwise(falls)]
    print("waist steps from size to size:", " ".join(f"{s:.1f}" for s in steps))


def markers() -> None:
    """Utilisation of a size mix on cloth of 150 cm, 20 seconds each."""
    mixes = (
        ("shirt", "women", ("36:1", "38:2", "40:1")),
        ("dress", "women", ("36:1", "38:2", "40:1")),
        ("trousers", "men", ("48:1", "50:2", "52:1")),
        ("jacket", "women", ("38:1", "40:1")),
        ("tee", "children", ("110:2", "122:2")),
    )
    print("garment, pieces, utilisation, m a garment, waste m², kg CO2e")
    for category, people, mix in mixes:
        spec = base(category, people)
        chosen = [(draft(spec, body_of_size(s, people)), int(n))
                  for s, n in (part.split(":") for part in mix)]  # fmt: skip
        figures = make_marker(chosen, width=150.0, seconds=20, seed=1).figures()
        print(f"{category:9} {figures['pieces']:4d} {figures['utilisation']:.1%} "
              f"{figures['fabric_per_garment_m']:.2f} {figures['waste_m2']:.2f} "
              f"{figures['co2e_kg']}")  # fmt: skip


MEASURES: Mapping[str, Callable[[], None]] = {
    "patterns": patterns, "pattern-girths": girths, "markers": markers,
}  # fmt: skip
