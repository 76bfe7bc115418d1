"""How long one answer takes: retrieval, lifts, stock in size, ranker, rules and reasons.

A made-up shop with as many items as asked for: people with histories, attributes, circumstances,
sizes and stock. Times are process CPU seconds of one request after another, in one thread.

    python -m benchmarks.answers --items 20000,100000,1000000
"""

from __future__ import annotations

import argparse
import datetime as dt
import resource
import time
from dataclasses import replace

import numpy as np
import polars as pl
from numpy.typing import NDArray

from benchmarks.measure import header, table
from modiste.recommend.assortment import Assortment
from modiste.recommend.blend import Blend
from modiste.recommend.catalogue import Catalogue, Trait
from modiste.recommend.eligibility import Shelf
from modiste.recommend.index import Ask, Index
from modiste.recommend.journal import Axis, Journal
from modiste.recommend.people import Person
from modiste.recommend.ranker import Ranker, fit_ranker
from modiste.recommend.recipe import Recipe, default_weights, signals_of
from modiste.recommend.rules import Limit, Nudge
from modiste.recommend.sizes import Sizes
from modiste.recommend.windows import window

PEOPLE, EVENTS = 50_000, 1_000_000
NOW = 20_000.0
TRAITS = {
    "category": 40, "colour": 60, "material": 25, "pattern": 20, "gender": 3, "length": 6,
    "neckline": 12, "sleeve": 6, "silhouette": 8, "occasion": 8, "price": 5,
}  # fmt: skip
AXES = {"occasion": 8, "size": 5, "age": 6, "country": 6, "month": 12}
SIZES, GROUPS = 7, 10


