"""Windows of the past to learn from and to be judged on: each knows only what came before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from modiste.recommend.blend import Blend, Choices
from modiste.recommend.catalogue import Catalogue
from modiste.recommend.journal import Journal
from modiste.recommend.query import Query
from modiste.recommend.recipe import Recipe, signals_of
from modiste.recommend.signals import Signal

I64 = NDArray[np.int64]
F32 = NDArray[np.float32]
Mask = NDArray[np.bool_]

HABITS = ("occasion",)
"""Axes on which what a person did before stands in for what is not known."""


@dataclass(frozen=True)
class Window:
    """What was known when a window began, and what its people bought in it.

    Attributes:
        start: first day, in days since 1970.
        signals: fitted on what came before.
        on_sale: items that were on sale, ``(items,)``.
        queries: one a person who bought something, with what they had done before and the
            circumstances of their first purchase in the window.
        taken: what each person bought in the window.
        users: codes of these people.
    """

    start: float
    signals: tuple[Signal, ...]
    on_sale: Mask
    queries: Sequence[Query]
    taken: Sequence[I64]
    users: I64


def window(
    journal: Journal,
    catalogue: Catalogue,
    start: float,
    recipe: Recipe,
    *,
    most: int | None = None,
    least_before: int = 0,
    seed: int = 0,
) -> Window:
    """Cut a window out of a journal.

    Args:
        journal: everything.
        catalogue: the items.
        start: first day.
        recipe: length of the window and signals.
        most: people at the most, drawn at random.
        least_before: purchases that people must have had before.
        seed: of the draw.
    """
    before = journal.before(start)
    inside = journal.between(start, start + recipe.window_days).purchases
    mine = inside.keep(inside.user >= 0)
    users, first = np.unique(mine.user, return_index=True)
    if least_before:
        bought = np.bincount(before.user[before.bought & (before.user >= 0)],
                             minlength=journal.n_users)  # fmt: skip
        enough = bought[users] >= least_before
        users, first = users[enough], first[enough]
    if most is not None and len(users) > most:
        some = np.sort(np.random.default_rng(seed).permutation(len(users))[:most])
        users, first = users[some], first[some]
    last = np.searchsorted(mine.user, users, side="right")
    return Window(
        start,
        signals_of(before, catalogue, start, recipe),
        _on_sale(before, inside, catalogue, start, recipe),
        [
            query_of(before, int(user), start, _segments(mine, row))
            for user, row in zip(users.tolist(), first.tolist(), strict=True)
        ],
        [np.unique(mine.item[a:b]) for a, b in zip(first.tolist(), last.tolist(), strict=True)],
        users,
    )


def query_of(before: Journal, user: int, now: float, segments: dict[str, int]) -> Query:
    """The question of a known person on a day."""
    rows = slice(int(before.start[user]), int(before.start[user + 1]))
    return Query(
        segments,
        before.item[rows],
        now - before.day[rows],
        before.weight[rows],
        before.bought[rows],
        habits=habits_of(before, rows),
    )


def habits_of(journal: Journal, rows: slice) -> dict[str, F32]:
    """A person's habits on the axes of :data:`HABITS`."""
    found = {axis: journal.habits(rows, axis) for axis in HABITS if axis in journal.axes}
    return {axis: shares for axis, shares in found.items() if shares is not None}


def _segments(journal: Journal, row: int) -> dict[str, int]:
    return {name: int(axis.codes[row]) for name, axis in journal.axes.items()}


def _on_sale(
    before: Journal, inside: Journal, catalogue: Catalogue, start: float, recipe: Recipe
) -> Mask:
    """Items that were on sale when a window began, as far as sales and launches tell."""
    on_sale = np.zeros(len(catalogue), dtype=bool)
    bought = before.purchases
    if recipe.active_days is None:
        on_sale[bought.item] = True
        return on_sale
    on_sale[bought.item[bought.day >= start - recipe.active_days]] = True
    if catalogue.launched is not None:
        fresh = (catalogue.launched <= start) & (catalogue.launched >= start - recipe.active_days)
        sells = np.zeros(len(catalogue), dtype=bool)
        sells[inside.item] = True
        on_sale |= fresh & sells
    return on_sale


