"""``modiste trends …``: thin commands over the service and over plain files."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

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

if TYPE_CHECKING:
    from modiste.store.workspace import Workspace
    from modiste.trends.show import Attribute

app = typer.Typer(no_args_is_help=True)

InputOption = Annotated[
    Path | None,
    typer.Option("--input", "-i", help="Plain file of series, wide or long.", exists=True),
]
WeakOption = Annotated[
    Path | None,
    typer.Option(
        "--weak", help="Weak signal of the same series, such as influencers.", exists=True
    ),
]
SeasonOption = Annotated[int, typer.Option(help="Steps in a season; 1 for none.", min=1)]
SeedOption = Annotated[int, typer.Option(help="Seed of everything random.", min=0)]
AsOfOption = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day; today by default."),
]


@app.command()
def ingest(
    given: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[FILE|URL]...",
            help="Dumps of posts, feeds or search exports, and addresses of feeds; by default the "
            "feeds of the settings.",
        ),
    ] = None,
    *,
    workspace: WorkspaceOption = None,
    map_: Annotated[
        Path | None, typer.Option("--map", help="Mapping file for a dump of your own.", exists=True)
    ] = None,
    importer: Annotated[str | None, typer.Option("--as", help="Name the format.")] = None,
    json: JsonOption = False,
) -> None:
    """Import posts, blogs and search interest from files, and collect feeds politely."""
    from modiste.model.errors import InputError
    from modiste.store.workspace import Workspace
    from modiste.trends.ingest import TROUBLE, collect_feeds, parted

    found = Workspace.find(workspace)
    files, urls = parted(given or found.settings.trends.feeds)
    if not files and not urls:
        raise InputError(
            "there is nothing to ingest",
            remedy="Name files or addresses of feeds, or list feeds in modiste.toml: "
            '[trends] feeds = ["https://…"].',
        )
    result: dict[str, Any] = {}
    with progress(quiet=json) as say:
        if files:
            result |= _import_files(found, files, importer, map_, say)
        collected = collect_feeds(found, urls, progress=say) if urls else {}
    if collected:
        result["collected"] = collected
    emit(result, as_json=json, text=lambda: _show_ingested(result))
    if collected and all(each["outcome"] in TROUBLE for each in collected["feeds"]):
        raise typer.Exit(1)
    if not json:
        next_step("make series of them: modiste trends series")


def _import_files(
    workspace: Workspace,
    files: list[Path],
    importer: str | None,
    mapping: Path | None,
    say: Callable[[str], None],
) -> dict[str, Any]:
    from modiste.store.imports import import_files

    done = import_files(
        workspace,
        files,
        importer=importer,
        mapping=mapping,
        progress=lambda file, rows: say(f"{file}: {rows:,} rows"),
    )
    summary = done.summary
    return {
        "run": done.run_id,
        "rows": summary.rows,
        "written": summary.written,
        "unchanged": summary.unchanged,
        "set_aside": summary.set_aside,
        "reasons": summary.reasons,
    }


def _show_ingested(result: dict[str, Any]) -> None:
    files = [(name, result[name]) for name in _FIGURES if name in result]
    if files:
        table("Files", ("", ""), files)
    if "collected" in result:
        rows = [list(each.values()) for each in result["collected"]["feeds"]]
        table("Feeds", ("feed", "outcome", "posts", "new", "note"), rows)


_FIGURES = ("run", "rows", "written", "unchanged", "set_aside")


@app.command()
def forecast(
    *,
    input_: InputOption = None,
    horizon: Annotated[int, typer.Option(help="Steps ahead.", min=1)] = 52,
    season: SeasonOption = 52,
    weak: WeakOption = None,
    model: Annotated[str, typer.Option(help="auto, or the name of a forecaster.")] = "auto",
    level: Annotated[str, typer.Option(help="Central intervals in percent.")] = "80,95",
    out: Annotated[Path | None, typer.Option(help="File for the result: .csv or .parquet.")] = None,
    seed: SeedOption = 0,
    workspace: WorkspaceOption = None,
    as_of: AsOfOption = None,
    json: JsonOption = False,
) -> None:
    """Forecast the series of a file, or the trends of the workspace."""
    if input_ is None:
        _forecast_workspace(workspace, as_of, json=json)
        return
    from modiste.present.frames import write_frame
    from modiste.trends.files import read_series
    from modiste.trends.forecasting import (
        fallback,
        forecast_series,
        levels_to_quantiles,
        with_weak,
    )

    quantiles = levels_to_quantiles(_numbers(level))
    with progress(quiet=json) as say:
        panel, shape = read_series(input_)
        columns = f" ({', '.join(shape.columns)})" if shape.columns else ""
        say(f"{shape.series:,} series in a {shape.form} file{columns}")
        signal = 0
        if weak is not None:
            panel, signal = with_weak(panel, read_series(weak)[0])
        result, fitted = forecast_series(
            panel, horizon, model=model, season=season, quantiles=quantiles, seed=seed
        )
    explained = _explained(fitted)
    if out is not None:
        write_frame(result, out)
    report = {
        "series": shape.series,
        "form": shape.form,
        "columns": list(shape.columns),
        "horizon": horizon,
        "model": fitted.name,
        "weak_signal": signal,
        "out": out,
        "chosen": explained,
        "note": fallback(model),
    }
    emit(report, as_json=json, text=lambda: _show_forecast(report, result))
    if not json and out is None:
        next_step("write it to a file with --out FILE.csv")


def _numbers(text: str) -> list[float]:
    from modiste.model.errors import InputError

    try:
        return [float(part) for part in text.split(",") if part.strip()]
    except ValueError:
        raise InputError(
            f"the levels {text!r} are not numbers", remedy="Write them like --level 80,95."
        ) from None


def _explained(fitted: Any) -> list[dict[str, Any]]:
    """What an automatic forecaster says of its choice; nothing for the others."""
    explain = getattr(fitted, "explain", None)
    return explain().to_dicts() if explain else []


def _show_forecast(report: dict[str, Any], result: Any) -> None:
    shown = result.head(10)
    table(
        f"{report['series']:,} series, {report['horizon']} steps, {report['model']}",
        shown.columns,
        shown.rows(),
    )
    if report["chosen"]:
        columns = list(report["chosen"][0])
        table("Why", columns, [list(row.values()) for row in report["chosen"]])
    if report["columns"]:
        note(f"Read the columns {', '.join(report['columns'])}.")
    if report["note"]:
        note(report["note"])
    if report["out"]:
        note(f"Wrote {result.height:,} rows to [bold]{report['out']}[/bold].")


@app.command()
def backtest(
    *,
    input_: Annotated[
        Path, typer.Option("--input", "-i", help="Plain file of series.", exists=True)
    ],
    horizon: Annotated[int, typer.Option(help="Steps ahead.", min=1)] = 26,
    origins: Annotated[int, typer.Option(help="Rolling origins.", min=1)] = 4,
    season: SeasonOption = 52,
    weak: WeakOption = None,
    models: Annotated[str, typer.Option(help="Forecasters, with commas between.")] = (
        "seasonal naive,moving average,auto"
    ),
    seed: SeedOption = 0,
    json: JsonOption = False,
) -> None:
    """Judge forecasters on the file's own past; MASE is against the seasonal naive error."""
    from modiste.learn.backtest import backtest as judge
    from modiste.trends.files import read_series
    from modiste.trends.forecasting import make, with_weak

    names = [name.strip() for name in models.split(",") if name.strip()]
    with progress(quiet=json) as say:
        panel, shape = read_series(input_)
        if weak is not None:
            panel, _ = with_weak(panel, read_series(weak)[0])
        say(f"{shape.series:,} series, {len(names)} forecasters, {origins} origins")
        makers = {name: (lambda name=name: make(name, season=season, seed=seed)) for name in names}
        scores = judge(panel, makers, horizon=horizon, origins=origins, lag=season)
    columns = ["model", "mase", "pinball", "coverage80", "wape", "bias"]
    rows = scores.sort("mase").select(columns).to_dicts()
    emit(
        rows,
        as_json=json,
        text=lambda: table("Backtest", columns, [list(row.values()) for row in rows]),
    )


