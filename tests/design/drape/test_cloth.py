"""Panels as meshes: one particle a sewn point, darts closed, lengths kept."""

from __future__ import annotations

import numpy as np
import pytest
from tests.design.drape.sewn import tube

from modiste.design.drape.cloth import cloth_of
from modiste.design.drape.pieces import WHOLE, Cloth
from modiste.design.drape.solver import bends, stretches


@pytest.fixture(scope="module")
def cloth() -> Cloth:
    return cloth_of(tube(24.0, 30.0), 2.0)


def test_a_panel_on_the_fold_is_one_piece_of_twice_its_area(cloth: Cloth) -> None:
    assert [(piece.panel.name, piece.side) for piece in cloth.pieces] == [
        ("front", WHOLE),
        ("back", WHOLE),
    ]
    for piece in cloth.pieces:
        a, b, c = (piece.points[piece.triangles[:, k]] for k in range(3))
        twice = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
        assert (twice > 0).all()  # all turned the same way: the right side of the cloth
        assert twice.sum() / 2 == pytest.approx(48 * 30)


def test_both_sides_of_a_seam_are_the_same_particles(cloth: Cloth) -> None:
    points, particle = cloth.points, cloth.particle
    front = len(cloth.pieces[0].points)
    for x in (-24.0, 24.0):
        mine = [
            {
                (int(particle[k]), round(float(points[k, 1]), 6))
                for k in range(first, last)
                if abs(points[k, 0] - x) < 1e-9
            }
            for first, last in ((0, front), (front, len(points)))
        ]
        # The wearer's right is at -x on the front and at +x on the back.
        other = [
            {
                (int(particle[k]), round(float(points[k, 1]), 6))
                for k in range(front, len(points))
                if abs(points[k, 0] + x) < 1e-9
            }
        ]
        assert len(mine[0]) == 16
        assert mine[0] == other[0]
        assert not mine[0] & mine[1]
    assert particle.max() + 1 == len(points) - 2 * 16


def test_a_dart_is_closed_from_mouth_to_point() -> None:
    plain, darted = cloth_of(tube(), 2.0), cloth_of(tube(dart=True), 2.0)
    back = darted.pieces[1]
    assert back.panel.darts
    a, b, c = (back.points[back.triangles[:, k]] for k in range(3))
    area = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]).sum() / 2
    assert area == pytest.approx(48 * 30 - 2 * 9.0)  # two wedges of 2 by 9 cm are not there
    mouths = np.flatnonzero(
        (np.abs(back.points[:, 1]) < 1e-9) & (np.abs(np.abs(back.points[:, 0]) - 12) < 1.01)
    )
    ends = [k for k in mouths if abs(abs(abs(back.points[k, 0]) - 12) - 1) < 1e-9]
    assert len(ends) == 4
    assert len({int(darted.particle[back.first + k]) for k in ends}) == 2
    assert plain.particle.max() != darted.particle.max()


def test_rest_lengths_are_those_of_the_flat_cloth(cloth: Cloth) -> None:
    from modiste.design.drape.fabric import behaviour

    links = stretches(cloth, behaviour("denim"))
    assert np.quantile(links.rest, [0.05, 0.95]) == pytest.approx([0.02, 0.03], abs=0.002)
    assert (links.pairs[:, 0] != links.pairs[:, 1]).all()
    bend = bends(cloth, behaviour("denim"))
    # Across two equal-sided triangles the corners lie a side times the root of three apart.
    assert np.median(bend.rest) == pytest.approx(0.02 * 3**0.5, rel=0.08)
