"""How the client speaks to a server: requests, problems, retries, pages."""

from __future__ import annotations

import datetime as dt
import enum
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

import httpx
from pydantic import TypeAdapter, ValidationError

from modiste.client.errors import ApiError, UnreachableError, error_of

__all__ = ["ApiError", "Connection", "UnreachableError"]

_AGAIN = {429, 503}
_LONGEST_WAIT = 30.0
Body = bytes | Iterator[bytes]


class Connection:
    """A server and who asks it."""

    def __init__(
        self,
        url: str,
        *,
        key: str | None = None,
        timeout: float = 60.0,
        retries: int = 2,
        http: httpx.Client | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Connect; nothing is sent yet.

        Args:
            url: address of the server, such as ``http://127.0.0.1:8100``.
            key: an API key; without one, sign in.
            timeout: seconds for one answer.
            retries: times that a request is sent again when the server is busy or cannot be
                reached: reads, and posts, which carry an Idempotency-Key.
            http: an httpx client of one's own; it is left open.
            sleep: waits between tries.
        """
        self._url = url.rstrip("/")
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = http or httpx.Client(timeout=timeout)
        self._owns = http is None
        self._retries = retries
        self._sleep = sleep

    def close(self) -> None:
        """Close the connection."""
        if self._owns:
            self._http.close()

    def json(
        self,
        kind: Any,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        body: Any = None,
        content: Body | None = None,
    ) -> Any:
        """Ask, and read the answer as a type; ``None`` is no answer at all.

        Raises:
            ApiError: the server refused.
            UnreachableError: it could not be reached.
        """
        sent = dict(headers or {})
        if body is not None:
            content = _JSON.dump_json(body, by_alias=True, exclude_unset=True)
            sent["Content-Type"] = "application/json"
        elif content is not None:
            sent["Content-Type"] = "application/octet-stream"
        answer = self.send(method, path, query=query, headers=sent, content=content)
        if kind is None or answer.status_code == 204:
            return None
        try:
            return TypeAdapter(kind).validate_json(answer.content)
        except ValidationError as error:
            raise ApiError(
                f"the answer of {method} {path} is not as this client expects it",
                remedy="Use the client of the server's own version.",
                status=answer.status_code,
            ) from error

    def pages(
        self, kind: Any, path: str, *, query: Mapping[str, Any], headers: Mapping[str, str | None]
    ) -> Iterator[Any]:
        """Every item of a list, page by page."""
        cursor: str | None = None
        while True:
            asked = query if cursor is None else {**query, "cursor": cursor}
            page = self.json(kind, "GET", path, query=asked, headers=headers)
            yield from page.items
            cursor = page.next_cursor
            if cursor is None:
                return

    def events(
        self, path: str, *, query: Mapping[str, Any], headers: Mapping[str, str | None]
    ) -> Iterator[tuple[str, str]]:
        """Server-sent events: name and data of each, until the server ends them."""
        asked = self._request("GET", path, query, {**headers, "Accept": "text/event-stream"}, None)
        answer = self._http.send(asked, stream=True)
        try:
            if answer.status_code >= 400:
                answer.read()
                raise error_of(answer)
            yield from _events(answer.iter_lines())
        finally:
            answer.close()

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, str | None] | None = None,
        content: Body | None = None,
    ) -> httpx.Response:
        """Ask, again where that is safe and may help.

        Raises:
            ApiError: the server refused.
            UnreachableError: it could not be reached.
        """
        given = dict(headers or {})
        if method == "POST":
            given.setdefault("Idempotency-Key", str(uuid.uuid4()))
        once = not (method in {"GET", "POST"} and (content is None or isinstance(content, bytes)))
        left = 0 if once else self._retries
        while True:
            try:
                answer = self._http.send(self._request(method, path, query, given, content))
            except httpx.TransportError as error:
                if not left:
                    raise UnreachableError(
                        f"{self._url} cannot be reached: {type(error).__name__}",
                        remedy="Check the address, and that 'modiste serve' runs there.",
                    ) from error
                wait = 0.5
            else:
                if answer.status_code < 400:
                    return answer
                if not left or answer.status_code not in _AGAIN:
                    raise error_of(answer)
                wait = _wait_of(answer)
            left -= 1
            self._sleep(wait)

    def _request(
        self,
        method: str,
        path: str,
        query: Mapping[str, Any] | None,
        headers: Mapping[str, str | None],
        content: Body | None,
    ) -> httpx.Request:
        known = {name: value for name, value in headers.items() if value is not None}
        return self._http.build_request(
            method,
            self._url + path,
            params=list(_pairs(query or {})),
            headers={**self._headers, **known},
            content=content,
        )


_JSON: TypeAdapter[Any] = TypeAdapter(Any)


def part(value: object) -> str:
    """A value as one part of an address."""
    return quote(_plain(value), safe="")


def _pairs(query: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in query.items():
        if value is None:
            continue
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield from ((name, _plain(each)) for each in value)
        else:
            yield name, _plain(value)


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, enum.Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _wait_of(answer: httpx.Response) -> float:
    told = answer.headers.get("retry-after", "")
    return min(float(told), _LONGEST_WAIT) if told.isdigit() else 1.0


def _events(lines: Iterator[str]) -> Iterator[tuple[str, str]]:
    name = "message"
    data: list[str] = []
    for line in lines:
        if not line:
            if data:
                yield name, "\n".join(data)
            name, data = "message", []
        elif line.startswith("event:"):
            name = line[6:].strip()
        elif line.startswith("data:"):
            data.append(line[5:].removeprefix(" "))
