"""Commands that stand in the group of another capability."""

from __future__ import annotations

import typer
from typer.main import get_command

from modiste.serve.cli.app import _group, app

first = typer.Typer()
second = typer.Typer()


@first.command()
def dig() -> None: ...


@second.command("dig")
def dig_again() -> None: ...


@second.command()
def fill_in() -> None: ...


def test_commands_of_several_applications_make_one_group():
    group = _group([f"{__name__}:first", f"{__name__}:second"])
    made = get_command(group)
    assert set(made.commands) == {"dig", "fill-in"}  # type: ignore[attr-defined]


def test_of_two_commands_of_one_name_the_first_stays():
    group = _group([f"{__name__}:first", f"{__name__}:second"])
    kept = [each.callback for each in group.registered_commands]
    assert kept == [dig, fill_in]
    assert len(first.registered_commands) == 1


def test_styling_is_found_among_recommendations_and_by_itself():
    groups = get_command(app).commands  # type: ignore[attr-defined]
    assert {"outfit", "size"} <= set(groups["recommend"].commands)
    assert {"shape", "capsule", "learn"} <= set(groups["styling"].commands)
