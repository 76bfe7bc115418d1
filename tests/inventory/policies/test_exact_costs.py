"""Costs and best numbers of policies against textbooks, stockpyl, brute force and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from stockpyl import rq, ss

from modiste.inventory.policies.costs import (
    Rates,
    backorders,
    base_stock_cost,
    fill_rate,
    implied_shortage,
    lot_cost,
    on_hand,
    order_chance,
    out_of_stock,
)
from modiste.inventory.policies.lots import best_lots
from modiste.inventory.policies.reorder_up_to import best_pairs, pair_cost
from modiste.learn.distributions import Count, Gamma, Mixture, Normal, Sample
from modiste.model.errors import InputError

one = np.array


def poisson(*mean: float) -> Count:
    return Count(one(mean), one(mean))


# --- (r, Q) -----------------------------------------------------------------------------------


def test_snyder_and_shen_example_5_1() -> None:
    # Joe's Corner Store: λ = 1300 a year, σ = 150, L = 1/12, K = 8, h = .225, p = 7.5.
    lead = Normal(one([1300 / 12]), one([150**2 / 12]))
    cost = lot_cost(lead, 1300, Rates(8, 0.225, 7.5), 126.8, 328.5)
    assert cost[0] == pytest.approx(78.07116250928294, rel=1e-9)


def test_snyder_and_shen_example_5_8() -> None:
    # λ = 1.5, L = 2, K = 100, h = 20, p = 150.
    found = best_lots(poisson(3.0), 1.5, Rates(100, 20, 150))
    assert (found.reorder_point[0], found.lot[0]) == (3, 5)
    assert found.cost[0] == pytest.approx(107.92358063314975, rel=1e-9)
    assert lot_cost(poisson(3.0), 1.5, Rates(100, 20, 150), 3, 5)[0] == pytest.approx(found.cost[0])


@settings(max_examples=25)
@given(
    rate=st.floats(0.2, 12), lead=st.floats(0.2, 5), order=st.floats(1, 120),
    holding=st.floats(0.5, 20), shortage=st.floats(5, 200),
)  # fmt: skip
def test_best_lots_of_stockpyl(
    rate: float, lead: float, order: float, holding: float, shortage: float
) -> None:
    r, q, cost = rq.r_q_poisson_exact(holding, shortage, order, rate, lead)
    found = best_lots(poisson(rate * lead), rate, Rates(order, holding, shortage))
    assert found.cost[0] == pytest.approx(cost, rel=1e-6)
    assert found.cost[0] <= cost + 1e-7
    assert abs(found.lot[0] - q) <= 1  # equal costs may choose either
    assert abs(found.reorder_point[0] - r) <= 1


def test_best_lots_of_many_widths_are_each_their_own() -> None:
    rng = np.random.default_rng(5)
    mean = rng.gamma(0.5, 20.0, 300)
    demand = Count(mean, mean * (1 + rng.gamma(1.0, 1.0, 300)))
    rates = Rates(rng.uniform(0, 50, 300), rng.uniform(0.1, 3, 300), rng.uniform(1, 60, 300))
    together = best_lots(demand, mean / 2, rates)
    exact = lot_cost(demand, mean / 2, rates, together.reorder_point, together.lot)
    assert together.cost == pytest.approx(exact, rel=1e-8, abs=1e-9)
    for change_r, change_q in ((1, 0), (-1, 0), (0, 1), (0, -1), (1, -1), (-1, 1), (-5, 5)):
        lot = together.lot + change_q
        worth = lot >= 1
        near = lot_cost(demand, mean / 2, rates, together.reorder_point + change_r, lot + ~worth)
        assert np.all(near[worth] >= together.cost[worth] - 1e-8)


def test_no_order_cost_makes_a_base_stock() -> None:
    demand = Count(one([4.0]), one([10.0]))
    found = best_lots(demand, 1.0, Rates(0.0, 1.0, 9.0))
    assert found.lot[0] == 1
    assert found.reorder_point[0] + 1 == 8 == stats.nbinom.ppf(0.9, 4.0**2 / 6, 4 / 10)
    assert found.cost[0] == pytest.approx(base_stock_cost(demand, Rates(0, 1, 9), 8.0)[0])


def test_lots_with_normal_and_gamma_demand_are_near_the_best_of_all() -> None:
    for kind in (Normal, Gamma):
        demand = kind(one([1300 / 12]), one([150**2 / 12]))
        rates = Rates(8, 0.225, 7.5)
        found = best_lots(demand, 1300, rates)
        r, q = np.meshgrid(np.arange(80.0, 240, 2), np.arange(200.0, 440, 5))
        brute = lot_cost(demand, 1300, rates, r[..., None], q[..., None]).min()
        exact = lot_cost(demand, 1300, rates, found.reorder_point, found.lot)[0]
        assert exact <= brute * 1.001


@pytest.mark.parametrize(("r", "q"), [(3, 5), (8, 1), (-2, 6)])
def test_lots_by_simulation(r: int, q: int) -> None:
    # Demand unit by unit at rate 2, lead time 3: every position of r + 1 … r + Q equally often.
    rng = np.random.default_rng(7)
    position = rng.integers(r + 1, r + q + 1, 400_000)
    net = position - rng.poisson(6.0, 400_000)
    lead = poisson(6.0)
    assert out_of_stock(lead, r, q)[0] == pytest.approx((net <= 0).mean(), abs=0.003)
    assert backorders(lead, r, q)[0] == pytest.approx(np.maximum(-net, 0).mean(), rel=0.02)
    assert on_hand(lead, r, q)[0] == pytest.approx(np.maximum(net, 0).mean(), rel=0.02)


def test_periodic_lots_by_simulation() -> None:
    # (R, nQ) with negative binomial demand, lead time of 2 reviews.
    rng, r, q, lead = np.random.default_rng(11), 12, 8, 2
    demand = rng.negative_binomial(1.5, 0.3, 400_000)  # mean 3.5, variance 11.7
    net, pipeline = 20, [0, 0]
    short = total = orders = 0
    for units in demand:
        position = net + sum(pipeline)
        lots = max(-(-(r + 1 - position) // q), 0)
        orders += lots > 0
        net += pipeline.pop(0)  # what was ordered two reviews ago arrives before demand
        pipeline.append(lots * q)
        served = min(units, max(net, 0))
        short, total, net = short + units - served, total + units, net - units
    each = 3.5
    spans = [Count(one([each * k]), one([each / 0.3 * k])) for k in (lead, lead + 1)]
    assert fill_rate(spans[0], spans[1], r, q)[0] == pytest.approx(1 - short / total, abs=0.005)
    review = Count(one([each]), one([each / 0.3]))
    assert order_chance(review, q)[0] <= orders / len(demand) + 0.01


# --- (s, S) -----------------------------------------------------------------------------------


def test_snyder_and_shen_example_4_7() -> None:
    # Poisson demand of 6 a period, K = 5, h = 1, p = 4: (s, S) = (4, 10).
    found = best_pairs(poisson(6.0), poisson(6.0), Rates(5, 1, 4))
    assert (found.reorder_point[0], found.order_up_to[0]) == (4, 10)
    assert found.cost[0] == pytest.approx(8.034111561471642, rel=1e-9)


@settings(max_examples=15)
@given(
    mean=st.floats(0.4, 14), order=st.floats(0.5, 60), holding=st.floats(0.2, 4),
    shortage=st.floats(3, 60),
)  # fmt: skip
def test_best_pairs_of_stockpyl(mean: float, order: float, holding: float, shortage: float) -> None:
    s, top, cost = ss.s_s_discrete_exact(holding, shortage, order, True, mean)
    found = best_pairs(poisson(mean), poisson(mean), Rates(order, holding, shortage))
    assert found.cost[0] == pytest.approx(cost, rel=1e-5)
    assert found.cost[0] <= cost + 1e-6
    at = pair_cost(poisson(mean), poisson(mean), Rates(order, holding, shortage), [s], [top])
    assert at[0] == pytest.approx(cost, rel=1e-5)


def test_best_pairs_of_many_are_each_their_own() -> None:
    rng = np.random.default_rng(6)
    mean = rng.gamma(0.5, 8.0, 120)
    wider = 1 + rng.gamma(1.0, 1.0, 120)
    period, protection = Count(mean, mean * wider), Count(mean * 4, mean * 4 * wider)
    rates = Rates(rng.uniform(0, 50, 120), rng.uniform(0.1, 3, 120), rng.uniform(1, 60, 120))
    found = best_pairs(period, protection, rates)
    s, top = found.reorder_point, found.order_up_to
    assert found.cost == pytest.approx(pair_cost(period, protection, rates, s, top), rel=1e-7)
    for low, high in ((1, 0), (-1, 0), (0, 1), (1, 1), (-1, -1), (-4, 3)):
        worth = top + high > s + low
        changed = np.where(worth, s + low, s), np.where(worth, top + high, top)
        assert np.all(pair_cost(period, protection, rates, *changed) >= found.cost - 1e-8)


def test_a_pair_by_simulation() -> None:
    rng = np.random.default_rng(13)
    demand = rng.negative_binomial(1.5, 0.3, 300_000)
    s, top, position = 15, 30, 30
    pipeline, net, cost = [0], 30, 0.0  # lead time of one period
    for units in demand:
        order = top - position if position <= s else 0
        position += order
        net += pipeline.pop(0)
        pipeline.append(order)
        net, position = net - units, position - units
        cost += 12.0 * (order > 0) + max(net, 0) + 9.0 * max(-net, 0)
    each = Count(one([3.5]), one([3.5 / 0.3]))
    two = Count(one([7.0]), one([7.0 / 0.3]))
    exact = pair_cost(each, two, Rates(12, 1, 9), [s], [top])[0]
    assert cost / len(demand) == pytest.approx(exact, rel=0.01)


def test_what_does_not_sell_is_not_ordered() -> None:
    nothing = poisson(0.0, 2.0)
    found = best_pairs(nothing, nothing, Rates(5, 1, 4))
    assert (found.reorder_point[0], found.order_up_to[0], found.cost[0]) == (-1, 0, 0)
    assert found.order_up_to[1] > 0


# --- random lead times ------------------------------------------------------------------------


def test_poisson_over_a_gamma_lead_time_is_a_negative_binomial() -> None:
    # Hadley and Whitin: exact, so the mixture over a fine lead time must come near.
    lead = stats.gamma(4.0, scale=0.5)
    ends = lead.ppf(np.linspace(0, 1, 801))
    middle = lead.ppf((np.arange(800) + 0.5) / 800)
    assert np.all(np.diff(ends) > 0)
    mixed = Mixture(np.full(800, 1 / 800), [poisson(3.0 * days) for days in middle])
    exact = Count(one([6.0]), one([6.0 + 9.0 * 4.0 * 0.25]))
    assert mixed.mean == pytest.approx(exact.mean, rel=1e-3)
    assert mixed.variance == pytest.approx(exact.variance, rel=5e-3)
    for y in (2.0, 6.0, 12.0):
        assert mixed.loss(y) == pytest.approx(exact.loss(y), abs=2e-3)
        assert mixed.second_loss(y) == pytest.approx(exact.second_loss(y), abs=2e-2)
    assert mixed.quantile(0.95)[0] == exact.quantile(0.95)[0]
    rates = Rates(20, 1, 19)
    assert best_lots(mixed, 3.0, rates).lot == best_lots(exact, 3.0, rates).lot


def test_mixtures_between_whole_numbers() -> None:
    mixed = Mixture(
        one([0.5, 0.5]), [Normal(one([10.0]), one([4.0])), Normal(one([30.0]), one([4.0]))]
    )
    assert mixed.quantile(0.5)[0] == pytest.approx(20.0, abs=0.5)
    assert mixed.cdf(mixed.quantile(0.9))[0] == pytest.approx(0.9)
    assert mixed.variance[0] == pytest.approx(4.0 + 100.0)


@pytest.mark.parametrize("weights", [[0.5, 0.6], [1.5, -0.5], [1.0]])
def test_weights_that_are_no_chances(weights: list[float]) -> None:
    with pytest.raises(InputError):
        Mixture(one(weights), [poisson(1.0), poisson(2.0)])


# --- rates ------------------------------------------------------------------------------------


def test_a_service_implies_a_cost_and_back() -> None:
    rates = Rates(0.0, 2.0, implied_shortage(2.0, 0.95))
    assert rates.shortage == pytest.approx(38.0)
    assert rates.critical_ratio == pytest.approx(0.95)


@pytest.mark.parametrize(
    "values", [(-1, 1, 1), (1, 0, 1), (1, 1, 0), (1, np.nan, 1), (np.inf, 1, 1)]
)
def test_rates_that_are_none(values: tuple[float, float, float]) -> None:
    with pytest.raises(InputError, match="cost of a stock policy"):
        Rates(*values)


def test_scenarios_have_best_lots_too() -> None:
    rng = np.random.default_rng(2)
    draws = rng.poisson(6.0, (1, 20_000)).astype(float)
    found, exact = (best_lots(d, 2.0, Rates(15, 1, 9)) for d in (Sample(draws), poisson(6.0)))
    assert abs(found.lot - exact.lot) <= 1
    assert found.cost == pytest.approx(exact.cost, rel=0.02)
