"""``modiste import``, ``modiste show`` and ``modiste export``."""

from __future__ import annotations

import sys
from enum import StrEnum
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
    from modiste.store.importers.summary import ImportSummary

_SHOWN = 20
_WIDE = 9
_LONG = {
    "run_id",
    "suggestion_id",
    "reason",
    "attribute",
    "description",
    "url",
    "product_id",
    "unit_cost",
    "kind",
    "order_cost",
    "cost_currency",
}
"""Columns that ``show`` leaves out of a terminal unless they are asked for."""


class Format(StrEnum):
    """File formats of ``show`` and ``export``."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    XLSX = "xlsx"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("import")(import_)
    app.command()(show)
    app.command()(export)


def import_(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders or archives.", exists=True)],
    *,
    workspace: WorkspaceOption = None,
    map_: Annotated[
        Path | None,
        typer.Option("--map", help="Mapping file for a format of your own.", exists=True),
    ] = None,
    importer: Annotated[
        str | None, typer.Option("--as", help="Name the format instead of detecting it.")
    ] = None,
    suggest_map: Annotated[
        bool, typer.Option("--suggest-map", help="Draft a mapping file from the headers and stop.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only, write nothing.")] = False,
    json: JsonOption = False,
) -> None:
    """Import exports of your shop. The same file twice changes nothing."""
    if suggest_map:
        from modiste.store.importers.suggest import suggest_map as draft

        typer.echo(draft(paths[0]))
        next_step("save it as map.toml, correct it, then: modiste import FILE --map map.toml")
        return
    from modiste.store.imports import import_files
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    with progress(quiet=json) as say:
        done = import_files(
            found,
            paths,
            importer=importer,
            mapping=map_,
            dry_run=dry_run,
            progress=lambda file, rows: say(f"{file}: {rows:,} rows"),
        )
    result = summary_of(done.run_id, done.summary)
    emit(result, as_json=json, text=lambda: _show_import(result))
    if not json:
        next_step("plan with: modiste plan" if "sale" in result["tables"] else "import your orders")


def summary_of(run_id: str, summary: ImportSummary) -> dict[str, Any]:
    """The import in numbers that add up."""
    return {
        "run": run_id,
        "dry_run": summary.dry_run,
        "files": [vars(file) for file in summary.files],
        "skipped": summary.skipped,
        "rows": summary.rows,
        "written": summary.written,
        "unchanged": summary.unchanged,
        "set_aside": summary.set_aside,
        "reasons": summary.reasons,
        "tables": {name: vars(count) for name, count in summary.tables.items()},
        "rejects": summary.rejects,
        "seconds": round(summary.seconds, 2),
    }


def _show_import(result: dict[str, Any]) -> None:
    counts = ("inserted", "updated", "unchanged", "derived", "repeated")
    rows = [(name, *(count[c] for c in counts)) for name, count in result["tables"].items()]
    table(f"{result['rows']:,} rows read", ("table", *counts), rows)
    if result["reasons"]:
        table("Rows set aside", ("reason", "rows"), list(result["reasons"].items()))
        note(f"Every row set aside is in {result['rejects']}.")
    left_out: dict[str, int] = {}
    for file in result["files"]:
        for reason, count in file["left_out"].items():
            left_out[reason] = left_out.get(reason, 0) + count
    if left_out:
        table("Values left out of rows that were kept", ("reason", "rows"), list(left_out.items()))


def show(
    name: Annotated[str, typer.Argument(metavar="TABLE", help="Table to show.")],
    *,
    workspace: WorkspaceOption = None,
    where: Annotated[
        list[str] | None, typer.Option(help="Condition, such as 'quantity > 10'; repeatable.")
    ] = None,
    columns: Annotated[str | None, typer.Option(help="Columns, with commas between.")] = None,
    at: Annotated[
        str | None, typer.Option(help="A run: facts as it read them, findings as it made them.")
    ] = None,
    limit: Annotated[int | None, typer.Option(help="Rows at the most.", min=1)] = None,
    format_: Annotated[Format, typer.Option("--format", help="How to print it.")] = Format.TABLE,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
    json: JsonOption = False,
) -> None:
    """Show a table: facts as they are now, findings of the newest plan."""
    from modiste.serve.query import select
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    chosen = [part.strip() for part in columns.split(",")] if columns else []
    kind = Format.JSON if json else format_
    rows = limit or (_SHOWN if kind is Format.TABLE and out is None else None)
    frame = select(found, name, at=at, where=where or (), columns=chosen, limit=rows)
    if kind is Format.TABLE and out is None:
        names = chosen or _few(frame.columns)
        table(name, names, frame.select(names).rows())
        if frame.height == _SHOWN and limit is None:
            note(f"The first {_SHOWN} rows; --limit N shows more, --columns names the columns.")
        return
    _write(frame, kind, out)


def _few(columns: list[str]) -> list[str]:
    """Columns that fit a terminal: not ids of runs, not long text, and only the first ones."""
    return [name for name in columns if name not in _LONG][:_WIDE]


def _write(frame: Any, kind: Format, out: Path | None) -> None:
    from modiste.store.exporters.tables import table_bytes

    suffix = out.suffix.removeprefix(".") if out else ""
    if kind is Format.TABLE:
        kind = Format(suffix) if suffix in set(Format) - {Format.TABLE} else Format.CSV
    data = table_bytes(frame, kind.value)
    if out is None:
        sys.stdout.buffer.write(data)
        return
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(data)
    note(f"Wrote {frame.height:,} rows to {out}.")


def export(
    what: Annotated[str, typer.Argument(help="purchase-orders, or the name of a table.")],
    *,
    workspace: WorkspaceOption = None,
    format_: Annotated[Format, typer.Option("--format", help="csv, xlsx, json or parquet.")] = (
        Format.CSV
    ),
    at: Annotated[str | None, typer.Option(help="A run; the newest plan by default.")] = None,
    out: Annotated[Path | None, typer.Option(help="File to write.")] = None,
    json: JsonOption = False,
) -> None:
    """Write purchase orders, or any table, to a file for others."""
    from modiste.serve.export import export_to
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    kind = Format.CSV if format_ is Format.TABLE else format_
    written, rows = export_to(found, what, kind.value, at=at, out=out)
    emit(
        {"file": written, "rows": rows},
        as_json=json,
        text=lambda: note(f"Wrote {rows:,} rows to [bold]{written}[/bold]."),
    )
