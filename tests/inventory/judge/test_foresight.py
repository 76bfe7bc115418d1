"""What policies are told while a scene is replayed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from modiste.inventory.judge.foresight import Outlooks, Smoothing, moved_on
from modiste.inventory.judge.replay import replay
from modiste.inventory.judge.scene import Economics, Scene
from modiste.inventory.policies.base import Outlook, Terms
from modiste.inventory.policies.periodic import ReorderUpTo
from modiste.model.errors import InputError


def outlook(*mean: float) -> Outlook:
    return Outlook(np.array([mean]), np.sqrt(np.cumsum([mean], axis=1)))


def test_a_forecast_moves_on_until_the_next_one() -> None:
    told = Outlooks([(-1, outlook(1, 2, 3)), (2, outlook(7, 8))])
    assert told.outlook(0).mean.tolist() == [[2, 3]]
    assert told.outlook(1).mean.tolist() == [[3]]
    assert told.outlook(2).mean.tolist() == [[7, 8]]
    assert told.outlook(9).mean.tolist() == [[8]]


def test_independent_weeks_keep_their_own_variance() -> None:
    later = moved_on(outlook(4, 4, 4, 4), 2)
    np.testing.assert_allclose(later.cumulative_sd**2, [[4, 8]])


def test_nothing_to_come_has_no_variance() -> None:
    later = moved_on(outlook(4, 0, 0), 1)
    np.testing.assert_array_equal(later.cumulative_sd, [[0, 0]])


@pytest.mark.parametrize("weeks", [(), (1,), (0, 0), (2, 0)])
def test_forecasts_out_of_order_are_refused(weeks: tuple[int, ...]) -> None:
    with pytest.raises(InputError):
        Outlooks([(week, outlook(1)) for week in weeks])


def test_smoothing_finds_level_and_variance() -> None:
    told = Smoothing(np.array([1.0]), np.array([1.0]), np.ones((1, 600)), 4, alpha=0.05)
    told.start(200)
    rng = np.random.default_rng(0)
    for week in range(300):
        sold = rng.negative_binomial(6, 0.5, (200, 1))  # mean 6, variance 12
        told.learn(week, sold, np.zeros((200, 1), dtype=bool))
    ahead = told.outlook(300)
    assert ahead.mean.shape == (200, 4)
    assert ahead.mean.mean() == pytest.approx(6, rel=0.03)
    assert (ahead.cumulative_sd[:, 0] ** 2).mean() == pytest.approx(12, rel=0.12)


def test_an_empty_shelf_teaches_nothing() -> None:
    told = Smoothing(np.array([5.0]), np.array([5.0]), np.ones((1, 9)), 2)
    told.learn(0, np.array([[0]]), np.array([[True]]))
    assert told.outlook(1).mean.tolist() == [[5, 5]]
    told.learn(1, np.array([[9]]), np.array([[True]]))  # it wanted nine or more
    assert told.outlook(2).mean[0, 0] == pytest.approx(5.4)


def test_the_season_is_taken_out_and_put_back() -> None:
    season = np.array([[1.0, 2.0, 0.0, 2.0, 2.0]])
    told = Smoothing(np.array([5.0]), np.array([5.0]), season, 2)
    told.learn(1, np.array([[10]]), np.array([[False]]))
    told.learn(2, np.array([[0]]), np.array([[False]]))
    assert told.outlook(3).mean.tolist() == [[10, 10]]


def test_each_scenario_learns_on_its_own() -> None:
    """A scenario gives the same units alone and beside others."""
    rng = np.random.default_rng(2)
    demand = rng.poisson(rng.uniform(1, 9, (3, 1, 5)), (3, 30, 5)).astype(np.int32)
    terms = Terms(np.full(5, 14.0), np.zeros(5), 7.0, 14.0, 0.9)
    money = Economics(*(np.full(5, x) for x in (500, 500, 200, 50)))

    def play(rows: Any) -> Any:
        told = Smoothing(np.full(5, 4.0), np.full(5, 4.0), np.ones((5, 40)), 6)
        scene = Scene(demand[rows], np.array([[[2]]]), np.full(5, 20), terms)
        return replay(scene, ReorderUpTo(), told, money)

    every, last = play(slice(None)), play(slice(2, 3))
    np.testing.assert_array_equal(every.ordered[2:], last.ordered)
    np.testing.assert_array_equal(every.served[2:], last.served)
    assert not np.array_equal(every.ordered[0], every.ordered[1])


def test_a_weight_outside_is_refused() -> None:
    with pytest.raises(InputError):
        Smoothing(np.ones(1), np.ones(1), np.ones((1, 2)), 1, alpha=1.0)
