"""Kernels of co-occurrence: sums over users, bounded heaps of the strongest links."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Floats, Mask, Offsets
from modiste.learn.recommend.toplist import in_order, sift_in


class ByUser(NamedTuple):
    """The matrix V by user; a user's items ascend.

    Attributes:
        offsets: shape (users + 1,).
        items: ranks of items, of 16 bits where they suffice.
        values: entries of V, or empty if all are 1.
    """

    offsets: Offsets
    items: npt.NDArray[np.uint16] | Codes
    values: Floats


class ByItem(NamedTuple):
    """The same matrix by item.

    Attributes:
        offsets: shape (items + 1,).
        users: users.
        entries: place of the entry in :class:`ByUser`.
    """

    offsets: Offsets
    users: Codes
    entries: Codes | Offsets


class Scales(NamedTuple):
    """How sums become strengths ``left(i) a(i, j) right(j) / (n(i) n(j) + shrink)``.

    Without shrinkage the norms are in ``left`` and ``right`` already.
    """

    left: Floats
    right: Floats
    norms: Floats
    shrink: Floats


class Heaps(NamedTuple):
    """For each item a bounded heap of its strongest links, the worst at the root.

    Attributes:
        scores: shape (items, k).
        codes: shape (items, k).
        sizes: shape (items,).
    """

    scores: Floats
    codes: Codes
    sizes: Codes


@compiled
def add_row(by_user: ByUser, start: int, end: int, own: np.floating[Any], sums: Floats) -> None:
    """Add a user's entries ``start`` to ``end``, times ``own``, to the sums of a row."""
    items, values = by_user.items, by_user.values
    if len(values):
        for entry in range(start, end):
            sums[items[entry]] += own * values[entry]
    else:
        for entry in range(start, end):
            sums[items[entry]] += np.float32(1.0)


@compiled
def offer(heaps: Heaps, row: int, score: float, code: int) -> None:
    """Offer a link to an item's heap."""
    size = sift_in(heaps.scores[row], heaps.codes[row], heaps.sizes[row], score, code)
    heaps.sizes[row] = size


@compiled
def half_rows(
    by_user: ByUser, by_item: ByItem, scales: Scales, first: int, step: int, heaps: Heaps
) -> None:
    """Rows ``first, first + step, …``: sum each pair (i, j < i), offer it to both heaps."""
    count, k = heaps.scores.shape
    left, right, norms, shrink = scales.left, scales.right, scales.norms, scales.shrink[0]
    sums = np.zeros(count, np.float32)
    floors = np.full(count, -np.inf, np.float32)
    for i in range(first, count, step):
        for place in range(by_item.offsets[i], by_item.offsets[i + 1]):
            end = by_item.entries[place]
            own = by_user.values[end] if len(by_user.values) else np.float32(1.0)
            add_row(by_user, by_user.offsets[by_item.users[place]], end, own, sums)
        floor, left_i, right_i, norm = floors[i], left[i], right[i], norms[i]
        for j in range(i):
            total = sums[j]
            if total == 0:
                continue
            sums[j] = 0
            if shrink > 0:
                total /= norm * norms[j] + shrink
            if total * left_i * right[j] >= floor:
                offer(heaps, i, total * left_i * right[j], j)
                floor = heaps.scores[i, 0] if heaps.sizes[i] == k else floor
            if total * left[j] * right_i > floors[j]:
                offer(heaps, j, total * left[j] * right_i, i)
                floors[j] = heaps.scores[j, 0] if heaps.sizes[j] == k else floors[j]
        floors[i] = floor


@compiled
def own_value(by_user: ByUser, user: int, item: int) -> float:
    """The user's entry of an item."""
    if len(by_user.values):
        for entry in range(by_user.offsets[user], by_user.offsets[user + 1]):
            if by_user.items[entry] == item:
                return float(by_user.values[entry])
    return 1.0


@compiled
def full_rows(
    by_user: ByUser, by_item: ByItem, scales: Scales, rows: Codes, changed: Mask, heaps: Heaps
) -> None:
    """Whole rows into empty heaps; rows of changed items are offered to unchanged ones too."""
    count = len(by_item.offsets) - 1
    left, right, norms, shrink = scales.left, scales.right, scales.norms, scales.shrink[0]
    sums = np.zeros(count, np.float32)
    for i in rows:
        for place in range(by_item.offsets[i], by_item.offsets[i + 1]):
            user = by_item.users[place]
            own = np.float32(own_value(by_user, user, i))
            add_row(by_user, by_user.offsets[user], by_user.offsets[user + 1], own, sums)
        sums[i] = 0
        for j in range(count):
            total = sums[j]
            if total == 0:
                continue
            sums[j] = 0
            if shrink > 0:
                total /= norms[i] * norms[j] + shrink
            offer(heaps, i, total * left[i] * right[j], j)
            if changed[i] and not changed[j]:
                offer(heaps, j, total * left[j] * right[i], i)


@compiled
def drop_changed(heaps: Heaps, changed: Mask) -> None:
    """Empty the heaps of changed items and take changed items out of the others."""
    for row in range(len(heaps.sizes)):
        size = heaps.sizes[row]
        heaps.sizes[row] = 0
        if changed[row]:
            continue
        for place in range(size):
            # The heap grows behind the entries that are read, so none is lost.
            score, code = heaps.scores[row, place], heaps.codes[row, place]
            if not changed[code]:
                offer(heaps, row, score, code)


@compiled
def merge_heaps(heaps: Heaps, more: Heaps) -> None:
    """Offer the entries of the second heaps to the first."""
    for row in range(len(heaps.sizes)):
        for place in range(more.sizes[row]):
            offer(heaps, row, more.scores[row, place], more.codes[row, place])


@compiled
def sort_heaps(heaps: Heaps) -> None:
    """Sort each heap, best first."""
    for row in range(len(heaps.sizes)):
        in_order(heaps.scores[row], heaps.codes[row], heaps.sizes[row])
