"""Is the server alive, is it ready, how is it doing: for whatever watches it."""

from __future__ import annotations

import logging
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Response
from fastapi.responses import JSONResponse

from modiste.model.errors import ModisteError
from modiste.present.http.access import PUBLIC, Scope
from modiste.present.http.routing import Router
from modiste.present.http.strict import Answer
from modiste.serve.api.metrics import CONTENT_TYPE, Metrics
from modiste.store import ledger
from modiste.store.workspace import Workspace

LOG = logging.getLogger("modiste.api")


class Alive(Answer):
    """The server answers."""

    status: str


class Ready(Answer):
    """Whether the server can do its work, and what it looked at."""

    status: str
    checks: dict[str, str]


def mount(app: FastAPI, workspace: Workspace, metrics: Metrics) -> None:
    """Add /healthz, /readyz and /metrics."""
    router = Router(tags=["health"])

    @router.get("/healthz", scope=PUBLIC)
    def healthz() -> Alive:
        """The process answers."""
        return Alive(status="ok")

    @router.get("/readyz", scope=PUBLIC, response_model=Ready, responses={503: {"model": Ready}})
    def readyz() -> Any:
        """Ledger and lake can be reached, and the ledger is of this version."""
        checks = {"ledger": _ledger(workspace), "lake": _lake(workspace)}
        ready = all(state == "ok" for state in checks.values())
        answer = Ready(status="ready" if ready else "not ready", checks=checks)
        return JSONResponse(answer.model_dump(), status_code=200 if ready else 503)

    @router.get("/metrics", scope=Scope.JOBS_READ, response_class=Response)
    def prometheus() -> Response:
        """Metrics in Prometheus' text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    app.include_router(router)


def _ledger(workspace: Workspace) -> str:
    try:
        with workspace.ledger.read() as session:
            session.execute(sa.select(1))
        revision = workspace.ledger.revision()
    except (ModisteError, sa.exc.SQLAlchemyError):
        LOG.exception("the ledger cannot be reached")
        return "not reachable"
    return "ok" if revision == ledger.HEAD else "of another version"


def _lake(workspace: Workspace) -> str:
    try:
        workspace.lake.version("product")
    except (ModisteError, OSError):
        LOG.exception("the lake cannot be reached")
        return "not reachable"
    folder = workspace.lake.folder("product").path
    if folder is not None and not folder.parent.is_dir():
        return "not reachable"
    return "ok"
