from __future__ import annotations

import numpy as np
import pytest

from modiste.inventory.policies.base import Outlook, Points, Policy, State, Terms, whole_orders
from modiste.inventory.policies.periodic import OrderUpTo, ReorderUpTo
from modiste.model.errors import InputError

one = np.array


def outlook(n: int = 1) -> Outlook:
    """Poisson demand of ten a week."""
    return Outlook(np.full((n, 12), 10.0), np.tile(np.sqrt(10.0 * np.arange(1, 13)), (n, 1)))


def terms(n: int = 1, **more: object) -> Terms:
    return Terms(np.full(n, 14.0), np.zeros(n), 7.0, 28.0, 0.95, **more)  # type: ignore[arg-type]


def state(*on_hand: int) -> State:
    zeros = np.zeros(len(on_hand), dtype=np.int64)
    return State(np.array(on_hand), zeros, zeros)


def test_the_position_counts_orders_and_promises() -> None:
    assert State(one([5]), one([7]), one([2])).position.tolist() == [10]


def test_a_state_of_unequal_arrays_is_refused() -> None:
    with pytest.raises(InputError, match="differ in length"):
        State(one([1, 2]), one([1]), one([1]))


def test_reorder_up_to_orders_only_at_or_below_the_point() -> None:
    policy: Policy = ReorderUpTo()
    found = policy.order(state(39, 40, 0), outlook(3), terms(3))
    assert found.tolist() == [40, 0, 79]  # Poisson with mean 30: s = 39, S = 79


def test_order_up_to_orders_at_every_review() -> None:
    policy: Policy = OrderUpTo()
    assert policy.order(state(39, 38, 0), outlook(3), terms(3)).tolist() == [0, 1, 39]


def test_lots_bring_the_position_above_the_point() -> None:
    points = Points(one([10.0]), one([15.0]), lot=one([5.0]))
    assert [points.need(at)[0] for at in (11, 10, 6, 5, -3)] == [0, 5, 5, 10, 15]


def test_minimum_and_pack() -> None:
    found = whole_orders(one([0.0, 1.0, 12.0, 13.0]), terms(4, moq=10.0, pack=6.0))
    assert found.tolist() == [0, 12, 12, 18]


@pytest.mark.parametrize(
    ("mean", "sd"),
    [([[-1.0]], [[1.0]]), ([[np.nan]], [[1.0]]), ([[1.0]], [[np.inf]]), ([1.0], [1.0]),
     ([[1.0, 2.0]], [[1.0]])],
)  # fmt: skip
def test_outlooks_that_are_none(mean: list[float], sd: list[float]) -> None:
    with pytest.raises(InputError, match="outlook"):
        Outlook(one(mean), one(sd))


@pytest.mark.parametrize(
    "wrong",
    [{"lead_days": one([-1.0])}, {"lead_sd_days": one([np.nan])}, {"service": 1.0},
     {"service": one([0.0])}, {"pack": 0.0}, {"moq": -1.0}],
)  # fmt: skip
def test_terms_that_are_none(wrong: dict[str, object]) -> None:
    given: dict[str, object] = {
        "lead_days": one([14.0]), "lead_sd_days": one([0.0]), "review_days": 7.0,
        "cycle_days": 28.0, "service": 0.95,
    }  # fmt: skip
    with pytest.raises(InputError, match="stock terms"):
        Terms(**(given | wrong))  # type: ignore[arg-type]
