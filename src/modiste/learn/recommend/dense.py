"""Lists and single scores of models that score every item, block by block."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from modiste.learn.recommend.compiled import spans
from modiste.learn.recommend.frames import NOTHING, Top, empty_top
from modiste.learn.recommend.histories import Codes, Floats, Histories, Mask

_BLOCK = 4_000_000
"""Numbers in a block of dense scores: 16 MB."""

Score = Callable[[Histories], Floats]


def dense_best(
    score: Score,
    width: int,
    histories: Histories,
    k: int,
    allowed: Mask | None,
    exclude: Histories | None,
) -> Top:
    """The best ``k`` items of each history by dense scores of shape (rows, ``width``).

    Args:
        score: gives the scores of some histories.
        width: number of items.
        histories: rows.
        k: length of the lists.
        allowed: shape (items,) or (rows, items).
        exclude: rows of items that must not be listed.
    """
    from modiste.learn.recommend.toplist import top_dense

    top = empty_top(len(histories), k)
    for start, end in spans(len(histories), max(1, _BLOCK // max(width, 1))):
        part, wanted = slice(start, end), np.arange(start, end)
        scores = np.array(score(histories.take(wanted)), np.float32)
        if exclude is not None:
            seen = exclude.take(wanted)
            scores[seen.rows, seen.items] = NOTHING
        if allowed is not None:
            mask = allowed if allowed.ndim == 1 else allowed[part]
            scores[~np.broadcast_to(mask, scores.shape)] = NOTHING
        top_dense(scores, top.items[part], top.scores[part])
    return top


def dense_at(score: Score, width: int, histories: Histories, items: Codes) -> Floats:
    """Dense scores at some items of each history, shape (rows, k); -inf where the item is -1."""
    found = np.full(items.shape, NOTHING, np.float32)
    for start, end in spans(len(histories), max(1, _BLOCK // max(width, 1))):
        asked = items[start:end]
        scores = score(histories.take(np.arange(start, end)))
        picked = np.take_along_axis(scores, np.maximum(asked, 0), axis=1)
        found[start:end] = np.where(asked >= 0, picked, NOTHING)
    return found
