from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from modiste.inventory.placing.echelon import (
    Chain,
    TwoEchelons,
    outstanding,
    solve_chain,
    solve_two_echelons,
)
from modiste.learn.distributions import Count, Normal
from modiste.model.errors import InputError

one = np.array


def normal(mean: float, variance: float) -> Normal:
    return Normal(one([mean]), one([variance]))


def poisson(mean: float) -> Count:
    return Count(one([mean]), one([mean]))


# --- chains -----------------------------------------------------------------------------------


def test_snyder_and_shen_example_6_1() -> None:
    # Demand N(5, 1), lead times 2, 1, 1, echelon holding 2, 2, 3, shortage 37.12. (stockpyl's own
    # solver of chains does not run on NumPy 2.)
    problem = Chain((2, 2, 3), (normal(10, 2), normal(5, 1), normal(5, 1)), 37.12, step=0.01)
    found = solve_chain(problem)
    assert found.levels == pytest.approx((22.70, 12.01, 6.51), abs=0.03)
    assert found.cost == pytest.approx(47.65, abs=0.05)
    assert sum(found.local) == pytest.approx(found.levels[0])


def test_a_chain_of_one_stage_is_a_newsvendor() -> None:
    found = solve_chain(Chain((1.0,), (poisson(6.0),), 9.0))
    assert found.levels == (stats.poisson.ppf(0.9, 6.0),)
    stock = found.levels[0]
    short = float(poisson(6.0).loss(stock)[0])
    assert found.cost == pytest.approx(stock - 6 + short + 9 * short)


def test_a_chain_by_simulation() -> None:
    # Two stages of lead times 2 and 1, Poisson demand of 4 a period: the position of the lower
    # echelon is what its level and the upper one's arrivals allow.
    problem = Chain((1.0, 1.0), (poisson(8.0), poisson(4.0)), 18.0)
    found = solve_chain(problem)
    rng = np.random.default_rng(1)
    upper, lower = found.levels
    reached = np.minimum(lower, upper - rng.poisson(8.0, 500_000))
    net = reached - rng.poisson(4.0, 500_000)
    echelon = upper - rng.poisson(8.0, 500_000)
    cost = echelon.mean() * 1.0 + net.mean() * 1.0 + 20 * np.maximum(-net, 0).mean()
    assert found.cost == pytest.approx(cost, rel=0.01)


@pytest.mark.parametrize(
    "wrong",
    [((), (), 1.0, 1.0), ((1.0,), (), 1.0, 1.0), ((0.0,), (poisson(1.0),), 1.0, 1.0),
     ((1.0,), (poisson(1.0),), 0.0, 1.0)],
)  # fmt: skip
def test_chains_that_are_none(wrong: tuple[object, ...]) -> None:
    with pytest.raises(InputError):
        Chain(*wrong)  # type: ignore[arg-type]


# --- two echelons -----------------------------------------------------------------------------


def stores(**changed: object) -> TwoEchelons:
    demand = one([2.0, 1.0, 0.5])
    given: dict[str, object] = {
        "demand": demand, "variance": demand, "transport": one([1.0, 1.0, 2.0]), "lead": 3.0,
        "holding": np.full(3, 1.0), "shortage": np.full(3, 19.0), "warehouse_holding": 0.8,
    }  # fmt: skip
    return TwoEchelons(**(given | changed))  # type: ignore[arg-type]


def simulated(problem: TwoEchelons, warehouse: int, seed: int = 2) -> np.ndarray:
    """Outstanding orders of the stores in the steady state, exactly for Poisson demand."""
    rng, n = np.random.default_rng(seed), 200_000
    owed = np.maximum(rng.poisson(problem.demand.sum() * problem.lead, n) - warehouse, 0)
    share = problem.demand / problem.demand.sum()
    return rng.multinomial(owed, share) + rng.poisson(problem.demand * problem.transport, (n, 3))


@pytest.mark.parametrize("warehouse", [0, 6, 10, 16])
def test_outstanding_orders_by_simulation(warehouse: int) -> None:
    problem = stores()
    found = outstanding(problem, one([float(warehouse)]))
    drawn = simulated(problem, warehouse)
    assert found.mean[0] == pytest.approx(drawn.mean(axis=0), rel=0.01)
    assert found.variance[0] == pytest.approx(drawn.var(axis=0), rel=0.03)
    for level in (3.0, 6.0):
        short = np.maximum(drawn - level, 0).mean(axis=0)
        assert found.loss(level)[0] == pytest.approx(short, abs=0.02)


def test_the_best_levels_by_simulation() -> None:
    problem = stores()
    found = solve_two_echelons(problem)

    def cost(warehouse: int, levels: np.ndarray) -> float:
        net = levels - simulated(problem, warehouse)
        left = np.maximum(
            warehouse
            - np.random.default_rng(2).poisson(problem.demand.sum() * problem.lead, 200_000),
            0,
        )
        held = np.maximum(net, 0).mean(axis=0).sum() + 0.8 * left.mean()
        return float(held + 19 * np.maximum(-net, 0).mean(axis=0).sum())

    assert found.cost == pytest.approx(cost(found.warehouse, found.stores), rel=0.02)
    for warehouse in (0, found.warehouse + 6):
        levels = outstanding(problem, one([float(warehouse)])).quantile(0.95)[0]
        assert cost(warehouse, levels) > found.cost * 0.99
    assert np.all(found.in_stock > 0.85)
    assert 0 < found.delay < problem.lead


def test_a_warehouse_as_dear_as_the_stores_and_next_door_holds_little() -> None:
    near = solve_two_echelons(stores(warehouse_holding=5.0))
    far = solve_two_echelons(stores(warehouse_holding=0.05))
    assert near.warehouse < far.warehouse
    assert near.stores.sum() > far.stores.sum()


def test_without_a_lead_time_the_warehouse_holds_nothing() -> None:
    found = solve_two_echelons(stores(lead=0.0))
    assert (found.warehouse, found.delay) == (0, 0)
    assert found.stores.tolist() == stats.poisson.ppf(0.95, one([2.0, 1.0, 1.0])).tolist()


@pytest.mark.parametrize(
    "wrong",
    [{"demand": one([0.0, 1, 1])}, {"lead": -1.0}, {"holding": np.zeros(3)},
     {"shortage": np.ones(2)}, {"warehouse_holding": 0.0}],
)  # fmt: skip
def test_echelons_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        stores(**wrong)
