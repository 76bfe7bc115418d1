"""Kernel of sequential rules: what stands near an item in people's sequences."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Floats, Offsets
from modiste.learn.recommend.toplist import in_order, sift_in


class Events(NamedTuple):
    """Events by user, oldest first, and where each item stands among them.

    Attributes:
        offsets: shape (users + 1,).
        items: shape (events,).
        users: shape (events,).
        item_offsets: shape (items + 1,).
        places: shape (events,), places of the items' events.
    """

    offsets: Offsets
    items: Codes
    users: Codes
    item_offsets: Offsets
    places: Offsets


@compiled
def add_near(
    events: Events, place: int, weights: Floats, sums: Floats, near: Codes, count: int
) -> int:
    """Add the weights of what stands near one event; return how many items are near by now."""
    user, item = events.users[place], events.items[place]
    for side in range(2):
        for distance in range(1, weights.shape[1] + 1):
            other = place + distance if side == 0 else place - distance
            if other < events.offsets[user] or other >= events.offsets[user + 1]:
                break
            found = events.items[other]
            if found != item and weights[side, distance - 1] > 0:
                if sums[found] == 0:
                    near[count] = found
                    count += 1
                sums[found] += weights[side, distance - 1]
    return count


@compiled
def following_rows(
    events: Events,
    left: Floats,
    right: Floats,
    weights: Floats,
    start: int,
    end: int,
    items: Codes,
    best: Floats,
) -> None:
    """Fill the rows ``start`` to ``end`` of ``items`` and ``best`` with the strongest links.

    Args:
        events: the events.
        left: scales of the row.
        right: scales of the column.
        weights: shape (2, reach), weights of distances after and before.
        start: first row.
        end: row behind the last one.
        items: shape (items, k), -1 before.
        best: shape (items, k), -inf before.
    """
    width = len(events.item_offsets) - 1
    sums = np.zeros(width, np.float32)
    near = np.empty(width, np.int32)
    for row in range(start, end):
        count = 0
        for place in events.places[events.item_offsets[row] : events.item_offsets[row + 1]]:
            count = add_near(events, place, weights, sums, near, count)
        size = 0
        for item in near[:count]:
            strength = sums[item] * left[row] * right[item]
            size = sift_in(best, items, row, size, strength, item)
            sums[item] = 0
        in_order(best[row], items[row], size)
