"""Kernels of co-occurrence: sums over users, bounded heaps of the strongest links."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Floats, Mask, Offsets
from modiste.learn.recommend.toplist import in_order, sift_in

_SPARSE = 40
"""Items to be looked through for each user of an item from which on those met are listed."""

Ranks = npt.NDArray[np.uint16] | Codes
"""Ranks of items, of 16 bits where they suffice."""


class ByUser(NamedTuple):
    """The matrix V by user; a user's items ascend.

    Attributes:
        offsets: shape (users + 1,).
        items: ranks of items.
        values: entries of V, or empty if all are 1.
    """

    offsets: Offsets
    items: Ranks
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
def add_entries(
    items: Ranks, values: Floats, start: int, end: int, own: np.floating[Any], sums: Floats | Codes
) -> None:
    """Add a user's entries ``start`` to ``end``, times ``own``, to the sums of a row."""
    if len(values):
        for entry in range(start, end):
            sums[items[entry]] += own * values[entry]
    else:
        for entry in range(start, end):
            sums[items[entry]] += 1


@compiled
def touch_entries(
    items: Ranks,
    values: Floats,
    start: int,
    end: int,
    own: np.floating[Any],
    sums: Floats | Codes,
    near: Codes,
    count: int,
) -> int:
    """As :func:`add_entries`; also list the items met, and return how many there are by now."""
    for entry in range(start, end):
        item = items[entry]
        if sums[item] == 0:
            near[count] = item
            count += 1
        sums[item] += own * values[entry] if len(values) else 1
    return count


@compiled
def offer(heaps: Heaps, row: int, score: float, code: int) -> None:
    """Offer a link to an item's heap."""
    heaps.sizes[row] = sift_in(heaps.scores, heaps.codes, row, heaps.sizes[row], score, code)


@compiled
def half_rows(
    by_user: ByUser,
    by_item: ByItem,
    scales: Scales,
    heaps: Heaps,
    sums: Floats | Codes,
    first: int,
    step: int,
) -> None:
    """Rows ``first, first + step, …``: sum each pair (i, j < i), offer it to both heaps.

    ``sums`` of shape (items,) holds zeros: whole numbers where V is all ones, which is quicker.
    """
    scores, codes, sizes = heaps.scores, heaps.codes, heaps.sizes
    left, right, norms, shrink = scales.left, scales.right, scales.norms, scales.shrink[0]
    items, values, offsets = by_user.items, by_user.values, by_user.offsets
    k = scores.shape[1]
    floors = np.full(len(sizes), -np.inf, np.float32)
    everything = np.arange(len(sizes), dtype=np.int32)
    met = np.empty(len(sizes), np.int32)
    for i in range(first, len(sizes), step):
        takers = by_item.offsets[i + 1] - by_item.offsets[i]
        rare = _SPARSE * takers < i  # few meet it: look at those alone
        near, count = (met, 0) if rare else (everything, i)
        for place in range(by_item.offsets[i], by_item.offsets[i + 1]):
            start, end = offsets[by_item.users[place]], by_item.entries[place]
            own = values[end] if len(values) else np.float32(1.0)
            if rare:
                count = touch_entries(items, values, start, end, own, sums, met, count)
            else:
                add_entries(items, values, start, end, own, sums)
        floor, left_i, right_i, norm = floors[i], left[i], right[i], norms[i]
        for j in near[:count]:
            total = np.float32(sums[j])
            sums[j] = 0
            if total == 0:
                continue
            if shrink > 0:
                total /= norm * norms[j] + shrink
            strength = total * left_i * right[j]
            if strength >= floor:
                sizes[i] = sift_in(scores, codes, i, sizes[i], strength, j)
                floor = scores[i, 0] if sizes[i] == k else floor
            strength = total * left[j] * right_i
            if strength > floors[j]:
                sizes[j] = sift_in(scores, codes, j, sizes[j], strength, i)
                floors[j] = scores[j, 0] if sizes[j] == k else floors[j]
        floors[i] = floor


@compiled
def place_in(items: Ranks, start: int, end: int, item: int) -> int:
    """The place of an item among ``items[start:end]``, or -1."""
    for place in range(start, end):
        if items[place] == item:
            return place
    return -1


@compiled
def full_rows(
    by_user: ByUser, by_item: ByItem, scales: Scales, heaps: Heaps, rows: Codes, changed: Mask
) -> None:
    """Whole rows into empty heaps; rows of changed items are offered to unchanged ones too."""
    left, right, norms, shrink = scales.left, scales.right, scales.norms, scales.shrink[0]
    items, values, offsets = by_user.items, by_user.values, by_user.offsets
    sums = np.zeros(len(heaps.sizes), np.float32)
    for i in rows:
        for place in range(by_item.offsets[i], by_item.offsets[i + 1]):
            start, end = offsets[by_item.users[place]], offsets[by_item.users[place] + 1]
            own = values[place_in(items, start, end, i)] if len(values) else np.float32(1.0)
            add_entries(items, values, start, end, own, sums)
        sums[i] = 0
        for j in range(len(sums)):
            total = sums[j]
            if total == 0:
                continue
            if shrink > 0:
                total /= norms[i] * norms[j] + shrink
            offer(heaps, i, total * left[i] * right[j], j)
            if changed[i] and not changed[j]:
                offer(heaps, j, total * left[j] * right[i], i)
        sums[:] = 0


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
