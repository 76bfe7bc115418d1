"""Requests that are sent again: an Idempotency-Key makes a POST happen once.

The key is claimed in the ledger before the request is handled, and the answer is stored beside it
before it is sent. Sent again with the same body, the stored answer is given; with another body, or
while the first is still being handled, it is refused. An answer that refuses (400 and above) is not
kept: it changed nothing, and the caller may try again with the same key.

A claim whose server died midway, or that ended in a fault of the server, has an unknown outcome. It
is never handled again: that might do it twice.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
import secrets
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from fastapi.requests import HTTPConnection
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from modiste.model.errors import ConflictError, ModisteError
from modiste.present.http.access import Principal
from modiste.present.http.depends import caller
from modiste.present.http.problems import HttpError, field_error, problem_response
from modiste.store.accounts import Repeat
from modiste.store.ledger import Ledger, now
from modiste.store.workspace import Workspace

REPLAYED = "Idempotency-Replayed"
_KEY = re.compile(r"[\x21-\x7e]{1,200}")
_KEPT_HEADERS = {"content-type", "location", "etag", "content-language"}
_SECRETS = ("/v1/keys", "/v1/users", "/v1/session", "/v1/setup", "/v1/me")
"""Answers here hold secrets that are shown once, and are never kept. Names make them unique."""

_LARGEST = 2 * 2**20


class OtherRequestError(HttpError):
    """The key was used for another request."""

    code = "idempotency-key-reused"
    status = 422


class UnknownOutcomeError(ConflictError):
    """The server died or failed while it handled the first request with this key."""

    code = "outcome-unknown"


@dataclass
class _Answer:
    """An answer as it is being sent."""

    status: int = 500
    headers: dict[str, str] = field(default_factory=dict)
    body: bytearray = field(default_factory=bytearray)


class Repeats:
    """Answers repeated POSTs from the ledger."""

    def __init__(self, app: ASGIApp, *, workspace: Workspace) -> None:
        self._app = app
        self._workspace = workspace
        self._lifetime = dt.timedelta(hours=workspace.settings.server.repeat_hours)
        self._boot = secrets.token_hex(8)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer as it was answered before."""
        key = _key_of(scope)
        if key is None:
            await self._app(scope, receive, send)
            return
        request = HTTPConnection(scope)
        try:
            if _KEY.fullmatch(key) is None:
                raise field_error(
                    "header.Idempotency-Key",
                    "it has 1 to 200 printable ASCII characters",
                    remedy="Send a random UUID.",
                )
            who = await run_in_threadpool(caller, request)
            if not who.known:  # whoever is not known cannot be told from others
                await self._app(scope, receive, send)
                return
            await self._once(scope, receive, send, who, key)
        except ModisteError as error:
            id_ = scope.get("state", {}).get("request_id")
            await problem_response(error, request_id=id_)(scope, receive, send)

    async def _once(
        self, scope: Scope, receive: Receive, send: Send, who: Principal, key: str
    ) -> None:
        name = (_principal(who), key)
        held = await run_in_threadpool(claim, self._ledger, name, self._boot, self._lifetime)
        read = _Reader(scope, receive)
        if held is not None:
            await read.rest()
            await _replay(held, read.fingerprint(), send)
            return
        answer = _Answer()
        stored = False

        async def keep(message: Message) -> None:
            nonlocal stored
            _gather(answer, message)
            last = message["type"] == "http.response.body" and not message.get("more_body")
            if last and not stored:
                stored = True
                await read.rest()
                await run_in_threadpool(settle, self._ledger, name, read.fingerprint(), answer)
            await send(message)

        try:
            await self._app(scope, read, keep)
        except BaseException:
            if not stored:
                abandon(self._ledger, name)  # not in a thread: the task may be cancelled
            raise

    @property
    def _ledger(self) -> Ledger:
        return self._workspace.ledger


def _key_of(scope: Scope) -> str | None:
    if scope["type"] != "http" or scope["method"] != "POST":
        return None
    path = str(scope["path"])
    if not path.startswith("/v1/") or path.startswith(_SECRETS):
        return None
    return Request(scope).headers.get("idempotency-key")


