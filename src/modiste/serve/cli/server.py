"""``modiste serve``."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from modiste.present.console import WorkspaceOption


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(serve)


def serve(
    *,
    workspace: WorkspaceOption = None,
    host: Annotated[
        str, typer.Option(help="Address to listen on; only this machine by default.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 takes a free one.")] = 8100,
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        typer.Option(help="What is logged: JSON lines, on a terminal only warnings."),
    ] = "info",
) -> None:
    """Start the web app and the API; prints the one address to open."""
    from modiste.serve.api.server import run
    from modiste.store.workspace import Workspace

    run(Workspace.find(workspace), host=host, port=port, say=typer.echo, log_level=log_level)