def choices_of(found: Window, recipe: Recipe, *, seed: int = 0) -> Choices:
    """Choices made in a window, each against a uniform draw of what was on sale.

    A choice of what came on sale later does not count: being new would give it away.
    """
    rng = np.random.default_rng(seed)
    shelf = np.flatnonzero(found.on_sale)
    blend = Blend(found.signals, np.zeros(len(found.signals), dtype=np.float32))
    sets: list[F32] = []
    weights: list[float] = []
    for query, taken in zip(found.queries, found.taken, strict=True):
        for item in taken[found.on_sale[taken]][:3].tolist():
            if len(shelf) < 2 or len(sets) >= recipe.choices:
                break
            others = shelf[rng.integers(0, len(shelf), recipe.alternatives)]
            sets.append(blend.matrix(query, np.concatenate([[item], others])))
            weights.append(1.0)
    shape = (0, recipe.alternatives + 1, len(found.signals))
    return Choices(
        np.stack(sets) if sets else np.empty(shape, dtype=np.float32),
        np.array(weights, dtype=np.float64),
    )


@dataclass(frozen=True)
class Candidates:
    """Items that were found for a question, best first.

    Attributes:
        items: codes.
        scores: the blend's.
        signals: what every signal says of them, ``(items, signals)``.
    """

    items: I64
    scores: F32
    signals: F32

    def __len__(self) -> int:
        return len(self.items)


def ranked(
    blend: Blend, query: Query, allowed: Mask, k: int, among: I64 | None = None
) -> Candidates:
    """The ``k`` best of the allowed items; fewer if there are.

    Args:
        blend: scores them.
        query: the question.
        allowed: which may be shown, ``(items,)``, or one each of ``among``.
        k: how many.
        among: codes of the items to look at; all by default.
    """
    rows = blend.rows(query, among)
    places, scores = best(blend.added(rows), allowed, k)
    signals = np.empty((len(places), len(rows)), dtype=np.float32)
    for column, row in enumerate(rows):
        signals[:, column] = row[places]
    return Candidates(places if among is None else among[places], scores, signals)


def best(score: F32, allowed: Mask, k: int) -> tuple[I64, F32]:
    """Codes and scores of the ``k`` highest scores among the allowed; ties by code."""
    masked = np.where(allowed, score, np.float32(-np.inf))
    few = k >= len(masked)
    top = np.arange(len(masked)) if few else np.argpartition(-masked, k - 1)[:k]
    top = top[np.lexsort((top, -masked[top]))]
    top = top[np.isfinite(masked[top])]
    return top.astype(np.int64), masked[top]


def lists_of(found: Window, blend: Blend, k: int, *, without: tuple[str, ...] = ()) -> I64:
    """Lists of everyone in a window, ``(people, k)``, −1 where there are no more.

    Args:
        found: the window.
        blend: fitted on what came before it.
        k: length.
        without: circumstances that are kept from the blend.
    """
    lists = np.full((len(found.queries), k), -1, dtype=np.int64)
    for row, query in enumerate(found.queries):
        items = ranked(blend, lacking(query, without), found.on_sale, k).items
        lists[row, : len(items)] = items
    return lists


def popular_lists(found: Window, name: str, k: int) -> I64:
    """The same list for everyone in a window: the best by one signal of popularity."""
    signal = next(each for each in found.signals if each.name == name)
    items, _ = best(signal.row(Query()), found.on_sale, k)
    lists = np.full((len(found.queries), k), -1, dtype=np.int64)
    lists[:, : len(items)] = items
    return lists


def lacking(query: Query, axes: tuple[str, ...]) -> Query:
    """The same question without some circumstances."""
    if not axes:
        return query
    kept = {name: code for name, code in query.segments.items() if name not in axes}
    return replace(query, segments=kept)
