"""What a capability shows to the layers above: its steps in the weekly plan, its commands, its API.

A third party adds one through the entry-point group ``modiste.capabilities``, as the built-in ones
are. Everything is named by text and loaded when it is used, so that the command line stays quick.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from modiste.store.context import Context

GROUP = "modiste.capabilities"


@dataclass(frozen=True)
class Step:
    """One step of the weekly plan.

    Attributes:
        name: unique among all steps.
        after: names of steps that must have run before, where they are installed.
        function: ``module:name`` of a function of a :class:`Context` that returns figures for the
            run's record.
    """

    name: str
    after: tuple[str, ...]
    function: str

    def run(self, context: Context) -> Mapping[str, Any]:
        """Do it."""
        return cast("Mapping[str, Any]", load(self.function)(context))


@dataclass(frozen=True)
class JobKind:
    """Something that can be done in the background.

    Attributes:
        name: a few words, unique among all kinds.
        title: what it does, for people.
        function: ``module:name`` of a function of a task (workspace, arguments, ``progress``, see
            ``modiste.serve.jobs.task``) that returns its result as JSON. It may be begun anew
            after a kill, so that doing it twice must come to the same as doing it once.
        attempts: how often it is tried where what failed may pass, such as a busy table.
        key: what may be under way once at a time, where who asks names nothing else.
        scope: scope that may start it by hand; ``None`` where other parts start it alone.
    """

    name: str
    title: str
    function: str
    attempts: int = 3
    key: str | None = None
    scope: str | None = None


@dataclass(frozen=True)
class Capability:
    """What a capability shows.

    Attributes:
        name: one word; also its command group.
        title: a few words for people.
        steps: its steps in the weekly plan.
        commands: ``module:name`` of its Typer application, if it has one.
        routes: ``module:name`` of its FastAPI router, if it has one.
        joins: name of another capability's command group, and ``module:name`` of a Typer
            application whose commands stand there, if it has some that people look for there.
        jobs: what of it can be done in the background.
    """

    name: str
    title: str
    steps: tuple[Step, ...] = ()
    commands: str | None = None
    routes: str | None = None
    joins: tuple[str, str] | None = None
    jobs: tuple[JobKind, ...] = ()


def command_groups() -> dict[str, list[str]]:
    """``module:name`` of the Typer applications that make each command group, its own first."""
    found = capabilities().values()
    groups = {each.name: [each.commands] for each in found if each.commands}
    for each in found:
        if each.joins is not None:
            group, commands = each.joins
            groups.setdefault(group, []).append(commands)
    return groups


def load(target: str) -> Any:
    """The object that ``module:name`` names."""
    module, name = target.split(":")
    return getattr(import_module(module), name)


@cache
def capabilities() -> dict[str, Capability]:
    """Every installed capability by its name."""
    found = [cast("Capability", point.load()) for point in entry_points(group=GROUP)]
    return {each.name: each for each in sorted(found, key=lambda each: each.name)}
