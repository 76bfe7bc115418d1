"""Sparse matrices from items (or users) to items, and what a history makes of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from modiste.learn.recommend.base import Arrays
from modiste.learn.recommend.frames import NOTHING, Top, empty_top
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask, Offsets


@dataclass(frozen=True)
class Links:
    """For each item its strongest links to others: a sparse array of shape (items, items).

    Attributes:
        offsets: item ``i`` has the entries ``offsets[i]`` to ``offsets[i + 1]``.
        items: the items linked to, strongest first.
        values: strength; may be negative.
        columns: number of items linked to, if it is not the number of rows.
    """

    offsets: Offsets
    items: Codes
    values: Floats
    columns: int | None = None

    @property
    def width(self) -> int:
        """Number of items linked to."""
        return len(self) if self.columns is None else self.columns

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of_lists(cls, lists: Top) -> Links:
        """Links of padded lists of shape (items, k)."""
        known = lists.items >= 0
        offsets = np.concatenate([[0], np.cumsum(known.sum(axis=1))]).astype(np.int64)
        return cls(offsets, lists.items[known], lists.scores[known])

    def lists(self, k: int) -> Top:
        """Padded lists of shape (items, k)."""
        top = empty_top(len(self), k)
        rows = np.repeat(np.arange(len(self)), np.diff(self.offsets))
        places = np.arange(len(self.items)) - self.offsets[rows]
        top.items[rows, places] = self.items
        top.scores[rows, places] = self.values
        return top

    def dense(self) -> Floats:
        """Shape (items, items), 0 where there is no link."""
        whole = np.zeros((len(self), len(self)), np.float32)
        whole[np.repeat(np.arange(len(self)), np.diff(self.offsets)), self.items] = self.values
        return whole

    def renamed(self, codes: Codes, items: int) -> Links:
        """The same links with other codes, among more items."""
        lengths = np.zeros(items, np.int64)
        lengths[codes] = np.diff(self.offsets)
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        rows = np.repeat(codes, np.diff(self.offsets))
        places = np.arange(len(self.items)) - np.repeat(self.offsets[:-1], np.diff(self.offsets))
        renamed, values = np.empty_like(self.items), np.empty_like(self.values)
        renamed[offsets[rows] + places] = codes[self.items]
        values[offsets[rows] + places] = self.values
        return Links(offsets, renamed, values)

    def state(self, prefix: str = "links_") -> Arrays:
        """Arrays to be saved."""
        return {
            f"{prefix}offsets": self.offsets,
            f"{prefix}items": self.items,
            f"{prefix}values": self.values,
        }

    @classmethod
    def of_state(cls, state: Arrays, prefix: str = "links_") -> Links:
        """Links of what :meth:`state` gave."""
        offsets, items, values = (
            state[f"{prefix}{name}"] for name in ("offsets", "items", "values")
        )
        return cls(offsets, items, values)


def spread(links: Links, histories: Histories, coefficients: Floats) -> Floats:
    """Dense scores ``sum over entries e of c(e) * links[e, j]``, -inf where no link leads.

    Args:
        links: item-to-item matrix.
        histories: rows of item codes.
        coefficients: shape (entries,).

    Returns:
        Shape (rows, items).
    """
    from modiste.learn.recommend.spreading import Sparse, spread_dense

    scores = np.full((len(histories), links.width), NOTHING, np.float32)
    entries = Sparse(histories.offsets, histories.items, coefficients)
    spread_dense(entries, Sparse(links.offsets, links.items, links.values), scores)
    return scores


def spread_best(
    links: Links,
    histories: Histories,
    coefficients: Floats,
    k: int,
    allowed: Mask | None,
    exclude: Histories | None,
) -> Top:
    """The best ``k`` items of :func:`spread` for each row, without dense scores, on all cores."""
    from modiste.learn.recommend.compiled import in_blocks
    from modiste.learn.recommend.spreading import Limits, Sparse, spread_top

    rows = len(histories)
    top = empty_top(rows, k)
    seen = exclude if exclude is not None else Histories.of([[]] * rows)
    mask = np.ones((1, 0), bool) if allowed is None else np.atleast_2d(allowed)
    entries = Sparse(histories.offsets, histories.items, coefficients)
    sparse = Sparse(links.offsets, links.items, links.values)
    limits = Limits(mask, seen.offsets, seen.items)
    in_blocks(
        lambda start, end: spread_top(entries, sparse, limits, links.width, start, end, *top),
        rows,
        2048,
    )
    return top


def spread_at(links: Links, histories: Histories, coefficients: Floats, items: Codes) -> Floats:
    """Scores of some items only.

    Args:
        links: item-to-item matrix.
        histories: rows of item codes.
        coefficients: shape (entries,).
        items: shape (rows, k), codes or -1.

    Returns:
        Shape (rows, k), -inf where no link leads.
    """
    from modiste.learn.recommend.compiled import in_blocks
    from modiste.learn.recommend.spreading import Sparse, spread_some

    scores = np.full(items.shape, NOTHING, np.float32)
    entries = Sparse(histories.offsets, histories.items, coefficients)
    sparse = Sparse(links.offsets, links.items, links.values)
    in_blocks(
        lambda start, end: spread_some(entries, sparse, links.width, start, end, items, scores),
        len(histories),
        2048,
    )
    return scores


def strongest(links: Links, histories: Histories, coefficients: Floats, items: Codes) -> Codes:
    """The entry of each row that adds most to each item's score; -1 where none adds.

    Args:
        links: item-to-item matrix.
        histories: rows of item codes.
        coefficients: shape (entries,).
        items: shape (rows, k), codes or -1.
    """
    from modiste.learn.recommend.spreading import Sparse, strongest_entry

    found = np.full(items.shape, -1, np.int32)
    entries = Sparse(histories.offsets, histories.items, coefficients)
    strongest_entry(
        entries, Sparse(links.offsets, links.items, links.values), links.width, items, found
    )
    return found


def contributions(
    links: Links, history: Histories, coefficients: Floats, item: int
) -> list[tuple[int, float]]:
    """What each entry of one history adds to one item's score: codes and shares."""
    found = []
    for place, entry in enumerate(history.items):
        part = slice(links.offsets[entry], links.offsets[entry + 1])
        here = np.flatnonzero(links.items[part] == item)
        if len(here):
            share = float(links.values[part][here[0]] * coefficients[place])
            found.append((int(entry), share))
    return found
