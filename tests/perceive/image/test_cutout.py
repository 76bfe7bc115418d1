from __future__ import annotations

import numpy as np
import pytest
from tests.perceive.image.drawn import inside, tee, wearer

from modiste.model.colourspace import rgb_to_oklab
from modiste.perceive.image.cutout import cut_out
from modiste.perceive.image.load import Picture
from modiste.perceive.image.pixels import eroded, oklab, regions, touching_border


def test_oklab_of_arrays_agrees_with_the_model():
    values = np.random.default_rng(3).integers(0, 256, (200, 3), dtype=np.uint8)
    expected = np.array([rgb_to_oklab(tuple(map(int, value))) for value in values])
    assert np.abs(oklab(values) - expected).max() < 2e-6


def test_regions_and_borders():
    mask = np.zeros((7, 9), bool)
    mask[0:2, 0:2] = mask[3:6, 4:7] = True
    labels, sizes = regions(mask)
    assert sorted(sizes[1:].tolist()) == [4, 9]
    assert labels[0, 0] != labels[4, 5]
    assert touching_border(mask).sum() == 4
    assert eroded(mask).sum() == 1 + 1  # the corner keeps one pixel: the edge is not outside


@pytest.mark.parametrize("paper", ["#ffffff", "#e8e4dc", "#8a8f96", "#000000"])
@pytest.mark.parametrize("cloth", ["#c8202f", "#1f2a4d", "#dccbb0", "#2f8a4a"])
def test_a_garment_on_plain_paper_is_found_to_the_pixel(paper, cloth):
    found = cut_out(Picture(tee(cloth, paper=paper, scale=1)))
    assert found.method == "plain"
    assert np.array_equal(found.mask > 0.5, inside(1))
    assert found.confidence > 0.8


def test_a_pale_garment_keeps_its_outline_and_is_less_sure():
    found = cut_out(Picture(tee("#efefef", scale=1)))
    assert np.array_equal(found.mask > 0.5, inside(1))
    assert found.confidence < cut_out(Picture(tee("#101010", scale=1))).confidence


def test_a_lighting_gradient_is_background_too():
    fall = np.linspace(1.0, 0.75, 200)[:, None, None]
    rgb = (tee("#c8202f").astype(float) * fall).round().astype(np.uint8)
    found = cut_out(Picture(rgb))
    assert found.method == "plain"
    assert ((found.mask > 0.5) == inside()).mean() > 0.995


def test_noise_of_the_background_does_not_matter():
    rng = np.random.default_rng(4)
    rgb = tee("#1f2a4d", paper="#f0f0f0", scale=1)
    noisy = np.clip(rgb + rng.integers(-3, 4, rgb.shape), 0, 255).astype(np.uint8)
    assert ((cut_out(Picture(noisy)).mask > 0.5) == inside(1)).mean() > 0.99


def test_permuting_background_pixels_changes_nothing():
    rng = np.random.default_rng(5)
    rgb = tee("#1f2a4d", paper="#f0f0f0", scale=1)
    outside = ~inside(1)
    rgb = np.where(outside[..., None], rgb + rng.integers(-2, 3, rgb.shape), rgb).astype(np.uint8)
    mixed = rgb.copy()
    mixed[outside] = rng.permutation(rgb[outside])
    assert np.array_equal(cut_out(Picture(rgb)).mask > 0.5, cut_out(Picture(mixed)).mask > 0.5)


def test_alpha_wins_over_everything():
    alpha = np.zeros((40, 40), np.uint8)
    alpha[10:30, 10:30] = 255
    found = cut_out(Picture(np.full((40, 40, 3), 200, np.uint8), alpha))
    assert (found.method, found.confidence) == ("alpha", 1.0)
    assert np.array_equal(found.mask * 255, alpha)
    assert found.box(margin=0) == (10, 10, 30, 30)
    assert found.share == 0.25


def test_an_alpha_that_says_nothing_is_ignored():
    rgb = tee("#c8202f", scale=1)
    found = cut_out(Picture(rgb, np.full((100, 100), 254, np.uint8)))
    assert found.method == "plain"


def test_a_gap_between_arm_and_body_is_background():
    rgb = tee("#c8202f")
    rgb[100:120, 90:106] = 255
    mask = cut_out(Picture(rgb)).mask > 0.5
    assert not mask[104:116, 94:102].any()
    assert mask[80, 98]


def test_white_print_that_is_large_stays_cloth():
    rgb = tee("#c8202f")
    rgb[60:150, 70:130] = 255
    assert (cut_out(Picture(rgb)).mask > 0.5)[70:140, 80:120].all()


def test_busy_backgrounds_are_admitted():
    rgb = np.random.default_rng(6).integers(0, 256, (80, 60, 3), dtype=np.uint8)
    found = cut_out(Picture(rgb))
    assert found.method == "centre"
    assert found.confidence <= 0.3
    assert found.mask[40, 30] > found.mask[2, 2]


def test_an_empty_picture_has_no_sure_garment():
    found = cut_out(Picture(np.full((60, 60, 3), 255, np.uint8)))
    assert found.method == "centre"
    assert found.confidence <= 0.3


def test_wearer_and_garment_are_cut_out_together():
    mask = cut_out(Picture(wearer("#c8202f", "#a07e56"))).mask > 0.5
    assert mask[30, 90]
    assert mask[130, 90]
    assert not mask[20, 20]


@pytest.mark.parametrize("shape", [(8, 8), (8, 300), (300, 8), (9, 11)])
def test_odd_shapes_pass(shape):
    rgb = np.full((*shape, 3), 255, np.uint8)
    rgb[2:-2, 2:-2] = 30
    assert cut_out(Picture(rgb)).mask.shape == shape


def test_the_network_finds_a_garment_before_a_busy_background():
    pytest.importorskip("onnxruntime")
    segment = pytest.importorskip("modiste.perceive.image.segment")
    try:
        network = segment.Segmenter()
    except segment.MissingExtraError as error:
        pytest.skip(str(error))
    rows, columns = np.mgrid[0:200, 0:200]
    wall = np.stack([128 + 60 * np.sin(columns / 9), 120 + 50 * np.sin(rows / 7), 90 + 0 * rows], 2)
    rgb = np.where(inside()[..., None], tee("#d01030"), wall).astype(np.uint8)
    found = cut_out(Picture(rgb), segmenter=network)
    assert found.method == "u2netp"
    true, seen = inside(), found.mask > 0.5
    assert (true & seen).sum() / (true | seen).sum() > 0.85
