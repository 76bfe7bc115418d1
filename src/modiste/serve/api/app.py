"""The application: API, web app and what watches them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.requests import HTTPConnection
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import GZipMiddleware

from modiste import __version__
from modiste.present.http.access import Principal
from modiste.present.http.routing import EXTENSION
from modiste.present.http.shared import Authenticate, Shared
from modiste.serve.access.denials import Denials
from modiste.serve.access.identify import Identify
from modiste.serve.access.rates import Rates
from modiste.serve.api import errors, health, web
from modiste.serve.api.describe import describe, raw_id
from modiste.serve.api.metrics import Metrics
from modiste.serve.api.middle.faults import Faults
from modiste.serve.api.middle.guards import Guards
from modiste.serve.api.middle.repeats import Repeats
from modiste.serve.api.middle.safety import Safety
from modiste.serve.api.middle.watch import Watch
from modiste.serve.api.routers import PAGES, ROUTERS, SERVICES
from modiste.serve.jobs.asking import Jobs
from modiste.store.capability import capabilities, load
from modiste.store.reading import Tables
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

PREFIX = "/v1"


class Admission:
    """Refuses people and keys that ask too often, wherever they ask from."""

    def __init__(self, settings: Settings) -> None:
        self._people = Rates(settings.server.requests_per_minute)
        self._keys = Rates(settings.server.key_requests_per_minute)

    def __call__(self, request: HTTPConnection, who: Principal) -> None:
        """Let a caller in.

        Raises:
            TooManyError: it asks too often.
        """
        del request
        if who.known:
            (self._keys if who.kind == "key" else self._people).take(f"{who.kind}:{who.id}")


@dataclass(frozen=True)
class Options:
    """How the application is run.

    Attributes:
        authenticate: finds out who asks; by session and key where it is ``None``.
        services: start background jobs and what else runs beside the requests.
        web: folder of the built web app; that of the installation by default.
    """

    authenticate: Authenticate | None = None
    services: bool = True
    web: Path | None = None


def create_app(workspace: Workspace, *, options: Options | None = None) -> FastAPI:
    """The application over a workspace.

    Args:
        workspace: an open workspace; it stays open as long as the application is used.
        options: how it is run.
    """
    chosen = options or Options()
    common = Shared(
        workspace,
        Tables(workspace),
        authenticate=chosen.authenticate or Identify(workspace),
        admit=Admission(workspace.settings),
        denied=Denials(workspace),
        enqueue=Jobs(workspace),
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        with ExitStack() as running:
            for name in SERVICES if chosen.services else ():
                running.enter_context(load(name)(common))
            yield

    app = FastAPI(
        title="Modiste",
        version=__version__,
        summary="From the exports a fashion brand has to a weekly plan.",
        openapi_url=f"{PREFIX}/openapi.json",
        docs_url=None,  # its page would load scripts from other hosts
        redoc_url=None,
        lifespan=lifespan,
        separate_input_output_schemas=False,
        generate_unique_id_function=raw_id,
    )
    app.state.shared = common
    errors.install(app)
    _surround(app, workspace)
    app.include_router(_api(workspace.settings.server.body_mb * 2**20))
    for name in PAGES:
        app.include_router(load(name))
    _check_scopes(app)
    describe(app)
    web.mount(app, chosen.web)
    return app


def _surround(app: FastAPI, workspace: Workspace) -> None:
    """What every request passes through; the last one added is the outermost."""
    metrics = Metrics(workspace)
    app.add_middleware(Repeats, workspace=workspace)
    app.add_middleware(GZipMiddleware, minimum_size=1000, compresslevel=4)
    app.add_middleware(Guards, workspace=workspace)
    app.add_middleware(Faults)
    app.add_middleware(Safety)
    app.add_middleware(Watch, metrics=metrics)
    health.mount(app, workspace, metrics)


def _api(body_bytes: int) -> APIRouter:
    api = APIRouter(prefix=PREFIX, max_body_size=body_bytes)
    routes = [each.routes for each in capabilities().values() if each.routes]
    for name in (*ROUTERS, *routes):
        api.include_router(load(name))
    return api


def _check_scopes(app: FastAPI) -> None:
    """Default deny: no application with a route that does not say who may use it."""
    for route in iter_route_contexts(app.routes):
        path = route.path or ""
        if path.startswith(f"{PREFIX}/") and path != app.openapi_url:
            extra: dict[str, Any] = getattr(route, "openapi_extra", None) or {}
            if EXTENSION not in extra:
                raise TypeError(f"the route {path!r} declares no scope: build it with Router")
