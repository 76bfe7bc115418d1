"""The last net: whatever no handler of errors took becomes a problem too."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modiste.model.errors import ModisteError
from modiste.present.http.problems import HttpError, TooLargeError, problem_response

LOG = logging.getLogger("modiste.api")


class UnexpectedError(HttpError):
    """A fault of the server."""

    code = "unexpected"
    status = 500


class Faults:
    """Answers with a problem where the application raised an error."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun = replaced = False
        id_ = scope.get("state", {}).get("request_id")

        async def watched(message: Message) -> None:
            nonlocal begun, replaced
            if message["type"] == "http.response.start":
                begun = True
                replaced = _is_plain_refusal(message)
                if replaced:
                    await problem_response(_too_large(), request_id=id_)(scope, receive, send)
            if not replaced:
                await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            LOG.exception("unexpected error")
            if begun:
                raise
            await problem_response(_told(error), request_id=id_)(scope, receive, send)


def _is_plain_refusal(message: Message) -> bool:
    """Whether the framework refuses a body for its size, which it does in plain text."""
    kinds = [value for name, value in message["headers"] if name.lower() == b"content-type"]
    return message["status"] == 413 and any(kind.startswith(b"text/plain") for kind in kinds)


def _too_large() -> ModisteError:
    return TooLargeError(
        "what was sent is larger than the server takes",
        remedy="Send less at once; server.body_mb of the settings says how much.",
        headers={"Connection": "close"},
    )


def _told(error: Exception) -> ModisteError:
    if isinstance(error, ModisteError):
        return error
    return UnexpectedError(
        "the server made a mistake",
        remedy="Try again; if it stays, report it with the request id and the server's log.",
    )
