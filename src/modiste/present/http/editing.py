"""Edits that say which version they edit: entity tags and If-Match (RFC 9110)."""

from __future__ import annotations

import hashlib
from typing import Annotated, Any

from fastapi import Header, Request, Response
from pydantic_core import to_json

from modiste.present.http.problems import StaleError, UnconditionalError

IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        description="The entity tag of the version that is edited, as ETag gave it.",
    ),
]
"""The If-Match header of an edit; hand it to :func:`require_match`."""


def etag(value: Any) -> str:
    """Strong entity tag of a value: of equal values the same, in every process.

    Args:
        value: anything that pydantic can write as JSON: a model, a dict, a version text.
    """
    return f'"{hashlib.blake2b(to_json(value), digest_size=12).hexdigest()}"'


def require_match(given: str | None, current: str) -> None:
    """Refuse an edit of another version than the current one.

    Args:
        given: the If-Match header.
        current: the entity tag of what is stored.

    Raises:
        UnconditionalError: no version was named.
        StaleError: it has changed since.
    """
    if given is None:
        raise UnconditionalError(
            "the edit does not say which version it edits",
            remedy="Send the ETag of what you read as If-Match; '*' edits whatever is there.",
        )
    if given.strip() == "*":
        return
    tags = [tag.strip() for tag in given.split(",")]
    if current not in tags:
        raise StaleError(
            "it has changed since you read it",
            remedy="Read it again, look at what has changed, and repeat the edit.",
            headers={"ETag": current},
        )


def not_modified(request: Request, response: Response, tag: str) -> bool:
    """Set the entity tag of an answer; true where the caller has it already (answer 304).

    Args:
        request: its If-None-Match is looked at.
        response: gets ``ETag`` and ``Cache-Control``.
        tag: entity tag of what would be answered.
    """
    response.headers["ETag"] = tag
    response.headers.setdefault("Cache-Control", "private, no-cache")
    known = [each.strip().removeprefix("W/") for each in _listed(request)]
    if tag in known or "*" in known:
        response.status_code = 304
        return True
    return False


def _listed(request: Request) -> list[str]:
    return request.headers.get("if-none-match", "").split(",")
