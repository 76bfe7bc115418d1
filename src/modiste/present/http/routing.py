"""Routers whose every route says who may use it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from fastapi import APIRouter, Depends

from modiste.present.http.access import Access, Open, Scope
from modiste.present.http.depends import require
from modiste.present.http.problems import problem_responses

Handler = TypeVar("Handler", bound=Callable[..., Any])
_ENDLESS = 2**50
EXTENSION = "x-scope"
"""Where OpenAPI names the scope of a route."""


class Router(APIRouter):
    """A router that refuses routes without a declared scope.

    ``@router.get("/products", scope=Scope.PRODUCTS_READ)``; anything else is as FastAPI has it.
    """

    def add_api_route(
        self,
        path: str,
        endpoint: Callable[..., Any],
        *,
        scope: Access | None = None,
        dependencies: Sequence[Any] | None = None,
        responses: dict[int | str, dict[str, Any]] | None = None,
        openapi_extra: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        """Add a route.

        Raises:
            TypeError: it does not declare its scope.
        """
        if not isinstance(scope, Scope | Open):
            raise TypeError(f"the route {path!r} of {endpoint.__name__} declares no scope")
        if _is_upload(openapi_extra):  # bounds its body itself
            options.setdefault("max_body_size", _ENDLESS)
        super().add_api_route(
            path,
            endpoint,
            dependencies=[Depends(require(scope)), *(dependencies or ())],
            responses={**_usual(scope), **(responses or {})},
            openapi_extra={**(openapi_extra or {}), EXTENSION: scope.value},
            **options,
        )

    def api_route(self, path: str, **options: Any) -> Callable[[Handler], Handler]:
        """Declare a route of any method."""

        def decorate(endpoint: Handler) -> Handler:
            self.add_api_route(path, endpoint, **options)
            return endpoint

        return decorate

    def get(  # type: ignore[override]
        self, path: str, *, scope: Access, **options: Any
    ) -> Callable[[Handler], Handler]:
        """Declare a read."""
        return self.api_route(path, scope=scope, methods=["GET"], **options)

    def post(  # type: ignore[override]
        self, path: str, *, scope: Access, **options: Any
    ) -> Callable[[Handler], Handler]:
        """Declare an action."""
        return self.api_route(path, scope=scope, methods=["POST"], **options)

    def put(  # type: ignore[override]
        self, path: str, *, scope: Access, **options: Any
    ) -> Callable[[Handler], Handler]:
        """Declare a replacement."""
        return self.api_route(path, scope=scope, methods=["PUT"], **options)

    def patch(  # type: ignore[override]
        self, path: str, *, scope: Access, **options: Any
    ) -> Callable[[Handler], Handler]:
        """Declare an edit."""
        return self.api_route(path, scope=scope, methods=["PATCH"], **options)

    def delete(  # type: ignore[override]
        self, path: str, *, scope: Access, **options: Any
    ) -> Callable[[Handler], Handler]:
        """Declare a removal."""
        return self.api_route(path, scope=scope, methods=["DELETE"], **options)


def _is_upload(extra: dict[str, Any] | None) -> bool:
    return "application/octet-stream" in (extra or {}).get("requestBody", {}).get("content", {})


def _usual(scope: Access) -> dict[int | str, dict[str, Any]]:
    statuses = [422, 429, 503]
    if scope is not Open.PUBLIC:
        statuses.append(401)
    if isinstance(scope, Scope):
        statuses.append(403)
    return problem_responses(*sorted(statuses))
