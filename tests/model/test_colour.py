"""Colour names, families, and colours in text."""

from __future__ import annotations

import csv
from collections import Counter

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.realdata import real

from modiste.model.colour import (
    colour,
    colour_frame,
    colours,
    families,
    family_of,
    find_colour,
    nearest_colour,
    nearest_colours,
    parents,
)
from modiste.model.colour_family import MEASURED, family_of_rgb
from modiste.model.errors import InputError, UnknownNameError

RGB = st.tuples(*[st.integers(0, 255)] * 3)


def test_table():
    table = colours()
    assert len(table) == 317
    assert families() == (
        "black", "white", "grey", "beige", "brown", "red", "pink", "orange", "yellow", "green",
        "turquoise", "blue", "navy", "purple", "gold", "silver", "multi", "clear",
    )  # fmt: skip
    values = Counter(named.rgb for named in table.values() if named.rgb)
    assert max(values.values()) == 1
    for named in table.values():
        assert named.zh
        assert not named.parent or named.parent in table


def test_every_name_means_one_colour():
    meanings = {}
    for named in colours().values():
        for word in (named.name, named.zh, *named.synonyms):
            key = word.casefold().replace("-", " ")
            assert meanings.setdefault(key, named.name) == named.name, key
            assert find_colour(word).base is named, word


def test_measured_families_agree_with_declared_ones():
    disagree = {
        named.name: (named.family, family_of_rgb(named.rgb))
        for named in colours().values()
        if named.rgb and named.family in MEASURED and family_of_rgb(named.rgb) != named.family
    }
    assert disagree == {}


@pytest.mark.parametrize(
    ("code", "family"),
    [
        ("#ff0000", "red"), ("#800000", "red"), ("#ffc0cb", "pink"), ("#ff00ff", "purple"),
        ("#ffa500", "orange"), ("#ffff00", "yellow"), ("#008000", "green"), ("#00ff00", "green"),
        ("#008080", "turquoise"), ("#00ffff", "turquoise"), ("#0000ff", "blue"),
        ("#000080", "navy"), ("#87ceeb", "blue"), ("#800080", "purple"), ("#e6e6fa", "purple"),
        ("#808080", "grey"), ("#000000", "black"), ("#ffffff", "white"), ("#f5f5dc", "beige"),
        ("#d2b48c", "beige"), ("#8b4513", "brown"), ("#808000", "green"), ("#36454f", "grey"),
    ],
)  # fmt: skip
def test_family_of_web_colours(code, family):
    assert family_of(code) == family


def test_hierarchy():
    assert parents("crimson") == ("red",)
    assert parents("red") == ()
    assert colour("midnight").family == "navy"
    assert colour("rose gold").family == "gold"
    with pytest.raises(UnknownNameError):
        parents("crimsonish")


@pytest.mark.parametrize(
    ("text", "name", "family", "others"),
    [
        ("Navy Blue", "navy", "navy", []),
        ("NAVY_BLUE", "navy", "navy", []),
        ("off-white", "off-white", "white", []),
        ("Off White", "off-white", "white", []),
        ("light grey marl", "light grey", "grey", []),
        ("Grey Melange", "grey marl", "grey", []),
        ("dusty pink", "dusty pink", "pink", []),
        ("Bordeaux", "burgundy", "red", []),
        ("雾霾蓝", "haze blue", "blue", []),
        ("藏青色", "navy", "navy", []),
        ("浅驼色", "light camel", "brown", []),
        ("荧光绿色", "neon green", "green", []),
        ("红色系", "red", "red", []),
        ("Black/White", "black", "black", ["white"]),
        ("黑白", "black", "black", ["white"]),
        ("black white", "black", "black", ["white"]),
        ("Black - White", "black", "black", ["white"]),
        ("黑色/白色", "black", "black", ["white"]),
        ("米白拼黑", "off-white", "white", ["black"]),
        ("红白条纹", "red", "red", ["white", "stripe"]),
        ("stripe navy and white", "navy", "navy", ["stripe", "white"]),
        ("blue grey", "blue grey", "grey", []),
        ("蓝灰", "blue grey", "grey", []),
        ("light olive", "light olive", "green", []),
        ("Coffee Brown", "coffee", "brown", []),
        ("Lime Green", "lime", "green", []),
        ("Fluorescent Green", "neon green", "green", []),
        ("Greenish Khaki", "khaki green", "green", []),
        ("Greyish Beige", "greige", "beige", []),
        ("bluish purple", "blue purple", "purple", []),
        ("Bronze/Copper", "bronze", "gold", ["copper"]),
        ("Other Pink", "pink", "pink", []),
        ("Transparent", "clear", "clear", []),
        ("heather navy", "navy", "navy", []),
        ("09 Black", "black", "black", []),
        ("multi", "multi", "multi", []),
    ],
)
def test_find(text, name, family, others):
    found = find_colour(text)
    assert (found.name, found.family) == (name, family)
    assert [other.name for other in found.others] == others
    assert found.exact


