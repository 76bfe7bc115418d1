"""The last net: whatever no handler of errors took becomes a problem too."""

from __future__ import annotations

import logging

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modiste.model.errors import ModisteError
from modiste.present.http.problems import HttpError, problem_response

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
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as error:
            LOG.exception("unexpected error")
            if begun:
                raise
            id_ = scope.get("state", {}).get("request_id")
            await problem_response(_told(error), request_id=id_)(scope, receive, send)


def _told(error: Exception) -> ModisteError:
    if isinstance(error, ModisteError):
        return error
    return UnexpectedError(
        "the server made a mistake",
        remedy="Try again; if it stays, report it with the request id and the server's log.",
    )
