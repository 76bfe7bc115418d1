from __future__ import annotations

import numpy as np
import pytest
from PIL import Image
from tests.perceive.image.drawn import encoded, tee
from tests.realdata import real

from modiste.model.errors import InputError
from modiste.model.tables import TABLES
from modiste.perceive.image import (
    Head,
    Heads,
    ImageAttributes,
    Models,
    attribute_frame,
    describe,
    describe_many,
    models,
)
from modiste.perceive.image.heads import FILE
from modiste.perceive.image.vectors import Light


def heads(model="light-1", size=Light.size):
    head = Head("pattern", ("solid", "stripe"), np.zeros((size, 2)), np.array([2.0, 0.0]))
    return Heads(model, {"pattern": head})


def test_without_anything_there_is_a_palette():
    shown = describe(tee("#1f2a4d"))
    assert shown.colour is not None
    assert (shown.colour.name, shown.method, shown.vector) == ("navy", "plain", None)
    assert shown.attributes() == [("colour", "navy", 0.75)]


def test_path_bytes_and_array_say_the_same(tmp_path):
    rgb = tee("#2f8a4a", pattern="stripe", ink="#fcfcfa", paper="#dfe6ea")
    data = encoded(Image.fromarray(rgb))
    (tmp_path / "a.png").write_bytes(data)
    assert describe(rgb).palette == describe(data).palette == describe(tmp_path / "a.png").palette


def test_further_colours_are_less_sure():
    rows = describe(tee("#2f8a4a", pattern="stripe", ink="#1f2a4d")).attributes()
    assert [(name, value) for name, value, _ in rows] == [("colour", "green"), ("colour", "navy")]
    assert rows[0][2] > rows[1][2] > 0.1


def test_heads_answer_with_their_confidence():
    shown = describe(tee("#c8202f"), models=Models(Light(), heads()))
    assert shown.model == "light-1"
    assert shown.vector is not None
    assert shown.pattern is not None
    assert shown.pattern[0] == "solid"
    assert shown.pattern[1] == pytest.approx(1 / (1 + np.exp(-2.0)), abs=1e-6)
    assert ("pattern", "solid", 0.8808) in shown.attributes()


def test_shoes_have_no_pattern():
    zero = np.zeros((Light.size, 2))
    kind = Head("category", ("sports-shoes", "t-shirt"), zero, np.array([3.0, 0.0]))
    both = Heads("light-1", {"category": kind, **heads().heads})
    shown = describe(tee("#c8202f"), models=Models(Light(), both))
    assert shown.category is not None
    assert shown.category[0] == "sports-shoes"
    assert shown.pattern is None
    unsure = Head("category", ("sports-shoes", "t-shirt"), zero, np.array([-0.1, 0.0]))
    both = Heads("light-1", {"category": unsure, **heads().heads})
    assert describe(tee("#c8202f"), models=Models(Light(), both)).pattern is not None


def test_heads_of_other_vectors_are_refused():
    with pytest.raises(InputError, match="efficientnet"):
        Models(Light(), heads("efficientnet-lite0", 1280))


def test_the_folder_decides_on_the_models(tmp_path):
    assert models(None).heads is None
    heads().save(tmp_path / FILE)
    found = models(tmp_path)
    assert found.maker is not None
    assert (found.maker.name, found.heads is not None) == ("light-1", True)
    (tmp_path / FILE).write_bytes(b"broken")
    with pytest.raises(InputError, match=FILE):
        models(tmp_path)


def files(tmp_path, count=9):
    colours = ["#c8202f", "#1f2a4d", "#2f8a4a"]
    paths = []
    for i in range(count):
        path = tmp_path / f"{i}.png"
        path.write_bytes(encoded(Image.fromarray(tee(colours[i % 3], scale=1))))
        paths.append(path)
    (tmp_path / "bad.png").write_bytes(b"no picture")
    return [*paths[:4], tmp_path / "bad.png", *paths[4:]]


def test_one_bad_file_does_not_stop_the_rest(tmp_path):
    found = describe_many(files(tmp_path), vectors="light")
    assert isinstance(found[4], InputError)
    assert "bad.png" in str(found[4])
    good = [shown for shown in found if isinstance(shown, ImageAttributes)]
    assert [shown.colour.family for shown in good][:3] == ["red", "navy", "green"]
    assert describe_many([], vectors=None) == []


@pytest.mark.slow
def test_processes_do_not_change_the_answer(tmp_path):
    sources = files(tmp_path)
    alone = describe_many(sources, vectors="light")
    shared = describe_many(sources, vectors="light", processes=2)
    for one, two in zip(alone, shared, strict=True):
        if isinstance(one, InputError):
            assert str(one) == str(two)
        else:
            assert (one.name, one.palette, one.method) == (two.name, two.palette, two.method)
            assert np.array_equal(one.vector, two.vector)


def test_rows_fit_the_table_attribute():
    shown = describe(tee("#2f8a4a", pattern="stripe", ink="#1f2a4d"))
    other = describe(tee("#2f8a4a"))
    frame = attribute_frame({"p2": [shown, other], "p1": shown}, run="r")
    table = TABLES["attribute"]
    assert set(frame.columns) <= {column.name for column in table.columns}
    assert frame.select(table.key).is_unique().all()
    assert frame["source"].unique().to_list() == ["image"]
    green = frame.filter(product_id="p2", value="green")
    assert green["confidence"].to_list() == [0.75]
    assert attribute_frame({}).height == 0


def test_the_simulated_brand_is_seen_as_it_was_drawn():
    pytest.importorskip("resvg_py")
    from modiste.model.colour import family_of
    from modiste.simulate.flats import SHAPES
    from modiste.simulate.palette import COLOURS
    from modiste.simulate.pictures import garment_svg

    drawn = [(colour, "tee") for colour in COLOURS] + [(COLOURS[3], shape) for shape in SHAPES]
    right = 0
    for colour, shape in drawn:
        shown = describe(garment_svg(shape, {"colour": colour.name, "pattern": "solid"}).encode())
        told = shown.colour.family if shown.colour else ""
        right += told in (family_of(colour.hex), family_of(colour.name))
    assert right / len(drawn) > 0.9


@pytest.mark.realdata
def test_real_photographs_agree_with_their_catalogue():
    import csv
    import zipfile

    from modiste.model.colour import find_colour

    with real("images/fashion_products.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.reader(file) if row[2:3] == ["Apparel"]][:150]
    agreed = []
    with zipfile.ZipFile(real("images/fashion_products_60x80.zip")) as held:
        names = set(held.namelist())
        for row in rows:
            if f"{row[0]}.jpg" in names and row[5] in ("Black", "White", "Red", "Green", "Blue"):
                shown = describe(held.read(f"{row[0]}.jpg"))
                families = [swatch.family for swatch in shown.palette[:3]]
                agreed.append(find_colour(row[5]).family in families)
    assert np.mean(agreed) > 0.7
