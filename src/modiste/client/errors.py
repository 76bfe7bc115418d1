"""Problems of the server as exceptions of the client."""

from __future__ import annotations

from typing import Any

import httpx

from modiste.model.errors import ModisteError, Place


class ApiError(ModisteError):
    """The server refused a request; ``code`` and ``remedy`` are the server's own.

    Attributes:
        status: the HTTP status.
        errors: what is wrong with each field of the request: field, code and detail.
        request_id: names the request in the server's log.
    """

    def __init__(
        self,
        what: str,
        *,
        remedy: str,
        status: int,
        code: str = "error",
        place: Place | None = None,
        errors: list[dict[str, Any]] | None = None,
        request_id: str | None = None,
    ) -> None:
        super().__init__(what, remedy=remedy, place=place)
        self.status = status
        self.code = code
        self.errors = errors or []
        self.request_id = request_id

    def __reduce__(self) -> tuple[object, ...]:
        told = {**vars(self), "what": self.what}
        return (_rebuild, (told,))


def _rebuild(told: dict[str, Any]) -> ApiError:
    return ApiError(told.pop("what"), **told)


class UnreachableError(ModisteError):
    """The server cannot be reached."""

    code = "unreachable"
    status = 503


def error_of(answer: httpx.Response) -> ApiError:
    """The error that an answer tells of."""
    try:
        told = answer.json()
    except ValueError:
        told = {}
    if not isinstance(told, dict) or "code" not in told:
        return ApiError(
            f"{answer.request.method} {answer.request.url.path} was answered "
            f"{answer.status_code} by something that is not Modiste",
            remedy="Check the address, and what stands between you and the server.",
            status=answer.status_code,
        )
    place = told.get("place")
    return ApiError(
        str(told["detail"]),
        remedy=str(told["remedy"]),
        status=answer.status_code,
        code=str(told["code"]),
        place=Place(**place) if isinstance(place, dict) else None,
        errors=told.get("errors"),
        request_id=told.get("request_id"),
    )
