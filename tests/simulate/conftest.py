from __future__ import annotations

import pytest

from modiste.simulate import World, preset, simulate


@pytest.fixture(scope="session")
def tiny() -> World:
    return simulate(preset("tiny"))


@pytest.fixture(scope="session")
def demo() -> World:
    return simulate(preset("demo"))
