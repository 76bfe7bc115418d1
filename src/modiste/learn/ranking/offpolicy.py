"""What another policy would have earned, from the log of the one that ran.

The log has, for each decision, the action that was shown, the probability (propensity) with which
the old policy showed it, and the reward. A new policy is given by its probability of the same
action; with w = new ÷ old probability:

* IPS: mean of w·r (Horvitz and Thompson 1952). Unbiased; its variance may be enormous.
* SNIPS: Σ w·r ÷ Σ w (Swaminathan and Joachims 2015). A little biased, far steadier.
* DR: mean of q̂(x, π) + w·(r − q̂(x, a)) (Dudík, Langford and Li 2011). Unbiased if either the
  propensities or the reward model q̂ are right.

The effective sample size (Σ w)² ÷ Σ w² says how much of the log speaks of the new policy at all.
With a few dozen no interval is to be trusted, and the result says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from modiste.model.errors import InputError, NotEnoughDataError, Place

F64 = NDArray[np.float64]

TRUSTED = 100.0
"""Effective decisions below which an estimate is called weak."""
ROUNDS = 500


@dataclass(frozen=True)
class Log:
    """Logged decisions, one an entry.

    Attributes:
        reward: what came of it, such as 1 for a click.
        shown: probability with which the old policy took the action, above 0.
        wanted: probability with which the new policy would take the same action.
        model: predicted reward of the action that was taken; for DR.
        model_wanted: predicted reward under the new policy, averaged over its actions; for DR.
    """

    reward: F64
    shown: F64
    wanted: F64
    model: F64 | None = None
    model_wanted: F64 | None = None


@dataclass(frozen=True)
class Estimate:
    """An estimated mean reward of the new policy.

    Attributes:
        method: ips, snips or dr.
        value: the estimate.
        low: lower end of its 95 % bootstrap interval.
        high: upper end.
        effective: effective sample size.
        weak: whether that is too small to trust.
    """

    method: str
    value: float
    low: float
    high: float
    effective: float
    weak: bool


def evaluate(log: Log, *, clip: float | None = None, seed: int = 0) -> list[Estimate]:
    """Estimate the new policy's mean reward in every way that the log allows.

    Args:
        log: the decisions.
        clip: largest weight; it trades variance for bias. ``None`` clips nothing.
        seed: of the bootstrap over decisions.

    Raises:
        NotEnoughDataError: the log is empty.
        InputError: a propensity is not above 0, a probability is above 1 or below 0, lengths
            differ, or a number is missing.
    """
    weight = _weights(log, clip)
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0
    rng = np.random.default_rng(seed)
    gain = weight * log.reward
    columns = [gain, weight]
    if log.model is not None and log.model_wanted is not None:
        columns.append(log.model_wanted + weight * (log.reward - log.model))
    means = _resampled(np.stack(columns, axis=1), rng)
    found = [_estimate("ips", gain.mean(), means[:, 0], effective)]
    if weight.any():
        total = means[:, 1]
        draws = np.where(total > 0, means[:, 0] / np.where(total > 0, total, 1.0), np.nan)
        found.append(_estimate("snips", gain.sum() / weight.sum(), draws, effective))
    if len(columns) > 2:
        found.append(_estimate("dr", columns[2].mean(), means[:, 2], effective))
    return found


def _resampled(columns: F64, rng: np.random.Generator) -> F64:
    """Means of each column in resamples of the rows, ``(rounds, columns)``."""
    n = len(columns)
    return np.stack(
        [
            np.bincount(rng.integers(0, n, n, dtype=np.int32), minlength=n) @ columns / n
            for _ in range(ROUNDS)
        ]
    )


def _estimate(method: str, value: float, draws: F64, effective: float) -> Estimate:
    low, high = np.nanquantile(draws, [0.025, 0.975])
    return Estimate(method, float(value), float(low), float(high), effective, effective < TRUSTED)


def _weights(log: Log, clip: float | None) -> F64:
    n = len(log.reward)
    if n == 0:
        raise NotEnoughDataError("the log is empty", remedy="Log decisions with propensities.")
    named = {
        "reward": log.reward, "shown": log.shown, "wanted": log.wanted,
        "model": log.model, "model_wanted": log.model_wanted,
    }  # fmt: skip
    for name, values in named.items():
        if values is None:
            continue
        if len(values) != n:
            raise InputError(
                f"{len(values)} values of {name} for {n} rewards", remedy="Give one a decision."
            )
        wrong = ~np.isfinite(values)
        if name == "shown":
            wrong |= (values <= 0) | (values > 1)
        if name == "wanted":
            wrong |= (values < 0) | (values > 1)
        if wrong.any():
            row = int(np.argmax(wrong))
            raise InputError(
                "a number of the log cannot be used",
                place=Place(row=row + 1, column=name, value=str(values[row])),
                remedy="Propensities lie above 0 and up to 1, probabilities from 0 to 1.",
            )
    weight = log.wanted / log.shown
    return np.minimum(weight, clip) if clip is not None else weight
