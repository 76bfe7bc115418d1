"""The contest of forecasters on rolling origins, judged apart for each kind of demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.backtest import Case, Forecast, Score, score
from modiste.learn.forecast.blend import Blend, best_weights, means_of, mixed
from modiste.learn.forecast.classes import Demand, demand_classes
from modiste.learn.forecast.effects import Effects
from modiste.learn.forecast.errors import Errors, scales
from modiste.learn.forecast.panel import Floats
from modiste.learn.forecast.point import PointConfig, PointForecaster
from modiste.learn.forecast.spread import KindSpread, kind_factors
from modiste.model.findings import QUANTILES

ALL = "all"
"""Scope of the figures over every kind of demand."""

FEW = 30
"""Series judged, over all origins, below which a kind of demand follows everyone's choice."""

TIE = 0.01
"""A combination wins unless a single forecaster is better by more than this: past differences
smaller than that are chance, and a mean of forecasters fails less badly than any one of them."""

Maker = Callable[[], PointForecaster]


@dataclass(frozen=True)
class Outcome:
    """What came of a contest.

    Attributes:
        weights: weight of each member, by kind of demand.
        chosen: name of the winner, by kind of demand: a member, or ``combination``.
        scores: fields of ``backtest.Score`` with ``scope`` and ``chosen``.
        errors: what the winners forecast at the origins, and what came; ``None`` where nobody did.
    """

    weights: dict[str, dict[str, float]]
    chosen: dict[str, str]
    scores: pl.DataFrame
    errors: Errors | None = None


def contest(
    cases: Sequence[Case],
    makers: Mapping[str, Maker],
    config: PointConfig,
    effects: Effects | None = None,
) -> Outcome:
    """Let forecasters compete.

    The kind of a series is what it was at the origin, not what it became. Each origin is judged
    with the combination's weights, and everyone's spread, learnt on the other origins; the weights
    returned are those of all origins.

    Args:
        cases: the origins.
        makers: makers of fresh forecasters, by name.
        config: settings of the combination.
        effects: known effects, taken out of what forecasters see and put back.
    """
    kinds = [demand_classes(case.known) for case in cases]
    means = {
        name: [means_of(make(), case.known, case.actual.shape[1], effects) for case in cases]
        for name, make in makers.items()
    }
    misses = [_misses(case, [means[name][i] for name in makers]) for i, case in enumerate(cases)]
    weights = _weights(misses, kinds, list(makers))
    if len(cases) > 1 and len(makers) > 1:
        means[Blend.name] = [
            mixed({name: means[name][i] for name in makers}, kinds[i], learnt)
            for i, learnt in enumerate(_left_out(misses, kinds, list(makers)))
        ]
    factors = [kind_factors(case.known) if _counted(case, config) else {} for case in cases]
    said = {name: _banded(cases, each, kinds, factors, config) for name, each in means.items()}
    return _outcome(cases, kinds, said, weights)


def _misses(case: Case, said: list[Floats]) -> Floats:
    """Scaled errors, shape (series, steps, members)."""
    scale = case.squared_scale[:, None]
    return np.stack([(each - case.actual) / scale for each in said], axis=2)


def _left_out(
    misses: list[Floats], kinds: list[NDArray[np.str_]], names: list[str]
) -> list[dict[str, dict[str, float]]]:
    """For each origin the weights that the other ones teach."""
    found = []
    for i in range(len(misses)):
        others = [k for k in range(len(misses)) if k != i]
        found.append(_weights([misses[k] for k in others], [kinds[k] for k in others], names))
    return found


def _weights(
    misses: list[Floats], kinds: list[NDArray[np.str_]], names: list[str]
) -> dict[str, dict[str, float]]:
    """Best weights for each kind of demand; a kind with few series gets everyone's."""
    steps = min(each.shape[1] for each in misses)
    every = np.concatenate([each[:, :steps] for each in misses])
    kind = np.concatenate(kinds)
    common = best_weights(every)
    found = {}
    for each in Demand:
        mine = kind == each.value
        own = best_weights(every[mine]) if mine.sum() >= FEW else common
        found[each.value] = {n: float(w) for n, w in zip(names, own, strict=True) if w > 0}
    return found


