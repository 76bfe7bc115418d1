"""Outfits as sets of categories, and sets that nobody made to tell them from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.model.errors import InputError

I64 = NDArray[np.int64]
Bool = NDArray[np.bool_]


@dataclass(frozen=True)
class Outfits:
    """Sets of categories.

    Attributes:
        names: every category that is known.
        member: ``(outfits, categories)``: whether a category is in an outfit.
    """

    names: tuple[str, ...]
    member: Bool

    def __len__(self) -> int:
        return len(self.member)

    @classmethod
    def of(cls, sets: Iterable[Iterable[str]], names: Sequence[str] | None = None) -> Outfits:
        """Outfits out of sets of category names.

        Args:
            sets: each outfit's categories; a category twice counts once.
            names: categories to know; what else occurs is left out. All that occur by default.

        Raises:
            InputError: no outfit has two categories.
        """
        listed = [set(each) for each in sets]
        known = tuple(names) if names is not None else tuple(sorted(set().union(*listed)))
        at = {name: k for k, name in enumerate(known)}
        member = np.zeros((len(listed), len(known)), dtype=bool)
        for row, each in enumerate(listed):
            member[row, [at[name] for name in each if name in at]] = True
        member = member[member.sum(axis=1) >= 2]
        if not len(member):
            raise InputError(
                "there is no outfit of two or more known categories",
                remedy="Give outfits as lists of categories, two or more each.",
            )
        return cls(known, member)

    def rows(self, which: Bool | I64) -> Outfits:
        """Some of the outfits."""
        return Outfits(self.names, self.member[which])

    @property
    def popularity(self) -> NDArray[np.float64]:
        """Share of each category among all members."""
        count = self.member.sum(axis=0).astype(float)
        return np.asarray(count / count.sum())


def random_sets(
    outfits: Outfits, popularity: NDArray[np.float64], rng: np.random.Generator
) -> Bool:
    """A set for each outfit, of the same size, its categories drawn by popularity, none twice.

    Drawn by the Gumbel trick, which equals successive sampling without replacement.
    """
    size = outfits.member.sum(axis=1)
    noisy = _gumbel(popularity, len(outfits), rng)
    ranks = np.argsort(np.argsort(-noisy, axis=1), axis=1)
    return np.asarray(ranks < size[:, None])


def broken_sets(
    outfits: Outfits, popularity: NDArray[np.float64], rng: np.random.Generator
) -> Bool:
    """Every outfit with one category replaced by another, drawn by popularity."""
    member = outfits.member.copy()
    rows = np.arange(len(member))
    gone = np.argmax(np.where(member, rng.random(member.shape), -1.0), axis=1)
    noisy = np.where(member, -np.inf, _gumbel(popularity, len(member), rng))
    member[rows, np.argmax(noisy, axis=1)] = True
    member[rows, gone] = False
    return member


@dataclass(frozen=True)
class Blanks:
    """Questions of the kind *fill in the blank*.

    Attributes:
        context: ``(questions, categories)``: the outfit without one of its members.
        choices: ``(questions, choices)`` categories to choose from; the first is the right one.
    """

    context: Bool
    choices: I64


def blanks(
    outfits: Outfits,
    popularity: NDArray[np.float64],
    rng: np.random.Generator,
    *,
    wrong: int = 3,
    group: I64 | None = None,
) -> Blanks:
    """One question for each outfit.

    Args:
        outfits: what people made.
        popularity: of each category; wrong choices are drawn by it, none twice and none that the
            outfit has already.
        rng: generator.
        wrong: number of wrong choices.
        group: a number for each category; wrong choices then come from the group of the right
            one, which is harder, and outfits whose group has too few others are left out.
    """
    member = outfits.member
    rows = np.arange(len(member))
    right = np.argmax(np.where(member, rng.random(member.shape), -1.0), axis=1)
    noisy = np.where(member, -np.inf, _gumbel(popularity, len(member), rng))
    if group is not None:
        noisy = np.where(group[None, :] == group[right][:, None], noisy, -np.inf)
    order = np.argsort(-noisy, axis=1)[:, :wrong]
    full = np.isfinite(np.take_along_axis(noisy, order, axis=1)).all(axis=1)
    context = member.copy()
    context[rows, right] = False
    return Blanks(context[full], np.column_stack([right, order])[full])


def _gumbel(
    popularity: NDArray[np.float64], count: int, rng: np.random.Generator
) -> NDArray[np.float64]:
    with np.errstate(divide="ignore"):
        logs = np.log(popularity)
    return np.asarray(logs + rng.gumbel(size=(count, len(popularity))))
