"""Metrics of ranked lists against what people then took.

Every list was ranked out of the whole eligible catalogue: metrics over a few sampled negatives
order models differently (Krichene and Rendle 2020). Lists are rows of item codes, best first, −1
where a list is shorter than ``k``; a person counts once, however much they took.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.model.errors import InputError

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Taken:
    """What each person took, without repeats.

    Attributes:
        items: item codes, those of a person side by side.
        start: ``(people + 1,)``: person ``p`` took ``items[start[p]:start[p + 1]]``.
    """

    items: I64
    start: I64

    @classmethod
    def of(cls, sets: Sequence[Sequence[int]]) -> Taken:
        """From one collection of item codes a person."""
        unique = [sorted(set(each)) for each in sets]
        start = np.concatenate([[0], np.cumsum([len(each) for each in unique], dtype=np.int64)])
        flat = np.array([item for each in unique for item in each], dtype=np.int64)
        return cls(flat, start.astype(np.int64))

    def __len__(self) -> int:
        return len(self.start) - 1

    @property
    def counts(self) -> I64:
        """Number of items that each person took."""
        return np.diff(self.start)


@dataclass(frozen=True)
class Scores:
    """Metrics of each person, ``(people,)``; nan for those who took nothing.

    Attributes:
        recall: share of the taken items that the list holds.
        ndcg: discounted gain with logarithm base 2 over that of the best list of the same length.
        average_precision: mean of the precision at each hit over min(taken, k), as MAP@k has it.
        hit: whether the list holds any.
    """

    recall: F64
    ndcg: F64
    average_precision: F64
    hit: F64

    @property
    def named(self) -> dict[str, F64]:
        """By name."""
        return {
            "ndcg": self.ndcg,
            "recall": self.recall,
            "map": self.average_precision,
            "hit": self.hit,
        }


def hits(lists: I64, taken: Taken) -> NDArray[np.bool_]:
    """Whether each place of each list holds an item that its person took, ``(people, k)``.

    Raises:
        InputError: there are not as many lists as people, or an item stands twice in a list.
    """
    if len(lists) != len(taken):
        raise InputError(
            f"{len(lists)} lists for {len(taken)} people", remedy="Give one list a person."
        )
    ordered = np.sort(lists, axis=1)
    if ((ordered[:, 1:] == ordered[:, :-1]) & (ordered[:, 1:] >= 0)).any():
        raise InputError("an item stands twice in one list", remedy="Rank each item once.")
    size = int(max(lists.max(initial=0), taken.items.max(initial=0))) + 1
    owner = np.repeat(np.arange(len(taken)), taken.counts)
    keys = np.sort(owner * size + taken.items)
    asked = np.arange(len(lists))[:, None] * size + lists
    place = np.minimum(np.searchsorted(keys, asked), max(len(keys) - 1, 0))
    found = keys[place] == asked if len(keys) else np.zeros(lists.shape, dtype=bool)
    return np.asarray(found & (lists >= 0))


def scores(lists: I64, taken: Taken) -> Scores:
    """Metrics of each person's list.

    Args:
        lists: ``(people, k)`` item codes, best first, −1 where there are no more.
        taken: what the people took.
    """
    found = hits(lists, taken)
    k = lists.shape[1]
    many = taken.counts.astype(np.float64)
    most = np.where(many > 0, np.minimum(many, k), np.nan)
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    best = np.concatenate([[np.nan], np.cumsum(discount)])[np.minimum(taken.counts, k)]
    precision = np.cumsum(found, axis=1) / np.arange(1, k + 1)
    return Scores(
        recall=found.sum(axis=1) / np.where(many > 0, many, np.nan),
        ndcg=(found * discount).sum(axis=1) / best,
        average_precision=(precision * found).sum(axis=1) / most,
        hit=np.where(many > 0, found.any(axis=1), np.nan),
    )


def coverage(lists: I64, items: int) -> float:
    """Share of the catalogue that stands in at least one list."""
    return len(np.unique(lists[lists >= 0])) / items if items else float("nan")


def novelty(lists: I64, people: I64, everyone: int) -> float:
    """Mean self-information −log₂(share of people who know the item) of what is shown.

    Zhou and others 2010. An item that nobody took counts as if one person had.

    Args:
        lists: the lists.
        people: number of people who took each item before, ``(items,)``.
        everyone: number of people.
    """
    shown = lists[lists >= 0]
    if not len(shown) or not everyone:
        return float("nan")
    return float(-np.log2(np.maximum(people[shown], 1) / everyone).mean())


def gini(exposure: F64 | I64) -> float:
    """Gini coefficient of how often each is shown: 0 is all alike, near 1 is one alone."""
    ordered = np.sort(np.asarray(exposure, dtype=np.float64))
    n, total = len(ordered), ordered.sum()
    if n == 0 or total <= 0:
        return float("nan")
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def shown_counts(lists: I64, items: int) -> I64:
    """How often each item of the catalogue is shown, ``(items,)``."""
    return np.bincount(lists[lists >= 0], minlength=items).astype(np.int64)
