"""The server process: one address, until it is stopped."""

from __future__ import annotations

import socket
from collections.abc import Callable

from modiste.model.errors import MissingExtraError, StoreError
from modiste.store.workspace import Workspace

_WAIT = 10
"""Seconds that requests under way may take to end when the server is stopped."""


def run(
    workspace: Workspace,
    *,
    host: str,
    port: int,
    say: Callable[[str], None],
    log_level: str = "info",
) -> None:
    """Serve a workspace until interrupted.

    Args:
        workspace: what to serve.
        host: address to listen on.
        port: its port; 0 takes a free one.
        say: told the address to open; with a one-time link where nobody owns the workspace yet.
        log_level: debug, info, warning or error.

    Raises:
        MissingExtraError: the server's libraries are not installed.
        StoreError: the address is taken or not this machine's.
    """
    try:
        import uvicorn

        from modiste.serve.api import logs, tracing
        from modiste.serve.api.app import create_app
    except ModuleNotFoundError as error:
        raise MissingExtraError(
            f"the server needs {error.name!r}, which is not installed",
            remedy="Install it with: pip install 'modiste[serve]'.",
        ) from None
    listening = _listen(host, port)
    logs.configure(log_level)
    tracing.configure()
    proxies = workspace.settings.server.proxies
    config = uvicorn.Config(
        create_app(workspace),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(proxies),
        forwarded_allow_ips=",".join(proxies) or None,
        timeout_graceful_shutdown=_WAIT,
    )
    here = workspace.settings.server.url or address(host, listening.getsockname()[1])
    say(f"Modiste is at {first_link(workspace, here) or here}")
    uvicorn.Server(config).run(sockets=[listening])


def first_link(workspace: Workspace, base: str) -> str | None:
    """A one-time link for the first owner; ``None`` where the workspace has one."""
    from modiste.serve.access import invite, users

    with workspace.ledger.write() as session:
        if users.owners(session):
            return None
        return invite.owner_link(session, workspace.settings, base=base).link


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
