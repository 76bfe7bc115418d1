from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from modiste.inventory.policy import Levels, Outlook, Terms, levels

one = np.array


def steady(weekly: float, weeks: int = 30, *, variance: float | None = None) -> Outlook:
    """Independent weeks of equal mean; Poisson, or with a variance a week."""
    mean = np.full((1, weeks), weekly)
    each = weekly if variance is None else variance
    return Outlook(mean, np.sqrt(each * np.arange(1, weeks + 1))[None, :])


def terms(
    lead: float, *, sd: float = 0.0, review: float = 7, cycle: float = 28, service: float = 0.95
) -> Terms:
    return Terms(one([lead]), one([sd]), review, cycle, service)


# --- demand over a span -----------------------------------------------------------------------


def test_whole_and_broken_weeks() -> None:
    outlook = Outlook(one([[2.0, 4.0, 6.0]]), np.sqrt(one([[3.0, 8.0, 15.0]])))
    for days, mean, variance in [
        (0.0, 0.0, 0.0),
        (7.0, 2.0, 3.0),
        (10.5, 4.0, 5.5),
        (21.0, 12.0, 15.0),
        (24.5, 15.0, 18.5),  # beyond the forecast the last week repeats
    ]:
        found = outlook.over(one([days]))
        assert (found[0][0], found[1][0]) == (pytest.approx(mean), pytest.approx(variance))


def test_days_that_have_passed_are_no_longer_to_come() -> None:
    outlook = Outlook(one([[7.0, 7.0, 7.0]]), np.sqrt(one([[7.0, 14.0, 21.0]])), elapsed_days=3)
    mean, variance = outlook.over(one([7.0]))
    assert mean[0] == pytest.approx(7.0)
    assert variance[0] == pytest.approx(7.0)
    assert outlook.over(one([0.0]))[0][0] == 0.0
    assert outlook.days_until(one([4.0]))[0] == pytest.approx(4.0)
    assert outlook.days_until(one([0.0]))[0] == 0.0


def test_an_uncertain_lead_time_adds_the_rate_squared() -> None:
    # Var = E[L] σ² + μ² Var(L), in weeks: 4 × 10 + 10² × (7 ÷ 7)².
    mean, variance = steady(10.0).over(one([28.0]), one([7.0]))
    assert mean[0] == pytest.approx(40.0)
    assert variance[0] == pytest.approx(40.0 + 100.0)


def test_the_variance_of_a_random_lead_time_by_simulation() -> None:
    rng = np.random.default_rng(1)
    weeks = rng.gamma(16.0, 0.25, 200_000)  # mean 4, deviation 1
    demand = rng.poisson(10.0 * weeks)
    mean, variance = steady(10.0).over(one([28.0]), one([7.0]))
    assert demand.mean() == pytest.approx(mean[0], rel=0.01)
    assert demand.var() == pytest.approx(variance[0], rel=0.02)


def test_days_until_stock_is_used_up() -> None:
    outlook = Outlook(one([[7.0, 14.0, 0.0]] * 4), np.zeros((4, 3)))
    days = outlook.days_until(one([0.0, 3.5, 14.0, 21.5]))
    assert days.tolist() == [0.0, 3.5, 10.5, np.inf]


# --- levels -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("service", "expected"), [(0.9, 15.0), (0.95, 16.0), (0.99, 19.0)])
def test_poisson_reorder_points_of_the_tables(service: float, expected: float) -> None:
    # Mean 11 over lead time and review: P(D ≤ 15) = .907, P(D ≤ 16) = .9441 < .95 ≤ P(D ≤ 17).
    outlook = steady(5.5)
    found = levels(outlook, terms(7.0, service=service)).reorder_point[0]
    assert found == stats.poisson.ppf(service, 11.0)
    assert abs(found - expected) <= 1.0


def test_a_large_normal_demand() -> None:
    # s = μ + z σ with μ = 4,000 and σ = 200: 4,000 + 1.645 × 200.
    outlook = steady(1000.0, variance=10_000.0)
    found = levels(outlook, terms(21.0))
    assert found.protection_mean[0] == pytest.approx(4000.0)
    assert found.protection_variance[0] == pytest.approx(40_000.0)
    assert found.reorder_point[0] == pytest.approx(4000 + 1.645 * 200, abs=8)
    assert found.safety_stock[0] == pytest.approx(329.0, abs=8)


