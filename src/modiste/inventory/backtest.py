"""What would last year have earned under this plan, and under the rules that planners use?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import polars as pl

from modiste.inventory.judge.figures import books, report
from modiste.inventory.judge.foresight import Foresight, Outlooks, Smoothing
from modiste.inventory.judge.past import Past, Pooled, lead_weeks, moving_average
from modiste.inventory.judge.replay import replay
from modiste.inventory.judge.scene import NEVER, SHELF_DAYS, WEEKS_A_YEAR, Economics, Ints, Scene
from modiste.inventory.policies.base import DAYS, LevelPolicy, Outlook, Terms
from modiste.inventory.policies.baselines import FixedPoints, NormalSafety, WeeksOfCover
from modiste.inventory.policies.catalogue import policy
from modiste.learn.distributions import Floats
from modiste.learn.forecast import forecaster
from modiste.learn.forecast.panel import SERIES, TIME, VALUE
from modiste.model.errors import InputError, NotEnoughDataError
from modiste.store.settings import Planning

AS_IT_WAS = "as it was"
LEAST_HISTORY = 26
"""Weeks of history before the first judged one."""

LEAST_WEEKS = 8

_FIXED = "fixed reorder point (4 weeks)"
_VALUES = ("value", "low", "high", "difference", "difference_low", "difference_high")


@dataclass(frozen=True)
class Year:
    """A brand's past and terms, of one currency, ready to be judged.

    Attributes:
        series: ``variant_id, location_id, product_id, group, cost_known``, one row a series.
        past: sales of the same series, the judged weeks among them.
        start: first day of the past's first week.
        lead_days: mean lead time, shape (n,), as are the next ones.
        lead_sd_days: its deviation.
        supplier: number of the supplier.
        moq: least units of an order.
        pack: pack size.
        price: mean price paid, minor units.
        full_price: price without markdown.
        unit_cost: minor units.
        on_hand: units when the judged weeks began; NaN is unknown.
        mean_stock: mean units counted in the judged weeks; NaN is unknown.
        ends: first week of the past in which a series is no longer sold; NEVER for none.
        currency: of all money.
    """

    series: pl.DataFrame
    past: Past | Pooled
    start: dt.date
    lead_days: Floats
    lead_sd_days: Floats
    supplier: Ints
    moq: Floats
    pack: Floats
    price: Ints
    full_price: Ints
    unit_cost: Ints
    on_hand: Floats
    mean_stock: Floats
    ends: Ints
    currency: str


@dataclass(frozen=True)
class Options:
    """How a year is judged.

    Attributes:
        weeks: judged weeks, the past's last ones.
        refit: weeks between two forecasts.
        model: name of the forecaster.
        scenarios: draws of lead times and of what empty shelves hid.
        resample: length in weeks of the blocks of which years like the past are made; 0 judges the
            year that was.
        salvage: share of the cost that unsaleable goods bring.
        seed: of everything random.
    """

    weeks: int = 52
    refit: int = 4
    model: str = "pooled season"
    scenarios: int = 50
    resample: int = 0
    salvage: float = 0.3
    seed: int = 0

    def __post_init__(self) -> None:
        if self.weeks < LEAST_WEEKS or self.refit < 1 or self.scenarios < 1 or self.resample < 0:
            raise InputError(
                "weeks, refit, scenarios or resample is out of range",
                remedy=f"Judge {LEAST_WEEKS} weeks or more, in one scenario or more.",
            )


@dataclass(frozen=True)
class Verdict:
    """What a backtest found.

    Attributes:
        figures: see ``judge.figures.report``; differences are against the plan's policy.
        first: first judged day.
        weeks: judged weeks.
        series: judged series.
        coverage: share of the units sold in those weeks that they sold.
        stock_known: share of the series whose stock at the start was counted.
        cost_known: share of the series whose cost is known; that of the others is assumed.
        currency: of all money.
    """

    figures: pl.DataFrame
    first: dt.date
    weeks: int
    series: int
    coverage: float
    stock_known: float
    cost_known: float
    currency: str


def backtest(
    year: Year,
    planning: Planning,
    options: Options | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Verdict:
    """Replay the past under the plan's policy and under planners' rules.

    Every forecast is made from weeks before it alone. Series with less than 26 weeks of history
    before the judged weeks are left out: nobody could have reordered them from their own sales.
    Where the stock at the start is not known, all policies start with what lead time and review
    should sell.

    Args:
        year: the past.
        planning: policy, service, review and cycle.
        options: how it is judged.
        progress: told what is being done.

    Raises:
        NotEnoughDataError: the past is too short, or no series is old enough.
    """
    options = options or Options()
    weeks = min(options.weeks, year.past.sold.shape[1] - LEAST_HISTORY)
    if weeks < LEAST_WEEKS:
        raise NotEnoughDataError(
            f"{year.past.sold.shape[1]} weeks of sales are too few for a backtest",
            remedy=f"Give {LEAST_HISTORY + LEAST_WEEKS} weeks or more.",
        )
    first = year.past.sold.shape[1] - weeks
    judged, coverage = _old_enough(year, first)
    scene, money = _scene(judged, planning, options, first, weeks)
    told, rules = _contenders(judged, planning, options, (first, weeks), scene, progress)
    found: dict[str, Mapping[str, Floats]] = {}
    if not options.resample:
        found[AS_IT_WAS] = _as_it_was(judged, scene, money, first, weeks)
    for name, (rule, terms) in rules.items():
        progress(f"replaying {name}")
        played = replace(scene, terms=terms)
        found[name] = books(replay(played, rule, told[name], money), played, money)
    groups = judged.series["product_id"].rank("dense").to_numpy().astype(np.int64) - 1
    figures = report(found, groups, weeks, reference=next(iter(rules)), seed=options.seed)
    return Verdict(
        _without_unknown(figures, judged),
        year.start + dt.timedelta(weeks=first),
        weeks,
        judged.series.height,
        coverage,
        float(np.isfinite(judged.on_hand).mean()),
        float(judged.series["cost_known"].to_numpy().mean()),
        year.currency,
    )


def _old_enough(year: Year, first: int) -> tuple[Year, float]:
    """Series that sold at all in the half-year before, and what share of later sales is theirs."""
    sold = year.past.sold
    old = ~np.isnan(sold[:, first - LEAST_HISTORY])
    live = np.nansum(sold[:, first - LEAST_HISTORY : first], axis=1) > 0
    rows = np.flatnonzero(old & live & (year.ends > first))
    if not len(rows):
        raise NotEnoughDataError(
            "no series was sold for half a year before the judged weeks",
            remedy="Import more history, or judge fewer weeks with --weeks.",
        )
    later = np.nansum(sold[:, first:], axis=1)
    changes: dict[str, Any] = {
        name: value[rows] for name, value in vars(year).items() if isinstance(value, np.ndarray)
    }
    changes |= {"series": year.series[rows.tolist()], "past": year.past.rows(rows)}
    kept = replace(year, **changes)
    return kept, float(later[rows].sum() / max(later.sum(), 1.0))


def _scene(
    year: Year, planning: Planning, options: Options, first: int, weeks: int
) -> tuple[Scene, Economics]:
    if options.resample:
        demand = year.past.until(first).resampled(
            weeks, options.scenarios, options.resample, options.seed
        )
    else:
        demand = year.past.demand(first, weeks, options.scenarios, options.seed)
    ends = np.where(year.ends >= first + weeks, NEVER, year.ends - first)
    demand *= np.arange(weeks)[None, :, None] < ends
    days = year.lead_days
    terms = Terms(
        days + SHELF_DAYS,
        np.sqrt(year.lead_sd_days**2 + DAYS**2 / 12),
        float(planning.review_days),
        float(planning.order_cycle_days),
        planning.service_level,
        planning.service_kind,
        moq=year.moq,
        pack=year.pack,
        unit_cost=year.unit_cost.astype(float),
        price=year.price.astype(float),
        holding_rate=planning.holding_rate,
        order_cost=0.0,
    )
    weekly = np.nansum(year.past.before(first)[:, -LEAST_HISTORY:], axis=1) / LEAST_HISTORY
    enough = np.ceil(weekly * (terms.lead_days + terms.review_days + terms.cycle_days / 2) / DAYS)
    scene = Scene(
        demand,
        lead_weeks(days, year.lead_sd_days, year.supplier, weeks, options.scenarios, options.seed),
        np.where(np.isfinite(year.on_hand), year.on_hand, enough).astype(np.int64),
        terms,
        ends=ends.astype(np.int64),
        review_weeks=max(round(planning.review_days / DAYS), 1),
    )
    left = np.rint(year.unit_cost * options.salvage).astype(np.int64)
    money = Economics(
        year.price, np.maximum(year.full_price, year.price), year.unit_cost, left,
        planning.holding_rate,
    )  # fmt: skip
    return scene, money


_Rules = dict[str, tuple[LevelPolicy, Terms]]


def _contenders(
    year: Year,
    planning: Planning,
    options: Options,
    span: tuple[int, int],
    scene: Scene,
    progress: Callable[[str], None],
) -> tuple[dict[str, Foresight], _Rules]:
    """What each policy is told, and the policies themselves; the plan's comes first."""
    first, weeks = span
    horizon = _horizon(year, planning)
    weekly = np.nanmean(year.past.before(first)[:, -52:], axis=1)
    ours = f"modiste ({planning.policy})"
    rules: _Rules = {
        ours: (policy(planning.policy), scene.terms),
        _FIXED: (FixedPoints(weekly, 4.0), scene.terms),
        "weeks of cover (4 weeks)": (WeeksOfCover(4.0), scene.terms),
        "normal safety stock": (NormalSafety(), scene.terms),
    }
    if options.resample:
        # Each resampled year must be learnt as it goes, from what was sold in it.
        known = year.past.before(first)[:, -LEAST_HISTORY:]
        spread = np.maximum(np.nanvar(known, axis=1), weekly)
        season = np.ones((len(weekly), weeks + horizon))
        ends = (scene.last_weeks[:, None] > np.arange(weeks + horizon)[None, :]).astype(float)
        learning: dict[str, Foresight] = {
            name: Smoothing(weekly, spread, season * ends, horizon) for name in rules
        }
        learning[_FIXED] = moving_average(year.past, first, 1, horizon)  # which it does not look at
        return learning, rules
    recent = moving_average(year.past, first, weeks, horizon)
    told: dict[str, Foresight] = dict.fromkeys(rules, _until(recent, scene))
    told[ours] = _until(_forecasts(year, options, span, horizon, progress), scene)
    return told, rules


