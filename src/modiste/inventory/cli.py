"""``modiste inventory …``: thin commands over the services and over plain files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from modiste.inventory.buying.cli import optimise, season
from modiste.inventory.judge.cli import backtest
from modiste.inventory.options import (
    BudgetOption,
    CurrencyOption,
    ForecastOption,
    RunOption,
    ServiceOption,
    StockOption,
    TermsOption,
    shown,
)
from modiste.inventory.order_cli import app as orders
from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    money,
    next_step,
    note,
    table,
)

if TYPE_CHECKING:
    from modiste.inventory.explain import Explanation
    from modiste.inventory.problem import Problem

app = typer.Typer(no_args_is_help=True)
app.add_typer(orders, name="orders")
for _command in (optimise, season, backtest):
    app.command()(_command)


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
            (name.replace("_", " "), *(shown(name, each, code) for each in values.values()))
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

    from modiste.inventory.exceptions import UNJUDGED
    from modiste.inventory.planned import plan_context
    from modiste.store.runs import get_run
    from modiste.store.workspace import Workspace

    space = Workspace.find(workspace)
    context = plan_context(space, run)
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
    figures = get_run(space.ledger, context.run_id).outputs.get("exceptions", {})
    if not json and figures.get(UNJUDGED):
        note(
            f"The stock of {figures[UNJUDGED]:,} series is not known: whether they run out or lie "
            "heavy cannot be told. Import a stock count."
        )
