"""Points of every policy: targets reached, costs weighed, unknowns replaced."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from stockpyl import newsvendor, rq

from modiste.inventory.policies.base import LevelPolicy, Outlook, State, Terms, levels, spans
from modiste.inventory.policies.baselines import FixedPoints, NormalSafety, WeeksOfCover
from modiste.inventory.policies.catalogue import POLICIES, policy
from modiste.inventory.policies.costs import Rates, base_stock_cost, fill_rate, implied_shortage
from modiste.inventory.policies.lots import best_lots, best_point
from modiste.inventory.policies.reorder_up_to import best_pairs
from modiste.inventory.policies.targets import point_for_fill
from modiste.learn.distributions import Count, Curve, Gamma, Normal
from modiste.model.errors import UnknownNameError

one = np.array


def outlook(*weekly: float, wider: float = 1.0, weeks: int = 20) -> Outlook:
    mean = np.repeat(one(weekly)[:, None], weeks, axis=1)
    return Outlook(mean, np.sqrt(np.cumsum(mean * wider, axis=1)))


def terms(n: int = 1, **changed: object) -> Terms:
    given: dict[str, object] = {
        "lead_days": np.full(n, 14.0), "lead_sd_days": np.zeros(n), "review_days": 7.0,
        "cycle_days": 28.0, "service": 0.95,
    }  # fmt: skip
    return Terms(**(given | changed))  # type: ignore[arg-type]


COSTS = {"unit_cost": 2000.0, "price": 5000.0, "holding_rate": 0.3, "order_cost": 1500.0}


# --- targets ----------------------------------------------------------------------------------


@settings(max_examples=40)
@given(
    mean=st.floats(0.05, 60), wider=st.floats(1, 8), lead=st.floats(0, 6), lot=st.integers(1, 200),
    service=st.floats(0.6, 0.995),
)  # fmt: skip
def test_the_least_point_that_reaches_the_fill_rate(
    mean: float, wider: float, lead: float, lot: int, service: float
) -> None:
    first, both = (
        Count(one([mean * span]), one([mean * wider * span])) for span in (lead, lead + 1)
    )
    point = point_for_fill(first, both, lot, service)
    assert fill_rate(first, both, point, lot)[0] >= service
    if point[0] > -1:
        assert fill_rate(first, both, point - 1, lot)[0] < service


def test_the_fill_rate_of_normal_demand_by_the_textbook() -> None:
    # (R, S), demand of lead and review N(20, 4²), of the lead time certain: the textbook's
    # 1 − P₂ = σ G(k) ÷ E[D_R] with G(k) = φ(k) − k Φ̄(k) (Silver, Pyke and Thomas, chapter 6).
    lead, both = Normal(one([10.0]), one([0.0])), Normal(one([20.0]), one([16.0]))
    for k in (0.0, 0.5, 1.3):
        short = 4 * (stats.norm.pdf(k) - k * stats.norm.sf(k))
        found = fill_rate(lead, both, 20 + 4 * k, 1e-5)[0]
        assert found == pytest.approx(1 - short / 10, abs=1e-5)


def test_a_fill_rate_asks_for_less_than_a_cycle_service() -> None:
    cycle = levels(outlook(10.0, wider=3), terms()).reorder_point[0]
    fill = levels(outlook(10.0, wider=3), terms(service_kind="fill")).reorder_point[0]
    assert fill < cycle


def test_snyder_and_shen_example_5_2() -> None:
    # The best r for Q = 300 at Joe's Corner Store is 129.43.
    lead = Normal(one([1300 / 12]), one([150**2 / 12]))
    assert best_point(lead, Rates(8, 0.225, 7.5), 300.0)[0] == 129
    exact = rq.r_q_optimal_r_for_q(300, 0.225, 7.5, 1300, 150, 1 / 12)
    assert exact == pytest.approx(129.43, abs=0.01)


@given(mean=st.floats(0.5, 40), shortage=st.floats(2, 100), order=st.floats(0, 100))
def test_the_best_point_of_the_best_lot_is_the_best_pair(
    mean: float, shortage: float, order: float
) -> None:
    demand, rates = Count(one([mean]), one([2 * mean])), Rates(order, 1.0, shortage)
    found = best_lots(demand, mean, rates)
    assert best_point(demand, rates, found.lot)[0] == found.reorder_point[0]


@given(mean=st.floats(1, 100), sd=st.floats(0.5, 30), shortage=st.floats(1.5, 50))
def test_base_stocks_of_stockpyl(mean: float, sd: float, shortage: float) -> None:
    level, cost = newsvendor.newsvendor_normal(1.0, shortage, mean, sd)
    demand = Normal(one([mean]), one([sd**2]))
    rates = Rates(0.0, 1.0, shortage)
    assert demand.quantile(rates.critical_ratio)[0] == pytest.approx(level)
    assert base_stock_cost(demand, rates, level)[0] == pytest.approx(cost)


def test_gamma_and_curve_levels_lie_near_the_counts() -> None:
    mean, variance = one([40.0]), one([160.0])
    counts = Count(mean, variance)
    grid = np.round(np.arange(0.02, 0.99, 0.02), 2)
    curve = Curve(grid, counts.quantile(grid[:, None]).T)
    for kind in (Gamma(mean, variance), curve):
        assert kind.quantile(0.95) == pytest.approx(counts.quantile(0.95), abs=1.5)
        assert kind.loss(45.0) == pytest.approx(counts.loss(45.0), rel=0.05)


# --- policies ---------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", POLICIES.values(), ids=POLICIES.keys())
def test_every_policy_keeps_the_contract(rule: LevelPolicy) -> None:
    rng = np.random.default_rng(4)
    n = 40
    ahead = outlook(*rng.gamma(0.5, 10.0, n), wider=2.0)
    bound = terms(n, moq=12.0, pack=6.0, **COSTS)
    zeros = np.zeros(n, dtype=np.int64)
    low, high = (State(np.full(n, units), zeros, zeros) for units in (-3, 4000))
    few = rule.order(low, ahead, bound)
    assert few.dtype == np.int64
    assert few.shape == (n,)
    assert np.all((few == 0) | (few >= 12))
    assert np.all(few % 6 == 0)
    assert not rule.order(high, ahead, bound).any()
    # Each series is its own: a part gives the part of the whole.
    part = outlook(*ahead.mean[:7, 0], wider=2.0)
    alone = rule.order(
        State(*(np.full(7, k) for k in (-3, 0, 0))), part, terms(7, moq=12.0, pack=6.0, **COSTS)
    )
    assert alone.tolist() == few[:7].tolist()


@pytest.mark.parametrize("rule", POLICIES.values(), ids=POLICIES.keys())
def test_no_policy_orders_what_does_not_sell(rule: LevelPolicy) -> None:
    zeros = np.zeros(1, dtype=np.int64)
    assert rule.order(State(zeros, zeros, zeros), outlook(0.0), terms(**COSTS)).tolist() in (
        [0],
        [1],
    )


def test_policies_by_name() -> None:
    assert policy("R,Q").name == "R,Q"
    with pytest.raises(UnknownNameError, match="Choose one of: R,s,S"):
        policy("guess")


def test_order_up_to_reaches_either_service() -> None:
    ahead, bound = outlook(10.0, wider=3.0), terms()
    over = spans(ahead, bound)
    level = policy("R,S").points(ahead, bound).order_up_to
    assert over.protection.cdf(level)[0] >= 0.95 > over.protection.cdf(level - 1)[0]
    filled = policy("R,S").points(ahead, terms(service_kind="fill")).order_up_to
    assert fill_rate(over.lead, over.protection, filled - 1, 1)[0] >= 0.95
    assert fill_rate(over.lead, over.protection, filled - 2, 1)[0] < 0.95


def test_a_base_stock_weighs_margin_against_holding() -> None:
    ahead = outlook(10.0, wider=3.0)
    found = policy("base stock").points(ahead, terms(**COSTS)).order_up_to
    holding = 2000 * 0.3 * 7 / 365
    assert found == spans(ahead, terms()).protection.quantile(3000 / (3000 + holding))
    unknown = policy("base stock").points(ahead, terms()).order_up_to
    assert unknown == spans(ahead, terms()).protection.quantile(0.95)


def test_lots_of_known_and_unknown_costs() -> None:
    ahead = outlook(10.0, 10.0, wider=2.0)
    costs = COSTS | {"unit_cost": one([2000.0, np.nan])}
    found = policy("R,Q").points(ahead, terms(2, **costs))
    holding = 2000 * 0.3 * 7 / 365
    rates = Rates(1500.0, holding, implied_shortage(holding, 0.95))
    over = spans(ahead, terms(2))
    best = best_lots(over.protection, over.review.mean, rates)
    assert found.lot is not None
    assert (found.reorder_point[0], found.lot[0]) == (best.reorder_point[0], best.lot[0])
    assert found.lot[1] == 40  # one cycle
    assert found.reorder_point[1] == over.protection.quantile(0.95)[1]


def test_lots_are_rounded_to_packs_and_the_point_follows() -> None:
    ahead = outlook(10.0, wider=2.0)
    free, packed = (
        policy("R,Q").points(ahead, terms(**(COSTS | {"pack": pack}))) for pack in (1.0, 48.0)
    )
    assert free.lot is not None
    assert packed.lot is not None
    assert packed.lot[0] % 48 == 0
    assert packed.lot[0] > free.lot[0]
    assert (
        packed.reorder_point[0] < free.reorder_point[0]
    )  # greater lots protect more by themselves


def test_pairs_are_the_best_ones() -> None:
    ahead = outlook(6.0, wider=2.0)
    found = policy("s,S").points(ahead, terms(**COSTS))
    holding = 2000 * 0.3 * 7 / 365
    rates = Rates(1500.0, holding, implied_shortage(holding, 0.95))
    over = spans(ahead, terms())
    best = best_pairs(over.review, over.protection, rates)
    assert (found.reorder_point, found.order_up_to) == (best.reorder_point, best.order_up_to)


def test_what_planners_do() -> None:
    ahead = outlook(10.0, wider=4.0)
    fixed = FixedPoints(one([8.0])).points(ahead, terms())
    assert (fixed.reorder_point[0], fixed.order_up_to[0]) == (8 * 5, 8 * 5 + 8 * 4)
    cover = WeeksOfCover(4.0).points(ahead, terms())
    assert cover.order_up_to[0] == 10 * 7
    normal = NormalSafety().points(ahead, terms())
    # 30 + 1.645 × √(3 × 40) = 48.02
    assert normal.reorder_point[0] == 49
    assert normal.order_up_to[0] == 49 + 40
    random = NormalSafety().points(ahead, terms(lead_sd_days=one([7.0])))
    assert random.reorder_point[0] == np.ceil(30 + 1.6448536 * np.sqrt(120 + 100))


@pytest.mark.parametrize(("mean", "wider"), [(2.0, 3.0), (10.0, 4.0), (0.3, 1.5)])
def test_the_fill_rate_aimed_at_is_reached_by_simulation(mean: float, wider: float) -> None:
    # (R, s, S) with a lead time of two reviews; it is solved as (R, nQ), whose orders are smaller
    # by what demand undershoots s, so a little more than the target is reached.
    found = levels(outlook(mean, wider=wider), terms(service_kind="fill"))
    point, top = found.reorder_point[0], found.order_up_to[0]
    rng, series = np.random.default_rng(3), 2000
    net, pipeline = np.full(series, top), [np.zeros(series), np.zeros(series)]
    short = asked = 0.0
    for week in range(160):
        position = net + sum(pipeline)
        pipeline.append(np.where(position <= point, top - position, 0.0))
        net = net + pipeline.pop(0)
        units = rng.negative_binomial(mean / (wider - 1), 1 / wider, series)
        if week >= 20:
            short += np.maximum(units - np.maximum(net, 0), 0).sum()
            asked += units.sum()
        net = net - units
    assert 0.95 <= 1 - short / asked <= 0.97
