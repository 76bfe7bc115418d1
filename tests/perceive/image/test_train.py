from __future__ import annotations

import csv
import zipfile

import numpy as np
import pytest
from PIL import Image
from tests.perceive.image.drawn import encoded

from modiste.model.errors import InputError, NotEnoughDataError
from modiste.perceive.image.catalogue import read_catalogue
from modiste.perceive.image.heads import Head, Heads, softmax
from modiste.perceive.image.patterns import PATTERNS, piece
from modiste.perceive.image.vectors import Light

pytest.importorskip("sklearn")

from modiste.perceive.image.fit import calibrated, fit, merged, report, split
from modiste.perceive.image.train import (
    category_of,
    main,
    pattern_of,
    train,
    train_on_vectors,
)


@pytest.mark.parametrize(
    ("title", "pattern"),
    [
        ("Turtle Check Men Navy Blue Shirt", "check"),
        ("Gingham dress", "check"),
        ("Basics Men Striped Polo", "stripe"),
        ("Pinstripe trousers", "stripe"),
        ("Polka dot skirt", "polka dot"),
        ("Floral printed top", "floral"),
        ("Leopard print scarf", "animal print"),
        ("Printed T-shirt", "print"),
        ("Solid black track pants", "solid"),
        ("Checkout bag", None),
        ("Blueprint jacket", None),
        ("Blue jeans", None),
    ],
)
def test_patterns_of_titles(title, pattern):
    assert pattern_of(title) == pattern


def test_categories_of_types():
    assert category_of("Tshirts") == "t-shirt"
    assert category_of("Track Pants") == "track-pants"
    assert category_of("gibberish") is None


def test_a_split_is_by_group_and_for_good():
    groups = [f"product {i // 2}" for i in range(4000)]
    parts = split(groups)
    assert (parts[0::2] == parts[1::2]).all()
    assert [round((parts == i).mean(), 1) for i in range(3)] == [0.7, 0.1, 0.2]
    assert np.array_equal(split(groups[:10]), parts[:10])


def test_rare_categories_join_the_one_above():
    values = np.array(["sports-shoes"] * 40 + ["oxford-shoes"] * 3 + ["nonsense"] * 2)
    found = merged(values, np.ones(45, bool))
    assert set(found[:40]) == {"sports-shoes"}
    assert set(found[43:]) == {""}


def clouds(seed=0, count=400):
    """Three classes around three corners; shape (3 count, 5)."""
    rng = np.random.default_rng(seed)
    centres = np.eye(5)[:3]
    values = np.repeat(["a", "b", "c"], count)
    points = np.repeat(centres, count, axis=0) + rng.normal(0, 0.35, (3 * count, 5))
    return points.astype(np.float32), values


def test_a_head_learns_and_says_how_sure_it_is():
    vectors, values = clouds()
    head = calibrated(fit("x", vectors, values), *clouds(1))
    held, truth = clouds(2)
    found = report(head, held, truth, "a")
    assert found.accuracy > 0.8
    assert found.baseline == pytest.approx(1 / 3)
    assert found.error < 0.05
    assert found.log_loss[1] <= found.log_loss[0] + 0.02
    assert found.confusion.sum() == len(truth)
    for name, precision, recall, f1, count in found.rows():
        i = found.classes.index(name)
        assert precision == found.confusion[i, i] / found.confusion[:, i].sum()
        assert recall == found.confusion[i, i] / found.confusion[i].sum()
        assert f1 == pytest.approx(2 * precision * recall / (precision + recall))
        assert count == 400


def test_two_classes_work_as_well():
    vectors, values = clouds()
    two = values != "c"
    head = fit("x", vectors[two], values[two])
    assert head.classes == ("a", "b")
    assert report(head, vectors[two], values[two], "a").accuracy > 0.85


def test_probabilities_are_as_sklearn_says():
    from sklearn.linear_model import LogisticRegression

    vectors, values = clouds()
    head = fit("x", vectors, values)
    assert head.probabilities(vectors).sum(axis=1) == pytest.approx(np.ones(len(vectors)))
    centre = vectors.mean(axis=0)
    scale = np.sqrt(((vectors - centre) ** 2).sum(axis=1).mean())
    scaled = (vectors - centre) / scale * 10
    model = LogisticRegression(C=3.0, max_iter=150, tol=1e-3).fit(scaled, values)
    assert np.abs(head.probabilities(vectors) - model.predict_proba(scaled)).max() < 1e-3


def test_softmax_of_large_logits_is_finite():
    assert softmax(np.array([[1000.0, 0.0]])).tolist() == [[1.0, 0.0]]


def test_heads_survive_a_file(tmp_path):
    vectors, values = clouds()
    heads = Heads("light-1", {"pattern": fit("pattern", vectors, values)}, {"pictures": 3})
    heads.save(tmp_path / "models" / "h.npz")
    read = Heads.load(tmp_path / "models" / "h.npz")
    assert read.card == {"pictures": 3}
    assert np.array_equal(
        read.heads["pattern"].probabilities(vectors), heads.heads["pattern"].probabilities(vectors)
    )
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["h.npz"]