def _horizon(year: Year, planning: Planning) -> int:
    """Weeks that a policy looks ahead."""
    longest = float((year.lead_days + 2 * year.lead_sd_days).max(initial=0.0)) + SHELF_DAYS
    days = longest + planning.review_days + planning.order_cycle_days
    return min(int(np.ceil(days / DAYS)) + 1 + 4, 104)


def _forecasts(
    year: Year,
    options: Options,
    span: tuple[int, int],
    horizon: int,
    progress: Callable[[str], None],
) -> Outlooks:
    """Forecasts made again and again, each from the weeks before it alone."""
    first, weeks = span
    group = year.series["group"].to_numpy()
    made = []
    for week in range(0, weeks, options.refit):
        progress(f"forecasting week {week + 1} of {weeks}")
        known = year.past.before(first + week)
        at, when = np.nonzero(~np.isnan(known))
        days = (when * 7).astype("timedelta64[D]")
        panel = pl.DataFrame(
            {
                SERIES: at,
                TIME: np.datetime64(year.start) + days,
                VALUE: known[at, when],
                "group": group[at],
            }
        )
        found = forecaster(options.model)().fit(panel).predict(horizon).sort(SERIES, TIME)
        mean, deviation = (
            found[name].to_numpy().reshape(len(known), horizon)
            for name in ("mean", "cumulative_sd")
        )
        made.append((week, Outlook(mean, deviation)))
    return Outlooks(made)


