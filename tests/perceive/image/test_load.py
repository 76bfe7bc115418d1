from __future__ import annotations

import struct
import sys
import warnings
import zlib

import numpy as np
import pytest
from PIL import Image
from tests.perceive.image.drawn import encoded

from modiste.model.errors import InputError
from modiste.perceive.image.load import Picture, load

RED = (200, 30, 40)


def picture(mode: str = "RGB", size=(24, 16), colour=RED) -> Image.Image:
    return Image.new("RGB", size, colour).convert(mode)


@pytest.mark.parametrize("kind", ["PNG", "BMP", "TIFF", "PPM"])
def test_lossless_files_keep_every_pixel(kind):
    values = np.random.default_rng(0).integers(0, 256, (16, 24, 3), dtype=np.uint8)
    read = load(encoded(Image.fromarray(values), kind))
    assert np.array_equal(read.rgb, values)
    assert read.alpha is None


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF"])
def test_lossy_files_come_close(kind):
    assert np.abs(load(encoded(picture(), kind)).rgb.astype(int) - RED).max() <= 4


def test_path_and_bytes_say_the_same(tmp_path):
    data = encoded(picture())
    path = tmp_path / "a.png"
    path.write_bytes(data)
    read = load(path)
    assert np.array_equal(read.rgb, load(data).rgb)
    assert read.name == "a.png"


def test_cmyk_is_turned_into_what_it_looks_like():
    read = load(encoded(picture("CMYK"), "TIFF"))
    assert np.abs(read.rgb.astype(int) - RED).max() <= 3


def test_palette_with_transparency_brings_alpha():
    image = Image.new("P", (10, 10), 0)
    image.putpalette([255, 0, 0, 0, 0, 255])
    image.paste(1, (0, 0, 5, 10))
    read = load(encoded(image, "PNG", transparency=0))
    assert read.alpha is not None
    assert read.alpha[:, :5].tolist() == [[255] * 5] * 10
    assert read.alpha[:, 5:].max() == 0
    assert read.rgb[0, 0].tolist() == [0, 0, 255]


def test_grey_with_alpha_and_opaque_alpha():
    read = load(encoded(Image.new("LA", (9, 9), (120, 60))))
    assert read.rgb[4, 4].tolist() == [120, 120, 120]
    assert read.alpha is not None
    assert set(read.alpha.ravel().tolist()) == {60}
    assert load(encoded(Image.new("RGBA", (9, 9), (1, 2, 3, 255)))).alpha is None


def test_sixteen_bits_are_scaled_not_clipped():
    values = np.full((12, 12), 257 * 100, dtype=np.uint16)
    assert set(load(encoded(Image.fromarray(values))).rgb.ravel().tolist()) == {100}


def test_orientation_is_obeyed():
    image = Image.new("RGB", (20, 10), "white")
    image.paste((255, 0, 0), (0, 0, 10, 10))
    exif = Image.Exif()
    exif[0x0112] = 6  # the camera was turned: show it rotated by 90° clockwise
    read = load(encoded(image, "PNG", exif=exif))
    assert read.shape == (20, 10)
    assert read.rgb[2, 5].tolist() == [255, 0, 0]
    assert read.rgb[17, 5].tolist() == [255, 255, 255]


def test_first_frame_of_an_animation():
    frames = [Image.new("RGB", (12, 12), colour) for colour in ("#ff0000", "#00ff00")]
    data = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert load(data).rgb[5, 5].tolist() == [255, 0, 0]


def test_colour_profile_is_applied_and_a_broken_one_ignored():
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    read = load(encoded(picture(), "PNG", icc_profile=profile))
    assert np.abs(read.rgb.astype(int) - RED).max() <= 1
    broken = load(encoded(picture(), "PNG", icc_profile=b"no profile at all" * 20))
    assert tuple(broken.rgb[0, 0]) == RED


def test_large_pictures_are_reduced_and_small_ones_kept():
    read = load(encoded(picture(size=(900, 300))), side=300)
    assert read.shape == (100, 300)
    assert (read.rgb == RED).all()
    assert load(encoded(picture(size=(900, 300))), side=None).shape == (300, 900)
    assert load(encoded(picture()), side=300).shape == (16, 24)


