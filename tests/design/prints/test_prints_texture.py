from __future__ import annotations

import re

import numpy as np
import pytest

from modiste.design.draw import flat
from modiste.design.prints.texture import texture
from modiste.design.spec.bases import base, base_draft
from modiste.design.spec.grammar import nearest

SURFACES = ("quilted", "cable-knit", "rib", "corduroy", "tweed", "seersucker", "lace", "crochet")


@pytest.mark.parametrize("weave", SURFACES)
@pytest.mark.parametrize("colour", ["#e9dfcc", "#2c2c30"])
def test_a_surface_is_seamless_and_tone_in_tone(weave: str, colour: str) -> None:
    tile = texture(weave, colour)
    assert tile is not None
    pixels = tile.pixels(120).astype(float)
    assert pixels.std(axis=(0, 1)).max() > 0.5
    for axis in (0, 1):
        inside = np.abs(np.diff(pixels, axis=axis)).mean(axis=(1 - axis, 2))
        join = np.abs(np.take(pixels, 0, axis) - np.take(pixels, -1, axis)).mean()
        assert join <= max(float(inside.max()), 1.0) * 1.05


def test_smooth_cloth_has_no_surface() -> None:
    assert texture("poplin", "#ffffff") is None
    assert "<pattern" not in flat(base("shirt"))


def test_a_quilted_jacket_shows_its_quilting_but_not_under_a_print() -> None:
    draft = {**base_draft("jacket"), "fabric.weave": "quilted"}
    jacket = nearest(draft, lock=("fabric.weave",))[0]
    assert '<pattern id="print"' in flat(jacket)


def test_an_asymmetric_hem_is_longer_on_the_wearers_left() -> None:
    from modiste.design.draw.flats import sheet_of

    skirt = nearest({**base_draft("skirt"), "hem": "asymmetric"}, lock=("hem",))[0]
    for view, left in (("front", 1), ("back", -1)):
        shape = next(s for s in sheet_of(skirt, view).shapes if s.name == "skirt")
        assert shape.lone
        lowest = max(shape.outline.points(), key=lambda p: p[1])
        assert lowest[0] * left > 10
    svg = flat(skirt, "front")
    assert re.search(r'class="skirt"[^>]*data-asymmetric="true"', svg)
