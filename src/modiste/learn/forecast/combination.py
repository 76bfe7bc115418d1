"""A combination of unlike forecasters, its weights learnt by rolling-origin backtest.

A mean of unlike forecasts errs less than most of its members (Bates and Granger 1969; Makridakis
and others 2020 on M4). Weights are at least 0 and sum to 1; they have the least absolute scaled
error (the MASE) on earlier origins, drawn towards weights given beforehand because past errors are
noisy (Stock and Watson 2004). The same errors give the combination its interval.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from modiste.learn.forecast.bands import held_out
from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointForecaster

ROUNDS = 12
"""Re-weighted least-squares rounds that bring squares to absolute errors."""

LEAST = 0.04
"""Weights below this are left out: they cost a training and change nothing."""


@dataclass(frozen=True)
class Trial:
    """What the members said at one earlier origin.

    Attributes:
        said: forecasts by name; shape (series, horizon).
        actual: what came, NaN where unknown; shape (series, horizon).
        scale: of each series, shape (series,).
    """

    said: Mapping[str, Floats]
    actual: Floats
    scale: Floats

    def errors(self, weights: Mapping[str, float]) -> Floats:
        """Scaled errors of a weighted mean, actual less forecast."""
        mean = sum(weight * self.said[name] for name, weight in weights.items())
        errors: Floats = (self.actual - mean) / np.maximum(self.scale, 1e-12)[:, None]
        return errors

    def mase(self, weights: Mapping[str, float]) -> float:
        """Mean absolute scaled error of a weighted mean, over series that move at all."""
        errors = np.abs(self.errors(weights))[self.scale > 1e-12]
        known = ~np.isnan(errors)
        used = known.any(axis=1)
        if not used.any():
            return float("nan")
        total = np.where(known, errors, 0.0)[used].sum(axis=1)
        return float((total / known[used].sum(axis=1)).mean())


def trials(
    panel: Panel,
    members: Mapping[str, PointForecaster],
    *,
    horizon: int,
    backs: Sequence[int],
    season: int,
) -> list[Trial]:
    """Let every member forecast from earlier origins.

    Args:
        panel: the history.
        members: forecasters by name; each sees nothing after an origin.
        horizon: steps that are judged.
        backs: steps from each origin to the end of each series.
        season: steps in a season.
    """
    found = []
    for back in backs:
        case = held_out(panel, back, horizon, season)
        if case is not None and len(case.known.names):
            said = {name: member.means(case.known, horizon) for name, member in members.items()}
            found.append(Trial(said, case.actual, case.scale))
    return found


def learnt_weights(
    found: Sequence[Trial],
    names: Sequence[str],
    *,
    pull: float,
    prior: Mapping[str, float] | None = None,
) -> dict[str, float]:
    """Weights with the least absolute scaled error on the trials.

    Args:
        found: trials in which every member spoke.
        names: the members.
        pull: strength of the pull to the prior, in mean absolute errors of the best member.
        prior: weights to begin from; equal ones by default.

    Returns:
        Weights above ``LEAST``, with sum 1; the prior's where nothing can be learnt.
    """
    start = np.array([1.0 if prior is None else prior.get(name, 0.0) for name in names])
    start /= start.sum()
    parts = []
    for trial in found:
        each = np.stack([trial.errors({name: 1.0}) for name in names], axis=2)
        parts.append(each[trial.scale > 1e-12].reshape(-1, len(names)))
    rows = np.concatenate(parts) if parts else np.empty((0, len(names)))
    rows = rows[~np.isnan(rows).any(axis=1)]
    weights = _least_absolute(rows, start, pull) if len(rows) >= 10 * len(names) else start
    weights = np.where(weights < min(LEAST, weights.max()), 0.0, weights)
    weights /= weights.sum()
    return {name: float(w) for name, w in zip(names, weights, strict=True) if w > 0}


def learnt_level(found: Sequence[Trial], weights: Mapping[str, float], *, trust: float) -> float:
    """Factor on a combination that would have had the least absolute scaled error.

    Means of skewed values lie above the medians that absolute errors ask for; how far is learnt.

    Args:
        found: trials.
        weights: of the combination.
        trust: share of the way from 1 to the factor that is gone.

    Returns:
        The weighted median of actual over forecast, within a fifth of 1; 1 where values or
        forecasts are not all at least 0, or too few are known.
    """
    ratios, sizes = [], []
    for trial in found:
        mean = np.asarray(sum(weight * trial.said[name] for name, weight in weights.items()))
        size = mean / np.maximum(trial.scale, 1e-12)[:, None]
        used = ~np.isnan(trial.actual) & (mean > 0) & (trial.scale > 1e-12)[:, None]
        if (mean < 0).any() or (trial.actual < 0).any():
            return 1.0
        ratios.append(trial.actual[used] / mean[used])
        sizes.append(np.minimum(size[used], 50.0))
    together = np.concatenate(ratios) if ratios else np.empty(0)
    if len(together) < 100:
        return 1.0
    order = np.argsort(together)
    total = np.cumsum(np.concatenate(sizes)[order])
    middle = float(together[order][np.searchsorted(total, total[-1] / 2)])
    return 1 + trust * (float(np.clip(middle, 0.8, 1.2)) - 1)


def _least_absolute(rows: Floats, start: Floats, pull: float) -> Floats:
    """Min mean|rows·w| + pull·best·|w − start|² on the simplex, by re-weighted least squares."""
    rows = np.clip(rows, -20.0, 20.0)
    best = float(np.abs(rows).mean(axis=0).min())
    if best <= 0:
        return start
    weights = start
    for _ in range(ROUNDS):
        size = np.maximum(np.abs(rows @ weights), 0.02 * best)
        gram = (rows / size[:, None]).T @ rows / len(rows)
        weights = _on_simplex(gram, start, pull * best)
    return weights


def _on_simplex(gram: Floats, start: Floats, pull: float) -> Floats:
    """Min w'Gw + pull·|w − start|² with w ≥ 0 and Σw = 1, as non-negative least squares."""
    many = len(start)
    root = np.linalg.cholesky(gram + 1e-9 * np.trace(gram) * np.eye(many)).T
    heavy = 1e3 * np.sqrt(np.trace(gram) + pull)
    system = np.vstack([root, np.sqrt(pull) * np.eye(many), np.full((1, many), heavy)])
    aim = np.concatenate([np.zeros(many), np.sqrt(pull) * start, [heavy]])
    weights, _ = nnls(system, aim)
    return np.asarray(weights / weights.sum())
