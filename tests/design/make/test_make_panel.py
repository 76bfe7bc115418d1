"""Panels: mirrored, walked, stored and read back."""

from __future__ import annotations

import pytest

from modiste.design.make.curves import cubic, line, lines
from modiste.design.make.panel import (
    Copies,
    Dart,
    Edge,
    Inside,
    Kind,
    Label,
    Mark,
    Notch,
    Panel,
    Pattern,
    Role,
    Seam,
    Side,
    Zone,
)
from modiste.design.make.stored import read_json, write_json
from modiste.model.errors import InputError, UnknownNameError


@pytest.fixture
def panel() -> Panel:
    """A quarter skirt with a dart."""
    return Panel(
        "front",
        (
            Edge("hem", lines(0j, 24 + 0j), Role.HEM, 4),
            Edge("side", (cubic(24 + 0j, 24 + 20j, 23 + 40j, 20 + 60j),)),
            Edge("waist_1", lines(20 + 60j, 12 + 60j)),
            Edge("mouth", lines(12 + 60j, 9 + 60j), Role.DART),
            Edge("waist_2", lines(9 + 60j, 0 + 60j)),
            Edge("centre", lines(0 + 60j, 0j), Role.FOLD, 0),
        ),
        Label("S1", "Front", "前片"),
        (8 + 10j, 8 + 50j),
        Copies.FOLD,
        zone=Zone.TORSO,
        darts=(Dart("dart", (12 + 60j, 9 + 60j), 10.5 + 50j, edge="mouth"),),
        notches=(Notch("side", 20.0, 2),),
        inside=(Inside("hip", lines(0 + 40j, 23 + 40j), Mark.GUIDE),),
    )


def test_a_mirrored_panel_keeps_lengths_notches_and_winding(panel: Panel) -> None:
    other = panel.mirrored()
    assert other.edge("side").length == pytest.approx(panel.edge("side").length)
    ours = next(panel.notch_points())[1]
    theirs = next(other.notch_points())[1]
    assert theirs == pytest.approx(complex(-ours.real, ours.imag))
    assert _area(panel) > 0
    assert _area(other) == pytest.approx(_area(panel))
    assert other.darts[0].mouth == (-9 + 60j, -12 + 60j)
    assert other.mirrored().edges == panel.edges
    assert other.mirrored().darts == panel.darts


def _area(panel: Panel) -> float:
    points = panel.outline()
    return sum(
        (a.conjugate() * b).imag for a, b in zip(points, points[1:] + points[:1], strict=True)
    )


def test_a_pattern_survives_json(panel: Panel) -> None:
    seam = Seam(
        "side", (Side("front", "side"),), (Side("front", "side", True),), 0.3, Kind.EASED, True, 2
    )
    pattern = Pattern("Skirt", "38", (panel,), (seam,), {"waist": 72.0}, {"hip": 4.0}, notes=("a",))
    assert read_json(write_json(pattern)) == pattern
    assert pattern.seam_lengths(seam)[0] == pytest.approx(panel.edge("side").length)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format":"modiste-pattern/9"}', '{"format":1}'])
def test_other_texts_are_no_patterns(text: str) -> None:
    with pytest.raises(InputError, match="no pattern"):
        read_json(text)


def test_unknown_names_list_the_known(panel: Panel) -> None:
    with pytest.raises(UnknownNameError, match="waist_1"):
        panel.edge("waist")
    pattern = Pattern("Skirt", "38", (panel,), (), {})
    with pytest.raises(UnknownNameError, match="front"):
        pattern.panel("back")
    assert line(0j, 1j) == (0j, 1j)
