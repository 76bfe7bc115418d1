"""Pictures → spec: what flats of known garments read as, and what is no garment."""

import io

import numpy as np
import pytest

from modiste.design.draw import flat, png
from modiste.design.seen import see, told
from modiste.design.seen.cloth import patch
from modiste.design.seen.measure import measure
from modiste.design.spec.grammar import check
from modiste.design.spec.versions import parsed
from modiste.design.words import read
from modiste.model.errors import InputError

pytest.importorskip("PIL")
pytest.importorskip("resvg_py")


def drawn(text: str, width: int = 500) -> bytes:
    return png(flat(read(text).spec, "front"), width)


def encoded(pixels: np.ndarray) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels.astype(np.uint8)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("navy tee", {"length": "hip", "sleeve.length": "short"}),
        ("navy long sleeve tee", {"length": "hip", "sleeve.length": "long"}),
        ("navy cropped tee", {"length": "cropped"}),
        ("navy mini dress", {"category": "dress", "length": "mini", "silhouette": "a-line"}),
        ("navy sheath dress", {"category": "dress", "length": "knee", "silhouette": "sheath"}),
        ("navy fit and flare dress", {"category": "dress", "silhouette": "fit-and-flare"}),
        ("navy maxi dress", {"category": "dress", "length": "maxi"}),
        ("navy circle skirt", {"category": "skirt", "silhouette": "circle", "length": "knee"}),
        ("navy pencil skirt", {"category": "skirt", "silhouette": "pencil"}),
        ("navy midi skirt", {"category": "skirt", "length": "midi", "silhouette": "a-line"}),
        ("navy trousers", {"category": "trousers", "length": "full", "silhouette": "straight"}),
        ("navy wide leg trousers", {"category": "trousers", "silhouette": "wide-leg"}),
        ("navy bermuda shorts", {"category": "shorts", "length": "knee"}),
        ("navy long sleeve jumpsuit", {"category": "jumpsuit"}),
    ],
)
def test_the_outline_of_a_flat_reads_as_its_garment(text, wanted):
    seen = see(drawn(text))
    assert {slot: seen.found[slot].value for slot in wanted} == wanted
    assert all(0 < f.confidence <= 1 for f in seen.found.values())
    assert check(seen.spec) == ()
    assert seen.spec.main.hex == seen.colours[0][0]
    assert seen.method == "plain"


def test_front_and_back_side_by_side_are_one_garment():
    both = png(flat(read("navy midi skirt").spec, "both"), 900)
    assert see(both).found["category"].value == "skirt"


def test_a_garment_of_the_colour_of_skin_is_no_skin():
    seen = see(drawn("blush fit and flare coat with princess seams"))
    assert seen.found["silhouette"].value == "fit-and-flare"


def test_words_go_before_what_is_seen():
    seen = see(drawn("navy coat"), text="wool coat with hood")
    assert seen.spec.category == "coat"
    assert seen.found["category"].source == "words"
    assert (seen.spec.collar, seen.spec.fabric.material) == ("hood", "wool")
    assert seen.spec.length in {"above-knee", "knee"}


def test_measures_of_another_build_are_forgotten():
    seen = see(drawn("navy fit and flare maxi dress"), text="trousers")
    assert seen.spec.category == "trousers"
    assert "length" not in seen.found
    assert "silhouette" not in seen.found


def test_a_print_becomes_a_seamless_tile_that_the_flat_can_use(tmp_path):
    seen = see(drawn("navy floral a-line midi skirt", 700), folder=tmp_path)
    assert seen.spec.print.kind == "photo"
    assert seen.tile == (tmp_path / "tile.png").resolve()
    assert "<image" in flat(seen.spec)
    report = told(seen)
    assert parsed(report["spec"]) == seen.spec
    assert report["tile"] == str(seen.tile)


