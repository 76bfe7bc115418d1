from __future__ import annotations

import itertools

import numpy as np
import pytest

from modiste.inventory.buying.joint import JointOrder, order_together
from modiste.inventory.buying.season import SeasonBuy, buy
from modiste.learn.distributions import Count
from modiste.model.errors import InputError

one = np.array


def lines(*means: float, **more: object) -> SeasonBuy:
    mean = one(means)
    given: dict[str, object] = {"price": 50.0, "unit_cost": 20.0, "salvage": 8.0}
    return SeasonBuy(Count(mean, mean * 1.5), **(given | more))  # type: ignore[arg-type]


def brute(p: JointOrder, top: int) -> float:
    best, n = 0.0, len(p.lines)
    table = np.array([p.lines.profit(np.full(n, float(k))) for k in range(top)])
    packs, least = np.asarray(p.lines.pack), np.asarray(p.lines.moq)
    for q in itertools.product(range(top), repeat=n):
        units = one(q, dtype=float)
        allowed = np.all((units == 0) | ((units >= least) & (units % packs == 0)))
        value = float((units * np.asarray(p.lines.unit_cost)).sum())
        if not allowed or not units.any() or units.sum() < p.least_units or value < p.least_value:
            continue
        boxes = 0
        if p.volume is not None and np.isfinite(p.container):
            boxes = int(np.ceil(float((units * p.volume).sum()) / p.container - 1e-9))
        cost = p.fixed_cost + boxes * p.container_cost
        if boxes <= p.containers:
            best = max(best, sum(table[k, i] for i, k in enumerate(q)) - cost)
    return best


@pytest.mark.parametrize(
    "terms",
    [
        {},
        {"least_units": 14.0},
        {"least_value": 260.0},
        {"least_value": 900.0},
        {"fixed_cost": 60.0},
        {"fixed_cost": 2000.0},
        {"volume": one([1.0, 2.0, 1.5]), "container": 8.0, "container_cost": 70.0},
        {"volume": one([1.0, 2.0, 1.5]), "container": 8.0, "container_cost": 5.0, "containers": 1},
    ],
)
@pytest.mark.parametrize("bounds", [{}, {"moq": 3.0, "pack": one([1.0, 2.0, 3.0])}])
def test_no_order_earns_more(terms: dict[str, object], bounds: dict[str, object]) -> None:
    p = JointOrder(lines(4.0, 2.0, 3.0, **bounds), **terms)  # type: ignore[arg-type]
    plan = order_together(p)
    assert plan.profit == pytest.approx(brute(p, 15), rel=1e-4, abs=1e-6)
    assert plan.gap <= 2e-4
    if plan.quantity.any():
        assert plan.quantity.sum() >= p.least_units
        assert plan.spent >= p.least_value


def test_without_terms_each_line_gets_its_best() -> None:
    free = lines(12.0, 3.0, 40.0)
    assert order_together(JointOrder(free)).quantity.tolist() == buy(free).quantity.tolist()


def test_a_container_is_filled_or_not_paid_for() -> None:
    p = JointOrder(lines(30.0, 20.0), volume=one([1.0, 1.0]), container=40.0, container_cost=500.0)
    plan = order_together(p)
    assert plan.containers == 1
    assert plan.filled > 0.9


@pytest.mark.parametrize(
    "wrong",
    [{"least_units": -1.0}, {"container": 5.0}, {"container": 0.0}, {"volume": one([1.0])},
     {"fixed_cost": np.nan}],
)  # fmt: skip
def test_orders_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        JointOrder(lines(1.0, 2.0), **wrong)  # type: ignore[arg-type]
