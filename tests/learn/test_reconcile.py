"""Forecasts that add up."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.learn.reconcile import Hierarchy, mint, reconcile, shrunk_covariance
from modiste.model.errors import InputError


def two() -> Hierarchy:
    return Hierarchy.of([["a", "a", "b"], ["all", "all", "all"]])


def test_sums_are_numbered_in_the_order_of_their_keys() -> None:
    hierarchy = Hierarchy.of([["b", None, "a"]])
    assert hierarchy.groups[0].tolist() == [1, -1, 0]
    assert hierarchy.matrix().toarray().tolist() == [[0, 0, 1], [1, 0, 0]]
    assert (hierarchy.parts, hierarchy.sums) == (3, 2)


def test_one_sum_of_two_by_hand() -> None:
    # û − Cb̂ = 4; C B Cᵀ + U = 1 + 3 + 4 = 8: the parts get 1 × 4/8 and 3 × 4/8.
    parts, sums = reconcile(
        Hierarchy.of([["x", "x"]]),
        np.array([[1.0], [2.0]]),
        np.array([[7.0]]),
        np.array([1.0, 3.0]),
        np.array([4.0]),
    )
    assert parts.ravel().tolist() == pytest.approx([1.5, 3.5])
    assert sums.ravel().tolist() == pytest.approx([5.0])


def test_a_sum_known_for_sure_is_kept() -> None:
    _, sums = reconcile(
        Hierarchy.of([["x", "x"]]),
        np.array([[1.0], [2.0]]),
        np.array([[9.0]]),
        np.ones(2),
        np.zeros(1),
    )
    assert sums.item() == pytest.approx(9.0, rel=1e-6)


def test_what_agrees_already_stays() -> None:
    parts = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]])
    sums = np.array([[4.0, 6.0], [5.0, 0.0], [9.0, 6.0]])
    moved, total = reconcile(two(), parts, sums)
    assert moved == pytest.approx(parts)
    assert total == pytest.approx(sums)


def test_a_sum_without_a_forecast_follows_its_parts() -> None:
    parts = np.array([[1.0], [3.0], [5.0]])
    sums = np.array([[np.nan], [np.nan], [np.nan]])
    moved, total = reconcile(two(), parts, sums)
    assert moved == pytest.approx(parts)
    assert total.ravel().tolist() == [4.0, 5.0, 9.0]


@given(seed=st.integers(0, 10**6), parts=st.integers(1, 30), steps=st.integers(1, 4))
def test_they_add_up_exactly_and_none_is_negative(seed: int, parts: int, steps: int) -> None:
    rng = np.random.default_rng(seed)
    style = rng.integers(0, max(1, parts // 3), parts)
    place = rng.integers(0, 3, parts)
    hierarchy = Hierarchy.of([style.tolist(), place.tolist(), ["all"] * parts])
    base = rng.gamma(0.5, 2.0, (parts, steps))
    sums = rng.gamma(1.0, 3.0, (hierarchy.sums, steps))
    moved, total = reconcile(
        hierarchy,
        base,
        sums,
        rng.uniform(0, 4, parts),
        rng.uniform(0.1, 4, hierarchy.sums),
    )
    assert (moved >= 0).all()
    assert total == pytest.approx(np.asarray(hierarchy.matrix() @ moved), abs=1e-12)


@given(seed=st.integers(0, 10**6))
def test_it_is_the_weighted_least_squares_solution(seed: int) -> None:
    rng = np.random.default_rng(seed)
    hierarchy = two()
    parts, sums = rng.normal(5, 2, (3, 1)), rng.normal(10, 3, (3, 1))
    inner, outer = rng.uniform(0.5, 3, 3), rng.uniform(0.5, 3, 3)
    moved, _ = reconcile(hierarchy, parts, sums, inner, outer, nonnegative=False)
    summing = np.vstack([np.eye(3), hierarchy.matrix().toarray()])
    weight = np.diag(1 / np.concatenate([inner, outer]))
    base = np.vstack([parts, sums])
    expected = np.linalg.solve(summing.T @ weight @ summing, summing.T @ weight @ base)
    assert moved == pytest.approx(expected, rel=1e-6)


def test_mint_with_a_diagonal_covariance_is_weighted_least_squares() -> None:
    rng = np.random.default_rng(2)
    errors = rng.normal(size=(6, 4_000)) * np.array([1, 2, 1, 2, 1, 3])[:, None]
    parts, sums = rng.normal(5, 2, (3, 1)), rng.normal(10, 3, (3, 1))
    full, total = mint(two(), parts, sums, errors)
    weighted, _ = reconcile(
        two(),
        parts,
        sums,
        np.array([1.0, 4.0, 1.0]),
        np.array([4.0, 1.0, 9.0]),
        nonnegative=False,
    )
    assert full == pytest.approx(weighted, abs=0.15)
    assert total == pytest.approx(two().matrix() @ full)


def test_noise_is_shrunk_away_and_truth_is_kept() -> None:
    rng = np.random.default_rng(3)
    noise = shrunk_covariance(rng.normal(size=(30, 12)))
    off = noise - np.diag(np.diag(noise))
    assert np.abs(off).max() < 0.2
    shared = rng.normal(size=(1, 400)) + 0.1 * rng.normal(size=(5, 400))
    kept = shrunk_covariance(shared)
    assert kept[0, 1] > 0.9 * kept[0, 0]


def test_too_few_errors() -> None:
    with pytest.raises(InputError, match="2 past errors"):
        shrunk_covariance(np.zeros((3, 2)))


def test_shapes_that_do_not_fit() -> None:
    with pytest.raises(InputError, match="3 parts and 3 sums"):
        reconcile(two(), np.zeros((2, 1)), np.zeros((3, 1)))
    with pytest.raises(InputError, match="negative or not finite"):
        reconcile(two(), np.zeros((3, 1)), np.zeros((3, 1)), np.array([1.0, -1.0, 1.0]))
    with pytest.raises(InputError, match="differ in length"):
        Hierarchy.of([["a"], ["a", "b"]])
