"""Tokens that say who a shop's customer is, made by the shop's server.

The key in a shop's page is public: everybody who sees the page has it. Were it enough to name a
customer, anybody could ask what somebody else is recommended, and why. So the shop's server, which
knows who has signed in, asks for a token with a key of its own and puts that into the page.

A token is ``body.signature``: the pseudonym and its end as JSON, and the BLAKE2b keyed by the
workspace's secret.
"""

from __future__ import annotations

import base64
import binascii
import datetime as dt
import hashlib
import hmac
import json

_PERSON = b"modiste shop tok"
"""Keeps tokens apart from everything else that the workspace's key signs."""
_SIZE = 20


def make(key: bytes, customer: str, until: dt.datetime) -> str:
    """A token.

    Args:
        key: secret of the workspace.
        customer: pseudonym.
        until: when it ends.
    """
    body = _text(json.dumps([customer, int(until.timestamp())]).encode())
    return f"{body}.{_text(_sign(key, body))}"


def read(key: bytes, token: str, now: dt.datetime) -> str | None:
    """The pseudonym of a token; ``None`` where it is not ours or has ended."""
    body, _, signature = token.partition(".")
    try:
        given = base64.urlsafe_b64decode(signature + "==")
        if not hmac.compare_digest(given, _sign(key, body)):
            return None
        customer, until = json.loads(base64.urlsafe_b64decode(body + "=="))
    except (binascii.Error, ValueError, TypeError):
        return None
    return str(customer) if now.timestamp() < until else None


def _sign(key: bytes, body: str) -> bytes:
    return hashlib.blake2b(body.encode(), key=key, digest_size=_SIZE, person=_PERSON).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
