from __future__ import annotations

import pytest

from modiste.model.colour import family_of
from modiste.model.taxonomy import node
from modiste.simulate import World
from modiste.simulate.garments import GARMENTS, VOCABULARY
from modiste.simulate.palette import COLOURS
from modiste.simulate.returning import _CATEGORY


@pytest.mark.parametrize("garment", GARMENTS, ids=lambda g: g.key)
def test_categories_are_those_of_the_taxonomy(garment: object) -> None:
    assert node(garment.key).key == garment.key  # type: ignore[attr-defined]


@pytest.mark.parametrize("colour", COLOURS, ids=lambda c: c.name)
def test_colour_families_are_those_of_the_model(colour: object) -> None:
    assert family_of(colour.name) == colour.family  # type: ignore[attr-defined]


def test_every_value_of_a_garment_is_in_the_vocabulary() -> None:
    for garment in GARMENTS:
        for name in ("pattern", "material", "silhouette", "neckline", "sleeve", "length"):
            for value in garment.options(name):
                assert VOCABULARY.values[VOCABULARY.code(name, value)].value == value
    assert set(_CATEGORY) <= {g.key for g in GARMENTS}


def test_titles_begin_with_a_name_and_end_with_what_it_is(demo: World) -> None:
    nouns = {g.key: g.nouns for g in GARMENTS}
    product = demo.tables["product"]
    for title, category in product.select("title", "category").iter_rows():
        assert title.endswith(nouns[category]), title
        assert title[0].isupper()
    assert product["title"].n_unique() == product.height


def test_descriptions_name_the_material_and_agree_in_number(demo: World) -> None:
    for text, material in demo.tables["product"].select("description", "material").iter_rows():
        assert f"made of {material}" in text
        noun = text.split(" made of ")[0].split()[-2:]
        plural = noun[0].endswith("s") and not noun[0].endswith("ss")
        assert noun[1] == ("are" if plural else "is")
