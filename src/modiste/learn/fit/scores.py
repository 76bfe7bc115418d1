"""How good probabilities of small, fit and large are: AUC, log loss and calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


def auc(score: F64, positive: NDArray[np.bool_]) -> float:
    """Area under the ROC curve: chance that a positive outranks a negative, ties half.

    ``nan`` where one of the two is absent (Mann and Whitney 1947).
    """
    ones = int(positive.sum())
    zeros = len(positive) - ones
    if not ones or not zeros:
        return float("nan")
    ranks = rankdata(score)
    return float((ranks[positive].sum() - ones * (ones + 1) / 2) / (ones * zeros))


def mean_auc(probability: F64, outcome: I64) -> float:
    """Mean over the outcomes of the AUC of one against the rest."""
    columns = range(probability.shape[1])
    return float(np.nanmean([auc(probability[:, c], outcome == c) for c in columns]))


def log_loss(probability: F64, outcome: I64) -> float:
    """Mean negative log probability of what happened."""
    chosen = probability[np.arange(len(outcome)), outcome]
    return float(-np.log(np.maximum(chosen, 1e-15)).mean())


@dataclass(frozen=True)
class Bin:
    """One bar of a reliability diagram.

    Attributes:
        count: forecasts in it.
        forecast: their mean probability.
        observed: share of them that came true.
    """

    count: int
    forecast: float
    observed: float


def reliability(score: F64, happened: NDArray[np.bool_], bins: int = 15) -> list[Bin]:
    """Forecasts by equal counts, lowest first."""
    order = np.argsort(score, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [
        Bin(len(part), float(score[part].mean()), float(happened[part].mean())) for part in parts
    ]


def calibration_error(probability: F64, outcome: I64, bins: int = 15) -> float:
    """Expected calibration error, the mean over outcomes, in bins of equal count.

    Σ count/n · |observed − forecast| (Naeini and others 2015; class-wise as in Kull and others
    2019).
    """
    errors = []
    for c in range(probability.shape[1]):
        rows = reliability(probability[:, c], outcome == c, bins)
        total = sum(row.count for row in rows)
        errors.append(sum(r.count * abs(r.observed - r.forecast) for r in rows) / total)
    return float(np.mean(errors))


def interval(
    probability: F64, outcome: I64, *, draws: int = 200, seed: int = 0
) -> tuple[float, float]:
    """95 % interval of the mean AUC by resampling rows."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        rows = rng.integers(0, len(outcome), len(outcome))
        found.append(mean_auc(probability[rows], outcome[rows]))
    low, high = np.nanquantile(found, [0.025, 0.975])
    return float(low), float(high)
