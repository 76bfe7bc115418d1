"""Corrections of what a style is like change what is recommended, styled and told of trends."""

from __future__ import annotations

import polars as pl
from shoplake import AS_OF, END, buy, person, settings, style

from modiste.perceive.corrections import rows, withdrawn
from modiste.recommend.assortment import read_assortment
from modiste.recommend.building import build_index, read_facts
from modiste.recommend.index import Ask
from modiste.recommend.recipe import Recipe


def values(lake, name):
    """Values of a trait by item."""
    found = read_assortment(lake.snapshot(), AS_OF, END)
    trait = found.catalogue.traits.get(name)
    if trait is None:
        return {}
    return {
        item: [trait.values[code] for code in codes if code < len(trait.values)]
        for item, codes in zip(found.table["item"], trait.codes.tolist(), strict=True)
    }


def correct(lake, product, name, *said):
    lake.upsert("attribute", rows(product, name, said, lake.read("attribute")))


def test_a_correction_goes_before_the_catalogue_and_the_words(lake):
    style(lake, "dress", ["navy"], ["S"], title="Striped navy dress", pattern="stripe")
    assert values(lake, "pattern") == {"dress": ["stripe"]}
    correct(lake, "dress", "pattern", "floral")
    assert values(lake, "pattern") == {"dress": ["floral"]}
    correct(lake, "dress", "pattern")
    assert values(lake, "pattern") == {}
    lake.upsert("attribute", withdrawn("dress", "pattern", lake.read("attribute")))
    assert values(lake, "pattern") == {"dress": ["stripe"]}


def test_a_corrected_colour_has_its_family(lake):
    style(lake, "dress", ["navy"], ["S"])
    correct(lake, "dress", "colour", "mustard")
    assert values(lake, "colour") == {"dress": ["mustard"]}
    assert values(lake, "colour family") == {"dress": ["yellow"]}


def test_a_correction_changes_what_is_recommended(lake):
    for name in ("d1", "d2", "d3", "d4", "d5", "d6"):
        pattern = "floral" if name in ("d1", "d2") else "solid"
        style(lake, name, ["navy"], ["S"], pattern=pattern, title="Dress")
    person(lake, "ann")
    for variant in ("d1-navy-S", "d2-navy-S"):
        buy(lake, "ann", variant, days=3)
    for who, name in enumerate(("d3", "d4", "d5", "d6")):
        buy(lake, f"other{who}", f"{name}-navy-S", days=3)

    def first():
        facts = read_facts(lake.snapshot(), settings(repeat_days=90), AS_OF)
        index = build_index(facts, settings(), run_id="r", recipe=Recipe())
        pick = index.recommend(Ask("ann", k=4))[0]
        return pick.product_id, "floral" in pick.reason

    assert not first()[1]
    correct(lake, "d5", "pattern", "floral")
    assert first() == ("d5", True)


def test_styling_and_trends_read_the_correction(lake):
    import datetime as dt

    from modiste.styling.garments import read_garments
    from modiste.trends.catalogue import item_attributes

    style(lake, "dress", ["navy"], ["S"], title="Striped dress", pattern="stripe")
    correct(lake, "dress", "pattern", "floral")
    correct(lake, "dress", "colour", "red")
    garments = read_garments(lake.snapshot(), dt.date(2026, 6, 1))
    pairs = {pair for pair in garments.attributes["dress"] if pair[0] == "pattern"}
    assert pairs == {("pattern", "floral")}
    told = item_attributes(lake.snapshot()).filter(pl.col("name").is_in(["colour", "pattern"]))
    of_variant = told.filter(pl.col("variant_id").is_not_null())
    assert sorted(of_variant.select("name", "value").rows()) == [
        ("colour", "red"), ("pattern", "floral"),
    ]  # fmt: skip
