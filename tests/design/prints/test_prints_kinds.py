from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from modiste.design.prints import catalogue, fields, photo, weave
from modiste.design.prints.palette import Palette, lightness, mixed, shaded
from modiste.design.prints.shapes import scatter
from modiste.design.spec.model import Closure, ColourUse, DesignSpec, Fabric, Print, Sleeve, Waist
from modiste.design.spec.vocabulary import PrintKind, PrintScale
from modiste.model.errors import InputError, UnknownNameError

COLOURS = ("#f3ede1", "#1f2f55", "#b3202c", "#d8a13a")


def spec(**print_: object) -> DesignSpec:
    if print_["kind"] in {"argyle", "fair-isle"}:  # these are knitted in
        return DesignSpec(
            category="knit",
            length="hip",
            neckline="crew",
            sleeve=Sleeve(type="set-in", length="long", cuff="rib"),
            fabric=Fabric(material="wool", weave="plain-knit", weight=320, stretch=20),
            colours=(ColourUse(hex="#f3ede1"), ColourUse(hex="#1f2f55", role="accent")),
            print=Print.model_validate(print_),
        )
    return DesignSpec(
        category="skirt",
        length="knee",
        waist=Waist(style="band"),
        closure=Closure(type="invisible-zip", place="back"),
        colours=(ColourUse(hex="#f3ede1"), ColourUse(hex="#1f2f55", role="accent")),
        print=Print.model_validate(print_),
    )


@pytest.mark.parametrize("kind", PrintKind)
@pytest.mark.parametrize("scale", PrintScale)
def test_every_print_of_a_spec_is_drawn_but_plain_ones(kind: PrintKind, scale: PrintScale) -> None:
    tile = catalogue.tile_of(spec(kind=kind, scale=scale))
    plain = kind in {PrintKind.SOLID, PrintKind.COLOUR_BLOCK, PrintKind.PHOTO}
    assert (tile is None) == plain
    if tile is not None:
        assert "#f3ede1" in tile.colours
        assert 0.3 <= tile.width <= 60


def test_a_gingham_has_three_tones_in_quarters() -> None:
    pixels = catalogue.styled("gingham", ("#ffffff", "#000000")).pixels(40)
    quarter = [pixels[5, 5, 0], pixels[5, 30, 0], pixels[30, 5, 0], pixels[30, 30, 0]]
    assert quarter[0] == 0
    assert quarter[1] == quarter[2]
    assert 60 < quarter[1] < 200
    assert quarter[3] == 255


def test_a_sett_turns_at_its_pivots() -> None:
    k, r, w = weave._SHADES["K"], weave._SHADES["R"], weave._SHADES["W"]
    assert weave.threads("K/2 R3 W/1") == (k, k, r, r, r, w, r, r, r)
    assert weave.threads("K2 R1") == (k, k, r)
    assert weave.threads("#101010:2 #ff0000:1 #ffffff:1") == (
        "#101010", "#101010", "#ff0000", "#ffffff", "#ff0000",
    )  # fmt: skip


@pytest.mark.parametrize("text", ["", "K2", "K/2 R3", "Q4 R2", "K0 R2", "K2 R", "K2 R/2 W4"])
def test_a_broken_sett_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="sett"):
        weave.read_sett(text)


def test_a_two_by_two_twill_floats_over_two_and_steps_by_one() -> None:
    over = weave.twill(8, 8)
    assert over.sum(axis=0).tolist() == [4] * 8
    assert (np.roll(over, -1, axis=1)[:-1] == over[1:])[:, :-1].all()


def test_houndstooth_is_half_dark() -> None:
    pixels = catalogue.styled("houndstooth", ("#ffffff", "#000000")).pixels(200)
    assert abs((pixels[..., 0] < 128).mean() - 0.5) < 0.01


def test_an_unknown_print_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UnknownNameError, match="houndstooth"):
        catalogue.styled("plaidish", COLOURS)


