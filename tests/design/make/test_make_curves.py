"""Lengths, splits and arcs of curves against closed forms."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.design.make import curves as cv

coordinate = st.floats(-100, 100)
point = st.builds(complex, coordinate, coordinate)
any_cubic = st.tuples(point, point, point, point)


def test_a_quadratic_has_the_length_of_its_parabola() -> None:
    # y = x² from 0 to 1: √5/2 + asinh(2)/4.
    parabola = (0j, 0.5 + 0j, 1 + 1j)
    assert cv.length(parabola) == pytest.approx(math.sqrt(5) / 2 + math.asinh(2) / 4, abs=1e-9)


@pytest.mark.parametrize("radius", [1.0, 25.0, 120.0])
def test_an_arc_is_true_to_its_radius_and_length(radius: float) -> None:
    path = cv.arc(3 + 2j, radius, 0.3, 0.3 + math.pi)
    assert cv.path_length(path) == pytest.approx(math.pi * radius, rel=6e-6)
    assert (
        max(abs(abs(p - (3 + 2j)) - radius) for p in cv.path_flatten(path, 0.001)) < 6e-6 * radius
    )


@given(any_cubic, st.floats(0.05, 0.95))
def test_the_parts_of_a_split_meet_and_lie_on_the_curve(curve: cv.Curve, t: float) -> None:
    left, right = cv.split(curve, t)
    assert abs(left[-1] - cv.at(curve, t)) < 1e-9
    assert left[-1] == right[0]
    assert abs(cv.at(left, 0.5) - cv.at(curve, t / 2)) < 1e-9


@given(any_cubic, st.floats(0.0, 1.0))
def test_a_distance_along_a_gentle_curve_is_found_again(curve: cv.Curve, share: float) -> None:
    gentle = cv.hermite(curve[0], 1 + 0.3j, curve[0] + 20 + 5j, 1 - 0.3j)
    whole = cv.length(gentle)
    t = cv.parameter_at(gentle, share * whole)
    assert cv.length_to(gentle, t) == pytest.approx(share * whole, abs=1e-6)


@given(any_cubic, st.sampled_from([0.5, 0.05, 0.005]))
def test_chords_keep_the_tolerance(curve: cv.Curve, tolerance: float) -> None:
    points = cv.flatten(curve, tolerance)
    count = len(points) - 1
    for i in range(count):
        middle = cv.at(curve, (i + 0.5) / count)
        assert abs(middle - (points[i] + points[i + 1]) / 2) <= tolerance * (1 + 1e-9) + 1e-12


def test_a_path_splits_by_length() -> None:
    path = (*cv.lines(0j, 10 + 0j), *cv.arc(10 + 5j, 5, -math.pi / 2, 0))
    first, second = cv.path_split(path, 12.5)
    assert cv.path_length(first) == pytest.approx(12.5, abs=1e-6)
    assert cv.path_length(first) + cv.path_length(second) == pytest.approx(cv.path_length(path))
    assert abs(first[-1][-1] - second[0][0]) < 1e-12


def test_lines_cross_where_they_should_and_parallels_nowhere() -> None:
    assert cv.cross(0j, 1 + 1j, 4 + 0j, -1 + 1j) == pytest.approx(2 + 2j)
    assert cv.cross(0j, 1 + 1j, 4 + 0j, 2 + 2j) is None


@given(st.floats(-3, 3))
def test_solving_finds_the_root_of_a_monotone_function(root: float) -> None:
    assert cv.solve(lambda x: (x - root) ** 3 + (x - root), -4, 4) == pytest.approx(root, abs=1e-5)