def _counted(case: Case, config: PointConfig) -> bool:
    return case.known.counts if config.values == "auto" else config.values == "counts"


def _banded(
    cases: Sequence[Case],
    means: list[Floats],
    kinds: list[NDArray[np.str_]],
    factors: list[dict[str, Floats]],
    config: PointConfig,
) -> list[Forecast]:
    """Means with the quantiles that errors at the other origins teach."""
    errors = [
        Errors(mean, case.actual, scales(case.known), kind)
        for case, mean, kind in zip(cases, means, kinds, strict=True)
    ]
    found = []
    for i, case in enumerate(cases):
        others = [k for k in range(len(cases)) if k != i] or [i]
        past = joined([errors[k] for k in others])
        counts = _counted(case, config)
        spread = KindSpread(case.known, past, counts=counts, factors=factors[i])
        found.append(Forecast(means[i], {q: spread.quantile(means[i], q) for q in QUANTILES}))
    return found


def joined(errors: Sequence[Errors]) -> Errors:
    """Errors of several origins as one."""
    steps = min(each.forecast.shape[1] for each in errors)
    parts = []
    for each in fields(Errors):
        arrays = [getattr(one, each.name) for one in errors]
        parts.append(np.concatenate([a[:, :steps] if a.ndim == 2 else a for a in arrays]))
    return Errors(*parts)


def _outcome(
    cases: Sequence[Case],
    kinds: list[NDArray[np.str_]],
    said: Mapping[str, list[Forecast]],
    weights: dict[str, dict[str, float]],
) -> Outcome:
    """Score everyone in every scope, and give each kind of demand to the best."""
    tables, winners = [], {}
    for scope in (ALL, *(kind.value for kind in Demand)):
        chosen = [kind == scope if scope != ALL else np.ones(len(kind), bool) for kind in kinds]
        if sum(int(each.sum()) for each in chosen) < (1 if scope == ALL else FEW):
            continue
        rows = [
            score(name, list(zip(cases, forecasts, strict=True)), chosen)
            for name, forecasts in said.items()
        ]
        table = _ranked(rows)
        winners[scope] = _winner(table)
        best = pl.col("model") == winners[scope]
        tables.append(table.select(pl.lit(scope).alias("scope"), pl.all(), best.alias("chosen")))
    chosen_by_kind = {kind.value: winners.get(kind.value, winners[ALL]) for kind in Demand}
    final = {
        kind: weights[kind] if name == Blend.name else {name: 1.0}
        for kind, name in chosen_by_kind.items()
    }
    errors = _winning(cases, kinds, said, chosen_by_kind)
    return Outcome(final, chosen_by_kind, pl.concat(tables), errors)


def _ranked(rows: list[Score]) -> pl.DataFrame:
    """The table of one scope, least RMSSE first."""
    return pl.DataFrame([asdict(row) for row in rows]).sort(
        pl.col("rmsse").fill_nan(None), "model", nulls_last=True
    )


def _winner(table: pl.DataFrame) -> str:
    """The least RMSSE of a sorted table; the combination where it is as good."""
    best, name = table["rmsse"][0], str(table["model"][0])
    combined = table.filter(pl.col("model") == Blend.name)
    if combined.height and combined["rmsse"][0] <= best * (1 + TIE):
        return Blend.name
    return name


def _winning(
    cases: Sequence[Case],
    kinds: list[NDArray[np.str_]],
    said: Mapping[str, list[Forecast]],
    chosen: Mapping[str, str],
) -> Errors:
    """Errors of each kind's winner."""
    found = []
    for i, case in enumerate(cases):
        mean = np.full_like(case.actual, np.nan)
        for kind in np.unique(kinds[i]):
            mine = kinds[i] == kind
            mean[mine] = said[chosen[str(kind)]][i].mean[mine]
        found.append(Errors(mean, case.actual, scales(case.known), kinds[i]))
    return joined(found)