def test_noise_is_periodic_standard_and_seeded() -> None:
    field = fields.noise(64, 2.3, 4)
    assert abs(field.mean()) < 1e-12
    assert abs(field.std() - 1) < 1e-12
    assert (field == fields.noise(64, 2.3, 4)).all()
    inside = np.abs(np.diff(field, axis=1)).mean()
    assert np.abs(field[:, 0] - field[:, -1]).mean() < 1.6 * inside


def test_a_level_set_encloses_the_share_above_it() -> None:
    from shapely.geometry import Polygon

    y, x = np.mgrid[:60, :60]
    field = 20.0 - np.hypot(x - 30, y - 30)  # a disc of radius 20 cells = 20 cm
    d = fields.level_set(field, 0.0, 60.0)
    points = [tuple(map(float, part.split()[-2:])) for part in d.strip("MZ").split("Q")]
    assert abs(Polygon(points).area - np.pi * 400) / (np.pi * 400) < 0.01


@given(st.integers(0, 50))
def test_scattered_discs_never_touch_on_the_torus(seed: int) -> None:
    spots = scatter(np.random.default_rng(seed), (6.0, 4.0), ((0.8, 4), (0.3, 9)), 0.1)
    for i, (x, y, q) in enumerate(spots):
        for u, v, p in spots[:i]:
            dx, dy = abs(x - u), abs(y - v)
            assert np.hypot(min(dx, 6 - dx), min(dy, 4 - dy)) >= q + p + 0.1 - 1e-9


def test_palettes_derive_what_was_not_given() -> None:
    p = Palette.of(("#f3ede1",))
    assert lightness(p.motif(0)) < lightness(p.ground) - 0.2
    assert len({p.motif(i) for i in range(4)}) == 4
    assert mixed("#000000", "#ffffff", 0.0) == "#000000"
    assert mixed("#000000", "#ffffff", 1.0) == "#ffffff"
    assert lightness(shaded("#808080", 0.1)) > lightness("#808080")


def photo_of_cloth(columns: int, rows: int) -> np.ndarray:
    tile = catalogue.styled("ditsy", COLOURS, 3).pixels(96)
    return np.tile(tile, (4, 4, 1))[17 : 17 + rows, 29 : 29 + columns]


def test_the_tile_of_a_repeating_photo_is_its_own_repeat() -> None:
    cut = photo.seamless(photo_of_cloth(300, 260), even=False)
    assert cut.pixels.shape[0] % 96 == 0
    assert cut.pixels.shape[1] % 96 == 0
    assert cut.repeats > 0.9
    first, second = cut.pixels[:96, :96].astype(int), photo_of_cloth(300, 260)[:96, :96].astype(int)
    assert np.abs(first - second).mean() < 2


def test_the_tile_of_a_photo_without_a_repeat_shows_no_seam() -> None:
    field = fields.noise(400, 1.6, 3)[:230, :270]
    cloth = (field[..., None] * np.array([30, 20, 10]) + 120).clip(0, 255).astype(np.uint8)
    raw = photo.seam_ratio(cloth)
    cut = photo.seamless(cloth)
    assert raw > 4
    assert cut.seam < 1.6


@pytest.mark.parametrize("shape", [(10, 90, 3), (90, 90), (90, 90, 4)])
def test_a_picture_that_is_no_cloth_is_refused(shape: tuple[int, ...]) -> None:
    with pytest.raises(InputError, match="print cannot be cut"):
        photo.seamless(np.zeros(shape, dtype=np.uint8))


def test_a_file_that_is_no_picture_is_refused(tmp_path: object) -> None:
    from pathlib import Path

    file = Path(str(tmp_path)) / "cloth.png"
    file.write_text("no picture", encoding="utf-8")
    with pytest.raises(InputError, match="no picture that can be read"):
        catalogue.tile_of(spec(kind="photo", tile=str(file)))


def test_a_photo_print_reads_its_file(tmp_path: object) -> None:
    from pathlib import Path

    from PIL import Image

    file = Path(str(tmp_path)) / "cloth.png"
    Image.fromarray(photo_of_cloth(200, 200)).save(file)
    tile = catalogue.tile_of(spec(kind="photo", tile=str(file)))
    assert tile is not None
    assert tile.width == 18.0
    assert "data:image/png" in tile.body