def test_one_cycle_of_demand_lies_between_the_levels() -> None:
    found = levels(steady(5.0), terms(14.0))
    assert found.order_up_to[0] - found.reorder_point[0] == 20.0


def test_no_lead_time_still_needs_cover_until_the_next_review() -> None:
    found = levels(steady(5.0), terms(0.0))
    assert found.lead_mean[0] == 0.0
    assert found.reorder_point[0] == stats.poisson.ppf(0.95, 5.0)


def test_what_does_not_sell_needs_no_stock() -> None:
    found = levels(steady(0.0), terms(28.0, sd=7.0))
    assert (found.reorder_point[0], found.order_up_to[0]) == (0.0, 0.0)
    assert found.shortage_avoided(one([0.0]))[0] == 0.0


def test_what_hardly_sells_is_not_stocked_up_by_a_cycle() -> None:
    found = levels(steady(0.002), terms(14.0))
    assert (found.reorder_point[0], found.order_up_to[0]) == (0.0, 0.0)


@given(
    weekly=st.floats(0.05, 50.0),
    wide=st.floats(1.0, 4.0),
    lead=st.floats(0.0, 90.0),
    sd=st.floats(0.0, 20.0),
    more=st.floats(0.0, 30.0),
)
def test_levels_grow_with_what_they_must_cover(
    weekly: float, wide: float, lead: float, sd: float, more: float
) -> None:
    outlook = steady(weekly, variance=weekly * wide)
    base = levels(outlook, terms(lead, sd=sd))
    longer = levels(outlook, terms(lead + more, sd=sd))
    safer = levels(outlook, terms(lead, sd=sd, service=0.99))
    assert longer.reorder_point[0] >= base.reorder_point[0]
    assert safer.reorder_point[0] >= base.reorder_point[0]
    assert base.order_up_to[0] >= base.reorder_point[0] >= 0


def simulated_service(found: Levels, weekly: float, *, lead: int, weeks: int = 60_000) -> float:
    """Share of order cycles without a shortage, by living through them; unmet demand waits."""
    rng = np.random.default_rng(2)
    stock, pipeline = float(found.order_up_to[0]), [0.0] * lead
    arrivals = shortages = 0
    for demand in rng.poisson(weekly, weeks):
        arriving = pipeline.pop(0)
        if arriving:
            arrivals += 1
            shortages += stock < 0
        stock += arriving
        position = stock + sum(pipeline)
        pipeline.append(
            found.order_up_to[0] - position if position <= found.reorder_point[0] else 0
        )
        stock -= demand
    return 1 - shortages / arrivals


def test_the_service_aimed_at_is_reached() -> None:
    # Reviewed at the beginning of each week; what is ordered then arrives two weeks later.
    found = levels(steady(8.0), terms(14.0, service=0.95))
    reached = simulated_service(found, 8.0, lead=2)
    assert 0.94 <= reached <= 1.0


# --- what ordering saves ----------------------------------------------------------------------


def test_units_saved_by_brute_force() -> None:
    found = levels(steady(4.0), terms(14.0))
    whole, lead = stats.poisson(28.0), stats.poisson(8.0)
    for position in (0, 5, 12, 40):
        counts = np.arange(400)
        short = np.maximum(counts - position, 0)
        expected = (whole.pmf(counts) * short).sum() - (lead.pmf(counts) * short).sum()
        assert found.shortage_avoided(one([float(position)]))[0] == pytest.approx(expected)


def test_units_owed_count_in_full() -> None:
    found = levels(steady(4.0), terms(14.0))
    none, owing = (found.shortage_avoided(one([p]))[0] for p in (0.0, -6.0))
    assert owing == pytest.approx(none + 6.0)


@given(weekly=st.floats(0.0, 30.0), position=st.integers(-20, 300), lead=st.floats(0, 60))
def test_savings_are_never_negative_and_fall_with_stock(
    weekly: float, position: int, lead: float
) -> None:
    found = levels(steady(weekly, variance=1.5 * weekly), terms(lead))
    here, there = (found.shortage_avoided(one([float(p)]))[0] for p in (position, position + 50))
    assert 0 <= there <= here + 1e-6