def shop(items: int, *, seed: int = 0, people: int = PEOPLE, events: int = EVENTS) -> Index:
    """An index over a made-up shop, with a trained ranker."""
    rng = np.random.default_rng(seed)
    names = pl.Series("item", [f"i{n:07d}" for n in range(items)])
    traits = {
        name: Trait(tuple(f"{name} {n}" for n in range(size)), rng.integers(0, size, (items, 1)))
        for name, size in TRAITS.items()
    }
    catalogue = Catalogue(names, np.arange(items) // 3, traits)
    journal = _journal(rng, names, people, events)
    recipe = Recipe(windows=2, choices=400)
    signals = signals_of(journal, catalogue, NOW, recipe)
    blend = Blend(signals, default_weights(signals))
    users = journal.users
    return Index(
        run_id="speed",
        as_of=dt.date(2024, 10, 4),
        now=NOW,
        assortment=Assortment(catalogue, _table(rng, names), _variants(names), _shelf(rng, items)),
        journal=journal,
        persons={name: Person({"age": "0", "country": "1"}) for name in users.to_list()},
        sizes=Sizes(
            rng.integers(-1, SIZES, (len(users), GROUPS)).astype(np.int16),
            np.ones((len(users), GROUPS), dtype=np.float32),
        ),
        people=users,
        blend=blend,
        ranker=_ranker(journal, catalogue, blend, recipe),
        nudges=(
            Nudge("return risk", -rng.random(items).astype(np.float32), 1.0),
            Nudge("freshness", rng.random(items).astype(np.float32), 0.1),
            Nudge("brand fairness", rng.random(items).astype(np.float32), 0.1),
        ),
        limits=(
            Limit("one colour", catalogue.style, 0.0),
            Limit("category share", traits["category"].main, 0.5),
        ),
        repeat_days=90.0,
    )


def _journal(rng: np.random.Generator, names: pl.Series, people: int, events: int) -> Journal:
    """Purchases with a heavy-tailed popularity, and as many looks."""
    user = np.sort(rng.integers(0, people, events))
    rank = np.minimum(rng.zipf(1.3, events) - 1, len(names) - 1)
    item = np.where(rng.random(events) < 0.5, rng.permutation(len(names))[rank],
                    rng.integers(0, len(names), events))  # fmt: skip
    day = NOW - rng.random(events) * 365
    order = np.lexsort((day, user))
    axes = {
        name: Axis(tuple(str(n) for n in range(size)), rng.integers(0, size, events))
        for name, size in AXES.items()
    }
    return Journal(
        pl.Series("user", [f"u{n:06d}" for n in range(people)]),
        names,
        user,
        item[order],
        day[order],
        np.ones(events, dtype=np.float32),
        rng.random(events) < 0.5,
        axes,
    )


def _table(rng: np.random.Generator, names: pl.Series) -> pl.DataFrame:
    n = len(names)
    return pl.DataFrame(
        {
            "item": names, "product_id": names, "title": names,
            "colour": pl.Series(["navy", "red", "black"]).gather(rng.integers(0, 3, n)),
            "category": pl.Series(["dress", "skirt", "coat"]).gather(rng.integers(0, 3, n)),
        }
    )  # fmt: skip


def _variants(names: pl.Series) -> pl.DataFrame:
    some = min(len(names), 20_000) * SIZES
    number = np.arange(some)
    return pl.DataFrame(
        {
            "variant_id": [f"v{n}" for n in number.tolist()],
            "item": number // SIZES,
            "size": [str(n) for n in (number % SIZES).tolist()],
            "slot": number % SIZES,
        }
    )


def _shelf(rng: np.random.Generator, items: int) -> Shelf:
    stock = rng.choice(np.array([0, 1, 2], dtype=np.int8), (items, SIZES + 1), p=[0.3, 0.1, 0.6])
    stock[:, -1] = stock[:, :-1].max(axis=1)
    return Shelf(
        np.ones(items, dtype=bool),
        rng.integers(0, GROUPS, items),
        stock,
        tuple(tuple(str(n) for n in range(SIZES)) for _ in range(GROUPS)),
        tuple(f"group {n}" for n in range(GROUPS)),
    )


def _ranker(journal: Journal, catalogue: Catalogue, blend: Blend, recipe: Recipe) -> Ranker | None:
    """Trees of the usual number and size; what they learn of a made-up shop is no matter."""
    small = replace(recipe, models=(), choices=300)
    cut = window(journal, catalogue, NOW - recipe.window_days, small, most=300)
    cut = replace(cut, signals=blend.signals)
    taken = [np.append(each, np.flatnonzero(cut.on_sale)[:20]) for each in cut.taken]
    return fit_ranker([replace(cut, taken=taken)], [blend], candidates=recipe.candidates)


def answer_times(index: Index, requests: int, *, explain: bool) -> NDArray[np.float64]:
    """CPU milliseconds of requests by different people, on different occasions."""
    rng = np.random.default_rng(1)
    users = index.journal.users.gather(rng.integers(0, len(index.journal.users), requests + 20))
    times = []
    for number, user in enumerate(users.to_list()):
        ask = Ask(user, occasion=str(number % AXES["occasion"]), k=12, explain=explain)
        began = time.process_time()
        picks = index.recommend(ask)
        times.append(time.process_time() - began)
        assert len(picks) == 12
    return np.array(times[20:]) * 1_000


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--items", default="20000,1000000")
    parser.add_argument("--requests", type=int, default=1_000)
    asked = parser.parse_args()
    print(header("One answer, CPU milliseconds", ("numpy", "lightgbm", "numba")))
    rows = []
    for items in map(int, asked.items.split(",")):
        began = time.process_time()
        index = shop(items)
        built = time.process_time() - began
        answer_times(index, 5, explain=True)
        for ranker in (True, False):
            one = index if ranker else replace(index, ranker=None)
            for explain in (True, False):
                found = answer_times(one, asked.requests, explain=explain)
                half, most = np.quantile(found, [0.5, 0.99])
                peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
                rows.append((f"{items:,}", "yes" if ranker and index.ranker else "no",
                             "yes" if explain else "no", float(half), float(most),
                             round(built, 1), peak))  # fmt: skip
    print(table(("items", "ranker", "reasons", "p50", "p99", "build s", "peak MB"), rows))


if __name__ == "__main__":
    main()
