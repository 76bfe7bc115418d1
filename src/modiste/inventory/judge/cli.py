"""``modiste inventory backtest``: what last year would have earned."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.inventory.options import (
    CurrencyOption,
    ServiceOption,
    TermsOption,
)
from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    note,
    progress,
    table,
)

if TYPE_CHECKING:
    from modiste.inventory.backtest import Verdict


def backtest(
    *,
    workspace: WorkspaceOption = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Judge the weeks before; the newest by default."),
    ] = None,
    sales: Annotated[
        Path | None, typer.Option(help="Plain file of sales, with --terms.", exists=True)
    ] = None,
    terms: TermsOption = None,
    currency: CurrencyOption = None,
    weeks: Annotated[int, typer.Option(help="Judged weeks.", min=8)] = 52,
    refit: Annotated[int, typer.Option(help="Weeks between two forecasts.", min=1)] = 4,
    model: Annotated[str, typer.Option(help="Name of the forecaster.")] = "pooled season",
    service: ServiceOption = None,
    scenarios: Annotated[int, typer.Option(help="Draws of what is uncertain.", min=1)] = 50,
    resample: Annotated[
        int, typer.Option(help="Judge years like the past, of blocks of so many weeks.", min=0)
    ] = 0,
    seed: Annotated[int, typer.Option(help="Seed of everything random.", min=0)] = 0,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=".csv, .parquet or .xlsx.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Say what last year would have earned under this plan."""
    import polars as pl

    from modiste.inventory.backtest import Options
    from modiste.inventory.backtest import backtest as judge
    from modiste.inventory.lastyear import year_of, years_of
    from modiste.inventory.optimise import write_result
    from modiste.inventory.whatif import Changes
    from modiste.model.errors import InputError
    from modiste.store.settings import Planning
    from modiste.store.workspace import Workspace

    options = Options(weeks, refit, model, scenarios, resample, seed=seed)
    with progress(quiet=json) as say:
        say("reading")
        if sales and terms:
            planning, years = Planning(), [year_of(sales, terms, currency)]
        elif sales or terms:
            raise InputError("only one of the files is given", remedy="Give --sales and --terms.")
        else:
            found = Workspace.find(workspace)
            planning = found.settings.planning
            years = years_of(found, weeks, as_of.date() if as_of else None)
        wanted = Changes(service=service).service or planning.service_level
        planning = planning.model_copy(update={"service_level": wanted})
        verdicts = [judge(year, planning, options, say) for year in years]
    if out is not None:
        write_result(
            pl.concat(v.figures.with_columns(currency=pl.lit(v.currency)) for v in verdicts), out
        )
    emit(
        [_verdict(each) for each in verdicts],
        as_json=json,
        text=lambda: _show_verdicts(verdicts),
    )


def _verdict(found: Verdict) -> dict[str, Any]:
    return {**vars(found), "figures": found.figures.to_dicts()}


_SHOWN = ("fill_rate", "lost_margin", "mean_stock", "waste", "profit")
"""Figures of the table; all of them are in the file and in JSON."""


def _show_verdicts(found: list[Verdict]) -> None:
    for each in found:
        _show_verdict(each)


def _show_verdict(found: Verdict) -> None:
    figures = found.figures
    rows = figures.rows_by_key(["policy", "figure"], named=True, unique=True, include_key=True)
    shown = [
        (name, *(_figure(rows[name, each], found.currency) for each in _SHOWN),
         _apart(rows[name, "profit"], found.currency))
        for name in figures["policy"].unique(maintain_order=True)
    ]  # fmt: skip
    title = (
        f"{found.weeks} weeks from {found.first}, {found.series:,} series with "
        f"{found.coverage:.0%} of the units sold; money in {found.currency}"
    )
    columns = ("policy", *(each.replace("_", " ") for each in _SHOWN), "less the plan's")
    table(title, columns, shown)
    if found.stock_known < 1:
        note(
            f"The opening stock of {1 - found.stock_known:.0%} of the series is not known; there "
            "all policies begin with what lead time and review should sell."
        )
    if found.cost_known < 1:
        note(
            f"The cost of {1 - found.cost_known:.0%} of the series is not known; there it is what "
            "planning.margin leaves of the price."
        )
    note("Ranges are 5% to 95% over chance and over other styles like these.")


def _figure(row: dict[str, Any], code: str) -> str:
    """A figure as text; an unknown one as a dash."""
    if row["value"] is None:
        return "–"
    if row["figure"] in {"lost_margin", "profit"}:
        return _whole(row["value"], code)
    return f"{row['value']:.1%}" if row["figure"] == "fill_rate" else f"{row['value']:,.0f}"


def _apart(row: dict[str, Any], code: str) -> str:
    """The range of a difference of money."""
    if row["difference"] is None:
        return "–"
    low, high = (_whole(row[f"difference_{end}"], code) for end in ("low", "high"))
    return f"{low} … {high}"


def _whole(value: float, code: str) -> str:
    """Minor units as whole currency units: so many figures leave no room for cents."""
    from modiste.model.currency import find_currency

    return f"{value / 10 ** find_currency(code).digits:,.0f}"
