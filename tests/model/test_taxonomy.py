"""The taxonomy, and finding products in it."""

from __future__ import annotations

import csv
from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.realdata import real

from modiste.model.errors import UnknownNameError
from modiste.model.size import CATEGORIES, parse_size
from modiste.model.taxonomy import (
    ancestors,
    children,
    classify,
    classify_frame,
    node,
    taxonomy,
)
from modiste.model.taxonomy_tree import LEVELS, ZONES


def test_tree():
    nodes = taxonomy().values()
    assert Counter(found.level for found in nodes) == {"group": 6, "category": 45, "type": 279}
    for found in nodes:
        assert found.en
        assert found.zh
        assert found.zone in ZONES
        assert found.scale in (*CATEGORIES, "none")
        assert found.gender in ("", "women", "men", "baby")
        assert len(found.path) == LEVELS.index(found.level) + 1
        assert found.key == found.key.lower().replace(" ", "-")
    assert sum(len(children(found.key)) for found in nodes) == len(nodes) - 6


def test_node():
    shirt_dress = node("shirt-dress")
    assert (shirt_dress.en, shirt_dress.zh) == ("Shirt dress", "衬衫裙")
    assert shirt_dress.path == ("clothing", "dresses", "shirt-dress")
    assert ancestors("shirt-dress") == ("dresses", "clothing")
    assert (shirt_dress.zone, shirt_dress.gender, shirt_dress.scale) == ("full", "women", "apparel")
    assert shirt_dress.sized
    assert shirt_dress.apparel
    assert not node("gift-card").apparel
    assert not node("tote-bag").sized
    assert node("swim-shorts").gender == "men"
    with pytest.raises(UnknownNameError):
        node("spaceship")


def test_scales_suit_the_size_reader():
    size = parse_size("42", category=node("loafers").scale)
    assert (size.scale, size.category) == ("shoe", "shoes")
    assert parse_size("34/36", category=node("midi-dress").scale).scale == "numeric"
    assert parse_size("32/34", category=node("skinny-jeans").scale).scale == "waist-length"


def test_every_name_finds_its_node():
    lost = {
        name: (found.key, match.node.key if match else None)
        for found in taxonomy().values()
        for name in (found.en, found.zh)
        if (match := classify(name)) is None or match.node is not found
    }
    assert lost == {}


def test_every_synonym_finds_some_meaning():
    for found in taxonomy().values():
        for word in (*found.synonyms, *found.weak):
            match = classify(word, hints=[found.en])
            assert match is not None, word
            assert match.node.key == found.key, (word, match.node.key)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("shirt dress", "shirt-dress"),
        ("dress shirt", "dress-shirt"),
        ("denim jacket", "denim-jacket"),
        ("swim shorts", "swim-shorts"),
        ("T-Shirts", "t-shirt"),
        ("2-pack T-shirts", "t-shirt"),
        ("Set of 3 socks", "hosiery"),
        ("Men's Slim Fit Jeans", "skinny-jeans"),
        ("Black dress with belt", "dresses"),
        ("Jumpsuit in denim", "jumpsuit"),
        ("bow tie blouse", "blouse"),
        ("tie-waist midi dress", "midi-dress"),
        ("Midi with belt", "midi-dress"),
        ("Short, sleeveless dress", "dresses"),
        ("Men Black Short", "shorts"),
        ("Slip On Brown Formal Shoe", "oxford-shoes"),
        ("belt bag", "belt-bag"),
        ("leather belt", "belts"),
        ("polo neck sweater", "turtleneck"),
        ("boot cut jeans", "bootcut-jeans"),
        ("T-shirt bra", "t-shirt-bra"),
        ("blazer dress", "blazer-dress"),
        ("Turtle Check Men Navy Blue Shirt", "shirt"),
        ("Apparel & Accessories > Clothing > Dresses", "dresses"),
        ("Apparel & Accessories > Clothing > Outerwear > Coats & Jackets", "outerwear"),
        ("Apparel & Accessories > Handbags, Wallets & Cases > Handbags", "handbag"),
        ("Apparel & Accessories > Shoes", "shoes"),
        ("Women / Shoes / Ankle Boots", "ankle-boots"),
        ("Women > Trousers > New in", "trousers"),
        ("Jumpsuit/Playsuit", "jumpsuit"),
        ("Hair/alice band", "headband"),
        ("Gift Card", "gift-card"),
        ("衬衫连衣裙", "shirt-dress"),
        ("牛仔外套", "denim-jacket"),
        ("女士羽绒服", "puffer-jacket"),
        ("真丝吊带连衣裙", "slip-dress"),
        ("法式碎花雪纺连衣裙", "dresses"),
        ("儿童连帽卫衣", "hoodie"),
        ("连衣裙配腰带", "dresses"),
        ("男士西装裤", "tailored-trousers"),
    ],
)
def test_classify(text, key):
    match = classify(text)
    assert match is not None
    assert match.node.key == key