def test_damaged_heads_are_refused(tmp_path):
    path = tmp_path / "h.npz"
    with pytest.raises(InputError, match="train"):
        Heads.load(path)
    path.write_bytes(b"PK")
    with pytest.raises(InputError, match=r"h\.npz"):
        Heads.load(path)
    with pytest.raises(InputError, match="classes"):
        Head("x", ("a", "b"), np.zeros((4, 3)), np.zeros(3))
    with pytest.raises(InputError, match="damaged"):
        Head("x", ("a",), np.full((4, 1), np.nan), np.zeros(1))
    with pytest.raises(InputError, match="do not fit"):
        Head("x", ("a",), np.zeros((4, 1)), np.zeros(1)).best(np.zeros((2, 5)))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_drawn_pieces_repeat_by_seed(pattern):
    one, two = (piece(pattern, np.random.default_rng(5)).rgb for _ in range(2))
    assert np.array_equal(one, two)
    assert one.shape == (160, 160, 3)


@pytest.mark.slow
def test_patterns_are_learnt_from_drawn_pieces():
    maker = Light()
    rng = np.random.default_rng(9)
    names = np.repeat(["solid", "stripe", "check", "polka dot"], 70)
    vectors = maker.embed([piece(name, rng) for name in names])
    trained = train_on_vectors(vectors, {"pattern": list(names)}, maker=maker, drawn=0)
    assert trained.reports["pattern"].accuracy > 0.7
    assert trained.heads.model == "light-1"


def test_training_needs_two_values_and_fitting_labels():
    maker = Light()
    vectors = np.eye(maker.size, dtype=np.float32)[:50]
    with pytest.raises(NotEnoughDataError):
        train_on_vectors(vectors, {"category": ["dress"] * 50}, maker=maker)
    with pytest.raises(InputError, match="labels"):
        train_on_vectors(vectors, {"category": ["dress"]}, maker=maker)
    with pytest.raises(NotEnoughDataError):
        train([], {"category": []}, drawn=0)


@pytest.fixture
def shop(tmp_path):
    """A zip of 240 drawn garments, half of them tall, and its table with ragged titles."""
    rng = np.random.default_rng(0)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as held, (tmp_path / "t.csv").open("w") as file:
        file.write("id,articleType,productDisplayName\n")
        for i in range(240):
            rgb = np.full((80, 60, 3), 255, np.uint8)
            tall = i % 2
            top, left = (6, 22) if tall else (25, 8)
            rgb[top : 80 - top, left : 60 - left] = rng.integers(0, 200, 3)
            held.writestr(f"photos/{i}.png", encoded(Image.fromarray(rgb)))
            file.write(f"{i},{'Dresses' if tall else 'Tshirts'},Piece {i}, with a comma\n")
        file.write("999,Dresses,No picture\n")
    return tmp_path


def test_a_catalogue_is_read(shop):
    found = read_catalogue(shop / "p.zip", shop / "t.csv")
    assert len(found.images) == len(found.keys) == 240
    assert found.missing == 1
    assert found.titles[3] == "Piece 3, with a comma"
    part = found.limited(10)
    assert len(part.images) == 10
    assert part.images[4] == found.images[found.keys.index(part.keys[4])]
    assert part.keys == found.limited(10).keys


def test_a_folder_of_pictures_works_too(shop):
    with zipfile.ZipFile(shop / "p.zip") as held:
        held.extractall(shop / "pictures")
    found = read_catalogue(shop / "pictures", shop / "t.csv")
    assert len(found.images) == 240


def test_what_is_missing_is_named(shop, tmp_path):
    with pytest.raises(InputError, match="--type"):
        read_catalogue(shop / "p.zip", shop / "t.csv", kind="nope")
    with pytest.raises(InputError, match=r"none\.zip"):
        read_catalogue(tmp_path / "none.zip", shop / "t.csv")
    with pytest.raises(InputError, match=r"none\.csv"):
        read_catalogue(shop / "p.zip", tmp_path / "none.csv")
    (tmp_path / "e.csv").write_text("id,type,title\n")
    with pytest.raises(InputError, match="empty"):
        read_catalogue(shop / "p.zip", tmp_path / "e.csv")
    (tmp_path / "o.csv").write_text("id,type,title\nzzz,Dresses,A\n")
    with pytest.raises(InputError, match="--id"):
        read_catalogue(shop / "p.zip", tmp_path / "o.csv")


@pytest.mark.slow
def test_the_command_trains_and_is_repeatable(shop, capsys):
    outs = [shop / "models" / name for name in ("a.npz", "b.npz")]
    for out in outs:
        given = ["--images", str(shop / "p.zip"), "--table", str(shop / "t.csv"), "--out", str(out)]
        assert main([*given, "--vectors", "light", "--drawn", "8"]) == 0
    one, two = (Heads.load(out) for out in outs)
    head = one.heads["category"]
    assert set(head.classes) == {"dresses", "t-shirt"}
    assert np.array_equal(head.weights, two.heads["category"].weights)
    assert one.card["test_accuracy"]["category"] > 0.95
    assert "category:" in capsys.readouterr().out


def test_the_command_fails_clearly(shop, capsys):
    given = ["--images", str(shop / "none.zip"), "--table", str(shop / "t.csv")]
    assert (
        main([*given, "--out", str(shop / "h.npz"), "--vectors", "light"]) == InputError.exit_code
    )
    assert "none.zip" in capsys.readouterr().err
    assert not (shop / "h.npz").exists()


def test_a_table_with_quoted_commas_is_read_as_is(shop, tmp_path):
    with (tmp_path / "q.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["title", "id", "type"], ["A, B", "3", "Dresses"]])
    assert read_catalogue(shop / "p.zip", tmp_path / "q.csv").titles == ("A, B",)