@app.command()
def series(
    *, workspace: WorkspaceOption = None, as_of: AsOfOption = None, json: JsonOption = False
) -> None:
    """Make weekly shares of what is posted, searched, viewed and bought."""
    from modiste.trends.runs import make_series

    with progress(quiet=json) as say:
        result = make_series(workspace, as_of, say)
    emit(result, as_json=json, text=lambda: table("Series", ("", ""), list(result.items())))
    if not json:
        next_step("forecast them: modiste trends forecast")


def _forecast_workspace(workspace: Path | None, as_of: dt.datetime | None, *, json: bool) -> None:
    from modiste.trends.runs import make_trends

    with progress(quiet=json) as say:
        result = make_trends(workspace, as_of, say)
    emit(result, as_json=json, text=lambda: _show_trends(result))
    if not json and result.get("forecast"):
        next_step("read it: modiste trends report")


def _show_trends(result: dict[str, Any]) -> None:
    if not result.get("forecast"):
        note(f"Nothing is mentioned often enough to be forecast as of {result['as_of']}.")
        return
    columns = ("stage", "attributes")
    table(f"Trends of {result['as_of']}", columns, list(result["stages"].items()))


@app.command()
def stages(
    *,
    workspace: WorkspaceOption = None,
    at: Annotated[str | None, typer.Option(help="A run; the newest by default.")] = None,
    stage: Annotated[str | None, typer.Option(help="Only this stage, such as rising.")] = None,
    json: JsonOption = False,
) -> None:
    """List the attributes that were read, with their stage and expected change."""
    from modiste.store.workspace import Workspace
    from modiste.trends.show import listed

    rows = listed(Workspace.find(workspace), at, stage)
    columns = ("attribute", "stage", "level", "change", "confidence", "leading source")
    shown = [
        (
            f"{row['name']}={row['value']}",
            row["stage"],
            f"{row['level']:.2%}",
            f"{row['change']:+.0%}",
            f"{row['confidence']:.0%}",
            row["leading_source"] or "",
        )
        for row in rows
    ]
    emit(rows, as_json=json, text=lambda: table("Attributes", columns, shown))
    if not json:
        next_step("look into one: modiste trends show ATTRIBUTE")