@pytest.mark.parametrize("text", ["", "Unknown", "print", "combo", "1234", "???", "随便"])
def test_nothing_known(text):
    assert classify(text) is None


def test_confidence():
    assert classify("Shirt dress").confidence == 1
    assert classify("Clothing > Shirt dress").confidence == 0.95
    titled = classify("Striped cotton shirt dress")
    assert (titled.confidence, titled.matched_text) == (0.8, "shirt dress")
    assert classify("midi").confidence == 0.5
    assert classify("something odd", hints=["Dresses"]).confidence == 0.3
    assert classify("Shoes > Summer mood").confidence < 0.6


def test_hints_choose_between_meanings():
    assert classify("tights").node.key == "tights"
    assert classify("tights", hints=["Sportswear"]).node.key == "sports-leggings"
    assert classify("vest").node.key == "waistcoat"
    assert classify("vest", hints=["Innerwear"]).node.key == "undershirt"
    assert classify("Underwear > Pants").node.key == "briefs"
    assert classify("XC-200", hints=["???", "Women's Skirts"]).node.key == "skirts"


def test_frame():
    frame = classify_frame(["Shirt dress", None, "??", "Clothing", "Shirt dress"])
    assert frame.rows() == [
        ("??", None, None, None, None, None),
        ("Clothing", "clothing", "group", None, "clothing", 1.0),
        ("Shirt dress", "shirt-dress", "type", "dresses", "clothing", 1.0),
    ]


@given(st.text(max_size=30))
def test_never_crashes(text):
    match = classify(text)
    assert match is None or 0 < match.confidence <= 1


@given(st.sampled_from(sorted(taxonomy())), st.sampled_from(["black {}", "{}", "New {} 2024"]))
def test_words_around_a_name_do_not_hide_it(key, frame):
    match = classify(frame.format(node(key).en))
    assert match is not None
    # "New Underwear" keeps its category at least.
    assert match.node.path[0] == node(key).path[0]


def _coverage(values):
    known = sum(n for text, n in values.items() if text and classify(text) is not None)
    return known / values.total()


@pytest.mark.realdata
def test_types_of_the_fashion_products():
    with real("images/fashion_products.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert _coverage(Counter(row["articleType"] for row in rows)) == 1
    # What a title alone says agrees with the type that the shop gave.
    agree = 0
    for row in rows:
        titled, typed = classify(row["productDisplayName"] or ""), classify(row["articleType"])
        agree += titled is not None and titled.node.path[:2] == typed.node.path[:2]
    assert agree / len(rows) > 0.93


@pytest.mark.realdata
def test_types_of_the_hm_articles():
    articles = pl.read_parquet(real("recommend/hm/articles.parquet"))
    assert _coverage(Counter(articles["product_type_name"].to_list())) > 0.998


@pytest.mark.realdata
def test_categories_of_rent_the_runway():
    rentals = pl.read_parquet(real("recommend/renttherunway.parquet"))
    assert _coverage(Counter(rentals["category"].to_list())) > 0.999
