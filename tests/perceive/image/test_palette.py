from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.perceive.image.drawn import inside, tee, wearer

from modiste.model.colour import colours, families, format_hex, parse_hex
from modiste.model.colour_family import MEASURED
from modiste.model.colourspace import delta_e_ok, rgb_to_oklab
from modiste.perceive.image.cutout import cut_out
from modiste.perceive.image.load import Picture
from modiste.perceive.image.names import photo_family
from modiste.perceive.image.palette import base_colour, palette
from modiste.perceive.image.pixels import oklab
from modiste.perceive.image.skin import body, skin_like

# The Monk skin tone scale, fairest to deepest (skintone.google, CC BY 4.0).
MONK = ["#f6ede4", "#f3e7db", "#f7ead0", "#eadaba", "#d7bd96", "#a07e56", "#825c43", "#604134",
        "#3a312a", "#292420"]  # fmt: skip
WORN = MONK[3:8]


@pytest.mark.parametrize(
    ("hexa", "name", "zh", "family"),
    [
        ("#c8202f", "red", "红色", "red"),
        ("#1f2a4d", "navy", "藏青色", "navy"),
        ("#16161a", "black", "黑色", "black"),
        ("#8c8c8c", "grey", "灰色", "grey"),
        ("#dccbb0", "beige", "米色", "beige"),
        ("#2f8a4a", "green", "绿色", "green"),
        ("#f5d327", "yellow", "黄色", "yellow"),
        ("#7a3f99", "purple", "紫色", "purple"),
        ("#3d4147", "charcoal", "炭灰色", "grey"),
    ],
)
def test_one_plain_colour(hexa, name, zh, family):
    (swatch,) = palette(Picture(tee(hexa)))
    assert (swatch.hex, swatch.name, swatch.name_zh, swatch.family) == (hexa, name, zh, family)
    assert swatch.share == 1.0


def test_stripes_have_their_shares():
    swatches = palette(Picture(tee("#fcfcfa", pattern="stripe", ink="#1f2a4d", paper="#9db8c9")))
    assert [swatch.family for swatch in swatches] == ["white", "navy"]
    assert swatches[0].share == pytest.approx(0.7, abs=0.06)
    assert sum(swatch.share for swatch in swatches) == pytest.approx(1.0, abs=1e-3)
    assert base_colour(swatches) == swatches[0]


def test_nothing_is_left_of_an_empty_garment():
    assert base_colour([]) is None


def test_folds_do_not_add_colours():
    shade = 1 - 0.12 * (1 + np.sin(np.arange(200) / 6))[None, :, None] / 2
    rgb = np.where(inside()[..., None], tee("#2f62b8") * shade, 255).astype(np.uint8)
    swatches = palette(Picture(rgb))
    assert len(swatches) == 1
    assert delta_e_ok(parse_hex(swatches[0].hex), parse_hex("#2f62b8")) < 0.03


def test_highlights_stay_out_of_the_base_colour():
    rgb = tee("#c8202f")
    rgb[60:66, 90:100] = 255
    assert palette(Picture(rgb))[0].family == "red"
    assert [swatch.family for swatch in palette(Picture(rgb))] == ["red"]


def test_the_same_picture_has_the_same_palette():
    picture = Picture(wearer("#2f8a4a", "#a07e56"))
    assert palette(picture) == palette(picture)


def test_the_background_has_no_say():
    expected = palette(Picture(tee("#1f2a4d", paper="#ffffff")))
    for paper in ("#e8e4dc", "#f2a7bb", "#c9d8c0"):
        assert palette(Picture(tee("#1f2a4d", paper=paper))) == expected


def test_permuting_background_pixels_changes_nothing():
    rng = np.random.default_rng(7)
    outside = ~inside(1)
    rgb = tee("#c8202f", paper="#eeeeee", scale=1)
    rgb = np.where(outside[..., None], rgb + rng.integers(-2, 3, rgb.shape), rgb).astype(np.uint8)
    mixed = rgb.copy()
    mixed[outside] = rng.permutation(rgb[outside])
    assert palette(Picture(mixed)) == palette(Picture(rgb))


