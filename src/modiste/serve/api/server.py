"""The server process: one address, until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable

from modiste.model.errors import MissingExtraError, StoreError
from modiste.store.workspace import Workspace


def run(workspace: Workspace, *, host: str, port: int, say: Callable[[str], None]) -> None:
    """Serve a workspace until interrupted.

    Args:
        workspace: what to serve.
        host: address to listen on.
        port: its port; 0 takes a free one.
        say: told the address to open.

    Raises:
        MissingExtraError: the server's libraries are not installed.
        StoreError: the address is taken or not this machine's.
    """
    try:
        import uvicorn

        from modiste.serve.api.app import create_app
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the server needs {error.name!r}, which is not installed",
            remedy="Install it with: pip install 'modiste[serve]'.",
        ) from None
    listening = _listen(host, port)
    app = create_app(workspace)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    say(f"Modiste is at [bold]{address(host, listening.getsockname()[1])}[/bold]")
    uvicorn.Server(config).run(sockets=[listening])


def address(host: str, port: int) -> str:
    """The address to open in a browser."""
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - only compared
    if ":" in shown and not shown.startswith("["):
        shown = f"[{shown}]"
    return f"http://{shown}:{port}"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise StoreError(
            f"{host}:{port} cannot be listened on: {error.strerror}",
            remedy="Choose another with --port, or stop what listens there.",
        ) from None
    return listening
