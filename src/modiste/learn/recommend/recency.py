"""Popularity that forgets."""

from __future__ import annotations

import numpy as np

from modiste.learn.recommend.histories import Doubles
from modiste.learn.recommend.interactions import Interactions


def recent_popularity(data: Interactions, half_life: float, now: float | None = None) -> Doubles:
    """Weight of each item's pairs, each halved every ``half_life`` days.

    ``sum over users u of w(u, i) * 2^(-(now - t(u, i)) / half_life)``; without real times all
    pairs count whole.

    Args:
        data: the interactions.
        half_life: days.
        now: the day to look from; that of the newest event by default.
    """
    pairs = data.pairs
    weights = pairs.weights.astype(np.float64)
    if data.timed:
        moment = data.now if now is None else now
        weights = weights * np.exp2(-np.maximum(moment - pairs.times, 0.0) / half_life)
    counts = np.bincount(pairs.items, weights=weights, minlength=data.n_items)
    return counts.astype(np.float64)
