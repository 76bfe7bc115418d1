"""Guards before any handler: whose host, from which page, how often."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modiste.present.http.problems import ForbiddenError, HttpError, problem_response
from modiste.serve.access import audit, keys
from modiste.serve.access.rates import Rates
from modiste.store.settings import Settings
from modiste.store.workspace import Workspace

_UNSAFE = {"POST", "PUT", "PATCH", "DELETE"}
_SIGN_IN = ("/v1/session", "/v1/setup", "/v1/me/password")
_ORIGINS_LAST = 15.0
_EXPOSED = "ETag, Link, Retry-After, X-Request-Id, Idempotency-Replayed"


class HostError(HttpError):
    """The app was called by a name that is not its own."""

    code = "unknown-host"
    status = 421


class CrossSiteError(ForbiddenError):
    """A page of another site asked for a change."""

    code = "cross-site"


class Guards:
    """Refuses requests for other hosts, from other sites' pages, and too many of them."""

    def __init__(self, app: ASGIApp, *, workspace: Workspace) -> None:
        server = workspace.settings.server
        self._app = app
        self._workspace = workspace
        self._hosts = allowed_hosts(workspace.settings)
        self._own = server.url
        self._rates = Rates(server.requests_per_minute)
        self._with_key = Rates(server.key_requests_per_minute)
        self._key_rates = Rates(server.key_requests_per_minute)
        self._sign_ins = Rates(server.sign_ins_per_minute, burst=server.sign_ins_per_minute)
        self._shops = _Origins(workspace)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        try:
            self._check_host(headers)
            self._check_rate(scope, headers)
            if not headers.get("authorization"):
                self._check_site(scope, headers)
        except HttpError as error:
            if isinstance(error, CrossSiteError):
                await run_in_threadpool(self._note, scope, headers)
            id_ = scope.get("state", {}).get("request_id")
            await problem_response(error, request_id=id_)(scope, receive, send)
            return
        origin = headers.get("origin")
        if origin is None or self._is_own(origin, scope, headers):
            await self._app(scope, receive, send)
        else:
            await self._from_shop(scope, receive, send, origin)

    def _check_host(self, headers: Headers) -> None:
        host = _name(headers.get("host", ""))
        if not is_allowed(host, self._hosts):
            raise HostError(
                f"this server does not go by the name {host!r}",
                remedy="Name it in server.url or server.hosts of the settings.",
            )

    def _check_rate(self, scope: Scope, headers: Headers) -> None:
        """A shop's server sends all of its visitors' events from one address, with a key."""
        address = scope["client"][0] if scope.get("client") else "unknown"
        (self._key_rates if headers.get("authorization") else self._rates).take(address)
        if scope["method"] in _UNSAFE and str(scope["path"]).startswith(_SIGN_IN):
            self._sign_ins.take(address)

    def _check_site(self, scope: Scope, headers: Headers) -> None:
        """Let pages of other sites change nothing in the name of whoever is signed in.

        Every browser in use says where a request comes from, by Sec-Fetch-Site or by Origin; what
        says neither is no browser and has no cookie that somebody else could misuse.
        """
        if scope["method"] not in _UNSAFE:
            return
        site = headers.get("sec-fetch-site")
        origin = headers.get("origin")
        if site is not None:
            same = site in {"same-origin", "none"}
        else:
            same = origin is None or self._is_own(origin, scope, headers)
        if not same:
            raise CrossSiteError(
                "a page of another site may not change anything here",
                remedy="Use the app's own pages, or a key.",
            )

    def _is_own(self, origin: str, scope: Scope, headers: Headers) -> bool:
        own = f"{scope['scheme']}://{headers.get('host', '')}"
        return origin in {own, self._own}

    def _note(self, scope: Scope, headers: Headers) -> None:
        with self._workspace.ledger.write() as session:
            audit.note(
                session,
                "nobody",
                "denied",
                f"{scope['method']} cross-site",
                origin=(headers.get("origin") or "")[:200],
                address=scope["client"][0] if scope.get("client") else "",
            )

    # --- pages of shops, which use a key -----------------------------------------------------

    async def _from_shop(self, scope: Scope, receive: Receive, send: Send, origin: str) -> None:
        headers = Headers(scope=scope)
        known = origin in await run_in_threadpool(self._shops.current)
        asks_first = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        if asks_first:
            await _preflight(send, origin if known else None)
            return
        if not known:
            await self._app(scope, receive, send)
            return

        async def allow(message: Message) -> None:
            if message["type"] == "http.response.start":
                made = MutableHeaders(scope=message)
                made["Access-Control-Allow-Origin"] = origin
                made["Access-Control-Expose-Headers"] = _EXPOSED
                made["Cross-Origin-Resource-Policy"] = "cross-origin"
                made.add_vary_header("Origin")
            await send(message)

        await self._app(scope, receive, allow)


async def _preflight(send: Send, origin: str | None) -> None:
    headers = [(b"vary", b"Origin"), (b"content-length", b"0")]
    if origin is not None:
        headers += [
            (b"access-control-allow-origin", origin.encode("latin-1")),
            (b"access-control-allow-methods", b"GET, POST"),
            (b"access-control-allow-headers", b"Authorization, Content-Type, Idempotency-Key"),
            (b"access-control-max-age", b"600"),
        ]
    await send({"type": "http.response.start", "status": 204, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


class _Origins:
    """Origins that keys name, looked up every few seconds at the most."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._lock = threading.Lock()
        self._known: frozenset[str] = frozenset()
        self._until = 0.0

    def current(self) -> frozenset[str]:
        """The origins."""
        with self._lock:
            if time.monotonic() >= self._until:
                self._known = keys.origins(self._workspace.ledger)
                self._until = time.monotonic() + _ORIGINS_LAST
            return self._known


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Names by which the app may be called, beside addresses made of numbers.

    A page of another site could otherwise have its own name point at this machine and read the
    answers (DNS rebinding).
    """
    server = settings.server
    own = urlsplit(server.url).hostname
    named = {"localhost", *(host.lower() for host in server.hosts)}
    return frozenset(named | ({own} if own else set()))


def is_allowed(host: str, allowed: Collection[str]) -> bool:
    """Whether a Host header names this app."""
    if host in allowed:
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0].lower()
