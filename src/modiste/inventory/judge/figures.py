"""From flows of units to what a planner asks for: service, losses, stock and money."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from modiste.inventory.judge.scene import WEEKS_A_YEAR, Economics, Ints, Scene
from modiste.inventory.judge.shelf import Flows
from modiste.learn.distributions import Floats
from modiste.model.errors import InputError

KEEP_WEEKS = 26
"""Weeks of mean demand that closing stock is worth its cost for; what lies beyond, salvage."""

FIGURES = (
    "fill_rate", "weeks_in_stock", "demand", "unserved", "lost_margin", "mean_stock", "stock_value",
    "turns", "orders", "leftover", "waste", "revenue", "markdown", "purchases", "holding",
    "ordering", "salvage", "stock_change", "profit",
)  # fmt: skip
"""The figures of a report, in their order; those from ``lost_margin`` on that are money are in
minor units, except stock, turns, orders, leftover and waste."""

MONEY = frozenset(
    ("lost_margin", "stock_value", "revenue", "markdown", "purchases", "holding", "ordering",
     "salvage", "stock_change", "profit")
)  # fmt: skip
"""The figures that are money, in minor units."""

_SUMS = (
    "demand", "served", "lost_margin", "stock_weeks", "stock_value_weeks", "short_weeks",
    "series_weeks", "orders", "leftover", "waste", "revenue", "markdown", "purchases", "holding",
    "ordering", "salvage", "stock_change",
)  # fmt: skip


def books(
    flows: Flows, scene: Scene, money: Economics, *, keep_weeks: float = KEEP_WEEKS
) -> dict[str, Floats]:
    """Sums of every series in every scenario, shape (S, n); units and minor units of money.

    Profit is revenue − purchases − holding − ordering + salvage + stock change. The stock change is
    the value of what is on hand and on its way at the end less at the start, at cost; of a series
    that is still sold, what exceeds ``keep_weeks`` weeks of its mean demand counts at salvage, and
    of one that is not, everything.
    """
    cost, salvage = money.unit_cost.astype(float), money.salvage.astype(float)
    weeks = scene.weeks
    selling = np.clip(scene.last_weeks, 0, weeks)
    opening = scene.opening + scene.deliveries.sum(axis=1)
    closing = flows.closing + flows.coming - flows.owed
    weekly = flows.demand.mean(axis=0) / max(weeks, 1)
    kept = np.where(scene.last_weeks > weeks, np.minimum(closing, weekly * keep_weeks), 0.0)
    value = kept * cost + (closing - kept) * np.minimum(salvage, cost)
    holding = money.holding_rate / WEEKS_A_YEAR
    price = money.price if money.price.ndim == 1 else money.price.mean(axis=0)
    unserved = flows.unserved
    found: dict[str, Any] = {
        "demand": flows.demand,
        "served": flows.served,
        "lost_margin": (0 if scene.backorders else unserved) * np.maximum(price - cost, 0),
        "stock_weeks": flows.stock_weeks,
        "stock_value_weeks": flows.stock_weeks * cost,
        "short_weeks": flows.short_weeks,
        "series_weeks": selling,
        "orders": flows.orders,
        "leftover": flows.closing,
        "waste": flows.waste,
        "revenue": flows.revenue,
        "markdown": flows.full_revenue - flows.revenue,
        "purchases": flows.ordered * cost,
        "holding": flows.stock_weeks * cost * holding,
        "ordering": flows.orders * float(money.order_cost),
        "salvage": flows.waste * salvage,
        "stock_change": value - opening * cost,
    }
    shape = flows.demand.shape
    return {name: np.broadcast_to(np.asarray(found[name], dtype=float), shape) for name in _SUMS}


def figures(sums: Mapping[str, Floats], weeks: int) -> dict[str, Floats]:
    """The figures of sums over series; every array may have any one shape.

    Args:
        sums: as of :func:`books`, added up over series.
        weeks: W.
    """
    demand, stock = sums["demand"], sums["stock_weeks"] / weeks
    years = weeks / WEEKS_A_YEAR
    found = {
        "fill_rate": _ratio(sums["served"], demand, 1.0),
        "weeks_in_stock": 1 - _ratio(sums["short_weeks"], sums["series_weeks"], 0.0),
        "unserved": demand - sums["served"],
        "mean_stock": stock,
        "stock_value": sums["stock_value_weeks"] / weeks,
        "turns": _ratio(sums["served"] / years, stock, np.nan),
        "profit": sums["revenue"] - sums["purchases"] - sums["holding"] - sums["ordering"]
        + sums["salvage"] + sums["stock_change"],
    }  # fmt: skip
    return {name: found.get(name, sums.get(name, demand)) for name in FIGURES}


def report(
    policies: Mapping[str, Mapping[str, Floats]],
    groups: NDArray[np.integer],
    weeks: int,
    *,
    reference: str | None = None,
    draws: int = 500,
    seed: int = 0,
) -> pl.DataFrame:
    """Figures of several policies on the same scene, with 90 % intervals.

    A draw takes one scenario and as many groups of series as there are, with replacement (Efron and
    Tibshirani, An Introduction to the Bootstrap, 1993): its spread says how far chance in demand
    and lead times, and the choice of just these styles, move a figure. All policies are drawn
    alike, so that differences are far surer than the figures themselves.

    Args:
        policies: results of :func:`books` by name.
        groups: number of the group of each series from 0, such as its style; shape (n,).
        weeks: W.
        reference: the policy to which others are compared; the first one by default.
        draws: number of draws.
        seed: of the draws.

    Returns:
        ``policy, figure, value, low, high, difference, difference_low, difference_high``; the
        value is the mean over scenarios, the ends are the 5 % and 95 % quantiles of the draws, and
        differences are against the reference.
    """
    if not policies:
        raise InputError("there is no policy to report", remedy="Replay one first.")
    reference = reference or next(iter(policies))
    weights, scenario = _draws(policies, groups, draws, seed)
    points, spreads = {}, {}
    for name, sums in policies.items():
        grouped = {key: _grouped(value, groups) for key, value in sums.items()}
        whole = {key: value.sum(axis=1).mean() for key, value in grouped.items()}
        drawn = {
            key: np.einsum("bg,bg->b", value[scenario], weights) for key, value in grouped.items()
        }
        points[name] = figures({k: np.asarray(v) for k, v in whole.items()}, weeks)
        spreads[name] = figures(drawn, weeks)
    rows = [
        _row(name, figure, points, spreads, reference) for name in policies for figure in FIGURES
    ]
    return pl.DataFrame(rows, infer_schema_length=None)


def _draws(
    policies: Mapping[str, Mapping[str, Floats]],
    groups: NDArray[np.integer],
    draws: int,
    seed: int,
) -> tuple[Floats, Ints]:
    rng = np.random.default_rng(seed)
    scenarios = next(iter(policies.values()))["demand"].shape[0]
    count = int(groups.max(initial=-1)) + 1
    weights = rng.multinomial(count, np.full(count, 1 / max(count, 1)), size=draws)
    return weights.astype(float), rng.integers(0, scenarios, draws)


def _grouped(values: Floats, groups: NDArray[np.integer]) -> Floats:
    """Sums over the series of each group, shape (S, G)."""
    out = np.zeros((values.shape[0], int(groups.max(initial=-1)) + 1))
    for scenario, row in zip(out, values, strict=True):
        np.add.at(scenario, groups, row)
    return out


def _row(
    name: str,
    figure: str,
    points: Mapping[str, Mapping[str, Floats]],
    spreads: Mapping[str, Mapping[str, Floats]],
    reference: str,
) -> dict[str, Any]:
    value, spread = points[name][figure], spreads[name][figure]
    apart = spread - spreads[reference][figure]
    low, high = np.quantile(spread, (0.05, 0.95))
    less, more = np.quantile(apart, (0.05, 0.95))
    return {
        "policy": name,
        "figure": figure,
        "value": float(value),
        "low": float(low),
        "high": float(high),
        "difference": float(value - points[reference][figure]),
        "difference_low": float(less),
        "difference_high": float(more),
    }


def _ratio(part: Floats, whole: Floats, empty: float) -> Floats:
    part, whole = np.asarray(part, dtype=float), np.asarray(whole, dtype=float)
    out: Floats = np.full(np.shape(whole), empty)
    np.divide(part, whole, out=out, where=whole > 0)
    return out
