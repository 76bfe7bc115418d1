"""Kernel of sparse EASE: each item regressed on a few others."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from modiste.learn.recommend.compiled import compiled
from modiste.learn.recommend.histories import Codes, Doubles, Floats, Offsets


class Gram(NamedTuple):
    """Sums of pairs ``X^T X`` as a sparse matrix."""

    offsets: Offsets
    items: Codes
    sums: Doubles


@compiled
def regress_columns(
    gram: Gram,
    offsets: Offsets,
    support: Codes,
    penalty: float,
    start: int,
    end: int,
    weights: Floats,
) -> None:
    """Fill the weights of the columns ``start`` to ``end``, in the form of the support."""
    place_of = np.full(len(offsets) - 1, -1, np.int32)
    for column in range(start, end):
        items = support[offsets[column] : offsets[column + 1]]
        size = len(items)
        if size == 0:
            continue
        for place in range(size):
            place_of[items[place]] = place
        left = np.zeros((size, size))
        right = np.zeros(size)
        for place in range(size):
            for entry in range(gram.offsets[items[place]], gram.offsets[items[place] + 1]):
                other = gram.items[entry]
                if place_of[other] >= 0:
                    left[place, place_of[other]] = gram.sums[entry]
                elif other == column:
                    right[place] = gram.sums[entry]
            left[place, place] += penalty
        solved = np.linalg.solve(left, right)
        for place in range(size):
            weights[offsets[column] + place] = solved[place]
            place_of[items[place]] = -1
