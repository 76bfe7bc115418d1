from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest

from modiste.simulate import World
from modiste.simulate.flats import SHAPES, mirrored
from modiste.simulate.garments import GARMENTS
from modiste.simulate.palette import COLOURS
from modiste.simulate.pictures import garment_svg, shade


def test_every_image_row_has_its_picture(tiny: World) -> None:
    pictures = dict(tiny.pictures())
    assert set(pictures) == set(tiny.tables["image"]["path"])
    assert all(path.startswith("products/") and path.endswith(".svg") for path in pictures)


def test_pictures_are_well_formed_and_small(demo: World) -> None:
    for _, svg in demo.pictures():
        root = ET.fromstring(svg)  # noqa: S314 - it is our own text
        assert root.get("viewBox") == "0 0 400 500"
        assert len(svg) < 10_000


def test_a_picture_has_the_colour_and_the_print_of_its_style(demo: World) -> None:
    hexes = {c.name: c.hex for c in COLOURS}
    colour = dict(
        demo.truth.attributes.filter(name="colour").select("image_id", "value").iter_rows()
    )
    for row, (_, svg) in zip(
        demo.tables["image"].iter_rows(named=True), demo.pictures(), strict=True
    ):
        assert hexes[colour[row["image_id"]]] in svg


@pytest.mark.parametrize("garment", GARMENTS, ids=lambda g: g.key)
def test_every_category_can_be_drawn_in_all_its_forms(garment: object) -> None:
    assert hasattr(garment, "shape")
    for name in ("silhouette", "neckline", "sleeve", "length", "pattern"):
        for value in garment.options(name) or ("",):  # type: ignore[attr-defined]
            attributes = {"colour": "sage"} | ({name: value} if value else {})
            ET.fromstring(garment_svg(garment.shape, attributes))  # noqa: S314


def test_patterns_differ() -> None:
    drawn = {
        garment_svg("tee", {"colour": "navy", "pattern": pattern})
        for pattern in ("solid", "stripe", "check", "polka dot", "floral", "animal print")
    }
    assert len(drawn) == 6
    assert set(SHAPES) == {g.shape for g in GARMENTS}


def test_mirrored_paths_mirror_twice_to_themselves() -> None:
    path = "M 128 112 C 100 130 84 230 66 350 L 98 360 Z"
    assert mirrored(path) == "M 272 112 C 300 130 316 230 334 350 L 302 360 Z"
    assert mirrored(mirrored(path)) == path


def test_shades_stay_within_srgb() -> None:
    assert shade("#ff8000", 2.0, 50) == "#ffff32"
    assert shade("#ff8000", 0.5) == "#804000"
