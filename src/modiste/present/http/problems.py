"""Problem details (RFC 9457): every error of the API, in one shape with a stable code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import PurePath
from typing import Any

from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from modiste.model.errors import InputError, ModisteError, Place

MEDIA_TYPE = "application/problem+json"


class FieldProblem(BaseModel):
    """What is wrong with one field of a request."""

    field: str = Field(description="Where: body.lines.0.quantity, query.limit, path.run_id …")
    code: str = Field(description="Stable name of what is wrong.")
    detail: str = Field(description="What is wrong, for people.")


class Where(BaseModel):
    """Where in a file or table something is wrong; unknown parts are null."""

    file: str | None = None
    row: int | None = None
    column: str | None = None
    value: str | None = None


class Problem(BaseModel):
    """Why a request was not done, and what to do next (RFC 9457)."""

    model_config = ConfigDict(extra="forbid")

    type: str = Field(description="URN of the kind of problem.")
    title: str = Field(description="The HTTP status in words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, for people.")
    code: str = Field(description="Stable, machine-readable name of the kind of problem.")
    remedy: str = Field(description="What to do next.")
    place: Where | None = Field(None, description="Where in what was given.")
    errors: list[FieldProblem] = Field(
        default_factory=list, description="What is wrong with each field of the request."
    )
    request_id: str | None = Field(None, description="Names the request in the server's log.")


class HttpError(ModisteError):
    """An error that only a request can have; it may set headers of the answer."""

    def __init__(
        self,
        what: str,
        *,
        remedy: str,
        place: Place | None = None,
        headers: Mapping[str, str] | None = None,
        errors: Sequence[FieldProblem] = (),
    ) -> None:
        super().__init__(what, remedy=remedy, place=place)
        self.headers = dict(headers or {})
        self.errors = list(errors)


class NotSignedInError(HttpError):
    """The caller has not said who it is, or is no longer known."""

    code = "not-signed-in"
    status = 401


class ForbiddenError(HttpError):
    """The caller is known and may not do this."""

    code = "forbidden"
    status = 403


class NotFoundError(HttpError):
    """There is nothing at this address."""

    code = "not-found"
    status = 404


class StaleError(HttpError):
    """What is to be changed has changed since it was read."""

    code = "stale"
    status = 412


class TooLargeError(HttpError):
    """What was sent is larger than the server takes."""

    code = "too-large"
    status = 413


class MediaTypeError(HttpError):
    """What was sent is of a kind that is not taken here."""

    code = "media-type"
    status = 415


class FieldError(HttpError):
    """A field of the request cannot be used."""

    code = "invalid-request"
    status = 422


class UnconditionalError(HttpError):
    """An edit must say which version it edits."""

    code = "precondition-required"
    status = 428


class TooManyError(HttpError):
    """The caller asks too often."""

    code = "too-many-requests"
    status = 429


def field_error(field: str, detail: str, *, remedy: str, code: str = "value_error") -> FieldError:
    """A request refused for one field, such as ``query.cursor``."""
    return FieldError(
        f"{field}: {detail}",
        remedy=remedy,
        errors=[FieldProblem(field=field, code=code, detail=detail)],
    )


def unknown(what: str, name: str) -> NotFoundError:
    """The error of naming a product, a run, an order … that does not exist."""
    return NotFoundError(
        f"there is no {what} {name!r}",
        remedy=f"List them to see which there are; a {what} may have been removed since.",
    )


def problem_of(error: ModisteError, *, request_id: str | None = None) -> Problem:
    """An error as a problem. Folders of the server are not told."""
    place = error.place
    where = None
    if place != Place():
        file = PurePath(place.file).name if place.file else None
        where = Where(file=file, row=place.row, column=place.column, value=place.value)
    return Problem(
        type=f"urn:modiste:problem:{error.code}",
        title=HTTPStatus(error.status).phrase,
        status=error.status,
        detail=error.what,
        code=error.code,
        remedy=error.remedy,
        place=where,
        errors=list(getattr(error, "errors", ())),
        request_id=request_id,
    )


def problem_response(
    error: ModisteError,
    *,
    request_id: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> JSONResponse:
    """The answer that tells of an error."""
    problem = problem_of(error, request_id=request_id)
    return JSONResponse(
        problem.model_dump(mode="json", exclude_none=True),
        status_code=error.status,
        media_type=MEDIA_TYPE,
        headers={**getattr(error, "headers", {}), **(headers or {})},
    )


_MEANINGS = {
    400: "The request cannot be read.",
    401: "Not signed in.",
    403: "Not allowed.",
    404: "There is no such thing.",
    409: "Does not fit the state it is in, or the data is too little.",
    412: "It has changed since it was read.",
    413: "Too large.",
    415: "Of a kind that is not taken.",
    422: "A field cannot be used.",
    428: "If-Match is missing.",
    429: "Too many requests.",
    500: "The workspace or its settings are not usable.",
    501: "An optional part is not installed.",
    502: "Another server that is needed did not answer as it should.",
    503: "Busy or not reachable; try again.",
}


def problem_responses(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The ``responses`` of a route: the problems it may answer with."""
    return {
        status: {
            "description": _MEANINGS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status in statuses
    }


__all__ = [
    "MEDIA_TYPE",
    "FieldError",
    "FieldProblem",
    "ForbiddenError",
    "HttpError",
    "InputError",
    "MediaTypeError",
    "NotFoundError",
    "NotSignedInError",
    "Problem",
    "StaleError",
    "TooLargeError",
    "TooManyError",
    "UnconditionalError",
    "field_error",
    "problem_of",
    "problem_response",
    "problem_responses",
    "unknown",
]