def _until(told: Outlooks, scene: Scene) -> Outlooks:
    """Nothing is expected after the planned end of a series' life, which every planner knows."""
    ends = scene.last_weeks[:, None]
    if (ends == NEVER).all():
        return told
    made = []
    for week, outlook in told.made:
        selling = week + np.arange(outlook.mean.shape[1])[None, :] < ends
        deviation = np.maximum.accumulate(np.where(selling, outlook.cumulative_sd, 0.0), axis=1)
        made.append((week, Outlook(np.where(selling, outlook.mean, 0.0), deviation)))
    return Outlooks(made)


def _as_it_was(
    year: Year, scene: Scene, money: Economics, first: int, weeks: int
) -> dict[str, Floats]:
    """Books of what was really sold; purchases count as the cost of what was sold."""
    sold = np.nan_to_num(year.past.sold[:, first : first + weeks]).T[None]
    sold = sold * (np.arange(weeks)[None, :, None] < scene.last_weeks)
    served = np.minimum(np.repeat(sold, scene.scenarios, axis=0), scene.demand)
    demand = scene.demand.sum(axis=1).astype(float)
    units = served.sum(axis=1)
    stock = np.broadcast_to(np.nan_to_num(year.mean_stock) * weeks, units.shape)
    cost = money.unit_cost.astype(float)
    short = (scene.demand > served).sum(axis=1).astype(float)
    nothing = np.zeros(units.shape)
    return {
        "demand": demand,
        "served": units,
        "lost_margin": (demand - units) * np.maximum(money.price - cost, 0),
        "stock_weeks": stock,
        "stock_value_weeks": stock * cost,
        "short_weeks": short,
        "series_weeks": np.broadcast_to(np.clip(scene.last_weeks, 0, weeks), units.shape) * 1.0,
        "orders": nothing,
        "leftover": nothing,
        "waste": nothing,
        "revenue": units * money.price,
        "markdown": units * (money.full_price - money.price),
        "purchases": units * cost,
        "holding": stock * cost * money.holding_rate / WEEKS_A_YEAR,
        "ordering": nothing,
        "salvage": nothing,
        "stock_change": nothing,
    }


def _without_unknown(figures: pl.DataFrame, year: Year) -> pl.DataFrame:
    """Null what is not known of the year as it was: orders and waste, and stock without counts."""
    unknown = ["orders", "waste", "salvage", "leftover", "stock_change", "purchases"]
    if not np.isfinite(year.mean_stock).all():
        unknown += ["mean_stock", "stock_value", "turns", "holding", "profit"]
    was = pl.col("policy") == AS_IT_WAS
    gone = pl.col("figure").is_in(unknown)
    return figures.with_columns(
        pl.when(~(was & gone)).then(pl.col(name)).alias(name) for name in _VALUES
    )
