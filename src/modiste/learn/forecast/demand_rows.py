"""What the learnt demand forecasters train on: past origins, some steps after each."""

from __future__ import annotations

import numpy as np

from modiste.learn.forecast.demand_features import Dense, rows_of
from modiste.learn.forecast.panel import Floats, Whole

LEAST_ROWS = 300
"""Training rows below which every series is forecast by the mean of its last steps."""

YOUNG = 4
"""Steps of history that a series needs to teach, or to be forecast."""


def training(
    dense: Dense, horizon: int, *, rows: int, origins: int, seed: int
) -> tuple[np.ndarray, Floats, Floats]:
    """Training rows, drawn evenly over origins, steps and series.

    Args:
        dense: the panel.
        horizon: coming steps that are learnt.
        rows: rows wanted.
        origins: past origins that teach, newest first.
        seed: of the draw.

    Returns:
        Features of shape (rows, features), what came, and the levels at the origin. Steps whose
        value was estimated or unknown do not teach.
    """
    rng = np.random.default_rng(seed)
    newest = dense.steps - 1
    ends = list(range(newest, max(YOUNG, newest - origins), -1))
    if len(ends) > 26:
        ends = ends[:: -(-len(ends) // 26)]
    found = []
    usable = sum(
        int((dense.begun <= end - YOUNG).sum()) * min(horizon, dense.steps - end) for end in ends
    )
    share = min(1.0, rows / max(usable, 1))
    for end in ends:
        old = np.flatnonzero(dense.begun <= end - YOUNG)
        came = min(horizon, dense.steps - end)
        steps = np.sort(rng.permutation(came)[: max(1, min(came, 4))])
        wanted = share * came / len(steps)
        chosen = old[rng.random(len(old)) < wanted] if wanted < 1 else old
        if len(chosen):
            found.append(_sample(dense, chosen, end, steps))
    if not found:
        return np.empty((0, 0), dtype=np.float32), np.empty(0), np.empty(0)
    features, target, level, good = (np.concatenate(part) for part in zip(*found, strict=True))
    return features[good], target[good], level[good]


def _sample(
    dense: Dense, chosen: Whole, end: int, steps: Whole
) -> tuple[Floats, Floats, Floats, np.ndarray]:
    at = end + steps
    target = dense.values[chosen][:, at].T.ravel().astype(np.float64)
    good = dense.judged[chosen][:, at].T.ravel()
    level = np.tile(dense.level(chosen, end), len(steps))
    return rows_of(dense, chosen, end, steps), target, level, good
