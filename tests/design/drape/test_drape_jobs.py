"""The studio's background jobs: what they write, and that the same wish is the same place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from modiste.design.drape.job import drape_job, place_of
from modiste.design.make.job import marker_job
from modiste.design.spec.bases import base
from modiste.store.workspace import Workspace


@dataclass
class Told:
    workspace: Workspace
    arguments: Mapping[str, Any]
    said: list[str] = field(default_factory=list)

    def progress(self, text: str, fraction: float | None = None) -> None:
        assert fraction is None or 0 <= fraction <= 1
        self.said.append(text)


@pytest.fixture
def space(tmp_path: Path) -> Workspace:
    return Workspace.init(tmp_path / "w")


def test_the_same_wish_has_the_same_place() -> None:
    spec = base("skirt").model_dump(mode="json")
    wish = {"spec": spec, "size": "38", "body": None, "fabric": None}
    assert place_of(wish) == place_of(dict(reversed(wish.items())))
    assert place_of(wish) != place_of({**wish, "size": "40"})
    assert len(place_of(wish).removeprefix("drapes/")) == 20


def test_a_marker_is_laid(space: Workspace) -> None:
    pytest.importorskip("spyrrow")
    spec = base("skirt").model_dump(mode="json")
    wish = {"spec": spec, "sizes": {"38": 1}, "width": 150.0, "nap": None, "seconds": 1}
    task = Told(space, wish)
    found = marker_job(task)
    assert task.said[0] == "drafting"
    assert 0.3 < found["figures"]["utilisation"] < 1
    picture = space.folder("media") / found["files"]["marker"]
    assert picture.read_text("utf-8").startswith("<svg")


@pytest.mark.slow
def test_a_garment_is_draped_and_kept(space: Workspace) -> None:
    for library in ("anny", "warp", "trimesh", "pxr"):
        pytest.importorskip(library)
    spec = base("tee").model_dump(mode="json")
    task = Told(space, {"spec": spec, "size": "38", "body": None, "fabric": "jersey"})
    found = drape_job(task)
    assert found["figures"]["particles_inside"] == 0
    assert found["figures"]["strain_p95"] < 1.10
    assert "draping" in task.said
    media = space.folder("media")
    assert {"glb", "usdz", "picture 0", "figures"} <= set(found["files"])
    assert all((media / path).stat().st_size > 100 for path in found["files"].values())
    assert json.loads((media / found["files"]["figures"]).read_text())["size"] == "38"
    assert len(list(space.folder("models").glob("bodies/*.npz"))) == 1
