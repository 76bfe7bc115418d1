"""/v1/design: patterns, markers, tech packs and models over HTTP."""

from __future__ import annotations

import pytest

from modiste.design.spec.bases import base
from modiste.store.workspace import Workspace

pytest.importorskip("resvg_py")
pytest.importorskip("reportlab")
URL = "/v1/design"
SKIRT = base("skirt").model_dump(mode="json")


def test_a_pattern_is_drafted_for_a_size_or_a_person(viewer):
    answer = viewer.post(f"{URL}/pattern", json={"spec": SKIRT, "size": "38"})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["svg"].startswith("<svg")
    assert found["body"]["hip"] == 96.0
    assert found["girths"]["hip"] > 96.0
    assert found["cut"] >= found["pieces"] >= 2
    assert found["problems"] == []
    own = {"spec": SKIRT, "body": {"waist": 80.0, "hip": 108.0}}
    assert viewer.post(f"{URL}/pattern", json=own).json()["body"]["hip"] == 108.0
    assert viewer.post(f"{URL}/pattern", json={"spec": SKIRT}).status_code == 422
    assert viewer.post(f"{URL}/pattern", json={"spec": SKIRT, "size": "999"}).status_code == 404
    large = {"spec": SKIRT, "body": {"hip": 400.0}}
    answer = viewer.post(f"{URL}/pattern", json=large)
    assert answer.status_code == 422
    assert "out of the range" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("svg", b"<svg"), ("dxf", b"  0"), ("a4", b"%PDF"), ("a0", b"%PDF"), ("json", b"{")],
)
def test_a_pattern_is_a_file_of_any_kind(viewer, kind, begins):
    wish = {"spec": SKIRT, "size": "38", "format": kind}
    answer = viewer.post(f"{URL}/pattern/file", json=wish)
    assert answer.status_code == 200, answer.text
    assert answer.content.lstrip(b"\xef\xbb\xbf").startswith(begins)
    assert "attachment" in answer.headers["content-disposition"]


def test_a_tech_pack_is_a_pdf(viewer):
    wish = {"spec": SKIRT, "pack_language": "zh"}
    answer = viewer.post(f"{URL}/techpack", json=wish)
    assert answer.status_code == 200, answer.text
    assert answer.content.startswith(b"%PDF")


def test_draping_and_laying_are_jobs_that_viewers_may_not_start(viewer, designer):
    wish = {"spec": SKIRT, "size": "38", "fabric": "denim"}
    assert viewer.post(f"{URL}/drape", json=wish).status_code == 403
    first = designer.post(f"{URL}/drape", json=wish)
    assert first.status_code == 200, first.text
    assert designer.post(f"{URL}/drape", json=wish).json() == first.json()  # once at a time
    mix = {"spec": SKIRT, "sizes": {"36": 1, "38": 2}}
    assert viewer.post(f"{URL}/marker", json=mix).status_code == 403
    assert designer.post(f"{URL}/marker", json=mix).status_code == 200
    assert designer.post(f"{URL}/marker", json={**mix, "sizes": {"x": 1}}).status_code in (404, 422)


def test_only_files_of_the_studio_are_given(viewer, brand: Workspace):
    folder = brand.folder("media") / "drapes" / ("0" * 20)
    folder.mkdir(parents=True)
    (folder / "garment.glb").write_bytes(b"glTF")
    answer = viewer.get(f"{URL}/files/{'0' * 20}/garment.glb")
    assert answer.content == b"glTF"
    assert answer.headers["content-type"] == "model/gltf-binary"
    assert viewer.get(f"{URL}/files/{'0' * 20}/other.glb").status_code == 404
    for path in ("../../../modiste.toml", f"{'0' * 20}/..%2f..%2fmodiste.toml", "x/garment.glb"):
        assert viewer.get(f"{URL}/files/{path}").status_code in (404, 422)
