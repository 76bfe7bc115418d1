"""The session's cookie: no script reads it, no other site sends it."""

from __future__ import annotations

from fastapi import Request, Response

from modiste.serve.access.identify import cookie_name, is_secure
from modiste.serve.access.signing import Browser
from modiste.store.settings import Settings


def set_session(request: Request, response: Response, settings: Settings, secret: str) -> None:
    """Let the browser keep a session's secret."""
    response.set_cookie(
        cookie_name(request, settings),
        secret,
        max_age=int(settings.server.session_days * 86_400),
        path="/",
        secure=is_secure(request, settings),
        httponly=True,
        samesite="lax",
    )


def clear_session(request: Request, response: Response, settings: Settings) -> None:
    """Let the browser forget it."""
    response.delete_cookie(
        cookie_name(request, settings),
        path="/",
        secure=is_secure(request, settings),
        httponly=True,
        samesite="lax",
    )


def browser(request: Request) -> Browser:
    """Where a request comes from."""
    address = request.client.host if request.client else "unknown"
    return Browser(address, request.headers.get("user-agent", ""))