def _principal(who: Principal) -> str:
    return f"{who.kind}:{who.id}"


class _Reader:
    """Receives a body and remembers its digest, whatever its length."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._receive = receive
        self._digest = hashlib.sha256()
        query = bytes(scope.get("query_string", b""))
        self._digest.update(scope["path"].encode() + b"?" + query + b"\n")
        self._done = False

    async def __call__(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._digest.update(message.get("body", b""))
            self._done = not message.get("more_body", False)
        else:
            self._done = True
        return message

    async def rest(self) -> None:
        """Read what nobody has read."""
        while not self._done:
            await self()

    def fingerprint(self) -> str:
        """Digest of address and body."""
        return self._digest.hexdigest()


def _gather(answer: _Answer, message: Message) -> None:
    if message["type"] == "http.response.start":
        answer.status = message["status"]
        answer.headers = {
            name.decode("latin-1"): value.decode("latin-1")
            for name, value in message["headers"]
            if name.decode("latin-1").lower() in _KEPT_HEADERS
        }
    elif message["type"] == "http.response.body" and len(answer.body) <= _LARGEST:
        answer.body += message.get("body", b"")


async def _replay(held: Repeat, fingerprint: str, send: Send) -> None:
    if held.fingerprint != fingerprint:
        raise OtherRequestError(
            "this Idempotency-Key was used for another request",
            remedy="Use a new key for a new request; repeat a request as it was.",
        )
    if held.body is None:
        raise ConflictError(
            "the request was done, but its answer was too large to keep",
            remedy="Read what it made; it was not done again.",
        )
    headers = [
        (name.encode("latin-1"), str(value).encode("latin-1"))
        for name, value in held.headers.items()
    ]
    headers.append((REPLAYED.lower().encode(), b"true"))
    headers.append((b"content-length", str(len(held.body)).encode()))
    await send({"type": "http.response.start", "status": held.status, "headers": headers})
    await send({"type": "http.response.body", "body": held.body})


# --- in the ledger ---------------------------------------------------------------------------


def claim(
    ledger: Ledger, name: tuple[str, str], boot: str, lifetime: dt.timedelta
) -> Repeat | None:
    """Claim a key; gives what is stored where it was claimed and answered before.

    Raises:
        ConflictError: the first request is still being handled, or its outcome is unknown.
    """
    at = now()
    with ledger.write() as session:
        session.execute(sa.delete(Repeat).where(Repeat.expires_at < at))
        held = session.get(Repeat, name)
        if held is None:
            session.add(
                Repeat(
                    principal=name[0],
                    key=name[1],
                    fingerprint="",
                    owner=boot,
                    headers={},
                    created_at=at,
                    expires_at=at + lifetime,
                )
            )
            return None
        session.expunge(held)
    if held.status is not None:
        return held
    if held.owner == boot:
        raise ConflictError(
            "a request with this Idempotency-Key is being handled",
            remedy="Wait for its answer, then send it again to read it.",
        )
    raise UnknownOutcomeError(
        "the server stopped or failed while it handled a request with this Idempotency-Key",
        remedy="Look whether it was done; if not, send it with a new key.",
    )


def settle(ledger: Ledger, name: tuple[str, str], fingerprint: str, answer: Any) -> None:
    """Store the answer of a request that did something; forget the claim of one that did not."""
    if answer.status == 500:
        abandon(ledger, name)
        return
    if answer.status >= 400:
        release(ledger, name)
        return
    with ledger.write() as session:
        held = session.get_one(Repeat, name)
        held.fingerprint = fingerprint
        held.status = answer.status
        held.headers = answer.headers
        held.body = bytes(answer.body) if len(answer.body) <= _LARGEST else None


def abandon(ledger: Ledger, name: tuple[str, str]) -> None:
    """Remember a claim as one whose outcome nobody knows."""
    with ledger.write() as session:
        held = session.get(Repeat, name)
        if held is not None:
            held.owner = ""


def release(ledger: Ledger, name: tuple[str, str]) -> None:
    """Forget a claim whose request changed nothing."""
    with ledger.write() as session:
        session.execute(sa.delete(Repeat).where(Repeat.principal == name[0], Repeat.key == name[1]))
