"""The root of the command line: ``modiste``."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from modiste import __version__
from modiste.model.errors import ModisteError
from modiste.serve.cli import data, plans, workspaces
from modiste.store.capability import capabilities, load

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
for _capability in capabilities().values():
    if _capability.commands:
        app.add_typer(load(_capability.commands), name=_capability.name, help=_capability.title)


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
