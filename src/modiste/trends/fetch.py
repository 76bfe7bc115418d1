"""One careful HTTP request: bounded in time, bytes and redirects, and never into a private network.

The name of a host is looked up once, every address is checked, and the connection is made to the
checked address; a name that changes its mind between check and use gains nothing.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from modiste.model.errors import BusyError, InputError, Place

AGENT: Final = "modiste"
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_PERMANENT: Final = (301, 308)
_CHUNK: Final = 64 << 10


@dataclass(frozen=True)
class Limits:
    """Bounds of a request.

    Attributes:
        connect: seconds to connect and for each answer of the other side.
        total: seconds for the whole request with its redirects.
        size: bytes of the answer, both as sent and unpacked.
        redirects: how many redirects are followed.
        private: whether addresses of private networks and of this machine are allowed.
    """

    connect: float = 15.0
    total: float = 60.0
    size: int = 8 << 20
    redirects: int = 5
    private: bool = False


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: HTTP status of the last answer.
        url: the address that answered.
        moved: where the first address has moved for good, if it has.
        headers: names in lower case.
        body: unpacked.
    """

    status: int
    url: str
    moved: str | None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


def fetch(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    limits: Limits | None = None,
    allowed: Callable[[str], bool] | None = None,
) -> Answer:
    """Get an address.

    Args:
        url: the address.
        headers: further headers, such as conditions.
        limits: the bounds.
        allowed: asked before each further address that a redirect names.

    Raises:
        InputError: the address is refused, or its answer is too large or malformed.
        BusyError: the host cannot be reached or is too slow; trying later may help.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.total
    at, moved, lasting = check_url(url), None, True
    for _ in range(limits.redirects + 1):
        answer = _once(at, headers or {}, limits, deadline)
        target = answer.headers.get("location")
        if answer.status not in _REDIRECTS or not target:
            return Answer(answer.status, at, moved, answer.headers, answer.body)
        onward = check_url(urljoin(at, target))
        if at.startswith("https:") and not onward.startswith("https:"):
            raise _refused(url, "it redirects from https to http")
        if allowed is not None and not allowed(onward):
            raise _refused(url, f"it redirects to {onward}, which robots.txt does not allow")
        lasting = lasting and answer.status in _PERMANENT
        at, moved = onward, onward if lasting else moved
    raise _refused(url, f"it redirects more than {limits.redirects} times")


def check_url(url: str) -> str:
    """An address that may be asked, without its fragment.

    Raises:
        InputError: it is no plain web address.
    """
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError as error:
        raise _refused(url, f"it cannot be read: {error}") from None
    if parts.scheme.lower() not in {"http", "https"}:
        raise _refused(url, "it is neither http nor https")
    if not parts.hostname or port == 0:
        raise _refused(url, "it names no host")
    if parts.username is not None or parts.password is not None:
        raise _refused(url, "it holds a user name or a password")
    if any(ord(c) < 33 or ord(c) == 127 for c in url.strip()):
        raise _refused(url, "it holds blanks or control characters")
    plain = SplitResult(parts.scheme.lower(), parts.netloc, parts.path or "/", parts.query, "")
    return urlunsplit(plain)


def host_of(url: str) -> str:
    """Scheme, host and port of an address: what robots.txt and delays are for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _once(url: str, headers: Mapping[str, str], limits: Limits, deadline: float) -> Answer:
    parts = urlsplit(url)
    host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    port = parts.port or (443 if parts.scheme == "https" else 80)
    connection = _connected(url, parts.scheme, host, port, limits, deadline)
    try:
        return _asked(connection, url, parts, headers, limits, deadline)
    except (TimeoutError, ConnectionError, ssl.SSLError, socket.gaierror) as error:
        raise _busy(url, f"the connection failed: {error or type(error).__name__}") from error
    except (http.client.IncompleteRead, http.client.RemoteDisconnected) as error:
        raise _busy(url, "the answer broke off") from error
    except http.client.HTTPException as error:
        raise _refused(url, f"the answer is no HTTP: {type(error).__name__}") from error
    finally:
        connection.close()


