"""Kernels: a history's entries spread their weight along links."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Floats, Mask, Offsets
from modiste.learn.recommend.toplist import in_order, sift_in


class Sparse(NamedTuple):
    """A sparse array: histories with their coefficients, or links."""

    offsets: Offsets
    items: Codes
    values: Floats


class Limits(NamedTuple):
    """What may be listed.

    Attributes:
        allowed: shape (1, items) or (rows, items); (1, 0) for everything.
        seen_offsets: shape (rows + 1,); what each row must not get.
        seen_items: item codes.
    """

    allowed: Mask
    seen_offsets: Offsets
    seen_items: Codes


@compiled
def spread_dense(entries: Sparse, links: Sparse, scores: Floats) -> None:
    """Add up into ``scores`` of shape (rows, items), which holds -inf before."""
    for row in range(len(entries.offsets) - 1):
        for entry in range(entries.offsets[row], entries.offsets[row + 1]):
            item, coefficient = entries.items[entry], entries.values[entry]
            for link in range(links.offsets[item], links.offsets[item + 1]):
                target = links.items[link]
                share = coefficient * links.values[link]
                if scores[row, target] == -np.inf:
                    scores[row, target] = share
                else:
                    scores[row, target] += share


@compiled
def gather(
    entries: Sparse, links: Sparse, row: int, sums: Floats, owner: Codes, touched: Codes
) -> int:
    """Add up one row's scores; return how many items it touched."""
    count = 0
    for entry in range(entries.offsets[row], entries.offsets[row + 1]):
        item, coefficient = entries.items[entry], entries.values[entry]
        for link in range(links.offsets[item], links.offsets[item + 1]):
            target = links.items[link]
            share = coefficient * links.values[link]
            if owner[target] == row:
                sums[target] += share
            else:
                owner[target] = row
                sums[target] = share
                touched[count] = target
                count += 1
    return count


@compiled
def spread_top(
    entries: Sparse,
    links: Sparse,
    limits: Limits,
    width: int,
    start: int,
    end: int,
    items: Codes,
    best: Floats,
) -> None:
    """Fill the rows ``start`` to ``end`` of ``items`` and ``best``, both of shape (rows, k)."""
    k = best.shape[1]
    sums = np.zeros(width, np.float32)
    owner = np.full(width, -1, np.int32)  # the row that touched an item last
    touched = np.empty(width, np.int32)
    allowed = limits.allowed
    masked = allowed.shape[1] > 0
    for row in range(start, end):
        count = gather(entries, links, row, sums, owner, touched)
        for entry in range(limits.seen_offsets[row], limits.seen_offsets[row + 1]):
            owner[limits.seen_items[entry]] = -1
        mine = row if allowed.shape[0] > 1 else 0
        size = 0
        floor = np.float32(-np.inf)
        for place in range(count):
            target = touched[place]
            score = sums[target]
            if score < floor or owner[target] != row or (masked and not allowed[mine, target]):
                continue
            size = sift_in(best, items, row, size, score, target)
            floor = best[row, 0] if size == k else floor
        in_order(best[row], items[row], size)


@compiled
def spread_some(
    entries: Sparse, links: Sparse, width: int, start: int, end: int, asked: Codes, scores: Floats
) -> None:
    """Scores of the items asked for, both of shape (rows, k); what is not touched stays."""
    sums = np.zeros(width, np.float32)
    owner = np.full(width, -1, np.int32)
    touched = np.empty(width, np.int32)
    for row in range(start, end):
        gather(entries, links, row, sums, owner, touched)
        for place in range(asked.shape[1]):
            item = asked[row, place]
            if item >= 0 and owner[item] == row:
                scores[row, place] = sums[item]


@compiled
def strongest_entry(entries: Sparse, links: Sparse, width: int, asked: Codes, found: Codes) -> None:
    """Fill ``found`` of shape (rows, k) with the entry that adds most to each item asked for."""
    place_of = np.full(width, -1, np.int32)
    k = asked.shape[1]
    most = np.zeros(k, np.float32)
    for row in range(len(entries.offsets) - 1):
        most[:] = 0.0
        for place in range(k):
            if asked[row, place] >= 0:
                place_of[asked[row, place]] = place
        for entry in range(entries.offsets[row], entries.offsets[row + 1]):
            item, coefficient = entries.items[entry], entries.values[entry]
            for link in range(links.offsets[item], links.offsets[item + 1]):
                place = place_of[links.items[link]]
                share = coefficient * links.values[link]
                if place >= 0 and share > most[place]:
                    most[place] = share
                    found[row, place] = item
        for place in range(k):
            if asked[row, place] >= 0:
                place_of[asked[row, place]] = -1
