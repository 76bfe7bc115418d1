"""Pictures of styles and posts as attributes: seen once, in the lexicon's words, after the text."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from importlib import import_module

import numpy as np
import polars as pl
import pytest
from PIL import Image

from modiste.model.errors import MissingExtraError
from modiste.perceive.image.lexical import WORDS, lexicon_value
from modiste.perceive.image.patterns import PATTERNS
from modiste.store.context import Context
from modiste.store.workspace import Workspace
from modiste.trends.catalogue import attributes
from modiste.trends.pictures import look, post_pictures, style_pictures

MONDAY = dt.date(2026, 3, 2)
NAVY, GREEN = (24, 32, 84), (30, 120, 60)


def draw(workspace: Workspace, path: str, colour: tuple[int, int, int]) -> None:
    """A garment of one colour before white."""
    cloth = np.full((120, 120, 3), 255, dtype=np.uint8)
    cloth[25:95, 30:90] = colour
    file = workspace.root / "media" / path
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(cloth).save(file)


@pytest.fixture
def pictured(workspace: Workspace) -> Workspace:
    draw(workspace, "p1.png", NAVY)
    draw(workspace, "post.png", GREEN)
    (workspace.root / "media" / "broken.png").write_bytes(b"no picture")
    (workspace.root / "outside.png").write_bytes(b"secret")
    images = [("i1", "p1", "p1.png"), ("i2", "p2", "broken.png"), ("i3", "p3", "absent.png"),
              ("i4", "p3", "../outside.png"), ("i5", "p3", None)]  # fmt: skip
    workspace.lake.upsert(
        "image", pl.DataFrame(images, schema=["image_id", "product_id", "path"], orient="row")
    )
    at = dt.datetime(2026, 2, 20, tzinfo=dt.UTC)
    posts = [("a", at, "web", "post", "new look", "post.png"),
             ("b", at, "web", "post", "a red dress", "post.png"),
             ("c", at, "web", "post", "no picture", None)]  # fmt: skip
    schema = ["post_id", "at", "source", "kind", "text", "image_path"]
    workspace.lake.upsert("post", pl.DataFrame(posts, schema=schema, orient="row"))
    return workspace


def context(workspace: Workspace, run: str = "run-1", **settings: int) -> Context:
    known = workspace.settings
    trends = known.trends.model_copy(update=settings)
    return Context(
        run, MONDAY, workspace.lake.snapshot(), workspace.lake,
        known.model_copy(update={"trends": trends}), lambda _: None,
        models=workspace.root / "models", media=workspace.root / "media",
    )  # fmt: skip


def test_a_picture_is_described_once_and_one_that_is_broken_is_not_tried_again(pictured):
    assert look(context(pictured)) == {"described": 3, "waiting": 0}
    assert look(context(pictured, "run-2")) == {"described": 0, "waiting": 0}
    shown = style_pictures(context(pictured))
    assert shown.select("product_id", "name", "value").rows() == [("p1", "colour", "navy")]
    rows = pictured.lake.scan("attribute").collect()
    assert set(rows["source"]) == {"image"}
    remembered = pictured.lake.scan("picture").collect()
    assert set(remembered["path"]) == {"p1.png", "post.png", "broken.png"}


def test_a_picture_that_changed_is_looked_at_again_and_its_old_colour_is_gone(pictured):
    look(context(pictured))
    draw(pictured, "p1.png", (200, 20, 30))
    assert look(context(pictured, "run-2")) == {"described": 1, "waiting": 0}
    shown = style_pictures(context(pictured))
    assert shown.select("product_id", "value").rows() == [("p1", "red")]


def test_one_run_describes_as_many_as_the_settings_say_styles_first(pictured):
    assert look(context(pictured, pictures=1)) == {"described": 1, "waiting": 2}
    assert pictured.lake.scan("picture").collect()["path"].unique().to_list() == ["p1.png"]
    assert look(context(pictured, "run-2", pictures=9)) == {"described": 2, "waiting": 0}
    assert look(context(pictured, "run-3", pictures=0)) == {"described": 0, "waiting": 0}


def test_a_picture_of_a_post_speaks_only_of_what_its_text_does_not(pictured):
    look(context(pictured))
    posts = pl.DataFrame({"post_id": ["a", "b", "c"]})
    said = pl.DataFrame({"post_id": ["b"], "name": ["colour"]})
    found = post_pictures(context(pictured), posts, said)
    assert found.select("post_id", "name", "value").rows() == [("a", "colour", "green")]
    assert 0.3 <= found["confidence"][0] <= 0.75


def test_without_the_packages_or_a_folder_pictures_are_left_alone(pictured, monkeypatch):
    assert look(replace(context(pictured), media=None)) == {}
    with monkeypatch.context() as without:
        without.setattr("modiste.trends.pictures.find_spec", lambda _: None)
        found = look(context(pictured))
    assert (found["described"], found["waiting"]) == (0, 3)
    assert "cannot be read" in found["trouble"]

    def missing(*_: object, **__: object) -> None:
        raise MissingExtraError("Reading SVG needs resvg_py", remedy="Install it.")

    with monkeypatch.context() as without:
        without.setattr(import_module("modiste.perceive.image.describe"), "describe", missing)
        found = look(context(pictured, "run-2"))
    assert found == {"described": 0, "waiting": 3, "trouble": "Reading SVG needs resvg_py"}
    # Nothing was remembered, so that all are looked at once the package is there.
    assert look(context(pictured, "run-3"))["described"] == 3


def test_damaged_heads_leave_the_palette(pictured):
    (pictured.root / "models" / "image-heads.npz").write_bytes(b"damaged")
    found = look(context(pictured))
    assert found["described"] == 3
    assert "trained heads are not used" in found["trouble"]
    assert style_pictures(context(pictured))["value"].to_list() == ["navy"]


def test_pictures_speak_of_styles_after_columns_and_titles():
    products = pl.DataFrame(
        {"product_id": ["p1", "p2"], "title": ["Linen shirt", "Navy shirt"], "category": None,
         "material": None, "pattern": None},
        schema_overrides=dict.fromkeys(("category", "material", "pattern"), pl.String),
    )  # fmt: skip
    variants = pl.DataFrame(schema={"product_id": pl.String, "colour": pl.String})
    shown = pl.DataFrame(
        [("p1", "colour", "green"), ("p2", "colour", "green"), ("p9", "colour", "green")],
        schema=["product_id", "name", "value"], orient="row",
    )  # fmt: skip
    rows = attributes(products, variants, shown).filter(name="colour")
    assert sorted(rows.rows()) == [("p1", "colour", "green"), ("p2", "colour", "navy")]


@pytest.mark.parametrize("pattern", sorted(PATTERNS))
def test_every_drawn_pattern_has_a_word_of_the_lexicon(pattern):
    assert lexicon_value("pattern", pattern) is not None


def test_words_of_models_are_those_of_the_lexicon():
    assert lexicon_value("pattern", "print") == "graphic print"
    assert lexicon_value("category", "t-shirt") == "t-shirt"
    assert lexicon_value("colour", "turquoise") == "turquoise"
    assert lexicon_value("pattern", "galaxy brain") is None
    assert all(lexicon_value(name, said) == said for (name, _), said in WORDS.items())
