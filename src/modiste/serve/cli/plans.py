"""``modiste plan``, ``modiste runs`` and ``modiste demo``."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

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
    from modiste.plan.weekly import Plan


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(plan)
    app.command()(runs)
    app.command()(demo)


def plan(
    *,
    workspace: WorkspaceOption = None,
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Day to plan for; today by default."),
    ] = None,
    replay: Annotated[
        str | None, typer.Option(help="Make an earlier plan again, from the data it read.")
    ] = None,
    report: Annotated[bool, typer.Option(help="Write the HTML report.")] = True,
    json: JsonOption = False,
) -> None:
    """Make the weekly plan: forecasts, reorder points, suggested purchase orders."""
    from modiste.plan.weekly import make_plan, replay_plan
    from modiste.serve.report.build import write_report
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    with progress(quiet=json) as say:
        if replay:
            made = replay_plan(found, replay, progress=say)
        else:
            day = as_of.date() if as_of else _today(found.settings.brand.zone)
            made = make_plan(found, day, progress=say)
        say("report")
        path = write_report(found, made.run_id) if report else None
    result = _result(made, path)
    emit(result, as_json=json, text=lambda: _show_plan(result))
    if not json:
        if path:
            next_step(f"open {path}")
        next_step("approve and send the orders: modiste inventory orders list")


def _today(zone: str) -> dt.date:
    from zoneinfo import ZoneInfo

    return dt.datetime.now(ZoneInfo(zone)).date()


def _result(made: Plan, path: Path | None) -> dict[str, Any]:
    bought = made.figures.get("purchase suggestions", {})
    return {
        "run": made.run_id,
        "as_of": made.as_of,
        "suggestions": bought.get("suggestions", 0),
        "units": bought.get("units", 0),
        "cost": bought.get("cost", {}),
        "money_at_stake": bought.get("money at stake", {}),
        "report": path,
        "steps": made.figures,
    }


def _show_plan(result: dict[str, Any]) -> None:
    demand = result["steps"].get("demand forecast", {})
    rows = [
        ("series forecast", demand.get("series")),
        ("weeks ahead", demand.get("weeks")),
        ("suggested purchases", result["suggestions"]),
        ("units", result["units"]),
        ("purchase orders", result["steps"].get("replenishment", {}).get("orders")),
        ("cost of the orders", money(result["cost"])),
        ("margin at stake", money(result["money_at_stake"])),
    ]
    table(
        f"Plan of {result['as_of']}",
        ("", ""),
        [(a, f"{b:,}" if isinstance(b, int) else b) for a, b in rows],
    )
    chosen = demand.get("models", {})
    table("Forecaster of each kind of demand", ("demand", "forecaster"), list(chosen.items()))


def runs(
    run: Annotated[str | None, typer.Argument(help="A run to show in full.")] = None,
    *,
    workspace: WorkspaceOption = None,
    kind: Annotated[str | None, typer.Option(help="Only this kind: plan, import …")] = None,
    limit: Annotated[int, typer.Option(help="Runs at the most.", min=1)] = 20,
    json: JsonOption = False,
) -> None:
    """List runs, or show one with its inputs, settings and versions."""
    from modiste.serve.runs import run_as_dict
    from modiste.store.runs import get_run, list_runs
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    if run:
        from modiste.present.console import print_json

        print_json(run_as_dict(get_run(found.ledger, run)))
        return
    listed = [run_as_dict(each) for each in list_runs(found.ledger, kind=kind, limit=limit)]
    columns = ("run_id", "kind", "state", "started_at", "seconds", "error")
    emit(
        listed,
        as_json=json,
        text=lambda: table("Runs", columns, [[row[c] for c in columns] for row in listed]),
    )


def demo(
    *,
    workspace: Annotated[
        Path, typer.Option("--workspace", "-w", help="Folder for it.", file_okay=False)
    ] = Path("demo"),
    size: Annotated[str, typer.Option(help="tiny, demo or large.")] = "demo",
    seed: Annotated[int, typer.Option(help="Seed of the simulated brand.", min=0)] = 7,
    language: Annotated[str, typer.Option(help="Language of the report: en or zh.")] = "en",
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Start the web app afterwards.")
    ] = True,
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port of the web app; 0 takes a free one.")
    ] = 8100,
    json: JsonOption = False,
) -> None:
    """Make a simulated brand and its weekly plan, and start the web app to look around in."""
    from modiste.serve.demo import make_demo
    from modiste.store.workspace import Workspace

    with progress(quiet=json) as say:
        made = make_demo(workspace, size=size, seed=seed, language=language, progress=say)
    result = {"workspace": made.root, "rows": made.rows, **_result(made.plan, made.report)}
    emit(result, as_json=json, text=lambda: _show_plan(result))
    if not json:
        note(f"The demo brand is in [bold]{made.root}[/bold], its report in {made.report}.")
    if serve:
        from modiste.serve.api.server import run

        # A server says where it is and nothing else that one would have to read past.
        run(
            Workspace.open(made.root),
            host="127.0.0.1",
            port=port,
            say=typer.echo,
            log_level="warning",
        )
    elif not json:
        next_step(f"start the web app: modiste serve --workspace {workspace}")
        next_step(f"look around: modiste show suggestion --workspace {workspace}")
