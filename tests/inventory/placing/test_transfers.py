from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from modiste.inventory.placing.transfers import Rebalancing, transfers
from modiste.learn.distributions import Count
from modiste.model.errors import InputError

one = np.array


def problem(stock: list[float], means: list[float], **more: object) -> Rebalancing:
    mean = one(means)
    given: dict[str, object] = {
        "variant": np.zeros(len(mean), dtype=np.intp), "location": np.arange(len(mean)),
        "demand": Count(mean, mean), "have": one(stock), "margin": np.full(len(mean), 20.0),
        "send": 1.0, "receive": 2.0,
    }  # fmt: skip
    return Rebalancing(**(given | more))  # type: ignore[arg-type]


def earned(p: Rebalancing, stock: np.ndarray) -> float:
    return float((p.margin * (p.demand.mean - p.demand.loss(stock))).sum())


def test_from_where_it_lies_to_where_it_sells() -> None:
    p = problem([30.0, 0.0], [2.0, 10.0])
    found = transfers(p)
    assert (found.source.tolist(), found.target.tolist()) == ([0], [1])
    after = one([30 - found.units[0], found.units[0]])
    gain = earned(p, after) - earned(p, one([30.0, 0.0])) - 3 * found.units[0]
    assert found.gain[0] == pytest.approx(gain)
    assert found.gain[0] == pytest.approx(found.won[0] - found.lost[0] - 3 * found.units[0])


@settings(max_examples=40)
@given(
    have=st.lists(st.integers(0, 12), min_size=3, max_size=3),
    means=st.lists(st.floats(0.2, 8), min_size=3, max_size=3),
    send=st.lists(st.floats(0, 5), min_size=3, max_size=3),
    receive=st.lists(st.floats(0, 5), min_size=3, max_size=3),
)
def test_a_linear_programme_finds_nothing_better(
    have: list[int], means: list[float], send: list[float], receive: list[float]
) -> None:
    p = problem([float(h) for h in have], means, send=one(send), receive=one(receive))
    found = transfers(p)
    n, top = 3, sum(have) + 1
    # Variables: units sold from stock by piece (each unit of each place), and moves i → j.
    k = np.arange(top)
    piece = 20 * (1 - p.demand.cdf(k[:, None])).T  # value of the unit k + 1 of each place
    moves = [(i, j) for i in range(n) for j in range(n) if i != j]
    cost = np.concatenate([-piece.ravel(), [send[i] + receive[j] for i, j in moves]])
    stock = np.zeros((n, len(cost)))
    for i in range(n):
        stock[i, i * top : (i + 1) * top] = 1
    for m, (i, j) in enumerate(moves):
        stock[i, n * top + m] += 1
        stock[j, n * top + m] -= 1
    bounds = [(0, 1)] * (n * top) + [(0, have[i]) for i, _ in moves]
    best = linprog(cost, A_ub=stock, b_ub=have, bounds=bounds)
    got = earned(p, one(have, dtype=float)) + found.gain.sum()
    assert got == pytest.approx(-best.fun, rel=1e-6, abs=0.02)


def test_nothing_moves_where_a_move_costs_more_than_it_brings() -> None:
    assert len(transfers(problem([30.0, 0.0], [2.0, 10.0], receive=25.0)).units) == 0
    assert len(transfers(problem([5.0, 5.0], [5.0, 5.0])).units) == 0


def test_lanes_must_pay_together() -> None:
    alone = transfers(problem([30.0, 0.0], [2.0, 10.0]))
    assert len(transfers(problem([30.0, 0.0], [2.0, 10.0], lane=alone.gain[0] + 1)).units) == 0
    two = Rebalancing(
        one([0, 0, 1, 1]), one([0, 1, 0, 1]), Count(one([2.0, 10.0] * 2), one([2.0, 10.0] * 2)),
        one([30.0, 0.0] * 2), np.full(4, 20.0), send=1.0, receive=2.0, lane=alone.gain[0] + 1,
    )  # fmt: skip
    found = transfers(two)
    assert found.units.tolist() == [alone.units[0]] * 2
    assert found.source.tolist() == [0, 2]


def test_what_is_coming_counts_but_cannot_move() -> None:
    p = problem([3.0, 0.0], [0.5, 10.0], coming=one([20.0, 0.0]))
    assert transfers(p).units.sum() == 3
    served = problem([30.0, 0.0], [2.0, 10.0], coming=one([0.0, 25.0]))
    assert len(transfers(served).units) == 0


def test_the_least_stays() -> None:
    free = transfers(problem([8.0, 0.0], [0.1, 10.0])).units.sum()
    assert free == 8
    assert transfers(problem([8.0, 0.0], [0.1, 10.0], least=3.0)).units.sum() == 5


@pytest.mark.parametrize(
    "wrong", [{"have": one([-1.0, 2.0])}, {"margin": one([np.nan, 1])}, {"location": one([0])},
              {"lane": -1.0}],
)  # fmt: skip
def test_rebalancings_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        problem([1.0, 2.0], [1.0, 2.0], **wrong)
