"""Draping: what holds is held, nothing lies in the body, and files are what they say."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.design.drape.sewn import form, tube

from modiste.design.drape.avatar import Avatar, girth, slice_of
from modiste.design.drape.cloth import cloth_of
from modiste.design.drape.fabric import PRESETS, behaviour, preset_of
from modiste.design.drape.model import Model, model_of, normals_of
from modiste.design.drape.pieces import Cloth
from modiste.design.drape.place import placed
from modiste.design.drape.solver import Draped, drape
from modiste.model.errors import UnknownNameError

pytest.importorskip("warp")
pytest.importorskip("trimesh")


@pytest.fixture(scope="module")
def body() -> Avatar:
    return form()


@pytest.fixture(scope="module")
def skirt(body: Avatar) -> tuple[Cloth, Draped]:
    cloth = cloth_of(tube(24.0, 30.0, 16.0), 2.5)
    return cloth, drape(cloth, placed(cloth, body), body, behaviour("cotton poplin"), seconds=1.5)


@pytest.fixture(scope="module")
def model(skirt: tuple[Cloth, Draped], body: Avatar) -> Model:
    cloth, draped = skirt
    texture = np.zeros((4, 8, 3), np.uint8)
    texture[:, :4] = (200, 30, 30)
    return model_of(
        cloth, draped, texture=texture, repeat=4.0, roughness=0.9, body=body, title="tube"
    )


def test_a_tape_goes_round_the_hull() -> None:
    turn = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    circle = np.column_stack([np.cos(turn), np.sin(turn)])
    assert girth(circle) == pytest.approx(2 * np.pi, rel=1e-4)
    assert girth(np.concatenate([circle, circle * 0.3])) == pytest.approx(2 * np.pi, rel=1e-4)


def test_a_slice_lies_in_its_plane(body: Avatar) -> None:
    up = np.array([0.0, 1.0, 0.0])
    cut = slice_of(body.vertices, body.faces, np.array([0.0, 1.21, 0.0]), up)
    assert np.allclose(cut[:, 1], 1.21)
    assert girth(cut[:, [0, 2]]) == pytest.approx(2 * np.pi * 0.14, rel=0.01)


def test_cloth_begins_outside_the_body(body: Avatar) -> None:
    start = placed(cloth_of(tube(10.0, 30.0), 2.5), body)
    assert np.hypot(start[:, 0], start[:, 2]).min() > 0.14
    assert start[:, 1].max() == pytest.approx(1.0)


def test_what_is_held_stays_and_what_is_too_wide_falls(
    skirt: tuple[Cloth, Draped], body: Avatar
) -> None:
    _, draped = skirt
    # 96 cm of waist, less the cloth's distance from the body, are met 3 cm below 1 m at rest;
    # friction holds it a little higher.
    assert draped.particles[:, 1].max() == pytest.approx(0.98, abs=0.015)
    assert draped.inside == 0
    assert np.quantile(draped.strain, 0.95) < 1.05
    column = form()
    narrow = replace(column, vertices=column.vertices * [0.3, 1.0, 0.3])
    wide = cloth_of(tube(40.0, 30.0), 3.0)
    fallen = drape(wide, placed(wide, narrow), narrow, behaviour("cotton poplin"), seconds=1.5)
    assert fallen.particles[:, 1].max() < 0.45
    assert fallen.particles[:, 1].min() > 0.0  # the floor holds it


def test_the_same_cloth_falls_the_same_way(skirt: tuple[Cloth, Draped], body: Avatar) -> None:
    cloth, draped = skirt
    again = drape(cloth, placed(cloth, body), body, behaviour("cotton poplin"), seconds=1.5)
    np.testing.assert_array_equal(again.particles, draped.particles)


def test_layers_of_cloth_keep_apart(skirt: tuple[Cloth, Draped]) -> None:
    from scipy.spatial import cKDTree

    cloth, draped = skirt
    pairs = cKDTree(draped.particles).query_pairs(0.004, output_type="ndarray")
    flat = np.zeros((len(draped.particles), 2))
    flat[cloth.particle] = cloth.points
    far = np.linalg.norm(flat[pairs[:, 0]] - flat[pairs[:, 1]], axis=1) > 6.0
    assert far.sum() <= 0.01 * len(draped.particles)


def test_normals_point_out_of_the_cloth(model: Model) -> None:
    away = model.vertices.copy()
    away[:, 1] = 0
    away /= np.linalg.norm(away, axis=1, keepdims=True)
    assert np.allclose(np.linalg.norm(model.normals, axis=1), 1.0)
    assert (np.abs((away * model.normals).sum(axis=1)) > 0.3).mean() > 0.8
    square = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0]])
    assert normals_of(square, np.array([[0, 1, 2]])).tolist() == [[0, 0, 1]] * 3


def test_the_print_lies_on_the_grain_at_life_size(
    model: Model, skirt: tuple[Cloth, Draped]
) -> None:
    cloth, _ = skirt
    points = cloth.pieces[0].points
    uvs = model.uvs[: len(points)]
    # 4 cm wide, and 2 cm high as its picture is half as high.
    assert np.ptp(uvs[:, 0]) == pytest.approx(np.ptp(points[:, 0]) / 4.0)
    assert np.ptp(uvs[:, 1]) == pytest.approx(np.ptp(points[:, 1]) / 2.0)


def test_glb_is_binary_gltf_in_metres(model: Model) -> None:
    from modiste.design.drape.glb import glb_of

    data = glb_of(model)
    magic, version, length = struct.unpack("<4sII", data[:12])
    assert (magic, version, length) == (b"glTF", 2, len(data))
    size, kind = struct.unpack("<I4s", data[12:20])
    assert kind == b"JSON"
    said = json.loads(data[20 : 20 + size])
    assert {mesh["name"] for mesh in said["meshes"]} == {"garment", "body"}
    cloth = next(each for each in said["materials"] if each["name"] == "cloth")
    assert cloth["doubleSided"]
    assert cloth["pbrMetallicRoughness"]["baseColorTexture"]["index"] == 0
    place = said["meshes"][0]["primitives"][0]["attributes"]["POSITION"]
    accessor = said["accessors"][place]
    assert accessor["max"][1] == pytest.approx(float(model.vertices[:, 1].max()), abs=1e-5)


def test_usdz_is_stored_on_64_byte_borders_and_in_metres(model: Model, tmp_path: Path) -> None:
    pytest.importorskip("pxr")
    from pxr import Usd, UsdGeom

    from modiste.design.drape.glb import usdz_of

    parts = tmp_path / "parts"
    parts.mkdir()
    data = usdz_of(model, parts)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert [entry.filename for entry in package.infolist()] == ["garment.usdc", "print.png"]
        for entry in package.infolist():
            assert entry.compress_type == zipfile.ZIP_STORED
            extra = int.from_bytes(
                data[entry.header_offset + 28 : entry.header_offset + 30], "little"
            )
            assert (entry.header_offset + 30 + len(entry.filename) + extra) % 64 == 0
    file = tmp_path / "garment.usdz"
    file.write_bytes(data)
    stage = Usd.Stage.Open(str(file))
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert UsdGeom.GetStageUpAxis(stage) == "Y"
    assert stage.GetDefaultPrim().GetName() == "Garment"
    mesh = UsdGeom.Mesh.Get(stage, "/Garment/Garment")
    assert len(mesh.GetPointsAttr().Get()) == len(model.vertices)


def test_pictures_show_the_print_and_leave_the_rest_clear(model: Model) -> None:
    from modiste.design.drape.look import turntable

    front, back = turntable(model, (0.0, 180.0), height=160)
    assert front.shape == back.shape
    assert front.shape[0] == 160
    assert front[0, 0, 3] == 0
    reds = (front[..., 0] > 1.8 * front[..., 1]) & (front[..., 3] == 255)
    assert reds.sum() > 100
    np.testing.assert_array_equal(turntable(model, (0.0,), height=160)[0], front)


def test_fabrics_have_names() -> None:
    assert set(PRESETS) == {"cotton poplin", "denim", "silk", "jersey", "wool"}
    with pytest.raises(UnknownNameError, match="there is no fabric 'tin'"):
        behaviour("tin")
    assert PRESETS["silk"].bend > PRESETS["denim"].bend


def test_designs_have_the_fabric_that_is_nearest() -> None:
    from modiste.design.spec.bases import base

    assert preset_of(base("tee").fabric) == "jersey"
    assert preset_of(base("shirt").fabric) == "cotton poplin"


@pytest.mark.slow
def test_a_body_has_the_measurements_asked_for(tmp_path: Path) -> None:
    pytest.importorskip("anny")
    from modiste.design.drape.avatar import avatar_of
    from modiste.design.make.body import body_of_size

    wanted = body_of_size("40")
    made = avatar_of(wanted, cache_folder=tmp_path)
    for name in ("height", "bust", "waist", "hip"):
        assert made.measured[name] == pytest.approx(getattr(wanted, name), abs=0.5)
    kept = avatar_of(wanted, cache_folder=tmp_path)
    assert len(list(tmp_path.iterdir())) == 1
    assert np.allclose(kept.vertices, made.vertices, atol=1e-6)
    assert kept.measured == made.measured
