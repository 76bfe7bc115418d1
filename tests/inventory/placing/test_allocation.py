from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.inventory.placing.allocation import Allocation, allocate
from modiste.learn.distributions import Count
from modiste.model.errors import InputError

one = np.array


def problem(units: float, *means: float, **more: object) -> Allocation:
    mean = one(means)
    given: dict[str, object] = {
        "variant": np.zeros(len(mean), dtype=np.intp), "available": one([float(units)]),
        "demand": Count(mean, mean * 2), "have": np.zeros(len(mean)),
        "margin": np.full(len(mean), 10.0),
    }  # fmt: skip
    return Allocation(**(given | more))  # type: ignore[arg-type]


def value(p: Allocation, units: object) -> float:
    at = p.have + np.asarray(units, dtype=float)
    return float((p.margin * (p.demand.loss(p.have) - p.demand.loss(at))).sum())


@given(
    available=st.integers(0, 9), means=st.lists(st.floats(0.1, 6), min_size=1, max_size=3),
    margins=st.lists(st.floats(1, 20), min_size=3, max_size=3),
    have=st.lists(st.integers(0, 4), min_size=3, max_size=3),
)  # fmt: skip
def test_no_other_shares_earn_more(
    available: int, means: list[float], margins: list[float], have: list[int]
) -> None:
    n = len(means)
    p = problem(available, *means, margin=one(margins[:n]), have=one(have[:n], dtype=float))
    found = allocate(p)
    best = max(
        value(p, share)
        for share in itertools.product(range(available + 1), repeat=n)
        if sum(share) <= available
    )
    assert found.units.sum() + found.left[0] == available
    assert found.value.sum() == pytest.approx(value(p, found.units))
    # A unit that sells with a chance below 1 in 10,000 stays.
    assert best - 20e-4 * 9 <= found.value.sum() <= best + 1e-9


def test_big_sellers_get_more_but_all_get_some() -> None:
    found = allocate(problem(30, 20.0, 10.0, 2.0))
    assert found.units.tolist() == sorted(found.units.tolist(), reverse=True)
    assert found.units.min() >= 1
    assert found.left[0] == 0


def test_what_earns_less_than_in_the_warehouse_stays() -> None:
    p = problem(100, 5.0, 5.0, kept=4.0)
    found = allocate(p)
    assert found.left[0] > 0
    assert found.last[0] > 4.0
    assert np.all(10 * (1 - p.demand.cdf(found.units)) <= 4.0)  # the next unit earns less


def test_variants_do_not_mix() -> None:
    mean = one([4.0, 4.0, 9.0, 9.0])
    together = Allocation(
        one([0, 0, 1, 1]), one([3.0, 40.0]), Count(mean, mean), np.zeros(4), np.full(4, 5.0)
    )
    found = allocate(together)
    for v, available in ((0, 3.0), (1, 40.0)):
        rows = slice(2 * v, 2 * v + 2)
        part = Count(mean[rows], mean[rows])
        alone = allocate(problem(available, 1.0, 1.0, demand=part, margin=np.full(2, 5.0)))
        assert found.units[rows].tolist() == alone.units.tolist()


def test_packs() -> None:
    found = allocate(problem(20, 9.0, 4.0, 1.0, pack=6.0))
    assert np.all(found.units % 6 == 0)
    assert found.left[0] == 2


def test_places_that_show_a_variant_show_enough_of_it() -> None:
    found = allocate(problem(10, 6.0, 1.0, 1.0, least=4.0))
    assert sorted(found.units.tolist()) == [0, 4, 6]
    enough = allocate(problem(40, 6.0, 1.0, 1.0, least=4.0))
    assert enough.units.min() >= 4


def test_equal_places_in_their_order_so_that_reruns_agree() -> None:
    assert allocate(problem(3, 5.0, 5.0)).units.tolist() == [2, 1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"available": one([-1.0])}, {"margin": one([np.nan, 1.0])}, {"pack": 0.0},
        {"variant": one([0, 1])}, {"have": np.zeros(3)}, {"least": -1.0},
    ],
)  # fmt: skip
def test_allocations_that_are_none(wrong: dict[str, object]) -> None:
    with pytest.raises(InputError):
        problem(5, 1.0, 2.0, **wrong)