def test_on_white_mixes_by_opacity():
    rgb = np.zeros((8, 8, 3), np.uint8)
    alpha = np.full((8, 8), 51, np.uint8)
    assert Picture(rgb, alpha).on_white()[0, 0].tolist() == [204, 204, 204]


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "GIF", "TIFF"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_truncated_files_are_refused(kind, share):
    values = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    data = encoded(Image.fromarray(values), kind)
    with pytest.raises(InputError, match=r"torn\.x") as caught:
        load(data[: int(len(data) * share)], name="torn.x")
    assert caught.value.remedy


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"%PDF-1.7", b"%!PS-Adobe-3.0 EPSF", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(InputError):
        load(data, name="x")


def test_missing_file_and_folder(tmp_path):
    with pytest.raises(InputError, match=r"none\.png"):
        load(tmp_path / "none.png")
    with pytest.raises(InputError):
        load(tmp_path)


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [10_001, 60_000])
def test_pixel_bombs_are_refused_before_they_are_decoded(side):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(InputError, match="pixels"):
            load(png_header(side, side), name="bomb.png")


def test_tiny_pictures_and_huge_files_are_refused(monkeypatch, tmp_path):
    with pytest.raises(InputError, match="only 3 × 40"):
        load(encoded(picture(size=(3, 40))))
    monkeypatch.setattr(sys.modules["modiste.perceive.image.load"], "MAX_BYTES", 10)
    with pytest.raises(InputError, match="MB"):
        load(encoded(picture()))
    path = tmp_path / "big.png"
    path.write_bytes(encoded(picture()))
    with pytest.raises(InputError, match=r"big\.png"):
        load(path)


def test_arrays_of_every_kind():
    grey = np.full((9, 9), 80, np.uint8)
    assert load(grey).rgb[3, 3].tolist() == [80, 80, 80]
    assert load(np.full((9, 9, 3), 0.2)).rgb[0, 0].tolist() == [51, 51, 51]
    assert load(np.full((9, 9, 3), 257 * 7, np.uint16)).rgb[0, 0].tolist() == [7, 7, 7]
    rgba = np.full((9, 9, 4), 40, np.uint8)
    assert load(rgba).alpha is not None


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((9, 9, 5), np.uint8),
        np.zeros(9, np.uint8),
        np.zeros((9, 9, 3), np.int64),
        np.full((9, 9, 3), 2.0),
        np.full((9, 9, 3), np.nan),
    ],
)
def test_other_arrays_are_refused(values):
    with pytest.raises(InputError):
        load(values)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 50">'
    '<rect width="40" height="50" fill="#c81e28"/>{}</svg>'
)


def test_svg_is_drawn_at_the_wanted_size():
    pytest.importorskip("resvg_py")
    read = load(SVG.format("").encode(), side=100)
    assert read.shape == (100, 80)
    assert tuple(read.rgb[50, 40]) == RED
    with_prolog = b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->\n' + SVG.format("").encode()
    assert np.array_equal(load(with_prolog, side=100).rgb, read.rgb)


@pytest.mark.parametrize(
    "inner",
    [
        '<image href="file:///etc/passwd"/>',
        '<image xlink:href="http://example.org/a.png"/>',
        "<style>@import url(http://example.org/a.css);</style>",
        '<rect fill="url(http://example.org/#a)"/>',
    ],
)
def test_svg_may_not_reach_outside(inner):
    with pytest.raises(InputError, match="outside"):
        load(SVG.format(inner).encode())


def test_svg_may_point_into_itself():
    pytest.importorskip("resvg_py")
    inner = '<defs><linearGradient id="g"/></defs><rect width="4" height="4" fill="url(#g)"/>'
    assert load(SVG.format(inner).encode(), side=50).shape == (50, 40)


@pytest.mark.parametrize("text", ["<svg", "<svg xmlns='http://www.w3.org/2000/svg'><g></svg>"])
def test_broken_svg_is_refused(text):
    pytest.importorskip("resvg_py")
    with pytest.raises(InputError):
        load(text.encode())
