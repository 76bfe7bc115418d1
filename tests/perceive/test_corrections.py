"""What people correct goes before everything, teaches the heads, and can be taken back."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from PIL import Image

from modiste.perceive.corrections import corrected, rows, said, settled, withdrawn
from modiste.store.lake import Lake

ATTRIBUTE = pl.DataFrame(
    [
        ("a", "pattern", "stripe", "image", 0.9),
        ("a", "colour", "red", "image", 0.8),
        ("b", "pattern", "check", "image", 0.0),
        ("c", "pattern", "floral", "text", None),
    ],
    schema=["product_id", "name", "value", "source", "confidence"],
    orient="row",
)
SCHEMA = ATTRIBUTE.columns


def test_a_correction_stands_in_the_place_of_what_was_read():
    after = pl.concat([ATTRIBUTE, rows("a", "pattern", ["solid"], ATTRIBUTE)])
    assert said(after).rows() == [("a", "pattern", "solid")]
    read = ATTRIBUTE.select("product_id", "name", "value")
    assert sorted(corrected(read, said(after)).rows()) == [
        ("a", "colour", "red"),
        ("a", "pattern", "solid"),
        ("b", "pattern", "check"),
        ("c", "pattern", "floral"),
    ]
    assert sorted(settled(after).select(SCHEMA).rows()) == [
        ("a", "colour", "red", "image", 0.8),
        ("a", "pattern", "solid", "person", 1.0),
        ("c", "pattern", "floral", "text", None),
    ]


def test_no_value_at_all_is_a_correction_too():
    after = pl.concat([ATTRIBUTE, rows("a", "pattern", [], ATTRIBUTE)])
    assert said(after).rows() == [("a", "pattern", "nothing")]
    assert ("a", "pattern") not in {row[:2] for row in settled(after).rows()}


def test_another_correction_takes_the_first_back_and_withdrawing_takes_all_back(tmp_path):
    lake = Lake(tmp_path / "lake")
    lake.upsert("attribute", ATTRIBUTE)
    for values in (["solid", "floral"], ["floral"]):
        lake.upsert("attribute", rows("a", "pattern", values, lake.read("attribute")))
    assert said(lake.scan("attribute")).rows() == [("a", "pattern", "floral")]
    lake.upsert("attribute", withdrawn("a", "pattern", lake.read("attribute")))
    assert said(lake.scan("attribute")).is_empty()
    held = settled(lake.read("attribute")).filter(product_id="a", name="pattern")
    assert held["value"].to_list() == ["stripe"]
    assert withdrawn("a", "pattern", lake.read("attribute")).is_empty()


def test_pictures_that_a_person_labelled_are_learnt_from_and_change_the_answer(tmp_path):
    pytest.importorskip("sklearn")
    from modiste.perceive.image.brand import brand_pictures
    from modiste.perceive.image.train import train
    from modiste.perceive.image.vectors import embedder

    lake, media = Lake(tmp_path / "lake"), tmp_path / "media"
    media.mkdir()
    rng = np.random.default_rng(3)
    ids = [f"p{n:03}" for n in range(100)]
    for n, name in enumerate(ids):  # fifty of dots, fifty of bars, each with its own noise
        picture = np.full((48, 48, 3), 235, np.uint8)
        step = 6 + n % 3
        if n % 2:
            picture[:, ::step] = (60, 20, 20)
        else:
            picture[::step, ::step] = (60, 20, 20)
        noisy = np.clip(picture + rng.normal(0, 4, picture.shape), 0, 255).astype(np.uint8)
        Image.fromarray(noisy).save(media / f"{name}.png")
    lake.upsert(
        "product",
        pl.DataFrame(
            {
                "product_id": ids,
                "title": ["shirt"] * 100,
                "category": ["shirt"] * 100,
                "pattern": ["stripe" if n % 2 else "polka dot" for n in range(100)],
            }
        ),
    )
    lake.upsert(
        "image",
        pl.DataFrame({"image_id": ids, "product_id": ids, "path": [f"{name}.png" for name in ids]}),
    )
    maker = embedder("light")

    def answer() -> tuple[str, list[bool]]:
        known = brand_pictures(lake.snapshot(), media)
        trained = train(
            known.images, {"pattern": known.labels["pattern"]}, groups=known.groups,
            taught=known.taught, maker=maker, drawn=0,
        )  # fmt: skip
        from modiste.perceive.image.load import load

        vector = maker.embed([load(media / "p000.png")])
        return trained.heads.heads["pattern"].best(vector)[0][0], known.taught

    before, taught = answer()
    assert (before, any(taught)) == ("polka dot", False)
    none = lake.read("attribute")
    lake.upsert("attribute", pl.concat([rows(n, "pattern", ["floral"], none) for n in ids[::2]]))
    after, taught = answer()
    assert after == "floral"
    assert taught == [n % 2 == 0 for n in range(100)]


def test_pictures_outside_of_the_media_folder_are_not_read(tmp_path):
    from modiste.model.errors import NotEnoughDataError
    from modiste.perceive.image.brand import brand_pictures

    lake, media = Lake(tmp_path / "lake"), tmp_path / "media"
    media.mkdir()
    (tmp_path / "secret.png").write_bytes(b"x")
    lake.upsert("product", pl.DataFrame({"product_id": ["a"], "title": ["shirt"]}))
    lake.upsert(
        "image",
        pl.DataFrame({"image_id": ["1"], "product_id": ["a"], "path": ["../secret.png"]}),
    )
    with pytest.raises(NotEnoughDataError):
        brand_pictures(lake.snapshot(), media)
