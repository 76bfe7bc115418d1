"""``modiste demand …``: thin commands over the service and over plain files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated, Any

import typer

from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    next_step,
    note,
    progress,
    table,
)

app = typer.Typer(no_args_is_help=True)

InputOption = Annotated[
    Path | None,
    typer.Option("--input", "-i", help="Plain file of sales: CSV, TSV or Parquet.", exists=True),
]
HorizonOption = Annotated[int, typer.Option(help="Weeks ahead.", min=1, max=104)]
SeasonOption = Annotated[int, typer.Option(help="Weeks in a season; 1 for none.", min=1)]
SeedOption = Annotated[int, typer.Option(help="Seed of everything random.", min=0)]
AsOfOption = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day; today by default."),
]
ColumnsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        "-c",
        help="Which column is which, as role=COLUMN: item, date, quantity, location, price, "
        "promotion, stock, category, style. Usual names are found without.",
    ),
]
WideOption = Annotated[
    str | None,
    typer.Option("--wide", help="Prefix of the columns that hold a week each: W for W0, W1 …"),
]
CountryOption = Annotated[
    str | None, typer.Option(help="ISO 3166 code: whose feasts and sale days count.")
]


def _columns(pairs: list[str] | None, wide: str | None) -> Any:
    from modiste.demand.files import ALIASES, Columns
    from modiste.model.errors import InputError

    named = {}
    for pair in pairs or []:
        role, _, column = pair.partition("=")
        if role not in ALIASES or not column:
            raise InputError(
                f"--column {pair!r} is not role=COLUMN",
                remedy=f"The roles are {', '.join(ALIASES)}.",
            )
        named[role] = column
    return Columns(named, wide)


def _levels(text: str) -> tuple[float, ...]:
    """Quantiles of central intervals in percent; the median is always there."""
    from modiste.model.errors import InputError

    found = {0.5}
    for part in filter(None, (each.strip() for each in text.split(","))):
        try:
            level = float(part)
        except ValueError:
            level = 0.0
        if not 0 < level < 100:
            raise InputError(
                f"the level {part!r} is not between 0 and 100",
                remedy="Ask for levels such as --level 80,95.",
            )
        found |= {round(0.5 - level / 200, 6), round(0.5 + level / 200, 6)}
    return tuple(sorted(found))


@app.command()
def forecast(
    *,
    input_: InputOption = None,
    out: Annotated[Path | None, typer.Option(help="File for the result: .csv or .parquet.")] = None,
    totals: Annotated[
        Path | None, typer.Option(help="File for styles, categories, locations and the whole.")
    ] = None,
    horizon: HorizonOption = 13,
    model: Annotated[str, typer.Option(help="auto, or the name of a forecaster.")] = "auto",
    level: Annotated[str, typer.Option(help="Central intervals in percent.")] = "80,90",
    column: ColumnsOption = None,
    wide: WideOption = None,
    season: SeasonOption = 52,
    country: CountryOption = None,
    seed: SeedOption = 0,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Forecast weekly demand of a file of sales, or of the workspace."""
    if input_ is None:
        from modiste.demand.runs import forecast_workspace

        with progress(quiet=json) as say:
            result = forecast_workspace(workspace, as_of, say)
        emit(result, as_json=json, text=lambda: _show_run(result))
        if not json:
            next_step("see why: modiste demand explain VARIANT")
        return
    from modiste.demand.files import read_sales
    from modiste.demand.running import calendar_of, columns_of, run
    from modiste.demand.signal import make_signal
    from modiste.present.frames import write_frame

    quantiles = _levels(level)
    with progress(quiet=json) as say:
        read = read_sales(input_, _columns(column, wide), horizon=horizon)
        signal = make_signal(read.sources)
        say(f"{signal.keys.height:,} series in a file of {read.form} rows")
        calendar = None if read.numbered else calendar_of(signal, horizon, [country])
        done = run(
            signal,
            horizon,
            model=model,
            season=season,
            quantiles=quantiles,
            seed=seed,
            calendar=calendar,
        )
    names = ["variant_id", "location_id", *columns_of(quantiles)]
    frame = read.shown(done.series.select(names)).rename(
        {"variant_id": "item", "location_id": "location"}
    )
    if out is not None:
        write_frame(frame, out)
    if totals is not None:
        write_frame(read.shown(done.totals), totals)
    report = {
        "items": read.items,
        "series": signal.keys.height,
        "form": read.form,
        "columns": read.columns,
        "horizon": horizon,
        "model": done.forecaster.name,
        "chosen": getattr(done.forecaster, "chosen", {}),
        "notes": list(read.notes),
        "out": out,
        "totals": totals,
    }
    emit(report, as_json=json, text=lambda: _show_file(report, frame))
    if not json and out is None:
        next_step("write it to a file with --out FILE.csv")


def _show_file(report: dict[str, Any], frame: Any) -> None:
    hidden = {"cumulative_sd", "demand_class"}
    if frame["location"].n_unique() == 1:
        hidden.add("location")
    shown = frame.head(10).drop(hidden)
    table(
        f"{report['series']:,} series, {report['horizon']} weeks, {report['model']}",
        shown.columns,
        shown.rows(),
    )
    if report["chosen"]:
        table("Chosen", ("kind of demand", "forecaster"), sorted(report["chosen"].items()))
    read = ", ".join(f"{role}={name}" for role, name in report["columns"].items())
    note(f"Read {read}.")
    for line in report["notes"]:
        note(line)
    for name in ("out", "totals"):
        if report[name]:
            note(f"Wrote [bold]{report[name]}[/bold].")