def test_size_matters_little():
    small, large = (
        palette(Picture(tee("#2f62b8", pattern="stripe", ink="#f5d327", scale=s))) for s in (1, 6)
    )
    assert [s.family for s in small[:2]] == [s.family for s in large[:2]] == ["blue", "yellow"]
    assert small[0].share == pytest.approx(large[0].share, abs=0.08)


@settings(max_examples=60, deadline=None)
@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_a_plain_garment_of_any_colour_is_that_colour(rgb):
    hexa = format_hex(rgb)
    paper = "#ffffff" if rgb_to_oklab(rgb)[0] < 0.6 else "#202020"
    swatches = palette(Picture(tee(hexa, paper=paper, scale=1)))
    assert len(swatches) == 1
    assert delta_e_ok(parse_hex(swatches[0].hex), rgb) < 0.006
    assert swatches[0].family in families()


def test_every_swatch_is_of_a_family_that_can_be_measured():
    rng = np.random.default_rng(8)
    for lab in rng.uniform([0, -0.3, -0.3], [1, 0.3, 0.3], (2000, 3)):
        assert photo_family(tuple(map(float, lab))) in MEASURED


def test_names_of_the_table_keep_their_family_by_and_large():
    """The borders for cloth differ from those for specified colours, but not wildly."""
    named = [c for c in colours().values() if c.rgb and c.family in MEASURED]
    same = [photo_family(rgb_to_oklab(c.rgb)) == c.family for c in named]
    assert sum(same) / len(same) > 0.8


@pytest.mark.parametrize("lightness", [0.2, 0.3, 0.38])
def test_photographed_black_is_black(lightness):
    assert photo_family((lightness, 0.004, -0.006)) == "black"


def test_navy_and_black_off_white_and_white():
    assert photo_family(rgb_to_oklab((31, 42, 77))) == "navy"
    assert photo_family(rgb_to_oklab((24, 26, 32))) == "black"
    assert photo_family(rgb_to_oklab((247, 244, 236))) == "white"
    assert photo_family(rgb_to_oklab((246, 235, 207))) == "beige"


@pytest.mark.parametrize("tone", MONK[:8])
def test_skin_tones_are_skin_like(tone):
    lab = oklab(np.array(parse_hex(tone), np.uint8))
    assert bool(skin_like(lab)) == (tone not in MONK[:2])  # the two fairest are all but grey


@pytest.mark.parametrize("skin", WORN)
@pytest.mark.parametrize("cloth", ["#c8202f", "#1f2a4d", "#2f8a4a", "#fcfcfa", "#8c8c8c"])
def test_skin_does_not_become_a_colour_of_the_garment(skin, cloth):
    swatches = palette(Picture(wearer(cloth, skin, trousers=cloth), alpha=None))
    assert swatches[0].hex == cloth
    assert (
        sum(s.share for s in swatches if delta_e_ok(parse_hex(s.hex), parse_hex(skin)) < 0.06)
        < 0.02
    )


@pytest.mark.parametrize("skin", WORN)
def test_skin_and_head_are_found_and_cloth_is_not(skin):
    picture = Picture(wearer("#2f62b8", skin))
    figure = body(oklab(picture.rgb), cut_out(picture).mask > 0.5)
    assert figure.head[30, 90]
    assert figure.skin[180, 33]
    assert not figure.skin[130, 90]
    assert not figure.head[130, 90]


@pytest.mark.parametrize("cloth", ["#dccbb0", "#cda777", "#e6c2a2", "#6f4a2f", "#a07e56"])
def test_a_flat_garment_of_a_skin_colour_keeps_it(cloth):
    (swatch,) = palette(Picture(tee(cloth)))
    assert swatch.hex == cloth


def test_a_skin_coloured_garment_with_a_print_keeps_its_ground():
    rgb = tee("#cda777")
    rgb[80:110, 85:115] = (22, 22, 26)
    swatches = palette(Picture(rgb))
    assert swatches[0].hex == "#cda777"
    assert swatches[1].family == "black"
