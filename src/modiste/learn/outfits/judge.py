"""How good a model of outfits is: fill in the blank, and telling outfits from other sets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.learn.fit.scores import auc
from modiste.learn.outfits.sets import Blanks, Outfits, blanks, broken_sets, random_sets

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Figure:
    """A figure with its 95 % interval over outfits."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.low:.3f}–{self.high:.3f})"


@dataclass(frozen=True)
class Judged:
    """Figures of one model.

    Attributes:
        blank: share of blanks filled rightly among four choices; the wrong ones are drawn by
            popularity. Ties count for their share. None where there are too few categories.
        blank_in_group: the same with wrong choices of the right one's group.
        random: AUC against sets drawn by popularity.
        broken: AUC against outfits with one member exchanged, which is harder.
    """

    blank: Figure | None
    blank_in_group: Figure | None
    random: Figure
    broken: Figure


def judge(
    outfits: Outfits,
    answer: Callable[..., F64],
    score: Callable[[Bool], F64],
    *,
    seed: int = 0,
    group: NDArray[np.int64] | None = None,
) -> Judged:
    """Judge a model on outfits that it has not seen.

    Args:
        outfits: what people made.
        answer: scores of the choices of blanks.
        score: scores of sets.
        seed: of blanks, noise and intervals; the same seed asks every model the same.
        group: a number for each category, such as its slot.
    """
    rng = np.random.default_rng(seed)
    popularity = outfits.popularity
    plain = blanks(outfits, popularity, rng)
    within = blanks(outfits, popularity, rng, group=group) if group is not None else None
    noise = random_sets(outfits, popularity, rng)
    broken = broken_sets(outfits, popularity, rng)
    real = score(outfits.member)
    return Judged(
        _filled(plain, answer, rng),
        None if within is None else _filled(within, answer, rng),
        _auc(real, score(noise), rng),
        _auc(real, score(broken), rng),
    )


def hits(scores: F64) -> F64:
    """1 where the first choice is best, its share of a tie, else 0."""
    best = scores == scores.max(axis=1, keepdims=True)
    return np.asarray(best[:, 0] / best.sum(axis=1))


def _filled(asked: Blanks, answer: Callable[..., F64], rng: np.random.Generator) -> Figure | None:
    return _share(hits(answer(asked)), rng) if len(asked.choices) else None


def _share(right: F64, rng: np.random.Generator, draws: int = 500) -> Figure:
    rows = rng.integers(0, len(right), (draws, len(right)))
    low, high = np.quantile(right[rows].mean(axis=1), [0.025, 0.975])
    return Figure(float(right.mean()), float(low), float(high))


def _auc(real: F64, noise: F64, rng: np.random.Generator, draws: int = 100) -> Figure:
    positive = np.repeat([True, False], [len(real), len(noise)])
    whole = auc(np.concatenate([real, noise]), positive)
    found = []
    for _ in range(draws):
        a = rng.integers(0, len(real), len(real))
        found.append(auc(np.concatenate([real[a], noise[a]]), positive))
    low, high = np.quantile(found, [0.025, 0.975])
    return Figure(whole, float(low), float(high))
