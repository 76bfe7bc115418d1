from __future__ import annotations

import itertools

import numpy as np
import pytest

from modiste.inventory.buying.horizon import HorizonBuy, HorizonPlan, expected_cost, plan_intakes
from modiste.inventory.buying.lot_sizing import wagner_whitin
from modiste.model.errors import InputError

one = np.array


def problem(weekly: list[list[float]], wider: float = 1.0, **changed: object) -> HorizonBuy:
    mean = np.cumsum(one(weekly, dtype=float), axis=1)
    n, h = mean.shape
    given: dict[str, object] = {
        "mean": mean, "variance": mean * wider, "have": np.zeros(n), "coming": np.zeros((n, h)),
        "unit_cost": np.full(n, 20.0), "holding": np.full(n, 0.5), "shortage": np.full(n, 9.0),
        "salvage": np.full(n, 5.0), "intake": np.full(h, np.inf), "budget": np.full(h, np.inf),
        "first": np.zeros(n), "order_cost": np.zeros(n),
    }  # fmt: skip
    return HorizonBuy(**(given | changed))  # type: ignore[arg-type]


def brute(p: HorizonBuy, top: int) -> float:
    """The least expected cost of every plan of up to so many units each period."""
    n, h = p.mean.shape
    best = np.inf
    for flat in itertools.product(range(top + 1), repeat=n * h):
        intake = one(flat, dtype=float).reshape(n, h)
        inside = np.all(intake.sum(axis=0) <= p.intake) and np.all(
            (p.unit_cost[:, None] * intake).sum(axis=0) <= p.budget
        )
        early = np.arange(h) < p.first[:, None]
        if inside and not intake[early].any():
            best = min(best, expected_cost(p, intake)[0])
    return best


def proven(p: HorizonBuy, plan: HorizonPlan) -> None:
    assert plan.cost == pytest.approx(expected_cost(p, plan.intake)[0])
    assert np.all(plan.intake.sum(axis=0) <= p.intake)
    assert np.all((p.unit_cost[:, None] * plan.intake).sum(axis=0) <= p.budget * (1 + 1e-12))
    assert plan.bound <= plan.cost


@pytest.mark.parametrize(
    "changed",
    [
        {},
        {"intake": one([2.0, 2.0, 2.0])},
        {"budget": one([40.0, 60.0, np.inf])},
        {"first": one([1.0])},
        {"have": one([3.0]), "coming": one([[0.0, 2.0, 0.0]])},
        {"order_cost": one([15.0])},
        {"shortage": one([60.0])},
    ],
)
def test_no_plan_is_cheaper(changed: dict[str, object]) -> None:
    p = problem([[1.0, 2.0, 1.5]], **changed)
    plan = plan_intakes(p)
    proven(p, plan)
    best = brute(p, 7)
    assert plan.bound <= best + 1e-6
    assert plan.cost == pytest.approx(best, rel=0.02)


def test_lines_share_what_a_period_takes_in() -> None:
    p = problem([[1.0, 2.0], [2.0, 1.0]], intake=one([3.0, 2.0]), shortage=one([12.0, 40.0]))
    plan = plan_intakes(p)
    proven(p, plan)
    assert plan.cost == pytest.approx(brute(p, 5), rel=0.02)
    assert plan.worth_of_room.sum() > 0
    assert plan.intake[1].sum() > plan.intake[0].sum()  # the dearer shortage is served first


def test_room_is_worth_what_the_plan_says() -> None:
    weekly = np.random.default_rng(2).gamma(2.0, 6.0, (60, 8)).tolist()
    low, high = (
        plan_intakes(problem(weekly, 2.0, intake=np.full(8, room), shortage=np.full(60, 30.0)))
        for room in (600.0, 606.0)
    )
    expected = float(low.worth_of_room.sum()) * 6
    assert low.bound - high.bound == pytest.approx(expected, rel=0.1)


def test_hundreds_of_lines_to_a_small_gap() -> None:
    rng = np.random.default_rng(3)
    weekly = rng.gamma(2.0, 6.0, (300, 12)).tolist()
    p = problem(weekly, 2.0, intake=np.full(12, 3400.0), shortage=np.full(300, 30.0))
    plan = plan_intakes(p)
    proven(p, plan)
    assert plan.gap < 0.01


def test_a_certain_demand_is_wagner_and_whitins() -> None:
    # Nearly certain demand, shortages dear: K = 500, h = 2 as in Snyder and Shen, example 3.9.
    p = problem(
        [[90.0, 120.0, 80.0, 70.0]], 1e-9, holding=one([2.0]), shortage=one([500.0]),
        order_cost=one([500.0]), unit_cost=one([1.0]), salvage=one([0.5]),
    )  # fmt: skip
    plan = plan_intakes(p)
    exact = wagner_whitin(one([[90.0, 120, 80, 70]]), one([[500.0]]), one([[2.0]]), 1.0)
    assert (plan.intake > 0).tolist() == (exact.quantity > 0).tolist()


@pytest.mark.parametrize(
    "wrong",
    [
        {"have": one([-1.0])}, {"intake": one([1.0])}, {"salvage": one([20.0])},
        {"holding": one([0.0])}, {"shortage": one([np.nan])}, {"mean": one([[3.0, 2.0, 1.0]])},
        {"shortage": one([2.0])},
    ],
)  # fmt: skip
def test_horizons_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        problem([[1.0, 1.0, 1.0]], **wrong)
