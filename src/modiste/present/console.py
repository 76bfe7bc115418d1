"""How commands speak: results on standard output, everything else on standard error."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from rich.console import Console

WorkspaceOption = Annotated[
    Path | None,
    typer.Option(
        "--workspace",
        "-w",
        help="Folder of the workspace; else $MODISTE_WORKSPACE, else the nearest one upwards.",
        file_okay=False,
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON.")]


def emit(
    result: Mapping[str, Any] | Sequence[Any], *, as_json: bool, text: Callable[[], None]
) -> None:
    """Print a result: as JSON, or as text for people."""
    if as_json:
        print_json(result)
    else:
        text()


def print_json(result: Any) -> None:
    """Print JSON to standard output; dates and paths as text."""
    json.dump(result, sys.stdout, ensure_ascii=False, indent=2, default=str)
    sys.stdout.write("\n")


def console() -> Console:
    """Console on standard output."""
    from rich.console import Console

    return Console()


def note(message: str) -> None:
    """Say something on standard error."""
    from rich.console import Console

    Console(stderr=True).print(message, highlight=False)


def next_step(message: str) -> None:
    """Say on standard error what to do next."""
    note(f"[bold]Next:[/bold] {message}")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """A status line on standard error; plain lines where that is not a terminal."""
    from rich.console import Console

    err = Console(stderr=True)
    if quiet:
        yield lambda _: None
    elif err.is_terminal:
        with err.status("starting …") as status:
            yield lambda message: status.update(f"{message} …")
    else:
        yield lambda message: err.print(f"{message} …", highlight=False)


def money(amounts: Mapping[str, int]) -> str:
    """Amounts in minor units by currency, as text."""
    from modiste.model.money import Money, format_money

    shown = [format_money(Money(amount, code)) for code, amount in sorted(amounts.items())]
    return ", ".join(shown) or "not known"


def table(
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[Any]],
    *,
    whole: Sequence[str] = (),
) -> None:
    """Print a table for people; the columns in ``whole`` are never cut short."""
    from rich.table import Table

    shown = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float | None) for row in rows)
        shown.add_column(
            column,
            justify="right" if numeric else "left",
            no_wrap=numeric or column in whole,
            overflow="ellipsis",
            min_width=max((len(str(row[index])) for row in rows), default=0)
            if column in whole
            else None,
        )
    for row in rows:
        shown.add_row(*(_cell(value) for value in row))
    console().print(shown)


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.3f}"
    from rich.markup import escape

    return escape(str(value))
