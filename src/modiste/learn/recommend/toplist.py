"""The best items of each row: kernels over dense scores, and filling up with what is popular.

Of equal scores the smaller code comes first, everywhere.
"""

from __future__ import annotations

import numpy as np

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Floats, Mask, Offsets


@compiled
def sift_in(scores: Floats, codes: Codes, row: int, size: int, score: float, code: int) -> int:
    """Offer an entry to a row's bounded heap, whose root is its worst entry; return the new size.

    ``scores`` and ``codes`` have shape (rows, capacity); a row is named, not cut out, because a
    view costs more than the sifting. An entry is worse than another if its score is less, or equal
    with a greater code.
    """
    capacity = scores.shape[1]
    if size < capacity:
        place = size
        size += 1
        while place > 0:
            parent = (place - 1) >> 1
            above, of_above = scores[row, parent], codes[row, parent]
            if score < above or (score == above and code > of_above):
                scores[row, place], codes[row, place] = above, of_above
                place = parent
            else:
                break
        scores[row, place], codes[row, place] = score, code
        return size
    if score < scores[row, 0] or (score == scores[row, 0] and code >= codes[row, 0]):
        return size
    place = 0
    while True:
        child = 2 * place + 1
        if child >= capacity:
            break
        right = child + 1
        if right < capacity and (
            scores[row, right] < scores[row, child]
            or (scores[row, right] == scores[row, child] and codes[row, right] > codes[row, child])
        ):
            child = right
        worst, of_worst = scores[row, child], codes[row, child]
        if worst < score or (worst == score and of_worst > code):
            scores[row, place], codes[row, place] = worst, of_worst
            place = child
        else:
            break
    scores[row, place], codes[row, place] = score, code
    return size


@compiled
def in_order(scores: Floats, codes: Codes, size: int) -> None:
    """Sort the first ``size`` entries in place, best first (insertion sort: lists are short)."""
    for i in range(1, size):
        score, code = scores[i], codes[i]
        j = i - 1
        while j >= 0 and (scores[j] < score or (scores[j] == score and codes[j] > code)):
            scores[j + 1], codes[j + 1] = scores[j], codes[j]
            j -= 1
        scores[j + 1], codes[j + 1] = score, code


@compiled
def top_dense(scores: Floats, items: Codes, best: Floats) -> None:
    """The best finite scores of each row.

    Args:
        scores: shape (rows, items); -inf for what is not to be listed.
        items: shape (rows, k), filled with codes, -1 where the row has no more.
        best: shape (rows, k), filled with scores, -inf where the row has no more.
    """
    rows, width = scores.shape
    k = items.shape[1]
    for row in range(rows):
        size = 0
        floor = np.float32(-np.inf)
        for item in range(width):
            score = scores[row, item]
            if score > floor:
                size = sift_in(best, items, row, size, score, item)
                if size == k:
                    floor = best[row, 0]
        in_order(best[row], items[row], size)
        items[row, size:] = -1
        best[row, size:] = -np.inf


@compiled
def repeats(offsets: Offsets, items: Codes) -> bool:
    """Whether any row holds an item twice."""
    width = 0
    for item in items:
        width = max(width, item + 1)
    owner = np.full(width, -1, np.int32)
    for row in range(len(offsets) - 1):
        for entry in range(offsets[row], offsets[row + 1]):
            if owner[items[entry]] == row:
                return True
            owner[items[entry]] = row
    return False


@compiled
def holds(items: Codes, start: int, end: int, item: int) -> bool:
    """Whether an item is among ``items[start:end]``."""
    for place in range(start, end):  # noqa: SIM110  compiled: a plain loop is quickest
        if items[place] == item:
            return True
    return False


@compiled
def fill_up(
    items: Codes,
    best: Floats,
    order: Codes,
    shares: Floats,
    allowed: Mask,
    seen_offsets: Offsets,
    seen_items: Codes,
) -> None:
    """Fill the free places of each row with the most popular items, in place.

    Args:
        items: shape (rows, k); -1 marks a free place.
        best: shape (rows, k).
        order: items by popularity, most popular first.
        shares: shape (items,), popularity between 0 and 1.
        allowed: shape (1, items) or (rows, items).
        seen_offsets: shape (rows + 1,); what each row must not get.
        seen_items: item codes.
    """
    rows, k = items.shape
    for row in range(rows):
        size = k
        while size > 0 and items[row, size - 1] < 0:
            size -= 1
        known = size
        base = np.float32(0.0)
        if known:
            base = min(base, best[row, known - 1])
        mine = row if allowed.shape[0] > 1 else 0
        for item in order:
            if size == k:
                break
            if (
                allowed[mine, item]
                and not holds(seen_items, seen_offsets[row], seen_offsets[row + 1], item)
                and not holds(items[row], 0, known, item)
            ):
                items[row, size] = item
                best[row, size] = base - np.float32(1.0) + shares[item]
                size += 1
