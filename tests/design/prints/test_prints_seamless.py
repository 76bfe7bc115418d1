from __future__ import annotations

import numpy as np
import pytest

from modiste.design.prints.catalogue import STYLES, styled
from modiste.design.prints.palette import Palette
from modiste.design.prints.weave import SETTS, tartan

COLOURS = ("#f3ede1", "#1f2f55", "#b3202c", "#d8a13a")
SIDE = 144


def steps(pixels: np.ndarray, axis: int) -> tuple[np.ndarray, float]:
    """Mean step between neighbouring lines inside a repeat, and across its join."""
    a = pixels.astype(float)
    inside = np.abs(np.diff(a, axis=axis)).mean(axis=(1 - axis, 2))
    join = np.abs(np.take(a, 0, axis) - np.take(a, -1, axis)).mean()
    return inside, float(join)


@pytest.mark.parametrize("name", sorted(STYLES))
def test_the_join_of_a_repeat_is_no_sharper_than_what_is_inside_it(name: str) -> None:
    pixels = styled(name, COLOURS, 5).pixels(SIDE)
    for axis in (0, 1):
        inside, join = steps(pixels, axis)
        # The join is one line among the repeat's own: within their spread.
        assert join <= max(float(inside.max()), 1.0) * 1.02


@pytest.mark.parametrize("name", sorted(STYLES))
def test_four_repeats_moved_by_half_show_the_same_picture_as_one_repeat_rolled(name: str) -> None:
    from modiste.design.draw.raster import png
    from modiste.design.prints.tile import decoded

    tile = styled(name, COLOURS, 5)
    w, h = tile.width, tile.height
    rows = max(2, round(SIDE * h / w / 2) * 2)
    view = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{rows}" '
        f'viewBox="{w / 2} {h / 2} {w} {h}" preserveAspectRatio="none">'
    )
    copies = "".join(
        f'<g transform="translate({i * w} {j * h})" clip-path="url(#c)">{tile.inside("t")}</g>'
        for i in (0, 1)
        for j in (0, 1)
    )
    clip = f'<clipPath id="c"><rect width="{w}" height="{h}"/></clipPath>'
    moved = decoded(png(f"{view}{clip}{copies}</svg>", SIDE)).astype(float)
    one = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIDE}" height="{rows}" '
        f'viewBox="0 0 {w} {h}" preserveAspectRatio="none">{tile.inside("t")}</svg>'
    )
    rolled = np.roll(decoded(png(one, SIDE)), (rows // 2, SIDE // 2), (0, 1)).astype(float)
    away = np.abs(moved - rolled).mean(axis=2)
    # Only the two lines where the copies meet may differ, and those by smoothing alone.
    for y in (rows // 2 - 1, rows // 2):
        away[y] = 0
    for x in (SIDE // 2 - 1, SIDE // 2):
        away[:, x] = 0
    # Diagonals may round to the neighbouring shade of grey; a misplaced repeat differs by tens.
    assert away.mean() < 2.5


@pytest.mark.parametrize("sett", SETTS.values())
def test_a_tartan_closes_on_its_twill_and_its_colours(sett: str) -> None:
    tile = tartan(sett)
    pixels = tile.pixels(round(tile.width / 0.055))  # one pixel a thread
    n = pixels.shape[0]
    assert n % 4 == 0
    # Threads on the diagonal show the same yarn each way: the picture is its own transpose there.
    assert (
        pixels[np.arange(n), np.arange(n)] == pixels.swapaxes(0, 1)[np.arange(n), np.arange(n)]
    ).all()


def test_a_seed_gives_the_same_print_and_another_seed_another() -> None:
    for name in ("ditsy", "liberty", "camouflage", "ikat", "leopard", "terrazzo"):
        first = STYLES[name](Palette.of(COLOURS), 4)
        assert first == STYLES[name](Palette.of(COLOURS), 4)
        assert first.body != STYLES[name](Palette.of(COLOURS), 9).body


def test_a_colourway_changes_colours_and_not_the_drawing() -> None:
    import re

    def bare(colours: tuple[str, ...]) -> str:
        return re.sub(r"#[0-9a-f]{6}", "#", styled("paisley", colours, 2).body)

    other = ("#fbf6ea", "#345c8c", "#6a8caf", "#b8cbe0")
    assert bare(COLOURS) == bare(other)
    assert styled("paisley", COLOURS, 2).body != styled("paisley", other, 2).body
