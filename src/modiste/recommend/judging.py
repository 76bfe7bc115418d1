"""Judging a shop's recommender on its own past: whole answers against what people then bought.

For each window the shop is read as it was on its first day: purchases, stock, sizes. The model is
trained on that, lists are made as the index makes them, for everyone who may be profiled and bought
something in the window, and compared with what they bought. Business rules that trade relevance for
something else are left out unless they are asked for; stock in the person's size stays.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.ranking.intervals import Interval, by_slice
from modiste.learn.ranking.metrics import (
    Taken,
    coverage,
    gini,
    novelty,
    scores,
    shown_counts,
)
from modiste.model.errors import NotEnoughDataError
from modiste.recommend.building import Facts, build_index, read_facts
from modiste.recommend.index import Ask, Index
from modiste.recommend.recipe import Recipe
from modiste.recommend.signals import Constant
from modiste.recommend.training import train
from modiste.recommend.windows import best
from modiste.store.context import Progress
from modiste.store.lake import Snapshot
from modiste.store.settings import Settings

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

OURS, POPULAR, ALL_TIME = "recommender", "popularity, 30 days", "popularity, all time"


@dataclass(frozen=True)
class Judged:
    """What the windows said.

    Attributes:
        table: ``model, slice, people, metric, mean, low, high``.
        ratio: NDCG of the recommender over that of 30-day popularity, on the same people.
        shown: ``model, coverage, novelty, gini``.
        people: number of people judged.
        windows: first days.
    """

    table: pl.DataFrame
    ratio: Interval
    shown: pl.DataFrame
    people: int
    windows: tuple[dt.date, ...]


def judge_shop(  # noqa: PLR0913
    snapshot: Snapshot,
    settings: Settings,
    as_of: dt.date,
    *,
    windows: int = 2,
    days: int = 28,
    k: int = 10,
    least_before: int = 0,
    rules: bool = False,
    recipe: Recipe | None = None,
    progress: Progress = lambda _: None,
) -> Judged:
    """Judge the recommender of a workspace.

    Args:
        snapshot: the facts.
        settings: of the workspace.
        as_of: the day at which the newest window ends.
        windows: how many, one before the other.
        days: length of a window.
        k: length of the lists.
        least_before: purchases that people must have had before the window.
        rules: whether all business rules shape the lists.
        recipe: of the recommender; the default one otherwise.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: nobody who may be profiled bought anything in the windows.
    """
    recipe = recipe or Recipe()
    later = read_facts(snapshot, settings, as_of)
    parts = []
    for number in range(windows):
        start = as_of - dt.timedelta(days=days * (number + 1))
        progress(f"window from {start}")
        facts = read_facts(snapshot, settings, start, judged=True)
        if not len(facts.journal.purchases):
            break
        part = _window(facts, later, settings, recipe, days, k, least_before, rules=rules)
        if part is not None:
            parts.append(part)
    if not parts:
        raise NotEnoughDataError(
            "nobody who may be profiled bought anything in these windows",
            remedy="Import more sales with customers, or ask for longer windows with --days.",
        )
    return _judged(parts, len(later.assortment))


@dataclass(frozen=True)
class _Part:
    start: dt.date
    taken: list[list[int]]
    lists: dict[str, I64]
    slices: dict[str, NDArray[np.bool_]]
    people: I64
    everyone: int


def _window(
    facts: Facts,
    later: Facts,
    settings: Settings,
    recipe: Recipe,
    days: int,
    k: int,
    least_before: int,
    *,
    rules: bool,
) -> _Part | None:
    bought = later.journal.between(facts.now, facts.now + days).purchases
    bought = bought.keep(bought.user >= 0)
    users, first = np.unique(bought.user, return_index=True)
    names = bought.users.gather(users).to_list()
    before = _bought_before(facts)
    keep = np.array([before.get(name, 0) >= least_before for name in names], dtype=bool)
    if not keep.any():
        return None
    trained = train(facts.journal, facts.assortment.catalogue, facts.now, recipe)
    index = build_index(
        facts, settings, run_id="judged", recipe=recipe, blend=trained.blend,
        ranker=trained.ranker,
        ranker_for_all=trained.backtest is None or trained.backtest.ranker_for_all,
    )  # fmt: skip
    index = index if rules else replace(index, nudges=(), limits=(), repeat_days=0.0)
    last = np.searchsorted(bought.user, users, side="right")
    kept = np.flatnonzero(keep).tolist()
    occasion = bought.axes["occasion"]
    asks = [
        Ask(
            names[n], k=k, explain=False, occasion=_value(occasion.values, occasion.codes[first[n]])
        )
        for n in kept
    ]
    lists = {OURS: _lists(index, asks, k)}
    for name, signal in ((POPULAR, "popularity 30.0"), (ALL_TIME, "popularity all")):
        lists[name] = _popular(index, signal, len(asks), k)
    warm = np.array([before.get(names[n], 0) > 0 for n in kept])
    slices = {"all": np.ones(len(kept), dtype=bool), "warm": warm, "cold": ~warm}
    for axis in ("size", "age"):
        codes = bought.axes[axis].codes[first[kept]]
        for code, value in enumerate(bought.axes[axis].values):
            slices[f"{axis} {value}"] = codes == code
    return _Part(
        facts.as_of,
        [np.unique(bought.item[first[n] : last[n]]).tolist() for n in kept],
        lists,
        slices,
        _takers(facts),
        max(len(before), 1),
    )


def _bought_before(facts: Facts) -> Mapping[str, int]:
    journal = facts.journal.purchases
    users, many = np.unique(journal.user[journal.user >= 0], return_counts=True)
    return dict(zip(journal.users.gather(users).to_list(), many.tolist(), strict=True))


def _takers(facts: Facts) -> I64:
    """Number of people who took each item."""
    journal = facts.journal.purchases
    known = journal.user >= 0
    pairs = np.unique(np.stack([journal.user[known], journal.item[known]]), axis=1)
    return np.bincount(pairs[1], minlength=len(facts.assortment)).astype(np.int64)


def _value(values: Sequence[str], code: int) -> str | None:
    return values[code] if code >= 0 else None


def _lists(index: Index, asks: Sequence[Ask], k: int) -> I64:
    lists = np.full((len(asks), k), -1, dtype=np.int64)
    for row, ask in enumerate(asks):
        items = [pick.item for pick in index.recommend(ask)]
        lists[row, : len(items)] = items
    return lists


def _popular(index: Index, signal: str, people: int, k: int) -> I64:
    """The same list for everyone: the most popular of what is there in any size."""
    value = next(
        each.value for each in index.blend.signals
        if isinstance(each, Constant) and each.name == signal
    )  # fmt: skip
    items, _ = best(value, index.assortment.shelf.allowed(), k)
    lists = np.full((people, k), -1, dtype=np.int64)
    lists[:, : len(items)] = items
    return lists


def _judged(parts: Sequence[_Part], items: int) -> Judged:
    taken = Taken.of([each for part in parts for each in part.taken])
    names = list(dict.fromkeys(name for part in parts for name in part.slices))
    slices = {
        name: np.concatenate(
            [part.slices.get(name, np.zeros(len(part.taken), dtype=bool)) for part in parts]
        )
        for name in names
    }
    tables, shown, ndcg = [], [], {}
    for model in parts[0].lists:
        lists = np.vstack([part.lists[model] for part in parts])
        found = scores(lists, taken).named
        ndcg[model] = found["ndcg"]
        tables.append(by_slice(found, slices).select(pl.lit(model).alias("model"), pl.all()))
        shown.append(
            {
                "model": model,
                "coverage": coverage(lists, items),
                "novelty": novelty(lists, parts[0].people, parts[0].everyone),
                "gini": gini(shown_counts(lists, items)),
            }
        )
    return Judged(
        pl.concat(tables),
        ratio_of(ndcg[OURS], ndcg[POPULAR]),
        pl.DataFrame(shown),
        len(taken),
        tuple(part.start for part in parts),
    )


def ratio_of(one: F64, other: F64, *, rounds: int = 1_000, seed: int = 0) -> Interval:
    """Ratio of two means over the same people, with its 95 % bootstrap interval."""
    rng, n = np.random.default_rng(seed), len(one)
    draws = []
    for _ in range(rounds):
        rows = rng.integers(0, n, n)
        below = other[rows].mean()
        draws.append(one[rows].mean() / below if below > 0 else np.nan)
    below = float(other.mean())
    if below <= 0:
        return Interval(float("nan"), float("nan"), float("nan"), n)
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Interval(float(one.mean()) / below, float(low), float(high), n)


def told(judged: Judged) -> dict[str, Any]:
    """The result for people and programs."""

    def row(each: Mapping[str, Any]) -> dict[str, Any]:
        return {
            key: round(value, 5) if isinstance(value, float) else value
            for key, value in each.items()
        }

    ratio = judged.ratio
    return {
        "windows": [day.isoformat() for day in judged.windows],
        "people": judged.people,
        "times popularity": [round(v, 3) for v in (ratio.mean, ratio.low, ratio.high)],
        "metrics": [row(each) for each in judged.table.iter_rows(named=True)],
        "shown": [row(each) for each in judged.shown.iter_rows(named=True)],
    }
