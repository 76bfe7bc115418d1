"""A log-linear blend: the probability that a person takes a candidate next.

``P(j | u) = exp(sum over m of w_m z_m(u, j)) / sum over candidates of the same``, where z are the
members' standardised scores. The weights maximise the likelihood of held-out choices among their
candidates (conditional logit, McFadden 1974), less ``penalty |w|^2 / 2``; none is below 0. The
problem is convex, so there is one answer.
"""

from __future__ import annotations

import numpy as np

from modiste.learn.recommend.histories import Codes, Doubles, Floats
from modiste.learn.recommend.pool import Cube, Pool


def chosen_place(pool: Pool, items: Codes) -> Codes:
    """The place of each row's chosen item among its candidates, -1 where it is not there."""
    hit = pool.items == items[:, None]
    return np.where(hit.any(axis=1), hit.argmax(axis=1), -1).astype(np.int32)


def fit_weights(pool: Pool, values: Cube, place: Codes, penalty: float = 1.0) -> Doubles:
    """The weights of members.

    Args:
        pool: candidates.
        values: shape (rows, candidates, members), standardised.
        place: the chosen candidate of each row, -1 for none.
        penalty: L2 penalty.

    Returns:
        Shape (members,); equal weights where nothing was chosen.
    """
    from scipy import optimize

    rows = np.flatnonzero(place >= 0)
    members = values.shape[2]
    if not len(rows):
        return np.full(members, 1 / members)
    cube = values[rows].astype(np.float64)
    absent = ~pool.real[rows]
    picked = cube[np.arange(len(rows)), place[rows]]

    def loss(weights: Doubles) -> tuple[float, Doubles]:
        utility = cube @ weights
        utility[absent] = -np.inf
        top = utility.max(axis=1, keepdims=True)
        share = np.exp(utility - top)
        total = share.sum(axis=1, keepdims=True)
        share /= total
        mean = np.einsum("rc,rcm->rm", share, cube)
        value = (np.log(total[:, 0]) + top[:, 0] - picked @ weights).sum()
        slope = (mean - picked).sum(axis=0) + penalty * weights
        return float(value + penalty * (weights @ weights) / 2), slope

    found = optimize.minimize(
        loss, np.full(members, 0.5), jac=True, method="L-BFGS-B", bounds=[(0, None)] * members
    )
    weights: Doubles = found.x
    return weights if weights.sum() > 0 else np.full(members, 1 / members)


def blend(pool: Pool, values: Cube, weights: Doubles) -> Floats:
    """Utilities of candidates, shape (rows, candidates); -inf where there is none."""
    utility = (values @ weights.astype(np.float32)).astype(np.float32)
    return np.where(pool.real, utility, np.float32(-np.inf))
