from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from stockpyl.wagner_whitin import wagner_whitin as peer

from modiste.inventory.buying.lot_sizing import wagner_whitin
from modiste.model.errors import InputError

one = np.array


def test_snyder_and_shen_example_3_9() -> None:
    # K = 500, h = 2, demand 90, 120, 80, 70: intakes of 210 and 150, cost 1380.
    found = wagner_whitin(one([[90.0, 120, 80, 70]]), one([[500.0]]), one([[2.0]]))
    assert found.quantity.tolist() == [[210, 0, 150, 0]]
    assert found.cost[0] == 1380


@settings(max_examples=30)
@given(
    demand=st.lists(st.integers(0, 200), min_size=1, max_size=9), order=st.integers(1, 900),
    holding=st.floats(0.1, 5), seed=st.integers(0, 99),
)  # fmt: skip
def test_plans_of_stockpyl(demand: list[int], order: int, holding: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    demand = [max(units, 1) for units in demand]  # stockpyl pays an order for a period of none
    price = rng.uniform(1, 6, len(demand))
    _, cost, _, _ = peer(len(demand), holding, order, demand, [0, *price])
    wanted = one([demand], dtype=float)
    found = wagner_whitin(wanted, one([[float(order)]]), one([[holding]]), price[None, :])
    assert found.cost[0] == pytest.approx(cost)
    stock = np.cumsum(found.quantity - wanted, axis=1)
    assert np.all(stock >= 0)
    paid = (
        order * (found.quantity > 0).sum() + (price * found.quantity).sum() + holding * stock.sum()
    )
    assert paid == pytest.approx(cost)


def test_many_lines_at_once_and_none_for_no_demand() -> None:
    rng = np.random.default_rng(1)
    demand = rng.poisson(3.0, (50, 12)).astype(float)
    demand[7] = 0
    order = rng.uniform(1, 40, (50, 1))
    found = wagner_whitin(demand, order, one([[0.7]]))
    assert found.cost[7] == 0
    assert not found.quantity[7].any()
    for k in (0, 20, 49):
        alone = wagner_whitin(demand[k : k + 1], order[k : k + 1], one([[0.7]]))
        assert alone.cost[0] == pytest.approx(found.cost[k])
    assert found.quantity.sum(axis=1).tolist() == demand.sum(axis=1).tolist()


def test_a_demand_below_nothing() -> None:
    with pytest.raises(InputError, match="demand"):
        wagner_whitin(one([[-1.0]]), one([[1.0]]), one([[1.0]]))
