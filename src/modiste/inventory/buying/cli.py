"""``modiste inventory optimise`` and ``season``: what to buy, from plain files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.inventory.options import (
    BudgetOption,
    CurrencyOption,
    ServiceOption,
    SuppliersOption,
    shown,
)
from modiste.present.console import (
    JsonOption,
    emit,
    next_step,
    note,
    progress,
    table,
)


def optimise(
    *,
    forecast: Annotated[
        Path, typer.Option("--forecast", "-f", help="File of forecasts.", exists=True)
    ],
    terms: Annotated[
        Path, typer.Option("--terms", "-t", help="File of costs and lead times.", exists=True)
    ],
    stock: Annotated[Path, typer.Option("--stock", "-s", help="File of stock.", exists=True)],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=".csv, .parquet or .xlsx.")
    ] = None,
    suppliers: SuppliersOption = None,
    service: ServiceOption = None,
    review_days: Annotated[int | None, typer.Option(help="Days between reviews.")] = None,
    cycle_days: Annotated[int | None, typer.Option(help="Days that one order covers.")] = None,
    budget: BudgetOption = None,
    currency: CurrencyOption = None,
    as_of: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day of ordering.")
    ] = None,
    language: Annotated[str, typer.Option(help="Of the reasons: en or zh.")] = "en",
    json: JsonOption = False,
) -> None:
    """Say what to order now, from plain files."""
    from modiste.inventory.files import read_problem
    from modiste.inventory.optimise import budget_of, currency_of, optimised, write_result
    from modiste.inventory.whatif import Changes, changed

    with progress(quiet=json) as say:
        say("reading")
        problem = read_problem(
            forecast,
            terms,
            stock,
            suppliers=suppliers,
            as_of=as_of.date() if as_of else None,
            currency=currency,
            language=language,
        )
        say(f"{problem.supply.height:,} variants")
        changes = Changes(service=service, review_days=review_days, cycle_days=cycle_days)
        limit = budget_of(budget, currency_of(problem))
        result, solution = optimised(changed(problem, changes), limit)
    if out is not None:
        write_result(result, out)
    report = {
        "series": result.height,
        "unknown_stock": result["position"].null_count(),
        "totals": solution.totals(),
        "budget": solution.budget.explain() if solution.budget else None,
        "out": out,
    }
    emit(report, as_json=json, text=lambda: _show_orders(report, result))
    if not json and out is None:
        next_step("write it to a file with --out orders.csv")


def season(
    *,
    forecast: Annotated[
        Path, typer.Option("--forecast", "-f", help="File of forecasts.", exists=True)
    ],
    terms: Annotated[
        Path, typer.Option("--terms", "-t", help="File of costs and prices.", exists=True)
    ],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help=".csv, .parquet or .xlsx.")
    ] = None,
    budget: BudgetOption = None,
    salvage: Annotated[
        float, typer.Option(help="Worth of a unit left over, as a share of its cost.")
    ] = 0.3,
    currency: CurrencyOption = None,
    json: JsonOption = False,
) -> None:
    """Say what to buy once for a season, from plain files."""
    from modiste.inventory.optimise import budget_of, write_result
    from modiste.inventory.season import read_season, season_bought

    with progress(quiet=json) as say:
        say("reading")
        problem = read_season(forecast, terms, salvage=salvage, currency=currency)
        say(f"{len(problem.buy):,} variants")
        result, plan = season_bought(problem, budget_of(budget, problem.currency))
    if out is not None:
        write_result(result, out)
    report = {
        "lines": result.height,
        "bought": int((result["quantity"] > 0).sum()),
        "units": int(result["quantity"].sum()),
        "cost": round(float(result["cost"].sum()), 2),
        "expected_profit": round(float(result["expected_profit"].sum()), 2),
        "currency": problem.currency,
        "budget": plan.explain() if plan else None,
        "out": out,
    }
    emit(report, as_json=json, text=lambda: _show_season(report, result))
    if not json and out is None:
        next_step("write it to a file with --out season.csv")


def _show_season(report: dict[str, Any], result: Any) -> None:
    names = ("quantity", "cost", "expected_profit", "full_price_units", "left_units")
    best = result.filter(result["quantity"] > 0).head(10).to_dicts()
    rows = [
        (row["variant_id"], f"{row['quantity']:,}", *(_amount(row[name]) for name in names[1:]))
        for row in best
    ]
    table(
        "To buy for the season, most profit first",
        ("variant", "units", "cost", "profit", "at full price", "left"),
        rows,
    )
    rows_shown = [
        (name.replace("_", " "), f"{report[name]:,}")
        for name in ("lines", "bought", "units", "cost", "expected_profit")
    ]
    table(f"Totals, {report['currency']}", ("", ""), rows_shown)
    if report["budget"]:
        table("Budget", ("", ""), list(report["budget"].items()))
    if report["out"]:
        note(f"Wrote {result.height:,} rows to [bold]{report['out']}[/bold].")


def _show_orders(report: dict[str, Any], result: Any) -> None:
    columns = ("variant", "location", "position", "order at", "order", "cost", "at stake")
    rows = [
        (row["variant_id"], row["location_id"], row["position"], row["reorder_point"],
         row["quantity"], *(_amount(row[name]) for name in ("order_cost", "money_at_stake")))
        for row in result.filter(result["quantity"] > 0).head(10).to_dicts()
    ]  # fmt: skip
    table("To order now, most money first", columns, rows)
    _show_totals(report["totals"])
    if report["budget"]:
        table("Budget", ("", ""), list(report["budget"].items()))
    if report["unknown_stock"]:
        note(f"{report['unknown_stock']:,} series have no stock: one order cycle is ordered.")
    if report["out"]:
        note(f"Wrote {result.height:,} rows to [bold]{report['out']}[/bold].")


def _amount(value: float | None) -> str:
    return "–" if value is None else f"{value:,.2f}"


def _show_totals(totals: dict[str, dict[str, Any]]) -> None:
    for code, row in totals.items():
        rows = [(name.replace("_", " "), shown(name, value, code)) for name, value in row.items()]
        table(f"Totals, {code}", ("", ""), rows)
