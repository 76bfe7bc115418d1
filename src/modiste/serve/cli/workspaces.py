"""``modiste init`` and ``modiste doctor``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from modiste.present.console import (
    JsonOption,
    WorkspaceOption,
    emit,
    next_step,
    note,
    table,
)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(init)
    app.command()(doctor)


def init(
    folder: Annotated[Path, typer.Argument(help="Folder to make.", file_okay=False)] = Path(
        "workspace"
    ),
    *,
    name: Annotated[str | None, typer.Option(help="Name of the brand.")] = None,
    currency: Annotated[str | None, typer.Option(help="ISO 4217 code, such as EUR.")] = None,
    zone: Annotated[str | None, typer.Option(help="Time zone, such as Europe/Paris.")] = None,
    language: Annotated[str | None, typer.Option(help="Language of reports: en or zh.")] = None,
    json: JsonOption = False,
) -> None:
    """Make a workspace: the folder that holds your settings and data."""
    from modiste.store.workspace import Workspace

    workspace = Workspace.init(folder, name=name, currency=currency, zone=zone, language=language)
    emit(
        {"workspace": str(workspace.root), "settings": str(workspace.root / "modiste.toml")},
        as_json=json,
        text=lambda: note(f"Made the workspace [bold]{workspace.root}[/bold]."),
    )
    if not json:
        next_step(f"import your exports: modiste import FILE --workspace {folder}")


def doctor(
    *,
    workspace: WorkspaceOption = None,
    settings: Annotated[bool, typer.Option("--settings", help="List every setting.")] = False,
    compact: Annotated[
        bool, typer.Option("--compact", help="Merge small files and delete old versions.")
    ] = False,
    repair: Annotated[
        bool, typer.Option("--repair", help="Set torn log entries aside that a power cut left.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Check the installation and the workspace; say what is wrong and what to do."""
    from modiste.serve.doctor import check_all, compact_all, repair_all, settings_in_force
    from modiste.store.workspace import Workspace

    found = Workspace.find(workspace)
    if settings:
        rows = settings_in_force(found)
        emit(
            [
                dict(zip(("setting", "value", "variable", "meaning"), row, strict=True))
                for row in rows
            ],
            as_json=json,
            text=lambda: table("Settings", ("setting", "value", "variable", "meaning"), rows),
        )
        return
    mended = repair_all(found) if repair else {}
    done = compact_all(found) if compact else {}
    checks = check_all(found)
    emit(
        {"checks": [vars(check) for check in checks], "compacted": done, "repaired": mended},
        as_json=json,
        text=lambda: table(
            "Checks",
            ("", "check", "finding", "remedy"),
            [(check.state, check.name, check.finding, check.remedy) for check in checks],
        ),
    )
    if any(check.state == "bad" for check in checks):
        raise typer.Exit(1)