def test_stripes_and_checks_are_told_apart():
    y, x = np.mgrid[0:200, 0:200]
    mask = np.ones((200, 200), dtype=bool)

    def kind(on):
        ink = np.where(on[..., None], [40, 60, 110], [235, 230, 220])
        return patch(ink.astype(np.uint8), mask).kind

    assert kind(y % 20 < 8) == "stripe"
    assert kind(x % 14 < 7) == "stripe"
    assert kind((y % 24 < 8) | (x % 24 < 8)) == "check"
    assert kind((y % 40 - 20) ** 2 + ((x + 20 * (y // 40)) % 40 - 20) ** 2 < 80) == "photo"
    assert kind(np.zeros((200, 200), dtype=bool)) == "solid"
    assert patch(np.zeros((30, 30, 3), np.uint8), np.ones((30, 30), dtype=bool)) is None


def _noise():
    return np.random.default_rng(1).integers(0, 255, (300, 300, 3))


def _landscape():
    sky = np.linspace(200, 120, 200)[:, None, None] * [0.8, 0.9, 1.0]
    ground = np.linspace(60, 110, 120)[:, None, None] * [0.8, 1.0, 0.5]
    picture = np.vstack([np.repeat(sky, 420, 1), np.repeat(ground, 420, 1)])
    return picture + np.random.default_rng(2).normal(0, 9, picture.shape)


def _disc():
    y, x = np.mgrid[0:300, 0:300]
    inside = (y - 150) ** 2 + (x - 150) ** 2 < 9000
    return np.where(inside[..., None], [200, 60, 50], [255, 255, 255])


def _card():
    picture = np.full((300, 300, 3), 255)
    picture[60:240, 90:210] = [30, 60, 120]
    return picture


def _speck():
    picture = np.full((400, 400, 3), 255)
    picture[190:206, 190:206] = [30, 60, 120]
    return picture


@pytest.mark.parametrize(
    "picture", [_noise, _landscape, _disc, _card, _speck, lambda: np.full((200, 200, 3), 240)]
)
def test_a_picture_of_no_garment_is_answered(picture):
    with pytest.raises(InputError, match="no garment is seen") as raised:
        see(np.clip(picture(), 0, 255).astype(np.uint8))
    assert "plain background" in raised.value.remedy


def test_a_broken_file_and_one_of_too_many_pixels_are_answered(tmp_path):
    broken = tmp_path / "x.png"
    broken.write_bytes(drawn("navy tee")[:900])
    with pytest.raises(InputError, match=r"x\.png"):
        see(broken)
    with pytest.raises(InputError):
        see(b"not a picture")
    from PIL import Image

    huge = io.BytesIO()
    Image.new("1", (10_100, 10_000)).save(huge, "PNG")
    with pytest.raises(InputError, match="pixels"):
        see(huge.getvalue())


def test_measures_are_those_of_a_drawn_box():
    # Body 100 wide and 200 high, sleeves 40 long and 30 wide that hang 20 away from it.
    mask = np.zeros((220, 260), dtype=bool)
    mask[10:210, 80:180] = True
    mask[10:30, 30:230] = True
    mask[30:110, 30:60] = True
    mask[30:110, 200:230] = True
    shape = measure(mask)
    assert shape.sleeves
    assert not shape.legs
    assert shape.length == pytest.approx(2.0, abs=0.03)
    assert shape.hem == pytest.approx(1.0, abs=0.02)
    assert shape.waist == pytest.approx(1.0, abs=0.02)
    assert shape.symmetry > 0.98
    # From the shoulder point (40 % of the width from the middle) to the middle of the end.
    assert shape.sleeve == pytest.approx(np.hypot(100, 45) / 100, abs=0.06)
    assert measure(np.zeros((50, 50), dtype=bool)) is None


def test_legs_part_at_the_crotch():
    mask = np.zeros((320, 140), dtype=bool)
    mask[10:110, 20:120] = True
    for y in range(110, 310):
        gap = (y - 110) // 8 + 1
        mask[y, 20 : 70 - gap] = True
        mask[y, 70 + gap : 120] = True
    shape = measure(mask)
    assert shape.legs
    assert shape.crotch == pytest.approx(1 / 3, abs=0.03)
    assert shape.length == pytest.approx(3.0, abs=0.05)
    assert not shape.torso
