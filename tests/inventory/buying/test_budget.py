"""Open-to-buy: within the budget, never above the bound, near it; against brute force and HiGHS."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from modiste.inventory.buying.budget import BudgetBuy, spend
from modiste.inventory.buying.chunks import chunks
from modiste.inventory.buying.season import SeasonBuy, buy
from modiste.inventory.buying.suppliers import SupplierTerms
from modiste.learn.distributions import Count
from modiste.model.errors import InputError

one = np.array


def season(n: int, seed: int = 0, **more: object) -> SeasonBuy:
    rng = np.random.default_rng(seed)
    mean = rng.gamma(0.7, 12.0, n) + 0.2
    cost = rng.integers(400, 4000, n).astype(float)
    given: dict[str, object] = {
        "demand": Count(mean, mean * (1 + rng.gamma(1.0, 2.0, n))),
        "price": cost * rng.uniform(1.8, 3.5, n),
        "unit_cost": cost,
        "salvage": cost * 0.4,
        "pack": rng.choice([1.0, 2.0, 6.0], n),
        "moq": rng.choice([0.0, 10.0], n),
    }
    return SeasonBuy(**(given | more))  # type: ignore[arg-type]


def test_steps_fall_in_value_and_add_up_to_the_profit() -> None:
    problem = season(60)
    steps = chunks(problem)
    same = np.diff(steps.line) == 0
    assert np.all(np.diff(steps.density)[same] <= 1e-12)
    every = steps.quantities(np.ones(len(steps.line), dtype=bool))
    assert every.tolist() == buy(problem).quantity.tolist()
    profit = np.bincount(steps.line, steps.value, 60)
    assert profit == pytest.approx(problem.profit(every))


def test_a_minimum_comes_before_the_packs_above_it() -> None:
    # Demand far above the minimum: profit is a straight line but for rounding.
    mean = one([140.0, 140.0])
    problem = SeasonBuy(Count(mean, mean), 50.0, 20.0, 19.0, have=one([30.0, 60.0]), moq=2.0)
    assert np.all(np.diff(chunks(problem).density[chunks(problem).line == 0]) <= 0)
    assert spend(BudgetBuy(problem, 20.0)).quantity.tolist() == [0, 0]
    assert spend(BudgetBuy(problem, 60.0)).quantity.sum() == 3


def test_with_money_enough_every_line_gets_its_best() -> None:
    problem = season(80)
    plan = spend(BudgetBuy(problem, 1e12))
    assert plan.quantity.tolist() == buy(problem).quantity.tolist()
    assert plan.gap == pytest.approx(0.0, abs=1e-12)
    assert plan.price_of_money == 0.0


def test_without_money_nothing_is_bought() -> None:
    plan = spend(BudgetBuy(season(10), 0.0))
    assert (plan.spent, plan.profit, plan.quantity.sum()) == (0, 0, 0)


@settings(max_examples=25)
@given(seed=st.integers(0, 10_000), part=st.floats(0.02, 1.0))
def test_a_plan_keeps_its_promises(seed: int, part: float) -> None:
    problem = season(40, seed)
    wanted = float(chunks(problem).cost.sum())
    plan = spend(BudgetBuy(problem, wanted * part))
    q, pack, moq = plan.quantity, np.asarray(problem.pack), np.asarray(problem.moq)
    assert plan.spent == pytest.approx(float((q * problem.unit_cost).sum()))
    assert plan.spent <= wanted * part * (1 + 1e-9)
    assert np.all((q == 0) | ((q >= moq) & (q % pack == 0)))
    assert plan.profit == pytest.approx(float(problem.profit(q).sum()))
    assert plan.profit <= plan.bound + 1e-6
    # Without a step of its own a line would earn more only for money that is not there.
    assert plan.bound - plan.profit <= float(chunks(problem).value.max())


def test_highs_proves_the_same_bound() -> None:
    # Every step a 0–1 variable, exact: the plan lies between it and the bound.
    problem = season(25, 3)
    steps = chunks(problem)
    budget = float(steps.cost.sum()) * 0.4
    order = np.flatnonzero(np.diff(steps.line) == 0)
    later = np.zeros((len(order), len(steps.line)))
    later[np.arange(len(order)), order], later[np.arange(len(order)), order + 1] = 1, -1
    found = milp(
        -steps.value,
        integrality=np.ones(len(steps.line)),
        bounds=Bounds(0, 1),
        constraints=[
            LinearConstraint(steps.cost[None, :], ub=budget),
            LinearConstraint(later, lb=0),
        ],
    )
    plan = spend(BudgetBuy(problem, budget))
    assert plan.profit <= -found.fun + 1e-6 <= plan.bound + 1e-6
    assert plan.profit >= -found.fun * 0.99


def test_thousands_of_lines_come_within_a_thousandth() -> None:
    problem = season(3000, 4)
    wanted = float(chunks(problem).cost.sum())
    plan = spend(BudgetBuy(problem, wanted * 0.5))
    assert plan.gap < 0.001
    assert plan.explain()["gap"] == plan.gap
    assert plan.wanted == pytest.approx(wanted)


def test_money_is_worth_what_the_plan_says() -> None:
    problem = season(2000, 5)
    wanted = float(chunks(problem).cost.sum())
    low, high = (spend(BudgetBuy(problem, wanted * part)).bound for part in (0.5, 0.501))
    price = spend(BudgetBuy(problem, wanted * 0.5)).price_of_money
    assert (high - low) / (wanted * 0.001) == pytest.approx(price, rel=0.05)


# --- suppliers --------------------------------------------------------------------------------


def brute(problem: SeasonBuy, supplier: np.ndarray, terms: SupplierTerms, budget: float) -> float:
    """The best profit of all purchases of up to so many units of each of a few lines."""
    ranges = [range(13)] * len(problem)
    cost, best = np.asarray(problem.unit_cost), 0.0
    table = np.array([problem.profit(np.full(len(problem), float(k))) for k in range(13)])
    for q in itertools.product(*ranges):
        money = np.bincount(supplier, one(q) * cost, len(terms))
        opened = money > 0
        fits = np.all(money[opened] >= terms.minimum[opened])
        total = money.sum() + terms.fixed_cost[opened].sum()
        if fits and total <= budget:
            worth = sum(table[k, i] for i, k in enumerate(q)) - terms.fixed_cost[opened].sum()
            best = max(best, float(worth))
    return best


@pytest.mark.parametrize("minimum", [0.0, 40.0, 70.0, 150.0])
def test_suppliers_against_all_purchases(minimum: float) -> None:
    mean = one([4.0, 3.0, 5.0, 2.0])
    problem = SeasonBuy(Count(mean, mean), one([30.0, 40.0, 22.0, 25.0]), 10.0, 4.0)
    supplier = one([0, 0, 1, 1])
    terms = SupplierTerms(one([minimum, minimum / 2]), one([15.0, 5.0]))
    for budget in (60.0, 120.0, 1000.0):
        plan = spend(BudgetBuy(problem, budget, supplier, terms))
        best = brute(problem, supplier, terms, budget)
        assert plan.profit <= best + 1e-6 <= plan.bound + 1e-5
        assert plan.profit >= 0.9 * best - 1e-9  # single units are great steps of so few lines
        money = np.bincount(supplier, plan.quantity * 10.0, 2)
        assert np.all((money == 0) | (money >= terms.minimum))
        assert plan.spent <= budget


def test_many_suppliers_come_near_the_bound() -> None:
    rng = np.random.default_rng(8)
    problem, supplier = season(1500, 8), rng.integers(0, 30, 1500)
    wanted = chunks(problem)
    each = np.bincount(supplier[wanted.line], wanted.cost, 30)
    terms = SupplierTerms(each * rng.uniform(0.2, 1.2, 30), each * 0.05)
    budget = float(each.sum()) * 0.5
    plan = spend(BudgetBuy(problem, budget, supplier, terms))
    money = np.bincount(supplier, plan.quantity * np.asarray(problem.unit_cost), 30)
    assert np.all((money == 0) | (money >= terms.minimum * (1 - 1e-9)))
    assert money.sum() + terms.fixed_cost[money > 0].sum() <= budget
    assert 0 <= plan.gap < 0.005


@pytest.mark.parametrize(
    ("budget", "supplier", "terms"),
    [
        (-1.0, None, None),
        (np.nan, None, None),
        (5.0, one([0] * 5), None),
        (5.0, one([0, 1, 2, 3, 9]), SupplierTerms(np.zeros(4), np.zeros(4))),
        (5.0, one([0]), SupplierTerms(np.zeros(4), np.zeros(4))),
    ],
)
def test_budgets_that_are_none(budget: float, supplier: object, terms: object) -> None:
    with pytest.raises(InputError):
        BudgetBuy(season(5), budget, supplier, terms)  # type: ignore[arg-type]


def test_terms_that_are_none() -> None:
    with pytest.raises(InputError):
        SupplierTerms(one([1.0, -1.0]), one([0.0, 0.0]))
    with pytest.raises(InputError):
        SupplierTerms(one([1.0]), one([0.0, 0.0]))
