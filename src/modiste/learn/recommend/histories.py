"""Many people's histories in one sparse array: who did what, in which order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

Codes = npt.NDArray[np.int32]
Offsets = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Histories:
    """A compressed sparse array of shape (rows, items); a row is one person, oldest entry first.

    Attributes:
        offsets: row ``r`` holds the entries ``offsets[r]`` to ``offsets[r + 1]``.
        items: item codes.
        weights: how much each entry counts, above 0.
        times: days, or any number that grows with time; all 0 where no time is known.
    """

    offsets: Offsets
    items: Codes
    weights: Floats
    times: Doubles

    @classmethod
    def of(cls, rows: Sequence[Sequence[int] | npt.NDArray[Any]]) -> Histories:
        """Histories of item codes alone, each oldest first: a basket, an anonymous session."""
        lengths = np.array([len(row) for row in rows], np.int64)
        items = np.concatenate([np.empty(0, np.int32), *(np.asarray(r, np.int32) for r in rows)])
        return cls(
            np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
            items,
            np.ones(len(items), np.float32),
            np.zeros(len(items)),
        )

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @property
    def size(self) -> int:
        """Number of entries."""
        return len(self.items)

    @cached_property
    def lengths(self) -> Offsets:
        """Entries of each row."""
        return np.diff(self.offsets)

    @cached_property
    def rows(self) -> Codes:
        """The row of each entry."""
        return np.repeat(np.arange(len(self), dtype=np.int32), self.lengths)

    @cached_property
    def ages(self) -> Codes:
        """For each entry how many later ones its row has: 0 for the newest."""
        ends = np.repeat(self.offsets[1:], self.lengths)
        return (ends - 1 - np.arange(self.size)).astype(np.int32)

    def row(self, number: int) -> Codes:
        """The items of one row, oldest first."""
        return self.items[self.offsets[number] : self.offsets[number + 1]]

    def take(self, rows: npt.NDArray[np.integer[Any]]) -> Histories:
        """Some rows, in the order asked for; -1 gives an empty row."""
        rows = np.asarray(rows, np.int64)
        known = rows >= 0
        starts = np.where(known, self.offsets[rows], 0)
        lengths = np.where(known, self.lengths[rows], 0) if len(self) else np.zeros_like(rows)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        entries = np.arange(offsets[-1]) + np.repeat(starts - offsets[:-1], lengths)
        return Histories(offsets, self.items[entries], self.weights[entries], self.times[entries])

    def keep(self, mask: Mask) -> Histories:
        """The entries for which ``mask`` holds; rows stay, though they may become empty."""
        counts = np.concatenate([[0], np.cumsum(mask)])
        return Histories(
            counts[self.offsets].astype(np.int64),
            self.items[mask],
            self.weights[mask],
            self.times[mask],
        )

    def unique(self) -> Histories:
        """One entry for each item of a row: weights summed, at its newest place and time."""
        from modiste.learn.recommend.toplist import repeats

        if not repeats(self.offsets, self.items):
            return self
        order = np.lexsort((self.items, self.rows))  # stable: of equal pairs the newest is last
        rows, items = self.rows[order], self.items[order]
        last = np.ones(self.size, bool)
        last[:-1] = (rows[1:] != rows[:-1]) | (items[1:] != items[:-1])
        starts = np.concatenate([[0], np.flatnonzero(last)[:-1] + 1])
        sums = np.add.reduceat(self.weights[order].astype(np.float64), starts)
        kept = order[last]
        place = np.argsort(kept)
        kept = kept[place]
        counts = np.bincount(self.rows[kept], minlength=len(self))
        return Histories(
            np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
            self.items[kept],
            sums[place].astype(np.float32),
            self.times[kept],
        )
