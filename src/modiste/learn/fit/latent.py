r"""Ordinal latent-size model: how a size sits on a body, and how much play a garment allows.

Row :math:`n` has a location :math:`z_n` (below 0 the garment tends to be small, above 0 large) and
a tolerance :math:`h_n > 0`:

.. math::

    z_n = x_n'\beta + \sum_k v_{nk}\, b^{(k)}[i_{nk}], \qquad
    h_n = 0.05 + \log(1 + e^{\gamma_0 + \sum_m g^{(m)}[i_{nm}]})

    P(\text{small}) = \sigma(-z_n - h_n), \quad P(\text{large}) = \sigma(z_n - h_n), \quad
    P(\text{fit}) = 1 - P(\text{small}) - P(\text{large}).

The latent size of a person is what the body predicts plus an effect of their own; that of a variant
is an effect of its size label on its scale, of its category, of its style and of the style in that
size, plus slopes by which a style answers to a body (it runs small *in the bust*). Effects are
Gaussian with a variance per group, found by a few EM steps with Laplace variances (Laird and Ware
1982; the model is a cumulative-logit mixed model, McCullagh 1980, with the sizing reading of
Sembium and others 2017 and Misra and others 2018). A person or variant never seen has effect 0:
body, category and size label then decide alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field
from scipy.optimize import minimize
from scipy.special import expit

from modiste.learn.fit.body import BodyScale
from modiste.learn.fit.records import FitRecords, keys_of
from modiste.learn.threads import one_thread
from modiste.model.errors import NotEnoughDataError

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]

_LOCATION: tuple[tuple[str, ...], ...] = (
    ("scale", "size"),
    ("category",),
    ("category", "scale", "size"),
    ("item",),
    ("item", "size"),
    ("person",),
)
_TOLERANCE: tuple[tuple[str, ...], ...] = (("category",), ("item",), ("person",), ("source",))
_LEAST_TOLERANCE = 0.05
_FEWEST = 20


class LatentSizeConfig(BaseModel):
    """Settings of :class:`LatentSize`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: int = Field(3, ge=1, description="EM rounds for the variances of the effects.")
    iterations: int = Field(25, ge=5, description="Steps of L-BFGS in a round, at the most.")
    ridge: float = Field(1e-3, gt=0, description="Ridge on the body's coefficients.")


@dataclass
class _Term:
    """One group of effects: keys known, effect and posterior variance of each."""

    names: tuple[str, ...]
    slope: int | None
    index: dict[str, int]
    effect: F64
    variance: F64
    prior: float = 1.0


class LatentSize:
    """The model; see the module for its equations."""

    body: BodyScale
    location: list[_Term]
    tolerance: list[_Term]
    coefficients: F64
    base: float

    def __init__(self, config: LatentSizeConfig | None = None) -> None:
        self.config = config or LatentSizeConfig()

    def fit(self, records: FitRecords) -> LatentSize:
        """Learn from records whose outcome is known.

        Raises:
            NotEnoughDataError: fewer than 20 records, or only one outcome among them.
        """
        outcome = records.outcomes
        if len(outcome) < _FEWEST or len(np.unique(outcome)) < 2:
            raise NotEnoughDataError(
                f"{len(outcome)} fit records are too few to learn sizes from",
                remedy=f"Gather at least {_FEWEST} with more than one of small, fit and large.",
            )
        self.body = BodyScale.of(records)
        design = self.body.design(records)
        self.location = [_term(records, names) for names in _LOCATION]
        self.location += [_term(records, ("item",), k) for k in range(self.body.slopes)]
        self.tolerance = [_term(records, names) for names in _TOLERANCE]
        problem = _Problem(self, records, design, outcome)
        vector = problem.start()
        for _ in range(self.config.rounds):
            vector = problem.minimise(vector, self.config.iterations)
            problem.accept(vector)
        return self

    def parts(self, records: FitRecords) -> dict[str, F64]:
        """Location, tolerance and what they are made of, for every record.

        ``location`` and ``tolerance``, ``body`` (what the body's numbers contribute), ``person``,
        ``variant`` (all that belongs to style, category and size) and ``location_sd`` (posterior
        standard deviation of the location, body's coefficients taken as known).
        """
        body = self.body.design(records) @ self.coefficients
        slopes = self.body.slope_values(records)
        pieces = {"person": np.zeros(len(records)), "variant": np.zeros(len(records))}
        variance = np.zeros(len(records))
        for term in self.location:
            at = _known(term, records)
            value = 1.0 if term.slope is None else slopes[:, term.slope]
            who = "person" if term.names == ("person",) else "variant"
            pieces[who] += value * np.append(term.effect, 0.0)[at]
            variance += value**2 * np.append(term.variance, term.prior)[at]
        raw = np.full(len(records), self.base)
        for term in self.tolerance:
            raw += np.append(term.effect, 0.0)[_known(term, records)]
        return {
            "location": body + pieces["person"] + pieces["variant"],
            "tolerance": _LEAST_TOLERANCE + np.logaddexp(0.0, raw),
            "body": body,
            **pieces,
            "location_sd": np.sqrt(variance),
        }

    def predict(self, records: FitRecords) -> F64:
        """``(records, 3)`` probabilities of small, fit and large, at the posterior mode."""
        parts = self.parts(records)
        return probabilities(parts["location"], parts["tolerance"])

    def person_size(self, person: str) -> tuple[float, float]:
        """Effect of a person beyond the body's numbers, and its standard deviation.

        Positive means that garments feel larger on them than on others of the same numbers.
        """
        term = next(term for term in self.location if term.names == ("person",))
        at = term.index.get(person)
        if at is None:
            return 0.0, float(np.sqrt(term.prior))
        return float(term.effect[at]), float(np.sqrt(term.variance[at]))


