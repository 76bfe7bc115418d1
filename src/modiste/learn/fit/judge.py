"""Judging size-fit models: splits, baselines, calibration, and what differs between groups."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.optimize import minimize

from modiste.learn.fit.combined import LATENT, SizeFit, SizeFitConfig
from modiste.learn.fit.encode import Rate, Rates
from modiste.learn.fit.features import RATES, FitFeatures, out_of_fold
from modiste.learn.fit.records import FitRecords
from modiste.learn.fit.scores import calibration_error, interval, log_loss, mean_auc
from modiste.learn.threads import one_thread
from modiste.model.errors import NotEnoughDataError

F64 = NDArray[np.float64]
Bool = NDArray[np.bool_]

LEAST_GROUP = 200
"""Records of a group below which nothing is said of it."""


@dataclass(frozen=True)
class Row:
    """Figures of one model.

    Attributes:
        model: its name.
        auc: mean over small, fit and large of one against the rest.
        low: lower end of the 95 % interval, rows resampled.
        high: upper end.
        ece: expected calibration error.
        log_loss: mean negative log probability of what happened.
    """

    model: str
    auc: float
    low: float
    high: float
    ece: float
    log_loss: float

    def as_dict(self) -> dict[str, Any]:
        """The figures, rounded."""
        return {
            "model": self.model,
            **{name: round(getattr(self, name), 4) for name in ("auc", "low", "high")},
            **{name: round(getattr(self, name), 4) for name in ("ece", "log_loss")},
        }


@dataclass(frozen=True)
class Compared:
    """Rows of all models, and the probabilities of the best of ours."""

    rows: tuple[Row, ...]
    best: F64


def split_rows(
    records: FitRecords, kind: str, *, since: dt.date | None = None, seed: int = 0
) -> Bool:
    """Which records are judged on: a random fifth, or those from a day on.

    Args:
        records: all of them.
        kind: ``random`` or ``temporal``.
        since: first day judged on; the latest fifth by default.
        seed: of the random fifth.

    Raises:
        NotEnoughDataError: either part is empty, or days are not known.
    """
    if kind == "random":
        test = np.zeros(len(records), dtype=bool)
        test[np.random.default_rng(seed).permutation(len(records))[: len(records) // 5]] = True
    else:
        days = records.days
        if not np.isfinite(days).all():
            raise NotEnoughDataError(
                "the day of some fits is not known", remedy="Give days, or judge at random."
            )
        first = np.quantile(days, 0.8) if since is None else since.toordinal() - 719_163
        test = np.asarray(days >= first)
    if not test.any() or test.all():
        raise NotEnoughDataError(
            "no fits are left to learn from or to judge on",
            remedy="Give more fits, or another first day.",
        )
    return test


def baselines(known: FitRecords, asked: FitRecords) -> dict[str, F64]:
    """Majority (rates of all), rates by size, and rates by style shrunk to those of all."""
    rates = {
        "per size": Rate(("scale", "size"), (), 20),
        "per item": Rate(("item",), (), 8),
    }
    found = {"majority": _three(np.tile(_overall(known), (len(asked), 1)))}
    for name, rate in rates.items():
        found[name] = _three(Rates(rate, known, None).encode(asked)[:, :2])
    return found


def _overall(records: FitRecords) -> F64:
    return np.asarray((np.bincount(records.outcomes, minlength=3) / len(records))[[0, 2]])


def _three(small_large: F64) -> F64:
    small, large = small_large.T
    return np.column_stack([small, 1 - small - large, large])


def logistic(described: pl.DataFrame, outcome: NDArray[np.int64], asked: pl.DataFrame) -> F64:
    """Multinomial logistic regression on numbers of the body and out-of-fold rates.

    Rates enter as log odds, unknown numbers as the mean and an indicator.
    """
    names = [f"{name}_{what}" for name in RATES for what in ("small", "large")]
    body = ["height_cm", "weight_kg", "bust_cm", "cup", "age", "bmi", "place", "against_body"]
    learnt, new = (_design(frame, names, body, described) for frame in (described, asked))
    hit = np.eye(3)[outcome]

    def loss(flat: F64) -> tuple[float, F64]:
        weights = flat.reshape(-1, 3)
        raw = learnt @ weights
        raw -= raw.max(axis=1, keepdims=True)
        chance = np.exp(raw)
        total = chance.sum(axis=1, keepdims=True)
        value = float((np.log(total) - (raw * hit).sum(axis=1, keepdims=True)).sum())
        grad = learnt.T @ (chance / total - hit) + weights
        return value + 0.5 * float((weights**2).sum()), grad.ravel()

    start = np.zeros(learnt.shape[1] * 3)
    options = {"maxiter": 200}
    with one_thread():
        weights = minimize(loss, start, jac=True, method="L-BFGS-B", options=options).x
    raw = new @ weights.reshape(-1, 3)
    raised = np.exp(raw - raw.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def _design(frame: pl.DataFrame, rates: list[str], body: list[str], reference: pl.DataFrame) -> F64:
    odds = np.clip(frame.select(rates).to_numpy(), 1e-4, 1 - 1e-4)
    columns = [np.ones((frame.height, 1)), np.log(odds / (1 - odds))]
    for name in body:
        known = reference[name].to_numpy()
        known = known[np.isfinite(known)]
        mean, sd = (float(known.mean()), float(known.std()) or 1.0) if len(known) else (0.0, 1.0)
        values = frame[name].to_numpy()
        unknown = ~np.isfinite(values)
        scaled = np.clip(np.where(unknown, 0.0, (values - mean) / sd), -4, 4)
        columns.append(np.column_stack([scaled, scaled**2, unknown]))
    return np.column_stack(columns)


def compare(
    records: FitRecords,
    test: Bool,
    config: SizeFitConfig | None = None,
    *,
    say: Callable[[str], None] = lambda _: None,
) -> Compared:
    """Learn every model from the records that are not judged on, and judge them on the others."""
    config = config or SizeFitConfig()
    known, asked = records.rows(~test), records.rows(test)
    outcome = asked.outcomes
    said = baselines(known, asked)
    say("features out of fold")
    described = out_of_fold(known, config.latent, count=config.folds, seed=config.seed)
    features = FitFeatures(known, config.latent)
    new = features.describe(asked)
    say("logistic regression")
    said["logistic"] = logistic(described, known.outcomes, new)
    said["latent size"] = new.select(LATENT).to_numpy()
    say("trees")
    model = SizeFit(config)
    best = said["latent size"]
    if model.boosts(known):
        model.fit_trees(described, known)
        best = said["combined"] = model.predict_described(new)
    return Compared(tuple(_row(name, p, outcome) for name, p in said.items()), best)


def _row(name: str, probability: F64, outcome: NDArray[np.int64]) -> Row:
    low, high = interval(probability, outcome)
    return Row(
        name,
        mean_auc(probability, outcome),
        low,
        high,
        calibration_error(probability, outcome),
        log_loss(probability, outcome),
    )


def groups_of(records: FitRecords, probability: F64) -> list[dict[str, Any]]:
    """AUC, calibration and rates by size worn, height and mass index, with intervals.

    Groups of fewer than 200 records are left out; fifths are of those whose number is known.
    """
    found = []
    for name, members in _groups(records).items():
        count = int(members.sum())
        if count < LEAST_GROUP:
            continue
        p, y = probability[members], records.outcomes[members]
        low, high = interval(p, y, draws=100)
        found.append(
            {
                "group": name,
                "records": count,
                "auc": round(mean_auc(p, y), 4),
                "low": round(low, 4),
                "high": round(high, 4),
                "ece": round(calibration_error(p, y, bins=10), 4),
                "small": round(float((y == 0).mean()), 4),
                "small_forecast": round(float(p[:, 0].mean()), 4),
                "large": round(float((y == 2).mean()), 4),
                "large_forecast": round(float(p[:, 2].mean()), 4),
            }
        )
    return found


def _groups(records: FitRecords) -> Mapping[str, Bool]:
    height = records.real("height_cm")
    numbers = {
        "height": height,
        "mass index": records.real("weight_kg") / (height / 100) ** 2,
        "size": records.real("number"),
    }
    groups: dict[str, Bool] = {}
    for name, values in numbers.items():
        known = np.isfinite(values)
        if not known.any():
            continue
        edges = np.quantile(values[known], [0, 0.2, 0.4, 0.6, 0.8, 1.0])
        for k, (low, high) in enumerate(pairwise(edges)):
            last = k == 4
            inside = known & (values >= low) & ((values <= high) if last else (values < high))
            groups[f"{name} {low:.0f} to {high:.0f}"] = inside
        groups[f"{name} not known"] = ~known
    return groups
