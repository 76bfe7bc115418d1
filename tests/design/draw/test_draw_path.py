from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from modiste.design.draw.path import Path, polyline, through

COORDINATES = st.floats(-50, 50).map(lambda v: round(v, 2))
POINTS = st.lists(st.tuples(COORDINATES, COORDINATES), min_size=2, max_size=7, unique=True)


@given(POINTS)
def test_reversing_twice_and_mirroring_twice_give_the_path_back(
    points: list[tuple[float, float]],
) -> None:
    path = through(points)
    assert path.reversed().reversed() == path
    assert path.mirrored().mirrored() == path
    assert path.reversed().start == path.end


@given(POINTS)
def test_a_smooth_curve_passes_its_points(points: list[tuple[float, float]]) -> None:
    path = through(points)
    assert [path.start, *(piece[-1] for piece in path.pieces)] == points


def test_a_quarter_circle_has_its_length_and_parallel() -> None:
    k = 0.5522847498
    arc = Path((10.0, 0.0)).curve((10.0, 10 * k), (10 * k, 10.0), (0.0, 10.0))
    assert math.isclose(arc.length(), 5 * math.pi, rel_tol=2e-3)
    inner = arc.beside(2.0)
    assert all(abs(math.hypot(*p) - 8) < 0.15 for p in inner.points())
    assert math.isclose(math.hypot(*arc.along(0.5)), 10, rel_tol=1e-2)


def test_crossings_are_found() -> None:
    path = polyline([(0.0, 0.0), (4.0, 8.0), (2.0, 10.0)])
    assert path.at_y(4.0) == 2.0
    assert path.at_x(3.0) == 6.0
    assert path.at_y(99.0) == 2.0


def test_a_whole_is_closed_by_its_mirror_image() -> None:
    whole = Path((0.0, 0.0)).line((3.0, 1.0), (0.0, 5.0)).whole()
    assert [whole.start, *(p[-1] for p in whole.pieces)] == [
        (0.0, 0.0), (3.0, 1.0), (0.0, 5.0), (-3.0, 1.0), (0.0, 0.0),
    ]  # fmt: skip


def test_paths_are_written_to_a_hundredth() -> None:
    assert Path((0.0, -0.0)).line((1.239, 2.0)).curve((1, 1), (2, 2), (3.5, 3)).d(closed=True) == (
        "M0 0L1.24 2C1 1 2 2 3.5 3Z"
    )