def probabilities(location: F64, tolerance: F64) -> F64:
    """``(n, 3)`` probabilities of small, fit and large."""
    small = expit(-location - tolerance)
    large = expit(location - tolerance)
    fit = expit(tolerance + location) * expit(tolerance - location) * -np.expm1(-2 * tolerance)
    return np.column_stack([small, fit, large])


def _term(records: FitRecords, names: tuple[str, ...], slope: int | None = None) -> _Term:
    keys = keys_of(records.frame, names).unique(maintain_order=True)
    index = {key: at for at, key in enumerate(keys)}
    zeros = np.zeros(len(index))
    return _Term(names, slope, index, zeros, zeros.copy(), prior=0.05 if slope is not None else 0.3)


def _known(term: _Term, records: FitRecords) -> I64:
    """Index of every record's effect; one past the last where it was never seen."""
    keys = keys_of(records.frame, term.names)
    found = keys.unique()
    codes = {key: term.index.get(key, len(term.index)) for key in found}
    return keys.replace_strict(codes, return_dtype=pl.Int64).to_numpy()


class _Problem:
    """Penalised negative log likelihood of all effects in one vector."""

    def __init__(self, model: LatentSize, records: FitRecords, design: F64, outcome: I64) -> None:
        self.model, self.design, self.outcome = model, design, outcome
        self.ridge = model.config.ridge * len(design)
        slopes = model.body.slope_values(records)
        self.at = [_known(term, records) for term in (*model.location, *model.tolerance)]
        self.value = [
            None if term.slope is None else slopes[:, term.slope] for term in model.location
        ]
        sizes = [len(term.index) for term in (*model.location, *model.tolerance)]
        self.cuts = np.cumsum([design.shape[1], *sizes])

    def start(self) -> F64:
        return np.append(np.zeros(self.cuts[-1]), 1.5)

    def _split(self, vector: F64) -> tuple[F64, list[F64]]:
        parts = np.split(vector[:-1], self.cuts[:-1])
        return parts[0], parts[1:]

    def _predictors(self, vector: F64) -> tuple[F64, F64]:
        beta, effects = self._split(vector)
        model = self.model
        z = self.design @ beta
        count = len(model.location)
        for at, value, effect in zip(self.at, self.value, effects, strict=False):
            z += effect[at] if value is None else value * effect[at]
        raw = np.full(len(z), vector[-1])
        for at, effect in zip(self.at[count:], effects[count:], strict=True):
            raw += effect[at]
        return z, raw

    def loss(self, vector: F64) -> tuple[float, F64]:
        """Value and gradient."""
        z, raw = self._predictors(vector)
        h = _LEAST_TOLERANCE + np.logaddexp(0.0, raw)
        p = np.maximum(probabilities(z, h), 1e-300)
        small, large = p[:, 0], p[:, 2]
        value = -float(np.log(p[np.arange(len(z)), self.outcome]).sum())
        is_small, is_large = self.outcome == 0, self.outcome == 2
        dz = np.where(is_small, small - 1, np.where(is_large, 1 - large, small - large))
        between = small + large + 2 / np.expm1(2 * h)
        dh = np.where(is_small, small - 1, np.where(is_large, large - 1, between))
        draw = -dh * expit(raw)
        dz = -dz
        grad = np.empty_like(vector)
        beta, effects = self._split(vector)
        grad[: len(beta)] = self.design.T @ dz + self.ridge * beta
        value += 0.5 * self.ridge * float(beta @ beta)
        count = len(self.model.location)
        terms = (*self.model.location, *self.model.tolerance)
        for k, (term, at, effect) in enumerate(zip(terms, self.at, effects, strict=True)):
            weight = dz if k < count else draw
            given = self.value[k] if k < count else None
            weight = weight if given is None else weight * given
            part = np.bincount(at, weight, len(effect)) + effect / term.prior
            grad[self.cuts[k] : self.cuts[k + 1]] = part
            value += 0.5 * float(effect @ effect) / term.prior
        grad[-1] = draw.sum()
        return value, grad

    def minimise(self, vector: F64, iterations: int) -> F64:
        """The mode, by L-BFGS on variables scaled to about unit curvature."""
        scale = 1 / np.sqrt(self._curvature())

        def scaled(unit: F64) -> tuple[float, F64]:
            value, grad = self.loss(unit * scale)
            return value, grad * scale

        options = {"maxiter": iterations, "maxfun": 10 * iterations, "maxcor": 20}
        with one_thread():
            found = minimize(scaled, vector / scale, jac=True, method="L-BFGS-B", options=options)
        return np.asarray(found.x * scale)

    def _curvature(self) -> F64:
        """Diagonal of the Hessian, near enough: priors and a quarter for every record."""
        diagonal = np.empty(self.cuts[-1] + 1)
        diagonal[: self.cuts[0]] = self.ridge + 0.25 * (self.design**2).sum(axis=0)
        for k, term in enumerate((*self.model.location, *self.model.tolerance)):
            given = self.value[k] if k < len(self.value) else None
            weight = None if given is None else given**2
            seen = np.bincount(self.at[k], weight, len(term.index))
            diagonal[self.cuts[k] : self.cuts[k + 1]] = 1 / term.prior + 0.25 * seen
        diagonal[-1] = 0.25 * len(self.design)
        return diagonal

    def accept(self, vector: F64) -> None:
        """Store effects, their Laplace variances and the next priors in the model."""
        model = self.model
        model.coefficients, effects = self._split(vector)
        model.base = float(vector[-1])
        z, raw = self._predictors(vector)
        h = _LEAST_TOLERANCE + np.logaddexp(0.0, raw)
        in_z, in_h = _information(z, h)
        in_raw = in_h * expit(raw) ** 2
        count = len(model.location)
        terms = (*model.location, *model.tolerance)
        for k, (term, at, effect) in enumerate(zip(terms, self.at, effects, strict=True)):
            weight = in_z if k < count else in_raw
            given = self.value[k] if k < count else None
            weight = weight if given is None else weight * given**2
            term.effect = effect.copy()
            term.variance = 1 / (1 / term.prior + np.bincount(at, weight, len(effect)))
            term.prior = _bounded(float(np.mean(effect**2 + term.variance)))


def _bounded(variance: float) -> float:
    return min(max(variance, 1e-4), 4.0)


def _information(z: F64, h: F64) -> tuple[F64, F64]:
    """Expected information of location and tolerance in one record."""
    p = np.maximum(probabilities(z, h), 1e-12)
    down, up = p[:, 0] * (1 - p[:, 0]), p[:, 2] * (1 - p[:, 2])
    location = down**2 / p[:, 0] + up**2 / p[:, 2] + (down - up) ** 2 / p[:, 1]
    tolerance = down**2 / p[:, 0] + up**2 / p[:, 2] + (down + up) ** 2 / p[:, 1]
    return location, tolerance