def _asked(
    connection: http.client.HTTPConnection,
    url: str,
    parts: SplitResult,
    headers: Mapping[str, str],
    limits: Limits,
    deadline: float,
) -> Answer:
    path = urlunsplit(("", "", _quoted(parts.path or "/"), _quoted(parts.query), ""))
    sent = {
        "User-Agent": f"{AGENT} (feed collector of a self-hosted fashion planner)",
        "Accept": "application/rss+xml, application/atom+xml, application/xml;q=0.9, */*;q=0.1",
        "Accept-Encoding": "gzip",
        "Connection": "close",
        **headers,
    }
    connection.request("GET", path, headers=sent)
    response = connection.getresponse()
    found = {name.lower(): value for name, value in response.getheaders()}
    if response.status in (*_REDIRECTS, 304):
        return Answer(response.status, url, None, found)
    body = _body(response, found.get("content-encoding", ""), url, limits, deadline)
    return Answer(response.status, url, None, found, body)


def _quoted(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="/%:=&?~#+!$,;'@()*[]-._")


def _body(
    response: http.client.HTTPResponse, encoding: str, url: str, limits: Limits, deadline: float
) -> bytes:
    """The answer, unpacked as it comes, so that a bomb is stopped before it goes off."""
    kind = encoding.strip().lower()
    if kind not in {"", "identity", "gzip", "x-gzip"}:
        raise _refused(url, f"its answer is packed as {kind!r}, which nobody asked for")
    packed = kind.endswith("gzip")
    unpack = zlib.decompressobj(16 + zlib.MAX_WBITS) if packed else None
    out, received = bytearray(), 0
    while True:
        if time.monotonic() > deadline:
            raise _busy(url, f"it took longer than {limits.total:g} seconds")
        chunk = response.read1(_CHUNK)
        received += len(chunk)
        try:
            plain = unpack.decompress(chunk, limits.size + 1 - len(out)) if unpack else chunk
        except zlib.error as error:
            raise _refused(url, f"its answer is damaged: {error}") from None
        out += plain
        if received > limits.size or len(out) > limits.size:
            raise _refused(url, f"its answer has more than {limits.size:,} bytes")
        if not chunk:
            break
    if unpack is not None and received and not unpack.eof:
        raise _busy(url, "the answer broke off")
    length = response.headers.get("Content-Length")
    if length is not None and length.isdigit() and received < int(length):
        raise _busy(url, "the answer broke off")
    return bytes(out)


def _connected(
    url: str, scheme: str, host: str, port: int, limits: Limits, deadline: float
) -> http.client.HTTPConnection:
    """A connection to an address of the host that has been checked."""
    left = max(deadline - time.monotonic(), 0.001)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise _busy(url, f"its host cannot be found: {error}") from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not limits.private:
        for address in addresses:
            _check_public(address, url)
    timeout = min(limits.connect, left)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    trouble: OSError | None = None
    for address in addresses[:4]:
        try:
            plain = socket.create_connection((address, port), timeout=timeout)
            connection.sock = _secured(plain, host) if scheme == "https" else plain
        except OSError as error:
            trouble = error
            continue
        return connection
    raise _busy(url, f"its host cannot be reached: {trouble}")


def _secured(plain: socket.socket, host: str) -> socket.socket:
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    except OSError:
        plain.close()
        raise


def _check_public(address: str, url: str) -> None:
    ip = ipaddress.ip_address(address.partition("%")[0])
    inner = getattr(ip, "ipv4_mapped", None) or getattr(ip, "sixtofour", None)
    for each in filter(None, (ip, inner)):
        if not each.is_global or each.is_multicast or each.is_reserved:
            raise _refused(url, "its host has an address in a private network")


def _refused(url: str, why: str) -> InputError:
    return InputError(
        f"the address is not fetched: {why}",
        place=Place(value=url),
        remedy="Check the address, or import the feed as a file.",
    )


def _busy(url: str, why: str) -> BusyError:
    return BusyError(
        f"the address could not be fetched: {why}",
        place=Place(value=url),
        remedy="It is tried again later by itself.",
    )
