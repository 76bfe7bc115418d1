"""Who asks: by the session in a cookie, or by a key."""

from __future__ import annotations

import datetime as dt

from fastapi.requests import HTTPConnection

from modiste.present.http.access import NOBODY, ROLES, Principal, Role, Scope
from modiste.present.http.problems import ForbiddenError, NotSignedInError
from modiste.serve.access import keys, sessions
from modiste.serve.access.sessions import Lifetimes
from modiste.store.accounts import ApiKey, User
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

PLAIN_COOKIE = "modiste"
SECURE_COOKIE = "__Host-modiste"
"""Browsers take a cookie of this name over https only, and for this host alone."""


def lifetimes(settings: Settings) -> Lifetimes:
    """How long sessions last."""
    server = settings.server
    return Lifetimes(dt.timedelta(hours=server.idle_hours), dt.timedelta(days=server.session_days))


def is_secure(request: HTTPConnection, settings: Settings) -> bool:
    """Whether the browser reaches the app over https."""
    return request.url.scheme == "https" or settings.server.url.startswith("https://")


def cookie_name(request: HTTPConnection, settings: Settings) -> str:
    """Name of the session's cookie."""
    return SECURE_COOKIE if is_secure(request, settings) else PLAIN_COOKIE


class Identify:
    """Finds out who asks; see :class:`modiste.present.http.shared.Authenticate`."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lifetimes = lifetimes(workspace.settings)

    def __call__(self, request: HTTPConnection) -> Principal:
        """The caller.

        Raises:
            NotSignedInError: a key was sent that does not work.
            ForbiddenError: a key was used from a web page that may not use it.
        """
        header = request.headers.get("authorization")
        if header is not None:
            return self._by_key(request, header)
        secret = request.cookies.get(cookie_name(request, self._workspace.settings))
        if secret:
            found = sessions.find(self._workspace.ledger, secret, self._lifetimes)
            if found is not None:
                held, user = found
                return of_user(user, held.digest)
        return NOBODY

    def _by_key(self, request: HTTPConnection, header: str) -> Principal:
        kind, _, text = header.partition(" ")
        key = keys.find(self._workspace.ledger, text.strip()) if kind.lower() == "bearer" else None
        if key is None:
            raise NotSignedInError(
                "the key is not known, was revoked, or has expired",
                remedy="Send it as 'Authorization: Bearer KEY'; an owner can make another.",
                headers={"WWW-Authenticate": 'Bearer realm="modiste", error="invalid_token"'},
            )
        origin = request.headers.get("origin")
        if origin is not None and origin not in key.origins:
            raise ForbiddenError(
                f"the key {key.name!r} may not be used from pages of {origin}",
                remedy="Name the shop's origin when the key is made.",
            )
        return of_key(key)


def of_user(user: User, session: str | None = None) -> Principal:
    """A person as a caller."""
    role = Role(user.role)
    return Principal(
        "user",
        user.email,
        role,
        ROLES[role],
        language=user.language,
        id=user.user_id,
        session=session,
    )


def of_key(key: ApiKey) -> Principal:
    """A program as a caller."""
    known = {scope.value for scope in Scope}
    return Principal(
        "key",
        f"key:{key.name}",
        None,
        frozenset(Scope(name) for name in key.scopes if name in known),
        id=key.key_id,
        origins=tuple(key.origins),
    )
