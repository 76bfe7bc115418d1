"""What the API's description says beyond what the framework knows.

Problems, how callers sign in, keys of repeated requests, and names of operations that read well in
generated clients.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from modiste.present.http.access import Open
from modiste.present.http.problems import Problem
from modiste.present.http.routing import EXTENSION
from modiste.serve.access.identify import PLAIN_COOKIE

Operation = dict[str, Any]
_MARK = " "
_KEY_HEADER = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes the request happen once, however often it is sent: a random UUID.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}


def raw_id(route: APIRoute) -> str:
    """A unique id of a route, which :func:`describe` turns into one that reads well."""
    return _MARK.join((route.name, *sorted(route.methods or ()), route.path_format))


def describe(app: FastAPI) -> None:
    """Let an application describe itself in full."""
    plain = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _complete(plain())
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]


def _complete(schema: dict[str, Any]) -> dict[str, Any]:
    components = schema.setdefault("components", {})
    schemas = components.setdefault("schemas", {})
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas.update(problem.pop("$defs", {}))
    schemas["Problem"] = problem
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "description": "A key of a program."},
        "session": {"type": "apiKey", "in": "cookie", "name": PLAIN_COOKIE},
    }
    _name(schema)
    for method, _, operation in _operations(schema):
        if operation.get(EXTENSION) != Open.PUBLIC:
            operation["security"] = [{"key": []}, {"session": []}]
        if method == "post":
            operation["parameters"] = [*operation.get("parameters", []), _KEY_HEADER]
    return schema


def _operations(schema: dict[str, Any]) -> Iterator[tuple[str, str, Operation]]:
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            yield method, path, operation


def _name(schema: dict[str, Any]) -> None:
    """Name operations by group and handler; by their address too where that is not unique."""
    plain = Counter(_plain(operation) for _, _, operation in _operations(schema))
    longer = Counter(_longer(path, operation) for _, path, operation in _operations(schema))
    for method, path, operation in _operations(schema):
        short, long = _plain(operation), _longer(path, operation)
        if plain[short] > 1:
            short = long if longer[long] == 1 else f"{long}_{method}"
        operation["operationId"] = short


def _plain(operation: Operation) -> str:
    handler = operation["operationId"].split(_MARK)[0]
    tags = operation.get("tags")
    return f"{tags[0]}_{handler}" if tags else str(handler)


def _longer(path: str, operation: Operation) -> str:
    fixed = [part for part in path.split("/") if part and "{" not in part]
    return f"{_plain(operation)}_{fixed[-1].replace('-', '_')}" if fixed else _plain(operation)