def _show_run(result: dict[str, Any]) -> None:
    table(
        f"Demand from {result['as_of']}, {result['series']:,} series, {result['weeks']} weeks",
        ("kind of demand", "series", "forecaster"),
        [
            (kind, count, result["models"].get(kind, "–"))
            for kind, count in result["demand classes"].items()
        ],
    )
    table("Signal", ("", "units"), list(result["signal"].items()))


@app.command()
def backtest(
    *,
    input_: InputOption = None,
    horizon: HorizonOption = 8,
    origins: Annotated[int, typer.Option(help="Rolling origins.", min=1)] = 3,
    models: Annotated[str, typer.Option(help="Forecasters, with commas between.")] = (
        "seasonal naive,moving average,linear regression,demand trees,auto"
    ),
    column: ColumnsOption = None,
    wide: WideOption = None,
    season: SeasonOption = 52,
    country: CountryOption = None,
    seed: SeedOption = 0,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Judge forecasters on the past of a file of sales, or of the workspace."""
    names = [name.strip() for name in models.split(",") if name.strip()]
    with progress(quiet=json) as say:
        if input_ is None:
            from modiste.demand.runs import judge_workspace

            rows = judge_workspace(
                workspace, as_of, say, models=names, horizon=horizon, origins=origins
            )
        else:
            from modiste.demand.files import read_sales
            from modiste.demand.running import calendar_of, judge
            from modiste.demand.signal import make_signal

            read = read_sales(input_, _columns(column, wide), horizon=horizon)
            signal = make_signal(read.sources)
            say(f"{signal.keys.height:,} series, {len(names)} forecasters, {origins} origins")
            calendar = None if read.numbered else calendar_of(signal, horizon, [country])
            rows = judge(
                signal,
                names,
                horizon=horizon,
                origins=origins,
                season=season,
                seed=seed,
                calendar=calendar,
            ).to_dicts()
    columns = ["model", "wape", "bias", "mase", "rmsse", "pinball", "coverage80"]
    shown = [{name: row[name] for name in columns} for row in rows]
    emit(
        shown,
        as_json=json,
        text=lambda: table("Backtest", columns, [list(row.values()) for row in shown]),
    )


@app.command()
def explain(
    variant: Annotated[str, typer.Argument(help="Id of the variant.")],
    *,
    location: Annotated[str | None, typer.Option(help="One location; all by default.")] = None,
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show why a variant is forecast as it is: the signal, the forecasters, the price."""
    from modiste.demand.explain import explain as told
    from modiste.store.workspace import Workspace

    found = told(Workspace.find(workspace).lake, variant, location)
    plain = {
        name: part.to_dicts() if hasattr(part, "to_dicts") else part for name, part in found.items()
    }
    emit(plain, as_json=json, text=lambda: _show_explained(found))


def _show_explained(found: dict[str, Any]) -> None:
    forecast = found["forecast"].select(
        "location_id", "week", "mean", "q10", "q50", "q90", "model", "demand_class"
    )
    table(f"Forecast of {found['variant']}", forecast.columns, forecast.rows())
    evidence = found["evidence"].tail(20).drop("variant_id")
    if evidence.height:
        table("Weeks that were not simply what was sold", evidence.columns, evidence.rows())
    if found["models"].height:
        table("Forecasters on the past", found["models"].columns, found["models"].rows())
    if found["price"]:
        table("Answer to prices", ("", ""), list(found["price"].items()))
    style = found["style"].select("week", "mean", "q10", "q90", "model", "apart")
    if style.height:
        table("Its style", style.columns, style.head(8).rows())


@app.command()
def sizes(
    *,
    category: Annotated[str | None, typer.Option(help="One category; all by default.")] = None,
    location: Annotated[str, typer.Option(help="A location, or all.")] = "all",
    workspace: WorkspaceOption = None,
    json: JsonOption = False,
) -> None:
    """Show the size curves of the newest run."""
    import polars as pl

    from modiste.demand.explain import newest_run
    from modiste.model.schema import RUN
    from modiste.store.workspace import Workspace

    lake = Workspace.find(workspace).lake
    wanted = (pl.col(RUN) == newest_run(lake)) & (pl.col("location_id") == location)
    if category is not None:
        wanted &= pl.col("category") == category
    rows = lake.scan("size_curve").filter(wanted).collect().drop(RUN)
    rows = rows.sort("category", "scale", "position")
    emit(
        rows.to_dicts(),
        as_json=json,
        text=lambda: table("Size curves", rows.columns, rows.rows()),
    )
    if not rows.height and not json:
        note("There are none: is the category or location spelt as in your data?")


@app.command()
def new(
    *,
    horizon: HorizonOption = 12,
    out: Annotated[
        Path | None, typer.Option(help="File for variants and weeks: .csv or .parquet.")
    ] = None,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Forecast new styles from their analogues, with what their first weeks say."""
    from modiste.demand.runs import new_styles
    from modiste.present.frames import write_frame

    with progress(quiet=json) as say:
        found = new_styles(workspace, as_of, say, horizon)
    if found is None:
        emit([], as_json=json, text=lambda: note("No new styles, or fewer than 15 past launches."))
        return
    if out is not None:
        write_frame(found.rows, out)
    styles = found.styles
    emit(
        styles.to_dicts(),
        as_json=json,
        text=lambda: table("New styles, twelve weeks", styles.columns, styles.rows()),
    )
