from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from modiste.store import capability
from modiste.store.capability import (
    GROUP,
    Capability,
    Step,
    capabilities,
    command_groups,
    load,
)

GUEST = Capability("guest", "A guest", joins=("aardvark", "test_capability:digging"))
HOST = Capability("aardvark", "Theirs", commands="test_capability:burrow")
THEIRS = Capability("aardvark", "Theirs", (Step("dig", (), "test_capability:dig"),))


def dig(context: object) -> dict[str, object]:
    return {"dug": context}


@pytest.fixture(autouse=True)
def _looked_up_anew() -> Iterator[None]:
    capabilities.cache_clear()
    yield
    capabilities.cache_clear()


@pytest.fixture
def installed(monkeypatch):
    """Lets entry points be installed for a test."""

    def install(*values: str) -> None:
        points = [EntryPoint(f"n{k}", value, GROUP) for k, value in enumerate(values)]
        monkeypatch.setattr(capability, "entry_points", lambda **_: points)

    return install


def test_the_built_in_ones_come_through_the_common_door():
    found = capabilities()
    assert {"demand", "inventory"} <= set(found)
    assert list(found) == sorted(found)
    assert all(name == each.name for name, each in found.items())


def test_everything_that_a_built_in_one_names_can_be_loaded():
    for each in capabilities().values():
        named = [step.function for step in each.steps]
        named += [target for target in (each.commands, each.routes) if target]
        named += [each.joins[1]] if each.joins else []
        assert all(load(target) is not None for target in named)


def test_steps_have_names_of_their_own():
    names = [step.name for each in capabilities().values() for step in each.steps]
    assert names
    assert len(set(names)) == len(names)


def test_a_third_party_comes_through_the_same_door(installed):
    installed("modiste.demand:CAPABILITY", "test_capability:THEIRS")
    assert list(capabilities()) == ["aardvark", "demand"]
    assert capabilities()["aardvark"].steps[0].run("earth") == {"dug": "earth"}  # type: ignore[arg-type]


def test_a_capability_may_have_commands_in_the_group_of_another(installed):
    installed("test_capability:GUEST", "test_capability:HOST")
    assert command_groups() == {"aardvark": ["test_capability:burrow", "test_capability:digging"]}
    capabilities.cache_clear()
    installed("test_capability:GUEST")
    assert command_groups() == {"aardvark": ["test_capability:digging"]}


def test_load_finds_what_is_named():
    assert load("test_capability:dig") is dig
    with pytest.raises(ModuleNotFoundError):
        load("no_such_module:dig")
    with pytest.raises(AttributeError):
        load("test_capability:bury")
