"""``modiste recommend outfit`` and ``size``: thin commands over what styling is asked."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.present.console import JsonOption, WorkspaceOption, emit, note, progress, table
from modiste.styling.cli import (
    AsOfOption,
    BudgetOption,
    LanguageOption,
    OccasionOption,
    SeasonOption,
    ShapeOption,
)

app = typer.Typer(no_args_is_help=True)


@app.command()
def outfit(
    *,
    product: Annotated[
        list[str] | None, typer.Option(help="Style or SKU to wear; may be given several times.")
    ] = None,
    customer: Annotated[str | None, typer.Option(help="Pseudonym of the customer.")] = None,
    occasion: OccasionOption = None,
    budget: BudgetOption = None,
    season: SeasonOption = None,
    shape: ShapeOption = None,
    count: Annotated[int, typer.Option("--k", help="Outfits.", min=1, max=50)] = 3,
    language: LanguageOption = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Complete the look: outfits from stock, around products, for a customer, or both."""
    from modiste.styling.asked import outfit_report

    with progress(quiet=json) as say:
        say("composing outfits")
        result = outfit_report(
            workspace,
            as_of.date() if as_of else None,
            asked={"budget": budget, "occasion": occasion, "season": season, "shape": shape},
            products=product or [],
            customer=customer,
            count=count,
            language=language,
        )
    emit(result, as_json=json, text=lambda: _show_outfits(result))


def _show_outfits(result: dict[str, Any]) -> None:
    columns = ("slot", "title", "colour", "size", "costs")
    for number, found in enumerate(result["outfits"], start=1):
        rows = [[piece[name] for name in columns] for piece in found["pieces"]]
        table(f"Outfit {number}", columns, rows)
        for reason in found["why"]:
            note(f"· {reason}")


@app.command()
def size(
    *,
    product: Annotated[str, typer.Option(help="Style or SKU.")],
    customer: Annotated[str, typer.Option(help="Pseudonym of the customer, or person in a file.")],
    fits: Annotated[
        Path | None, typer.Option(help="Plain file of fits: person, item, size, fit.", exists=True)
    ] = None,
    people: Annotated[
        Path | None, typer.Option(help="Plain file of bodies by person.", exists=True)
    ] = None,
    language: LanguageOption = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Which size of a style a customer should take, how sure that is, and why."""
    from modiste.styling.asked import size_report, size_report_of_files

    with progress(quiet=json) as say:
        say("learning sizes")
        if fits is not None:
            result = size_report_of_files(fits, people, customer, product, language)
        else:
            day = as_of.date() if as_of else None
            result = size_report(workspace, day, customer, product, language)
    emit(result, as_json=json, text=lambda: _show_size(result))


def _show_size(result: dict[str, Any]) -> None:
    columns = ("size", "small", "fit", "large", "expected_cost", "in_stock")
    rows = [[row[name] for name in columns] for row in result["sizes"]]
    table(f"{result['product']} for {result['customer']}", columns, rows)
    note(result["why"])
