"""``modiste inventory …``: thin commands over the services and over plain files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.inventory.order_cli import app as orders
from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    money,
    next_step,
    note,
    progress,
    table,
)

if TYPE_CHECKING:
    from modiste.inventory.backtest import Verdict
    from modiste.inventory.explain import Explanation
    from modiste.inventory.problem import Problem

app = typer.Typer(no_args_is_help=True)
app.add_typer(orders, name="orders")

ForecastOption = Annotated[
    Path | None, typer.Option("--forecast", "-f", help="File of forecasts.", exists=True)
]
TermsOption = Annotated[
    Path | None, typer.Option("--terms", "-t", help="File of costs and lead times.", exists=True)
]
StockOption = Annotated[
    Path | None, typer.Option("--stock", "-s", help="File of stock.", exists=True)
]
SuppliersOption = Annotated[
    Path | None, typer.Option(help="File of suppliers; others are refused then.", exists=True)
]
ServiceOption = Annotated[
    float | None, typer.Option(help="Chance aimed at of not running out, such as 0.95.")
]
BudgetOption = Annotated[
    str | None, typer.Option(help="Most that all orders may cost, such as '20000 EUR'.")
]
CurrencyOption = Annotated[str | None, typer.Option(help="Currency of files that name none.")]
RunOption = Annotated[str | None, typer.Option(help="A plan; the newest by default.")]


@app.command()
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


@app.command()
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
    shown = [
        (name.replace("_", " "), f"{report[name]:,}")
        for name in ("lines", "bought", "units", "cost", "expected_profit")
    ]
    table(f"Totals, {report['currency']}", ("", ""), shown)
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
        rows = [(name.replace("_", " "), _shown(name, value, code)) for name, value in row.items()]
        table(f"Totals, {code}", ("", ""), rows)


def _shown(name: str, value: Any, code: str) -> Any:
    """A total as text; money is told by its name."""
    if name in {"cost", "money_at_stake", "short_margin"} and code != "unknown":
        return money({code: int(value)})
    return f"{value:,}"


@app.command()
def explain(
    variant: Annotated[str, typer.Argument(help="The variant.")],
    *,
    location: Annotated[str | None, typer.Option(help="Where; all locations by default.")] = None,
    run: RunOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show every number behind a variant's suggestion."""
    from modiste.inventory.explain import explain as explained
    from modiste.inventory.planned import planned_problem
    from modiste.inventory.problem import solve
    from modiste.store.workspace import Workspace

    problem = planned_problem(Workspace.find(workspace), run)
    found = explained(solve(problem), problem.forecast, variant, location)
    emit(
        [each.as_dict() for each in found],
        as_json=json,
        text=lambda: _show_explanations(found, problem.language),
    )
    if not json:
        next_step("try other settings: modiste inventory whatif --service 0.98")


def _show_explanations(found: list[Explanation], language: str) -> None:
    for each in found:
        _show_explanation(each, language)


def _show_explanation(found: Explanation, language: str) -> None:
    place = f"{found.variant_id} · {found.location_id}"
    weeks = [
        (str(week["week"]), round(week["mean"], 2), round(week["cumulative_sd"] or 0.0, 2))
        for week in found.weeks
    ]
    table(f"Forecast of {place}", ("week", "expected", "deviation so far"), weeks)
    rows = [
        (getattr(step, language), "–" if step.value is None else _number(step.value), step.unit,
         step.formula)
        for step in found.steps
    ]  # fmt: skip
    table(f"Why · {place}", ("", "value", "unit", "from"), rows)
    note(found.verdict[language])


def _number(value: Any) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"


@app.command()
def whatif(
    *,
    service: ServiceOption = None,
    budget: BudgetOption = None,
    lead_factor: Annotated[float, typer.Option(help="Lead times over today's.")] = 1.0,
    demand_factor: Annotated[float, typer.Option(help="Demand over the forecast.")] = 1.0,
    review_days: Annotated[int | None, typer.Option(help="Days between reviews.")] = None,
    cycle_days: Annotated[int | None, typer.Option(help="Days that one order covers.")] = None,
    forecast: ForecastOption = None,
    terms: TermsOption = None,
    stock: StockOption = None,
    currency: CurrencyOption = None,
    run: RunOption = None,
    workspace: WorkspaceOption = None,
    limit: Annotated[int, typer.Option(help="Changed orders to list.", min=0)] = 10,
    json: JsonOption = False,
) -> None:
    """Solve a plan again with other settings; of the workspace, or of plain files."""
    from modiste.inventory.optimise import budget_of, currency_of
    from modiste.inventory.whatif import Changes
    from modiste.inventory.whatif import whatif as compare

    problem = _problem(workspace, run, forecast, terms, stock, currency)
    changes = Changes(
        service, budget_of(budget, currency_of(problem)), lead_factor, demand_factor, review_days,
        cycle_days,
    )  # fmt: skip
    found = compare(problem, changes)
    changed = found.changed()
    report = {
        "totals": found.totals(),
        "changed": changed.height,
        "orders": changed.head(limit).to_dicts(),
        "budget": found.after.budget.explain() if found.after.budget else None,
    }
    emit(report, as_json=json, text=lambda: _show_comparison(report))


