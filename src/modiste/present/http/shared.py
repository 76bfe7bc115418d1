"""What all handlers of one server share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol, cast

from fastapi.requests import HTTPConnection

from modiste.model.errors import MissingExtraError
from modiste.present.http.access import NOBODY, Access, Principal
from modiste.store.reading import Tables
from modiste.store.workspace import Workspace


class Enqueuer(Protocol):
    """Starts background jobs."""

    def __call__(
        self, kind: str, arguments: dict[str, Any], *, actor: str, key: str | None = None
    ) -> str:
        """Queue a job durably and give its id; with the same key it is queued only once."""
        ...


class Authenticate(Protocol):
    """Finds out who asks."""

    def __call__(self, request: HTTPConnection) -> Principal:
        """The caller; :data:`NOBODY` where it does not say."""
        ...


def _no_jobs(kind: str, arguments: dict[str, Any], *, actor: str, key: str | None = None) -> str:
    del arguments, actor, key
    raise MissingExtraError(
        f"this server runs no background jobs, so {kind!r} cannot be started",
        remedy="Start the server with 'modiste serve'.",
    )


@dataclass
class Shared:
    """What all handlers of one server share; ``app.state.shared``.

    Attributes:
        workspace: the open workspace.
        tables: cached reads of its tables.
        authenticate: finds out who asks.
        admit: refuses a caller that asks too often.
        denied: told of every request that was refused, for the audit log.
        enqueue: starts background jobs.
        parts: whatever else routers share, by name.
    """

    workspace: Workspace
    tables: Tables
    authenticate: Authenticate = lambda _: NOBODY
    admit: Callable[[HTTPConnection, Principal], None] = lambda *_: None
    denied: Callable[[HTTPConnection, Principal, Access], None] = lambda *_: None
    enqueue: Enqueuer = _no_jobs
    parts: dict[str, Any] = field(default_factory=dict)


def shared(request: HTTPConnection) -> Shared:
    """What the server shares, as a dependency."""
    return cast("Shared", request.app.state.shared)