def test_modifiers_change_the_value():
    assert find_colour("light olive").modifiers == ("light",)
    olive = colour("olive").rgb
    for text, lighter in (("light olive", True), ("deep olive", False)):
        rgb = find_colour(text).rgb
        assert rgb is not None
        assert (sum(rgb) > sum(olive)) is lighter
    assert find_colour("warm grey").hex == colour("grey").hex


def test_hex_text():
    found = find_colour("#1F2A4D")
    assert (found.name, found.base.name, found.family, found.exact) == (
        "navy",
        "navy",
        "navy",
        True,
    )
    near = find_colour("Main #1f2a4e")
    assert (near.name, near.base.name, near.exact) == ("#1f2a4e", "navy", False)


def test_unknown_words_are_said():
    found = find_colour("navy zigzag")
    assert (found.name, found.exact) == ("navy", False)
    for text in ("", "NA", "Unknown", "xyz", "未知", "-"):
        with pytest.raises(UnknownNameError, match="No colour is named"):
            find_colour(text)


def test_nearest():
    assert nearest_colour("#000080").family in ("navy", "blue")
    assert nearest_colour((200, 32, 47)).name == "red"
    ranked = nearest_colours("#1f2a4d", 3)
    assert ranked[0] == (colour("navy"), 0.0)
    assert [distance for _, distance in ranked] == sorted(distance for _, distance in ranked)
    with pytest.raises(InputError):
        nearest_colours("#fff", 0)
    with pytest.raises(InputError):
        nearest_colour((300, 0, 0))


@given(RGB)
def test_every_colour_has_a_measured_family(rgb):
    assert family_of(rgb) in MEASURED
    assert nearest_colours(rgb)[0][1] < 0.2


@given(st.text(max_size=20))
def test_find_never_crashes(text):
    try:
        assert find_colour(text).family in families()
    except UnknownNameError:
        return


def test_frame():
    frame = colour_frame(["Navy", "Black/White", None, "??", "Navy"])
    assert frame.rows() == [
        ("??", None, None, None, None, None),
        ("Black/White", "black", "black", "#16161a", ["black", "white"], True),
        ("Navy", "navy", "navy", "#1f2a4d", ["navy"], True),
    ]


@pytest.mark.realdata
def test_colours_of_the_fashion_products():
    with real("images/fashion_products.csv").open(encoding="utf-8") as file:
        values = Counter(row["baseColour"] for row in csv.DictReader(file))
    known = sum(n for text, n in values.items() if _understood(text))
    assert known / values.total() > 0.999


@pytest.mark.realdata
def test_colours_of_the_hm_articles():
    column = pl.read_parquet(real("recommend/hm/articles.parquet"))["colour_group_name"]
    values = Counter(column.to_list())
    known = sum(n for text, n in values.items() if _understood(text))
    assert known / values.total() > 0.995


def _understood(text):
    try:
        return find_colour(text).exact
    except UnknownNameError:
        return False
