from __future__ import annotations

import functools

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from modiste.inventory.placing.markdown import Clearance, plan_markdowns, price_path
from modiste.inventory.policy import Outlook
from modiste.model.errors import InputError

one = np.array


def outlook(*weekly: float, wider: float = 1.0, weeks: int = 12) -> Outlook:
    mean = np.repeat(one(weekly)[:, None], weeks, axis=1)
    return Outlook(mean, np.sqrt(np.cumsum(mean * wider, axis=1)))


def clearance(stock: float, weekly: float = 5.0, **more: object) -> Clearance:
    given: dict[str, object] = {
        "outlook": outlook(weekly), "stock": one([stock]), "price": one([100.0]),
        "salvage": one([10.0]), "elasticity": 2.0, "weeks": 8,
    }  # fmt: skip
    return Clearance(**(given | more))  # type: ignore[arg-type]


# --- one cut ----------------------------------------------------------------------------------


def test_stock_that_sells_out_anyway_keeps_its_price() -> None:
    found = plan_markdowns(clearance(20.0))
    assert (found.cut[0], found.gain[0]) == (0, 0)
    assert found.held[0] == pytest.approx(2000, rel=0.01)


def test_heavy_stock_is_cut_and_heavier_stock_deeper() -> None:
    some, much, most = (plan_markdowns(clearance(s)) for s in (45.0, 90.0, 300.0))
    assert some.cut[0] <= much.cut[0] <= most.cut[0]
    assert most.cut[0] > 0.3
    assert most.start[0] == 0
    assert most.gain[0] > 0
    assert most.sold[0] > most.held_sold[0]


def test_a_certain_demand_by_hand() -> None:
    # 8 weeks × 1000 at 100, stock 16,000, e = 2: half price would sell 4 × as much. The best cut
    # of the ladder sells 8,000 × (1 − d)^−2 ≤ 16,000: at 30 % 16,327 ≥ 16,000 units at 70.
    found = plan_markdowns(clearance(16_000.0, 1000.0))
    assert found.cut[0] == 0.3
    assert found.start[0] == 0
    assert found.value[0] == pytest.approx(16_000 * 70, rel=0.01)
    assert found.held[0] == pytest.approx(8_000 * 100 + 8_000 * 10, rel=0.01)


def test_demand_that_does_not_answer_is_not_cut() -> None:
    assert plan_markdowns(clearance(300.0, elasticity=0.5)).cut[0] == 0


def test_a_cut_by_simulation() -> None:
    rng = np.random.default_rng(3)
    problem = clearance(60.0, cuts=(0.4,), starts=(4,))
    found = plan_markdowns(problem)
    early, late = rng.poisson(20.0, 300_000), rng.poisson(20.0 * 0.6**-2, 300_000)
    sold = np.minimum(early, 60)
    cut = np.minimum(late, 60 - sold)
    money = 100 * sold + 60 * cut + 10 * (60 - sold - cut)
    assert found.cut[0] == 0.4
    assert found.value[0] == pytest.approx(money.mean(), rel=2e-3)


@pytest.mark.parametrize(
    "wrong",
    [
        {"price": one([0.0])}, {"salvage": one([100.0])}, {"elasticity": 0.0}, {"weeks": 0},
        {"cuts": ()}, {"cuts": (0.5, 0.4)}, {"starts": ()}, {"price": one([1.0, 2.0])},
    ],
)  # fmt: skip
def test_clearances_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        clearance(5.0, **wrong)


# --- the whole path ---------------------------------------------------------------------------


@settings(max_examples=20)
@given(
    stock=st.integers(0, 5), mean=st.floats(0.1, 4), lift=st.floats(1.0, 3),
    salvage=st.floats(0, 3),
)  # fmt: skip
def test_a_path_by_recursion(stock: int, mean: float, lift: float, salvage: float) -> None:
    prices, means = one([10.0, 6.0]), np.tile(one([mean, mean * lift]), (3, 1))

    @functools.cache
    def best(week: int, units: int, price: int) -> float:
        if week == 3:
            return salvage * units
        options = []
        for k in range(price, 2):
            demand = stats.poisson(means[week, k])
            chances = [(d, demand.pmf(d)) for d in range(units)]
            chances.append((units, demand.sf(units - 1)))
            options.append(
                sum(p * (prices[k] * d + best(week + 1, units - d, k)) for d, p in chances)
            )
        return max(options)

    found = price_path(stock, prices, means, 1.0, salvage)
    for units in range(stock + 1):
        for price in range(2):
            assert found.value[0, price, units] == pytest.approx(best(0, units, price), abs=1e-9)


def test_watching_sales_earns_at_least_what_one_cut_does() -> None:
    cuts = (0.2, 0.4)
    single = plan_markdowns(clearance(60.0, cuts=cuts, starts=tuple(range(8))))
    prices = one([100.0, 80.0, 60.0])
    means = np.tile(5.0 * (prices / 100) ** -2.0, (8, 1))
    path = price_path(60, prices, means, 1.0, 10.0)
    assert path.value[0, 0, 60] >= single.value[0]
    assert path.value[0, 0, 60] == pytest.approx(single.value[0], rel=0.05)


def test_prices_never_rise_and_fall_with_stock() -> None:
    prices = one([100.0, 80.0, 60.0])
    means = np.tile(5.0 * (prices / 100) ** -2.0, (6, 1))
    path = price_path(60, prices, means, 2.0, 10.0)
    for k in range(3):
        assert np.all(path.choice[:, k] >= k)
    assert path.choice[0, 0, 60] >= path.choice[0, 0, 10]
    assert np.all(np.diff(path.value[0, 0]) >= -1e-9)


@pytest.mark.parametrize(
    ("prices", "means", "dispersion"),
    [
        ([1.0, 2.0], [[1.0, 1.0]], 1.0),
        ([2.0, 1.0], [[1.0]], 1.0),
        ([2.0, 1.0], [[1.0, 1.0]], 0.5),
        ([2.0, 1.0], [[1.0, -1.0]], 1.0),
    ],
)
def test_paths_that_are_none(
    prices: list[float], means: list[list[float]], dispersion: float
) -> None:
    with pytest.raises(InputError):
        price_path(3, one(prices), one(means), dispersion, 0.0)
