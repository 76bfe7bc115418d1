"""Watching requests: an id, a line in the log, metrics, a span."""

from __future__ import annotations

import logging
import re
import secrets
import time
from contextvars import ContextVar
from typing import Any

from fastapi.requests import HTTPConnection
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modiste.present.http.access import Principal
from modiste.serve.access.denials import route_of
from modiste.serve.api.metrics import Metrics
from modiste.serve.api.tracing import span

LOG = logging.getLogger("modiste.requests")
_ID = re.compile(r"[A-Za-z0-9_.-]{8,64}")

current_request: ContextVar[str | None] = ContextVar("modiste_request", default=None)
"""Id of the request that is being handled, for the log."""


class Watch:
    """Gives every request an id and writes down how it went, never what it said."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        id_ = _id_of(scope)
        scope.setdefault("state", {})["request_id"] = id_
        set_ = current_request.set(id_)
        status = 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = id_
            await send(message)

        began = time.perf_counter()
        try:
            with self._metrics.under_way(), span(scope) as told:
                await self._app(scope, receive, noted)
                told(route_of(HTTPConnection(scope)), status)
        finally:
            self._write(scope, status, time.perf_counter() - began)
            current_request.reset(set_)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        route = route_of(HTTPConnection(scope))
        self._metrics.answered(str(scope["method"]), route, status, seconds)
        if not LOG.isEnabledFor(logging.INFO):
            return
        who = scope.get("state", {}).get("principal")
        detail: dict[str, Any] = {
            "method": scope["method"],
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "address": scope["client"][0] if scope.get("client") else None,
            "caller": who.name if isinstance(who, Principal) else None,
        }
        LOG.info("request", extra={"detail": detail})


def _id_of(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            given = value.decode("latin-1")
            if _ID.fullmatch(given):
                return str(given)
    return secrets.token_hex(12)