@app.command()
def show(
    attribute: Annotated[str, typer.Argument(help="Such as colour=navy, navy or linen.")],
    *,
    workspace: WorkspaceOption = None,
    at: Annotated[str | None, typer.Option(help="A run; the newest by default.")] = None,
    json: JsonOption = False,
) -> None:
    """Show one attribute: its stage wherever it is heard, and the posts and styles behind it."""
    from dataclasses import asdict

    from modiste.store.workspace import Workspace
    from modiste.trends.show import show as look

    found = look(Workspace.find(workspace), attribute, at)
    emit(asdict(found), as_json=json, text=lambda: _show_attribute(found))


def _show_attribute(found: Attribute) -> None:
    table(
        f"{found.name}={found.value} as of {found.as_of}",
        ("market", "heard in", "stage", "share", "change", "80 %", "sure", "peak", "led by"),
        [
            (
                row["market"],
                row["segment"],
                row["stage"],
                f"{row['level']:.2%}",
                f"{row['change']:+.0%}",
                f"{row['change_low']:+.0%} … {row['change_high']:+.0%}",
                f"{row['confidence']:.0%}",
                row["peak_week"] or "",
                row["leading_source"] or "",
            )
            for row in found.readings
        ],
    )
    if found.posts:
        columns = ("part", "source", "day", "post", "address")
        table(
            "Posts that carry its growth",
            columns,
            [
                (f"{p['weight']:.1%}", p["source"], p["at"].date(), p["text"], p["url"] or "")
                for p in found.posts
            ],
        )
    if found.products:
        table(
            "Your styles",
            ("part", "style", "id"),
            [(f"{p['weight']:.0%}", p["title"], p["product_id"]) for p in found.products],
        )


@app.command()
def report(
    *,
    workspace: WorkspaceOption = None,
    at: Annotated[str | None, typer.Option(help="A run; the newest by default.")] = None,
    json: JsonOption = False,
) -> None:
    """Write the trend report: one HTML file that opens offline."""
    from modiste.store.workspace import Workspace
    from modiste.trends.report import write_report

    path = write_report(Workspace.find(workspace), at)
    emit({"report": path}, as_json=json, text=lambda: note(f"Wrote [bold]{path}[/bold]."))
    if not json:
        next_step(f"open {path}")
