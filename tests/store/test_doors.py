"""Built-in parts come through the same doors as those of third parties."""

from __future__ import annotations

from importlib.metadata import entry_points

import pytest

from modiste.store.exporters import base
from modiste.store.importers import BUILT_IN, GROUP


@pytest.mark.parametrize(("group", "listed"), [(GROUP, BUILT_IN), (base.GROUP, base.BUILT_IN)])
def test_what_is_listed_is_what_is_installed(group: str, listed: dict[str, str]) -> None:
    installed = {point.name: point.value for point in entry_points(group=group)}
    assert {name: installed.get(name) for name in listed} == listed


@pytest.mark.parametrize(
    "group",
    ["modiste.importers", "modiste.exporters", "modiste.forecasters", "modiste.capabilities"],
)
def test_everything_installed_can_be_loaded(group: str) -> None:
    points = list(entry_points(group=group))
    assert points
    for point in points:
        assert point.load() is not None
