"""The root of the command line: ``modiste``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command_name
from typer.models import CommandInfo

from modiste import __version__
from modiste.model.errors import ModisteError
from modiste.serve.cli import data, jobs, people, plans, server, workspaces
from modiste.store.capability import capabilities, command_groups, load

app = typer.Typer(
    name="modiste",
    help="From the exports a fashion brand has to a weekly plan.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    epilog="Exit codes: 0 done · 1 failed · 2 wrong usage · 3 input not usable · 4 workspace or "
    "settings · 5 storage · 6 not enough data · 7 an extra is not installed · 130 interrupted.",
)
workspaces.register(app)
data.register(app)
plans.register(app)
server.register(app)
people.register(app)
jobs.register(app)


def _group(targets: Sequence[str]) -> typer.Typer:
    """One command group of several applications; of two commands of one name the first stays."""
    group = typer.Typer(no_args_is_help=True)
    for each in map(load, targets):
        group.registered_groups += each.registered_groups
        taken = {command_name(command) for command in group.registered_commands}
        group.registered_commands += [
            command for command in each.registered_commands if command_name(command) not in taken
        ]
    return group


def command_name(command: CommandInfo) -> str:
    """The name under which a command is called."""
    return command.name or get_command_name(command.callback.__name__ if command.callback else "")


for _name, _targets in command_groups().items():
    _known = capabilities().get(_name)
    app.add_typer(_group(_targets), name=_name, help=_known.title if _known else None)


def _version(*, show: bool) -> None:
    if show:
        typer.echo(f"modiste {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=lambda show: _version(show=show), is_eager=True)
    ] = False,
) -> None:
    del version


def main() -> None:
    """Entry point of the command: runs it and turns errors into messages and exit codes."""
    try:
        app()
    except ModisteError as error:
        _explain(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        typer.echo("Interrupted; what was not committed is not visible. Run it again.", err=True)
        sys.exit(130)


def _explain(error: ModisteError) -> None:
    if "--json" in sys.argv:
        from modiste.present.console import print_json

        place = {k: v for k, v in vars(error.place).items() if v is not None}
        print_json(
            {"error": error.code, "what": error.what, "place": place, "remedy": error.remedy}
        )
        return
    from rich.console import Console
    from rich.markup import escape

    err = Console(stderr=True, highlight=False)
    where = str(error.place)
    err.print(f"[bold red]Error:[/bold red] {escape(error.what)}" + ("." if not where else ""))
    if where:
        err.print(f"  [bold]Where:[/bold] {escape(where)}")
    err.print(f"  [bold]Next:[/bold]  {escape(error.remedy)}")
