"""Every error of the application as problem details, those of the framework too."""

from __future__ import annotations

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from modiste.model.errors import ModisteError
from modiste.present.http.problems import FieldError, FieldProblem, HttpError, problem_response

LOG = logging.getLogger("modiste.api")


def install(app: FastAPI) -> None:
    """Answer every error that is known with problem details; ``middle.faults`` takes the rest."""
    app.add_exception_handler(ModisteError, _known)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _framework)


def request_id(request: Request) -> str | None:
    """The id under which the log knows a request."""
    return getattr(request.state, "request_id", None)


async def _known(request: Request, error: Exception) -> Response:
    assert isinstance(error, ModisteError)  # noqa: S101 - so it is registered
    if error.status >= 500:
        LOG.error("request failed", exc_info=error, extra={"code": error.code})
    return problem_response(error, request_id=request_id(request))


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - so it is registered
    found = [_field(each) for each in error.errors()]
    shown = "; ".join(f"{each.field}: {each.detail}" for each in found[:3])
    more = f" and {len(found) - 3} more" if len(found) > 3 else ""
    refused = FieldError(
        f"the request cannot be used: {shown}{more}",
        remedy="Correct the fields named under errors; /v1/openapi.json describes each.",
        errors=found,
    )
    return problem_response(refused, request_id=request_id(request))


def _field(error: dict[str, Any]) -> FieldProblem:
    # What was sent is not repeated: it may be a password.
    where = ".".join(str(part) for part in error["loc"])
    return FieldProblem(field=where, code=str(error["type"]), detail=str(error["msg"]))


_FRAMEWORK = {
    400: ("bad-request", "Send a body that is valid JSON in UTF-8."),
    404: ("not-found", "Check the address; /v1/openapi.json lists them all."),
    405: ("method-not-allowed", "Use one of the methods named in the Allow header."),
    406: ("not-acceptable", "Ask for application/json."),
    413: ("too-large", "Send less at once."),
    415: ("media-type", "Send application/json."),
}


async def _framework(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)  # noqa: S101 - so it is registered
    code, remedy = _FRAMEWORK.get(error.status_code, ("error", "Correct the request."))
    made = HttpError(str(error.detail), remedy=remedy, headers=error.headers)
    made.code, made.status = code, error.status_code
    return problem_response(made, request_id=request_id(request))
