"""What was refused, in the audit log: at once, and once a minute while it goes on."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict

from fastapi.requests import HTTPConnection

from modiste.model.errors import StoreError
from modiste.present.http.access import Access, Principal
from modiste.serve.access import audit
from modiste.store.workspace import Workspace

LOG = logging.getLogger("modiste.access")
_AGAIN = 60.0
_MOST = 2_000


class Denials:
    """Writes refusals down without letting them flood the log."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._seen: OrderedDict[tuple[str, ...], tuple[float, int]] = OrderedDict()

    def __call__(self, request: HTTPConnection, who: Principal, access: Access) -> None:
        """Write a refusal, or count it where the same was written within the last minute."""
        method = str(request.scope.get("method", ""))
        subject = f"{method} {route_of(request)}"
        address = request.client.host if request.client else ""
        repeated = self._count((who.name, subject, address))
        if repeated is None:
            return
        try:
            with self._workspace.ledger.write() as session:
                audit.note(
                    session,
                    who.name,
                    "denied",
                    subject,
                    scope=access.value,
                    address=address,
                    repeated=repeated,
                )
        except StoreError:  # the refusal stands all the same
            LOG.exception("a refusal could not be written to the audit log")

    def _count(self, what: tuple[str, ...]) -> int | None:
        """How many were not written before this one; ``None`` if this one is not either."""
        at = time.monotonic()
        with self._lock:
            since, missed = self._seen.pop(what, (-_AGAIN, 0))
            if at - since < _AGAIN:
                self._seen[what] = (since, missed + 1)
                return None
            self._seen[what] = (at, 0)
            if len(self._seen) > _MOST:
                self._seen.popitem(last=False)
            return missed


def route_of(request: HTTPConnection) -> str:
    """The template of a request's address, such as /v1/users/{user_id}: it holds no secrets."""
    route = request.scope.get("route")
    context = request.scope.get("fastapi", {}).get("effective_route_context")
    for each in (context, route):
        path = getattr(each, "path_format", None) or getattr(each, "path", None)
        if isinstance(path, str):
            return path
    return "other"