def _problem(
    workspace: Path | None,
    run: str | None,
    forecast: Path | None,
    terms: Path | None,
    stock: Path | None,
    currency: str | None,
) -> Problem:
    """The problem of files where they are given, else of the workspace."""
    from modiste.model.errors import InputError

    if forecast and terms and stock:
        from modiste.inventory.files import read_problem

        return read_problem(forecast, terms, stock, currency=currency)
    if forecast or terms or stock:
        raise InputError(
            "only some of the files are given",
            remedy="Give --forecast, --terms and --stock together, or none for the workspace.",
        )
    from modiste.inventory.planned import planned_problem
    from modiste.store.workspace import Workspace

    return planned_problem(Workspace.find(workspace), run)


def _show_comparison(report: dict[str, Any]) -> None:
    for code, row in report["totals"].items():
        rows = [
            (name.replace("_", " "), *(_shown(name, each, code) for each in values.values()))
            for name, values in row.items()
        ]
        table(f"What if, {code}", ("", "before", "after", "difference"), rows)
    if report["orders"]:
        columns = list(report["orders"][0])
        rows = [tuple(each.values()) for each in report["orders"]]
        table(f"{report['changed']:,} orders change", columns, rows)
    if report["budget"]:
        table("Budget", ("", ""), list(report["budget"].items()))


@app.command()
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


@app.command()
def projection(
    variant: Annotated[str, typer.Argument(help="The variant.")],
    *,
    location: Annotated[str | None, typer.Option(help="Where; all locations by default.")] = None,
    ordered: Annotated[bool, typer.Option(help="As if what is suggested were ordered.")] = False,
    run: RunOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show the stock to be expected in the coming weeks."""
    from modiste.inventory.planned import plan_context, problem_of
    from modiste.inventory.problem import only, solve
    from modiste.inventory.projection import arriving
    from modiste.inventory.projection import projection as project
    from modiste.store.workspace import Workspace

    context = plan_context(Workspace.find(workspace), run)
    problem = problem_of(context)
    solution = only(solve(problem), variant, location)
    coming = arriving(context.snapshot, context.as_of)
    found = project(solution, problem.forecast, coming, context.as_of, with_orders=ordered)
    columns = ["location_id", "week", "arrivals", "mean", "low", "high", "chance_out"]
    emit(
        found.to_dicts(),
        as_json=json,
        text=lambda: table(f"Stock of {variant}", columns, found.select(columns).rows()),
    )
    if not json and not found.height:
        note("Its stock is not known: import a count.")


@app.command()
def exceptions(
    *,
    kind: Annotated[str | None, typer.Option(help="Only this kind, such as 'heavy'.")] = None,
    limit: Annotated[int, typer.Option(help="Rows at the most.", min=1)] = 20,
    run: RunOption = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """List what cannot wait, most money first."""
    import polars as pl

    from modiste.inventory.planned import plan_context
    from modiste.store.workspace import Workspace

    context = plan_context(Workspace.find(workspace), run)
    found = context.findings("exception").sort("rank")
    if kind is not None:
        found = found.filter(pl.col("kind") == kind)
    rows = found.head(limit).to_dicts()
    said = "reason_zh" if context.settings.brand.language == "zh" else "reason"
    shown = [
        (row["rank"], row["kind"], row["variant_id"] or row["product_id"], row["location_id"],
         money({row["currency"]: row["money"]}) if row["money"] is not None else "–", row[said])
        for row in rows
    ]  # fmt: skip
    columns = ("", "kind", "what", "where", "money", "why")
    title = f"{found.height:,} exceptions of {context.as_of}"
    emit(rows, as_json=json, text=lambda: table(title, columns, shown))
