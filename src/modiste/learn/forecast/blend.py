"""A weighted mean of forecasters, with weights of its own for each kind of demand.

A mean of unlike forecasts errs less than most of its members (Bates and Granger 1969; Makridakis
and others 2020 on the M4 competition). Weights are at least 0 and sum to 1; they are those with the
least squared error on past origins, drawn towards equal weights because past errors are noisy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import nnls

from modiste.learn.forecast.classes import Demand, demand_classes
from modiste.learn.forecast.effects import Effects
from modiste.learn.forecast.errors import Errors, past_errors
from modiste.learn.forecast.panel import Floats, Panel
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.spread import KindSpread

RIDGE = 0.05
"""How strongly weights are drawn towards equal ones, in mean squared errors of a member."""

LEAST = 0.05
"""Weights below this are left out: they cost a forecast and change nothing."""

Weights = Mapping[str, Mapping[str, float]]
"""Weight of each member, by kind of demand and name."""


class Blend(PointForecaster):
    """The weighted mean; each series is of the kind that its own past says."""

    name: ClassVar[str] = "combination"

    def __init__(
        self,
        members: Mapping[str, PointForecaster],
        weights: Weights,
        config: PointConfig | None = None,
        effects: Effects | None = None,
    ) -> None:
        super().__init__(config)
        self.members = dict(members)
        self.weights = weights
        self.effects = effects

    def learn(self, panel: pl.DataFrame | Panel, errors: Errors) -> Self:
        """Take the spread from errors that a contest measured, which saves measuring them."""
        self._panel = Panel.of(panel)
        self._spread = KindSpread(self._panel, errors, counts=self.counted(self._panel))
        return self

    def fit(self, panel: pl.DataFrame | Panel, *, covariates: pl.DataFrame | None = None) -> Self:
        """Learn a spread for each kind of demand."""
        del covariates
        self._panel = Panel.of(panel)
        errors = past_errors(
            self._panel,
            self.means,
            horizon=self.config.spread_horizon,
            origins=self.config.spread_origins,
            series=self.config.spread_series * len(Demand),
            seed=self.config.seed,
        )
        counts = self.counted(self._panel)
        self._spread = KindSpread(self._panel, errors, counts=counts)
        return self

    def point(self, panel: Panel, horizon: int) -> Floats:
        """Σ weight × mean of each member."""
        kinds = demand_classes(panel)
        used = {name for kind in np.unique(kinds) for name in self.weights.get(str(kind), ())}
        said = {
            name: means_of(member, panel, horizon, self.effects)
            for name, member in self.members.items()
            if name in used
        }
        if not said:
            return np.zeros((len(kinds), horizon))
        return mixed(said, kinds, self.weights)


def means_of(
    member: PointForecaster, panel: Panel, horizon: int, effects: Effects | None
) -> Floats:
    """A forecaster's means of shape (series, horizon), with effects taken out and put back."""
    if effects is None:
        return member.means(panel, horizon)
    return member.means(effects.deflated(panel), horizon) * effects.ahead(panel, horizon)


def mixed(said: Mapping[str, Floats], kinds: NDArray[np.str_], weights: Weights) -> Floats:
    """Σ weight × mean, each series with the weights of its kind.

    Args:
        said: means of the members, shape (series, horizon).
        kinds: kind of each series, shape (series,).
        weights: by kind and name.
    """
    total: Floats = np.zeros_like(next(iter(said.values())))
    for name, means in said.items():
        share = np.zeros(len(kinds))
        for kind, own in weights.items():
            share[kinds == kind] = own.get(name, 0.0)
        total += share[:, None] * means
    return total


def best_weights(errors: Floats) -> Floats:
    """Weights with the least squared error.

    Args:
        errors: scaled errors of the members, shape (series, steps, members); NaN is unknown.

    Returns:
        Shape (members,), at least 0, sum 1; equal weights where nothing is known.
    """
    members = errors.shape[2]
    equal = np.full(members, 1 / members)
    known = ~np.isnan(errors.sum(axis=2))
    some = known.sum(axis=1) > 0
    errors, known = errors[some], known[some]
    if not len(errors):
        return equal
    # A series weighs by the inverse of its size of error, as in a mean of root mean squares.
    clean = np.where(known[:, :, None], errors, 0.0)
    size = np.sqrt((clean.mean(axis=2) ** 2).sum(axis=1) / known.sum(axis=1))
    typical = max(float(np.median(size)), 1e-9)
    clean /= np.sqrt(np.maximum(size, 0.1 * typical) * known.sum(axis=1))[:, None, None]
    rows = clean.reshape(-1, members)
    gram = rows.T @ rows / len(errors)
    gram += (RIDGE * np.diag(gram).min() + 1e-12) * np.eye(members)
    return _on_simplex(gram)


def _on_simplex(gram: Floats) -> Floats:
    """The point of the simplex with the least quadratic form, without its smallest parts."""
    root = np.linalg.cholesky(gram).T
    heavy = 1e3 * np.sqrt(np.diag(gram).max())
    system = np.vstack([root, np.full((1, len(gram)), heavy)])
    weights, _ = nnls(system, np.append(np.zeros(len(gram)), heavy))
    weights = weights / weights.sum()
    weights[weights < LEAST] = 0.0
    return np.asarray(weights / weights.sum())
