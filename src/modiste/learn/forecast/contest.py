"""The contest of forecasters on rolling origins, judged apart for each kind of demand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.learn.backtest import Case, Forecast, forecast_of, score
from modiste.learn.forecast.blend import Blend, best_weights
from modiste.learn.forecast.classes import Demand, demand_classes
from modiste.learn.forecast.point import PointConfig, PointForecaster

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
    """

    weights: dict[str, dict[str, float]]
    chosen: dict[str, str]
    scores: pl.DataFrame


def contest(cases: list[Case], makers: Mapping[str, Maker], config: PointConfig) -> Outcome:
    """Let forecasters compete.

    The kind of a series is what it was at the origin, not what it became. The combination is judged
    with weights learnt on the other origins; the weights returned are those of all origins.

    Args:
        cases: the origins.
        makers: makers of fresh forecasters, by name.
        config: settings of the combination.
    """
    kinds = [demand_classes(case.known) for case in cases]
    said = {name: [forecast_of(make(), case) for case in cases] for name, make in makers.items()}
    members = {name: make() for name, make in makers.items()}
    errors = [_errors(case, [said[name][i] for name in makers]) for i, case in enumerate(cases)]
    if len(cases) > 1 and len(makers) > 1:
        blended = []
        for i, case in enumerate(cases):
            others = [k for k in range(len(cases)) if k != i]
            weights = _weights(
                [errors[k] for k in others], [kinds[k] for k in others], list(makers)
            )
            blended.append(forecast_of(Blend(members, weights, config), case))
        said[Blend.name] = blended
    return _outcome(cases, kinds, said, _weights(errors, kinds, list(makers)))


def _errors(case: Case, said: list[Forecast]) -> NDArray[np.float64]:
    """Scaled errors, shape (series, steps, members)."""
    scale = case.squared_scale[:, None]
    return np.stack([(each.mean - case.actual) / scale for each in said], axis=2)


def _weights(
    errors: list[NDArray[np.float64]], kinds: list[NDArray[np.str_]], names: list[str]
) -> dict[str, dict[str, float]]:
    """Best weights for each kind of demand; a kind with few series gets everyone's."""
    steps = min(each.shape[1] for each in errors)
    every = np.concatenate([each[:, :steps] for each in errors])
    kind = np.concatenate(kinds)
    common = best_weights(every)
    found = {}
    for each in Demand:
        mine = kind == each.value
        own = best_weights(every[mine]) if mine.sum() >= FEW else common
        found[each.value] = {n: float(w) for n, w in zip(names, own, strict=True) if w > 0}
    return found


def _outcome(
    cases: list[Case],
    kinds: list[NDArray[np.str_]],
    said: Mapping[str, list[Forecast]],
    weights: dict[str, dict[str, float]],
) -> Outcome:
    """Score everyone in every scope, and give each kind of demand to the least RMSSE."""
    tables, winners = [], {}
    for scope in (ALL, *(kind.value for kind in Demand)):
        chosen = [kind == scope if scope != ALL else np.ones(len(kind), bool) for kind in kinds]
        if sum(int(each.sum()) for each in chosen) < (1 if scope == ALL else FEW):
            continue
        rows = [
            score(name, list(zip(cases, forecasts, strict=True)), chosen)
            for name, forecasts in said.items()
        ]
        table = pl.DataFrame([asdict(row) for row in rows]).sort(
            pl.col("rmsse").fill_nan(None), "model", nulls_last=True
        )
        winners[scope] = _winner(table)
        best = pl.col("model") == winners[scope]
        tables.append(table.select(pl.lit(scope).alias("scope"), pl.all(), best.alias("chosen")))
    chosen_by_kind = {kind.value: winners.get(kind.value, winners[ALL]) for kind in Demand}
    final = {
        kind: weights[kind] if name == Blend.name else {name: 1.0}
        for kind, name in chosen_by_kind.items()
    }
    return Outcome(final, chosen_by_kind, pl.concat(tables))


def _winner(table: pl.DataFrame) -> str:
    """The least RMSSE of a sorted table; the combination where it is as good."""
    best, name = table["rmsse"][0], str(table["model"][0])
    combined = table.filter(pl.col("model") == Blend.name)
    if combined.height and combined["rmsse"][0] <= best * (1 + TIE):
        return Blend.name
    return name
