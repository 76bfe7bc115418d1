"""Colour arithmetic against published values."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.model.colourspace import (
    ciede2000,
    delta_e_ok,
    format_hex,
    in_gamut,
    linear_to_srgb,
    oklab_to_oklch,
    oklab_to_rgb,
    oklch_to_oklab,
    oklch_to_rgb,
    parse_hex,
    rgb_to_cielab,
    rgb_to_oklab,
    rgb_to_oklch,
    srgb_to_linear,
)
from modiste.model.errors import InputError

RGB = st.tuples(*[st.integers(0, 255)] * 3)
# Sharma, Wu and Dalal (2005), table 1: two CIELAB colours and their difference.
SHARMA = """
50.0000 2.6772 -79.7751 50.0000 0.0000 -82.7485 2.0425
50.0000 3.1571 -77.2803 50.0000 0.0000 -82.7485 2.8615
50.0000 2.8361 -74.0200 50.0000 0.0000 -82.7485 3.4412
50.0000 -1.3802 -84.2814 50.0000 0.0000 -82.7485 1.0000
50.0000 -1.1848 -84.8006 50.0000 0.0000 -82.7485 1.0000
50.0000 -0.9009 -85.5211 50.0000 0.0000 -82.7485 1.0000
50.0000 0.0000 0.0000 50.0000 -1.0000 2.0000 2.3669
50.0000 -1.0000 2.0000 50.0000 0.0000 0.0000 2.3669
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0009 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0010 7.1792
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0011 7.2195
50.0000 2.4900 -0.0010 50.0000 -2.4900 0.0012 7.2195
50.0000 -0.0010 2.4900 50.0000 0.0009 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0010 -2.4900 4.8045
50.0000 -0.0010 2.4900 50.0000 0.0011 -2.4900 4.7461
50.0000 2.5000 0.0000 50.0000 0.0000 -2.5000 4.3065
50.0000 2.5000 0.0000 73.0000 25.0000 -18.0000 27.1492
50.0000 2.5000 0.0000 61.0000 -5.0000 29.0000 22.8977
50.0000 2.5000 0.0000 56.0000 -27.0000 -3.0000 31.9030
50.0000 2.5000 0.0000 58.0000 24.0000 15.0000 19.4535
50.0000 2.5000 0.0000 50.0000 3.1736 0.5854 1.0000
50.0000 2.5000 0.0000 50.0000 3.2972 0.0000 1.0000
50.0000 2.5000 0.0000 50.0000 1.8634 0.5757 1.0000
50.0000 2.5000 0.0000 50.0000 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082
"""
PAIRS = [[float(x) for x in line.split()] for line in SHARMA.strip().splitlines()]


@pytest.mark.parametrize("row", PAIRS)
def test_ciede2000(row):
    first, second = (row[0], row[1], row[2]), (row[3], row[4], row[5])
    assert ciede2000(first, second) == pytest.approx(row[6], abs=5e-5)
    assert ciede2000(second, first) == pytest.approx(row[6], abs=5e-5)
    assert ciede2000(first, first) == 0


@pytest.mark.parametrize(
    ("code", "lab"),
    [
        # CSS Color 4 and Ottosson's post agree on these.
        ("#ffffff", (1.0, 0.0, 0.0)),
        ("#000000", (0.0, 0.0, 0.0)),
        ("#ff0000", (0.62796, 0.22486, 0.12585)),
        ("#00ff00", (0.86644, -0.23389, 0.17950)),
        ("#0000ff", (0.45201, -0.03246, -0.31153)),
    ],
)
def test_oklab(code, lab):
    assert rgb_to_oklab(parse_hex(code)) == pytest.approx(lab, abs=2e-5)


def test_oklch():
    lightness, chroma, hue = rgb_to_oklch((255, 0, 0))
    assert (lightness, chroma, hue) == pytest.approx((0.62796, 0.25768, 29.234), abs=1e-3)
    assert rgb_to_oklch((128, 128, 128))[1:] == pytest.approx((0.0, 0.0), abs=1e-6)


def test_cielab():
    assert rgb_to_cielab((255, 255, 255)) == pytest.approx((100, 0, 0), abs=1e-9)
    assert rgb_to_cielab((0, 0, 0)) == pytest.approx((0, 0, 0), abs=1e-9)
    assert rgb_to_cielab((255, 0, 0)) == pytest.approx((53.24, 80.09, 67.20), abs=0.01)


def test_hex():
    assert parse_hex("#1A2b3c") == (26, 43, 60)
    assert parse_hex(" abc ") == (170, 187, 204)
    assert format_hex((26, 43, 60)) == "#1a2b3c"
    for wrong in ("", "#12", "#12345", "#ggg", "red", "##fff"):
        with pytest.raises(InputError, match="no hexadecimal"):
            parse_hex(wrong)
    with pytest.raises(InputError, match="no sRGB"):
        format_hex((256, 0, 0))


@given(RGB)
def test_round_trips(rgb):
    assert parse_hex(format_hex(rgb)) == rgb
    lab = rgb_to_oklab(rgb)
    assert in_gamut(lab)
    assert oklab_to_rgb(lab) == rgb
    assert oklch_to_oklab(oklab_to_oklch(lab)) == pytest.approx(lab, abs=1e-6)
    assert oklch_to_rgb(rgb_to_oklch(rgb)) == rgb


@given(st.floats(0, 1))
def test_transfer_curve_turns_back(value):
    assert linear_to_srgb(srgb_to_linear(value)) == pytest.approx(value, abs=1e-4)


@given(st.floats(0, 1), st.floats(0, 0.5), st.floats(0, 360))
def test_any_oklch_is_shown_near_its_lightness(lightness, chroma, hue):
    shown = rgb_to_oklch(oklch_to_rgb((lightness, chroma, hue)))
    assert shown[0] == pytest.approx(lightness, abs=0.06)
    assert shown[1] <= chroma + 0.02


@given(RGB, RGB)
def test_distance(first, second):
    assert delta_e_ok(first, second) == delta_e_ok(second, first)
    assert (delta_e_ok(first, second) == 0) == (first == second)
    assert delta_e_ok((0, 0, 0), (255, 255, 255)) == pytest.approx(1.0, abs=1e-6)
